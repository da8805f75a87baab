//! `cargo xtask test --deep`: parts that take hours, in shares that several machines can divide.
//!
//! A round that passed is remembered with the commit it passed on, so that a run that was broken off goes on
//! where it stopped.

use std::path::PathBuf;
use std::process::Command;
use std::str::FromStr;

use crate::step::{self, Outcome, step};
use crate::test::Part;
use crate::workspace::Workspace;
use crate::{end2end, foreign, setup, start};

/// How many seeds the property tests are run with.
const SEEDS: u32 = 1024;
/// How many cases each property is asked for with each seed.
const CASES: &str = "2048";
/// How often store and server are killed at fifty moments each, others in every round.
const CRASH_ROUNDS: u32 = 20;
/// How long it is used in a row, in seconds.
const SOAK_SECONDS: &str = "3600";
/// How often schemathesis asks the API, each time something else, and how many requests of each kind for each call.
const API_ROUNDS: u32 = 20;
const API_EXAMPLES: &str = "300";
/// How often every walk through the browser is repeated.
const WALKS: u32 = 20;

/// The deep parts.
pub(crate) const PARTS: &[Part] = &[
    Part {
        name: "seeds",
        about: "every property test, fuzzing of decoders included, with many seeds",
        run: seeds,
    },
    Part { name: "crashes", about: "store and server are killed in the middle of their work", run: crashes },
    Part { name: "mutants", about: "code that can be removed without a test noticing", run: mutants },
    Part { name: "soak", about: "an hour of use, after which nothing has grown", run: soak },
    Part {
        name: "api",
        about: "every answer is as the document says, by schemathesis, with many seeds",
        run: api,
    },
    Part { name: "artefacts", about: "the build that ships, walked through", run: artefacts },
    Part { name: "walks", about: "every walk in Chromium, again and again", run: walks },
];

/// A share of the rounds: the i-th of n.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Shard {
    index: u32,
    count: u32,
}

impl FromStr for Shard {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (index, count) = text.split_once('/')?;
            Some(Self { index: index.parse().ok()?, count: count.parse().ok()? })
        };
        let shard = parse().ok_or("expected two numbers, like 1/4")?;
        if (1..=shard.count).contains(&shard.index) {
            Ok(shard)
        } else {
            Err("the first of four is 1/4, the last 4/4")
        }
    }
}

impl Shard {
    fn rounds(self, all: u32) -> impl Iterator<Item = u32> {
        (0..all).filter(move |round| round % self.count + 1 == self.index)
    }
}

fn seeds(workspace: &Workspace, shard: Shard) -> Outcome {
    for seed in shard.rounds(SEEDS) {
        once(workspace, &format!("seed {seed}"), || {
            let mut command = workspace.cargo(["test", "--workspace", "--exclude", "xtask", "--quiet"]);
            command.env("PROPTEST_RNG_SEED", seed.to_string()).env("PROPTEST_CASES", CASES);
            step::run(&mut command)
        })?;
    }
    Ok(())
}

fn api(workspace: &Workspace, shard: Shard) -> Outcome {
    for round in shard.rounds(API_ROUNDS) {
        let ask = || foreign::schemathesis(workspace, API_EXAMPLES, &round.to_string());
        once(workspace, &format!("api {round}"), ask)?;
    }
    Ok(())
}

fn crashes(workspace: &Workspace, shard: Shard) -> Outcome {
    for round in shard.rounds(CRASH_ROUNDS) {
        once(workspace, &format!("crashes {round}"), || {
            let tests = ["--test", "table", "--test", "executable", "crash::", "an_import_that"];
            let mut command = workspace.cargo(["test", "--workspace", "--exclude", "xtask"]);
            command.args(&tests[..4]).arg("--").args(&tests[4..]);
            step::run(command.env("LONGRUN_CRASHES", "50").env("LONGRUN_CRASH_SEED", round.to_string()))
        })?;
    }
    Ok(())
}

/// Goes on after what an earlier run has found to be noticed.
fn mutants(workspace: &Workspace, shard: Shard) -> Outcome {
    let tool = step("Install cargo-mutants", || setup::mutants(&workspace.target))?;
    let mut command = Command::new(tool);
    command.current_dir(&workspace.root).args([
        "mutants",
        "--workspace",
        "--test-workspace=true",
        "--iterate",
    ]);
    command.args(["--exclude", "xtask/**", "--exclude", "frontend/**", "--exclude", "server/benches/**"]);
    command.arg("--shard").arg(format!("{}/{}", shard.index - 1, shard.count));
    step::run(command.arg("--output").arg(&workspace.target))
}

/// One round: an hour on each of several machines says no more.
fn soak(workspace: &Workspace, shard: Shard) -> Outcome {
    for _ in shard.rounds(1) {
        once(workspace, "soak", || {
            let mut command =
                workspace.cargo(["test", "--workspace", "--exclude", "xtask", "--test", "executable"]);
            step::run(command.args(["--", "soak::"]).env("LONGRUN_SOAK_SECONDS", SOAK_SECONDS))
        })?;
    }
    Ok(())
}

fn artefacts(workspace: &Workspace, shard: Shard) -> Outcome {
    for _ in shard.rounds(1) {
        start::build(workspace)?;
        once(workspace, "artefacts", || {
            step::run(&mut workspace.cargo(["build", "--profile", "dist", "--package", "server"]))?;
            end2end::walk(workspace, "dist")
        })?;
    }
    Ok(())
}

fn walks(workspace: &Workspace, shard: Shard) -> Outcome {
    start::build(workspace)?;
    for round in shard.rounds(WALKS) {
        once(workspace, &format!("walk {round}"), || end2end::walk(workspace, "debug"))?;
    }
    Ok(())
}

/// Runs a round unless it passed before on this commit. What passed with changes on top of it is not remembered.
fn once(workspace: &Workspace, name: &str, work: impl FnOnce() -> Outcome) -> Outcome {
    let passed = passed(workspace, name)?;
    if passed.exists() && git(workspace, &["status", "--porcelain"])?.is_empty() {
        println!("▸ {name}: passed before");
        return Ok(());
    }
    step(name, work)?;
    if git(workspace, &["status", "--porcelain"])?.is_empty() {
        std::fs::create_dir_all(passed.parent().unwrap_or(&workspace.target))?;
        std::fs::write(passed, "")?;
    }
    Ok(())
}

fn passed(workspace: &Workspace, name: &str) -> Outcome<PathBuf> {
    let commit = git(workspace, &["rev-parse", "HEAD"])?;
    Ok(workspace.target.join("deep").join(commit.trim()).join(name.replace(' ', "-")))
}

fn git(workspace: &Workspace, arguments: &[&str]) -> Outcome<String> {
    step::output(Command::new("git").current_dir(&workspace.root).args(arguments))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_divide_the_rounds_without_gap_or_overlap() {
        let mut rounds: Vec<_> = (1..=3).flat_map(|index| Shard { index, count: 3 }.rounds(10)).collect();
        rounds.sort_unstable();
        assert_eq!(rounds, (0..10).collect::<Vec<_>>());
    }

    #[test]
    fn a_shard_outside_its_count_is_refused() {
        assert_eq!("2/4".parse(), Ok(Shard { index: 2, count: 4 }));
        for text in ["0/4", "5/4", "1/0", "1", "a/b"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }
}
