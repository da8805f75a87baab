//! `/api/v1/load`: what training load amounts to, day by day.

use super::asked::Asked;
use super::call::Call;
use super::fault::Fault;
use super::operation::Operation;
use super::trends::CoverageView;
use super::window::{AskedDays, Length, WindowView, Windowed};
use super::workouts::schema;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::act::Act;
use domain::fitness::{DevelopedDay, Development, FATIGUE_DAYS, FITNESS_DAYS, Fitness};
use domain::load::{LoadTenths, VERSION};
use domain::trend::{MOST_DAYS, Window};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// How many days a window has.
const LENGTH: Length = Length { usual: 90, most: MOST_DAYS };

/// How load made fitness, fatigue and form.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Development)]
pub struct LoadView {
    /// The days it is about.
    window: WindowView,
    /// Every day of the window, the oldest first.
    days: Vec<DayView>,
    /// By which of the conventions in use the numbers are computed.
    conventions: ConventionsView,
    /// How many of the workouts have a load.
    coverage: CoverageView,
    /// Which of the first 42 days the last one is, in which fitness is still told too low; null afterwards.
    building_day: Option<u32>,
    /// The fourteen days after the last one if nothing is done, the next one first.
    ahead: Vec<AheadView>,
}

/// A day ahead if nothing is done until its end.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DayAhead)]
pub struct AheadView {
    /// The day.
    date: NaiveDate,
    /// Fitness (CTL), in load per day.
    fitness: f64,
    /// Fatigue (ATL), in load per day.
    fatigue: f64,
    /// Form (TSB).
    form: f64,
}

/// A day and what the days up to its end amount to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DevelopedDay)]
pub struct DayView {
    /// The day.
    date: NaiveDate,
    /// Training load; null where there were workouts of which none has one.
    load: Option<f64>,
    /// Fitness (CTL), in load per day.
    fitness: f64,
    /// Fatigue (ATL), in load per day.
    fatigue: f64,
    /// Form (TSB): fitness less fatigue of the day before.
    form: f64,
    /// Mean over standard deviation of the seven days that end here, at most 10; null without load.
    monotony: Option<f64>,
    /// The load of these seven days times their monotony; null without load.
    strain: Option<f64>,
    /// The mean of these seven days over that of the 28 that end here; null without load.
    acute_chronic: Option<f64>,
}

/// The conventions by which fitness is computed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Conventions)]
pub struct ConventionsView {
    /// Days over which fitness fades to 1/e.
    fitness_days: u16,
    /// Days over which fatigue fades to 1/e.
    fatigue_days: u16,
    /// What both begin with before the first workout.
    seed: u32,
    /// Whose fitness and fatigue make a day's form.
    #[schema(schema_with = form)]
    form: &'static str,
}

fn form() -> utoipa::openapi::Object {
    schema::choice("Whose fitness and fatigue make a day's form.", ["previous_day"])
}

impl LoadView {
    fn new(window: Window, development: &Development) -> Self {
        let (with, of) = development.coverage;
        Self {
            window: window.into(),
            days: development.days.iter().map(DayView::from).collect(),
            conventions: ConventionsView {
                fitness_days: FITNESS_DAYS,
                fatigue_days: FATIGUE_DAYS,
                seed: 0,
                form: "previous_day",
            },
            coverage: CoverageView { with, of },
            building_day: development.today().building(),
            ahead: window.until().iter_days().skip(1).zip(development.ahead).map(AheadView::from).collect(),
        }
    }
}

impl From<(NaiveDate, Fitness)> for AheadView {
    fn from((date, state): (NaiveDate, Fitness)) -> Self {
        Self { date, fitness: to(1, state.fitness), fatigue: to(1, state.fatigue), form: to(1, state.form) }
    }
}

impl From<&DevelopedDay> for DayView {
    fn from(day: &DevelopedDay) -> Self {
        Self {
            date: day.date,
            load: day.load.map(LoadTenths::value),
            fitness: to(1, day.state.fitness),
            fatigue: to(1, day.state.fatigue),
            form: to(1, day.state.form),
            monotony: day.monotony.map(|it| to(2, it)),
            strain: day.strain.map(|it| to(1, it)),
            acute_chronic: day.acute_chronic.map(|it| to(2, it)),
        }
    }
}

/// The value with so many decimals; never −0.
pub(in crate::api) fn to(decimals: i32, value: f64) -> f64 {
    let factor = 10f64.powi(decimals);
    (value * factor).round() / factor + 0.0
}

pub(crate) fn operation() -> Operation {
    let about = "Exponential means over 42 and 7 days from zero, over the whole history; form is that of the day before. \
                 A day whose workouts have no load counts as rest.";
    Operation::new("readLoad", "Read load, fitness, fatigue and form", about)
        .over_days(LENGTH)
        .answers::<LoadView>(StatusCode::OK, "The days.", example())
}

/// `GET /api/v1/load`: two queries over rows of months, however long the history is.
pub async fn read(State(app): State<App>, call: Call) -> Result<Json<LoadView>, Fault> {
    let permit = call.permit(Act::ReadTrends).await?;
    let mut asked = Asked::of(&call.uri);
    let days = AskedDays::take(&mut asked, LENGTH);
    asked.done()?;
    let Windowed { window, revision, .. } = days.of(&app, &permit).await?;
    let lead_in = Development::lead_in(window.from(), window.until());
    let history = app.table.history_at(&permit, (VERSION, lead_in), revision).await?;
    Ok(Json(LoadView::new(window, &Development::new(window.from(), window.until(), &history))))
}

fn example() -> Value {
    json!({
        "window": {"from": "2026-11-22", "to": "2026-11-22", "time_zone": "Europe/Berlin", "days": 1},
        "days": [{
            "date": "2026-11-22", "load": 71.4, "fitness": 48.2, "fatigue": 61.0, "form": -9.7, "monotony": 1.4,
            "strain": 620.0, "acute_chronic": 1.12
        }],
        "conventions": {"fitness_days": 42, "fatigue_days": 7, "seed": 0, "form": "previous_day"},
        "coverage": {"with": 80, "of": 88},
        "building_day": null,
        "ahead": [{"date": "2026-11-23", "fitness": 47.1, "fatigue": 52.9, "form": -12.8}]
    })
}
