//! A workout on the wire: what is taken, what is refused and what is said of it.

use crate::draft::now;
use domain::quantity::{BeatsPerMinute, Effort, Kilojoules, Metres, RevolutionsPerMinute, Seconds, Watts};
use domain::sport::Sport;
use domain::workout::wire::{FIELDS, Submission};
use domain::workout::{Details, FieldError, Start};
use serde_json::{Map, Value, json};

fn least() -> Map<String, Value> {
    object(json!({
        "sport": "run", "started_at": "2026-11-01T07:30:00+01:00", "time_zone": "Europe/Berlin", "duration_s": 3180
    }))
}

fn object(value: Value) -> Map<String, Value> {
    if let Value::Object(fields) = value { fields } else { panic!("no object") }
}

fn with(field: &str, value: Value) -> Map<String, Value> {
    let mut fields = least();
    fields.insert(field.to_owned(), value);
    fields
}

fn read(fields: &Map<String, Value>) -> Result<Details, Vec<FieldError>> {
    Submission::new(fields).details(now())
}

/// The one error of a submission that is right but for this field.
fn refused(field: &str, value: impl Into<Value>) -> FieldError {
    let sent = with(field, value.into());
    let errors = read(&sent).expect_err(&format!("{sent:?}"));
    assert_eq!((errors.len(), &*errors[0].field), (1, field), "{errors:?}");
    errors[0].clone()
}

#[test]
fn everything_that_was_sent_is_in_the_workout() {
    let sent = object(json!({
        "sport": "run", "started_at": "2026-11-01T07:30:00.250+01:00", "time_zone": "Europe/Berlin",
        "duration_s": 3180, "moving_s": 3120, "distance_m": 10240, "ascent_m": 85, "average_heart_rate_bpm": 148,
        "max_heart_rate_bpm": 171, "average_power_w": 240, "average_cadence_rpm": 84, "energy_kj": 2900,
        "effort": 6.5, "title": "  Canal loop ", "notes": "felt easy\r\nthen not\n"
    }));
    let details = read(&sent).unwrap();
    assert_eq!(details.sport, Sport::Run);
    assert_eq!(details.start.local().to_rfc3339(), "2026-11-01T07:30:00.250+01:00");
    assert_eq!((details.elapsed, details.moving), (Seconds(3180), Some(Seconds(3120))));
    assert_eq!((details.distance, details.ascent), (Some(Metres(10_240)), Some(Metres(85))));
    let rates = (details.average_heart_rate, details.max_heart_rate);
    assert_eq!(rates, (Some(BeatsPerMinute(148)), Some(BeatsPerMinute(171))));
    let machine = (details.average_power, details.average_cadence, details.energy);
    assert_eq!(machine, (Some(Watts(240)), Some(RevolutionsPerMinute(84)), Some(Kilojoules(2900))));
    assert_eq!(details.effort, Effort::new(6.5));
    assert_eq!((details.title.as_str(), details.notes.as_str()), ("Canal loop", "felt easy\nthen not"));
}

#[test]
fn null_is_the_same_as_left_out_and_neither_is_zero() {
    let mut nulls = least();
    for name in FIELDS {
        nulls.entry(name).or_insert(Value::Null);
    }
    assert_eq!(read(&nulls), read(&least()));
    let details = read(&nulls).unwrap();
    assert_eq!((details.moving, details.distance, details.effort), (None, None, None));
    let nothing = read(&Map::new()).unwrap_err();
    let said: Vec<_> = nothing.iter().map(|error| (&*error.field, error.message.as_str())).collect();
    assert_eq!(said, ["sport", "started_at", "time_zone", "duration_s"].map(|field| (field, "is required")));
    assert_eq!(read(&with("sport", Value::Null)).unwrap_err()[0].message, "is required");
}

#[test]
fn every_error_comes_at_once_and_says_what_was_expected() {
    let mut wrong: Map<_, _> = FIELDS.map(|name| (name.to_owned(), json!(true))).into_iter().collect();
    wrong.insert("sport".to_owned(), json!("other"));
    wrong.insert("sport_name".to_owned(), json!(""));
    wrong.insert("duration_s".to_owned(), json!(-1));
    wrong.insert("nmae".to_owned(), json!("x"));
    let said: Vec<_> =
        read(&wrong).unwrap_err().into_iter().map(|error| (error.field, error.message, error.got)).collect();
    let expected = [
        ("sport_name", "must be 1 to 40 characters", Some("\"\"")),
        ("started_at", "must be a string", Some("true")),
        ("time_zone", "must be a string", Some("true")),
        ("duration_s", "must be between 1 and 1209600", Some("-1")),
        ("moving_s", "must be a whole number", Some("true")),
        ("distance_m", "must be a whole number", Some("true")),
        ("ascent_m", "must be a whole number", Some("true")),
        ("average_heart_rate_bpm", "must be a whole number", Some("true")),
        ("max_heart_rate_bpm", "must be a whole number", Some("true")),
        ("average_power_w", "must be a whole number", Some("true")),
        ("average_cadence_rpm", "must be a whole number", Some("true")),
        ("energy_kj", "must be a whole number", Some("true")),
        ("effort", "must be between 0 and 10 in steps of 0.5", Some("true")),
        ("title", "must be a string", None),
        ("notes", "must be a string", None),
        ("nmae", "is not known", None),
    ];
    let expected =
        expected.map(|(field, message, got)| (field.into(), message.to_owned(), got.map(str::to_owned)));
    assert_eq!(said, expected);
}

#[test]
fn each_bound_is_where_the_form_has_it() {
    let cases = [
        ("duration_s", 1, 1_209_600),
        ("moving_s", 1, 3180),
        ("distance_m", 0, 5_000_000),
        ("ascent_m", 0, 50_000),
        ("average_heart_rate_bpm", 20, 250),
        ("max_heart_rate_bpm", 20, 250),
        ("average_power_w", 0, 3000),
        ("average_cadence_rpm", 0, 300),
        ("energy_kj", 0, 500_000),
        ("effort", 0, 10),
    ];
    for (field, least, most) in cases {
        for inside in [json!(least), json!(most), json!(f64::from(most))] {
            assert!(read(&with(field, inside.clone())).is_ok(), "{field}: {inside}");
        }
        for outside in [least - 1, most + 1] {
            refused(field, json!(outside));
        }
    }
    let elapsed = read(&with("duration_s", json!(3180.0))).unwrap().elapsed;
    assert_eq!(elapsed, Seconds(3180), "JSON does not tell 3180.0 from 3180");
}

/// G3: numbers that are none, or wrap.
#[test]
fn a_number_that_cannot_be_meant_is_refused_wherever_it_stands() {
    // 4294967297 and 65556 would be 1 and 20 if they wrapped.
    let wrong =
        ["-0", "-0.0", "-1", "0.3", "1e308", "4294967297", "18446744073709551615", "-9223372036854775808"];
    let strings = ["\"12\"", "\"NaN\"", "\"Infinity\"", "[]", "{}", "false", "\"\""];
    let numbers = FIELDS.into_iter().filter(|name| name.contains('_') || *name == "effort");
    for field in numbers.filter(|name| !["sport_name", "started_at", "time_zone"].contains(name)) {
        for text in wrong.iter().chain(&strings) {
            let value: Value = serde_json::from_str(text).unwrap();
            assert!(refused(field, value).got.is_some(), "{field}: {text}");
        }
    }
    for field in ["average_heart_rate_bpm", "max_heart_rate_bpm", "average_power_w", "average_cadence_rpm"] {
        refused(field, json!(65_556));
    }
    for beyond in ["1e309", "NaN", "Infinity", "-Infinity", "0x10", "01", "\"\\ud800\""] {
        let sent = format!("{{\"distance_m\": {beyond}}}");
        assert!(serde_json::from_str::<Value>(&sent).is_err(), "{beyond} is no JSON");
    }
}

/// G4: texts are counted in scalar values, and what they look like changes nothing.
#[test]
fn texts_are_measured_in_characters_and_kept_letter_by_letter() {
    let strange = "\u{202e}evil\u{200b}\u{430}da 👩‍👩‍👧 é";
    for text in ["🏃".repeat(120), "\u{301}".repeat(120), strange.to_owned()] {
        let details = read(&with("title", json!(text))).unwrap();
        assert_eq!(details.title, text);
    }
    assert!(read(&with("notes", json!("\u{301}".repeat(10_000)))).is_ok());
    // One letter, written in two ways, and one that takes two characters from then on.
    for field in ["title", "notes"] {
        let details = read(&with(field, json!("e\u{301}, \u{212b}"))).unwrap();
        assert_eq!(if field == "title" { details.title } else { details.notes }, "\u{e9}, \u{c5}");
    }
    assert_eq!(
        refused("title", json!("e\u{301}".repeat(61))).message,
        "must have at most 120 characters, not 122"
    );
    assert_eq!(
        refused("title", json!("\u{958}".repeat(61))).message,
        "must have at most 120 characters, not 122"
    );
    let (title, notes) = (json!("\u{301}".repeat(121)), json!("👩‍👩‍👧".repeat(2001)));
    assert_eq!(refused("title", title).message, "must have at most 120 characters, not 121");
    let long = refused("notes", notes);
    assert_eq!(long.message, "must have at most 10000 characters, not 10005");
    assert_eq!(long.got, None, "what somebody wrote of themselves is not sent back");
    for control in ["a\nb", "\0", "\u{7f}", "a\u{85}b"] {
        refused("title", json!(control));
    }
    refused("notes", json!("a\0"));
}

/// G5: times that were never lived.
#[test]
fn a_start_that_nobody_can_have_lived_is_refused() {
    let rfc = "must be a time as RFC 3339 writes it, like 2026-11-01T07:30:00+01:00";
    for never in [
        "2026-10-31T23:59:60+01:00",
        "2026-02-29T07:30:00+01:00",
        "-0001-01-01T00:00:00+01:00",
        "2026-11-01 07:30:00+01:00",
        "2026-11-01t07:30:00+01:00",
        "2026-11-01T07:30:00",
        "2026-11-01",
        "1793514600",
        "2026-11-01T07:30:00+24:00",
        "2026-11-01T07:30:00.+01:00",
        "99999-11-01T07:30:00+01:00",
        "",
    ] {
        assert_eq!(refused("started_at", json!(never)).message, rfc, "{never}");
    }
    let ahead = "must not be more than a day ahead";
    for late in ["9999-12-31T23:59:59+01:00", "2076-11-22T12:00:00+01:00", "2026-11-23T13:00:01+01:00"] {
        assert_eq!(refused("started_at", json!(late)).message, ahead, "{late}");
    }
    assert_eq!(refused("started_at", json!("1949-12-31T12:00:00+01:00")).message, "must be in 1950 or later");
    assert!(read(&with("started_at", json!("2026-11-23T13:00:00+01:00"))).is_ok());
    for zone in ["Mars/Olympus", "europe/berlin", "+01:00", "", &"Europe/".repeat(1500)] {
        let error = refused("time_zone", json!(zone));
        assert_eq!(error.message, "must be a time zone's name, like Europe/Berlin");
        assert!(error.got.unwrap().chars().count() <= 40);
    }
}

#[test]
fn the_offset_must_be_that_of_the_zone_at_the_instant() {
    let said = |time: &str| refused("started_at", json!(time)).message;
    let [winter, summer] = ["+01:00", "+02:00"]
        .map(|offset| format!("must have the offset {offset}, which Europe/Berlin has at that instant"));
    assert_eq!(said("2026-11-01T07:30:00+02:00"), winter);
    assert_eq!(said("2026-11-01T06:30:00Z"), winter);
    // The hour that the change to summer skipped: at that instant the clocks showed an hour more.
    assert_eq!(said("2026-03-29T02:30:00+01:00"), summer);
    // The hour that happens twice is told apart by its offset.
    for twice in ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"] {
        let details = read(&with("started_at", json!(twice))).unwrap();
        assert_eq!(details.start.local().to_rfc3339(), twice);
    }
    let mut utc = with("started_at", json!("2026-11-01T06:30:00Z"));
    utc.insert("time_zone".to_owned(), json!("Africa/Abidjan"));
    assert!(read(&utc).is_ok(), "Z is an offset of nothing");
    // What we write ourselves we take, also of a zone whose offset had seconds: -00:44:30.
    let ours = Start::new("1970-01-01T07:30:00Z".parse().unwrap(), chrono_tz::Africa::Monrovia).local();
    let mut monrovia = with("time_zone", json!("Africa/Monrovia"));
    monrovia.insert("started_at".to_owned(), json!(ours.to_rfc3339()));
    assert_eq!(read(&monrovia).map(|details| details.start.date()), Ok(ours.date_naive()));
}

#[test]
fn a_sport_has_a_word_of_its_own_only_where_it_is_another() {
    let mut other = with("sport", json!("other"));
    assert_eq!(read(&other).unwrap_err(), [FieldError::new("sport_name", "is required")]);
    other.insert("sport_name".to_owned(), json!(" Parkour "));
    assert_eq!(read(&other).unwrap().sport.label(), "Parkour");
    assert_eq!(refused("sport_name", json!("Parkour")).message, "must be left out unless the sport is other");
    for wrong in ["Run", "RUN", "running", " run", ""] {
        assert_eq!(refused("sport", json!(wrong)).message, "must be one of the list");
    }
}

#[test]
fn what_goes_together_is_held_together() {
    assert_eq!(refused("moving_s", json!(3181)).message, "must not be longer than the duration");
    let mut rates = with("average_heart_rate_bpm", json!(150));
    rates.insert("max_heart_rate_bpm".to_owned(), json!(149));
    let errors = read(&rates).unwrap_err();
    assert_eq!(errors[0].field, "max_heart_rate_bpm");
    assert_eq!(errors[0].message, "must not be below the average heart rate");
}

#[test]
fn what_is_not_known_is_refused_by_its_name() {
    for name in ["id", "version", "Sport", "sport ", "load", "athlete", "distance"] {
        let error = refused(name, json!("what somebody may have written"));
        assert_eq!((error.message.as_str(), error.got), ("is not known", None));
    }
    assert_eq!(refused("", Value::Null).message, "is not known", "also without a value");
}
