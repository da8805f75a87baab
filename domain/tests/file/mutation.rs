//! Whatever happens to a file on its way, it is read or refused: never a panic, never for long.

use crate::fixtures::{Fit, SPRING_MORNING, UINT32, one_track, tcx, tcx_activity};
use chrono::DateTime;
use chrono_tz::Tz;
use domain::file::{Activity, Limits, decode};
use domain::quantity::Units;
use domain::workout::Draft;
use proptest::prelude::*;

/// One thing that goes wrong: where, as a share of the file, and what.
#[derive(Clone, Debug)]
enum Damage {
    Set(u16, u8),
    Cut(u16),
    Repeat(u16, u8),
    Drop(u16, u8),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        6 => (any::<u16>(), any::<u8>()).prop_map(|(at, byte)| Damage::Set(at, byte)),
        1 => any::<u16>().prop_map(Damage::Cut),
        2 => (any::<u16>(), any::<u8>()).prop_map(|(at, count)| Damage::Repeat(at, count)),
        2 => (any::<u16>(), any::<u8>()).prop_map(|(at, count)| Damage::Drop(at, count)),
    ]
}

fn done_to(mut bytes: Vec<u8>, damage: &Damage) -> Vec<u8> {
    let place = |share: u16| usize::from(share) * bytes.len() / 65_536;
    match *damage {
        _ if bytes.is_empty() => {}
        Damage::Set(at, byte) => {
            let at = place(at);
            bytes[at] = byte;
        }
        Damage::Cut(at) => bytes.truncate(place(at)),
        Damage::Repeat(at, count) => {
            let at = place(at);
            let end = (at + usize::from(count)).min(bytes.len());
            let again = bytes[at..end].to_vec();
            bytes.splice(at..at, again);
        }
        Damage::Drop(at, count) => {
            let at = place(at);
            let end = (at + usize::from(count)).min(bytes.len());
            bytes.drain(at..end);
        }
    }
    bytes
}

fn fixtures() -> Vec<Vec<u8>> {
    let clocks = [(253, UINT32, i64::from(SPRING_MORNING)), (5, UINT32, i64::from(SPRING_MORNING) + 7200)];
    vec![
        Fit::activity().records(0..31).session(1, 0, 30).message(34, &clocks).bytes(),
        Fit::activity().records(0..20).session(5, 0, 9).session(2, 10, 19).chain().records(30..40).bytes(),
        one_track("<extensions><hr>120</hr><cad>80</cad></extensions>").into_bytes(),
        tcx(&tcx_activity("Running")).into_bytes(),
    ]
}

/// A workout of this activity as the form shows it.
fn shown(activity: &Activity) -> Draft {
    Draft::from_workout(&activity.details(Tz::UTC), Units::Metric)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8 * ProptestConfig::default().cases, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_file_is_refused_or_read_as_what_the_form_takes(which in 0..4usize, damages in prop::collection::vec(damage(), 1..12)) {
        let bytes = damages.iter().fold(fixtures().swap_remove(which), done_to);
        let outcome = decode(&bytes, &Limits::default());
        for activity in outcome.map(|decoded| decoded.activities).unwrap_or_default() {
            let late = DateTime::from_timestamp(4_102_444_800, 0).expect("the year 2100");
            prop_assert_eq!(shown(&activity).parse(Units::Metric, Tz::UTC, late).err(), None);
            prop_assert!(activity.track.samples.is_sorted_by_key(|sample| sample.at));
        }
    }
}
