//! `/api/v1/consistency`: how regularly somebody trains.

use super::asked::{Asked, parsed};
use super::call::Call;
use super::fault::Fault;
use super::operation::Operation;
use super::window::{AskedDays, Length, WindowView, Windowed};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::act::Act;
use domain::consistency::{Consistency, Rest, Streak};
use domain::load::VERSION;
use domain::trend::{MOST_DAYS, Totals};
use domain::week::Week;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa::openapi::{Object, ObjectBuilder, Type};

/// How many days a window has.
const LENGTH: Length = Length { usual: 90, most: MOST_DAYS };

/// How regularly somebody trained.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Consistency)]
pub struct ConsistencyView {
    /// The days it is about.
    window: WindowView,
    /// How many days of rest in any seven a streak forgives.
    rest_forgiven: u8,
    /// How many of them have a workout.
    days_trained: u32,
    /// How many of them have none.
    rest_days: u32,
    /// The longest streak that reaches into the window, counted from its own beginning.
    longest_streak_days: u32,
    /// The streak that the next day can continue.
    current_streak_days: u32,
    /// Every week that touches the window, the oldest first.
    weeks: Vec<WeekView>,
}

/// What the days of a week within the window come to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TrainedWeek)]
pub struct WeekView {
    /// The week of ISO 8601, which begins on Monday.
    #[schema(pattern = r"^[0-9]{4}-W[0-9]{2}$")]
    week: String,
    /// How many workouts.
    workouts: u32,
    /// Their elapsed time, in seconds.
    duration_s: u32,
}

impl ConsistencyView {
    fn new(consistency: &Consistency, rest: Rest) -> Self {
        Self {
            window: consistency.window.into(),
            rest_forgiven: rest.days(),
            days_trained: consistency.days_trained,
            rest_days: consistency.rest_days,
            longest_streak_days: consistency.longest.map_or(0, Streak::days),
            current_streak_days: consistency.current.map_or(0, Streak::days),
            weeks: consistency.weeks.iter().map(WeekView::from).collect(),
        }
    }
}

impl From<(&Week, &Totals)> for WeekView {
    fn from((week, totals): (&Week, &Totals)) -> Self {
        Self { week: week.to_string(), workouts: totals.workouts, duration_s: totals.duration.0 }
    }
}

pub(crate) fn operation() -> Operation {
    let about = "A streak forgives some days of rest in any seven, and today is not yet one. It counts from its own \
                 beginning, before the window, too; forgiven rest counts.";
    Operation::new("readConsistency", "Read how regularly the athlete trains", about)
        .over_days(LENGTH)
        .query("rest", "How many days of rest in any seven are forgiven; 1 unless you say.", rest())
        .answers::<ConsistencyView>(StatusCode::OK, "Days, weeks and streaks.", example())
}

fn rest() -> Object {
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).maximum(Some(6)).build()
}

fn read_rest(days: u8) -> Result<Rest, String> {
    Rest::new(days).ok_or_else(|| "must be between 0 and 6".to_owned())
}

/// `GET /api/v1/consistency`: two queries over rows of months, however long the history is.
pub async fn read(State(app): State<App>, call: Call) -> Result<Json<ConsistencyView>, Fault> {
    let permit = call.permit(Act::ReadTrends).await?;
    let mut asked = Asked::of(&call.uri);
    let days = AskedDays::take(&mut asked, LENGTH);
    let rest = asked.take("rest", |text| parsed("must be a whole number")(text).and_then(read_rest));
    let rest = rest.unwrap_or_default();
    asked.done()?;
    let Windowed { window, revision, .. } = days.of(&app, &permit).await?;
    let all = NaiveDate::MIN..=window.until();
    let history = app.table.history_at(&permit, (VERSION, all), revision).await?;
    Ok(Json(ConsistencyView::new(&Consistency::new(window, &history, rest), rest)))
}

fn example() -> Value {
    json!({
        "window": {"from": "2026-08-25", "to": "2026-11-22", "time_zone": "Europe/Berlin", "days": 90},
        "rest_forgiven": 1, "days_trained": 61, "rest_days": 29, "longest_streak_days": 9, "current_streak_days": 2,
        "weeks": [{"week": "2026-W47", "workouts": 5, "duration_s": 18000}]
    })
}
