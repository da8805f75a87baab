//! Loads after what they are computed by was changed.

use crate::suite::world::{World, hours, id_of, new_workout, permit};
use chrono::NaiveDate;
use domain::act::Act;
use domain::athlete::{Profile, Sex};
use domain::body::Body;
use domain::load::{Account, Facts, Method};
use domain::quantity::BeatsPerMinute;
use domain::table::TableError;
use domain::thresholds::Measured;
use domain::workout::Workout;

const FEBRUARY: &str = "2026-02-10T07:30:00+01:00";
const MARCH: &str = "2026-03-10T07:30:00+01:00";

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A profile with heart rates, over this version.
fn profile(version: u64) -> Profile {
    let named = Profile::new("Ada".to_owned(), chrono_tz::Europe::Berlin);
    Profile {
        resting_heart_rate: Some(BeatsPerMinute(50)),
        max_heart_rate: Some(BeatsPerMinute(190)),
        sex_for_load: Some(Sex::Female),
        version,
        ..named
    }
}

fn with_threshold(profile: Profile, from: &str, rate: u16) -> Profile {
    let body = Body { threshold_heart_rate: Some(BeatsPerMinute(rate)), ..Body::default() };
    let thresholds = profile.thresholds.clone().with(date(from), Measured { body, heart_zones: None });
    Profile { thresholds: thresholds.unwrap(), ..profile }
}

async fn save(world: &World, profile: Profile) -> Profile {
    world.table.save_profile(&permit(Act::EditProfile), profile).await.unwrap()
}

/// Counts what is marked, and tells how many rounds it took.
async fn recount(world: &World) -> u32 {
    let mut rounds = 1;
    while world.table.recount_some(&permit(Act::EditWorkout), hours(9)).await.unwrap() {
        rounds += 1;
    }
    rounds
}

async fn read(world: &World, id: &str) -> Workout {
    world.table.workout(&permit(Act::ReadWorkouts), &id_of(id)).await.unwrap().unwrap()
}

/// The method and the version of each.
async fn counted(world: &World, ids: [&str; 2]) -> [(Method, u64); 2] {
    let mut counted = Vec::new();
    for id in ids {
        let workout = read(world, id).await;
        counted.push((workout.load.unwrap().method, workout.version));
    }
    counted.try_into().unwrap()
}

/// Two workouts that were counted by what `profile` tells.
async fn two(world: &World, profile: &Profile) {
    for (id, time) in [("february", FEBRUARY), ("march", MARCH)] {
        let new = new_workout(id, time);
        let account = Account::of(&Facts::new(&new.details, None, profile));
        world.log(domain::table::NewWorkout { account, ..new }).await;
    }
}

pub(crate) async fn a_threshold_counts_from_its_day_on(world: &World) {
    use Method::{HeartRateStress, TrimpBanister};
    let saved = save(world, profile(0)).await;
    two(world, &saved).await;
    recount(world).await;
    assert_eq!(counted(world, ["february", "march"]).await, [(TrimpBanister, 1), (TrimpBanister, 1)]);
    let saved = save(world, with_threshold(saved, "2026-03-01", 170)).await;
    let mark = world.table.recount(&permit(Act::ReadProfile)).await.unwrap().unwrap();
    assert_eq!((mark.from, mark.done), (date("2026-03-01"), 0));
    assert_eq!(world.table.recounts_to_do().await.unwrap().len(), 1);
    recount(world).await;
    assert_eq!(counted(world, ["february", "march"]).await, [(TrimpBanister, 1), (HeartRateStress, 2)]);
    assert_eq!(world.table.recount(&permit(Act::ReadProfile)).await.unwrap(), None);
    assert_eq!(world.table.recounts_to_do().await.unwrap(), []);
    // What only the pages show changes no load.
    let renamed = Profile { display_name: "Ada L.".to_owned(), ..saved };
    let saved = save(world, renamed).await;
    assert_eq!(world.table.recount(&permit(Act::ReadProfile)).await.unwrap(), None);
    // The day is taken out again: what held before holds.
    let thresholds = saved.thresholds.clone().with(date("2026-03-01"), Measured::default()).unwrap();
    save(world, Profile { thresholds, ..saved }).await;
    recount(world).await;
    assert_eq!(counted(world, ["february", "march"]).await, [(TrimpBanister, 1), (TrimpBanister, 3)]);
    world.sums_are_right().await;
}

pub(crate) async fn a_choice_and_a_deletion_outlive_a_recount(world: &World) {
    let saved = save(world, profile(0)).await;
    two(world, &saved).await;
    let edit_permit = permit(Act::EditWorkout);
    let choice = Some(Method::SessionRpe);
    world.table.count_load_by(&edit_permit, (&id_of("march"), 1), choice, hours(1)).await.unwrap();
    world.table.delete(&permit(Act::DeleteWorkout), &id_of("february"), 1, hours(1)).await.unwrap();
    save(world, with_threshold(saved, "2026-01-01", 170)).await;
    recount(world).await;
    let march = read(world, "march").await;
    assert_eq!((march.load.unwrap().method, march.version), (Method::SessionRpe, 3));
    let opened = world.table.opened(&permit(Act::ReadWorkouts), &id_of("march")).await.unwrap().unwrap();
    assert_eq!(opened.account.loads(1)[0].method, Method::HeartRateStress);
    let gone = world.table.workout(&permit(Act::ReadWorkouts), &id_of("february")).await.unwrap();
    assert_eq!(gone, None);
    world.sums_are_right().await;
}

pub(crate) async fn a_recount_of_many_goes_on_where_it_was_and_begins_anew_for_an_earlier_day(world: &World) {
    let saved = save(world, profile(0)).await;
    for day in 0..60 {
        let start = chrono::DateTime::parse_from_rfc3339(MARCH).unwrap() + chrono::Days::new(day);
        let new = new_workout(&format!("w{day}"), &start.to_rfc3339());
        let account = Account::of(&Facts::new(&new.details, None, &saved));
        world.log(domain::table::NewWorkout { account, ..new }).await;
    }
    recount(world).await;
    let saved = save(world, with_threshold(saved, "2026-03-01", 170)).await;
    assert!(world.table.recount_some(&permit(Act::EditWorkout), hours(2)).await.unwrap());
    let mark = world.table.recount(&permit(Act::ReadProfile)).await.unwrap().unwrap();
    assert_eq!(mark.done, 50);
    save(world, with_threshold(saved, "2026-02-01", 168)).await;
    let mark = world.table.recount(&permit(Act::ReadProfile)).await.unwrap().unwrap();
    assert_eq!((mark.from, mark.done), (date("2026-02-01"), 0));
    assert_eq!(recount(world).await, 2);
    let late = world.table.opened(&permit(Act::ReadWorkouts), &id_of("w0")).await.unwrap().unwrap();
    assert_eq!(late.account.loads(1)[0].constants.threshold_heart_rate, Some(BeatsPerMinute(170)));
    world.sums_are_right().await;
}

pub(crate) async fn a_profile_that_was_overtaken_marks_nothing(world: &World) {
    let saved = save(world, profile(0)).await;
    recount(world).await;
    let late = with_threshold(Profile { version: 0, ..saved }, "2026-03-01", 170);
    let refused = world.table.save_profile(&permit(Act::EditProfile), late).await;
    assert!(matches!(refused, Err(TableError::Changed { current: 1 })), "{refused:?}");
    assert_eq!(world.table.recount(&permit(Act::ReadProfile)).await.unwrap(), None);
}
