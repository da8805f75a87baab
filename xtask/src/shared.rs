//! Whether the tests find what `start` compiled.
//!
//! Cargo compiles a package once for each set of features that is asked of it, and everything above it again. Tests
//! bring packages of their own that may ask for more; `server/Cargo.toml` asks for the same.

use std::collections::BTreeSet;

use crate::step::{self, Outcome};
use crate::workspace::Workspace;

/// Fails with the packages that the tests would compile a second time.
pub(crate) fn check(workspace: &Workspace) -> Outcome {
    let started = tree(workspace, &["--package", "server", "--edges", "normal,build"])?;
    let tested = tree(workspace, &["--workspace", "--exclude", "xtask", "--edges", "normal,build,dev"])?;
    let twice = twice(&started, &tested);
    if twice.is_empty() { Ok(()) } else { Err(sentence(&twice).into()) }
}

fn tree(workspace: &Workspace, what: &[&str]) -> Outcome<String> {
    let form = ["tree", "--locked", "--prefix", "none", "--format", "{p} {f}"];
    step::output(workspace.cargo(form).args(what))
}

/// The packages with features that are in the first tree and not in the second.
fn twice<'a>(started: &'a str, tested: &'a str) -> Vec<&'a str> {
    let tested = packages(tested);
    packages(started).into_iter().filter(|package| !tested.contains(package)).collect()
}

fn packages(tree: &str) -> BTreeSet<&str> {
    tree.lines().map(|line| line.trim_end_matches(" (*)").trim_end()).collect()
}

fn sentence(packages: &[&str]) -> String {
    let advice = "Name the features that the tests have more in server/Cargo.toml, beside those that are there for it.";
    format!(
        "Compiled twice, for `start` with fewer features than for the tests:\n{}\n{advice}",
        packages.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_with_other_features_is_named() {
        let (started, tested) = ("a v1.0.0 std (*)\nb v1.0.0 \n", "a v1.0.0 std\nb v1.0.0 std\nc v1.0.0 \n");
        assert_eq!(twice(started, tested), ["b v1.0.0"]);
    }
}
