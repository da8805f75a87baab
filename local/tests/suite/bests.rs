//! Records: always what the workouts make them, whatever was added, changed, deleted and brought back.

use crate::suite::world::{World, details, edit, efforts, hours, id_of, new_workout, permit};
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::NaiveDate;
use domain::act::Act;
use domain::digest::Digest;
use domain::quantity::Metres;
use domain::records::{Best, Kind, Staircase};
use domain::sport::Sport;
use domain::table::{Difference, Edit, NewWorkout};
use domain::workout::Details;

const FIVE: Kind = Kind::Fastest(Metres(5000));

/// A run on this day in so many seconds over 5 km, or none that is known.
fn run(id: &str, day: &str, seconds: u32) -> NewWorkout {
    let new = new_workout(id, &format!("{day}T07:30:00+01:00"));
    NewWorkout { digest: five(seconds), ..new }
}

fn five(seconds: u32) -> Digest {
    efforts([(FIVE, seconds)])
}

fn days(from: &str, until: &str) -> std::ops::RangeInclusive<NaiveDate> {
    from.parse().unwrap()..=until.parse().unwrap()
}

async fn within(world: &World, from: &str, until: &str) -> Staircase {
    world.table.bests(&permit(Act::ReadTrends), days(from, until)).await.unwrap()
}

fn told(bests: &Staircase) -> Vec<(String, u32)> {
    let way = bests.of("run").remove(&FIVE).unwrap_or_default();
    way.into_iter().map(|Best { value, workout, .. }| (workout.to_string(), value)).collect()
}

/// The way to the record over 5 km.
async fn way(world: &World) -> Vec<(String, u32)> {
    told(&within(world, "0001-01-01", "9999-12-31").await)
}

fn steps<const N: usize>(steps: [(&str, u32); N]) -> Vec<(String, u32)> {
    steps.map(|(id, value)| (id.to_owned(), value)).to_vec()
}

async fn replace(world: &World, id: &str, version: u64, (details, digest): (Details, Digest)) {
    let edit = Edit { digest, ..edit(version, details) };
    world.table.replace(&permit(Act::EditWorkout), &id_of(id), edit, hours(1)).await.unwrap();
}

pub(crate) async fn a_record_is_told_with_what_it_replaced(world: &World) {
    for (id, day, seconds) in [
        ("first", "2019-05-05", 1400),
        ("slower", "2019-05-09", 1410),
        ("better", "2022-02-28", 1300),
        ("even", "2022-03-01", 1300),
        ("best", "2026-11-01", 1258),
    ] {
        world.log(run(id, day, seconds)).await;
    }
    assert_eq!(way(world).await, steps([("first", 1400), ("better", 1300), ("best", 1258)]));
    let bests = within(world, "0001-01-01", "9999-12-31").await;
    let marks = bests.set_by(&id_of("better"));
    let mark = marks.iter().find(|mark| mark.kind == FIVE).unwrap();
    let previous = mark.previous.as_ref().map(|best| (best.value, best.date.to_string()));
    assert_eq!((previous, mark.stands), (Some((1400, "2019-05-05".to_owned())), false));
    assert_eq!(bests.set_by(&id_of("even")), [], "whoever was first keeps a record");
    world.sums_are_right().await;
}

pub(crate) async fn whatever_happens_to_a_workout_its_records_follow(world: &World) {
    world.log(run("one", "2026-10-01", 1300)).await;
    world.log(run("three", "2026-11-20", 1250)).await;
    // Between them, long after both were logged.
    world.log(run("two", "2026-10-15", 1280)).await;
    assert_eq!(way(world).await, steps([("one", 1300), ("two", 1280), ("three", 1250)]));
    world.sums_are_right().await;
    let earlier = (details("2026-09-30T07:30:00+02:00"), five(1280));
    replace(world, "two", 1, earlier).await;
    assert_eq!(way(world).await, steps([("two", 1280), ("three", 1250)]), "now it was before the first");
    world.sums_are_right().await;
    let ride = Details { sport: Sport::Ride, ..details("2026-09-30T07:30:00+02:00") };
    replace(world, "two", 2, (ride, five(1280))).await;
    assert_eq!(way(world).await, steps([("one", 1300), ("three", 1250)]), "a ride is no run");
    world.sums_are_right().await;
    world.table.delete(&permit(Act::DeleteWorkout), &id_of("three"), 1, hours(2)).await.unwrap();
    assert_eq!(way(world).await, steps([("one", 1300)]));
    world.sums_are_right().await;
    world.table.restore(&permit(Act::DeleteWorkout), &id_of("three"), hours(3)).await.unwrap();
    assert_eq!(way(world).await, steps([("one", 1300), ("three", 1250)]));
    world.sums_are_right().await;
}

pub(crate) async fn what_a_record_hid_in_its_month_comes_back_with_its_end(world: &World) {
    world.log(run("best", "2026-11-01", 1200)).await;
    world.log(run("hidden", "2026-11-02", 1300)).await;
    world.log(run("under", "2026-11-03", 1250)).await;
    assert_eq!(way(world).await, steps([("best", 1200)]));
    replace(world, "best", 1, (details("2026-11-01T07:30:00+01:00"), five(1400))).await;
    assert_eq!(way(world).await, steps([("best", 1400), ("hidden", 1300), ("under", 1250)]));
    world.table.delete(&permit(Act::DeleteWorkout), &id_of("hidden"), 1, hours(2)).await.unwrap();
    assert_eq!(way(world).await, steps([("best", 1400), ("under", 1250)]));
    world.sums_are_right().await;
}

pub(crate) async fn a_span_may_begin_and_end_within_a_month(world: &World) {
    for (id, day, seconds) in [
        ("before", "2026-09-14", 1200),
        ("a", "2026-09-15", 1350),
        ("b", "2026-09-30", 1340),
        ("c", "2026-10-31", 1330),
        ("d", "2026-11-10", 1320),
        ("after", "2026-11-11", 1100),
    ] {
        world.log(run(id, day, seconds)).await;
    }
    let span = within(world, "2026-09-15", "2026-11-10").await;
    assert_eq!(told(&span), steps([("a", 1350), ("b", 1340), ("c", 1330), ("d", 1320)]));
    let month = within(world, "2026-10-01", "2026-10-31").await;
    assert_eq!(told(&month), steps([("c", 1330)]));
    let days = within(world, "2026-09-15", "2026-09-29").await;
    assert_eq!(told(&days), steps([("a", 1350)]));
    assert!(within(world, "2026-11-10", "2026-11-09").await.is_empty());
}

pub(crate) async fn the_longest_needs_no_track(world: &World) {
    world.log(new_workout("typed", "2026-11-01T07:30:00+01:00")).await;
    let bests = within(world, "2026-11-01", "2026-11-30").await.of("run");
    let longest = |kind| bests[&kind].last().map(|best: &Best| best.value);
    assert_eq!(longest(Kind::LongestDistance), Some(10_240));
    assert_eq!(longest(Kind::LongestDuration), Some(3120), "in motion");
}

pub(crate) async fn bests_that_are_missing_are_told_and_mended(world: &World) {
    world.log(run("one", "2024-02-29", 1300)).await;
    world.log(run("two", "2026-11-01", 1250)).await;
    let text = |value: &str| AttributeValue::S(value.to_owned());
    for month in ["2024-02", "2026-11"] {
        let delete = world.client.delete_item().table_name(&world.name).key("pk", text("ATHLETE#ada"));
        delete.key("sk", text(&format!("BEST#{month}"))).send().await.unwrap();
    }
    let found = world.table.rebuild_rollups(&permit(Act::EditWorkout), true).await.unwrap();
    assert!(matches!(&found[..], [Difference::Bests { .. }, Difference::Bests { .. }]), "{found:?}");
    assert_eq!(way(world).await, steps([("one", 1300), ("two", 1250)]));
    world.sums_are_right().await;
}

pub(crate) async fn a_month_without_bests_has_no_row(world: &World) {
    world.log(run("one", "2026-11-01", 1300)).await;
    world.table.delete(&permit(Act::DeleteWorkout), &id_of("one"), 1, hours(1)).await.unwrap();
    let items = world.client.scan().table_name(&world.name).send().await.unwrap().items.unwrap();
    let sorts: Vec<_> = items.iter().map(|item| item["sk"].as_s().unwrap()).collect();
    assert!(sorts.iter().all(|sort| !sort.starts_with("BEST#")), "{sorts:?}");
}

pub(crate) async fn bests_are_read_again_only_after_a_write(world: &World) {
    world.log(run("one", "2026-10-01", 1300)).await;
    let read = async || {
        let revision = world.table.standing(&permit(Act::ReadProfile)).await.unwrap().revision;
        let days = days("2026-01-01", "2026-12-31");
        world.table.bests_at(&permit(Act::ReadWorkouts), days, revision).await.unwrap()
    };
    let (before, still) = (read().await, read().await);
    assert!(std::sync::Arc::ptr_eq(&before, &still));
    world.log(run("two", "2026-11-01", 1200)).await;
    assert_eq!(told(&*read().await), steps([("one", 1300), ("two", 1200)]));
}
