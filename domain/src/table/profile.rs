//! What athletes tell about themselves.

use crate::act::{Act, Permit};
use crate::athlete::{AthleteId, Profile};
use crate::table::keys::Key;
use crate::table::transaction::{Outcome, Part, Patience, Transaction};
use crate::table::{Table, TableError, Versioned, athlete, versioned};
use chrono::NaiveDate;

/// The acts that need zone or heart rates, and so may read the profile.
pub(super) const WANT_PROFILE: [Act; 6] = [
    Act::ReadProfile,
    Act::LogWorkout,
    Act::EditWorkout,
    Act::ImportWorkouts,
    Act::ReadTrends,
    Act::ReadWorkouts,
];

impl From<Versioned<Profile>> for Profile {
    fn from(Versioned { value, version }: Versioned<Self>) -> Self {
        Self { version, ..value }
    }
}

impl Table {
    /// The profile, if one was ever saved.
    ///
    /// For [`Act::ReadProfile`], or for what cannot be done without the zone or the heart rates: [`Act::LogWorkout`],
    /// [`Act::EditWorkout`], [`Act::ImportWorkouts`], [`Act::ReadTrends`] and [`Act::ReadWorkouts`].
    pub async fn profile(&self, permit: &Permit) -> Result<Option<Profile>, TableError> {
        let saved = self.record(&Key::profile(athlete(permit, &WANT_PROFILE)?)).await?;
        Ok(saved.map(Profile::from))
    }

    /// Saves a profile over the version it names, 0 for the first, and marks the loads that it changes to be counted
    /// anew. For [`Act::EditProfile`].
    ///
    /// [`TableError::Changed`] if another was saved meanwhile.
    pub async fn save_profile(&self, permit: &Permit, profile: Profile) -> Result<Profile, TableError> {
        let athlete = permit.covers(Act::EditProfile)?;
        let key = Key::profile(athlete);
        let before = self.record(&key).await?.map_or_else(Profile::default, Profile::from);
        let since = profile.counts_otherwise_since(&before);
        let record = Versioned { version: profile.version, value: profile };
        let version = match since {
            Some(since) => self.save_and_recount(athlete, &record, since).await?,
            None => self.save(&key, &record, None).await?,
        };
        Ok(Profile { version, ..record.value })
    }

    async fn save_and_recount(
        &self,
        athlete: &AthleteId,
        record: &Versioned<Profile>,
        since: NaiveDate,
    ) -> Result<u64, TableError> {
        let (key, next) = (Key::profile(athlete), record.version.saturating_add(1));
        let item = versioned::item(&key, &Versioned { value: &record.value, version: next })?;
        let mut patience = Patience::new();
        loop {
            let mut transaction = Transaction::new(self);
            let (condition, values) = versioned::unchanged(record.version);
            let put = transaction.put(item.clone()).condition_expression(condition);
            transaction.add_put(Part::Profile, put.set_expression_attribute_values(values))?;
            self.mark_recount(&mut transaction, athlete, since).await?;
            match transaction.commit().await? {
                Outcome::Done => return Ok(next),
                Outcome::Refused(parts) if parts.contains(&Part::Profile) => {
                    return self.is_ours(&key, &item).await.map(|()| next);
                }
                Outcome::Refused(_) | Outcome::Contended => patience.wait().await?,
            }
        }
    }
}
