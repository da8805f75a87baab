//! What a file of a watch costs to decode.

use crate::report::{aim, millis, row, section};
use crate::{Outcome, cpu};
use domain::file::{Limits, decode};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How often each file is decoded: its own time is the shortest, what else the machine does left out.
const TIMES: u32 = 5;

pub(crate) fn measure() -> Outcome {
    let (what, files) = corpus()?;
    let before = cpu::used()?;
    let worst = files.iter().map(|(name, bytes)| (fastest(bytes), name)).max();
    let count = u32::try_from(files.len())? * TIMES;
    let mean = (cpu::used()?.saturating_sub(before)) / count.max(1);
    let (worst, name) = worst.ok_or("no files")?;
    section(&format!("Decoding {} files of {what}", files.len()), &["", "CPU"]);
    row(&["mean of all", &millis(mean)]);
    row(&[&format!("worst: {}", name.display()), &millis(worst)]);
    aim(&format!("the worst file takes {}; aim 50 ms", millis(worst)), worst < Duration::from_millis(50));
    Ok(())
}

fn fastest(bytes: &[u8]) -> Duration {
    let limits = Limits::default();
    let timed = |_| {
        let begun = Instant::now();
        let _ = std::hint::black_box(decode(bytes, &limits));
        begun.elapsed()
    };
    (0..TIMES).map(timed).min().unwrap_or_default()
}

type Files = Vec<(PathBuf, Vec<u8>)>;

/// The recorded files where they are, else the generated ones of the tests.
#[expect(clippy::disallowed_methods, reason = "the corpus lies outside of the repository")]
fn corpus() -> Outcome<(&'static str, Files)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let beside = root.join("../../shared/data/activities");
    let folder = std::env::var_os("LONGRUN_CORPUS").map_or(beside, PathBuf::from);
    if folder.is_dir() {
        return Ok(("the corpus", files(&folder)?));
    }
    Ok(("the tests' fixtures", files(&root.join("../domain/tests/fixtures"))?))
}

fn files(folder: &Path) -> Outcome<Files> {
    let entries = folder.read_dir()?.collect::<Result<Vec<_>, _>>()?;
    let paths = entries.into_iter().map(|entry| entry.path()).filter(|path| path.is_file());
    let read = |path: PathBuf| Ok((path.file_name().unwrap_or_default().into(), std::fs::read(&path)?));
    paths.map(read).collect()
}
