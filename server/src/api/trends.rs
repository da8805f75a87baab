//! `/api/v1/trends`: days side by side.

use super::asked::Asked;
use super::call::Call;
use super::fault::Fault;
use super::operation::Operation;
use super::window::{AskedDays, Length, WindowView, Windowed};
use super::workouts::{read_sport, schema};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::act::Act;
use domain::load::LoadTenths;
use domain::sport::Sport;
use domain::trend::{DayTotals, MOST_DAYS, Mean, SportTotals, Totals, Trend};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// How many days a window has.
const LENGTH: Length = Length { usual: 30, most: MOST_DAYS };

/// A window of days beside the one before.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Trend)]
pub struct TrendView {
    /// The days it is about.
    window: WindowView,
    /// Every day of the window, the oldest first; days without workouts have zeros.
    days: Vec<DayView>,
    /// The sums over the window.
    totals: TotalsView,
    /// As many days right before.
    previous: PreviousView,
    /// The means of the seven days that end on each day.
    mean_7d: Vec<MeanView>,
    /// The sums by sport, the longest time first.
    by_sport: Vec<SportView>,
    /// What it all says, in a sentence.
    finding: String,
}

/// The sums of a day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Day)]
pub struct DayView {
    /// The day.
    date: NaiveDate,
    /// How many workouts.
    workouts: u32,
    /// Elapsed time in seconds.
    duration_s: u32,
    /// Distance in metres.
    distance_m: u32,
    /// Climb in metres.
    ascent_m: u32,
    /// Training load; null where there are workouts of which none has one.
    load: Option<f64>,
}

/// Sums over workouts.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Totals)]
pub struct TotalsView {
    /// How many workouts.
    workouts: u32,
    /// Elapsed time in seconds.
    duration_s: u32,
    /// Distance in metres.
    distance_m: u32,
    /// Climb in metres.
    ascent_m: u32,
    /// Training load; null where there are workouts of which none has one.
    load: Option<f64>,
    /// How many of the workouts have a load.
    load_coverage: CoverageView,
}

/// How many of how many.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Coverage)]
pub struct CoverageView {
    /// So many have one.
    pub(super) with: u32,
    /// Of so many.
    pub(super) of: u32,
}

/// The days right before a window.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Previous)]
pub struct PreviousView {
    /// The first day.
    from: NaiveDate,
    /// The last day.
    to: NaiveDate,
    /// The sums over them.
    totals: TotalsView,
}

/// Means over the seven days that end on a day; days without workouts count as zero.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Mean)]
pub struct MeanView {
    /// The last of the seven days.
    date: NaiveDate,
    /// Elapsed time per day in seconds.
    duration_s: f64,
    /// Distance per day in metres.
    distance_m: f64,
    /// Training load per day; null where there were workouts of which none has one.
    load: Option<f64>,
}

/// One sport's sums.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SportTotals)]
pub struct SportView {
    /// The sport's code.
    #[schema(schema_with = super::workouts::schema::sport)]
    sport: String,
    /// How many workouts.
    workouts: u32,
    /// Elapsed time in seconds.
    duration_s: u32,
    /// Distance in metres.
    distance_m: u32,
}

impl From<&Trend> for TrendView {
    fn from(trend: &Trend) -> Self {
        let previous = &trend.previous;
        Self {
            window: trend.window.into(),
            days: trend.days.iter().map(DayView::from).collect(),
            totals: (&trend.totals).into(),
            previous: PreviousView {
                from: previous.window.from(),
                to: previous.window.until(),
                totals: (&previous.totals).into(),
            },
            mean_7d: trend.mean_7d.iter().map(MeanView::from).collect(),
            by_sport: trend.by_sport.iter().map(SportView::from).collect(),
            finding: trend.finding.to_string(),
        }
    }
}

impl From<&DayTotals> for DayView {
    fn from(DayTotals { date, totals }: &DayTotals) -> Self {
        let TotalsView { workouts, duration_s, distance_m, ascent_m, load, .. } = totals.into();
        Self { date: *date, workouts, duration_s, distance_m, ascent_m, load }
    }
}

impl From<&Totals> for TotalsView {
    fn from(totals: &Totals) -> Self {
        Self {
            workouts: totals.workouts,
            duration_s: totals.duration.0,
            distance_m: totals.distance.0,
            ascent_m: totals.ascent.0,
            load: totals.known_load().map(LoadTenths::value),
            load_coverage: CoverageView { with: totals.with_load, of: totals.workouts },
        }
    }
}

impl From<&Mean> for MeanView {
    fn from(mean: &Mean) -> Self {
        let Mean { date, duration_s, distance_m, load, .. } = *mean;
        Self { date, duration_s, distance_m, load }
    }
}

impl From<&SportTotals> for SportView {
    fn from(SportTotals { sport, totals }: &SportTotals) -> Self {
        let TotalsView { workouts, duration_s, distance_m, .. } = totals.into();
        Self { sport: sport.clone(), workouts, duration_s, distance_m }
    }
}

pub(crate) fn operation() -> Operation {
    let about = "Sums by day of as many days as you ask for, beside as many before; the days are local dates in the \
                 athlete's zone.";
    Operation::new("readTrends", "Read sums and trends over days", about)
        .over_days(LENGTH)
        .query("sport", "Workouts of this sport only.", schema::sport())
        .answers::<TrendView>(StatusCode::OK, "The days.", example())
}

/// `GET /api/v1/trends`: one query over the sums of days, however long the history is.
pub async fn read(State(app): State<App>, call: Call) -> Result<Json<TrendView>, Fault> {
    let permit = call.permit(Act::ReadTrends).await?;
    let mut asked = Asked::of(&call.uri);
    let days = AskedDays::take(&mut asked, LENGTH);
    let sport = asked.take("sport", read_sport);
    asked.done()?;
    let Windowed { window, revision, .. } = days.of(&app, &permit).await?;
    let days = app.table.days_at(&permit, window.lead_in().into_inner(), revision).await?;
    Ok(Json((&Trend::new(window, &days, sport.as_ref().map(Sport::code))).into()))
}

fn example() -> Value {
    let totals = |workouts: u32, with: u32| {
        json!({"workouts": workouts, "duration_s": 61200, "distance_m": 180_300, "ascent_m": 1450, "load": 1203.5,
            "load_coverage": {"with": with, "of": workouts}})
    };
    json!({
        "window": {"from": "2026-10-24", "to": "2026-11-22", "time_zone": "Europe/Berlin", "days": 30},
        "days": [
            {"date": "2026-10-24", "workouts": 1, "duration_s": 3180, "distance_m": 10240, "ascent_m": 85, "load": 71.4},
            {"date": "2026-10-25", "workouts": 0, "duration_s": 0, "distance_m": 0, "ascent_m": 0, "load": 0.0}
        ],
        "totals": totals(17, 15),
        "previous": {"from": "2026-09-24", "to": "2026-10-23", "totals": totals(15, 15)},
        "mean_7d": [{"date": "2026-10-24", "duration_s": 2040.0, "distance_m": 6010.0, "load": 40.1}],
        "by_sport": [{"sport": "run", "workouts": 17, "duration_s": 61200, "distance_m": 180_300}],
        "finding": "Distance is rising: 9 % more than in the 30 days before."
    })
}
