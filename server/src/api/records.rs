//! `/api/v1/records`: the best of each kind, and what it replaced.

use super::asked::Asked;
use super::call::Call;
use super::fault::Fault;
use super::operation::Operation;
use super::window::read_days;
use super::workouts::{read_sport, schema};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::act::Act;
use domain::records::{ALL_TIME, Best, Kind};
use domain::table::Standing;
use domain::trend::{MOST_DAYS, Window};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// Records, sport by sport.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Records)]
pub struct RecordsView {
    /// One for each kind and sport of which there is any.
    items: Vec<RecordView>,
}

/// A record. Its value stands in the field of its unit; the others are null.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Record)]
pub struct RecordView {
    /// Of what.
    #[schema(schema_with = kind)]
    kind: String,
    /// The sport's code.
    #[schema(schema_with = schema::sport)]
    sport: String,
    /// In seconds, of the fastest and of the longest duration.
    value_s: Option<u32>,
    /// In watts, of the highest power.
    value_w: Option<u32>,
    /// In beats per minute, of the highest heart rate.
    value_bpm: Option<u32>,
    /// In metres, of the longest distance.
    value_m: Option<u32>,
    /// The workout that set it.
    workout: String,
    /// The local day on which that began.
    date: NaiveDate,
    /// What it replaced, in seconds; null, if it was the first.
    previous_value_s: Option<u32>,
    /// What it replaced, in watts; null, if it was the first.
    previous_value_w: Option<u32>,
    /// What it replaced, in beats per minute; null, if it was the first.
    previous_value_bpm: Option<u32>,
    /// What it replaced, in metres; null, if it was the first.
    previous_value_m: Option<u32>,
}

fn kind() -> utoipa::openapi::Object {
    let about = "Of what: a distance is named by its nearest metre, a time by its seconds.";
    schema::choice(about, Kind::all().map(Kind::code))
}

impl RecordView {
    /// The last step of the way to it, if there is any.
    fn of_way(sport: &str, kind: Kind, way: &[Best]) -> Option<Self> {
        let (record, earlier) = way.split_last()?;
        Some(Self::new((sport, kind), record, earlier.last()))
    }

    pub(super) fn new((sport, kind): (&str, Kind), record: &Best, previous: Option<&Best>) -> Self {
        let [value_s, value_w, value_bpm, value_m] = by_unit(kind, Some(record.value));
        let [previous_value_s, previous_value_w, previous_value_bpm, previous_value_m] =
            by_unit(kind, previous.map(|best| best.value));
        Self {
            kind: kind.code(),
            sport: sport.to_owned(),
            value_s,
            value_w,
            value_bpm,
            value_m,
            workout: record.workout.to_string(),
            date: record.date,
            previous_value_s,
            previous_value_w,
            previous_value_bpm,
            previous_value_m,
        }
    }
}

/// The value in the place of its unit: seconds, watts, beats per minute, metres.
fn by_unit(kind: Kind, value: Option<u32>) -> [Option<u32>; 4] {
    match kind {
        Kind::Fastest(_) | Kind::LongestDuration => [value, None, None, None],
        Kind::HighestPower(_) => [None, value, None, None],
        Kind::HighestHeartRate(_) => [None, None, value, None],
        Kind::LongestDistance => [None, None, None, value],
    }
}

pub(crate) fn operation() -> Operation {
    let about = "The fastest over distances, the highest mean power and heart rate over times, from tracks; the longest of \
                 every workout. Each sport has records of its own; of equal ones the earlier is the record.";
    let days = schema::days(MOST_DAYS);
    Operation::new("readRecords", "Read records and what they replaced", about)
        .query("sport", "Records of this sport only.", schema::sport())
        .query("days", "Of the workouts of so many days until today, 1 to 366; of all unless you say.", days)
        .answers::<RecordsView>(StatusCode::OK, "The records.", example())
}

/// `GET /api/v1/records`: one query over rows of months, and one for the workouts of the month that `days` cuts.
pub async fn read(State(app): State<App>, call: Call) -> Result<Json<RecordsView>, Fault> {
    let permit = call.permit(Act::ReadTrends).await?;
    let mut asked = Asked::of(&call.uri);
    let sport = asked.take("sport", read_sport);
    let days = asked.take("days", read_days(MOST_DAYS));
    asked.done()?;
    let Standing { profile, revision } = app.table.standing(&permit).await?;
    let zone = profile.unwrap_or_default().time_zone;
    let window = days.and_then(|days| Window::ending_today(days, app.now(), zone));
    let span = window.map_or(ALL_TIME, |window| window.from()..=*ALL_TIME.end());
    let bests = app.table.bests_at(&permit, span, revision).await?;
    let wanted = |code: &&str| sport.as_ref().is_none_or(|sport| sport.code() == *code);
    let sports = bests.sports().into_iter().filter(wanted);
    let records = sports.flat_map(|sport| {
        let of_sport = bests.of(sport).into_iter();
        of_sport.filter_map(|(kind, way)| RecordView::of_way(sport, kind, &way)).collect::<Vec<_>>()
    });
    Ok(Json(RecordsView { items: records.collect() }))
}

fn example() -> Value {
    json!({"items": [{
        "kind": "fastest_5000_m", "sport": "run", "value_s": 1258, "value_w": null, "value_bpm": null, "value_m": null,
        "workout": "01JCKVQ7M0Z6E4X4S9N3T5W8YB", "date": "2026-10-11", "previous_value_s": 1270,
        "previous_value_w": null, "previous_value_bpm": null, "previous_value_m": null
    }]})
}
