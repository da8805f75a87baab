//! Best efforts: the fastest over a distance, the most over a time.

use crate::course::{Course, Leg};
use crate::per_second::{Mean, PerSecond};
use crate::quantity::{MeasuredMetres, Milliseconds, Seconds, nearest};

/// The distances over which records are kept: 400 m, 800 m, 1 km, a mile, 5 km, 10 km, half a marathon, a marathon.
pub const DISTANCES: [MeasuredMetres; 8] = [
    MeasuredMetres(400.0),
    MeasuredMetres(800.0),
    MeasuredMetres(1000.0),
    MeasuredMetres(1609.344),
    MeasuredMetres(5000.0),
    MeasuredMetres(10_000.0),
    MeasuredMetres(21_097.5),
    MeasuredMetres(42_195.0),
];

/// The times over which the highest means are kept: 5 s to an hour.
pub const TIMES: [Seconds; 12] = [
    Seconds(5),
    Seconds(10),
    Seconds(15),
    Seconds(30),
    Seconds(60),
    Seconds(120),
    Seconds(180),
    Seconds(300),
    Seconds(600),
    Seconds(1200),
    Seconds(1800),
    Seconds(3600),
];

/// The fastest time over a distance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fastest {
    /// The distance.
    pub distance: MeasuredMetres,
    /// How long it took, pauses included.
    pub time: Milliseconds,
    /// When it began, since the start of the workout.
    pub from: Milliseconds,
}

/// The highest mean over a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Highest {
    /// The time.
    pub time: Seconds,
    /// The mean, and when it began.
    pub mean: Mean,
}

/// The fastest time over `distance` somewhere along the course; `None` where no leg is so long.
///
/// The clock runs on through pauses, as in a race. Between points the speed is even, so that the fastest stretch begins
/// or ends at a point: all of these are tried. A stretch does not cross a break of the course. Whole milliseconds.
pub fn fastest(course: &Course, distance: MeasuredMetres) -> Option<Fastest> {
    let length = distance.as_f64();
    let stretches = course.legs().iter().filter_map(|leg| fastest_of(leg, length));
    let (time, from) = stretches.reduce(quicker)?;
    Some(Fastest { distance, time: Milliseconds(nearest(time)), from: Milliseconds(nearest(from)) })
}

/// The fastest times over all of [`DISTANCES`] that the course is long enough for.
pub fn pace_curve(course: &Course) -> Vec<Fastest> {
    DISTANCES.into_iter().filter_map(|distance| fastest(course, distance)).collect()
}

/// The highest means over all of [`TIMES`] that are known in whole.
pub fn curve(seconds: &PerSecond) -> Vec<Highest> {
    let highest = |time| Some(Highest { time, mean: seconds.best(time)? });
    TIMES.into_iter().filter_map(highest).collect()
}

/// The shortest time over `length` in one leg and when it begins, both in milliseconds.
fn fastest_of(leg: &Leg, length: f64) -> Option<(f64, f64)> {
    (length > 0.0).then(|| from_points(leg, length).chain(to_points(leg, length)).reduce(quicker))?
}

/// Stretches that begin at a point.
fn from_points(leg: &Leg, length: f64) -> impl Iterator<Item = (f64, f64)> {
    let mut end = 0;
    leg.iter().map_while(move |start| {
        let goal = start.metres + length;
        while leg.get(end)?.metres < goal {
            end += 1;
        }
        let begun = start.at.as_f64();
        Some((when(leg, end, goal) - begun, begun))
    })
}

/// Stretches that end at a point; they begin as late as they can.
fn to_points(leg: &Leg, length: f64) -> impl Iterator<Item = (f64, f64)> {
    let mut after = 0;
    leg.iter().filter_map(move |end| {
        let start = end.metres - length;
        while leg.get(after).is_some_and(|point| point.metres <= start) {
            after += 1;
        }
        let begun = (after > 0).then(|| when(leg, after, start))?;
        Some((end.at.as_f64() - begun, begun))
    })
}

/// When somebody was at `metres`, which lie between the point before `index` and that one.
fn when(leg: &Leg, index: usize, metres: f64) -> f64 {
    let to = &leg[index];
    let Some(from) = index.checked_sub(1).map(|before| &leg[before]) else { return to.at.as_f64() };
    let share = (metres - from.metres) / (to.metres - from.metres);
    from.at.as_f64() + share * (to.at.as_f64() - from.at.as_f64())
}

/// The quicker of two, the earlier of equals.
fn quicker(one: (f64, f64), other: (f64, f64)) -> (f64, f64) {
    if (other.0, other.1) < one { other } else { one }
}
