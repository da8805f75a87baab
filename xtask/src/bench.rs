//! `cargo xtask bench`: what the build that ships costs and how fast it answers.

use crate::start;
use crate::step::{self, Outcome, step};
use crate::workspace::Workspace;

/// Builds with link-time optimisation, the measured executable included, and measures.
pub(crate) fn bench(workspace: &Workspace, sections: &[String]) -> Outcome {
    start::build_site(workspace)?;
    let cost = ["bench", "--package", "server", "--bench", "cost", "--profile", "dist"];
    let build = cost.into_iter().chain(["--no-run"]);
    step("Build what ships (minutes, when anything has changed)", || step::run(&mut workspace.cargo(build)))?;
    step::run(workspace.cargo(cost).arg("--quiet").arg("--").args(sections))
}
