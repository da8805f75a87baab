//! What no dependency may be: a second crypto or HTTP stack, or a licence that we have not read.
//!
//! Looks at what a target really links. The lock file and the graph of `cargo metadata` also hold what a weak
//! feature could bring and does not, so the graph is the one that `cargo tree` prints.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use crate::licence;
use crate::setup::WASM;
use crate::step::{self, Outcome};
use crate::workspace::Workspace;

/// Packages that may not be linked, with the reason.
const BANNED: [(&str, &str); 10] = [
    ("ring", "aws-lc-rs is the one crypto stack"),
    ("openssl", "aws-lc-rs is the one crypto stack"),
    ("openssl-sys", "aws-lc-rs is the one crypto stack"),
    ("native-tls", "rustls is the one TLS stack"),
    ("rsa", "it leaks its key through timing (RUSTSEC-2023-0071)"),
    ("openidconnect", "it brings rsa"),
    ("leptos_router", "axum owns the routes"),
    ("fancy-regex", "it backtracks: a short text can cost any time"),
    ("onig", "it backtracks: a short text can cost any time"),
    ("pcre2", "it backtracks: a short text can cost any time"),
];

/// Packages of which two versions would mean two stacks.
const ONCE: [&str; 8] = ["aws-lc-rs", "axum", "axum-core", "http", "hyper", "leptos", "reqwest", "rustls"];

/// What only a build with the embedded store and provider may link: never what runs on AWS.
const LOCAL: [&str; 3] = ["local", "dynoxide-rs", "argon2"];

/// Licences that one package may have beside those of the list, each read for how we use it.
const EXCEPTIONS: [(&str, &str); 1] = [
    // Boundaries of time zones from OpenStreetMap: named in the README, as the licence asks of a produced work.
    ("tzf-dist", "MIT AND ODbL-1.0"),
];

/// One package that a target links.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Package<'a> {
    name: &'a str,
    version: &'a str,
    licence: &'a str,
}

/// Fails with every sentence that can be said against the dependencies of a target.
pub(crate) fn check(workspace: &Workspace) -> Outcome {
    let mut complaints = BTreeSet::new();
    for target in [host()?.as_str(), WASM] {
        let tree = tree(workspace, target)?;
        let packages = linked(&tree);
        println!("  {} packages for {target}", packages.len());
        complaints.extend(complain(&packages));
    }
    let bare = ["--package", "server", "--no-default-features", "--edges", "normal,build"];
    complaints.extend(complain_of_local(&graph(workspace, &bare)?));
    if complaints.is_empty() {
        return Ok(());
    }
    Err(complaints.into_iter().collect::<Vec<_>>().join("\n").into())
}

fn host() -> Outcome<String> {
    let version = step::output(Command::new("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.ok_or("rustc does not name its host.")?.to_owned())
}

/// Every package of the workspace's graph for a target, one a line: name, version and licence.
fn tree(workspace: &Workspace, target: &str) -> Outcome<String> {
    graph(workspace, &["--workspace", "--edges", "normal,build,dev", "--target", target])
}

fn graph(workspace: &Workspace, what: &[&str]) -> Outcome<String> {
    let form = ["--prefix", "none", "--format", "{p}|{l}"];
    step::output(workspace.cargo(["tree", "--locked"]).args(what).args(form))
}

fn complain_of_local(tree: &str) -> Vec<String> {
    let names: BTreeSet<_> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    let linked = LOCAL.iter().filter(|name| names.contains(*name));
    let mut complaints: Vec<_> =
        linked.map(|name| format!("{name} is linked by a server without the feature local.")).collect();
    if !names.contains("server") {
        complaints.push("The graph of a server without the feature local was not read.".to_owned());
    }
    complaints
}

fn linked(tree: &str) -> BTreeSet<Package<'_>> {
    tree.lines().filter_map(package).collect()
}

/// Reads `name v1.2.3 (proc-macro)|licence`; packages of the workspace end in their path instead.
fn package(line: &str) -> Option<Package<'_>> {
    let (package, licence) = line.trim_end_matches(" (*)").rsplit_once('|')?;
    let mut words = package.split(' ');
    let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
    let ours = words.next().is_some_and(|path| path.starts_with("(/"));
    (!ours).then_some(Package { name, version, licence })
}

fn complain(packages: &BTreeSet<Package<'_>>) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut versions = BTreeMap::<_, Vec<_>>::new();
    for Package { name, version, licence } in packages {
        if let Some((_, reason)) = BANNED.iter().find(|(banned, _)| banned == name) {
            complaints.push(format!("{name} {version} is banned: {reason}."));
        }
        if !licence::allowed(licence) && !EXCEPTIONS.contains(&(name, licence)) {
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
        let complaints = complain(&[package("ring", "0.17.0")].into());
        assert_eq!(complaints, ["ring 0.17.0 is banned: aws-lc-rs is the one crypto stack."]);
    }

    #[test]
    fn no_pattern_is_matched_by_an_engine_that_backtracks() {
        for name in ["fancy-regex", "onig", "pcre2"] {
            assert_eq!(complain(&[package(name, "1.0.0")].into()).len(), 1, "{name}");
        }
        assert!(complain(&[package("regex", "1.0.0")].into()).is_empty());
    }

    #[test]
    fn two_versions_of_a_stack_are_one_too_many() {
        let complaints = complain(&["0.2.0", "1.0.0"].map(|version| package("http", version)).into());
        assert_eq!(complaints, [r#"http is linked more than once: ["0.2.0", "1.0.0"]."#]);
    }

    #[test]
    fn a_server_without_local_that_links_it_is_named() {
        let tree = "server v0.1.0 (/src/server)|Apache-2.0\nargon2id v0.1.0|MIT\n";
        assert!(complain_of_local(tree).is_empty());
        let linked = format!("{tree}local v0.1.0 (/src/local)|Apache-2.0\nargon2 v0.6.0|MIT (*)\n");
        assert_eq!(complain_of_local(&linked).len(), 2);
        assert_eq!(complain_of_local("").len(), 1);
    }

    #[test]
    fn packages_are_read_from_the_tree_and_ours_are_left_out() {
        let tree = "app v0.1.0 (/src/app)|Apache-2.0\nserde v1.0.0|MIT OR Apache-2.0\nsyn v2.0.0 (proc-macro)|MIT (*)\n";
        let packages = linked(tree);
        let names: Vec<_> = packages.iter().map(|package| (package.name, package.licence)).collect();
        assert_eq!(names, [("serde", "MIT OR Apache-2.0"), ("syn", "MIT")]);
    }
}
