//! Estimates of what a body can do at most.

use crate::conformance::{Row, WORKED, rows};
use domain::max_heart_rate::{fox, gellish, nes, tanaka};
use domain::strength::{brzycki, epley};

pub(crate) fn published() -> Vec<Row> {
    let rates = [
        ("Fox at 40", 180.0, fox(40), 1e-9),
        ("Tanaka at 40", 180.0, tanaka(40), 1e-9),
        ("Gellish at 40", 179.0, gellish(40), 1e-9),
        ("Nes at 40", 185.4, nes(40), 1e-9),
    ];
    let weights = [
        ("Epley, 100 five times", 116.667, epley(100.0, 5).unwrap(), 0.0005),
        ("Brzycki, 100 five times", 112.5, brzycki(100.0, 5).unwrap(), 1e-9),
        ("Epley, 100 ten times", 133.333, epley(100.0, 10).unwrap(), 0.0005),
        ("Brzycki, 100 ten times", 133.333, brzycki(100.0, 10).unwrap(), 0.0005),
    ];
    let foreign = [
        ("Epley, 82.5 eight times", 104.5, epley(82.5, 8).unwrap(), 1e-9),
        ("Brzycki, 82.5 eight times", 102.413_793_103_448_29, brzycki(82.5, 8).unwrap(), 1e-9),
        ("Epley, 140 three times", 154.0, epley(140.0, 3).unwrap(), 1e-9),
        ("Brzycki, 140 three times", 148.235_294_117_647_07, brzycki(140.0, 3).unwrap(), 1e-9),
    ];
    let ages = [
        ("Fox at 25", 195.0, fox(25), 1e-9),
        ("Tanaka at 25", 190.5, tanaka(25), 1e-9),
        ("Gellish at 25", 189.5, gellish(25), 1e-9),
        ("Nes at 25", 195.0, nes(25), 1e-9),
    ];
    [
        rows("highest heart rate", WORKED, rates),
        rows("highest heart rate", "motionsplan's max-hr.js (GitHub)", ages),
        rows("one repetition", WORKED, weights),
        rows("one repetition", "one-rep-max 1.0.0 (npm)", foreign),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn one_repetition_is_itself_and_none_is_nothing() {
    assert_eq!((epley(80.0, 1), brzycki(80.0, 1)), (Some(80.0), Some(80.0)));
    assert_eq!((epley(80.0, 0), brzycki(80.0, 0), brzycki(80.0, 37)), (None, None, None));
}
