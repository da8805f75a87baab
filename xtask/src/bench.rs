//! `cargo xtask bench`: what the build that ships costs and how fast it answers.

use crate::start;
use crate::step::{self, Outcome, step};
use crate::workspace::Workspace;

/// Builds with link-time optimisation and measures.
pub(crate) fn bench(workspace: &Workspace) -> Outcome {
    start::build_site(workspace)?;
    let build = ["build", "--package", "server", "--profile", "dist"];
    step("Build what ships", || step::run(&mut workspace.cargo(build)))?;
    step::run(std::process::Command::new(workspace.binary("dist")).current_dir(&workspace.root).arg("bench"))
}
