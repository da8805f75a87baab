//! A Longrun with somebody signed in whose log grows.

use crate::Outcome;
use crate::support::{Browser, fill_in, permit};
use axum::body::Body;
use chrono::Days;
use clap::Parser as _;
use domain::act::{Act, Permit};
use domain::workout::Details;
use http::Method;
use http::header::COOKIE;
use local::people::{self, Athlete};
use server::clock::Clock;
use server::config::Cli;
use server::startup::{Longrun, assemble};
use std::path::Path;

/// Where the site is built, whatever folder the measurement runs in.
pub(crate) const SITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/site");

/// Ada's Longrun, her session, and the workouts that she has not logged yet, the newest first.
pub(crate) struct Log {
    pub(crate) longrun: Longrun,
    pub(crate) cookie: String,
    logged: usize,
    ahead: Box<dyn Iterator<Item = Details> + Send>,
}

impl Log {
    /// An empty log in the folder `data`, or in `memory`.
    pub(crate) async fn open(data: &Path) -> Outcome<Self> {
        let longrun = open(data).await?;
        let permit = permit(&longrun, "ada", Act::EditProfile).await;
        longrun.app.table.save_profile(&permit, people::profile(Athlete::Ada)).await?;
        let browser = Browser::of(&longrun, "ada").await;
        let request = browser.request(Method::GET, "/").body(Body::empty())?;
        let cookie = request.headers()[COOKIE].to_str()?.to_owned();
        Ok(Self { ahead: Box::new(history(&longrun)), longrun, cookie, logged: 0 })
    }

    /// Logs ever older workouts until there are `count`.
    pub(crate) async fn grow(&mut self, count: usize) {
        let profile = people::profile(Athlete::Ada);
        for details in self.ahead.by_ref().take(count - self.logged) {
            fill_in(&self.longrun, "ada", (details, &profile)).await;
        }
        self.logged = count;
    }

    pub(crate) async fn permit(&self, act: Act) -> Permit {
        permit(&self.longrun, "ada", act).await
    }
}

/// A Longrun of the demo's athletes, without their year, in the folder `data` or in `memory`.
async fn open(data: &Path) -> Outcome<Longrun> {
    let arguments =
        ["longrun", "--demo", "--api-rate", "4000000000", "--site", SITE, "--data"].map(AsRef::as_ref);
    let settings = Cli::try_parse_from(arguments.into_iter().chain([data.as_os_str()]))?.settings;
    Ok(assemble(&settings, Clock::system()).await?)
}

/// The demo's year over and over, back into the past.
fn history(longrun: &Longrun) -> impl Iterator<Item = Details> + use<> {
    let zone = people::profile(Athlete::Ada).time_zone;
    let today = longrun.app.now().with_timezone(&zone).date_naive();
    let ends = (0..).map_while(move |years| today.checked_sub_days(Days::new(365 * years)));
    ends.flat_map(|end| people::year(Athlete::Ada, end).into_iter().rev()).map(|(details, _)| details)
}
