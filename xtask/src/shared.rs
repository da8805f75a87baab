//! Whether the tests find what `start` compiled.
//!
//! Cargo compiles a package once for each set of features that is asked of it, and everything above it again. Tests
//! bring packages of their own that may ask for more; `server/Cargo.toml` asks for the same.

use std::collections::{BTreeMap, BTreeSet};

use crate::step::{self, Outcome};
use crate::workspace::Workspace;

/// The sets of features that each package is compiled with.
type Features<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// Fails with the packages that the tests would compile a second time.
pub(crate) fn check(workspace: &Workspace) -> Outcome {
    let started = tree(workspace, &["--package", "server", "--edges", "normal,build"])?;
    let tested = tree(workspace, &["--workspace", "--exclude", "xtask", "--edges", "normal,build,dev"])?;
    let twice = twice(&features(&started), &features(&tested));
    if twice.is_empty() { Ok(()) } else { Err(sentence(&twice).into()) }
}

fn tree(workspace: &Workspace, what: &[&str]) -> Outcome<String> {
    let form = ["tree", "--locked", "--prefix", "none", "--format", "{p}|{f}"];
    step::output(workspace.cargo(form).args(what))
}

fn features(tree: &str) -> Features<'_> {
    let mut features = Features::new();
    for (package, set) in tree.lines().filter_map(|line| line.trim_end_matches(" (*)").split_once('|')) {
        features.entry(package).or_default().insert(set);
    }
    features
}

/// The packages that both compile, but not alike.
fn twice(started: &Features<'_>, tested: &Features<'_>) -> Vec<String> {
    let differs = |(package, sets): (&&str, &BTreeSet<&str>)| {
        let others = tested.get(package).filter(|others| *others != sets)?;
        Some(format!("{package}: {sets:?}, {others:?}"))
    };
    started.iter().filter_map(differs).collect()
}

fn sentence(packages: &[String]) -> String {
    let advice = "Name the features that the tests have more in server/Cargo.toml, beside those that are there for it.";
    format!(
        "Compiled twice, with other features for `start` than for the tests:\n{}\n{advice}",
        packages.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_with_other_features_is_named() {
        let (started, tested) =
            ("a v1.0.0|std (*)\nb v1.0.0|\n", "a v1.0.0|std\nb v1.0.0|\nb v1.0.0|std\nc v1.0.0|");
        let twice = twice(&features(started), &features(tested));
        assert_eq!(twice, [r#"b v1.0.0: {""}, {"", "std"}"#]);
    }
}
