//! CPU time and memory, as Linux tells them (proc(5)).

use crate::Outcome;
use std::time::Duration;

/// A tick of `/proc`: `USER_HZ` is 100 on every architecture we run on.
const TICK: Duration = Duration::from_millis(10);

/// The CPU time that this process has used so far, its children's not included; exact to 10 ms.
pub(crate) fn used() -> Outcome<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The name, in parentheses, may hold anything; user and system time are the 12th and 13th field behind it.
    let fields = stat.rsplit_once(')').map(|(_, fields)| fields).unwrap_or_default();
    let ticks: u32 = fields.split_whitespace().skip(11).take(2).filter_map(|it| it.parse::<u32>().ok()).sum();
    Ok(TICK * ticks)
}

/// The resident memory of a process in megabytes.
pub(crate) fn resident(process: u32) -> Outcome<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kibibytes * 1024.0 / 1e6)
}
