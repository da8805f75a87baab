//! Pages of one year of daily workouts beside those of ten: whether a long history costs more than a short one.

use crate::Outcome;
use crate::answer::Request;
use crate::load::{Cost, served};
use crate::log::Log;
use crate::report::{aim, micros, millis, row, section};

const PAGES: [&str; 5] = ["/dashboard", "/load", "/records", "/consistency", "/review"];
const YEAR: usize = 365;

pub(crate) async fn measure() -> Outcome {
    let folder = tempfile::tempdir()?;
    let mut log = Log::open(folder.path()).await?;
    log.grow(YEAR).await;
    let one = costs(&log).await?;
    log.grow(10 * YEAR).await;
    let ten = costs(&log).await?;
    section("Pages by years of daily workouts, store in a file", &["", "one, CPU", "ten, CPU", "ten, p50"]);
    for (page, (one, ten)) in PAGES.iter().zip(one.iter().zip(&ten)) {
        row(&[page, &micros(one.cpu), &micros(ten.cpu), &millis(ten.seen.p50)]);
    }
    for (page, (one, ten)) in PAGES.iter().zip(one.iter().zip(&ten)).take(2) {
        let growth = ten.cpu.as_secs_f64() / one.cpu.as_secs_f64();
        aim(&format!("{page} of ten years costs {growth:.2} times the CPU of one; aim 1.2"), growth <= 1.2);
    }
    Ok(())
}

async fn costs(log: &Log) -> Outcome<Vec<Cost>> {
    let mut costs = Vec::new();
    for page in PAGES {
        let request = Request { cookie: log.cookie.clone(), ..Request::get(page) };
        costs.push(served(log.longrun.router.clone(), &request).await?);
    }
    Ok(costs)
}
