//! `cargo xtask test`: the gate that every change passes, in parts that can be run alone.

use std::process::Command;
use std::time::{Duration, Instant};

use clap::Args;

use crate::setup::{self, WASM};
use crate::step::{self, Outcome};
use crate::workspace::Workspace;
use crate::{bans, deep, end2end, foreign, shape, shared};

/// Property tests draw the same cases at every run of the gate; `--deep` draws others.
const SEED: &str = "1";

/// How many requests of each kind schemathesis makes up for each call.
const EXAMPLES: &str = "30";

/// Which parts to run.
#[derive(Debug, Args)]
pub(crate) struct Selection {
    /// Parts to run; all of them when none is named.
    parts: Vec<String>,
    /// List the parts and what each of them shows.
    #[arg(long)]
    list: bool,
    /// Run the parts that take hours instead of the change gate.
    #[arg(long)]
    deep: bool,
    /// Run only the i-th of n shares of a deep part, as `i/n`.
    #[arg(long, requires = "deep", default_value = "1/1")]
    shard: deep::Shard,
}

/// One part of the gate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) run: fn(&Workspace, deep::Shard) -> Outcome,
}

/// The change gate: what fails quickly comes first.
const GATE: &[Part] = &[
    Part { name: "fmt", about: "the code is formatted", run: |w, _| cargo(w, &["fmt", "--all", "--check"]) },
    Part { name: "shape", about: "no file is too long, nothing is unfinished", run: |w, _| shape::check(w) },
    Part {
        name: "bans",
        about: "one crypto and one HTTP stack, licences we have read",
        run: |w, _| bans::check(w),
    },
    Part { name: "shared", about: "tests find what start compiled", run: |w, _| shared::check(w) },
    Part {
        name: "lint",
        about: "clippy finds nothing, on the host and for the browser",
        run: |w, _| lint(w),
    },
    Part { name: "no-local", about: "the server builds without store and provider", run: |w, _| no_local(w) },
    Part { name: "unit", about: "every crate at its own level", run: |w, _| unit(w) },
    Part {
        name: "interop",
        about: "our provider with npm openid-client",
        run: |w, _| foreign::openid_client(w),
    },
    Part {
        name: "api",
        about: "every answer is as the API's document says, by schemathesis",
        run: |w, _| foreign::schemathesis(w, EXAMPLES, SEED),
    },
    Part {
        name: "clients",
        about: "the API in the hands of Authlib, openapi-typescript and openid-client",
        run: |w, _| foreign::clients(w),
    },
    Part {
        name: "tokens",
        about: "tokens of other issuers and of forgers at the API's door",
        run: |w, _| foreign::tokens(w),
    },
    Part { name: "ministack", about: "our tables on another DynamoDB", run: |w, _| foreign::ministack(w) },
    Part {
        name: "end2end",
        about: "every walk in Chromium, with what start serves",
        run: |w, _| end2end::run(w),
    },
];

/// Runs what was asked for and prints the time of each part; fails if a part failed.
pub(crate) fn test(workspace: &Workspace, selection: &Selection) -> Outcome {
    let all = if selection.deep { deep::PARTS } else { GATE };
    if selection.list {
        for part in all {
            println!("{:12} {}", part.name, part.about);
        }
        return Ok(());
    }
    let chosen = choose(all, &selection.parts)?;
    let results: Vec<_> = chosen.iter().map(|part| timed(workspace, *part, selection.shard)).collect();
    report(&results)
}

fn choose(all: &[Part], names: &[String]) -> Outcome<Vec<Part>> {
    if names.is_empty() {
        return Ok(all.to_vec());
    }
    let find = |name: &String| {
        let found = all.iter().find(|part| part.name == name).copied();
        let known = || all.iter().map(|part| part.name).collect::<Vec<_>>().join(", ");
        found.ok_or_else(|| format!("There is no part `{name}`; there are {}.", known()).into())
    };
    names.iter().map(find).collect()
}

fn timed(workspace: &Workspace, part: Part, shard: deep::Shard) -> (&'static str, Duration, bool) {
    let begun = Instant::now();
    println!("\n━━ {}: {}", part.name, part.about);
    let outcome = (part.run)(workspace, shard);
    if let Err(failure) = &outcome {
        eprintln!("{failure}");
    }
    (part.name, begun.elapsed(), outcome.is_ok())
}

fn report(results: &[(&str, Duration, bool)]) -> Outcome {
    println!();
    for (name, took, passed) in results {
        println!("{name:12} {:>12}  {}", step::seconds(*took), if *passed { "passed" } else { "FAILED" });
    }
    println!("{:12} {:>12}", "all", step::seconds(results.iter().map(|(_, took, _)| *took).sum()));
    let failed: Vec<_> = results.iter().filter(|(_, _, passed)| !passed).map(|(name, ..)| *name).collect();
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", ")).into()) }
}

fn cargo(workspace: &Workspace, arguments: &[&str]) -> Outcome {
    step::run(&mut workspace.cargo(arguments.iter().copied()))
}

fn lint(workspace: &Workspace) -> Outcome {
    setup::wasm_target()?;
    let strict = ["--", "--deny", "warnings"];
    cargo(workspace, &[&["clippy", "--workspace", "--all-targets"][..], &strict].concat())?;
    let browser =
        ["clippy", "--package", "frontend", "--package", "app", "--package", "domain", "--target", WASM];
    cargo(workspace, &[&browser[..], &strict].concat())
}

fn no_local(workspace: &Workspace) -> Outcome {
    cargo(workspace, &["clippy", "--package", "server", "--no-default-features", "--", "--deny", "warnings"])
}

// Apart, so that the features of xtask's tools do not change what `start` compiled.
fn unit(workspace: &Workspace) -> Outcome {
    step::run(&mut fixed(workspace.cargo(["test", "--package", "xtask"])))?;
    step::run(&mut fixed(workspace.cargo(["test", "--workspace", "--exclude", "xtask"])))
}

/// The same command with the same chance at every run.
fn fixed(mut command: Command) -> Command {
    command.env("PROPTEST_RNG_SEED", SEED);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_part_is_answered_with_the_known_ones() {
        let failure = choose(GATE, &["nonsense".to_owned()]).unwrap_err().to_string();
        assert!(failure.starts_with("There is no part `nonsense`; there are fmt, "), "{failure}");
    }

    #[test]
    fn one_failed_part_fails_the_gate() {
        assert!(report(&[("fmt", Duration::ZERO, true), ("lint", Duration::ZERO, false)]).is_err());
        assert!(report(&[("fmt", Duration::ZERO, true)]).is_ok());
    }
}
