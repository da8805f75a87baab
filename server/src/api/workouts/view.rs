//! A workout as the API tells it.

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat, Utc};
use domain::load::{Inputs, Load, Method};
use domain::quantity::{BeatsPerMinute, Effort, Kilojoules, Metres, RevolutionsPerMinute, Seconds, Watts};
use domain::sport::Sport;
use domain::workout::{FileSource, Source, Workout};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// A workout of the log. What is not known is null, never 0.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Workout)]
pub struct WorkoutView {
    /// Its id.
    id: String,
    /// Counts up with every change, from 1; its entity tag.
    #[schema(minimum = 1)]
    version: u64,
    /// The sport's code.
    #[schema(schema_with = super::schema::sport)]
    sport: &'static str,
    /// The athlete's own word for the sport, if the code is `other`.
    sport_name: Option<String>,
    /// When it began, with the offset of its own clock.
    started_at: DateTime<FixedOffset>,
    /// The zone in which it was lived.
    #[schema(example = "Europe/Berlin")]
    time_zone: &'static str,
    /// The day that it belongs to, by its own clock.
    local_date: NaiveDate,
    /// From start to finish, in seconds.
    duration_s: u32,
    /// Without the pauses, in seconds.
    moving_s: Option<u32>,
    /// Distance in metres.
    distance_m: Option<u32>,
    /// Climb in metres.
    ascent_m: Option<u32>,
    /// Mean heart rate in beats per minute.
    average_heart_rate_bpm: Option<u16>,
    /// Highest heart rate in beats per minute.
    max_heart_rate_bpm: Option<u16>,
    /// Mean power in watts.
    average_power_w: Option<u16>,
    /// Mean cadence in revolutions per minute.
    average_cadence_rpm: Option<u16>,
    /// Energy spent in kilojoules.
    energy_kj: Option<u32>,
    /// How hard it felt, 0 to 10 in halves (CR10).
    effort: Option<f64>,
    /// A short title, possibly empty.
    title: String,
    /// Notes, possibly empty.
    notes: String,
    /// Training load.
    load: Option<LoadView>,
    /// Where the record came from.
    source: SourceView,
    /// Whether a track is stored with it.
    has_track: bool,
    /// When it was logged, in UTC.
    created_at: String,
    /// When it was last changed, in UTC.
    updated_at: String,
}

/// How hard a workout was, as one number.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Load)]
pub struct LoadView {
    /// The number, in the method's own unit.
    #[schema(minimum = 0)]
    value: f64,
    /// The formula; docs/training-science.md tells each.
    #[schema(schema_with = super::schema::method)]
    method: Method,
    /// The version of the formula.
    version: u16,
    /// What went into it.
    #[schema(schema_with = super::schema::inputs)]
    inputs: Inputs,
}

/// Where a record came from.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Source)]
pub struct SourceView {
    /// `manual`, or the kind of file that it was read from.
    #[schema(schema_with = super::schema::kind)]
    kind: &'static str,
    /// The device, if a file tells it.
    device: Option<String>,
    /// The device's own totals, beside ours.
    totals: Option<TotalsView>,
}

/// Totals as a device computed them.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = DeviceTotals)]
pub struct TotalsView {
    /// Distance in metres.
    distance_m: Option<u32>,
    /// Time without pauses, in seconds.
    moving_s: Option<u32>,
    /// Climb in metres.
    ascent_m: Option<u32>,
}

impl From<&Workout> for WorkoutView {
    fn from(workout: &Workout) -> Self {
        let Workout { id, version, details, load, source, has_track, created_at, updated_at } = workout;
        let own_word = if let Sport::Other(name) = &details.sport { Some(name.to_string()) } else { None };
        Self {
            id: id.to_string(),
            version: *version,
            sport: details.sport.code(),
            sport_name: own_word,
            started_at: details.start.local(),
            time_zone: details.start.zone().name(),
            local_date: details.start.date(),
            duration_s: details.elapsed.0,
            moving_s: details.moving.map(|Seconds(it)| it),
            distance_m: details.distance.map(|Metres(it)| it),
            ascent_m: details.ascent.map(|Metres(it)| it),
            average_heart_rate_bpm: details.average_heart_rate.map(|BeatsPerMinute(it)| it),
            max_heart_rate_bpm: details.max_heart_rate.map(|BeatsPerMinute(it)| it),
            average_power_w: details.average_power.map(|Watts(it)| it),
            average_cadence_rpm: details.average_cadence.map(|RevolutionsPerMinute(it)| it),
            energy_kj: details.energy.map(|Kilojoules(it)| it),
            effort: details.effort.map(Effort::value),
            title: details.title.clone(),
            notes: details.notes.clone(),
            load: load.map(LoadView::from),
            source: source.into(),
            has_track: *has_track,
            created_at: utc(*created_at),
            updated_at: utc(*updated_at),
        }
    }
}

impl From<Load> for LoadView {
    fn from(Load { value, method, version, inputs }: Load) -> Self {
        Self { value: value.value(), method, version, inputs }
    }
}

impl From<&Source> for SourceView {
    fn from(source: &Source) -> Self {
        match source {
            Source::Manual => Self { kind: "manual", device: None, totals: None },
            Source::File(FileSource { format, device, totals, .. }) => Self {
                kind: format.word(),
                device: device.clone(),
                totals: Some(TotalsView {
                    distance_m: totals.distance.map(|Metres(it)| it),
                    moving_s: totals.moving.map(|Seconds(it)| it),
                    ascent_m: totals.ascent.map(|Metres(it)| it),
                }),
            },
        }
    }
}

/// A time in UTC, to the second.
pub(crate) fn utc(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// What is sent for the example of the document.
pub(crate) fn example_sent() -> Value {
    json!({
        "sport": "run", "started_at": "2026-11-01T07:30:00+01:00", "time_zone": "Europe/Berlin", "duration_s": 3180,
        "moving_s": 3120, "distance_m": 10240, "ascent_m": 85, "average_heart_rate_bpm": 148,
        "max_heart_rate_bpm": 171, "effort": 6.5, "title": "Canal loop", "notes": ""
    })
}

/// What comes back of it.
pub(crate) fn example() -> Value {
    json!({
        "id": "01KGZ5Q2H8", "version": 3, "sport": "run", "sport_name": null,
        "started_at": "2026-11-01T07:30:00+01:00", "time_zone": "Europe/Berlin", "local_date": "2026-11-01",
        "duration_s": 3180, "moving_s": 3120, "distance_m": 10240, "ascent_m": 85, "average_heart_rate_bpm": 148,
        "max_heart_rate_bpm": 171, "average_power_w": null, "average_cadence_rpm": 84, "energy_kj": null,
        "effort": 6.5, "title": "Canal loop", "notes": "felt easy",
        "load": {"value": 71.4, "method": "trimp_banister", "version": 1, "inputs": "track_heart_rate"},
        "source": {
            "kind": "fit", "device": "Garmin fenix 5",
            "totals": {"distance_m": 10251, "moving_s": 3122, "ascent_m": 97}
        },
        "has_track": true, "created_at": "2026-11-01T08:40:02Z", "updated_at": "2026-11-02T06:00:00Z"
    })
}
