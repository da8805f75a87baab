//! GPX 1.0 and 1.1 (topografix.com/GPX/1/1), with the extensions that carry sensors.
//!
//! Each `<trk>` is an activity; its segments are parted by pauses. Heart rate, cadence and power are read from
//! Garmin's `TrackPointExtension` v1 and v2 and `PowerExtension`, Cluetrust's `gpxdata`, and from apps that
//! write them without any of these: the local names are the same.

use super::{Element, Elements, attribute, number, time};
use crate::file::measure::whole_u16;
use crate::file::recording::{Point, Reading, Recording, Told, position, title};
use crate::file::{Flaw, Limits, Unreadable, Zone, sport};
use crate::quantity::{BeatsPerMinute, MeasuredMetres, MetresPerSecond, RevolutionsPerMinute, Watts};
use chrono::FixedOffset;
use quick_xml::events::BytesStart;

/// Reads a file whose root is `gpx`.
pub(in crate::file) fn read(text: &str, limits: &Limits) -> Result<Reading, Unreadable> {
    let mut elements = Elements::new(text, limits);
    let mut gpx = Gpx { most: limits.points, ..Gpx::default() };
    while let Some(element) = elements.next()? {
        match element {
            Element::Begin(start) => gpx.begin(&start),
            Element::End(end) => gpx.end(end.local_name().as_ref(), elements.text()),
        }
        if elements.exhausted() || gpx.full() {
            break;
        }
    }
    let breaks_off = elements.broken || gpx.full();
    Ok(gpx.reading(breaks_off.then_some(Flaw::BreaksOff)))
}

#[derive(Default)]
struct Gpx {
    most: usize,
    read: usize,
    device: Option<String>,
    file_title: String,
    recordings: Vec<Recording>,
    track: Option<Track>,
    point: Option<OpenPoint>,
    /// Elements between the open track, or the file, and where we are.
    within: usize,
    timeless: usize,
    aside: bool,
}

/// The `<trk>` being read.
#[derive(Default)]
struct Track {
    title: String,
    kind: String,
    offset: Option<FixedOffset>,
    points: Vec<Point>,
    told: Told,
    pause: bool,
}

/// The `<trkpt>` being read.
#[derive(Default)]
struct OpenPoint {
    point: Point,
    timed: bool,
    /// A position outside the Earth: how some apps write a pause.
    is_pause: bool,
    depth: usize,
}

impl Gpx {
    fn full(&self) -> bool {
        self.read >= self.most
    }

    fn begin(&mut self, start: &BytesStart<'_>) {
        self.within += 1;
        match start.local_name().as_ref() {
            "gpx" => self.device = attribute(start, "creator").map(|creator| title(&creator)),
            "trk" => (self.track, self.within) = (Some(Track::default()), 0),
            "trkseg" => self.pause(),
            "trkpt" if self.track.is_some() => self.point = Some(open(start)),
            "wpt" | "rte" => self.aside = true,
            _ => {}
        }
        if let Some(point) = &mut self.point {
            point.depth += 1;
        }
    }

    fn pause(&mut self) {
        if let Some(track) = &mut self.track {
            track.pause = !track.points.is_empty();
        }
    }

    fn end(&mut self, name: &str, text: &str) {
        let within = self.within;
        self.within = within.saturating_sub(1);
        if self.point.is_some() {
            self.end_in_point(name, text);
        } else if self.track.is_some() {
            self.end_in_track(name, text, within);
        } else {
            self.end_outside(name, text, within);
        }
    }

    fn end_in_point(&mut self, name: &str, text: &str) {
        let Some(mut open) = self.point.take() else { return };
        if name == "trkpt" {
            return self.close_point(&open);
        }
        // A link within a point has its own name and type, an extension its own time.
        if name == "time" && open.depth == 2 {
            self.set_time(&mut open, text);
        } else {
            measure(&mut open.point, name, text);
        }
        open.depth = open.depth.saturating_sub(1);
        self.point = Some(open);
    }

    fn set_time(&mut self, open: &mut OpenPoint, text: &str) {
        let Some((at, offset)) = time(text) else { return };
        (open.point.at, open.timed) = (at, true);
        if let Some(track) = &mut self.track {
            track.offset = track.offset.or(offset);
        }
    }

    fn close_point(&mut self, open: &OpenPoint) {
        let Some(track) = &mut self.track else { return };
        if open.is_pause {
            track.pause = true;
        } else if open.timed {
            self.read += 1;
            track.points.push(Point { after_pause: std::mem::take(&mut track.pause), ..open.point });
        } else {
            self.timeless += 1;
        }
    }

    fn end_in_track(&mut self, name: &str, text: &str, within: usize) {
        let Some(track) = &mut self.track else { return };
        match name {
            "trk" => self.close_track(),
            "name" if within == 1 => track.title = title(text),
            "type" if within == 1 => text.clone_into(&mut track.kind),
            "Distance" => track.told.distance = number(text).filter(|metres| *metres > 0.0),
            "MovingTime" => track.told.moving = number(text).filter(|seconds| *seconds > 0.0),
            "Ascent" => track.told.ascent = number(text),
            _ => {}
        }
    }

    /// The file's name stands in it or in its metadata, and in there that of its author does, too.
    fn end_outside(&mut self, name: &str, text: &str, within: usize) {
        if name == "name" && within <= 3 && self.file_title.is_empty() && !self.aside {
            self.file_title = title(text);
        }
    }

    fn close_track(&mut self) {
        let Some(track) = self.track.take().filter(|track| !track.points.is_empty()) else { return };
        let title = if track.title.is_empty() { self.file_title.clone() } else { track.title };
        self.recordings.push(Recording {
            sport: sport::from_words(&track.kind, &title, &track.points),
            title,
            zone: track.offset.map(Zone::Offset),
            points: track.points,
            told: track.told,
        });
    }

    fn reading(mut self, flaw: Option<Flaw>) -> Reading {
        self.close_track();
        let instead = if self.timeless > 0 {
            Unreadable::NoTimes
        } else if self.aside {
            Unreadable::NotAnActivity("waypoints or a planned route".to_owned())
        } else if flaw.is_some() {
            Unreadable::Damaged
        } else {
            Unreadable::NotAnActivity("a track without points".to_owned())
        };
        Reading { device: self.device, recordings: self.recordings, flaw, instead: Some(instead) }
    }
}

fn open(start: &BytesStart<'_>) -> OpenPoint {
    let degrees = |name| attribute(start, name).as_deref().and_then(number);
    let (latitude, longitude) = (degrees("lat"), degrees("lon"));
    let is_pause = latitude.is_some_and(|latitude| latitude.abs() > 90.0);
    let mut open = OpenPoint { is_pause, ..OpenPoint::default() };
    open.point.sample.position = latitude.zip(longitude).and_then(|(north, east)| position(north, east));
    open
}

fn measure(point: &mut Point, name: &str, text: &str) {
    let sample = &mut point.sample;
    let counted = || number(text).and_then(whole_u16);
    let real = || text.parse().ok().filter(|value: &f32| value.is_finite());
    match name {
        "ele" => sample.altitude = real().map(MeasuredMetres),
        "speed" => sample.speed = real().filter(|speed| (0.0..1000.0).contains(speed)).map(MetresPerSecond),
        "hr" | "heartrate" => sample.heart_rate = counted().filter(|beats| *beats > 0).map(BeatsPerMinute),
        "cad" | "cadence" | "RunCadence" => sample.cadence = counted().map(RevolutionsPerMinute),
        "PowerInWatts" | "power" | "watts" => sample.power = counted().map(Watts),
        _ => {}
    }
}
