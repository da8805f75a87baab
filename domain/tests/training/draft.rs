//! The form of a workout: what it takes, what it refuses and what it says.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::quantity::{
    BeatsPerMinute, Effort, Kilojoules, Metres, RevolutionsPerMinute, Seconds, Units, Watts,
};
use domain::sport::Sport;
use domain::workout::{Details, Draft, FieldError};

const BERLIN: Tz = chrono_tz::Europe::Berlin;

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

pub(crate) fn typed() -> Draft {
    Draft {
        sport: "run".to_owned(),
        date: "2026-11-01".to_owned(),
        time: "07:30".to_owned(),
        duration: "53:00".to_owned(),
        ..Draft::default()
    }
}

fn parse(draft: &Draft) -> Result<Details, Vec<FieldError>> {
    draft.parse(Units::Metric, BERLIN, now())
}

fn errors(draft: &Draft) -> Vec<FieldError> {
    parse(draft).expect_err("the draft should be refused")
}

type Field = fn(&mut Draft) -> &mut String;

fn with(field: Field, value: &str) -> Draft {
    let mut draft = typed();
    value.clone_into(field(&mut draft));
    draft
}

#[test]
fn everything_that_was_typed_is_in_the_workout() {
    let draft = Draft {
        moving: "52:00".to_owned(),
        distance: "10,24".to_owned(),
        ascent: "85".to_owned(),
        average_heart_rate: "148".to_owned(),
        max_heart_rate: " 171 ".to_owned(),
        average_power: "240".to_owned(),
        average_cadence: "84".to_owned(),
        energy: "2900".to_owned(),
        effort: "6,5".to_owned(),
        title: "  Canal loop ".to_owned(),
        notes: "felt easy\r\nthen not\n".to_owned(),
        ..typed()
    };
    let details = parse(&draft).unwrap();
    assert_eq!(details.sport, Sport::Run);
    assert_eq!(details.start.local().to_rfc3339(), "2026-11-01T07:30:00+01:00");
    assert_eq!((details.elapsed, details.moving), (Seconds(3180), Some(Seconds(3120))));
    assert_eq!((details.distance, details.ascent), (Some(Metres(10_240)), Some(Metres(85))));
    assert_eq!(details.average_heart_rate, Some(BeatsPerMinute(148)));
    assert_eq!(details.max_heart_rate, Some(BeatsPerMinute(171)));
    assert_eq!(details.average_power, Some(Watts(240)));
    assert_eq!(details.average_cadence, Some(RevolutionsPerMinute(84)));
    assert_eq!(details.energy, Some(Kilojoules(2900)));
    assert_eq!(details.effort, Effort::new(6.5));
    assert_eq!((details.title.as_str(), details.notes.as_str()), ("Canal loop", "felt easy\nthen not"));
}

#[test]
fn what_was_left_out_is_unknown_and_not_zero() {
    let details = parse(&typed()).unwrap();
    let unknown = (details.moving, details.distance, details.ascent, details.effort, details.energy);
    assert_eq!(unknown, (None, None, None, None, None));
    assert_eq!((details.average_heart_rate, details.max_heart_rate), (None, None));
}

#[test]
fn a_form_without_some_fields_is_read_as_if_they_were_empty() {
    let draft: Draft = serde_json::from_str(r#"{"sport": "run", "duration": "45", "csrf": "x"}"#).unwrap();
    let expected = Draft { sport: "run".to_owned(), duration: "45".to_owned(), ..Draft::default() };
    assert_eq!(draft, expected);
}

#[test]
fn every_error_comes_at_once_and_says_what_was_expected() {
    let wrong = "?".to_owned();
    let draft = Draft {
        sport: wrong.clone(),
        sport_name: String::new(),
        date: wrong.clone(),
        time: wrong.clone(),
        time_zone: wrong.clone(),
        duration: wrong.clone(),
        moving: wrong.clone(),
        distance: wrong.clone(),
        ascent: wrong.clone(),
        average_heart_rate: wrong.clone(),
        max_heart_rate: wrong.clone(),
        average_power: wrong.clone(),
        average_cadence: wrong.clone(),
        energy: wrong.clone(),
        effort: wrong,
        title: "\u{7}".to_owned(),
        notes: "\u{7}".to_owned(),
        idempotency_key: "\u{7}".to_owned(),
    };
    let errors = errors(&draft);
    let said: Vec<_> = errors.iter().map(|error| (&*error.field, error.message.as_str())).collect();
    let expected = [
        ("sport", "must be one of the list"),
        ("date", "must be a day of the calendar as year-month-day, like 2026-11-01"),
        ("time", "must be hours:minutes of 24 hours, like 07:30"),
        ("time_zone", "must be a time zone's name, like Europe/Berlin"),
        ("duration", "must be h:mm:ss, m:ss or minutes, like 45:00"),
        ("moving", "must be h:mm:ss, m:ss or minutes, like 45:00"),
        ("distance", "must be kilometres, 0 to 5000, like 10.5"),
        ("ascent", "must be metres without a thousands separator, 0 to 50000, like 1250"),
        ("average_heart_rate", "must be a whole number between 20 and 250"),
        ("max_heart_rate", "must be a whole number between 20 and 250"),
        ("average_power", "must be a whole number between 0 and 3000"),
        ("average_cadence", "must be a whole number between 0 and 300"),
        ("energy", "must be a whole number between 0 and 500000"),
        ("effort", "must be between 0 and 10 in steps of 0.5"),
        ("title", "must be a single line without control characters"),
        ("notes", "must not hold control characters such as tabs"),
        ("idempotency_key", "must be 1 to 255 characters without control characters"),
    ];
    assert_eq!(said, expected);
}

#[test]
fn an_empty_form_names_what_is_required() {
    let errors = errors(&Draft::default());
    let fields: Vec<_> = errors.iter().map(|error| &*error.field).collect();
    assert_eq!(fields, ["sport", "date", "time", "duration"]);
}

#[test]
fn each_bound_is_where_it_is_said_to_be() {
    let cases: [(&str, Field, &str, &str); 12] = [
        ("duration", |draft| &mut draft.duration, "0:01", "0:00"),
        ("duration", |draft| &mut draft.duration, "336:00:00", "336:00:01"),
        ("distance", |draft| &mut draft.distance, "5000", "5000.001"),
        ("ascent", |draft| &mut draft.ascent, "50000", "50001"),
        ("average_heart_rate", |draft| &mut draft.average_heart_rate, "20", "19"),
        ("max_heart_rate", |draft| &mut draft.max_heart_rate, "250", "251"),
        ("average_power", |draft| &mut draft.average_power, "3000", "3001"),
        ("average_cadence", |draft| &mut draft.average_cadence, "300", "301"),
        ("energy", |draft| &mut draft.energy, "500000", "500001"),
        ("effort", |draft| &mut draft.effort, "10", "10.5"),
        ("effort", |draft| &mut draft.effort, "0", "0.3"),
        ("date", |draft| &mut draft.date, "1950-01-01", "1949-12-31"),
    ];
    for (name, field, inside, outside) in cases {
        assert!(parse(&with(field, inside)).is_ok(), "{name} {inside}");
        let fields: Vec<_> = errors(&with(field, outside)).into_iter().map(|error| error.field).collect();
        assert_eq!(fields, [name], "{outside}");
    }
}

#[test]
fn texts_are_measured_in_characters_and_not_in_bytes() {
    let fits = Draft { title: "🏃".repeat(120), notes: "ö".repeat(10_000), ..typed() };
    assert!(parse(&fits).is_ok());
    let long = Draft { title: "x".repeat(121), notes: "x".repeat(10_001), ..typed() };
    let messages: Vec<_> = errors(&long).into_iter().map(|error| error.message).collect();
    let expected =
        ["must have at most 120 characters, not 121", "must have at most 10000 characters, not 10001"];
    assert_eq!(messages, expected);
}

#[test]
fn moving_time_longer_than_the_whole_and_a_peak_below_the_average_are_refused() {
    let draft = Draft {
        moving: "53:01".to_owned(),
        average_heart_rate: "150".to_owned(),
        max_heart_rate: "149".to_owned(),
        ..typed()
    };
    let errors = errors(&draft);
    let said: Vec<_> = errors.iter().map(|error| (&*error.field, error.message.as_str())).collect();
    let expected = [
        ("moving", "must not be longer than the duration"),
        ("max_heart_rate", "must not be below the average heart rate"),
    ];
    assert_eq!(said, expected);
}

#[test]
fn another_sport_needs_the_athletes_own_word() {
    let other = |name: &str| Draft { sport: "other".to_owned(), sport_name: name.to_owned(), ..typed() };
    assert_eq!(parse(&other(" Parkour ")).unwrap().sport.label(), "Parkour");
    for wrong in ["", "  ", "two\nlines", &"x".repeat(41)] {
        assert_eq!(errors(&other(wrong))[0].field, "sport_name", "{wrong:?}");
    }
}

#[test]
fn miles_and_feet_are_read_where_the_athlete_uses_them() {
    let draft = Draft { distance: "6.4".to_owned(), ascent: "279".to_owned(), ..typed() };
    let details = draft.parse(Units::Imperial, BERLIN, now()).unwrap();
    assert_eq!((details.distance, details.ascent), (Some(Metres(10_300)), Some(Metres(85))));
    let far = Draft { distance: "3107".to_owned(), ..typed() };
    let errors = far.parse(Units::Imperial, BERLIN, now()).unwrap_err();
    assert_eq!(errors[0].message, "must be miles, 0 to 3106, like 6.5");
}

#[test]
fn a_key_that_cannot_be_used_is_no_key() {
    let key = |text: &str| Draft { idempotency_key: text.to_owned(), ..typed() }.key();
    assert_eq!(key("a-1").as_deref(), Some("a-1"));
    assert_eq!([key(""), key("\n"), key(&"x".repeat(256))], [None, None, None]);
}
