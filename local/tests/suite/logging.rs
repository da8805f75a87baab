//! Logging once, whatever arrives how often.

use crate::suite::world::{
    World, details, edit, hours, id_of, imported, new_workout, now, permit, permit_of,
};
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::TimeZone as _;
use domain::act::Act;
use domain::grant::ClientId;
use domain::sport::{Sport, SportName};
use domain::table::{Filter, Logged, NewWorkout, RequestKey, TableError};
use domain::workout::Workout;
use std::collections::HashMap;
use tokio::task::JoinSet;

const MORNING: &str = "2026-11-01T07:30:00+01:00";

pub(crate) async fn a_workout_is_read_as_it_was_logged(world: &World) {
    let mut new = imported("a", ("00ff", 0), MORNING);
    new.details.sport = Sport::Other(SportName::parse("Pétanque").unwrap());
    new.details.notes.push_str("lost \"again\"\n😀");
    let logged = world.log(new.clone()).await;
    let read = world.table.workout(&permit(Act::ReadWorkouts), &id_of("a")).await.unwrap().unwrap();
    assert_eq!(read, logged);
    assert_eq!(
        (&read.details, &read.load, &read.source),
        (&new.details, &new.account.counted(1), &new.source)
    );
    assert_eq!((read.version, read.has_track, read.created_at, read.updated_at), (1, true, now(), now()));
    assert_eq!(world.table.workout(&permit(Act::ReadWorkouts), &id_of("b")).await.unwrap(), None);
}

fn keyed(id: &str) -> NewWorkout {
    NewWorkout {
        idempotency_key: Some(RequestKey::Form("request #1 ".repeat(23))),
        ..new_workout(id, MORNING)
    }
}

fn before(first: Workout, now: Option<Workout>) -> Logged {
    Logged::Before { first, now: now.map(Box::new) }
}

pub(crate) async fn a_request_that_arrives_twice_counts_once(world: &World) {
    let first = world.log(keyed("a")).await;
    let again = world.table.log(&permit(Act::LogWorkout), keyed("b"), hours(23)).await.unwrap();
    assert_eq!(again, before(first.clone(), Some(first)));
    assert_eq!(world.table.workout(&permit(Act::ReadWorkouts), &id_of("b")).await.unwrap(), None);
    world.sums_are_right().await;
}

pub(crate) async fn a_key_that_comes_back_with_other_details_is_refused(world: &World) {
    world.log(keyed("a")).await;
    let mut other = keyed("b");
    other.details.title.push('!');
    let refused = world.table.log(&permit(Act::LogWorkout), other, now()).await;
    assert!(matches!(refused, Err(TableError::KeyReused)));
}

pub(crate) async fn a_request_that_comes_again_after_an_edit_gets_its_first_answer(world: &World) {
    let first = world.log(keyed("a")).await;
    let moved = edit(1, details("2026-11-02T07:30:00+01:00"));
    let edited = world.table.replace(&permit(Act::EditWorkout), &first.id, moved, hours(1)).await.unwrap();
    let again = world.table.log(&permit(Act::LogWorkout), keyed("b"), hours(23)).await.unwrap();
    assert_eq!(again, before(first, Some(edited)));
    world.sums_are_right().await;
}

pub(crate) async fn a_request_whose_workout_was_deleted_is_told_so(world: &World) {
    let first = world.log(keyed("a")).await;
    world.delete("a", now()).await;
    let again = world.table.log(&permit(Act::LogWorkout), keyed("b"), hours(1)).await.unwrap();
    assert_eq!(again, before(first.clone(), None));
    // As the time-to-live leaves it.
    let gone = world.client.delete_item().table_name(&world.name);
    let gone = gone.key("pk", AttributeValue::S("ATHLETE#ada".to_owned()));
    gone.key("sk", AttributeValue::S("WORKOUT#a".to_owned())).send().await.unwrap();
    let again = world.table.log(&permit(Act::LogWorkout), keyed("b"), hours(1)).await.unwrap();
    assert_eq!(again, before(first, None));
}

pub(crate) async fn a_record_that_keeps_no_answer_is_answered_with_what_is_there(world: &World) {
    let logged = world.log(keyed("a")).await;
    let items = world.client.scan().table_name(&world.name).send().await.unwrap().items.unwrap();
    let sort = |item: &HashMap<String, AttributeValue>| item["sk"].as_s().unwrap().starts_with("IDEM#");
    let mut record = items.into_iter().find(sort).unwrap();
    assert!(record.remove("answer").is_some());
    world.client.put_item().table_name(&world.name).set_item(Some(record)).send().await.unwrap();
    let moved = edit(1, details("2026-11-02T07:30:00+01:00"));
    let edited = world.table.replace(&permit(Act::EditWorkout), &logged.id, moved, hours(1)).await.unwrap();
    let again = world.table.log(&permit(Act::LogWorkout), keyed("b"), hours(1)).await.unwrap();
    assert_eq!(again, before(edited.clone(), Some(edited)));
}

pub(crate) async fn keys_of_two_doors_or_clients_never_meet(world: &World) {
    let client = |id| ClientId::parse(id).unwrap();
    let key = || "k".to_owned();
    let keys = [
        RequestKey::Form(key()),
        RequestKey::Form(format!("a#{}", key())),
        RequestKey::Client(client("a"), key()),
        RequestKey::Client(client("b"), key()),
    ];
    let new =
        |id, key: &RequestKey| NewWorkout { idempotency_key: Some(key.clone()), ..new_workout(id, MORNING) };
    for (id, key) in ["a", "b", "c", "d"].into_iter().zip(&keys) {
        world.log(new(id, key)).await;
    }
    for (id, key) in ["a", "b", "c", "d"].into_iter().zip(&keys) {
        let again = world.table.log(&permit(Act::LogWorkout), new("e", key), hours(1)).await.unwrap();
        assert!(matches!(again, Logged::Before { first, .. } if first.id == id_of(id)));
    }
}

pub(crate) async fn a_key_is_forgotten_after_a_day(world: &World) {
    world.log(keyed("a")).await;
    let mut other = keyed("b");
    other.details.title.push('!');
    let logged = world.table.log(&permit(Act::LogWorkout), other, hours(24)).await.unwrap();
    assert!(matches!(logged, Logged::New(_)), "although the expired record may still lie there");
}

pub(crate) async fn an_id_that_arrives_twice_counts_once(world: &World) {
    let first = world.log(new_workout("a", MORNING)).await;
    let again = world.table.log(&permit(Act::LogWorkout), new_workout("a", MORNING), hours(1)).await.unwrap();
    assert_eq!(again, before(first.clone(), Some(first)));
    world.sums_are_right().await;
}

/// Logs all at the same time; who was new, and who had been there before.
async fn at_once(world: &World, workouts: Vec<NewWorkout>) -> (Vec<Workout>, Vec<Workout>) {
    let mut tasks = JoinSet::new();
    for new in workouts {
        let table = world.table.clone();
        tasks.spawn(async move { table.log(&permit(Act::ImportWorkouts), new, now()).await.unwrap() });
    }
    let (mut new, mut before) = (Vec::new(), Vec::new());
    for logged in tasks.join_all().await {
        match logged {
            Logged::New(workout) => new.push(workout),
            Logged::Before { first, .. } => before.push(first),
        }
    }
    (new, before)
}

pub(crate) async fn of_many_who_send_the_same_request_one_logs(world: &World) {
    let (new, before) = at_once(world, (0..12).map(|n| keyed(&format!("id-{n}"))).collect()).await;
    assert_eq!((new.len(), before.len()), (1, 11));
    assert!(before.iter().all(|workout| *workout == new[0]));
    world.sums_are_right().await;
}

pub(crate) async fn of_many_who_import_the_same_file_one_logs(world: &World) {
    let same = |n: u32| imported(&format!("id-{n}"), ("00ff", 0), MORNING);
    let (new, before) = at_once(world, (0..8).map(same).collect()).await;
    assert_eq!((new.len(), before.len()), (1, 7));
    world.sums_are_right().await;
}

pub(crate) async fn many_at_once_on_one_day_all_count(world: &World) {
    let workouts = (0..12).map(|n| new_workout(&format!("id-{n}"), MORNING)).collect();
    let (new, before) = at_once(world, workouts).await;
    assert_eq!((new.len(), before.len()), (12, 0));
    world.sums_are_right().await;
    let day = chrono::Utc.with_ymd_and_hms(2026, 11, 1, 0, 0, 0).unwrap().date_naive();
    let days = world.table.days(&permit(Act::ReadTrends), day, day).await.unwrap();
    assert_eq!(days[0].by_sport["run"].workouts, 12);
}

pub(crate) async fn nobody_reaches_the_workouts_of_another(world: &World) {
    let workout = world.log(new_workout("a", MORNING)).await;
    let ben = |act| permit_of("ben", act);
    assert_eq!(world.table.workout(&ben(Act::ReadWorkouts), &workout.id).await.unwrap(), None);
    let page = world.table.page(&ben(Act::ReadWorkouts), &Filter::default(), None, 10).await.unwrap();
    assert_eq!(page.items, []);
    let deleted = world.table.delete(&ben(Act::DeleteWorkout), &workout.id, 1, now()).await;
    assert!(matches!(deleted, Err(TableError::NotFound)));
    let misused = world.table.delete(&permit(Act::ReadWorkouts), &workout.id, 1, now()).await;
    assert!(matches!(misused, Err(TableError::NotCovered(_))));
    assert!(world.table.workout(&permit(Act::LogWorkout), &workout.id).await.is_err());
    assert!(world.table.log(&permit(Act::ReadWorkouts), new_workout("b", MORNING), now()).await.is_err());
}
