//! The dashboard from rows in memory: what the page costs without session, store and policy.

use crate::Outcome;
use crate::log::Log;
use app::document::{Assets, Chrome, Visitor, render};
use app::pages::dashboard::{DashboardView, Plan, dashboard};
use axum::response::Html;
use chrono::{DateTime, Utc};
use domain::act::Act;
use domain::athlete::Profile;
use domain::table::Filter;
use domain::trend::{Day, Trend, Window};
use domain::workout::Workout;
use server::chart;

/// The rows that the dashboard reads.
pub(crate) struct Rows {
    days: Vec<Day>,
    recent: Vec<Workout>,
    profile: Profile,
    assets: Assets,
    now: DateTime<Utc>,
}

impl Rows {
    pub(crate) async fn read(log: &Log) -> Outcome<Self> {
        let app = &log.longrun.app;
        let profile = app.table.profile(&log.permit(Act::ReadProfile).await).await?.ok_or("no profile")?;
        let now = app.now();
        let (from, until) = window(now, &profile).lead_in().into_inner();
        let days = app.table.days(&log.permit(Act::ReadTrends).await, from, until).await?;
        let recent =
            app.table.page(&log.permit(Act::ReadWorkouts).await, &Filter::default(), None, 5).await?.items;
        Ok(Self { days, recent, profile, assets: app.assets(), now })
    }

    /// The page, from the rows to its HTML.
    pub(crate) fn page(&self) -> Html<String> {
        let trend = Trend::new(window(self.now, &self.profile), &self.days, None);
        let plan = Plan::new(&trend, self.profile.units);
        let view = DashboardView::new(&trend, &plan, chart::dashboard(&plan), None, &self.recent);
        let chrome = Chrome {
            nonce: "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
            assets: self.assets.clone(),
            color_scheme: self.profile.color_scheme,
            visitor: Some(Visitor { display_name: self.profile.display_name.clone() }),
            path: "/dashboard".to_owned(),
            notice: None,
        };
        Html(render(&chrome, "Dashboard", true, move || dashboard(view)))
    }
}

fn window(now: DateTime<Utc>, profile: &Profile) -> Window {
    Window::ending_today(30, now, profile.time_zone).expect("thirty days")
}
