//! Days in a row: how a call asks for them, and how they are told.

use super::asked::{Asked, parsed};
use super::fault::Fault;
use super::operation::Operation;
use super::workouts::schema;
use crate::state::App;
use chrono::{Datelike as _, NaiveDate};
use domain::act::Permit;
use domain::athlete::Profile;
use domain::table::{Revision, Standing};
use domain::trend::Window;
use domain::workout::{FieldError, bounds};
use serde::Serialize;
use utoipa::ToSchema;

/// How many days a call gets: unless it says, and at most.
#[derive(Clone, Copy, Debug)]
pub(super) struct Length {
    pub(super) usual: u16,
    pub(super) most: u16,
}

/// Days in a row, both ends included.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Window)]
pub struct WindowView {
    /// The first day.
    from: NaiveDate,
    /// The last day.
    to: NaiveDate,
    /// The athlete's zone.
    time_zone: &'static str,
    /// How many days.
    days: u16,
}

impl From<Window> for WindowView {
    fn from(window: Window) -> Self {
        let (from, to, days) = (window.from(), window.until(), window.days());
        Self { from, to, time_zone: window.zone().name(), days }
    }
}

impl Operation {
    /// The same over days that the call chooses.
    #[must_use]
    pub(super) fn over_days(self, Length { usual, most }: Length) -> Self {
        self.query("days", format!("How many days, 1 to {most}; {usual} unless you say."), schema::days(most))
            .query("until", "The last day; the athlete's today unless you say.", schema::date())
    }
}

/// Reads how many days.
pub(super) fn read_days(most: u16) -> impl FnOnce(&str) -> Result<u16, String> {
    move |text| {
        let days = parsed("must be a whole number")(text)?;
        bounds::within(days, &(1..=most))
    }
}

/// The window that a call asks for.
pub(super) struct AskedDays {
    length: Length,
    days: Option<u16>,
    until: Option<NaiveDate>,
}

/// A window of a log, and what has to be known before it is read.
pub(super) struct Windowed {
    pub(super) window: Window,
    pub(super) profile: Profile,
    pub(super) revision: Revision,
}

impl AskedDays {
    pub(super) fn take(asked: &mut Asked, length: Length) -> Self {
        let days = asked.take("days", read_days(length.most));
        Self { length, days, until: asked.take("until", schema::read_date) }
    }

    /// The days in the athlete's zone, up to their today unless the call says otherwise.
    pub(super) async fn of(self, app: &App, permit: &Permit) -> Result<Windowed, Fault> {
        let Standing { profile, revision } = app.table.standing(permit).await?;
        let profile = profile.unwrap_or_default();
        let zone = profile.time_zone;
        let until = self.until.unwrap_or_else(|| app.today(zone));
        let window = Window::new(self.days.unwrap_or(self.length.usual), until, zone);
        let window = window.filter(|window| window.lead_in().start().year() >= 1).ok_or_else(|| {
            Fault::Invalid(vec![FieldError::new("until", "must leave room for the days before it")])
        })?;
        Ok(Windowed { window, profile, revision })
    }
}
