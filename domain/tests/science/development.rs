//! Fitness over a window, whatever the history before it.

use chrono::{Days, NaiveDate};
use domain::fitness::{Development, Fitness};
use domain::history::History;
use domain::load::LoadTenths;
use domain::trend::Totals;
use proptest::prelude::*;

fn day(offset: u64) -> NaiveDate {
    "2016-01-01".parse::<NaiveDate>().unwrap() + Days::new(offset)
}

fn totals(load: u32) -> Totals {
    Totals { workouts: 1, load: LoadTenths(load), with_load: 1, ..Totals::default() }
}

fn history(loads: impl IntoIterator<Item = (u64, u32)>) -> History {
    loads.into_iter().map(|(offset, load)| (day(offset), totals(load))).collect()
}

/// What is shown: tenths.
fn shown(state: Fitness) -> [i64; 3] {
    #[expect(clippy::cast_possible_truncation, reason = "loads of people")]
    [state.fitness, state.fatigue, state.form].map(|value| (value * 10.0).round() as i64)
}

#[test]
fn a_hundred_a_day_is_the_worked_example() {
    let history = history((0..42).map(|offset| (offset, 1000)));
    let development = Development::new(day(0), day(41), &history);
    assert_eq!(shown(development.today()), [632, 998, -374]);
    assert_eq!(development.today().building(), None);
    assert_eq!(development.days[40].state.building(), Some(41));
    assert_eq!(
        shown(development.ahead[0])[2],
        -365,
        "tomorrow's form is today's fitness less today's fatigue"
    );
    assert_eq!(development.coverage, (42, 42));
}

#[test]
fn before_the_first_workout_nothing_is_counted_as_a_day_of_training() {
    let development = Development::new(day(0), day(99), &history([(90, 500)]));
    assert_eq!(development.today().building(), Some(10));
    assert_eq!(development.days[89].state, Fitness::default());
}

#[test]
fn no_load_is_told_apart_from_rest() {
    let unknown = Totals { workouts: 2, ..Totals::default() };
    let history = [(day(0), totals(700)), (day(2), unknown)].into_iter().collect();
    let development = Development::new(day(0), day(2), &history);
    let loads: Vec<_> = development.days.iter().map(|day| day.load).collect();
    assert_eq!(loads, [Some(LoadTenths(700)), Some(LoadTenths(0)), None]);
    assert_eq!(development.coverage, (1, 3));
}

#[test]
fn an_empty_log_has_no_ratios() {
    let development = Development::new(day(0), day(6), &History::default());
    let last = development.days.last().unwrap();
    assert_eq!((last.monotony, last.strain, last.acute_chronic), (None, None, None));
    assert_eq!(development.today(), Fitness::default());
}

#[test]
fn what_became_of_fitness_is_said_in_a_sentence() {
    let said = |loads: Vec<(u64, u32)>| Development::new(day(60), day(149), &history(loads)).finding();
    assert_eq!(
        said((0..150).map(|n| (n, 500)).collect()),
        "Fitness is rising: 48.6, 10.6 more than 90 days ago"
    );
    assert_eq!(
        said((0..61).map(|n| (n, 500)).collect()),
        "Fitness is falling: 4.6, 33.4 less than 90 days ago"
    );
    assert_eq!(said((0..150).map(|n| (n, 1)).collect()), "Fitness is steady at 0.1");
    assert_eq!(said(vec![(140, 500)]), "Building: day 10 of 42, fitness is 0.9");
}

proptest! {
    #[test]
    fn what_lies_before_the_lead_in_changes_nothing_that_is_shown(
        loads in prop::collection::btree_map(0_u64..3600, 0_u32..6000, 1..400),
        until in 1000_u64..3600,
        days in 1_u64..366,
    ) {
        let (from, until) = (day(until - days), day(until));
        let read = Development::lead_in(from, until);
        let whole = history(loads.clone());
        let first = whole.first().unwrap();
        let known = whole.days().filter(|(date, _)| read.contains(date) || *date == first);
        let part: History = known.map(|(date, totals)| (date, *totals)).collect();
        let (whole, part) = (Development::new(from, until, &whole), Development::new(from, until, &part));
        for (whole, part) in whole.days.iter().zip(&part.days) {
            let far = |one: f64, other: f64| (one - other).abs() > 1e-4;
            prop_assert!(!far(whole.state.fitness, part.state.fitness) && !far(whole.state.form, part.state.form));
            prop_assert_eq!(whole.state.days, part.state.days);
            prop_assert_eq!((whole.load, whole.monotony), (part.load, part.monotony));
        }
    }
}
