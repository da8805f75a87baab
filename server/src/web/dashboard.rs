//! The last thirty days at a glance.

use super::workouts::Listed;
use crate::chart;
use crate::page::Visit;
use crate::problem::Problem;
use crate::state::App;
use app::pages::dashboard::{DashboardView, Plan, WINDOWS, dashboard};
use axum::extract::{Query, State};
use axum::response::Html;
use domain::act::Act;
use domain::sport::Sport;
use domain::table::{Filter, Page};
use domain::trend::{Trend, Window};
use futures_util::TryFutureExt as _;
use serde::Deserialize;
use std::sync::Arc;

/// Recent workouts below the charts.
const RECENT: usize = 5;

/// What the page's links send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DashboardQuery {
    days: String,
    sport: String,
}

impl DashboardQuery {
    /// The window in days; thirty unless one of the offered was asked for.
    fn days(&self) -> u16 {
        let asked = self.days.parse().ok().filter(|days| WINDOWS.contains(days));
        asked.unwrap_or(30)
    }

    fn sport(&self) -> Option<Sport> {
        self.sport.parse::<Listed>().ok().map(|Listed(sport)| sport)
    }
}

/// `GET /dashboard`: at most two queries, whatever the history.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Query(query): Query<DashboardQuery>,
) -> Result<Html<String>, Problem> {
    let trends = visit.permit(Act::ReadTrends).await?;
    let sport = query.sport();
    let window = Window::ending_today(query.days(), app.now(), visit.time_zone())
        .ok_or(Problem::BadRequest("days"))?;
    let days = app.table.days_at(&trends, window.lead_in().into_inner(), visit.revision);
    let filter = Filter { sport: sport.clone(), ..Filter::default() };
    let (days, latest) = tokio::try_join!(days.map_err(Problem::from), latest(&app, &visit, &filter))?;
    let sport = sport.as_ref().map(Sport::code);
    let trend = Trend::new(window, &days, sport);
    let plan = Plan::new(&trend, visit.profile.units);
    let view = DashboardView::new(&trend, &plan, chart::dashboard(&plan), sport, &latest.items);
    let view = view.within(visit.log());
    Ok(visit.page("Dashboard", true, move || dashboard(view)))
}

/// The latest workouts; none for a coach who was granted the sums alone.
async fn latest(app: &App, visit: &Visit, filter: &Filter) -> Result<Arc<Page>, Problem> {
    match visit.permit(Act::ReadWorkouts).await {
        Ok(permit) => Ok(app.table.page_at(&permit, (filter, None, RECENT), visit.revision).await?),
        Err(Problem::Refused(_)) => Ok(Arc::default()),
        Err(problem) => Err(problem),
    }
}
