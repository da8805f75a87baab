//! What a recording amounts to: each rule by a small recording that would come to something else without it.

use crate::fixtures::{ENUM, Field, Fit, SINT32, SPRING_MORNING, UINT8, UINT16, UINT32, gpx, one_track};
use chrono_tz::Tz;
use domain::file::{Activity, Limits, Zone, decode};
use domain::quantity::{Metres, RevolutionsPerMinute, Seconds};

fn first(bytes: &[u8]) -> Activity {
    decode(bytes, &Limits::default()).expect("a readable file").activities.remove(0)
}

/// A FIT file of one record for each of these rows, which begin with their seconds.
fn rows(rows: &[(u32, &[Field])]) -> Fit {
    rows.iter().fold(Fit::activity(), |file, (second, fields)| {
        let time = [(253, UINT32, i64::from(SPRING_MORNING + second))];
        file.message(20, &[&time, *fields].concat())
    })
}

/// A run of `sport` that counts these metres, one each second, and tells this total if any.
fn counted(metres: &[i64], told: Option<i64>) -> Activity {
    let seconds = u32::try_from(metres.len()).expect("a few");
    let points = (0..).zip(metres);
    let file = points.fold(Fit::activity(), |file, (second, metres)| {
        file.message(20, &[(253, UINT32, i64::from(SPRING_MORNING) + second), (5, UINT32, metres * 100)])
    });
    let start = i64::from(SPRING_MORNING);
    let session = [(2, UINT32, start), (5, ENUM, 1), (7, UINT32, i64::from(seconds) * 1000)];
    let total = told.map(|metres| (9, UINT32, metres * 100));
    let fields: Vec<Field> = session.into_iter().chain(total).collect();
    first(&file.message(18, &fields).bytes())
}

/// A GPX run whose points stand at these seconds and metres north of the first, which may be nowhere.
fn over_ground(points: &[(u32, Option<f64>)], more: impl Fn(usize) -> String) -> Activity {
    let point = |(index, (second, metres)): (usize, &(u32, Option<f64>))| {
        let place = metres.map(|metres| format!("lat=\"{:.8}\" lon=\"13.4\"", 52.5 + metres / 111_195.08));
        let (minute, second) = (second / 60, second % 60);
        let time = format!("<time>2026-03-29T06:{minute:02}:{second:02}Z</time>");
        format!("<trkpt {}>{time}</trkpt>{}", place.unwrap_or_default(), more(index))
    };
    let points: String = points.iter().enumerate().map(point).collect();
    first(gpx(&format!("<trk><type>running</type><trkseg>{points}</trkseg></trk>")).as_bytes())
}

#[test]
fn a_damaged_value_of_a_counter_is_no_distance() {
    let mut metres: Vec<i64> = (0..101).map(|second| second * 3).collect();
    metres[50] = 2_684_354;
    assert_eq!(counted(&metres, Some(301)).distance, Some(Metres(300)));
    assert_eq!(counted(&metres, None).distance, Some(Metres(300)));
    let last = metres.len() - 1;
    metres[last] = 2_684_354;
    assert_eq!(counted(&metres, None).distance, Some(Metres(297)));
    assert_eq!(counted(&[5000, 5003, 5006, 0, 3, 6], None).distance, Some(Metres(9)), "one step is lost");
}

#[test]
fn a_counter_that_misses_more_than_a_tenth_is_not_believed() {
    let metres: Vec<i64> = (0..101).map(|second| second * 3).collect();
    assert_eq!(counted(&metres, Some(333)).distance, Some(Metres(300)));
    assert_eq!(counted(&metres, Some(334)).distance, Some(Metres(334)));
}

#[test]
fn a_counter_that_begins_with_a_length_or_where_the_leg_before_ended_is_understood() {
    assert_eq!(counted(&[25, 50, 75, 100], Some(100)).distance, Some(Metres(100)));
    assert_eq!(counted(&[525, 550, 575, 600], Some(75)).distance, Some(Metres(75)));
}

#[test]
fn a_pause_that_a_point_without_a_place_follows_is_no_distance() {
    let points = [(0, Some(0.0)), (10, Some(30.0)), (400, None), (410, Some(900.0)), (420, Some(930.0))];
    let segment = |index| if index == 1 { "</trkseg><trkseg>".to_owned() } else { String::new() };
    let run = over_ground(&points, segment);
    assert_eq!(run.track.samples.len(), 5);
    assert_eq!(run.distance, Some(Metres(60)));
}

#[test]
fn slower_than_half_a_metre_in_a_second_is_standing() {
    let points = [(0, 0.0), (10, 30.0), (20, 34.9), (30, 40.0), (40, 45.1)];
    let run = over_ground(&points.map(|(second, metres)| (second, Some(metres))), |_| String::new());
    assert_eq!((run.elapsed, run.moving), (Seconds(40), Some(Seconds(30))));
}

#[test]
fn over_a_long_gap_the_counter_tells_the_speed_and_over_a_short_one_the_sensor() {
    let fast = [(5, UINT32, 0), (6, UINT16, 3000)];
    let still = [(5, UINT32, 0), (6, UINT16, 0)];
    let (far, far_still) = ([(5, UINT32, 5000), (6, UINT16, 3000)], [(5, UINT32, 5000), (6, UINT16, 0)]);
    let file = rows(&[(0, &fast), (3, &fast), (7, &still), (17, &far_still), (21, &far)]);
    // 3 s by the sensor; 4 s of nothing counted; 10 s counted although the sensor ends at nothing; 4 s not counted.
    assert_eq!(first(&file.message(18, &[(5, ENUM, 1)]).bytes()).moving, Some(Seconds(13)));
}

#[test]
fn a_climb_counts_in_steps_of_two_metres_of_a_smoothed_altitude() {
    let climb = |altitudes: &[i64]| {
        let points = (0..).step_by(30).zip(altitudes);
        let file = points.fold(Fit::activity(), |file, (second, altitude)| {
            let time = i64::from(SPRING_MORNING) + second;
            file.message(20, &[(253, UINT32, time), (2, UINT16, (500 + altitude) * 5)])
        });
        first(&file.bytes()).ascent
    };
    // So far apart that nothing is smoothed: 1 m is noise until it has become 2, a fall begins anew.
    assert_eq!(climb(&[10, 11, 10, 11]), Some(Metres(0)));
    assert_eq!(climb(&[10, 11, 12, 13]), Some(Metres(2)));
    assert_eq!(climb(&[10, 13, 5, 9]), Some(Metres(7)));
    // One point of 30 m among twenty of none is averaged away.
    let spike = (0..21).fold(Fit::activity(), |file, second| {
        let altitude = if second == 10 { 530 } else { 500 };
        let time = i64::from(SPRING_MORNING) + second;
        file.message(20, &[(253, UINT32, time), (2, UINT16, altitude * 5)])
    });
    assert_eq!(first(&spike.bytes()).ascent, Some(Metres(0)));
}

#[test]
fn a_compressed_distance_goes_on_when_its_twelve_bits_are_spent() {
    // 100 m a step in sixteenths of a metre; 12 bits end at 256 m.
    let file = (0..11_u32).fold(Fit::activity(), |file, step| {
        let low = (step * 1600) & 0x0FFF;
        let bytes = i64::from(low << 12);
        file.message(20, &[(253, UINT32, i64::from(SPRING_MORNING + 10 * step)), (8, (0x0D, 3), bytes)])
    });
    assert_eq!(first(&file.bytes()).distance, Some(Metres(1000)));
}

#[test]
fn steps_are_told_from_strides_whoever_tells_them() {
    let told = |sport: i64, cadence: i64| {
        let session = [(2, UINT32, i64::from(SPRING_MORNING)), (5, ENUM, sport), (7, UINT32, 60_000)];
        let file = Fit::activity().message(18, &[&session[..], &[(18, UINT8, cadence)]].concat());
        first(&file.bytes()).average_cadence.map(|RevolutionsPerMinute(turns)| turns)
    };
    let (run, ride, walk, hike) = (1, 2, 11, 17);
    assert_eq!([told(run, 172), told(run, 86)], [Some(86); 2]);
    assert_eq!([told(walk, 110), told(walk, 55), told(hike, 110)], [Some(55); 3]);
    assert_eq!([told(ride, 100), told(ride, 130)], [Some(100), Some(130)]);
    let walk = one_track("<extensions><cadence>110</cadence></extensions>").replace("running", "walking");
    let walk = first(walk.as_bytes());
    assert_eq!(walk.average_cadence, Some(RevolutionsPerMinute(55)));
    assert!(walk.track.samples.iter().all(|sample| sample.cadence == Some(RevolutionsPerMinute(55))));
}

#[test]
fn a_wall_clock_hangs_where_the_first_position_is() {
    let here: [Field; 2] = [(0, SINT32, 626_700_000), (1, SINT32, 159_900_000)];
    let point = |second: i64| [&[(253, UINT32, second)], &here[..]].concat();
    let clocks = [(253, UINT32, 1100), (5, UINT32, i64::from(SPRING_MORNING) + 100)];
    let file = Fit::activity().message(20, &point(1000)).message(20, &point(1060)).message(34, &clocks);
    let walk = first(&file.bytes());
    assert_eq!(walk.zone, Some(Zone::Place(Tz::Europe__Berlin)));
    assert_eq!(walk.start_in(Tz::Asia__Tokyo).local().to_rfc3339(), "2026-03-29T06:00:00+02:00");
}

#[test]
fn a_wall_clock_in_the_hour_that_summer_leaves_out_is_an_hour_behind() {
    let told = chrono::DateTime::parse_from_rfc3339("2026-03-29T02:30:00Z").expect("a time").to_utc();
    let start = Zone::WallClock.start(told, Tz::Europe__Berlin);
    assert_eq!(start.local().to_rfc3339(), "2026-03-29T03:30:00+02:00");
}
