//! One fault at a time: what a lost answer, a conflict or a throttle does, and what it must not do.

use crate::suite::world::{World, details, edit, hours, id_of, new_workout, now, permit};
use domain::act::Act;
use domain::athlete::Profile;
use domain::table::{Filter, Logged, NewWorkout, RequestKey, Table, TableError};
use local::table::Store;
use local::table::faults::{Fault, Faults};
use std::collections::BTreeSet;

const MORNING: &str = "2026-11-01T07:30:00+01:00";

async fn open() -> (World, Faults) {
    let (store, faults) = (Store::open(None).unwrap(), Faults::none());
    let world = World::new(store.faulty_client(&faults), "journal").await;
    (world, faults)
}

fn queue(faults: &Faults, list: &[Fault]) {
    for fault in list {
        faults.queue("TransactWriteItems", *fault);
    }
}

#[tokio::test]
async fn every_fault_that_passes_is_lived_through() {
    let (world, faults) = open().await;
    let passing = [Fault::Throttled, Fault::Conflict, Fault::LostAnswer, Fault::Reset];
    for (fault, id) in passing.into_iter().zip(["a", "b", "c", "d"]) {
        queue(&faults, &[fault]);
        let logged = world.log(new_workout(id, MORNING)).await;
        queue(&faults, &[fault]);
        let edit = edit(1, details("2026-11-02T07:30:00+01:00"));
        let table = &world.table;
        table.replace(&permit(Act::EditWorkout), &logged.id, edit, hours(1)).await.unwrap();
        queue(&faults, &[fault]);
        table.delete(&permit(Act::DeleteWorkout), &logged.id, 2, hours(2)).await.unwrap();
        queue(&faults, &[fault]);
        table.restore(&permit(Act::DeleteWorkout), &logged.id, hours(3)).await.unwrap();
        world.sums_are_right().await;
    }
    assert_eq!(faults.injected(), 16);
}

#[tokio::test]
async fn a_write_that_was_made_although_its_token_was_forgotten_is_recognised() {
    let (world, faults) = open().await;
    // The answer is lost, and what the client sends again meets a conflict: our next attempt has a new token.
    let lost = [Fault::LostAnswer, Fault::Conflict];
    queue(&faults, &lost);
    let logged = world.log(new_workout("a", MORNING)).await;
    queue(&faults, &lost);
    let moved = edit(1, details("2026-11-02T07:30:00+01:00"));
    let edited = world.table.replace(&permit(Act::EditWorkout), &logged.id, moved, hours(1)).await.unwrap();
    assert_eq!(edited.version, 2);
    queue(&faults, &lost);
    world.table.delete(&permit(Act::DeleteWorkout), &logged.id, 2, hours(2)).await.unwrap();
    queue(&faults, &lost);
    let back = world.table.restore(&permit(Act::DeleteWorkout), &logged.id, hours(3)).await.unwrap();
    assert_eq!(back.version, 4);
    world.sums_are_right().await;
}

#[tokio::test]
async fn a_request_sent_again_after_silence_counts_once() {
    let (world, faults) = open().await;
    let keyed = |id| NewWorkout {
        idempotency_key: Some(RequestKey::Form("key".to_owned())),
        ..new_workout(id, MORNING)
    };
    queue(&faults, &[Fault::LostAnswer; 3]);
    let silence = world.table.log(&permit(Act::LogWorkout), keyed("a"), now()).await;
    assert!(matches!(silence, Err(TableError::Unreachable(_))));
    let again = world.table.log(&permit(Act::LogWorkout), keyed("b"), now()).await.unwrap();
    assert!(matches!(again, Logged::Before { first, .. } if first.id == id_of("a")));
    world.sums_are_right().await;
}

#[tokio::test]
async fn who_waits_for_ever_is_told_so() {
    let (world, faults) = open().await;
    queue(&faults, &[Fault::Conflict; 100]);
    let busy = world.table.log(&permit(Act::LogWorkout), new_workout("a", MORNING), now()).await;
    assert!(matches!(busy, Err(TableError::Busy)));
    assert_eq!(faults.injected(), 12);
}

#[tokio::test]
async fn a_profile_whose_answer_was_lost_is_saved_once() {
    let (world, faults) = open().await;
    faults.queue("PutItem", Fault::LostAnswer);
    let new = Profile::new("Ada".to_owned(), chrono_tz::Europe::Berlin);
    let saved = world.table.save_profile(&permit(Act::EditProfile), new).await.unwrap();
    assert_eq!((saved.version, faults.injected()), (1, 1));
}

#[tokio::test]
async fn a_question_that_is_answered_in_part_is_asked_again() {
    let (world, faults) = open().await;
    let new = Profile::new("Ada".to_owned(), chrono_tz::Europe::Berlin);
    let saved = world.table.save_profile(&permit(Act::EditProfile), new).await.unwrap();
    let standing = async || world.table.standing(&permit(Act::ReadProfile)).await;
    let whole = standing().await.unwrap();
    assert_eq!(whole.profile, Some(saved));
    for _ in 0..3 {
        faults.queue("BatchGetItem", Fault::Unprocessed);
    }
    assert_eq!((standing().await.unwrap(), faults.injected()), (whole, 3));
    for _ in 0..100 {
        faults.queue("BatchGetItem", Fault::Unprocessed);
    }
    assert!(matches!(standing().await, Err(TableError::Busy)));
}

#[tokio::test]
async fn a_long_list_that_is_answered_key_by_key_is_answered() {
    let (world, faults) = open().await;
    let ids: BTreeSet<_> = (10..40).map(|n| id_of(&format!("id-{n}"))).collect();
    for id in &ids {
        world.log(new_workout(id.as_str(), MORNING)).await;
    }
    for _ in 0..29 {
        faults.queue("BatchGetItem", Fault::Unprocessed);
    }
    let before = faults.requests();
    assert_eq!(world.table.logged_among(&permit(Act::ReadWorkouts), &ids).await.unwrap(), ids);
    assert_eq!((faults.injected(), faults.requests() - before), (29, 30));
}

#[tokio::test]
async fn the_days_of_a_year_are_one_request_whatever_the_history() {
    let (world, faults) = open().await;
    for n in 0..200 {
        let time = format!("{}-{:02}-{:02}T07:30:00+01:00", 2020 + n / 100, 1 + n % 12, 1 + n % 28);
        world.log(new_workout(&format!("id-{n}"), &time)).await;
    }
    let before = faults.requests();
    let (from, to) = ("2020-01-01".parse().unwrap(), "2020-12-31".parse().unwrap());
    let table: &Table = &world.table;
    let days = table.days(&permit(Act::ReadTrends), from, to).await.unwrap();
    assert_eq!((faults.requests() - before, days.len()), (1, 84));
}

#[tokio::test]
async fn whatever_is_read_of_the_journal_is_read_as_it_is_now() {
    let (world, faults) = open().await;
    let logged = world.log(new_workout("a", MORNING)).await;
    let (table, profile, read) = (&world.table, permit(Act::ReadProfile), permit(Act::ReadWorkouts));
    let before = faults.requests();
    assert!(table.workout(&read, &logged.id).await.unwrap().is_some());
    assert_eq!(table.page(&read, &Filter::default(), None, 1).await.unwrap().items.len(), 1);
    table.standing(&profile).await.unwrap();
    table.profile(&profile).await.unwrap();
    let begun = table.changes(&read, None, 1).await.unwrap();
    world.log(new_workout("b", MORNING)).await;
    assert_eq!(table.changes(&read, Some(&begun.next), 1).await.unwrap().items.len(), 1);
    world.sums_are_right().await;
    assert!(faults.requests() >= before + 12);
    assert_eq!(faults.stale_reads(), 0);
}
