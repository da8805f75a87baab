//! `/api/v1/races`: what the best effort of some days is worth in a race.

use super::asked::Asked;
use super::call::Call;
use super::fault::Fault;
use super::load::to;
use super::operation::Operation;
use super::window::{AskedDays, Length, WindowView, Windowed};
use super::workouts::{read_sport, schema};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::act::Act;
use domain::quantity::{Metres, Milliseconds, nearest};
use domain::race::{Equivalent, Estimate, Paces};
use domain::sport::Sport;
use domain::trend::{MOST_DAYS, Window};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa::openapi::Object;

/// How many days a window has.
const LENGTH: Length = Length { usual: 90, most: MOST_DAYS };

/// What the efforts of some days say of races.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Races)]
pub struct RacesView {
    /// The days it is about.
    window: WindowView,
    /// By the effort that is worth the most; null where there is none from a mile on.
    estimate: Option<EstimateView>,
}

/// What an effort is worth: a formula from one effort, not a promise.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RaceEstimate)]
pub struct EstimateView {
    /// VDOT by Daniels and Gilbert.
    vdot: f64,
    /// How far the effort was, in metres.
    distance_m: u32,
    /// How long it took, in seconds.
    time_s: u32,
    /// The workout that it is part of.
    workout: String,
    /// The local day on which that began.
    date: NaiveDate,
    /// Races that are worth as much, the shortest first.
    equivalents: Vec<EquivalentView>,
    /// Speeds to train at; null where the formula does not reach.
    paces: Option<PacesView>,
}

/// A race that is worth as much.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EquivalentRace)]
pub struct EquivalentView {
    /// How far, in metres.
    distance_m: u32,
    /// The time by VDOT, in seconds; null where the formula does not reach.
    vdot_s: Option<u32>,
    /// The time by Riegel, in seconds.
    riegel_s: u32,
}

/// Speeds to train at, in metres per second, by shares of VDOT.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TrainingPaces)]
#[expect(clippy::struct_field_names, reason = "the wire names the unit of every number")]
pub struct PacesView {
    /// Easy, the slow end.
    easy_from_m_s: f64,
    /// Easy, the fast end.
    easy_to_m_s: f64,
    /// Marathon.
    marathon_m_s: f64,
    /// Threshold.
    threshold_m_s: f64,
    /// Interval.
    interval_m_s: f64,
    /// Repetition.
    repetition_m_s: f64,
}

impl RacesView {
    fn new(window: Window, estimate: Option<&Estimate>) -> Self {
        Self { window: window.into(), estimate: estimate.map(EstimateView::from) }
    }
}

impl From<&Estimate> for EstimateView {
    fn from(estimate: &Estimate) -> Self {
        let Metres(distance_m) = estimate.distance;
        Self {
            vdot: to(1, estimate.vdot.value()),
            distance_m,
            time_s: estimate.of.value,
            workout: estimate.of.workout.to_string(),
            date: estimate.of.date,
            equivalents: estimate.equivalents.iter().map(EquivalentView::from).collect(),
            paces: estimate.paces.map(PacesView::from),
        }
    }
}

impl From<&Equivalent> for EquivalentView {
    fn from(race: &Equivalent) -> Self {
        let seconds = |time: Milliseconds| nearest(time.as_f64() / 1000.0);
        let distance_m = nearest(race.distance.as_f64());
        Self { distance_m, vdot_s: race.vdot.map(seconds), riegel_s: seconds(race.riegel) }
    }
}

impl From<Paces> for PacesView {
    fn from(paces: Paces) -> Self {
        Self {
            easy_from_m_s: to(3, paces.easy_from.as_f64()),
            easy_to_m_s: to(3, paces.easy_to.as_f64()),
            marathon_m_s: to(3, paces.marathon.as_f64()),
            threshold_m_s: to(3, paces.threshold.as_f64()),
            interval_m_s: to(3, paces.interval.as_f64()),
            repetition_m_s: to(3, paces.repetition.as_f64()),
        }
    }
}

pub(crate) fn operation() -> Operation {
    let about = "VDOT of the best effort from a mile to the marathon, what it is worth over other distances by VDOT and by \
                 Riegel, and the speeds to train at.";
    Operation::new("readRaces", "Read what the best effort is worth in a race", about)
        .over_days(LENGTH)
        .query("sport", "Of this kind of running; `run` unless you say.", running())
        .answers::<RacesView>(StatusCode::OK, "The estimate.", example())
}

fn running() -> Object {
    schema::choice("A kind of running.", Sport::NAMED.iter().filter(|it| it.is_running()).map(Sport::code))
}

fn read_running(code: &str) -> Result<Sport, String> {
    let sport = read_sport(code)?;
    if sport.is_running() { Ok(sport) } else { Err("must be a kind of running".to_owned()) }
}

/// `GET /api/v1/races`: one query over rows of months, and one for the workouts of the month that the first day cuts.
pub async fn read(State(app): State<App>, call: Call) -> Result<Json<RacesView>, Fault> {
    let permit = call.permit(Act::ReadTrends).await?;
    let mut asked = Asked::of(&call.uri);
    let days = AskedDays::take(&mut asked, LENGTH);
    let sport = asked.take("sport", read_running).unwrap_or(Sport::Run);
    asked.done()?;
    let Windowed { window, revision, .. } = days.of(&app, &permit).await?;
    let bests = app.table.bests_at(&permit, window.from()..=window.until(), revision).await?;
    Ok(Json(RacesView::new(window, Estimate::of(&bests.of(sport.code())).as_ref())))
}

fn example() -> Value {
    json!({
        "window": {"from": "2026-08-25", "to": "2026-11-22", "time_zone": "Europe/Berlin", "days": 90},
        "estimate": {
            "vdot": 51.9, "distance_m": 10000, "time_s": 2400, "workout": "01KGZ5Q2H8", "date": "2026-10-11",
            "equivalents": [{"distance_m": 5000, "vdot_s": 1158, "riegel_s": 1151}],
            "paces": {
                "easy_from_m_s": 2.85, "easy_to_m_s": 3.15, "marathon_m_s": 3.81, "threshold_m_s": 3.94,
                "interval_m_s": 4.31, "repetition_m_s": 4.76
            }
        }
    })
}
