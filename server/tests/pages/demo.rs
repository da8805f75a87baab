//! The demo's year is whole and single, however often a start is cut off and on whatever day it goes on.

use super::support::{longrun_with, now, permit};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::act::Act;
use domain::table::Filter;
use domain::workout::{Details, Workout};
use local::people::{Athlete, profile, year};
use server::demo::seed;
use server::startup::Longrun;
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::path::Path;
use std::pin::{Pin, pin};
use std::task::Poll;

const ISSUER: &str = "http://localhost:3000/idp";

/// A Longrun on the disk: there its work comes in steps, between which it can be cut off.
async fn longrun(folder: &Path) -> Longrun {
    longrun_with(&["--demo", "--data", folder.to_str().expect("a path")]).await
}

async fn log(longrun: &Longrun, subject: &str) -> Vec<Workout> {
    let trends = permit(longrun, subject, Act::ReadTrends).await;
    let differences = longrun.app.table.rebuild_rollups(&trends, false).await.expect("sums");
    assert!(differences.is_empty(), "{differences:?}");
    let read = permit(longrun, subject, Act::ReadWorkouts).await;
    longrun.app.table.page(&read, &Filter::default(), None, 1000).await.expect("a page").items
}

/// How many workouts the sums of Ada's days count.
async fn count(longrun: &Longrun) -> usize {
    let permit = permit(longrun, "ada", Act::ReadTrends).await;
    let (from, to) = (NaiveDate::from_yo_opt(2025, 1), NaiveDate::from_yo_opt(2027, 1));
    let days = longrun.app.table.days(&permit, from.expect("a day"), to.expect("a day"));
    let days = days.await.expect("days");
    let count: u32 = days.iter().flat_map(|day| day.by_sport.values()).map(|totals| totals.workouts).sum();
    usize::try_from(count).expect("a count")
}

/// Seeds until so many of Ada's workouts are there, and is cut off in whatever comes next.
async fn seed_until(longrun: &Longrun, enough: usize, now: DateTime<Utc>) {
    let mut seeding = pin!(seed(&longrun.app, ISSUER, now));
    // A step logs one at most, or two where the disk answers before it is asked to wait.
    for step in 0.. {
        if step % 4 == 0 && count(longrun).await >= enough {
            return;
        }
        one_step(seeding.as_mut()).await;
    }
}

/// Lets work go on until it waits for the disk, and until the disk has answered.
async fn one_step<F: Future>(mut work: Pin<&mut F>) {
    let mut begun = false;
    poll_fn(|context| {
        if std::mem::replace(&mut begun, true) {
            return Poll::Ready(());
        }
        work.as_mut().poll(context).map(|_| panic!("it has come to its end"))
    })
    .await;
}

/// How many workouts each day has.
fn days<'a>(workouts: impl IntoIterator<Item = &'a Details>) -> BTreeMap<NaiveDate, usize> {
    workouts.into_iter().fold(BTreeMap::new(), |mut days, details| {
        *days.entry(details.start.date()).or_default() += 1;
        days
    })
}

#[tokio::test]
async fn a_start_that_was_cut_off_goes_on_another_day_without_doubling_anything() {
    let folder = tempfile::tempdir().expect("a folder");
    let longrun = longrun(folder.path()).await;
    // The race moves by a week between the second start and the third.
    let starts = [0, 1, 8].map(|days| now() + TimeDelta::days(days));
    let plan = |athlete, start: DateTime<Utc>| {
        let year = year(athlete, start.with_timezone(&profile(athlete).time_zone).date_naive());
        year.into_iter().map(|(details, _)| details).collect::<Vec<_>>()
    };
    let whole = plan(Athlete::Ada, starts[0]).len();
    seed_until(&longrun, whole - 20, starts[0]).await;
    seed_until(&longrun, whole - 10, starts[1]).await;
    assert!(count(&longrun).await < whole, "it was not cut off");
    for _ in 0..2 {
        seed(&longrun.app, ISSUER, starts[2]).await.expect("seeded");
    }
    for (athlete, subject) in [(Athlete::Ada, "ada"), (Athlete::Ben, "ben")] {
        let logged = log(&longrun, subject).await;
        let logged = days(logged.iter().map(|workout| &workout.details));
        let planned = starts.map(|start| days(&plan(athlete, start)));
        for (date, count) in &logged {
            let most = planned.iter().filter_map(|days| days.get(date)).max();
            assert!(Some(count) <= most, "{subject} has {count} workouts on {date}");
        }
        assert!(planned[2].iter().all(|(date, count)| logged.get(date) >= Some(count)), "{subject}");
    }
}
