//! Days side by side.

mod finding;
mod window;

use chrono::NaiveDate;
use domain::load::LoadTenths;
use domain::quantity::{Metres, Seconds};
use domain::trend::{Day, Metric, Totals, Trend, Window};
use proptest::prelude::*;

pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn window(days: u16) -> Window {
    Window::new(days, date("2026-11-22"), chrono_tz::Europe::Berlin).unwrap()
}

/// One workout of an hour with a load, and its distance.
pub(crate) fn workout(distance: u32, load: u32) -> Totals {
    Totals {
        workouts: 1,
        duration: Seconds(3600),
        distance: Metres(distance),
        ascent: Metres(10),
        load: LoadTenths(load * 10),
        with_load: 1,
    }
}

pub(crate) fn without_load(totals: Totals) -> Totals {
    Totals { load: LoadTenths(0), with_load: 0, ..totals }
}

/// A day so many days before the window's last, with the sports and sums given.
pub(crate) fn day(ago: u64, sports: &[(&str, Totals)]) -> Day {
    Day {
        date: date("2026-11-22") - chrono::Days::new(ago),
        by_sport: sports.iter().map(|(code, totals)| ((*code).to_owned(), *totals)).collect(),
    }
}

#[test]
fn days_without_workouts_are_there_with_zeros() {
    let trend = Trend::new(window(3), &[day(1, &[("run", workout(10_000, 50))])], None);
    let workouts: Vec<_> = trend.days.iter().map(|day| (day.date, day.totals.workouts)).collect();
    let expected = [(date("2026-11-20"), 0), (date("2026-11-21"), 1), (date("2026-11-22"), 0)];
    assert_eq!(workouts, expected);
}

#[test]
fn a_day_whose_workouts_all_lack_a_load_has_none_and_a_day_of_rest_has_zero() {
    let bare = without_load(workout(5000, 0));
    let mixed = [("run", bare), ("ride", workout(20_000, 40))];
    let trend = Trend::new(window(3), &[day(1, &[("run", bare)]), day(0, &mixed)], None);
    let loads: Vec<_> = trend.days.iter().map(|day| Metric::Load.of(&day.totals)).collect();
    assert_eq!(loads, [Some(0.0), None, Some(40.0)]);
    assert_eq!((trend.totals.with_load, trend.totals.workouts), (1, 3));
}

#[test]
fn the_seven_day_mean_is_that_of_the_worked_example() {
    let loads = [0, 30, 0, 45, 60, 0, 90, 0, 20, 0];
    let days: Vec<Day> = (0..10_u64)
        .zip(loads)
        .filter(|(_, load)| *load > 0)
        .map(|(index, load)| day(9 - index, &[("run", workout(1000, load))]))
        .collect();
    let trend = Trend::new(window(10), &days, None);
    let means: Vec<_> = trend.mean_7d[6..].iter().map(|mean| mean.load.unwrap()).collect();
    for (mean, expected) in means.iter().zip([32.143, 32.143, 30.714, 30.714]) {
        assert!((mean - expected).abs() < 0.0005, "{mean} is not {expected}");
    }
}

#[test]
fn the_first_mean_reaches_six_days_back_and_no_further() {
    let trend = |ago| Trend::new(window(7), &[day(ago, &[("run", workout(7000, 70))])], None).mean_7d[0];
    let (inside, outside) = (trend(12), trend(13));
    assert_eq!((inside.load, inside.distance_m), (Some(10.0), 1000.0));
    assert_eq!((outside.load, outside.distance_m), (Some(0.0), 0.0));
}

#[test]
fn seven_days_of_workouts_that_all_lack_a_load_have_no_mean_load() {
    let trend = Trend::new(window(1), &[day(3, &[("run", without_load(workout(7000, 0)))])], None);
    assert_eq!(trend.mean_7d[0].load, None);
}

#[test]
fn one_sport_can_be_asked_for() {
    let days = [day(0, &[("run", workout(10_000, 50)), ("ride", workout(40_000, 60))])];
    let trend = Trend::new(window(7), &days, Some("run"));
    assert_eq!(trend.totals, workout(10_000, 50));
    assert_eq!(trend.by_sport.len(), 1);
}

#[test]
fn sports_are_told_by_the_time_they_took() {
    let twice = workout(10_000, 50).plus(&workout(10_000, 50));
    let days = [day(0, &[("run", workout(10_000, 50))]), day(1, &[("ride", twice), ("run", workout(1, 1))])];
    let trend = Trend::new(window(7), &[days[0].clone(), days[1].clone(), day(2, &[("ride", twice)])], None);
    let sports: Vec<_> =
        trend.by_sport.iter().map(|sport| (sport.sport.as_str(), sport.totals.workouts)).collect();
    assert_eq!(sports, [("ride", 4), ("run", 2)]);
}

#[test]
fn sums_stay_at_the_largest_number_rather_than_wrap() {
    let most = Totals {
        workouts: u32::MAX,
        duration: Seconds(u32::MAX),
        distance: Metres(u32::MAX),
        ascent: Metres(u32::MAX),
        load: LoadTenths(u32::MAX),
        with_load: u32::MAX,
    };
    assert_eq!(most.plus(&most), most);
}

fn sums() -> impl Strategy<Value = Totals> {
    (1_u32..4, 1_u32..20_000, 0_u32..90_000, 0_u32..1000, 0_u32..4).prop_map(
        |(workouts, duration, distance, load, with_load)| {
            let with_load = with_load.min(workouts);
            Totals {
                workouts,
                duration: Seconds(duration),
                distance: Metres(distance),
                ascent: Metres(distance / 100),
                load: LoadTenths(if with_load == 0 { 0 } else { load }),
                with_load,
            }
        },
    )
}

fn days() -> impl Strategy<Value = Vec<Day>> {
    let sports = proptest::collection::btree_map("run|ride|other", sums(), 1..3);
    let by_ago = proptest::collection::btree_map(0_u64..80, sports, 0..40);
    by_ago.prop_map(|days| {
        let days = days.into_iter();
        days.map(|(ago, by_sport)| Day { by_sport, ..day(ago, &[]) }).collect()
    })
}

proptest! {
    #[test]
    fn days_totals_and_sports_are_sums_of_the_same(days in days(), length in 1_u16..40) {
        let window = window(length);
        let trend = Trend::new(window, &days, None);
        let all = days.iter().filter(|day| window.contains(day.date)).flat_map(|day| day.by_sport.values());
        prop_assert_eq!(trend.totals, all.sum::<Totals>());
        prop_assert_eq!(trend.totals, trend.days.iter().map(|day| &day.totals).sum::<Totals>());
        prop_assert_eq!(trend.totals, trend.by_sport.iter().map(|sport| &sport.totals).sum::<Totals>());
        prop_assert_eq!(trend.days.len(), usize::from(length));
        prop_assert_eq!(trend.mean_7d.len(), usize::from(length));
    }

    #[test]
    fn the_previous_window_is_the_window_that_ended_before(days in days(), length in 1_u16..40) {
        let trend = Trend::new(window(length), &days, None);
        let before = Trend::new(window(length).previous(), &days, None);
        prop_assert_eq!(trend.previous.totals, before.totals);
        prop_assert_eq!(trend.previous.mean_7d, before.mean_7d);
    }

    #[test]
    fn what_the_lead_in_leaves_out_changes_nothing(days in days(), length in 1_u16..40) {
        let window = window(length);
        let fetched: Vec<Day> =
            days.iter().filter(|day| window.lead_in().contains(&day.date)).cloned().collect();
        prop_assert_eq!(Trend::new(window, &fetched, None), Trend::new(window, &days, None));
    }
}
