//! Ours against foreign implementations of the same protocols: neither side of such a test is ours on both ends.

use std::process::Command;

use crate::node::Node;
use crate::step::{self, Outcome, step};
use crate::workspace::Workspace;
use crate::{setup, start};

/// The embedded provider, as npm's `openid-client` sees it.
pub(crate) fn openid_client(workspace: &Workspace) -> Outcome {
    let folder = workspace.root.join("end2end");
    let node = Node::find(&workspace.target)?;
    step("Install the Node packages", || node.packages(&folder))?;
    let mut test = test(workspace, "interop", "idp_interop");
    step::run(test.env("PATH", &node.path).env("LONGRUN_INTEROP_DIR", folder.join("interop")))
}

/// The tables, and an authorizer that reads them, over HTTP on the `DynamoDB` emulator `ministack`.
pub(crate) fn ministack(workspace: &Workspace) -> Outcome {
    let program = step("Install ministack", || setup::ministack(&workspace.target))?;
    let mut test = test(workspace, "ministack", "ministack");
    step::run(test.args(["--test", "authorizer_ministack"]).env("LONGRUN_MINISTACK", program))
}

/// Every answer of the API against its document, as schemathesis asks, with so many examples from this seed.
pub(crate) fn schemathesis(workspace: &Workspace, examples: &str, seed: &str) -> Outcome {
    let mut tests = tests(workspace, "api")?;
    step::run(tests.env("LONGRUN_EXAMPLES", examples).env("LONGRUN_SEED", seed))
}

/// The API, as programs in Python and TypeScript use it while people are at the pages.
pub(crate) fn clients(workspace: &Workspace) -> Outcome {
    let chromium = step("Look for Chromium", setup::chromium)?;
    step::run(tests(workspace, "clients")?.env("CHROMIUM", chromium))
}

/// The API's door, as tokens of other issuers and forgers come to it.
pub(crate) fn tokens(workspace: &Workspace) -> Outcome {
    step::run(&mut tests(workspace, "tokens")?)
}

/// The tests of this name in `end2end/foreign`, against what `start` serves.
fn tests(workspace: &Workspace, name: &str) -> Outcome<Command> {
    start::build_server(workspace)?;
    let folder = workspace.root.join("end2end");
    let node = Node::find(&workspace.target)?;
    step("Install the Node packages", || node.packages(&folder))?;
    let packages = std::fs::read_to_string(folder.join("clients/python/requirements.txt"))?;
    let python =
        step("Install the Python packages", || setup::python(&workspace.target, "python", &packages))?;
    let mut tests = node.command("node");
    tests.current_dir(&folder).args(["node_modules/@playwright/test/cli.js", "test", name]);
    tests.args(["--config", "foreign.config.ts"]).env("LONGRUN_BINARY", workspace.binary("debug"));
    tests.env("LONGRUN_PYTHON", python.join("bin/python"));
    Ok(tests)
}

// Over the whole workspace, so that dependencies keep the features that the other parts compiled them with.
fn test(workspace: &Workspace, feature: &str, name: &str) -> Command {
    let feature = format!("local/{feature}");
    workspace.cargo(["test", "--workspace", "--exclude", "xtask", "--features", &feature, "--test", name])
}
