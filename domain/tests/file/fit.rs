//! FIT files, whole and otherwise.

use crate::fixtures::{ENUM, Fit, SPRING_MORNING, UINT8, UINT16, UINT32, record};
use chrono_tz::Tz;
use domain::file::{Decoded, Flaw, Limits, Unreadable, Zone, decode};
use domain::quantity::{BeatsPerMinute, Metres, Milliseconds, Seconds};
use domain::workout::FileKind;

fn read(file: &Fit) -> Decoded {
    decode(&file.bytes(), &Limits::default()).expect("a readable file")
}

fn refused(file: &Fit) -> Unreadable {
    decode(&file.bytes(), &Limits::default()).expect_err("a file that holds no activity")
}

fn run() -> Fit {
    Fit::activity().records(0..601).session(1, 0, 600)
}

#[test]
fn a_run_is_read_with_everything_it_measured() {
    let decoded = read(&run());
    let run = &decoded.activities[0];
    assert_eq!((decoded.format, decoded.flaw, decoded.activities.len()), (FileKind::Fit, None, 1));
    assert_eq!(decoded.device.as_deref(), Some("Garmin fenix5"));
    assert_eq!((run.sport.code(), run.start.to_rfc3339().as_str()), ("run", "2026-03-29T06:00:00+00:00"));
    assert_eq!(run.zone, Some(Zone::Place(Tz::Europe__Berlin)));
    assert_eq!((run.elapsed, run.moving), (Seconds(600), Some(Seconds(600))));
    assert_eq!(run.distance, Some(Metres(1800)));
    assert_eq!(
        (run.average_heart_rate, run.max_heart_rate),
        (Some(BeatsPerMinute(124)), Some(BeatsPerMinute(149)))
    );
    assert_eq!((run.totals.distance, run.totals.ascent), (Some(Metres(1800)), Some(Metres(12))));
    assert_eq!((run.track.samples.len(), run.track.samples[600].at), (601, Milliseconds(600_000)));
}

#[test]
fn the_night_the_clocks_change_belongs_to_the_workouts_own_zone() {
    let start = read(&run()).activities[0].start_in(Tz::America__New_York);
    assert_eq!(start.local().to_rfc3339(), "2026-03-29T08:00:00+02:00");
}

#[test]
fn a_multisport_file_becomes_its_legs() {
    let file = Fit::activity().records(0..301).session(5, 0, 100).session(2, 101, 200).session(1, 201, 300);
    let decoded = read(&file);
    let legs: Vec<_> =
        decoded.activities.iter().map(|leg| (leg.sport.code(), leg.track.samples.len())).collect();
    assert_eq!(legs, [("swim_open_water", 101), ("ride", 100), ("run", 100)]);
}

#[test]
fn the_session_that_sums_up_a_multisport_is_no_leg() {
    let file = Fit::activity().records(0..201).session(18, 0, 200).session(2, 0, 100).session(1, 101, 200);
    assert_eq!(read(&file).activities.len(), 2);
}

#[test]
fn the_last_leg_of_a_multisport_that_breaks_off_is_not_given_to_the_one_before() {
    let sport = |file: Fit, code: i64| file.message(12, &[(0, ENUM, code)]);
    let swim = sport(Fit::activity(), 5).records(0..101).session(5, 0, 100);
    let ride = sport(swim, 2).records(101..201).session(2, 101, 200);
    let whole = sport(ride, 1).records(201..301).bytes();
    let decoded = decode(&whole[..whole.len() - 1], &Limits::default()).expect("a readable beginning");
    let legs: Vec<_> =
        decoded.activities.iter().map(|leg| (leg.sport.code(), leg.track.samples.len())).collect();
    assert_eq!(legs, [("swim_open_water", 101), ("ride", 100), ("run", 100)]);
    assert_eq!(decoded.activities[1].distance, Some(Metres(297)));
}

#[test]
fn an_indoor_workout_without_a_single_point_is_an_activity() {
    let file = Fit::activity().session(10, 0, 1800);
    let strength = &read(&file).activities[0];
    assert_eq!((strength.sport.label(), strength.elapsed), ("Training", Seconds(1800)));
    assert!(strength.track.samples.is_empty());
}

#[test]
fn local_time_beside_utc_tells_the_offset() {
    let clocks = [(253, UINT32, i64::from(SPRING_MORNING)), (5, UINT32, i64::from(SPRING_MORNING) + 19_800)];
    let file = Fit::activity().session(1, 0, 600).message(34, &clocks);
    let Some(Zone::Offset(offset)) = read(&file).activities[0].zone else { panic!("no offset") };
    assert_eq!(offset.local_minus_utc(), 19_800);
}

#[test]
fn a_device_that_counts_from_when_it_was_switched_on_hangs_its_clock_at_home() {
    let session = [(253, UINT32, 4000), (2, UINT32, 1000), (5, ENUM, 1), (7, UINT32, 600_000)];
    let clocks = [(253, UINT32, 5000), (5, UINT32, i64::from(SPRING_MORNING))];
    let file = Fit::activity().message(18, &session).message(34, &clocks);
    let start = read(&file).activities[0].start_in(Tz::Asia__Tokyo);
    assert_eq!(start.local().to_rfc3339(), "2026-03-29T04:53:20+09:00");
}

#[test]
fn a_session_without_a_date_takes_that_of_its_points() {
    let session = [(253, UINT32, 4000), (2, UINT32, 1000), (5, ENUM, 1), (7, UINT32, 300_000)];
    let decoded = read(&Fit::activity().records(0..301).message(18, &session));
    let activity = &decoded.activities[0];
    assert_eq!((activity.track.samples.len(), activity.elapsed), (301, Seconds(300)));
    assert_eq!(activity.start.to_rfc3339(), read(&run()).activities[0].start.to_rfc3339());
}

#[test]
fn a_pause_is_neither_moving_time_nor_distance() {
    let stop = |second: u32| [(253, UINT32, i64::from(SPRING_MORNING + second)), (0, ENUM, 0), (1, ENUM, 4)];
    // Without the counter, which would know better: 3 m a second over the ground, also while it is stopped.
    let walk = |file: Fit, seconds: std::ops::Range<u32>| {
        seconds.fold(file, |file, second| file.message(20, &record(second)[..5]))
    };
    let file = walk(walk(Fit::activity(), 0..101).message(21, &stop(100)), 400..501);
    let walk = &read(&file).activities[0];
    assert_eq!((walk.moving, walk.distance), (Some(Seconds(200)), Some(Metres(600))));
}

#[test]
fn out_of_order_records_are_put_in_order() {
    let file = Fit::activity().records(50..101).records(0..50).session(1, 0, 100);
    let track = read(&file).activities.remove(0).track;
    assert!(track.samples.is_sorted_by_key(|sample| sample.at));
    assert_eq!(track.samples.len(), 101);
}

#[test]
fn a_file_that_breaks_off_gives_what_can_be_read() {
    let whole = run().bytes();
    for keep in [whole.len() - 1, whole.len() - 60, whole.len() / 2] {
        let decoded = decode(&whole[..keep], &Limits::default()).expect("a readable beginning");
        assert_eq!(decoded.flaw, Some(Flaw::BreaksOff), "{keep}");
        assert!(decoded.activities[0].track.samples.len() > 290);
    }
}

#[test]
fn a_wrong_checksum_is_told() {
    let mut bytes = run().bytes();
    *bytes.last_mut().expect("a checksum") ^= 0x55;
    assert_eq!(decode(&bytes, &Limits::default()).expect("a readable file").flaw, Some(Flaw::Checksum));
}

#[test]
fn a_length_that_lies_is_a_file_that_breaks_off() {
    let mut bytes = run().bytes();
    bytes[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(decode(&bytes, &Limits::default()).expect("readable").flaw, Some(Flaw::BreaksOff));
    bytes[4..8].copy_from_slice(&1u32.to_le_bytes());
    assert!(decode(&bytes, &Limits::default()).is_err());
}

#[test]
fn a_developer_field_before_its_description_does_not_lose_the_file() {
    let fields = record(0);
    let file = Fit::activity().definition(20, &fields, &[[0, 255, 7]]).data(&fields).raw(&[1; 255]);
    let decoded = read(&file.records(1..61).session(1, 0, 60));
    assert_eq!((decoded.flaw, decoded.activities[0].track.samples.len()), (None, 61));
}

#[test]
fn a_field_whose_size_is_no_multiple_of_its_type_is_left_out() {
    let fields = [(253, UINT32, i64::from(SPRING_MORNING)), (7, (0x84, 3), 0x00_01_02)];
    let decoded = read(&Fit::activity().message(20, &fields).records(1..61).session(1, 0, 60));
    assert_eq!((decoded.flaw, decoded.activities[0].average_power), (None, None));
}

#[test]
fn a_device_that_writes_the_highest_byte_first_is_read() {
    let definition = [0x41, 0, 1, 0, 20, 2, 253, 4, 0x86, 5, 4, 0x86];
    let record = |second: u32| {
        [&[1][..], &(SPRING_MORNING + second).to_be_bytes(), &(second * 300).to_be_bytes()].concat()
    };
    let file = (0..61).fold(Fit::activity().raw(&definition), |file, second| file.raw(&record(second)));
    let walk = &read(&file).activities[0];
    assert_eq!((walk.elapsed, walk.distance), (Seconds(60), Some(Metres(180))));
}

#[test]
fn a_compressed_header_tells_the_last_bits_of_the_time() {
    let beats = (3, UINT8, 120);
    let full = Fit::activity().message(20, &[(253, UINT32, i64::from(SPRING_MORNING)), beats]);
    let low = |second: u32| 0x80 | u8::try_from((SPRING_MORNING + second) % 32).expect("five bits");
    let file = (10..100)
        .step_by(10)
        .fold(full.definition(20, &[beats], &[]), |file, second| file.raw(&[low(second), 121]));
    let track = read(&file).activities.remove(0).track;
    assert_eq!(track.samples.iter().map(|sample| sample.at).max(), Some(Milliseconds(90_000)));
    assert_eq!(track.samples.len(), 10);
}

#[test]
fn chained_files_are_read_together() {
    let file =
        Fit::activity().records(0..61).session(1, 0, 60).chain().records(100..161).session(1, 100, 160);
    assert_eq!(read(&file).activities.len(), 2);
}

#[test]
fn files_that_are_no_activity_say_what_they_are() {
    for (kind, what) in
        [(2, "settings"), (5, "planned workout"), (6, "course"), (9, "scale"), (15, "monitoring")]
    {
        let Unreadable::NotAnActivity(sentence) = refused(&Fit::of_type(kind)) else { panic!("{what}") };
        assert!(sentence.contains(what), "{sentence}");
    }
}

#[test]
fn more_points_than_allowed_are_left_out() {
    let limits = Limits { points: 100, ..Limits::default() };
    let decoded = decode(&run().bytes(), &limits).expect("readable");
    assert_eq!((decoded.flaw, decoded.activities[0].track.samples.len()), (Some(Flaw::BreaksOff), 100));
}

#[test]
fn more_activities_than_allowed_are_refused() {
    let file = (0..200).fold(Fit::activity(), |file, n| file.session(1, n * 10, n * 10 + 9));
    assert_eq!(refused(&file), Unreadable::TooManyActivities(100));
}

#[test]
fn clocks_that_were_never_set_do_not_make_a_workout_of_weeks() {
    let stray = [(253, UINT32, i64::from(SPRING_MORNING) + 40 * 86_400), (3, UINT8, 100), (7, UINT16, 10)];
    let decoded = read(&run().message(20, &stray));
    assert_eq!(decoded.activities[0].elapsed, Seconds(600));
}
