//! What training load amounts to.

use crate::chart;
use crate::page::Visit;
use crate::problem::Problem;
use crate::state::App;
use app::pages::load::{LoadPage, Plan, Span, load};
use axum::extract::{Query, State};
use axum::response::Html;
use chrono::Days;
use chrono::NaiveDate;
use domain::act::Act;
use domain::fitness::Development;
use domain::load::VERSION;
use serde::Deserialize;

/// What the page's links send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LoadQuery {
    span: String,
}

/// `GET /load`: two queries over rows of months and one over thirty days, however long the history is.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Query(query): Query<LoadQuery>,
) -> Result<Html<String>, Problem> {
    let permit = visit.permit(Act::ReadTrends).await?;
    let span = Span::read(&query.span);
    let today = app.today(visit.time_zone());
    let earliest = if span == Span::All { NaiveDate::MIN } else { span.from(today, None) };
    let days = Development::lead_in(earliest, today);
    let history = app.table.history_at(&permit, (VERSION, days), visit.revision).await?;
    let development = Development::new(span.from(today, history.first()), today, &history);
    let plan = Plan::new(&development);
    let month = (month(today)..=today, visit.athlete());
    let spent = app.table.spent_at(&permit, month, visit.revision).await?;
    let zones = chart::zones(&spent, "of the last thirty days");
    let view = LoadPage::new(&development, span, &plan, chart::load(&plan)).with_zones(zones);
    let view = view.within(visit.log());
    Ok(visit.page("Load", true, move || load(view)))
}

/// The first of the thirty days until today.
fn month(today: NaiveDate) -> NaiveDate {
    today.checked_sub_days(Days::new(29)).unwrap_or(today)
}
