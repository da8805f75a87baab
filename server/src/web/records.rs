//! Records, and the way to each.

use super::workouts::Listed;
use crate::chart;
use crate::page::Visit;
use crate::problem::Problem;
use crate::state::App;
use app::pages::records::{Plan, RecordsPage, Span, records};
use axum::extract::{Query, State};
use axum::response::Html;
use domain::act::Act;
use domain::records::{ALL_TIME, Staircase};
use serde::Deserialize;

/// What the page's links send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RecordsQuery {
    sport: String,
    span: String,
}

impl RecordsQuery {
    /// The code of the sport that is asked for; that of the most records unless there is such a sport.
    fn sport(&self, ever: &Staircase) -> String {
        let asked = self.sport.parse::<Listed>().ok().map(|listed| listed.0.code());
        let most = || ever.sports().into_iter().max_by_key(|sport| ever.of(sport).len());
        asked.or_else(most).unwrap_or_default().to_owned()
    }
}

/// `GET /records`: a query over rows of months, and for the curves of a span another.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Query(query): Query<RecordsQuery>,
) -> Result<Html<String>, Problem> {
    let permit = visit.permit(Act::ReadTrends).await?;
    let span = Span::read(&query.span);
    let today = app.today(visit.time_zone());
    let ever = app.table.bests_at(&permit, ALL_TIME, visit.revision).await?;
    let within = span.from(today)..=*ALL_TIME.end();
    let within = app.table.bests_at(&permit, within, visit.revision).await?;
    let sport = query.sport(&ever);
    let plan = Plan::new((&ever, &within), &sport, today, visit.profile.units);
    let view = RecordsPage::new(&ever, (&sport, span), &plan, chart::records(&plan)).within(visit.log());
    Ok(visit.page("Records", false, move || records(view)))
}
