//! Daniels' published tables.

use crate::conformance::Row;
use crate::race::{HALF, MARATHON, MILE, race, vdot};
use domain::quantity::{METRES_PER_MILE, MetresPerSecond};
use domain::race::{Paces, Vdot};

type Time = (u32, u32, u32);

/// Daniels' Running Formula, table 3.1: VDOT, and times over 5 km, 10 km, half a marathon and a marathon.
///
/// As asserted by Runalyze (tests/inc/core/Calculation/JD/LegacyEffectiveVO2maxTest.php), to 0.1.
#[rustfmt::skip]
const TIMES: [(u8, [Time; 4]); 12] = [
    (30, [(0, 30, 40), (1, 3, 46), (2, 21, 4), (4, 49, 17)]),
    (35, [(0, 27, 0), (0, 56, 3), (2, 4, 13), (4, 16, 3)]),
    (40, [(0, 24, 8), (0, 50, 3), (1, 50, 59), (3, 49, 45)]),
    (45, [(0, 21, 50), (0, 45, 16), (1, 40, 20), (3, 28, 26)]),
    (50, [(0, 19, 57), (0, 41, 21), (1, 31, 35), (3, 10, 49)]),
    (55, [(0, 18, 22), (0, 38, 6), (1, 24, 18), (2, 56, 1)]),
    (60, [(0, 17, 3), (0, 35, 22), (1, 18, 9), (2, 43, 25)]),
    (65, [(0, 15, 54), (0, 33, 1), (1, 12, 53), (2, 32, 35)]),
    (70, [(0, 14, 55), (0, 31, 0), (1, 8, 21), (2, 23, 10)]),
    (75, [(0, 14, 3), (0, 29, 14), (1, 4, 23), (2, 14, 55)]),
    (80, [(0, 13, 18), (0, 27, 41), (1, 0, 54), (2, 7, 38)]),
    (85, [(0, 12, 37), (0, 26, 19), (0, 57, 50), (2, 1, 10)]),
];

/// The same table's row of VDOT 38, as quoted by tlgs/vdot on GitHub.
#[rustfmt::skip]
const ROW_38: [(f32, Time); 9] = [
    (1500.0, (0, 6, 54)), (MILE, (0, 7, 27)), (3000.0, (0, 14, 41)), (2.0 * MILE, (0, 15, 49)),
    (5000.0, (0, 25, 12)), (10_000.0, (0, 52, 17)), (15_000.0, (1, 20, 33)), (HALF, (1, 55, 55)),
    (MARATHON, (3, 59, 35)),
];

/// The calculator of Daniels' publishers, vdoto2.com, as collected by a training program on GitHub.
///
/// A race, and seconds per mile of easy running from and to, marathon, threshold and interval. Only races of VDOT 39 and
/// above: below, that calculator quickens the paces by no published rule.
#[rustfmt::skip]
const PACES: [(f32, Time, [f64; 5]); 10] = [
    (HALF, (1, 45, 0), [617.0, 561.0, 499.0, 468.0, 430.0]),
    (HALF, (1, 30, 0), [536.0, 487.0, 429.0, 405.0, 372.0]),
    (HALF, (1, 15, 0), [453.0, 411.0, 359.0, 341.0, 314.0]),
    (MARATHON, (3, 45, 0), [636.0, 579.0, 515.0, 482.0, 444.0]),
    (MARATHON, (3, 30, 0), [596.0, 542.0, 481.0, 451.0, 415.0]),
    (MARATHON, (3, 15, 0), [556.0, 505.0, 446.0, 420.0, 386.0]),
    (MARATHON, (3, 0, 0), [516.0, 468.0, 412.0, 389.0, 358.0]),
    (MARATHON, (2, 45, 0), [475.0, 431.0, 378.0, 358.0, 329.0]),
    (MARATHON, (2, 30, 0), [434.0, 393.0, 343.0, 327.0, 301.0]),
    (MARATHON, (2, 15, 0), [393.0, 356.0, 309.0, 296.0, 272.0]),
];

pub(crate) fn published() -> Vec<Row> {
    let times = TIMES.into_iter().flat_map(|(vdot, times)| {
        let over = ["5 km", "10 km", "half marathon", "marathon"]
            .into_iter()
            .zip([5000.0, 10_000.0, HALF, MARATHON]);
        over.zip(times).map(move |((name, metres), time)| {
            row(f64::from(vdot), name, metres, time, "Daniels, table 3.1 (Runalyze)")
        })
    });
    let one = ROW_38
        .into_iter()
        .map(|(metres, time)| row(38.0, "", metres, time, "Daniels, table 3.1 (tlgs/vdot)"));
    times.chain(one).chain(PACES.into_iter().flat_map(paces)).collect()
}

fn row(expected: f64, name: &str, metres: f32, time: Time, source: &'static str) -> Row {
    let (hours, minutes, seconds) = time;
    let name = if name.is_empty() { format!("{metres} m") } else { name.to_owned() };
    let case = format!("{name} in {hours}:{minutes:02}:{seconds:02}");
    Row { formula: "VDOT", case, expected, ours: vdot(metres, time), tolerance: 0.1, source }
}

fn paces((metres, time, expected): (f32, Time, [f64; 5])) -> Vec<Row> {
    let ours = Paces::of(Vdot::of(race(metres, time)).unwrap()).unwrap();
    let speeds = [ours.easy_from, ours.easy_to, ours.marathon, ours.threshold, ours.interval];
    let names = ["easy from", "easy to", "marathon", "threshold", "interval"];
    let row = |((name, expected), speed): ((&str, f64), MetresPerSecond)| Row {
        formula: "training pace, s/mile",
        case: format!("{name} for {metres} m in {}:{:02}:{:02}", time.0, time.1, time.2),
        expected,
        ours: METRES_PER_MILE / speed.as_f64(),
        tolerance: 1.5,
        source: "vdoto2.com",
    };
    names.into_iter().zip(expected).zip(speeds).map(row).collect()
}
