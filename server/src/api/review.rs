//! `/api/v1/review`: a week in sentences.

use super::asked::{Asked, parsed};
use super::call::Call;
use super::fault::Fault;
use super::load::to;
use super::operation::Operation;
use super::trends::{DayView, TotalsView};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::act::Act;
use domain::consistency::Streak;
use domain::load::VERSION;
use domain::quantity::Seconds;
use domain::records::ALL_TIME;
use domain::review::Review;
use domain::table::Standing;
use domain::trend::DayTotals;
use domain::week::Week;
use domain::workout::FieldError;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa::openapi::{Object, ObjectBuilder, Type};

/// A week beside those before it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Review)]
pub struct ReviewView {
    /// The week of ISO 8601, which begins on Monday.
    #[schema(pattern = r"^[0-9]{4}-W[0-9]{2}$")]
    week: String,
    /// Its Monday.
    from: NaiveDate,
    /// Its Sunday, or the athlete's today while it goes on.
    to: NaiveDate,
    /// Whether it is over.
    is_over: bool,
    /// Its days so far, Monday first.
    days: Vec<DayView>,
    /// The sums over them.
    totals: TotalsView,
    /// The sums over the same days of the week before.
    before: TotalsView,
    /// The mean time of the four weeks before, in seconds; null where the log does not reach back so far.
    usual_duration_s: Option<u32>,
    /// Fitness (CTL) on the eve of its first day.
    fitness_before: f64,
    /// Fitness (CTL) at the end of its last day so far.
    fitness: f64,
    /// The streak at its end that the next day can continue, in days; it forgives one day of rest in any seven.
    streak_days: u32,
    /// How many records were set.
    records: u64,
    /// What it all says, the most important first.
    sentences: Vec<String>,
}

impl From<&Review> for ReviewView {
    fn from(review: &Review) -> Self {
        let day =
            |(date, totals): &(NaiveDate, _)| DayView::from(&DayTotals { date: *date, totals: *totals });
        Self {
            week: review.week.to_string(),
            from: review.week.monday(),
            to: review.until,
            is_over: review.is_over,
            days: review.days.iter().map(day).collect(),
            totals: (&review.totals).into(),
            before: (&review.before).into(),
            usual_duration_s: review.usual.map(|Seconds(usual)| usual),
            fitness_before: to(1, review.fitness.0),
            fitness: to(1, review.fitness.1),
            streak_days: review.streak.map_or(0, Streak::days),
            records: review.records as u64,
            sentences: review.sentences(),
        }
    }
}

pub(crate) fn operation() -> Operation {
    let about = "What changed, in sentences, and the numbers behind them. While a week goes on it is held beside the same \
                 days of the week before.";
    Operation::new("readReview", "Read a week in sentences", about)
        .query("week", "A week like 2026-W47 that has begun; the athlete's own unless you say.", week())
        .answers::<ReviewView>(StatusCode::OK, "The week.", example())
}

fn week() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some("^[0-9]{4}-W(0[1-9]|[1-4][0-9]|5[0-3])$"))
        .build()
}

/// `GET /api/v1/review`: four queries over rows of months, however long the history is.
pub async fn read(State(app): State<App>, call: Call) -> Result<Json<ReviewView>, Fault> {
    let permit = call.permit(Act::ReadTrends).await?;
    let mut asked = Asked::of(&call.uri);
    let week: Option<Week> = asked.take("week", parsed("must be a week as 2026-W47"));
    asked.done()?;
    let Standing { profile, revision } = app.table.standing(&permit).await?;
    let today = app.today(profile.unwrap_or_default().time_zone);
    let history = app.table.history_at(&permit, (VERSION, NaiveDate::MIN..=today), revision).await?;
    let bests = app.table.bests_at(&permit, ALL_TIME, revision).await?;
    let week = week.unwrap_or(Week::of(today));
    let review = Review::new(week, today, &history, bests.set_on(week.days()));
    let not_begun = || Fault::Invalid(vec![FieldError::new("week", "must have begun")]);
    Ok(Json((&review.ok_or_else(not_begun)?).into()))
}

fn example() -> Value {
    let totals = |workouts: u32, seconds: u32| {
        json!({"workouts": workouts, "duration_s": seconds, "distance_m": 10240, "ascent_m": 85, "load": 71.4,
            "load_coverage": {"with": workouts, "of": workouts}})
    };
    json!({
        "week": "2026-W47", "from": "2026-11-16", "to": "2026-11-22", "is_over": true,
        "days": [{
            "date": "2026-11-16", "workouts": 1, "duration_s": 3600, "distance_m": 10240, "ascent_m": 85, "load": 71.4
        }],
        "totals": totals(1, 3600), "before": totals(2, 7200), "usual_duration_s": 5400, "fitness_before": 48.2,
        "fitness": 47.0, "streak_days": 1, "records": 0,
        "sentences": ["1 workout, of 1 h.", "Time: 50 % less than in the week before."]
    })
}
