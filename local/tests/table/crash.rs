//! The plug is pulled: a process that writes is killed at a random moment, again and again.

use crate::suite::feed::Follower;
use crate::suite::world::{World, details, edit, hours, id_of, new_workout, permit};
use domain::act::Act;
use domain::quantity::Metres;
use local::table::Store;
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const TIMES: u64 = 30;

/// Asks for more times than that.
const MORE: &str = "LONGRUN_CRASHES";

/// Asks for other moments.
const SEED: &str = "LONGRUN_CRASH_SEED";

/// Names the directory in which the child writes; without it there is nothing for the child to do.
const DIRECTORY: &str = "LONGRUN_CRASH_TEST_DIRECTORY";

/// The child: logs a workout, edits it, says so, and goes on until it is killed.
#[test]
fn child_that_writes_until_it_is_killed() {
    let Some(directory) = variable(DIRECTORY) else { return };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(write_for_ever(Path::new(&directory)));
}

#[expect(clippy::disallowed_methods, reason = "what a test is told comes from who runs it")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

async fn write_for_ever(directory: &Path) {
    let world = World::new(Store::open(Some(directory)).unwrap().client(), "journal").await;
    let round = std::process::id();
    for n in 0.. {
        let time = format!("2026-11-{:02}T07:30:00+01:00", 1 + n % 28);
        let logged = world.log(new_workout(&format!("{round}-{n}"), &time)).await;
        acknowledge(logged.id.as_str(), 1);
        let mut moved = details(&time);
        moved.distance = Some(Metres(n));
        world.table.replace(&permit(Act::EditWorkout), &logged.id, edit(1, moved), hours(1)).await.unwrap();
        acknowledge(logged.id.as_str(), 2);
    }
}

/// A line that begins with a mark of its own: the test harness writes to the same place.
fn acknowledge(id: &str, version: u64) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\nwritten {id} {version}").and_then(|()| out.flush()).unwrap();
}

/// Runs the child, kills it after `life` and returns what it had been told was written.
fn run_and_kill(directory: &Path, life: Duration) -> BTreeMap<String, u64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::child_that_writes_until_it_is_killed", "--nocapture"])
        .env(DIRECTORY, directory)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let reader = std::thread::spawn(move || {
        let written = lines.map_while(Result::ok).filter_map(|line| {
            let (id, version) = line.strip_prefix("written ")?.split_once(' ')?;
            Some((id.to_owned(), version.parse().ok()?))
        });
        written.collect()
    });
    std::thread::sleep(life);
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

#[tokio::test]
async fn a_process_killed_in_the_middle_of_writing_loses_nothing_it_acknowledged() {
    let directory = tempfile::tempdir().unwrap();
    let mut random = variable(SEED).map_or(2026_u64, |seed| seed.parse().unwrap());
    let (mut written, mut follower) = (BTreeMap::new(), Follower::default());
    for _ in 0..variable(MORE).map_or(TIMES, |times| times.parse().unwrap()) {
        // Knuth's MMIX generator: the moments are scattered, and the same ones for every seed.
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        written.extend(run_and_kill(directory.path(), Duration::from_millis(150 + (random >> 33) % 250)));
        let world = World::new(Store::open(Some(directory.path())).unwrap().client(), "journal").await;
        world.sums_are_right().await;
        follower.is_up_to_date(&world).await;
        for (id, version) in &written {
            let there = follower.workouts.get(&id_of(id)).map_or(0, |workout| workout.version);
            assert!(there >= *version, "{id} was acknowledged at version {version}, {there} is there");
        }
    }
    assert!(written.len() > 50, "only {} workouts were written", written.len());
}
