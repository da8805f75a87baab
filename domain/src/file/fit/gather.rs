//! Collects from the messages of a file what an activity is made of.

use super::fields::{Fields, date, is_date};
use super::messages::Message;
use crate::file::Limits;
use crate::file::measure::whole_u16;
use crate::file::recording::{Point, Told, position};
use crate::quantity::{BeatsPerMinute, MeasuredMetres, MetresPerSecond, RevolutionsPerMinute, Watts};
use crate::track::Sample;
use chrono::FixedOffset;

/// What was collected.
#[derive(Default)]
pub(super) struct Gathered {
    /// The kind of file: 4 is an activity.
    pub(super) kind: Option<u16>,
    /// Manufacturer, product and the product's name.
    pub(super) device: (Option<u16>, Option<u16>, Option<String>),
    pub(super) points: Vec<Point>,
    pub(super) sessions: Vec<Session>,
    /// Summed laps, for a file that breaks off before its session.
    pub(super) laps: Told,
    /// Sport and sub-sport, from wherever they are told outside of a session, and since the last one.
    pub(super) sport: Option<(u16, u16)>,
    /// What the athlete calls the sport.
    pub(super) sport_name: Option<String>,
    /// When the timer was stopped.
    pub(super) stops: Vec<i64>,
    pub(super) offset: Option<FixedOffset>,
    /// Milliseconds to add to times that count from when the device was switched on, to get its wall clock.
    pub(super) since_switched_on: Option<i64>,
    /// Some records have no time at all.
    pub(super) timeless: bool,
    /// The last full timestamp, which compressed headers count from.
    clock: Option<i64>,
    /// Sixteenths of a metre counted by compressed distances, and the last 12 bits of them.
    compressed: (f64, Option<u16>),
}

/// One session: an activity, or a leg of one.
#[derive(Clone, Debug, Default)]
pub(super) struct Session {
    pub(super) sport: u16,
    pub(super) sub_sport: u16,
    pub(super) name: Option<String>,
    /// When it was over, in milliseconds since 1970; some leave their pauses out of how long it took.
    pub(super) ended: Option<i64>,
    pub(super) told: Told,
}

/// Global message numbers of the profile.
mod message {
    pub(super) const FILE_ID: u16 = 0;
    pub(super) const SPORT: u16 = 12;
    pub(super) const SESSION: u16 = 18;
    pub(super) const LAP: u16 = 19;
    pub(super) const RECORD: u16 = 20;
    pub(super) const EVENT: u16 = 21;
    pub(super) const ACTIVITY: u16 = 34;
}

impl Gathered {
    /// A new part has its own clock.
    pub(super) fn next_part(&mut self) {
        self.clock = None;
        self.compressed = (0.0, None);
    }

    /// Takes what matters from a message; false when there are more points than allowed.
    pub(super) fn take(&mut self, message: &Message<'_>, limits: &Limits) -> bool {
        let fields = message.fields;
        let now = self.tick(fields, message.time_offset);
        match message.number {
            message::RECORD => return self.record(fields, now, limits.points),
            message::SESSION if self.sessions.len() <= limits.activities => {
                self.sessions.push(session(fields, now));
                self.sport = None;
            }
            message::LAP => self.lap(fields),
            message::EVENT => self.event(fields, now),
            message::ACTIVITY => self.clocks(fields),
            message::FILE_ID => self.file_id(fields),
            message::SPORT => self.sport(fields),
            _ => {}
        }
        true
    }

    /// The message's time; a compressed header has its last five bits only.
    fn tick(&mut self, fields: Fields<'_>, compressed: Option<u8>) -> Option<i64> {
        if let Some(full) = fields.whole(253) {
            self.clock = Some(full);
        } else if let (Some(clock), Some(low)) = (self.clock, compressed) {
            self.clock = Some(clock + (i64::from(low) - clock).rem_euclid(32));
        } else {
            return None;
        }
        self.clock.map(date)
    }

    fn record(&mut self, fields: Fields<'_>, now: Option<i64>, most: usize) -> bool {
        let Some(at) = now else {
            self.timeless = true;
            return true;
        };
        let (speed, distance) = self.compressed(fields);
        let speed = fields.measure(73, 1000.0).or_else(|| fields.measure(6, 1000.0)).or(speed);
        let distance = fields.measure(5, 100.0).or(distance);
        let sample = Sample {
            speed: speed.map(narrow).map(MetresPerSecond),
            distance: distance.map(metres),
            ..sensors(fields)
        };
        self.points.push(Point { at, after_pause: false, sample });
        self.points.len() < most
    }

    /// Speed in 1/100 m/s and distance in 1/16 m, 12 bits each in three bytes; the distance wraps.
    fn compressed(&mut self, fields: Fields<'_>) -> (Option<f64>, Option<f64>) {
        let Some([a, b, c]) = fields.three_bytes(8) else { return (None, None) };
        let speed = u16::from(a) | (u16::from(b & 0x0F) << 8);
        let low = (u16::from(b) >> 4) | (u16::from(c) << 4);
        let (sum, last) = self.compressed;
        let more = last.map_or(0, |last| low.wrapping_sub(last) & 0x0FFF);
        self.compressed = (sum + f64::from(more) / 16.0, Some(low));
        (Some(f64::from(speed) / 100.0), Some(self.compressed.0))
    }

    fn lap(&mut self, fields: Fields<'_>) {
        self.laps.start = self.laps.start.or_else(|| fields.time(2));
        add(&mut self.laps.elapsed, fields.measure(7, 1000.0));
        add(&mut self.laps.moving, fields.measure(8, 1000.0));
        add(&mut self.laps.distance, fields.measure(9, 100.0));
        add(&mut self.laps.kilocalories, fields.measure(11, 1.0));
        add(&mut self.laps.ascent, fields.measure(21, 1.0));
        self.sport = self.sport.or_else(|| Some((fields.code(25)?, fields.code(39).unwrap_or(0))));
    }

    /// Event 0 is the timer; types 1 and 4 stop it.
    fn event(&mut self, fields: Fields<'_>, now: Option<i64>) {
        let stops = fields.whole(0) == Some(0) && matches!(fields.whole(1), Some(1 | 4));
        self.stops.extend(now.filter(|_| stops));
    }

    /// The activity's own message has the time in UTC, or since switched on, beside the wall clock.
    fn clocks(&mut self, fields: Fields<'_>) {
        let (Some(told), Some(local)) = (fields.whole(253), fields.whole(5)) else { return };
        match (is_date(told), is_date(local)) {
            (true, true) => self.offset = self.offset.or_else(|| offset(local - told)),
            (false, true) => self.since_switched_on = Some((local - told) * 1000),
            _ => {}
        }
    }

    fn file_id(&mut self, fields: Fields<'_>) {
        self.kind = self.kind.or_else(|| fields.code(0));
        let (manufacturer, product, name) = &mut self.device;
        *manufacturer = manufacturer.or_else(|| fields.code(1));
        *product = product.or_else(|| fields.code(2));
        *name = name.take().or_else(|| fields.text(8));
    }

    fn sport(&mut self, fields: Fields<'_>) {
        self.sport = self.sport.or_else(|| Some((fields.code(0)?, fields.code(1).unwrap_or(0))));
        self.sport_name = self.sport_name.take().or_else(|| fields.text(3));
    }
}

fn sensors(fields: Fields<'_>) -> Sample {
    let degrees = |number| fields.measure(number, 2_147_483_648.0 / 180.0);
    let altitude = fields.measure(78, 5.0).or_else(|| fields.measure(2, 5.0));
    let positive = |number| fields.measure(number, 1.0).and_then(whole_u16);
    Sample {
        position: degrees(0).zip(degrees(1)).and_then(|(latitude, longitude)| position(latitude, longitude)),
        altitude: altitude.map(|raised| metres(raised - 500.0)),
        heart_rate: positive(3).filter(|beats| *beats > 0).map(BeatsPerMinute),
        cadence: positive(4).map(RevolutionsPerMinute),
        power: positive(7).map(Watts),
        ..Sample::default()
    }
}

fn session(fields: Fields<'_>, now: Option<i64>) -> Session {
    let elapsed = fields.measure(7, 1000.0);
    let told = Told {
        // Without a start, the session's own time is when it ended.
        start: fields.time(2).or_else(|| now.zip(elapsed.and_then(millis)).map(|(end, long)| end - long)),
        elapsed,
        moving: fields.measure(8, 1000.0),
        distance: fields.measure(9, 100.0).filter(|metres| *metres > 0.0),
        ascent: fields.measure(22, 1.0),
        average_heart_rate: fields.measure(16, 1.0),
        max_heart_rate: fields.measure(17, 1.0),
        average_power: fields.measure(20, 1.0),
        average_cadence: fields.measure(18, 1.0),
        kilocalories: fields.measure(11, 1.0),
    };
    let (sport, sub_sport) = (fields.code(5).unwrap_or(0), fields.code(6).unwrap_or(0));
    let ended = now.max(told.start.zip(elapsed.and_then(millis)).map(|(start, long)| start + long));
    Session { sport, sub_sport, name: fields.text(110), ended, told }
}

/// How far local time is from UTC, to the quarter of an hour, if it can be.
fn offset(seconds: i64) -> Option<FixedOffset> {
    let whole = i32::try_from((seconds + 450).div_euclid(900) * 900).ok()?;
    (-12 * 3600..=14 * 3600).contains(&whole).then(|| FixedOffset::east_opt(whole)).flatten()
}

fn millis(seconds: f64) -> Option<i64> {
    crate::file::measure::whole_u32(seconds * 1000.0).map(i64::from)
}

fn add(sum: &mut Option<f64>, more: Option<f64>) {
    if let Some(more) = more {
        *sum = Some(sum.unwrap_or(0.0) + more);
    }
}

fn metres(value: f64) -> MeasuredMetres {
    MeasuredMetres(narrow(value))
}

#[expect(clippy::cast_possible_truncation, reason = "samples are kept to the precision of the sensors")]
fn narrow(value: f64) -> f32 {
    value as f32
}
