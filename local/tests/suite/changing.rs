//! Editing, deleting and bringing back.

use crate::suite::world::{World, details, edit, hours, new_workout, now, permit};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::act::Act;
use domain::quantity::Metres;
use domain::sport::Sport;
use domain::table::{Filter, TableError};
use domain::trend::Totals;
use domain::workout::{Workout, WorkoutId};
use std::collections::BTreeMap;
use tokio::task::JoinSet;

const MORNING: &str = "2026-11-01T07:30:00+01:00";
const EVENING: &str = "2026-11-01T19:30:00+01:00";
const TOMORROW: &str = "2026-11-02T00:10:00+01:00";

async fn sums(world: &World) -> BTreeMap<(String, String), Totals> {
    let (from, to) = ("2026-11-01".parse().unwrap(), "2026-11-30".parse().unwrap());
    let days = world.table.days(&permit(Act::ReadTrends), from, to).await.unwrap();
    let sums = days.into_iter().flat_map(|day| {
        let date = day.date.to_string();
        day.by_sport.into_iter().map(move |(sport, totals)| ((date.clone(), sport), totals))
    });
    sums.collect()
}

fn key(date: &str, sport: &str) -> (String, String) {
    (date.to_owned(), sport.to_owned())
}

/// Rewrites the row of a workout so that its zone puts it on another day, as new rules of the zone would.
async fn change_the_rules(world: &World, id: &WorkoutId) {
    let partition = AttributeValue::S("ATHLETE#ada".to_owned());
    let sort = AttributeValue::S(format!("WORKOUT#{id}"));
    let read = world.client.get_item().table_name(&world.name).key("pk", partition).key("sk", sort);
    let mut item = read.send().await.unwrap().item.unwrap();
    let record = item["record"].as_s().unwrap().replace("Europe/Berlin", "Pacific/Kiritimati");
    item.insert("record".to_owned(), AttributeValue::S(record));
    world.client.put_item().table_name(&world.name).set_item(Some(item)).send().await.unwrap();
}

pub(crate) async fn what_was_added_to_a_day_is_taken_from_that_day_whatever_the_zone_says_by_now(
    world: &World,
) {
    let deleted = world.log(new_workout("a", EVENING)).await;
    let edited = world.log(new_workout("b", EVENING)).await;
    for workout in [&deleted, &edited] {
        change_the_rules(world, &workout.id).await;
    }
    world.sums_are_right().await;
    world.table.delete(&permit(Act::DeleteWorkout), &deleted.id, 1, hours(1)).await.unwrap();
    let morning = edit(1, details(MORNING));
    world.table.replace(&permit(Act::EditWorkout), &edited.id, morning, hours(1)).await.unwrap();
    let after = sums(world).await;
    assert_eq!((after.len(), after[&key("2026-11-01", "run")].workouts), (1, 1));
    world.table.restore(&permit(Act::DeleteWorkout), &deleted.id, hours(2)).await.unwrap();
    assert_eq!(sums(world).await[&key("2026-11-02", "run")].workouts, 1);
    world.sums_are_right().await;
}

pub(crate) async fn an_edit_within_a_day_changes_its_sums(world: &World) {
    let workout = world.log(new_workout("a", MORNING)).await;
    let mut other = details(EVENING);
    other.distance = Some(Metres(5_000));
    let edited = world.table.replace(&permit(Act::EditWorkout), &workout.id, edit(1, other), hours(1)).await;
    let edited = edited.unwrap();
    assert_eq!((edited.version, edited.created_at, edited.updated_at), (2, now(), hours(1)));
    let sums = sums(world).await;
    assert_eq!(sums.len(), 1);
    assert_eq!(sums[&key("2026-11-01", "run")].distance, Metres(5_000));
    world.sums_are_right().await;
}

pub(crate) async fn an_edit_to_another_day_moves_the_sums(world: &World) {
    let workout = world.log(new_workout("a", MORNING)).await;
    world.log(new_workout("b", EVENING)).await;
    let mut other = details(TOMORROW);
    other.sport = Sport::Ride;
    world.table.replace(&permit(Act::EditWorkout), &workout.id, edit(1, other), hours(1)).await.unwrap();
    let sums = sums(world).await;
    assert_eq!(
        sums.keys().cloned().collect::<Vec<_>>(),
        [key("2026-11-01", "run"), key("2026-11-02", "ride")]
    );
    assert_eq!(sums[&key("2026-11-01", "run")].workouts, 1);
    world.sums_are_right().await;
    let filter = Filter { sport: Some(Sport::Ride), ..Filter::default() };
    let page = world.table.page(&permit(Act::ReadWorkouts), &filter, None, 10).await.unwrap();
    assert_eq!(page.items.iter().map(|workout| workout.id.as_str()).collect::<Vec<_>>(), ["a"]);
}

pub(crate) async fn an_edit_of_what_was_changed_meanwhile_is_refused(world: &World) {
    let workout = world.log(new_workout("a", MORNING)).await;
    let replace = |edit, time| {
        let id = workout.id.clone();
        async move { world.table.replace(&permit(Act::EditWorkout), &id, edit, time).await }
    };
    replace(edit(1, details(EVENING)), hours(1)).await.unwrap();
    let late = replace(edit(1, details(TOMORROW)), hours(2)).await;
    assert!(matches!(late, Err(TableError::Changed { current: 2 })), "{late:?}");
    let late = world.table.delete(&permit(Act::DeleteWorkout), &workout.id, 1, hours(2)).await;
    assert!(matches!(late, Err(TableError::Changed { current: 2 })));
    world.sums_are_right().await;
}

async fn listed(world: &World) -> Vec<Workout> {
    let filter = Filter::default();
    world.table.page(&permit(Act::ReadWorkouts), &filter, None, 10).await.unwrap().items
}

pub(crate) async fn a_deleted_workout_is_gone_and_can_come_back(world: &World) {
    let workout = world.log(new_workout("a", MORNING)).await;
    let id = &workout.id;
    world.table.delete(&permit(Act::DeleteWorkout), id, 1, now()).await.unwrap();
    assert_eq!(world.table.workout(&permit(Act::ReadWorkouts), id).await.unwrap(), None);
    assert_eq!((listed(world).await, sums(world).await), (Vec::new(), BTreeMap::new()));
    let edited = world.table.replace(&permit(Act::EditWorkout), id, edit(2, details(EVENING)), now()).await;
    assert!(matches!(edited, Err(TableError::NotFound)));
    let again = world.table.delete(&permit(Act::DeleteWorkout), id, 2, hours(1)).await;
    assert!(matches!(again, Err(TableError::NotFound)));
    world.sums_are_right().await;
    let back = world.table.restore(&permit(Act::DeleteWorkout), id, hours(23)).await.unwrap();
    assert_eq!((back.version, &back.details), (3, &workout.details));
    assert_eq!(world.table.restore(&permit(Act::DeleteWorkout), id, hours(23)).await.unwrap(), back);
    assert_eq!(listed(world).await, [back]);
    world.sums_are_right().await;
}

pub(crate) async fn a_deletion_cannot_be_undone_after_a_day(world: &World) {
    let workout = world.log(new_workout("a", MORNING)).await;
    world.table.delete(&permit(Act::DeleteWorkout), &workout.id, 1, now()).await.unwrap();
    let late = world.table.restore(&permit(Act::DeleteWorkout), &workout.id, hours(24)).await;
    assert!(matches!(late, Err(TableError::NotFound)));
}

pub(crate) async fn of_many_who_edit_one_version_one_succeeds(world: &World) {
    let workout = world.log(new_workout("a", MORNING)).await;
    let mut tasks = JoinSet::new();
    for n in 0..10 {
        let (table, id) = (world.table.clone(), workout.id.clone());
        let mut other = details(EVENING);
        other.distance = Some(Metres(1000 + n));
        let edit = edit(1, other);
        tasks.spawn(
            async move { table.replace(&permit(Act::EditWorkout), &id, edit, hours(1)).await.is_ok() },
        );
    }
    let succeeded = tasks.join_all().await.into_iter().filter(|succeeded| *succeeded).count();
    assert_eq!(succeeded, 1);
    world.sums_are_right().await;
}
