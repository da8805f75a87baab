//! What the page of a workout says.

use super::account::{self, AccountView};
use super::records::RecordsView;
use crate::pages::coached::Coached;
use crate::pages::records::Tongue;
use crate::parts::{Chart, Figure, Numbers};
use crate::series::Course;
use crate::words;
use domain::efficiency::Efficiency;
use domain::pace;
use domain::quantity::{BeatsPerMinute, Metres, Seconds, Units};
use domain::records::Mark;
use domain::sport::{Rate, Sport};
use domain::workout::{DeviceTotals, FileKind, FileSource, Opened, Source, Workout};

/// How many points of a profile can be read out.
const READINGS: u32 = 100;

/// A number about the workout, and what the device says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    pub(super) name: &'static str,
    pub(super) value: String,
    pub(super) beside: Option<String>,
}

impl Fact {
    fn new(name: &'static str, value: impl Into<String>) -> Self {
        Self { name, value: value.into(), beside: None }
    }

    fn beside(self, device: Option<String>) -> Self {
        Self { beside: device.map(|value| format!("device: {value}")), ..self }
    }
}

/// A profile as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ProfileView {
    pub(super) name: &'static str,
    pub(super) summary: String,
    pub(super) readings: Vec<String>,
    pub(super) chart: Chart,
}

/// What was drawn of a track: the route, and a chart for every profile of the course in its order.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// What was drawn.
    pub course: Course,
    /// The route; empty where there is none.
    pub route: String,
    /// The profiles.
    pub profiles: Vec<Chart>,
}

/// A workout as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkoutView {
    /// Where it is changed and deleted, if the visitor can.
    pub(super) href: Option<String>,
    /// The title of the page.
    pub title: String,
    pub(super) machine: String,
    pub(super) when: String,
    pub(super) facts: Vec<Fact>,
    pub(super) load: String,
    pub(super) account: Option<AccountView>,
    pub(super) records: RecordsView,
    /// Whether the load lacks only what the settings ask for.
    pub(super) wants_settings: bool,
    pub(super) notes: String,
    pub(super) origin: Vec<String>,
    pub(super) route: String,
    pub(super) profiles: Vec<ProfileView>,
    pub(super) numbers: Option<Numbers>,
    pub(super) zones: Vec<Figure>,
}

impl WorkoutView {
    /// The workout in the athlete's units, with what was drawn of its track.
    pub fn new(opened: &Opened, drawn: Option<Drawn>, units: Units) -> Self {
        let Opened { workout, account, .. } = opened;
        let details = &workout.details;
        let sport = details.sport.label();
        let drawn = drawn.unwrap_or_else(|| Drawn {
            course: Course::default(),
            route: String::new(),
            profiles: vec![],
        });
        let course = &drawn.course;
        Self {
            href: Some(format!("/workouts/{}", workout.id)),
            title: if details.title.is_empty() { sport.to_owned() } else { details.title.clone() },
            machine: words::machine(details.start.local()),
            when: when(workout),
            facts: facts(workout, units),
            load: account::sentence(workout),
            account: AccountView::new(workout, account, units),
            records: RecordsView::default(),
            wants_settings: workout.load.is_none() && details.average_heart_rate.is_some(),
            notes: details.notes.clone(),
            origin: origin(&workout.source),
            numbers: (!course.profiles.is_empty()).then(|| slices(course)),
            profiles: course
                .profiles
                .iter()
                .zip(drawn.profiles)
                .map(|(profile, chart)| ProfileView {
                    name: profile.name,
                    summary: summary(profile, details.average_heart_rate),
                    readings: readings(profile, course.length),
                    chart,
                })
                .collect(),
            route: drawn.route,
            zones: Vec::new(),
        }
    }

    /// The same with the records that it set on its day.
    #[must_use]
    pub fn with_records(self, marks: &[Mark], sport: &Sport, units: Units) -> Self {
        let tongue = Tongue { rate: sport.rate(), units };
        Self { records: RecordsView::new(marks, sport.code(), tongue), ..self }
    }

    /// The same with what its track says of pace, power and the heart.
    #[must_use]
    pub fn with_efficiency(mut self, efficiency: &Efficiency, rate: Rate, units: Units) -> Self {
        self.facts.extend(efficiency_facts(efficiency, rate, units));
        self
    }

    /// The same with the time in zones.
    #[must_use]
    pub fn with_zones(self, zones: Vec<Figure>) -> Self {
        Self { zones, ..self }
    }

    /// The same in somebody else's log, if it is that: nothing in it can be changed.
    #[must_use]
    pub fn within(self, log: Option<&Coached>) -> Self {
        let Some(log) = log else { return self };
        Self { href: None, wants_settings: false, records: self.records.within(log), ..self }
    }
}

fn when(workout: &Workout) -> String {
    let details = &workout.details;
    let local = details.start.local();
    let sport =
        if details.title.is_empty() { String::new() } else { format!("{} · ", details.sport.label()) };
    format!(
        "{sport}{} at {} ({})",
        words::full_day(local.date_naive()),
        local.format("%H:%M"),
        details.start.zone().name().replace('_', " ")
    )
}

fn facts(workout: &Workout, units: Units) -> Vec<Fact> {
    let details = &workout.details;
    let rate = details.sport.rate();
    let device = match &workout.source {
        Source::File(file) => file.totals,
        Source::Manual => DeviceTotals::default(),
    };
    let far = |metres: Metres| pace::distance_for(rate, metres, units);
    let speed = details.distance.and_then(|metres| pace::rate(rate, metres, details.active(), units));
    let facts = [
        Some(Fact::new("Duration", pace::duration(details.elapsed))),
        details
            .moving
            .map(|time| Fact::new("Moving", pace::duration(time)).beside(device.moving.map(pace::duration))),
        details.distance.map(|metres| Fact::new("Distance", far(metres)).beside(device.distance.map(far))),
        speed.map(|speed| Fact::new("On average", speed)),
        details.ascent.map(|climb| {
            Fact::new("Climb", pace::ascent(climb, units))
                .beside(device.ascent.map(|climb| pace::ascent(climb, units)))
        }),
        details.average_heart_rate.map(|rate| Fact::new("Heart rate", format!("{} bpm", rate.0))),
        details.max_heart_rate.map(|rate| Fact::new("Highest", format!("{} bpm", rate.0))),
        details.average_power.map(|power| Fact::new("Power", format!("{} W", power.0))),
        details.average_cadence.map(|cadence| Fact::new("Cadence", format!("{} /min", cadence.0))),
        details.energy.map(|energy| Fact::new("Energy", format!("{} kJ", energy.0))),
        details.effort.map(|effort| Fact::new("Effort", format!("{} of 10", effort.value()))),
        workout.load.map(|load| Fact::new("Load", format!("{:.1}", load.value.value()))),
    ];
    facts.into_iter().flatten().collect()
}

fn efficiency_facts(efficiency: &Efficiency, rate: Rate, units: Units) -> impl Iterator<Item = Fact> {
    let Efficiency { adjusted, normalized, factor, decoupling } = *efficiency;
    let unit = if normalized.is_some() { "W per beat/min" } else { "m per beat" };
    let adjusted = adjusted.and_then(|speed| pace::of_speed(rate, speed, units));
    let facts = [
        adjusted.map(|pace| Fact::new("Grade-adjusted", pace)),
        normalized.map(|power| Fact::new("Normalised power", format!("{:.0} W", power.as_f64()))),
        factor.map(|factor| Fact::new("Efficiency", format!("{factor:.2} {unit}"))),
        decoupling.map(|percent| Fact::new("Decoupling", words::per_cent(percent))),
    ];
    facts.into_iter().flatten()
}

fn origin(source: &Source) -> Vec<String> {
    match source {
        Source::Manual => vec!["Logged by hand.".to_owned()],
        Source::File(file) => file_origin(file),
    }
}

fn file_origin(file: &FileSource) -> Vec<String> {
    let kind = match file.format {
        FileKind::Fit => "FIT",
        FileKind::Tcx => "TCX",
        FileKind::Gpx => "GPX",
    };
    let device = file.device.as_ref().map(|device| format!(" by {device}")).unwrap_or_default();
    let leg = (file.leg > 0).then(|| format!("Part {} of a file with several activities.", file.leg + 1));
    let truncated = file.truncated.then(|| "The file ended early; this is what could be read.".to_owned());
    let read = format!(
        "Read from a {kind} file recorded{device}. Its fingerprint is {}….",
        file.sha256.get(..12).unwrap_or_default()
    );
    [Some(read), leg, truncated].into_iter().flatten().collect()
}

/// The average is that of the facts, which the athlete may have corrected.
fn summary(profile: &crate::series::Profile, average: Option<BeatsPerMinute>) -> String {
    let Some((least, mean, most)) = profile.extent() else { return String::new() };
    match profile.name {
        "Altitude" => format!("{} to {}", profile.told(least), profile.told(most)),
        "Heart rate" => {
            let mean = average.map_or(mean, BeatsPerMinute::as_f64);
            format!("{} on average, {} at most", profile.told(mean), profile.told(most))
        }
        _ => format!("{} at the fastest", profile.told(most)),
    }
}

fn readings(profile: &crate::series::Profile, length: Seconds) -> Vec<String> {
    let step = length.as_f64() / f64::from(READINGS);
    (0..READINGS)
        .map(|index| {
            let from = f64::from(index) * step;
            let value =
                profile.mean_between(from, from + step).map_or("–".to_owned(), |value| profile.told(value));
            format!("{}: {value}", pace::duration(Seconds(domain::quantity::nearest(from + step / 2.0))))
        })
        .collect()
}

/// The course in at most two dozen slices of equal length.
fn slices(course: &Course) -> Numbers {
    let steps = [60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 86_400];
    let step = steps.into_iter().find(|step| course.length.0 / step < 24).unwrap_or(86_400);
    let row = |start: u32| {
        let (from, until) = (f64::from(start), f64::from(start + step));
        let values = course.profiles.iter().map(|profile| {
            profile.mean_between(from, until).map_or("–".to_owned(), |value| profile.told(value))
        });
        std::iter::once(pace::duration(Seconds(start))).chain(values).collect()
    };
    let step_size = usize::try_from(step).unwrap_or(usize::MAX);
    Numbers {
        caption: format!("Means over {} each", words::hours(Seconds(step))),
        columns: std::iter::once("From")
            .chain(course.profiles.iter().map(|profile| profile.name))
            .map(str::to_owned)
            .collect(),
        rows: (0..=course.length.0).step_by(step_size).map(row).collect(),
    }
}
