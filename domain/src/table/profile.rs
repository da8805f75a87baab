//! What athletes tell about themselves.

use crate::act::{Act, Permit};
use crate::athlete::Profile;
use crate::table::keys::Key;
use crate::table::{Table, TableError, Versioned, athlete};

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

    /// Saves a profile over the version it names, 0 for the first. For [`Act::EditProfile`].
    ///
    /// [`TableError::Changed`] if another was saved meanwhile.
    pub async fn save_profile(&self, permit: &Permit, profile: Profile) -> Result<Profile, TableError> {
        let key = Key::profile(permit.covers(Act::EditProfile)?);
        let record = Versioned { version: profile.version, value: profile };
        let version = self.save(&key, &record, None).await?;
        Ok(Profile { version, ..record.value })
    }
}
