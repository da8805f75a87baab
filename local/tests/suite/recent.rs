//! What is kept in memory is never older than the table.

use crate::suite::world::{World, details, edit, hours, new_workout, permit, permit_of};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::act::Act;
use domain::athlete::Profile;
use domain::table::{Filter, Question, Recent, Revision, Table, TableError};
use std::sync::Arc;

const MORNING: &str = "2026-11-01T07:30:00+01:00";

fn november() -> Question {
    let (from, until) = ("2026-11-01".parse().unwrap(), "2026-11-30".parse().unwrap());
    Question { from, until, filter: Filter::default(), workouts: 5 }
}

async fn revision(table: &Table) -> Revision {
    table.standing(&permit(Act::ReadProfile)).await.unwrap().revision
}

async fn recent(table: &Table) -> Arc<Recent> {
    let permits = (&permit(Act::ReadTrends), &permit(Act::ReadWorkouts));
    table.recent(permits, november(), revision(table).await).await.unwrap()
}

/// Asserts that two readers see one log: one that has read it before, and one that has not.
async fn is_up_to_date(world: &World) {
    let stranger = Table::new(world.client.clone(), world.name.clone());
    assert_eq!(recent(&world.table).await, recent(&stranger).await);
}

pub(crate) async fn every_write_of_another_process_shows_at_once(world: &World) {
    let other = Table::new(world.client.clone(), world.name.clone());
    is_up_to_date(world).await;
    other.log(&permit(Act::LogWorkout), new_workout("a", MORNING), hours(0)).await.unwrap();
    is_up_to_date(world).await;
    let mut renamed = details(MORNING);
    renamed.title.push_str(", backwards");
    let id = new_workout("a", MORNING).id;
    other.replace(&permit(Act::EditWorkout), &id, edit(1, renamed), hours(1)).await.unwrap();
    is_up_to_date(world).await;
    other.delete(&permit(Act::DeleteWorkout), &id, 2, hours(2)).await.unwrap();
    is_up_to_date(world).await;
    other.restore(&permit(Act::DeleteWorkout), &id, hours(3)).await.unwrap();
    is_up_to_date(world).await;
    assert_eq!(recent(&world.table).await.workouts[0].version, 4);
}

pub(crate) async fn a_log_that_nobody_writes_is_read_once(world: &World) {
    world.log(new_workout("a", MORNING)).await;
    let before = recent(&world.table).await;
    let (ada, day) = ("ATHLETE#ada".to_owned(), "DAY#2026-11-01".to_owned());
    let behind = world.client.delete_item().table_name(&world.name).key("pk", AttributeValue::S(ada));
    behind.key("sk", AttributeValue::S(day)).send().await.unwrap();
    assert!(Arc::ptr_eq(&before, &recent(&world.table).await));
    // Mending a sum is a write as well.
    world.table.rebuild_rollups(&permit(Act::EditWorkout), true).await.unwrap();
    let mended = recent(&world.table).await;
    assert!(!Arc::ptr_eq(&before, &mended));
    assert_eq!(before, mended);
}

pub(crate) async fn what_is_kept_answers_one_athlete_and_one_question(world: &World) {
    world.log(new_workout("a", MORNING)).await;
    let seen = revision(&world.table).await;
    assert_eq!(recent(&world.table).await.days.len(), 1);
    let ben = |act| permit_of("ben", act);
    let others = (&ben(Act::ReadTrends), &ben(Act::ReadWorkouts));
    let kept = world.table.recent(others, november(), seen).await.unwrap();
    assert_eq!((kept.days.len(), kept.workouts.len()), (0, 0));
    let ours = (&permit(Act::ReadTrends), &permit(Act::ReadWorkouts));
    let shorter = Question { from: november().until, ..november() };
    assert_eq!(world.table.recent(ours, shorter, seen).await.unwrap().days, []);
    let mixed = world.table.recent((others.0, ours.1), november(), seen).await.unwrap();
    assert_eq!((mixed.days.len(), mixed.workouts.len()), (0, 1));
    assert_eq!(world.table.recent(others, november(), seen).await.unwrap().workouts, []);
    let refused = world.table.recent((ours.1, ours.0), november(), seen).await;
    assert!(matches!(refused, Err(TableError::NotCovered(_))), "{refused:?}");
}

pub(crate) async fn a_standing_tells_profile_and_revision(world: &World) {
    let standing = async || world.table.standing(&permit(Act::ReadProfile)).await.unwrap();
    let before = standing().await;
    assert_eq!(before.profile, None);
    let new = Profile::new("Ada".to_owned(), chrono_tz::Europe::Berlin);
    let saved = world.table.save_profile(&permit(Act::EditProfile), new).await.unwrap();
    assert_eq!(standing().await.profile, Some(saved.clone()));
    assert_eq!(standing().await.revision, before.revision);
    world.log(new_workout("a", MORNING)).await;
    assert_eq!(standing().await.profile, Some(saved));
    assert_ne!(standing().await.revision, before.revision);
}
