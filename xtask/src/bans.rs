//! What no dependency may be: a second crypto or HTTP stack, or a licence that we have not read.
//!
//! Looks at the packages that a target really links, as `cargo metadata` resolves them, not at the lock file,
//! which also names what no feature switches on.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::licence;
use crate::setup::WASM;
use crate::step::{self, Outcome};
use crate::workspace;

/// Packages that may not be linked, with the reason.
const BANNED: [(&str, &str); 7] = [
    ("ring", "aws-lc-rs is the one crypto stack"),
    ("openssl", "aws-lc-rs is the one crypto stack"),
    ("openssl-sys", "aws-lc-rs is the one crypto stack"),
    ("native-tls", "rustls is the one TLS stack"),
    ("rsa", "it leaks its key through timing (RUSTSEC-2023-0071)"),
    ("openidconnect", "it brings rsa"),
    ("leptos_router", "axum owns the routes"),
];

/// Packages of which two versions would mean two stacks.
const ONCE: [&str; 8] = ["aws-lc-rs", "axum", "axum-core", "http", "hyper", "leptos", "reqwest", "rustls"];

/// One package that a target links.
#[derive(Debug)]
struct Package<'a> {
    name: &'a str,
    version: &'a str,
    licence: &'a str,
}

/// Fails with every sentence that can be said against the dependencies of a target.
pub(crate) fn check() -> Outcome {
    let host = host()?;
    let mut complaints = BTreeSet::new();
    for target in [host.as_str(), WASM] {
        let metadata = workspace::metadata(&["--locked", "--filter-platform", target])?;
        let packages =
            linked(&metadata).ok_or("cargo metadata answered in a form that is not understood.")?;
        println!("  {} packages for {target}", packages.len());
        complaints.extend(complain(&packages));
    }
    if complaints.is_empty() {
        return Ok(());
    }
    Err(complaints.into_iter().collect::<Vec<_>>().join("\n").into())
}

fn host() -> Outcome<String> {
    let version = step::output(std::process::Command::new("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.ok_or("rustc does not name its host.")?.to_owned())
}

/// The packages from outside the workspace that are in the resolved graph.
fn linked(metadata: &Value) -> Option<Vec<Package<'_>>> {
    let nodes = metadata["resolve"]["nodes"].as_array()?;
    let resolved: BTreeSet<_> = nodes.iter().filter_map(|node| node["id"].as_str()).collect();
    let foreign = |package: &&Value| {
        package["source"].is_string() && package["id"].as_str().is_some_and(|id| resolved.contains(id))
    };
    let packages = metadata["packages"].as_array()?.iter().filter(foreign);
    packages.map(package).collect()
}

fn package(package: &Value) -> Option<Package<'_>> {
    let text = |key: &str| package[key].as_str();
    Some(Package {
        name: text("name")?,
        version: text("version")?,
        licence: text("license").unwrap_or("none"),
    })
}

fn complain(packages: &[Package<'_>]) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut versions = BTreeMap::<_, Vec<_>>::new();
    for Package { name, version, licence } in packages {
        if let Some((_, reason)) = BANNED.iter().find(|(banned, _)| banned == name) {
            complaints.push(format!("{name} {version} is banned: {reason}."));
        }
        if !licence::allowed(licence) {
            complaints.push(format!("{name} {version} has a licence that is not on the list: {licence}."));
        }
        versions.entry(*name).or_default().push(*version);
    }
    let twice = versions.into_iter().filter(|(name, versions)| ONCE.contains(name) && versions.len() > 1);
    complaints
        .extend(twice.map(|(name, versions)| format!("{name} is linked more than once: {versions:?}.")));
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package<'a>(name: &'a str, version: &'a str) -> Package<'a> {
        Package { name, version, licence: "MIT" }
    }

    #[test]
    fn a_banned_package_is_named_with_its_reason() {
        let complaints = complain(&[package("ring", "0.17.0")]);
        assert_eq!(complaints, ["ring 0.17.0 is banned: aws-lc-rs is the one crypto stack."]);
    }

    #[test]
    fn two_versions_of_a_stack_are_one_too_many() {
        let complaints =
            complain(&[package("http", "0.2.0"), package("http", "1.0.0"), package("syn", "1.0.0")]);
        assert_eq!(complaints, [r#"http is linked more than once: ["0.2.0", "1.0.0"]."#]);
    }

    #[test]
    fn a_package_that_no_feature_switches_on_is_not_linked() {
        let metadata = serde_json::json!({
            "resolve": { "nodes": [{ "id": "used" }, { "id": "ours" }] },
            "packages": [
                { "id": "used", "name": "used", "version": "1.0.0", "source": "registry", "license": "MIT" },
                { "id": "unused", "name": "ring", "version": "1.0.0", "source": "registry" },
                { "id": "ours", "name": "ours", "version": "1.0.0", "source": null },
            ],
        });
        let names: Vec<_> = linked(&metadata).unwrap().iter().map(|package| package.name).collect();
        assert_eq!(names, ["used"]);
    }
}
