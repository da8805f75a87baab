//! Counting loads anew after what they are computed by was changed: a page at a time, even after a crash.
//!
//! Whoever saves a profile that tells another body leaves a mark in the same transaction; it stays until every workout
//! since the first day that it concerns was looked at, the newest first.

use crate::act::{Act, Permit};
use crate::athlete::{AthleteId, Profile};
use crate::load::{Account, Facts};
use crate::table::keys::{Key, Range, sort_after};
use crate::table::transaction::{Part, Transaction};
use crate::table::{Edit, Filter, Position, Table, TableError, Versioned, athlete, versioned};
use crate::workout::WorkoutId;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// How many workouts are looked at between two marks.
const PAGE: usize = 50;

/// How far a recount has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recount {
    /// The first day whose workouts it concerns.
    pub from: NaiveDate,
    /// How many workouts it has looked at.
    pub done: u32,
    after: Option<Position>,
}

impl Table {
    /// The recount that goes on, if one does. For [`Act::ReadProfile`] or [`Act::EditProfile`].
    pub async fn recount(&self, permit: &Permit) -> Result<Option<Recount>, TableError> {
        let athlete = athlete(permit, &[Act::ReadProfile, Act::EditProfile])?;
        Ok(self.record(&Key::recount(athlete)).await?.map(|mark: Versioned<Recount>| mark.value))
    }

    /// Whose loads are to be counted anew. Without a permit: it names work, and tells nothing of anybody's log.
    pub async fn recounts_to_do(&self) -> Result<Vec<AthleteId>, TableError> {
        let items = self.all(&Range::recounts_to_do()).await?;
        Ok(items.iter().filter_map(|item| AthleteId::parse(sort_after(item, "RECOUNT#")?)).collect())
    }

    /// Looks at the next workouts, and tells whether there may be more. For [`Act::EditWorkout`].
    ///
    /// [`TableError::Changed`] if somebody else went on with it meanwhile, or it begins anew.
    pub async fn recount_some(&self, permit: &Permit, now: DateTime<Utc>) -> Result<bool, TableError> {
        let athlete = permit.covers(Act::EditWorkout)?;
        let key = Key::recount(athlete);
        let Some(mark) = self.record::<Recount>(&key).await? else { return Ok(false) };
        let profile = self.profile(permit).await?.unwrap_or_default();
        let Versioned { value: Recount { from, done, after }, version } = mark;
        let filter = Filter { from: Some(from), ..Filter::default() };
        let (listed, next) = self.listed(athlete, (&filter, after.as_ref()), PAGE).await?;
        for (_, workout) in &listed {
            self.recount_one(permit, &workout.id, &profile, now).await?;
        }
        let done = done.saturating_add(u32::try_from(listed.len()).unwrap_or(u32::MAX));
        let more = next.is_some();
        if more {
            self.save(&key, &Versioned { value: Recount { from, done, after: next }, version }, None).await?;
        } else {
            self.remove_record(&key, version).await?;
        }
        Ok(more)
    }

    /// Marks the loads since a day, together with those that are marked already.
    pub(super) async fn mark_recount(
        &self,
        transaction: &mut Transaction<'_>,
        athlete: &AthleteId,
        from: NaiveDate,
    ) -> Result<(), TableError> {
        let key = Key::recount(athlete);
        let before = self.record::<Recount>(&key).await?;
        let from = before.as_ref().map_or(from, |before| before.value.from.min(from));
        let version = before.map_or(0, |before| before.version);
        let mark = Versioned { value: Recount { from, done: 0, after: None }, version: version + 1 };
        let (condition, values) = versioned::unchanged(version);
        let put = transaction.put(versioned::item(&key, &mark)?);
        let put = put.condition_expression(condition).set_expression_attribute_values(values);
        transaction.add_put(Part::Mark, put)
    }

    /// Computes a workout's loads by what holds on its day, and writes them if they are others.
    async fn recount_one(
        &self,
        permit: &Permit,
        id: &WorkoutId,
        profile: &Profile,
        now: DateTime<Utc>,
    ) -> Result<(), TableError> {
        let athlete = permit.covers(Act::EditWorkout)?;
        loop {
            let stored = self.stored(athlete, id).await?.filter(|stored| stored.deleted.is_none());
            let Some(stored) = stored else { return Ok(()) };
            let details = stored.workout.details;
            let track = if stored.track_chunks > 0 { self.track(permit, id).await? } else { None };
            let account = Account::of(&Facts::new(&details, track.as_ref(), profile));
            if account.clone().choosing(stored.account.choice()) == stored.account {
                return Ok(());
            }
            let edit = Edit { version: stored.workout.version, details, account, digest: stored.digest };
            match self.replace(permit, id, edit, now).await {
                Err(TableError::Changed { .. }) => {}
                Ok(_) | Err(TableError::NotFound) => return Ok(()),
                Err(error) => return Err(error),
            }
        }
    }
}
