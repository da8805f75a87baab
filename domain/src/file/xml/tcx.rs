//! TCX: Garmin's Training Center XML (garmin.com/xmlschemas/TrainingCenterDatabase/v2).
//!
//! Each `<Activity>` is an activity, also those of a `<MultiSportSession>`. Laps are summed into the device's
//! totals; a second `<Track>` within a lap follows a pause. Power, speed and the cadence of feet come from the
//! `ActivityExtension` v2 (`TPX`).

use super::{Element, Elements, attribute, number, time};
use crate::file::measure::whole_u16;
use crate::file::recording::{Point, Reading, Recording, Told, position, title};
use crate::file::{Flaw, Limits, Unreadable, Zone, sport};
use crate::quantity::{BeatsPerMinute, MeasuredMetres, MetresPerSecond, RevolutionsPerMinute, Watts};
use chrono::FixedOffset;
use quick_xml::events::BytesStart;

/// Reads a file whose root is `TrainingCenterDatabase`.
pub(in crate::file) fn read(text: &str, limits: &Limits) -> Result<Reading, Unreadable> {
    let mut elements = Elements::new(text, limits);
    let mut tcx = Tcx { most: limits.points, ..Tcx::default() };
    while let Some(element) = elements.next()? {
        match element {
            Element::Begin(start) => tcx.begin(&start),
            Element::End(end) => tcx.end(end.local_name().as_ref(), elements.text()),
        }
        if elements.exhausted() || tcx.full() {
            break;
        }
    }
    let breaks_off = elements.broken || tcx.full();
    Ok(tcx.reading(breaks_off.then_some(Flaw::BreaksOff)))
}

#[derive(Default)]
struct Tcx {
    most: usize,
    read: usize,
    device: Option<String>,
    recordings: Vec<Recording>,
    activity: Option<Activity>,
    point: Option<OpenPoint>,
    place: Place,
    plan: bool,
}

/// Which of several elements of the same name is meant.
#[derive(Clone, Copy, Default, PartialEq)]
enum Place {
    #[default]
    Activity,
    Lap,
    AverageHeartRate,
    MaximumHeartRate,
    Creator,
    Aside,
}

/// The `<Activity>` being read.
#[derive(Default)]
struct Activity {
    sport: String,
    title: String,
    /// When it began by its id; a lap's own start is preferred.
    id: Option<i64>,
    offset: Option<FixedOffset>,
    points: Vec<Point>,
    told: Told,
    tracks_in_lap: usize,
    pause: bool,
    /// Beats times seconds of the laps, and their seconds.
    beats: (f64, f64),
    lap_seconds: f64,
}

/// The `<Trackpoint>` being read.
#[derive(Default)]
struct OpenPoint {
    point: Point,
    timed: bool,
    latitude: Option<f64>,
    longitude: Option<f64>,
}

impl Tcx {
    fn full(&self) -> bool {
        self.read >= self.most
    }

    fn begin(&mut self, start: &BytesStart<'_>) {
        match start.local_name().as_ref() {
            "Activity" => {
                let sport = attribute(start, "Sport").unwrap_or_default();
                self.activity = Some(Activity { sport, ..Activity::default() });
                self.place = Place::Activity;
            }
            "Lap" => self.begin_lap(start),
            "Track" => self.begin_track(),
            "Trackpoint" => self.point = Some(OpenPoint::default()),
            "AverageHeartRateBpm" => self.place = Place::AverageHeartRate,
            "MaximumHeartRateBpm" => self.place = Place::MaximumHeartRate,
            "Creator" => self.place = Place::Creator,
            "Training" | "Plan" => self.place = Place::Aside,
            "Course" | "Workout" => self.plan = true,
            _ => {}
        }
    }

    fn begin_lap(&mut self, start: &BytesStart<'_>) {
        self.place = Place::Lap;
        let Some(activity) = &mut self.activity else { return };
        (activity.tracks_in_lap, activity.lap_seconds) = (0, 0.0);
        if let Some((at, offset)) = attribute(start, "StartTime").as_deref().and_then(time) {
            activity.told.start = activity.told.start.or(Some(at));
            activity.offset = activity.offset.or(offset);
        }
    }

    fn begin_track(&mut self) {
        if let Some(activity) = &mut self.activity {
            activity.tracks_in_lap += 1;
            activity.pause |= activity.tracks_in_lap > 1;
        }
    }

    fn end(&mut self, name: &str, text: &str) {
        match (&mut self.activity, &mut self.point) {
            (Some(activity), Some(point)) => {
                if name == "Trackpoint" {
                    self.close_point();
                } else {
                    measure(activity, point, name, text);
                }
            }
            (Some(_), None) if name == "Activity" => self.close_activity(),
            (Some(_), None) => self.end_in_activity(name, text),
            _ => self.point = None,
        }
    }

    fn end_in_activity(&mut self, name: &str, text: &str) {
        let Some(activity) = &mut self.activity else { return };
        match (self.place, name) {
            (_, "AverageHeartRateBpm" | "MaximumHeartRateBpm") => self.place = Place::Lap,
            (_, "Lap" | "Creator" | "Training" | "Plan") => self.place = Place::Activity,
            (Place::Creator, "Name") => self.device = Some(title(text)).filter(|name| !name.is_empty()),
            (Place::Activity, "Notes") => activity.title = title(text),
            (Place::Activity, "Id") => activity.identify(text),
            (Place::Lap | Place::AverageHeartRate | Place::MaximumHeartRate, _) => {
                activity.sum(self.place, name, number(text));
            }
            _ => {}
        }
    }

    fn close_point(&mut self) {
        let (Some(activity), Some(open)) = (&mut self.activity, self.point.take()) else { return };
        if !open.timed {
            return;
        }
        self.read += 1;
        let mut point = Point { after_pause: std::mem::take(&mut activity.pause), ..open.point };
        point.sample.position =
            open.latitude.zip(open.longitude).and_then(|(north, east)| position(north, east));
        activity.points.push(point);
    }

    fn close_activity(&mut self) {
        let Some(mut activity) = self.activity.take() else { return };
        let (beats, seconds) = activity.beats;
        activity.told.start = activity.told.start.or(activity.id);
        activity.told.average_heart_rate = (seconds > 0.0).then(|| beats / seconds);
        self.recordings.push(Recording {
            sport: sport::from_words(&activity.sport, &activity.title, &activity.points),
            title: activity.title,
            zone: activity.offset.map(Zone::Offset),
            points: activity.points,
            told: activity.told,
        });
    }

    fn reading(mut self, flaw: Option<Flaw>) -> Reading {
        self.close_activity();
        let instead = match (self.plan, flaw.is_some()) {
            (true, _) => Unreadable::NotAnActivity("a course or a planned workout".to_owned()),
            (false, true) => Unreadable::Damaged,
            (false, false) => Unreadable::NotAnActivity("no activity at all".to_owned()),
        };
        Reading { device: self.device, recordings: self.recordings, flaw, instead: Some(instead) }
    }
}

impl Activity {
    fn identify(&mut self, text: &str) {
        if let Some((at, offset)) = time(text) {
            self.id = Some(at);
            self.offset = self.offset.or(offset);
        }
    }

    fn sum(&mut self, place: Place, name: &str, value: Option<f64>) {
        let Some(value) = value.filter(|value| *value >= 0.0) else { return };
        let add = |sum: &mut Option<f64>| *sum = Some(sum.unwrap_or(0.0) + value);
        match (place, name) {
            (_, "TotalTimeSeconds") => {
                self.lap_seconds = value;
                add(&mut self.told.moving);
            }
            (_, "DistanceMeters") if value > 0.0 => add(&mut self.told.distance),
            (_, "Calories") => add(&mut self.told.kilocalories),
            (Place::AverageHeartRate, "Value") => {
                self.beats = (self.beats.0 + value * self.lap_seconds, self.beats.1 + self.lap_seconds);
            }
            (Place::MaximumHeartRate, "Value") => {
                self.told.max_heart_rate = Some(self.told.max_heart_rate.unwrap_or(0.0).max(value));
            }
            _ => {}
        }
    }
}

fn measure(activity: &mut Activity, open: &mut OpenPoint, name: &str, text: &str) {
    let sample = &mut open.point.sample;
    let counted = || number(text).and_then(whole_u16);
    let real = || text.parse().ok().filter(|value: &f32| value.is_finite());
    match name {
        "Time" => {
            let Some((at, offset)) = time(text) else { return };
            (open.point.at, open.timed) = (at, true);
            activity.offset = activity.offset.or(offset);
        }
        "LatitudeDegrees" => open.latitude = number(text),
        "LongitudeDegrees" => open.longitude = number(text),
        "AltitudeMeters" => sample.altitude = real().map(MeasuredMetres),
        "DistanceMeters" => sample.distance = real().map(MeasuredMetres),
        "Speed" => sample.speed = real().filter(|speed| (0.0..1000.0).contains(speed)).map(MetresPerSecond),
        "Value" => sample.heart_rate = counted().filter(|beats| *beats > 0).map(BeatsPerMinute),
        "Cadence" | "RunCadence" => sample.cadence = counted().map(RevolutionsPerMinute),
        "Watts" => sample.power = counted().map(Watts),
        _ => {}
    }
}
