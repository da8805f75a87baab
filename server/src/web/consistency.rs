//! How regularly somebody trains.

use crate::page::Visit;
use crate::problem::Problem;
use crate::state::App;
use app::pages::consistency::{ConsistencyPage, Span, consistency};
use axum::extract::{Query, State};
use axum::response::Html;
use chrono::NaiveDate;
use domain::act::Act;
use domain::consistency::{Consistency, Rest};
use domain::load::VERSION;
use serde::Deserialize;

/// What the page's links send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ConsistencyQuery {
    year: String,
    rest: String,
}

/// `GET /consistency`: two queries over rows of months, however long the history is.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Query(query): Query<ConsistencyQuery>,
) -> Result<Html<String>, Problem> {
    let permit = visit.permit(Act::ReadTrends).await?;
    let today = app.today(visit.time_zone());
    let asked = Span::read(&query.year);
    let rest = query.rest.parse().ok().and_then(Rest::new).unwrap_or_default();
    let window = asked.window(today, visit.time_zone()).ok_or(Problem::BadRequest("year"))?;
    let all = NaiveDate::MIN..=today;
    let history = app.table.history_at(&permit, (VERSION, all), visit.revision).await?;
    let view = ConsistencyPage::new(&Consistency::new(window, &history, rest), (asked, rest), &history);
    let view = view.within(visit.log());
    Ok(visit.page("Consistency", false, move || consistency(view)))
}
