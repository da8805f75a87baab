//! The signed-in dashboard: how many a second, and whether a long history costs more than a short one.

use crate::Outcome;
use crate::answer::Request;
use crate::load::{Cost, served};
use crate::log::Log;
use crate::rendered::Rows;
use crate::report::{aim, micros, millis, row, section};
use axum::Router;
use axum::response::Html;
use axum::routing::get;
use bytes::Bytes;
use std::path::Path;
use std::sync::Arc;

const HEAD: [&str; 5] = ["", "requests/s", "p50", "p99", "CPU/request"];

pub(crate) async fn measure() -> Outcome {
    let folder = tempfile::tempdir()?;
    let mut log = Log::open(folder.path()).await?;
    let mut costs = Vec::new();
    for count in [100, 1_000, 5_000] {
        log.grow(count).await;
        costs.push((count, full(&log, "").await?));
    }
    beside(&log, costs[2].1).await?;
    log.grow(10_000).await;
    costs[2] = (10_000, full(&log, "").await?);
    flat(&costs);
    Ok(())
}

/// The dashboard as a browser gets it.
async fn full(log: &Log, encoding: &str) -> Outcome<Cost> {
    let request =
        Request { cookie: log.cookie.clone(), encoding: encoding.to_owned(), ..Request::get("/dashboard") };
    served(log.longrun.router.clone(), &request).await
}

/// The same page with ever less work behind it.
async fn beside(log: &Log, in_file: Cost) -> Outcome {
    let rows = Arc::new(Rows::read(log).await?);
    let page = rows.page().0;
    let request = Request::get("/");
    let rendered = served(Router::new().route("/", get(async move || rows.page())), &request).await?;
    let (length, bytes) = (page.len(), Bytes::from(page));
    let same = served(Router::new().route("/", get(async move || Html(bytes.clone()))), &request).await?;
    section(&format!("Dashboard of 5,000 workouts, {length} bytes, 16 connections"), &HEAD);
    print("signed in, store in a file", in_file);
    print("  the same, compressed with brotli", full(log, "br").await?);
    print("signed in, store in memory", in_memory().await?);
    print("rendered from rows in memory", rendered);
    print("the same bytes", same);
    let share = in_file.seen.per_second / rendered.seen.per_second;
    aim(&format!("signed in reaches {:.0} % of rendered; aim 33 %", share * 100.0), share >= 1.0 / 3.0);
    Ok(())
}

async fn in_memory() -> Outcome<Cost> {
    let mut log = Log::open(Path::new("memory")).await?;
    log.grow(5_000).await;
    full(&log, "").await
}

fn flat(costs: &[(usize, Cost)]) {
    section("Dashboard by length of the log, store in a file", &HEAD);
    for (count, cost) in costs {
        print(&format!("{count} workouts"), *cost);
    }
    let growth = costs[2].1.cpu.as_secs_f64() / costs[0].1.cpu.as_secs_f64();
    aim(&format!("10,000 workouts cost {growth:.2} times the CPU of 100; aim 1.1"), growth <= 1.1);
}

fn print(what: &str, cost: Cost) {
    let rate = format!("{:.0}", cost.seen.per_second);
    row(&[what, &rate, &millis(cost.seen.p50), &millis(cost.seen.p99), &micros(cost.cpu)]);
}
