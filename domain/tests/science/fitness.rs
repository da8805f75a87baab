//! Fitness, fatigue, form; monotony, strain and ratios.

use crate::conformance::{Row, WORKED, rows};
use crate::recording::Numbers;
use chrono::{Days, NaiveDate};
use domain::fitness::{
    AHEAD, Fitness, HIGHEST_MONOTONY, coupled_ratio, monotony, smoothed_ratio, strain, uncoupled_ratio,
};
use domain::load::LoadTenths;
use domain::trend::{Day, Totals, Trend, Window};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn loads<const N: usize>(values: [u32; N]) -> [LoadTenths; N] {
    values.map(|value| LoadTenths(value * 10))
}

fn carried(loads: impl IntoIterator<Item = u32>) -> Fitness {
    loads.into_iter().fold(Fitness::default(), |state, load| state.after(LoadTenths(load * 10)))
}

fn first() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap()
}

/// Loads of two hundred days that another program was given too.
fn made_up() -> impl Iterator<Item = u32> {
    let load = |number: u64| {
        if (number >> 24).is_multiple_of(3) { 0 } else { u32::try_from((number >> 16) % 150).unwrap() }
    };
    Numbers::new().take(200).map(load)
}

pub(crate) fn published() -> Vec<Row> {
    let built = carried([100; 42]);
    let rested = carried([100; 30]).after_rest(12);
    let elevate = Fitness { fitness: 5.233, fatigue: 6.710, form: 0.0, days: 9 }.after(LoadTenths(1900));
    let later = carried(made_up().take(42));
    let latest = carried(made_up());
    [
        rows(
            "CTL",
            WORKED,
            [
                ("100 a day for 42 days", 63.212, built.fitness, 0.0005),
                ("100 a day for 30 days, then 12 of rest", 38.360, rested.fitness, 0.0005),
            ],
        ),
        rows(
            "ATL",
            WORKED,
            [
                ("100 a day for 42 days", 99.752, built.fatigue, 0.0005),
                ("100 a day for 30 days, then 12 of rest", 17.761, rested.fatigue, 0.0005),
            ],
        ),
        rows(
            "form (TSB)",
            WORKED,
            [("100 a day for 42 days, of the day before", -37.388, built.form, 0.0005)],
        ),
        rows(
            "CTL, ATL, form",
            "Elevate fitness.service.spec.ts",
            [
                ("CTL after a load of 190", 9.58, elevate.fitness, 0.005),
                ("ATL after a load of 190", 31.11, elevate.fatigue, 0.005),
                ("form on that day", -1.48, elevate.form, 0.005),
            ],
        ),
        rows(
            "CTL, ATL",
            "trainingload 0.1.0 (PyPI), our alphas",
            [
                ("CTL after 42 made-up days", 31.5, later.fitness, 0.05),
                ("ATL after 42 made-up days", 51.0, later.fatigue, 0.05),
                ("CTL after 200 made-up days", 46.8, latest.fitness, 0.05),
                ("ATL after 200 made-up days", 42.0, latest.fatigue, 0.05),
            ],
        ),
        weekly(),
        foreign(),
        ratios(),
        means(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn weekly() -> Vec<Row> {
    let spread = loads([5, 15, 20, 20, 20, 25, 35]);
    let even = loads([0, 20, 10, 10, 10, 10, 10]);
    [
        rows(
            "monotony",
            "Runalyze MonotonyTest; fellrnr",
            [("5 15 20 20 20 25 35", 20.0 / 8.45, monotony(&spread).unwrap(), 0.01)],
        ),
        rows(
            "monotony",
            WORKED,
            [
                ("5 15 20 20 20 25 35", 2.3664, monotony(&spread).unwrap(), 0.00005),
                ("0 20 10 10 10 10 10", 1.8708, monotony(&even).unwrap(), 0.00005),
            ],
        ),
        rows(
            "strain",
            "Runalyze MonotonyTest",
            [("5 15 20 20 20 25 35", 140.0 * 20.0 / 8.45, strain(&spread).unwrap(), 0.1)],
        ),
        rows(
            "strain",
            WORKED,
            [
                ("5 15 20 20 20 25 35", 331.3, strain(&spread).unwrap(), 0.05),
                ("0 20 10 10 10 10 10", 130.96, strain(&even).unwrap(), 0.005),
            ],
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Another program that was given the made-up days.
const ACWR: &str = "acwr 0.1.1 (PyPI)";

/// The last `N` of so many made-up days.
fn last<const N: usize>(days: usize) -> [LoadTenths; N] {
    let all: Vec<LoadTenths> = made_up().take(days).map(|load| LoadTenths(load * 10)).collect();
    *all.last_chunk().unwrap()
}

fn foreign() -> Vec<Row> {
    let (early, late) = (last::<28>(100), last::<28>(200));
    let monotonies = [
        ("100 made-up days", 0.987_644_557_968_748, monotony(&last(100)).unwrap(), 1e-9),
        ("200 made-up days", 0.809_172_943_361_123_7, monotony(&last(200)).unwrap(), 1e-9),
    ];
    let strains = [
        ("100 made-up days", 362.465_552_774_530_5, strain(&last(100)).unwrap(), 1e-9),
        ("200 made-up days", 260.553_687_762_281_8, strain(&last(200)).unwrap(), 1e-9),
    ];
    let ratios = [
        ("100 made-up days: coupled", 1.214_226_633_581_472_2, coupled_ratio(&early).unwrap(), 1e-9),
        ("200 made-up days: coupled", 0.929_292_929_292_929_3, coupled_ratio(&late).unwrap(), 1e-9),
        ("100 made-up days: uncoupled", 1.307_600_950_118_764_9, uncoupled_ratio(&early).unwrap(), 1e-9),
        ("200 made-up days: uncoupled", 0.907_894_736_842_105_3, uncoupled_ratio(&late).unwrap(), 1e-9),
        (
            "100 made-up days: smoothed",
            1.246_243_778_126_737,
            smoothed_ratio(&last::<100>(100)).unwrap(),
            1e-9,
        ),
        (
            "200 made-up days: smoothed",
            0.896_314_194_887_001_9,
            smoothed_ratio(&last::<200>(200)).unwrap(),
            1e-9,
        ),
    ];
    let all = [rows("monotony", ACWR, monotonies), rows("strain", ACWR, strains)];
    all.into_iter().flatten().chain(rows("acute : chronic", ACWR, ratios)).collect()
}

fn ratios() -> Vec<Row> {
    let mut days = loads([300; 28]);
    days[21..].fill(LoadTenths(4500));
    rows(
        "acute : chronic",
        WORKED,
        [
            ("300 for 21 days, then 450: coupled", 1.3333, coupled_ratio(&days).unwrap(), 0.00005),
            ("300 for 21 days, then 450: uncoupled", 1.5, uncoupled_ratio(&days).unwrap(), 1e-9),
            ("300 for 21 days, then 450: smoothed", 1.1976, smoothed_ratio(&days).unwrap(), 0.00005),
        ],
    )
}

fn means() -> Vec<Row> {
    let day = |(index, load): (u64, u32)| Day {
        date: first() + Days::new(index),
        by_sport: BTreeMap::from([(
            "run".to_owned(),
            Totals { workouts: 1, load: LoadTenths(load * 10), with_load: 1, ..Totals::default() },
        )]),
    };
    let days: Vec<Day> = (0..).zip([0, 30, 0, 45, 60, 0, 90, 0, 20, 0]).map(day).collect();
    let window = Window::new(10, first() + Days::new(9), chrono_tz::UTC).unwrap();
    let mean = |index: usize| Trend::new(window, &days, None).mean_7d[index].load.unwrap();
    rows(
        "seven-day mean",
        WORKED,
        [
            ("day 7", 32.143, mean(6), 0.0005),
            ("day 8", 32.143, mean(7), 0.0005),
            ("day 9", 30.714, mean(8), 0.0005),
            ("day 10", 30.714, mean(9), 0.0005),
        ],
    )
}

#[test]
fn days_that_are_all_alike_are_as_monotonous_as_it_gets_and_rest_is_not() {
    assert_eq!(monotony(&loads([50; 7])), Some(HIGHEST_MONOTONY));
    assert_eq!(monotony(&loads([100, 101, 100, 100, 100, 100, 100])), Some(HIGHEST_MONOTONY));
    assert_eq!((monotony(&loads([0; 7])), strain(&loads([0; 7]))), (None, None));
}

#[test]
fn nothing_before_is_nothing_to_compare_with() {
    let mut days = loads([0; 28]);
    assert_eq!((coupled_ratio(&days), uncoupled_ratio(&days), smoothed_ratio(&days)), (None, None, None));
    days[27] = LoadTenths(1000);
    assert_eq!(uncoupled_ratio(&days), None);
    assert!((coupled_ratio(&days).unwrap() - 4.0).abs() < 1e-9);
    assert_eq!(smoothed_ratio(&[]), None);
}

#[test]
fn a_young_history_says_which_day_of_forty_two_it_is() {
    assert_eq!(Fitness::default().building(), Some(0));
    assert_eq!(carried([100; 41]).building(), Some(41));
    assert_eq!(carried([100; 42]).building(), None);
}

#[test]
fn the_days_ahead_are_those_of_rest() {
    let today = carried([80; 60]);
    let ahead = today.ahead();
    assert_eq!(ahead.len(), AHEAD);
    assert_eq!(ahead[0], today.after(LoadTenths(0)));
    assert!((ahead[0].form - (today.fitness - today.fatigue)).abs() < 1e-9);
    assert!(ahead.windows(2).all(|pair| pair[1].fitness < pair[0].fitness && pair[1].form > pair[0].form));
}

#[test]
fn a_history_that_has_not_begun_is_no_fitness() {
    let loads = BTreeMap::from([(first(), LoadTenths(1000))]);
    assert_eq!(Fitness::until(first() - Days::new(1), &loads), Fitness::default());
    assert_eq!(Fitness::until(first(), &BTreeMap::new()), Fitness::default());
    assert_eq!(Fitness::until(first(), &loads), carried([100]));
}

fn close(one: Fitness, other: Fitness) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() < 1e-6;
    near(one.fitness, other.fitness)
        && near(one.fatigue, other.fatigue)
        && near(one.form, other.form)
        && one.days == other.days
}

proptest! {
    #[test]
    fn rest_in_one_step_is_rest_day_by_day(fitness in 0.0..300.0, fatigue in 0.0..300.0, days in 0_u32..800) {
        let state = Fitness { fitness, fatigue, form: fitness - fatigue, days: 3 };
        let by_day = (0..days).fold(state, |state, _| state.after(LoadTenths(0)));
        prop_assert!(close(state.after_rest(days), by_day));
    }

    #[test]
    fn days_in_any_order_carry_to_the_same_state(
        days in prop::collection::vec((0_u64..400, 0_u32..3000), 0..60), ahead in 0_u64..100,
    ) {
        let date = |day: u64| first() + Days::new(day);
        let until = date(300 + ahead);
        let sum = |days: &mut dyn Iterator<Item = &(u64, u32)>| {
            let mut loads: BTreeMap<NaiveDate, LoadTenths> = BTreeMap::new();
            for (day, load) in days {
                loads.entry(date(*day)).or_default().0 += load;
            }
            loads
        };
        let loads = sum(&mut days.iter());
        prop_assert_eq!(Fitness::until(until, &loads), Fitness::until(until, &sum(&mut days.iter().rev())));
        let first = loads.keys().next().copied().unwrap_or(until);
        let each = first.iter_days().take_while(|day| *day <= until && !loads.is_empty());
        let by_day = each.fold(Fitness::default(), |state, day| state.after(loads.get(&day).copied().unwrap_or_default()));
        prop_assert!(close(Fitness::until(until, &loads), by_day));
    }

    #[test]
    fn the_order_of_days_matters_neither_to_monotony_nor_to_strain(mut week in prop::array::uniform7(0_u32..5000)) {
        let of = |week: [u32; 7]| (monotony(&week.map(LoadTenths)), strain(&week.map(LoadTenths)));
        let before = of(week);
        week.sort_unstable();
        let after = of(week);
        let near = |a: Option<f64>, b: Option<f64>| (a.unwrap_or(-1.0) - b.unwrap_or(-1.0)).abs() < 1e-6;
        prop_assert!(near(before.0, after.0) && near(before.1, after.1));
    }
}
