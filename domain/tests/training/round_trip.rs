//! The form that shows a workout for editing gives the same workout back.

use crate::draft::now;
use chrono::DateTime;
use chrono_tz::Tz;
use domain::quantity::{
    BeatsPerMinute, Effort, Kilojoules, Metres, RevolutionsPerMinute, Seconds, Units, Watts,
};
use domain::sport::{Sport, SportName};
use domain::workout::{Details, Draft, Start, bounds};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

const ZONES: [Tz; 8] = [
    chrono_tz::Europe::Berlin,
    chrono_tz::America::Denver,
    chrono_tz::Pacific::Auckland,
    chrono_tz::Pacific::Honolulu,
    chrono_tz::Pacific::Apia,
    chrono_tz::Australia::Lord_Howe,
    chrono_tz::Asia::Kathmandu,
    chrono_tz::Africa::Monrovia,
];

fn sports() -> impl Strategy<Value = Sport> {
    let own = "[a-zA-Zäöü]{1,40}".prop_map(|name| Sport::Other(SportName::parse(&name).unwrap()));
    prop_oneof![9 => select(Sport::NAMED), 1 => own]
}

fn starts() -> impl Strategy<Value = Start> {
    // From the second day of 1950 to now, with milliseconds as devices record them.
    let millis = -631_065_600_000..now().timestamp_millis();
    (millis, select(&ZONES[..]))
        .prop_map(|(millis, zone)| Start::new(DateTime::from_timestamp_millis(millis).unwrap(), zone))
}

fn times() -> impl Strategy<Value = (Seconds, Option<Seconds>)> {
    bounds::DURATION_S.prop_flat_map(|elapsed| (Just(Seconds(elapsed)), of((1..=elapsed).prop_map(Seconds))))
}

fn heart_rates() -> impl Strategy<Value = (Option<BeatsPerMinute>, Option<BeatsPerMinute>)> {
    of(bounds::HEART_RATE_BPM).prop_flat_map(|average| {
        let lowest = average.unwrap_or(20);
        (Just(average.map(BeatsPerMinute)), of((lowest..=250).prop_map(BeatsPerMinute)))
    })
}

fn measures() -> impl Strategy<Value = (Option<Metres>, Option<Metres>, Option<Effort>)> {
    let effort = (0_u8..=20).prop_map(|halves| Effort::new(f64::from(halves) / 2.0).unwrap());
    (of(bounds::DISTANCE_M.prop_map(Metres)), of(bounds::ASCENT_M.prop_map(Metres)), of(effort))
}

fn machines() -> impl Strategy<Value = (Option<Watts>, Option<RevolutionsPerMinute>, Option<Kilojoules>)> {
    (
        of(bounds::POWER_W.prop_map(Watts)),
        of(bounds::CADENCE_RPM.prop_map(RevolutionsPerMinute)),
        of(bounds::ENERGY_KJ.prop_map(Kilojoules)),
    )
}

fn details() -> impl Strategy<Value = Details> {
    let words = ("[a-z0-9'<>& ]{0,118}[a-z]?", "([a-z<>&\"]{0,20}\n){0,5}[a-z]");
    (sports(), starts(), times(), measures(), heart_rates(), machines(), words).prop_map(
        |(sport, start, (elapsed, moving), measures, heart_rates, machines, (title, notes))| Details {
            sport,
            start,
            elapsed,
            moving,
            distance: measures.0,
            ascent: measures.1,
            average_heart_rate: heart_rates.0,
            max_heart_rate: heart_rates.1,
            average_power: machines.0,
            average_cadence: machines.1,
            energy: machines.2,
            effort: measures.2,
            title: title.trim().to_owned(),
            notes,
        },
    )
}

fn anything() -> impl Strategy<Value = Draft> {
    let word = || prop_oneof!["\\PC{0,12}", "[0-9:.,-]{0,12}", any::<String>()];
    proptest::collection::vec(word(), 18).prop_map(|words| {
        let mut words = words.into_iter();
        let mut word = || words.next().unwrap_or_default();
        Draft {
            sport: word(),
            sport_name: word(),
            date: word(),
            time: word(),
            time_zone: word(),
            duration: word(),
            moving: word(),
            distance: word(),
            ascent: word(),
            average_heart_rate: word(),
            max_heart_rate: word(),
            average_power: word(),
            average_cadence: word(),
            energy: word(),
            effort: word(),
            title: word(),
            notes: word(),
            idempotency_key: word(),
        }
    })
}

proptest! {
    #[test]
    fn an_edit_that_changes_nothing_changes_nothing(details in details(), imperial: bool) {
        let units = if imperial { Units::Imperial } else { Units::Metric };
        let draft = Draft::from_workout(&details, units);
        let revised = draft.revise(&details, units, now());
        prop_assert_eq!(revised.as_ref(), Ok(&details));
    }

    #[test]
    fn the_form_of_a_workout_is_read_as_that_workout_to_the_second(details in details()) {
        let draft = Draft::from_workout(&details, Units::Metric);
        let read = draft.parse(Units::Metric, chrono_tz::UTC, now()).unwrap();
        let clock = |start: Start| start.local().format("%F %T").to_string();
        prop_assert_eq!(clock(read.start), clock(details.start));
        prop_assert_eq!(&Details { start: details.start, ..read }, &details);
    }

    #[test]
    fn no_words_make_the_form_panic(draft in anything(), imperial: bool) {
        let units = if imperial { Units::Imperial } else { Units::Metric };
        let refused = draft.parse(units, chrono_tz::Europe::Berlin, now()).err().unwrap_or_default();
        prop_assert!(refused.iter().all(|error| error.message.starts_with("must ")));
    }
}
