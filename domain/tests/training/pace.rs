//! How numbers are told, and how they are read from what people type.

use domain::pace::{
    ascent, decimal, distance, distance_for, duration, parse_ascent, parse_distance, parse_duration, preview,
    rate, type_ascent,
};
use domain::quantity::{Metres, Seconds, Units};
use domain::sport::{Rate, Sport};
use proptest::prelude::*;

const METRIC: Units = Units::Metric;
const IMPERIAL: Units = Units::Imperial;

#[test]
fn durations_have_hours_only_where_there_are_any() {
    let told = [0, 45, 2712, 3599, 3600, 3909, 1_209_600].map(|seconds| duration(Seconds(seconds)));
    assert_eq!(told, ["0:00", "0:45", "45:12", "59:59", "1:00:00", "1:05:09", "336:00:00"]);
}

#[test]
fn distances_have_less_detail_the_longer_they_are() {
    let metric =
        [0, 400, 5000, 10_240, 42_195, 99_990, 123_456, 4_321_987].map(|m| distance(Metres(m), METRIC));
    let expected = ["0 km", "0.4 km", "5 km", "10.24 km", "42.2 km", "99.99 km", "123.5 km", "4,322 km"];
    assert_eq!(metric, expected);
    assert_eq!(distance(Metres(10_300), IMPERIAL), "6.4 mi");
    assert_eq!(distance(Metres(42_195), IMPERIAL), "26.22 mi");
}

#[test]
fn swims_are_told_in_metres_and_yards() {
    let swim = Sport::SwimPool.rate();
    assert_eq!(distance_for(swim, Metres(1500), METRIC), "1,500 m");
    assert_eq!(distance_for(swim, Metres(1500), IMPERIAL), "1,640 yd");
    assert_eq!(distance_for(Rate::Pace, Metres(1500), METRIC), "1.5 km");
}

#[test]
fn climbs_are_whole_metres_or_feet() {
    assert_eq!((ascent(Metres(85), METRIC), ascent(Metres(85), IMPERIAL)), ("85 m".into(), "280 ft".into()));
    assert_eq!(ascent(Metres(1250), METRIC), "1,250 m");
}

#[test]
fn speed_is_told_as_the_sport_tells_it() {
    let told = |sport: Sport, metres, seconds, units| {
        rate(sport.rate(), Metres(metres), Seconds(seconds), units).unwrap_or_default()
    };
    assert_eq!(told(Sport::Run, 10_000, 3120, METRIC), "5:12 /km");
    assert_eq!(told(Sport::Run, 10_000, 3120, IMPERIAL), "8:22 /mi");
    assert_eq!(told(Sport::SwimPool, 1000, 1050, METRIC), "1:45 /100 m");
    assert_eq!(told(Sport::SwimPool, 1000, 1050, IMPERIAL), "1:36 /100 yd");
    assert_eq!(told(Sport::Row, 5000, 1200, METRIC), "2:00 /500 m");
    assert_eq!(told(Sport::Ride, 28_400, 3600, METRIC), "28.4 km/h");
    assert_eq!(told(Sport::Ride, 28_400, 3600, IMPERIAL), "17.6 mph");
    assert_eq!(told(Sport::Walk, 1000, 3599, METRIC), "59:59 /km");
}

#[test]
fn what_has_no_speed_tells_none() {
    assert_eq!(rate(Rate::None, Metres(1000), Seconds(60), METRIC), None);
    assert_eq!(rate(Rate::Pace, Metres(0), Seconds(60), METRIC), None);
    assert_eq!(rate(Rate::Speed, Metres(1000), Seconds(0), METRIC), None);
}

#[test]
fn a_pace_just_below_the_minute_is_rounded_to_the_minute_and_not_to_sixty_seconds() {
    assert_eq!(rate(Rate::Pace, Metres(10_000), Seconds(2999), METRIC).as_deref(), Some("5:00 /km"));
}

#[test]
fn the_preview_tells_the_pace_as_soon_as_both_can_be_read() {
    assert_eq!(preview("run", "52:00", "10", METRIC).as_deref(), Some("5:12 /km"));
    assert_eq!(preview("run", "52:00", "", METRIC), None);
    assert_eq!(preview("run", "5x", "10", METRIC), None);
    assert_eq!(preview("yoga", "52:00", "10", METRIC), None);
    assert_eq!(preview("other", "52:00", "10", METRIC), None);
}

#[test]
fn durations_are_read_in_three_ways() {
    let read = |text| parse_duration(text).map(|time| time.0);
    let cases =
        [("1:05:09", 3909), ("45:00", 2700), ("75:00", 4500), ("45", 2700), ("7.5", 450), (" 7,5 ", 450)];
    for (typed, seconds) in cases {
        assert_eq!(read(typed), Some(seconds), "{typed}");
    }
    for wrong in
        ["", ":", "1:5", "1:60", "1:60:00", "1:2:3:4", "-5", "1h", "1e3", "9999999:00", "٣:٠٠", "inf"]
    {
        assert_eq!(read(wrong), None, "{wrong}");
    }
}

#[test]
fn distances_are_read_with_point_or_comma_and_with_their_own_unit() {
    let read = |text, units| parse_distance(text, units).map(|metres| metres.0);
    assert_eq!([read("10.24", METRIC), read("10,24", METRIC), read("10,240", METRIC)], [Some(10_240); 3]);
    assert_eq!(
        [read("1500 m", METRIC), read("1500 Metres", IMPERIAL), read("1.5 km", IMPERIAL)],
        [Some(1500); 3]
    );
    assert_eq!([read("1", IMPERIAL), read("1 mile", METRIC), read("1.", IMPERIAL)], [Some(1609); 3]);
    assert_eq!(read("100 yd", METRIC), Some(91));
    assert_eq!((read(".5", METRIC), read("10.2345678", METRIC)), (Some(500), Some(10_235)));
    assert_eq!(read("5 m", IMPERIAL), None, "metres, or miles?");
    for wrong in ["", "km", "1,500 m", "1.234,5", "-1", "1e3", "10 k", "NaN", "1 000", ".", "5 m of"] {
        assert_eq!(read(wrong, METRIC), None, "{wrong}");
    }
}

#[test]
fn a_climb_that_could_mean_two_things_is_refused() {
    let read = |text, units| parse_ascent(text, units).map(|metres| metres.0);
    assert_eq!((read("1,500", IMPERIAL), read("1.500", METRIC)), (None, None));
    assert_eq!(
        (read("1500", METRIC), read("279", IMPERIAL), read("279 ft", METRIC)),
        (Some(1500), Some(85), Some(85))
    );
    assert_eq!(read("84.6", METRIC), Some(85));
}

#[test]
fn a_climb_in_feet_comes_back_as_it_was_typed() {
    for typed in ["50", "300", "1000", "5280"] {
        let climb = parse_ascent(typed, IMPERIAL).unwrap();
        assert_eq!(type_ascent(climb, IMPERIAL), typed);
    }
}

#[test]
fn sums_of_time_are_told_in_hours_and_minutes() {
    let told = [0, 1, 2700, 3600, 45_600].map(|seconds| domain::pace::hours(Seconds(seconds)));
    assert_eq!(told, ["0 min", "1 min", "45 min", "1 h", "12 h 40 min"]);
}

proptest! {
    #[test]
    fn what_is_typed_for_a_value_is_read_as_that_value(value in 0_u32..5_000_000, imperial: bool) {
        let units = if imperial { IMPERIAL } else { METRIC };
        let metres = Metres(value);
        prop_assert_eq!(parse_distance(&domain::pace::type_distance(metres, units), units), Some(metres));
        prop_assert_eq!(parse_ascent(&domain::pace::type_ascent(metres, units), units), Some(metres));
        prop_assert_eq!(parse_duration(&domain::pace::type_duration(Seconds(value))), Some(Seconds(value)));
    }

    #[test]
    fn no_words_make_the_readers_panic(text: String) {
        let _ = (parse_duration(&text), parse_distance(&text, METRIC), parse_ascent(&text, IMPERIAL), decimal(&text));
    }
}
