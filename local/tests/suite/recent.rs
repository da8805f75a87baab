//! What is kept in memory is never older than the table.

use crate::suite::world::{World, details, edit, hours, new_workout, permit, permit_of};
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::NaiveDate;
use domain::act::Act;
use domain::athlete::Profile;
use domain::sport::Sport;
use domain::table::{Filter, Page, Revision, Table, TableError};
use domain::trend::Day;
use std::sync::Arc;

const MORNING: &str = "2026-11-01T07:30:00+01:00";

/// The first and the last day of November.
fn november() -> (NaiveDate, NaiveDate) {
    ("2026-11-01".parse().unwrap(), "2026-11-30".parse().unwrap())
}

async fn revision(table: &Table) -> Revision {
    table.standing(&permit(Act::ReadProfile)).await.unwrap().revision
}

/// What Ada's dashboard reads.
async fn recent(table: &Table) -> (Arc<Vec<Day>>, Arc<Page>) {
    let (revision, newest) = (revision(table).await, (&Filter::default(), None, 5));
    let days = table.days_at(&permit(Act::ReadTrends), november(), revision).await.unwrap();
    (days, table.page_at(&permit(Act::ReadWorkouts), newest, revision).await.unwrap())
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
    assert_eq!(recent(&world.table).await.1.items[0].version, 4);
}

pub(crate) async fn a_log_that_nobody_writes_is_read_once(world: &World) {
    world.log(new_workout("a", MORNING)).await;
    let before = recent(&world.table).await;
    let (ada, day) = ("ATHLETE#ada".to_owned(), "DAY#2026-11-01".to_owned());
    let behind = world.client.delete_item().table_name(&world.name).key("pk", AttributeValue::S(ada));
    behind.key("sk", AttributeValue::S(day)).send().await.unwrap();
    let still = recent(&world.table).await;
    assert!(Arc::ptr_eq(&before.0, &still.0) && Arc::ptr_eq(&before.1, &still.1));
    // Mending a sum is a write as well.
    world.table.rebuild_rollups(&permit(Act::EditWorkout), true).await.unwrap();
    let mended = recent(&world.table).await;
    assert!(!Arc::ptr_eq(&before.0, &mended.0) && !Arc::ptr_eq(&before.1, &mended.1));
    assert_eq!(before, mended);
}

pub(crate) async fn what_is_kept_answers_one_athlete_and_one_question(world: &World) {
    let (table, all) = (&world.table, Filter::default());
    world.log(new_workout("a", MORNING)).await;
    world.log(new_workout("b", MORNING)).await;
    let seen = revision(table).await;
    let (days, page) = recent(table).await;
    assert_eq!((days.len(), page.items.len()), (1, 2));
    let (days, page) = (permit_of("ben", Act::ReadTrends), permit_of("ben", Act::ReadWorkouts));
    assert_eq!(*table.days_at(&days, november(), seen).await.unwrap(), []);
    assert_eq!(table.page_at(&page, (&all, None, 5), seen).await.unwrap().items, []);
    let (days, page) = (permit(Act::ReadTrends), permit(Act::ReadWorkouts));
    assert_eq!(*table.days_at(&days, (november().1, november().1), seen).await.unwrap(), []);
    let first = table.page_at(&page, (&all, None, 1), seen).await.unwrap();
    let second = table.page_at(&page, (&all, first.next.as_ref(), 1), seen).await.unwrap();
    assert_eq!((first.items.len(), second.items.len()), (1, 1));
    assert_ne!(first.items, second.items);
    let rides = Filter { sport: Some(Sport::Ride), ..all.clone() };
    assert_eq!(table.page_at(&page, (&rides, None, 5), seen).await.unwrap().items, []);
    // What is kept is not given for a permit to something else.
    let refused = table.days_at(&page, november(), seen).await;
    assert!(matches!(refused, Err(TableError::NotCovered(_))), "{refused:?}");
    let refused = table.page_at(&days, (&all, None, 5), seen).await;
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
