//! Whether a clock tells what is somebody else's from what is not there.
//!
//! Each pair is asked in turns, one request after the other and past the network, so that whatever else the machine
//! does meets both. That they do the same work is shown by the tests (`server/tests/api/alike.rs`).

use crate::Outcome;
use crate::log::Log;
use crate::report::{micros, row, section};
use crate::support::{Browser, athlete, fill_in, permit};
use axum::body::Body;
use axum::http::header::AUTHORIZATION;
use axum::http::{Method, StatusCode};
use domain::act::Act;
use domain::table::Filter;
use local::people::{self, Athlete};
use std::time::{Duration, Instant};

/// How often each is asked.
const ROUNDS: usize = 2_000;

/// Prints medians side by side, and how the first of a pair stands to the second.
pub(crate) async fn measure(log: &Log, token: &str) -> Outcome {
    let (ben, nobody) = (athlete(&log.longrun, "ben"), "nobody-whom-anybody-knows");
    let theirs = workout_of_ben(log).await?;
    let missing: String = theirs.chars().rev().collect();
    let pairs = [
        ("a log: not granted, not there", "workouts?athlete=", [ben.as_str(), nobody]),
        (
            "an address: not granted, unknown",
            "workouts?athlete=",
            ["ben@longrun.test", "nobody@longrun.test"],
        ),
        ("a workout: another's, nobody's", "workouts/", [&theirs, &missing]),
    ];
    section("One after the other, in turns", &["", "p50", "p50", "ratio"]);
    for (what, path, [one, other]) in pairs {
        let more = if path.ends_with('/') { "?athlete=ada@longrun.test" } else { "" };
        let paths = [one, other].map(|it| format!("/api/v1/{path}{it}{more}"));
        let [one, other] = medians(log, token, &paths).await?;
        let ratio = format!("{:.2}", one.as_secs_f64() / other.as_secs_f64());
        row(&[what, &micros(one), &micros(other), &ratio]);
    }
    Ok(())
}

/// Logs a workout of somebody who has granted nothing, and tells its id.
async fn workout_of_ben(log: &Log) -> Outcome<String> {
    let today = log.longrun.app.now().date_naive();
    let (details, _) =
        people::year(Athlete::Ben, today).into_iter().next().ok_or("a year without workouts")?;
    fill_in(&log.longrun, "ben", (details, &people::profile(Athlete::Ben))).await;
    let permit = permit(&log.longrun, "ben", Act::ReadWorkouts).await;
    let page = log.longrun.app.table.page(&permit, &Filter::default(), None, 1).await?;
    Ok(page.items.first().ok_or("no workout")?.id.to_string())
}

async fn medians(log: &Log, token: &str, paths: &[String; 2]) -> Outcome<[Duration; 2]> {
    let mut browser = Browser::new(&log.longrun);
    let mut times = [Vec::with_capacity(ROUNDS), Vec::with_capacity(ROUNDS)];
    for _ in 0..ROUNDS {
        for (path, times) in paths.iter().zip(&mut times) {
            let request = browser.request(Method::GET, path).header(AUTHORIZATION, format!("Bearer {token}"));
            let request = request.body(Body::empty())?;
            let begun = Instant::now();
            let answer = browser.send(request).await;
            times.push(begun.elapsed());
            if answer.status != StatusCode::NOT_FOUND {
                return Err(format!("{path} was answered {}", answer.status).into());
            }
        }
    }
    Ok(times.map(|mut times| {
        times.sort_unstable();
        times[ROUNDS / 2]
    }))
}
