//! Ours against foreign implementations of the same protocols: neither side of such a test is ours on both ends.

use std::process::Command;

use crate::node::Node;
use crate::setup;
use crate::step::{self, Outcome, step};
use crate::workspace::Workspace;

/// The embedded provider, as npm's `openid-client` sees it.
pub(crate) fn openid_client(workspace: &Workspace) -> Outcome {
    let folder = workspace.root.join("end2end");
    let node = Node::find(&workspace.target)?;
    step("Install the Node packages", || node.packages(&folder))?;
    let mut test = test(workspace, "interop", "idp_interop");
    step::run(test.env("PATH", &node.path).env("LONGRUN_INTEROP_DIR", folder.join("interop")))
}

/// The tables, over HTTP on the `DynamoDB` emulator `ministack`.
pub(crate) fn ministack(workspace: &Workspace) -> Outcome {
    let program = step("Install ministack", || setup::ministack(&workspace.target))?;
    step::run(test(workspace, "ministack", "ministack").env("LONGRUN_MINISTACK", program))
}

// Over the whole workspace, so that dependencies keep the features that the other parts compiled them with.
fn test(workspace: &Workspace, feature: &str, name: &str) -> Command {
    let feature = format!("local/{feature}");
    workspace.cargo(["test", "--workspace", "--exclude", "xtask", "--features", &feature, "--test", name])
}
