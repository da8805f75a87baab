//! Years of days in a row for each month: always what the workouts make them, by every version of the formulas.

use crate::suite::world::{World, details, edit, hours, id_of, load, new_workout, permit, track};
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::NaiveDate;
use domain::act::Act;
use domain::athlete::{Profile, Sex};
use domain::history::History;
use domain::load::{Account, Computed, FORMULAS, Facts, Formulas, LoadTenths, Method};
use domain::quantity::BeatsPerMinute;
use domain::table::{Difference, NewWorkout};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

async fn history(world: &World, version: u16, (from, until): (&str, &str)) -> History {
    let days = date(from)..=date(until);
    world.table.history(&permit(Act::ReadTrends), version, days).await.unwrap()
}

fn loads(history: &History) -> Vec<(String, u32)> {
    history.loads().into_iter().map(|(date, load)| (date.to_string(), load.0)).collect()
}

async fn log(world: &World, new: NewWorkout) {
    world.table.log(&permit(Act::LogWorkout), new, hours(0)).await.unwrap();
}

pub(crate) async fn the_first_month_and_those_asked_for_are_read(world: &World) {
    let days = ["2016-02-29", "2019-12-31", "2020-01-01", "2026-10-31", "2026-11-01"];
    for (n, day) in days.iter().enumerate() {
        log(world, new_workout(&format!("id-{n}"), &format!("{day}T07:30:00+01:00"))).await;
    }
    let told = |history: &History| history.days().map(|(date, _)| date.to_string()).collect::<Vec<_>>();
    let all = history(world, 1, ("0001-01-01", "9999-12-31")).await;
    assert_eq!(told(&all), days);
    assert_eq!(all.day(date("2020-01-01")).duration.0, 3180);
    let some = history(world, 1, ("2020-01-15", "2026-10-02")).await;
    assert_eq!(
        told(&some),
        ["2016-02-29", "2020-01-01", "2026-10-31"],
        "whole months, and where the log begins"
    );
    assert!(history(world, 2, ("0001-01-01", "9999-12-31")).await.is_empty());
}

pub(crate) async fn an_edit_of_long_ago_shows_on_the_next_read(world: &World) {
    log(world, new_workout("old", "2019-05-05T07:30:00+02:00")).await;
    log(world, new_workout("new", "2026-11-05T07:30:00+01:00")).await;
    let ends = ("2019-01-01", "2026-12-31");
    assert_eq!(
        loads(&history(world, 1, ends).await),
        [("2019-05-05".into(), 714), ("2026-11-05".into(), 714)]
    );
    let moved = edit(1, details("2019-04-30T23:59:00+02:00"));
    world.table.replace(&permit(Act::EditWorkout), &id_of("old"), moved, hours(1)).await.unwrap();
    assert_eq!(loads(&history(world, 1, ends).await)[0], ("2019-04-30".into(), 500));
    world.table.delete(&permit(Act::DeleteWorkout), &id_of("old"), 2, hours(2)).await.unwrap();
    assert_eq!(loads(&history(world, 1, ends).await), [("2026-11-05".into(), 714)]);
    world.table.restore(&permit(Act::DeleteWorkout), &id_of("old"), hours(3)).await.unwrap();
    assert_eq!(loads(&history(world, 1, ends).await).len(), 2);
    world.sums_are_right().await;
}

/// A version that nobody has released: half as much of everything by effort.
fn halved(facts: &Facts<'_>) -> Option<Computed> {
    let effort = facts.details.effort?;
    let mut computed = *Account::of(facts).loads(1).iter().find(|load| load.method == Method::SessionRpe)?;
    computed.value = LoadTenths::from_value(effort.value() * facts.details.elapsed.as_f64() / 120.0);
    Some(computed)
}

pub(crate) async fn a_new_version_is_a_new_series_beside_the_old_one(world: &World) {
    log(world, by_rating("before", "2026-11-01T07:30:00+01:00", &FORMULAS)).await;
    let before = history(world, 1, ("2026-11-01", "2026-11-30")).await;
    let both = [FORMULAS[0], Formulas { version: 2, order: &[halved] }];
    log(world, by_rating("after", "2026-11-02T07:30:00+01:00", &both)).await;
    let (first, second) = (
        history(world, 1, ("2026-11-01", "2026-11-30")).await,
        history(world, 2, ("2026-11-01", "2026-11-30")).await,
    );
    assert_eq!(loads(&before), [("2026-11-01".into(), 3445)]);
    assert_eq!(loads(&first), [("2026-11-01".into(), 3445), ("2026-11-02".into(), 3445)]);
    assert_eq!(loads(&second), [("2026-11-02".into(), 1723)]);
    let account =
        world.table.opened(&permit(Act::ReadWorkouts), &id_of("after")).await.unwrap().unwrap().account;
    let counted = [1, 2].map(|version| account.counted(version).map(|load| (load.value.0, load.version)));
    assert_eq!(counted, [Some((3445, 1)), Some((1723, 2))]);
    world.sums_are_right().await;
}

fn by_rating(id: &str, time: &str, formulas: &[Formulas]) -> NewWorkout {
    let (new, nobody) = (new_workout(id, time), Profile::default());
    let account = Account::by(formulas, &Facts::new(&new.details, None, &nobody));
    NewWorkout { account, ..new }
}

pub(crate) async fn another_method_counts_until_that_is_taken_back(world: &World) {
    let profile = Profile {
        resting_heart_rate: Some(BeatsPerMinute(50)),
        max_heart_rate: Some(BeatsPerMinute(190)),
        sex_for_load: Some(Sex::Female),
        ..Profile::default()
    };
    let new = new_workout("one", "2026-11-01T07:30:00+01:00");
    let account = Account::of(&Facts::new(&new.details, Some(&track(3181)), &profile));
    let preferred = account.counted(1).unwrap();
    assert_eq!(preferred.method, Method::TrimpBanister);
    log(world, NewWorkout { account, ..new }).await;
    let choose = async |version, choice| {
        let chosen = (&id_of("one"), version);
        world.table.count_load_by(&permit(Act::EditWorkout), chosen, choice, hours(1)).await
    };
    let chosen = choose(1, Some(Method::SessionRpe)).await.unwrap();
    assert_eq!((chosen.version, chosen.load.unwrap().value), (2, LoadTenths(3445)));
    assert_eq!(loads(&history(world, 1, ("2026-11-01", "2026-11-01")).await), [("2026-11-01".into(), 3445)]);
    let renamed = edit(2, details("2026-11-01T07:30:00+01:00"));
    let renamed =
        world.table.replace(&permit(Act::EditWorkout), &id_of("one"), renamed, hours(2)).await.unwrap();
    assert_eq!(renamed.load, Some(load(500)), "by rating, which the edit knows as 50");
    assert!(choose(2, None).await.is_err(), "it was changed since");
    assert_eq!(choose(3, None).await.unwrap().load, Some(load(500)));
    world.sums_are_right().await;
}

pub(crate) async fn months_that_are_missing_are_told_and_mended(world: &World) {
    log(world, new_workout("one", "2024-02-29T07:30:00+01:00")).await;
    log(world, new_workout("two", "2026-11-01T07:30:00+01:00")).await;
    let text = |value: &str| AttributeValue::S(value.to_owned());
    for month in ["2024-02", "2026-11"] {
        let delete = world.client.delete_item().table_name(&world.name).key("pk", text("ATHLETE#ada"));
        delete.key("sk", text(&format!("MONTH#00001#{month}"))).send().await.unwrap();
    }
    let found = world.table.rebuild_rollups(&permit(Act::ReadTrends), false).await.unwrap();
    assert!(matches!(&found[..], [Difference::Month { .. }, Difference::Month { .. }]), "{found:?}");
    world.table.rebuild_rollups(&permit(Act::EditWorkout), true).await.unwrap();
    assert_eq!(history(world, 1, ("2024-01-01", "2026-12-31")).await.len(), 2);
    world.sums_are_right().await;
}
