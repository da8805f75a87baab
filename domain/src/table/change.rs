//! Changing, deleting and bringing back a workout; the sums of its days follow in the same transaction.

use crate::act::{Act, Permit};
use crate::athlete::AthleteId;
use crate::digest::Digest;
use crate::load::{Account, Method, VERSION};
use crate::table::item::Stored;
use crate::table::keys::{EXPIRY, Key};
use crate::table::log::claim;
use crate::table::originals::Reference;
use crate::table::rollup::Deltas;
use crate::table::transaction::{Outcome, Part, Patience, Transaction};
use crate::table::{Table, TableError, athlete, number};
use crate::workout::{Details, Source, Workout, WorkoutId};
use chrono::{DateTime, Duration, Utc};

/// For how long a deleted workout can be brought back.
const RESTORABLE: Duration = Duration::hours(24);

/// What a workout shall be from now on.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// The version that was looked at.
    pub version: u64,
    /// The new details.
    pub details: Details,
    /// Every load that belongs to them.
    pub account: Account,
    /// What its track amounts to, by the sport that it is now.
    pub digest: Digest,
}

impl Table {
    /// Replaces what is said about a workout, if it is still at the version that was looked at.
    ///
    /// For [`Act::EditWorkout`]. Otherwise [`TableError::Changed`], or [`TableError::NotFound`].
    pub async fn replace(
        &self,
        permit: &Permit,
        id: &WorkoutId,
        edit: Edit,
        now: DateTime<Utc>,
    ) -> Result<Workout, TableError> {
        let athlete = permit.covers(Act::EditWorkout)?;
        let version = edit.version;
        self.rewrite(athlete, (id, version), |before| before.edited(edit.clone(), now)).await
    }

    /// Counts the workout's load by this method from now on, or by the preferred one, if it is still at the version
    /// that was looked at.
    ///
    /// For [`Act::EditWorkout`]. Otherwise [`TableError::Changed`], or [`TableError::NotFound`].
    pub async fn count_load_by(
        &self,
        permit: &Permit,
        (id, version): (&WorkoutId, u64),
        choice: Option<Method>,
        now: DateTime<Utc>,
    ) -> Result<Workout, TableError> {
        let athlete = permit.covers(Act::EditWorkout)?;
        let chosen = |before: Stored| {
            let account = before.account.clone().choosing(choice);
            let (details, digest) = (before.workout.details.clone(), before.digest.clone());
            let edit = Edit { version, details, account: account.clone(), digest };
            Stored { account, ..before }.edited(edit, now)
        };
        self.rewrite(athlete, (id, version), chosen).await
    }

    /// Makes of a workout that is still at this version what it shall be.
    async fn rewrite(
        &self,
        athlete: &AthleteId,
        (id, version): (&WorkoutId, u64),
        change: impl Fn(Stored) -> Stored,
    ) -> Result<Workout, TableError> {
        let _turn = self.turns.take(athlete).await;
        let mut patience = Patience::new();
        loop {
            let before = self.stored(athlete, id).await?.filter(|stored| stored.deleted.is_none());
            let before = before.ok_or(TableError::NotFound)?;
            let after = change(before.clone());
            if before.workout == after.workout {
                // Our own, written by an attempt whose answer was lost.
                return Ok(after.workout);
            }
            expect(&before, version)?;
            let mut transaction = Transaction::new(self);
            self.overwrite(&mut transaction, athlete, (&before, &after)).await?;
            let deltas = Deltas::default().minus(&before).plus(&after);
            self.count(&mut transaction, athlete, deltas).await?;
            if transaction.commit().await? == Outcome::Done {
                return Ok(after.workout);
            }
            patience.wait().await?;
        }
    }

    /// Deletes a workout; for 24 hours it can be brought back, then it is gone with its track and,
    /// with the last workout that was read from it, its original.
    ///
    /// For [`Act::DeleteWorkout`], or [`Act::ImportWorkouts`] to undo an import.
    pub async fn delete(
        &self,
        permit: &Permit,
        id: &WorkoutId,
        version: u64,
        now: DateTime<Utc>,
    ) -> Result<(), TableError> {
        let athlete = athlete(permit, &[Act::DeleteWorkout, Act::ImportWorkouts])?;
        let _turn = self.turns.take(athlete).await;
        let mut patience = Patience::new();
        loop {
            let before = self.stored(athlete, id).await?.ok_or(TableError::NotFound)?;
            match before.deleted {
                Some((at, _)) if at == now && before.workout.version.checked_sub(1) == Some(version) => {
                    return Ok(());
                }
                Some(_) => return Err(TableError::NotFound),
                None => expect(&before, version)?,
            }
            if self.deleting(athlete, &before, now).await?.commit().await? == Outcome::Done {
                return Ok(());
            }
            patience.wait().await?;
        }
    }

    /// Brings a deleted workout back; one that was not deleted stays as it is.
    ///
    /// For [`Act::DeleteWorkout`]. [`TableError::Duplicate`] if the same file was imported again meanwhile.
    pub async fn restore(
        &self,
        permit: &Permit,
        id: &WorkoutId,
        now: DateTime<Utc>,
    ) -> Result<Workout, TableError> {
        let athlete = permit.covers(Act::DeleteWorkout)?;
        let _turn = self.turns.take(athlete).await;
        let mut patience = Patience::new();
        loop {
            let before = self.stored(athlete, id).await?.ok_or(TableError::NotFound)?;
            match before.deleted {
                None => return Ok(before.workout),
                Some((_, expires_at)) if expires_at <= now.timestamp() => return Err(TableError::NotFound),
                Some(_) => {}
            }
            let after = before.clone().brought_back(now);
            match self.restoring(athlete, (&before, &after)).await?.commit().await? {
                Outcome::Done => return Ok(after.workout),
                Outcome::Refused(parts) if parts.contains(&Part::Claim) => {
                    self.rival(athlete, &after).await?;
                }
                Outcome::Refused(_) | Outcome::Contended => {}
            }
            patience.wait().await?;
        }
    }

    async fn deleting(
        &self,
        athlete: &AthleteId,
        before: &Stored,
        now: DateTime<Utc>,
    ) -> Result<Transaction<'_>, TableError> {
        let expires_at = (now + RESTORABLE).timestamp();
        let after = Stored { deleted: Some((now, expires_at)), ..before.clone().touched(now) };
        let mut transaction = Transaction::new(self);
        self.overwrite(&mut transaction, athlete, (before, &after)).await?;
        for key in before.claims(athlete) {
            let delete = transaction.delete(&key);
            transaction.add_delete(Part::Claim, delete)?;
        }
        keep(&mut transaction, &track(athlete, before), Some(expires_at))?;
        if let Source::File(file) = &before.workout.source {
            let step = Reference::Lost { due: expires_at };
            self.refer(&mut transaction, (athlete, &file.sha256), step).await?;
        }
        self.count(&mut transaction, athlete, Deltas::default().minus(before)).await?;
        Ok(transaction)
    }

    async fn restoring(
        &self,
        athlete: &AthleteId,
        change: (&Stored, &Stored),
    ) -> Result<Transaction<'_>, TableError> {
        let mut transaction = Transaction::new(self);
        self.overwrite(&mut transaction, athlete, change).await?;
        claim(&mut transaction, athlete, change.1)?;
        keep(&mut transaction, &track(athlete, change.1), None)?;
        if let Source::File(file) = &change.1.workout.source {
            self.refer(&mut transaction, (athlete, &file.sha256), Reference::Gained).await?;
        }
        self.count(&mut transaction, athlete, Deltas::default().plus(change.1)).await?;
        Ok(transaction)
    }

    /// Puts the workout as it shall be where it still is as it was read: every change counts the version up.
    async fn overwrite(
        &self,
        transaction: &mut Transaction<'_>,
        athlete: &AthleteId,
        (before, after): (&Stored, &Stored),
    ) -> Result<(), TableError> {
        let after = self.number(transaction, athlete, (Some(before), after)).await?;
        let put = transaction.put(after.write(athlete)?);
        let put = put
            .condition_expression("version = :version")
            .expression_attribute_values(":version", number(before.workout.version));
        transaction.add_put(Part::Workout, put)
    }

    /// An error if another workout holds what this one claims.
    async fn rival(&self, athlete: &AthleteId, stored: &Stored) -> Result<(), TableError> {
        for key in stored.claims(athlete) {
            match self.claimant(&key).await? {
                Some(rival) if rival != stored.workout.id => return Err(TableError::Duplicate(rival)),
                _ => {}
            }
        }
        Ok(())
    }
}

impl Stored {
    fn touched(mut self, now: DateTime<Utc>) -> Self {
        self.workout.version += 1;
        self.workout.updated_at = now;
        self
    }

    fn brought_back(self, now: DateTime<Utc>) -> Self {
        Self { deleted: None, ..self.touched(now) }
    }

    /// This workout after the edit, which counts from the version it names.
    fn edited(mut self, edit: Edit, now: DateTime<Utc>) -> Self {
        self.workout.version = edit.version.saturating_add(1);
        self.workout.updated_at = now;
        self.workout.details = edit.details;
        self.digest = edit.digest;
        // The athlete's choice of a method stands until they take it back.
        self.account = edit.account.choosing(self.account.choice());
        self.workout.load = self.account.counted(VERSION);
        self.counted = None;
        self
    }
}

fn expect(stored: &Stored, version: u64) -> Result<(), TableError> {
    let current = stored.workout.version;
    if current == version { Ok(()) } else { Err(TableError::Changed { current }) }
}

fn track(athlete: &AthleteId, stored: &Stored) -> Vec<Key> {
    (0..stored.track_chunks).map(|chunk| Key::track(athlete, &stored.workout.id, chunk)).collect()
}

/// Lets these items expire, or keeps them for good.
fn keep(transaction: &mut Transaction<'_>, keys: &[Key], expires_at: Option<i64>) -> Result<(), TableError> {
    for key in keys {
        let update = transaction.update(key).condition_expression("attribute_exists(pk)");
        let update = match expires_at {
            Some(at) => update
                .update_expression(format!("SET {EXPIRY} = :at"))
                .expression_attribute_values(":at", number(at)),
            None => update.update_expression(format!("REMOVE {EXPIRY}")),
        };
        transaction.add_update(Part::Chunk, update)?;
    }
    Ok(())
}
