//! What has changed since somebody looked: each workout once, at its newest change.
//!
//! Every transaction that writes a workout takes the next number of the log's revision, on the condition that nobody
//! took it meanwhile, and puts a row under it in place of the workout's row before. So rows are committed in the
//! order of their numbers. A reader first learns the revision and then reads rows up to it, which all lie there by
//! then: a query that ran into newer ones could have passed the place of one that was committed while it ran.
//! Whatever comes later, also to a workout that has just been read, has a number beyond the revision, where the
//! reader goes on. Rows of deleted workouts stay when the workout goes.
//!
//! Who begins walks the log itself, as there are workouts older than this feed, and goes on with the rows after the
//! revision at which the walk began: what was missed because it moved meanwhile has a row there.

use crate::act::{Act, Permit};
use crate::athlete::AthleteId;
use crate::table::error::{unreachable, unreadable};
use crate::table::item::Stored;
use crate::table::keys::{Key, Range, sort_after};
use crate::table::transaction::{Part, Transaction};
use crate::table::{Filter, Item, Position, Table, TableError, recent};
use crate::workout::{Workout, WorkoutId};
use serde::{Deserialize, Serialize};
use serde_dynamo::aws_sdk_dynamodb_1::{from_item, to_item};
use std::collections::{BTreeMap, BTreeSet};

/// Where a reader of the feed is. Seal it before it leaves the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Since(Place);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Place {
    /// On a walk that began at this revision, after the workout at this position; at the newest if there is none.
    Walk(u64, Option<Position>),
    /// After the row with this number.
    Row(u64),
}

/// What became of a workout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It is in the log as it was logged.
    Created,
    /// It was changed, or deleted and brought back.
    Updated,
    /// It is not in the log any more.
    Deleted,
}

/// A workout at its newest change.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What became of it.
    pub kind: ChangeKind,
    /// Which workout.
    pub id: WorkoutId,
    /// Its version.
    pub version: u64,
    /// The workout at that version, unless it was deleted.
    pub workout: Option<Workout>,
}

/// A page of the feed, in the order of the changes; on the walk, the newest workout first.
#[derive(Clone, Debug, PartialEq)]
pub struct Changes {
    /// What has changed; perhaps nothing, although there is more.
    pub items: Vec<Change>,
    /// Where to go on, now or later.
    pub next: Since,
    /// Whether there is more by now.
    pub more: bool,
}

/// A row of the feed, under its number.
#[derive(Debug, Serialize, Deserialize)]
struct Row {
    workout: WorkoutId,
    kind: ChangeKind,
    version: u64,
}

impl Table {
    /// What has changed since, of at most `limit` workouts; without `since`, the whole log. For [`Act::ReadWorkouts`].
    ///
    /// [`TableError::NotFound`] if `since` is from another life of the log: then begin anew.
    pub async fn changes(
        &self,
        permit: &Permit,
        since: Option<&Since>,
        limit: usize,
    ) -> Result<Changes, TableError> {
        let athlete = permit.covers(Act::ReadWorkouts)?;
        let revision = self.revision(athlete).await?;
        match since.map_or(&Place::Walk(revision, None), |since| &since.0) {
            Place::Walk(began, _) | Place::Row(began) if *began > revision => Err(TableError::NotFound),
            Place::Walk(began, after) => self.walk(athlete, (*began, after.as_ref()), limit).await,
            Place::Row(seen) => self.rows(athlete, (*seen, revision), limit).await,
        }
    }

    async fn walk(
        &self,
        athlete: &AthleteId,
        (began, after): (u64, Option<&Position>),
        limit: usize,
    ) -> Result<Changes, TableError> {
        let (page, next) = self.listed(athlete, (&Filter::default(), after), limit).await?;
        // What was changed since has a row after the walk, and would come twice.
        let settled = page.into_iter().filter(|(place, _)| place.change.is_none_or(|number| number <= began));
        let items = settled.map(|(_, workout)| Change::of(workout)).collect();
        if next.is_some() {
            return Ok(Changes { items, next: Since(Place::Walk(began, next)), more: true });
        }
        let more = self.revision(athlete).await? > began;
        Ok(Changes { items, next: Since(Place::Row(began)), more })
    }

    /// The changes by rows after `seen` and up to `revision`.
    async fn rows(
        &self,
        athlete: &AthleteId,
        (seen, revision): (u64, u64),
        limit: usize,
    ) -> Result<Changes, TableError> {
        let mut rows = self.some_rows(athlete, (seen, revision), limit).await?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let last = rows.last().filter(|_| more).map_or(revision, |(number, _)| *number);
        let living = rows.iter().filter(|(_, row)| row.kind != ChangeKind::Deleted);
        let ids: BTreeSet<_> = living.map(|(_, row)| &row.workout).collect();
        let keys: Vec<_> = ids.into_iter().map(|id| Key::workout(athlete, id)).collect();
        let mut workouts = BTreeMap::new();
        for item in self.several(&keys).await? {
            let workout = Stored::read(&item)?.workout;
            workouts.insert(workout.id.clone(), workout);
        }
        let items = rows.into_iter().filter_map(|(_, row)| row.change(&mut workouts)).collect();
        Ok(Changes { items, next: Since(Place::Row(last)), more })
    }

    /// One row more than asked for tells whether there is more.
    async fn some_rows(
        &self,
        athlete: &AthleteId,
        (seen, revision): (u64, u64),
        limit: usize,
    ) -> Result<Vec<(u64, Row)>, TableError> {
        let (mut rows, mut from) = (Vec::new(), seen + 1);
        while rows.len() <= limit && from <= revision {
            let most = i32::try_from(limit + 1 - rows.len()).unwrap_or(i32::MAX);
            let query = self.query(&Range::changes(athlete, from, revision)).limit(most);
            let answer = query.send().await.map_err(unreachable)?;
            for item in answer.items.unwrap_or_default() {
                rows.push(row(item)?);
            }
            from = match (answer.last_evaluated_key, rows.last()) {
                (Some(_), Some((last, _))) => last + 1,
                _ => revision + 1,
            };
        }
        Ok(rows)
    }

    /// Takes the next number of the log's revision for a write of this workout, and puts its row there; returns the
    /// workout as it is to be written. Refused as [`Part::Revision`] if somebody took the number meanwhile.
    pub(super) async fn number(
        &self,
        transaction: &mut Transaction<'_>,
        athlete: &AthleteId,
        (before, after): (Option<&Stored>, &Stored),
    ) -> Result<Stored, TableError> {
        let seen = self.revision(athlete).await?;
        let number = recent::count_from(transaction, athlete, seen)?;
        let workout = &after.workout;
        let row = Row { workout: workout.id.clone(), kind: kind(after), version: workout.version };
        let mut item: Item = to_item(row).map_err(unreadable)?;
        item.extend(Key::change(athlete, number).item());
        let put = transaction.put(item);
        transaction.add_put(Part::Revision, put)?;
        if let Some(earlier) = before.and_then(|before| before.change) {
            let delete = transaction.delete(&Key::change(athlete, earlier));
            transaction.add_delete(Part::Revision, delete)?;
        }
        Ok(Stored { change: Some(number), ..after.clone() })
    }
}

impl Row {
    /// The change that the row speaks of; `None` if the workout was changed again since the row was read, as it
    /// comes then with a later one.
    fn change(self, workouts: &mut BTreeMap<WorkoutId, Workout>) -> Option<Change> {
        if self.kind == ChangeKind::Deleted {
            let Self { workout: id, kind, version } = self;
            return Some(Change { kind, id, version, workout: None });
        }
        workouts.get(&self.workout).filter(|workout| workout.version == self.version)?;
        workouts.remove(&self.workout).map(Change::of)
    }
}

impl Change {
    fn of(workout: Workout) -> Self {
        let (kind, id, version) = (living(workout.version), workout.id.clone(), workout.version);
        Self { kind, id, version, workout: Some(workout) }
    }
}

fn kind(stored: &Stored) -> ChangeKind {
    stored.deleted.map_or_else(|| living(stored.workout.version), |_| ChangeKind::Deleted)
}

fn living(version: u64) -> ChangeKind {
    if version == 1 { ChangeKind::Created } else { ChangeKind::Updated }
}

fn row(item: Item) -> Result<(u64, Row), TableError> {
    let number = sort_after(&item, "CHANGE#").and_then(|number| number.parse().ok());
    let number = number.ok_or_else(|| unreadable("a row of the feed"))?;
    Ok((number, from_item(item).map_err(unreadable)?))
}
