//! The time that was spent in zones over days.

use crate::act::{Act, Permit};
use crate::athlete::Profile;
use crate::table::{Table, TableError};
use crate::zones::Spent;
use chrono::NaiveDate;
use std::ops::RangeInclusive;

impl Table {
    /// The time of these days in the athlete's zones, each workout in those of its day. For [`Act::ReadTrends`].
    ///
    /// One query for places, and one request for each hundred workouts.
    pub async fn spent(
        &self,
        permit: &Permit,
        days: RangeInclusive<NaiveDate>,
        profile: &Profile,
    ) -> Result<Spent, TableError> {
        let athlete = permit.covers(Act::ReadTrends)?;
        let stored = self.stored_between(athlete, (*days.start(), *days.end())).await?;
        let spent = stored.iter().map(|stored| Spent::of(&stored.digest, &profile.measured_on(stored.day())));
        Ok(spent.fold(Spent::default(), Spent::plus))
    }
}
