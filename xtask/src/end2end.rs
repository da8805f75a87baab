//! The walks through the browser: Playwright against the binary that `start` serves.

use crate::node::Node;
use crate::step::{self, Outcome, step};
use crate::workspace::Workspace;
use crate::{setup, start};

/// Sets up Node packages and Chromium, builds what `start` serves and walks through it.
pub(crate) fn run(workspace: &Workspace) -> Outcome {
    start::build(workspace)?;
    walk(workspace, "debug")
}

/// Walks through what is built with this profile, by the name of its folder.
pub(crate) fn walk(workspace: &Workspace, profile: &str) -> Outcome {
    let folder = workspace.root.join("end2end");
    let node = Node::find(&workspace.target)?;
    step("Install the Node packages", || node.packages(&folder))?;
    let chromium = step("Look for Chromium", setup::chromium)?;
    let mut playwright = node.command("node");
    playwright.current_dir(&folder).args(["node_modules/@playwright/test/cli.js", "test"]);
    playwright.env("CHROMIUM", chromium).env("LONGRUN_BINARY", workspace.binary(profile));
    step("Walk through the pages", || step::run(&mut playwright))
}
