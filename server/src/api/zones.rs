//! `/api/v1/trends/zones`: how long somebody trained in which zone.

use super::asked::Asked;
use super::call::Call;
use super::fault::Fault;
use super::load::to;
use super::operation::Operation;
use super::window::{AskedDays, Length, WindowView, Windowed};
use super::workouts::schema;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::act::Act;
use domain::quantity::{BeatsPerMinute, MetresPerSecond, Milliseconds, Watts, nearest};
use domain::thresholds::Measured;
use domain::zones::{By, Spent, TimeInZones, Zones};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// How many days a window has: each of its workouts is read.
const LENGTH: Length = Length { usual: 30, most: 90 };

/// Time in zones over days, each workout in the zones of its own day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ZonesOfDays)]
pub struct ZonesOfDays {
    /// The days it is about.
    window: WindowView,
    /// By everything that was measured and whose zones are known.
    zones: Vec<ZonesView>,
}

/// The time in the zones by one measurement.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TimeInZones)]
pub struct ZonesView {
    /// By what.
    #[schema(schema_with = by)]
    by: &'static str,
    /// Where each zone begins, in beats per minute, metres per second or watts; null over days, as zones may have moved.
    from: Option<Vec<f64>>,
    /// Below the first zone, in seconds.
    below_s: u32,
    /// In each zone, the lowest first, in seconds.
    zones_s: Vec<u32>,
}

fn by() -> utoipa::openapi::Object {
    let all = [By::HeartRate, By::Pace, By::Power].map(word);
    schema::choice("By heart rate, by the pace of runs, or by the power of rides.", all)
}

fn word(by: By) -> &'static str {
    match by {
        By::HeartRate => "heart_rate",
        By::Pace => "pace",
        By::Power => "power",
    }
}

impl ZonesView {
    fn new((by, times): (By, &TimeInZones), from: Option<Vec<f64>>) -> Self {
        let seconds = |time: &Milliseconds| nearest(time.as_f64() / 1000.0);
        let zones_s = times.zones.iter().map(seconds).collect();
        Self { by: word(by), from, below_s: seconds(&times.below), zones_s }
    }

    /// Of what was spent on a day on which this was measured.
    pub(super) fn of_day(spent: &Spent, measured: &Measured) -> Vec<Self> {
        spent.iter().map(|(by, times)| Self::new((by, times), Some(bounds(by, measured)))).collect()
    }

    fn of_days(spent: &Spent) -> Vec<Self> {
        spent.iter().map(|times| Self::new(times, None)).collect()
    }
}

fn bounds(by: By, measured: &Measured) -> Vec<f64> {
    fn values<Q: Copy + PartialOrd>(zones: &Zones<Q>, value: impl Fn(Q) -> f64) -> Vec<f64> {
        zones.bounds().iter().map(|bound| to(3, value(*bound))).collect()
    }
    let known = match by {
        By::HeartRate => measured.zones_of_heart().map(|zones| values(&zones, BeatsPerMinute::as_f64)),
        By::Pace => measured.zones_of_speed().map(|zones| values(&zones, MetresPerSecond::as_f64)),
        By::Power => measured.zones_of_power().map(|zones| values(&zones, Watts::as_f64)),
    };
    known.unwrap_or_default()
}

pub(crate) fn operation() -> Operation {
    let about = "By heart rate, by the pace of runs and by the power of rides, from tracks; each workout in the zones \
                 that held on its own day.";
    Operation::new("readZones", "Read the time in zones over days", about)
        .over_days(LENGTH)
        .answers::<ZonesOfDays>(StatusCode::OK, "The times.", example())
}

/// `GET /api/v1/trends/zones`: one query, and one request for each hundred workouts.
pub async fn read(State(app): State<App>, call: Call) -> Result<Json<ZonesOfDays>, Fault> {
    let permit = call.permit(Act::ReadTrends).await?;
    let mut asked = Asked::of(&call.uri);
    let days = AskedDays::take(&mut asked, LENGTH);
    asked.done()?;
    let Windowed { window, profile, revision } = days.of(&app, &permit).await?;
    let days = (window.from()..=window.until(), &profile);
    let spent = app.table.spent_at(&permit, days, revision).await?;
    Ok(Json(ZonesOfDays { window: window.into(), zones: ZonesView::of_days(&spent) }))
}

fn example() -> Value {
    json!({
        "window": {"from": "2026-10-24", "to": "2026-11-22", "time_zone": "Europe/Berlin", "days": 30},
        "zones": [{"by": "heart_rate", "from": null, "below_s": 240, "zones_s": [3600, 18_200, 9_400, 2_100, 300]}]
    })
}
