//! Records, by numbers made by hand.

use chrono::NaiveDate;
use domain::quantity::{Metres, Seconds};
use domain::records::{Best, Kind, Mark, Reached, Staircase};
use domain::workout::WorkoutId;
use proptest::prelude::*;

const FIVE: Kind = Kind::Fastest(Metres(5000));
const POWER: Kind = Kind::HighestPower(Seconds(300));

fn date(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}

fn id(id: &str) -> WorkoutId {
    WorkoutId::parse(id).unwrap()
}

fn run(name: &str, day: u32, efforts: &[(Kind, u32)]) -> Reached {
    Reached {
        start: date(day).and_hms_opt(7, 30, 0).unwrap(),
        workout: id(name),
        sport: "run".to_owned(),
        efforts: efforts.iter().copied().collect(),
    }
}

fn best(value: u32, name: &str, day: u32) -> Best {
    Best { value, workout: id(name), date: date(day) }
}

fn week() -> Staircase {
    // In no order, as they may have been logged.
    [
        run("c", 3, &[(FIVE, 1270), (POWER, 250)]),
        run("a", 1, &[(FIVE, 1300), (POWER, 260)]),
        run("d", 4, &[(FIVE, 1258), (POWER, 260)]),
        run("b", 2, &[(FIVE, 1290)]),
        run("e", 5, &[(FIVE, 1258), (POWER, 261)]),
    ]
    .into_iter()
    .collect()
}

#[test]
fn each_step_beats_all_before_it_and_an_equal_one_does_not() {
    let bests = week().of("run");
    let fives = [best(1300, "a", 1), best(1290, "b", 2), best(1270, "c", 3), best(1258, "d", 4)];
    assert_eq!(bests[&FIVE], fives, "less time is better");
    assert_eq!(bests[&POWER], [best(260, "a", 1), best(261, "e", 5)], "more power is");
}

#[test]
fn a_workout_is_told_what_it_replaced_and_whether_it_stands() {
    let mark = |kind, value, previous, stands| Mark { kind, value, previous, stands };
    let week = week();
    assert_eq!(week.set_by(&id("a")), [mark(FIVE, 1300, None, false), mark(POWER, 260, None, false)]);
    assert_eq!(week.set_by(&id("d")), [mark(FIVE, 1258, Some(best(1270, "c", 3)), true)]);
    assert_eq!(week.set_by(&id("e")), [mark(POWER, 261, Some(best(260, "a", 1)), true)]);
    assert_eq!(week.set_by(&id("nobody")), []);
}

#[test]
fn each_sport_has_records_of_its_own() {
    let ride = Reached { sport: "ride".to_owned(), ..run("f", 6, &[(FIVE, 600)]) };
    let both: Staircase = week().into_iter().chain([ride]).collect();
    assert_eq!(both.of("run"), week().of("run"));
    assert_eq!(both.of("ride")[&FIVE], [best(600, "f", 6)]);
    assert!(both.of("swim_pool").is_empty());
    assert_eq!(both.sports().into_iter().collect::<Vec<_>>(), ["ride", "run"]);
}

#[test]
fn of_two_that_began_together_one_and_the_same_is_first() {
    let (one, other) = (run("a", 1, &[(FIVE, 1300)]), run("b", 1, &[(FIVE, 1300)]));
    let either: Staircase = [other.clone(), one.clone()].into_iter().collect();
    assert_eq!(either.steps(), [one]);
}

fn reached() -> impl Strategy<Value = Vec<Reached>> {
    let efforts = (1..9_u32, 1..6_u32, 1..6_u32);
    prop::collection::vec(efforts, 0..30).prop_map(|all| {
        let named = all.into_iter().enumerate();
        named
            .map(|(n, (day, time, watts))| run(&format!("w{n}"), day, &[(FIVE, time), (POWER, watts)]))
            .collect()
    })
}

proptest! {
    #[test]
    fn the_staircase_of_a_span_is_that_of_the_staircases_of_its_parts(all in reached(), cut in 1..9_u32) {
        let whole: Staircase = all.iter().cloned().collect();
        let (early, late): (Vec<_>, Vec<_>) = all.into_iter().partition(|it| it.start.date() < date(cut));
        let parts = [Staircase::from_iter(early), Staircase::from_iter(late)];
        prop_assert_eq!(parts.into_iter().flatten().collect::<Staircase>(), whole);
    }

    #[test]
    fn one_more_changes_a_staircase_as_it_changes_the_whole(all in reached(), day in 1..9_u32, time in 1..6_u32) {
        let one = run("new", day, &[(FIVE, time)]);
        let whole: Staircase = all.iter().cloned().chain([one.clone()]).collect();
        let before: Staircase = all.into_iter().collect();
        prop_assert_eq!(before.into_iter().chain([one]).collect::<Staircase>(), whole);
    }
}
