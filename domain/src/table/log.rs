//! Logging a workout: once, however often the request arrives.

use crate::act::{Act, Permit};
use crate::athlete::AthleteId;
use crate::digest::Digest;
use crate::grant::ClientId;
use crate::load::{Account, VERSION};
use crate::table::error::unreadable;
use crate::table::item::{Stored, fingerprint};
use crate::table::keys::{Activity, Key};
use crate::table::originals::Reference;
use crate::table::rollup::Deltas;
use crate::table::track::Chunks;
use crate::table::transaction::{Outcome, Part, Patience, Transaction};
use crate::table::{Item, Table, TableError, athlete, number};
use crate::track::Track;
use crate::workout::{Details, Source, Workout, WorkoutId};
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use serde_dynamo::aws_sdk_dynamodb_1::{from_item, to_item};

/// For how long the repetition of a request is recognised by its idempotency key.
const REMEMBERED: Duration = Duration::hours(24);

/// The attribute of a record that holds what the request was answered.
const ANSWER: &str = "answer";

/// A workout to be logged.
#[derive(Clone, Debug, PartialEq)]
pub struct NewWorkout {
    /// Its id, made by whoever logs it.
    pub id: WorkoutId,
    /// What was done.
    pub details: Details,
    /// Every training load that is known of it.
    pub account: Account,
    /// What its track amounts to.
    pub digest: Digest,
    /// Where it came from; a file is claimed, so that it cannot be imported twice.
    pub source: Source,
    /// What the device recorded.
    pub track: Option<Track>,
    /// What the client calls this request, so that it can safely send it again within a day.
    pub idempotency_key: Option<RequestKey>,
}

/// What a request is called by whoever sends it. Keys of different doors, and of different clients, never meet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RequestKey {
    /// By a form of our own pages.
    Form(String),
    /// By a program.
    Client(ClientId, String),
}

/// A workout that is in the log now.
#[derive(Clone, Debug, PartialEq)]
pub enum Logged {
    /// It was logged by this call.
    New(Workout),
    /// It had been logged before: the same request, or the same file.
    Before {
        /// What the request was answered with at first; of a file, the workout as it is in the log.
        first: Workout,
        /// The workout as it is in the log now, unless it was deleted.
        now: Option<Box<Workout>>,
    },
}

/// The record of a request that was answered.
#[derive(Serialize, Deserialize)]
struct Request {
    workout: WorkoutId,
    fingerprint: String,
    expires_at: i64,
}

/// Everything that is written for one workout.
struct Entry<'a> {
    athlete: &'a AthleteId,
    stored: Stored,
    chunks: Chunks,
    request: Option<(Key, Request)>,
    now: DateTime<Utc>,
}

impl Table {
    /// Logs a workout, its day's sums and what makes the request repeatable, all or nothing.
    ///
    /// For [`Act::LogWorkout`] or [`Act::ImportWorkouts`]. The same idempotency key with other details is
    /// [`TableError::KeyReused`]; with the same, it is told for a day what the first request was answered.
    pub async fn log(
        &self,
        permit: &Permit,
        new: NewWorkout,
        now: DateTime<Utc>,
    ) -> Result<Logged, TableError> {
        let athlete = athlete(permit, &[Act::LogWorkout, Act::ImportWorkouts])?;
        let entry = Entry::new(athlete, new, now)?;
        let _turn = self.turns.take(athlete).await;
        let mut patience = Patience::new();
        loop {
            match self.entering(&entry).await?.commit().await? {
                Outcome::Done => return Ok(Logged::New(entry.stored.workout)),
                Outcome::Contended => {}
                Outcome::Refused(parts) => {
                    if let Some(logged) = self.logged_before(&entry, &parts).await? {
                        return Ok(logged);
                    }
                }
            }
            patience.wait().await?;
        }
    }

    /// The workout that was read from this leg of the file with this SHA-256, if one is in the log.
    pub async fn imported_before(
        &self,
        permit: &Permit,
        sha256: &str,
        leg: u16,
    ) -> Result<Option<WorkoutId>, TableError> {
        let athlete = permit.covers(Act::ImportWorkouts)?;
        self.claimant(&Key::file_leg(athlete, sha256, leg)).await
    }

    async fn entering(&self, entry: &Entry<'_>) -> Result<Transaction<'_>, TableError> {
        let mut transaction = Transaction::new(self);
        let stored = self.number(&mut transaction, entry.athlete, (None, &entry.stored)).await?;
        let workout = transaction.put(stored.write(entry.athlete)?);
        transaction.add_put(Part::Workout, workout.condition_expression("attribute_not_exists(pk)"))?;
        if let Some((key, request)) = &entry.request {
            let record = transaction.put(record(key, request, &entry.stored)?);
            let record = record
                .condition_expression("attribute_not_exists(pk) OR expires_at <= :now")
                .expression_attribute_values(":now", number(entry.now.timestamp()));
            transaction.add_put(Part::Idempotency, record)?;
        }
        claim(&mut transaction, entry.athlete, &entry.stored)?;
        entry.chunks.put(&mut transaction, entry.athlete, &entry.stored.workout.id)?;
        if let Source::File(file) = &entry.stored.workout.source {
            self.refer(&mut transaction, (entry.athlete, &file.sha256), Reference::Gained).await?;
        }
        let deltas = Deltas::default().plus(&entry.stored);
        self.count(&mut transaction, entry.athlete, deltas).await?;
        Ok(transaction)
    }

    /// The workout because of which this one was refused; `None` if that is gone by now.
    async fn logged_before(&self, entry: &Entry<'_>, parts: &[Part]) -> Result<Option<Logged>, TableError> {
        let ours = &entry.stored.workout;
        let (id, answer) = if parts.contains(&Part::Idempotency) {
            let Some((id, answer)) = self.answered(entry).await? else { return Ok(None) };
            (id, answer)
        } else if parts.contains(&Part::Workout) {
            (ours.id.clone(), None)
        } else {
            let Some(id) = self.first_claimant(entry).await? else { return Ok(None) };
            (id, None)
        };
        let stored = self.stored(entry.athlete, &id).await?;
        let Some(first) = answer.or_else(|| Some(stored.as_ref()?.workout.clone())) else { return Ok(None) };
        if first == *ours {
            // Our own, written by an attempt whose answer was lost.
            return Ok(Some(Logged::New(first)));
        }
        let now = stored.filter(|stored| stored.deleted.is_none()).map(|stored| Box::new(stored.workout));
        Ok(Some(Logged::Before { first, now }))
    }

    /// The workout that the first request with this key logged, and what it was answered: nothing is known of that
    /// where the record is of a Longrun that did not keep it.
    async fn answered(&self, entry: &Entry<'_>) -> Result<Option<(WorkoutId, Option<Workout>)>, TableError> {
        let Some((key, ours)) = &entry.request else { return Ok(None) };
        let Some(mut item) = self.get(key).await? else { return Ok(None) };
        let answer = match item.remove(ANSWER) {
            Some(AttributeValue::M(row)) => Some(Stored::read(&row)?.workout),
            _ => None,
        };
        let before: Request = from_item(item).map_err(unreadable)?;
        if before.fingerprint != ours.fingerprint {
            return Err(TableError::KeyReused);
        }
        Ok(Some((before.workout, answer)))
    }

    async fn first_claimant(&self, entry: &Entry<'_>) -> Result<Option<WorkoutId>, TableError> {
        for key in entry.stored.claims(entry.athlete) {
            if let Some(id) = self.claimant(&key).await? {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    pub(super) async fn claimant(&self, key: &Key) -> Result<Option<WorkoutId>, TableError> {
        let claim = self.get(key).await?;
        Ok(claim.and_then(|claim| WorkoutId::parse(claim.get("workout")?.as_s().ok()?)))
    }
}

impl<'a> Entry<'a> {
    fn new(athlete: &'a AthleteId, new: NewWorkout, now: DateTime<Utc>) -> Result<Self, TableError> {
        let chunks = Chunks::of(new.track.as_ref())?;
        let request = match &new.idempotency_key {
            Some(key) => Some((Key::idempotency(athlete, key), Request::new(&new, now)?)),
            None => None,
        };
        let activity = matches!(new.source, Source::File(_)).then(|| Activity::of(&new.details));
        let workout = Workout {
            id: new.id,
            version: 1,
            details: new.details,
            load: new.account.counted(VERSION),
            source: new.source,
            has_track: !chunks.is_empty(),
            created_at: now,
            updated_at: now,
        };
        let stored = Stored {
            workout,
            account: new.account,
            digest: new.digest,
            track_chunks: chunks.len(),
            activity,
            counted: None,
            change: None,
            deleted: None,
        };
        Ok(Self { athlete, stored, chunks, request, now })
    }
}

impl Request {
    fn new(new: &NewWorkout, now: DateTime<Utc>) -> Result<Self, TableError> {
        let expires_at = (now + REMEMBERED).timestamp();
        Ok(Self { workout: new.id.clone(), fingerprint: fingerprint(&new.details)?, expires_at })
    }
}

/// The record keeps the workout, too, as it may be changed before the request comes again.
fn record(key: &Key, request: &Request, stored: &Stored) -> Result<Item, TableError> {
    let mut record: Item = to_item(request).map_err(unreadable)?;
    record.insert(ANSWER.to_owned(), AttributeValue::M(stored.row()?));
    record.extend(key.item());
    Ok(record)
}

/// Takes the markers that keep a file from being imported twice.
pub(super) fn claim(
    transaction: &mut Transaction<'_>,
    athlete: &AthleteId,
    stored: &Stored,
) -> Result<(), TableError> {
    for key in stored.claims(athlete) {
        let mut item = key.item();
        item.insert("workout".to_owned(), AttributeValue::S(stored.workout.id.to_string()));
        let put = transaction.put(item).condition_expression("attribute_not_exists(pk)");
        transaction.add_put(Part::Claim, put)?;
    }
    Ok(())
}
