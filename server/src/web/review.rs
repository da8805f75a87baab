//! A week in sentences.

use crate::page::Visit;
use crate::problem::Problem;
use crate::state::App;
use app::pages::review::{ReviewPage, review};
use axum::extract::{Query, State};
use axum::response::Html;
use chrono::NaiveDate;
use domain::act::Act;
use domain::load::VERSION;
use domain::records::ALL_TIME;
use domain::review::Review;
use domain::week::Week;
use serde::Deserialize;

/// What the page's links send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReviewQuery {
    week: String,
}

/// `GET /review`: four queries over rows of months, however long the history is; this week unless another is asked for.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Query(query): Query<ReviewQuery>,
) -> Result<Html<String>, Problem> {
    let permit = visit.permit(Act::ReadTrends).await?;
    let today = app.today(visit.time_zone());
    let asked = query.week.parse().unwrap_or(Week::of(today));
    let all = (VERSION, NaiveDate::MIN..=today);
    let history = app.table.history_at(&permit, all, visit.revision).await?;
    let bests = app.table.bests_at(&permit, ALL_TIME, visit.revision).await?;
    let told = Review::new(asked, today, &history, bests.set_on(asked.days()));
    let told = told.ok_or(Problem::BadRequest("week"))?;
    let view = ReviewPage::new(&told, today, visit.profile.units).within(visit.log());
    Ok(visit.page("Week", false, move || review(view)))
}
