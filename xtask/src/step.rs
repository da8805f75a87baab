//! How a step is announced, run and timed.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a step gives back; its failure is a sentence for the person who waits.
pub(crate) type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// Announces a step, runs it and prints how long it took.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    println!("▸ {name}");
    let begun = Instant::now();
    let outcome = work();
    let verdict = if outcome.is_ok() { "done" } else { "failed" };
    println!("  {verdict} in {}", seconds(begun.elapsed()));
    outcome
}

/// Runs a program whose output the reader sees, and fails unless it succeeds.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| missing(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("{} ended with {status}.", shown(command)).into()) }
}

/// Runs a program and gives back what it printed on standard output.
pub(crate) fn output(command: &mut Command) -> Outcome<String> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| missing(command, &error))?;
    if !output.status.success() {
        return Err(format!("{} ended with {}.", shown(command), output.status).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Says whether a program can be started and succeeds, without showing what it prints.
pub(crate) fn succeeds(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Writes a duration as people read it: `0.4 s`, `12.3 s`, `3 min 05 s`.
pub(crate) fn seconds(duration: Duration) -> String {
    let whole = duration.as_secs();
    if whole < 60 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}

fn missing(command: &Command, error: &std::io::Error) -> String {
    format!("{} could not be started: {error}.", shown(command))
}

fn shown(command: &Command) -> String {
    let arguments = command.get_args().map(|argument| argument.to_string_lossy());
    let program = command.get_program().to_string_lossy();
    format!("`{}`", std::iter::once(program).chain(arguments).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_like_a_stopwatch() {
        assert_eq!(seconds(Duration::from_millis(400)), "0.4 s");
        assert_eq!(seconds(Duration::from_secs(185)), "3 min 05 s");
    }

    #[test]
    fn a_failing_program_is_named_with_its_arguments() {
        let failure = run(Command::new("false").arg("argument")).unwrap_err().to_string();
        assert!(failure.starts_with("`false argument` ended with"), "{failure}");
    }

    #[test]
    fn a_missing_program_is_an_error_that_names_it() {
        let failure = run(&mut Command::new("no-such-program")).unwrap_err().to_string();
        assert!(failure.starts_with("`no-such-program` could not be started"), "{failure}");
    }
}
