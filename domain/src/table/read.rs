//! Reading the log: one workout, pages of them, and the sums of days.

use crate::act::{Act, Permit};
use crate::athlete::AthleteId;
use crate::sport::Sport;
use crate::table::error::{unreachable, unreadable};
use crate::table::item::Stored;
use crate::table::keys::{Key, Range};
use crate::table::known::Place;
use crate::table::transaction::Patience;
use crate::table::{Item, Table, TableError, athlete, rollup};
use crate::trend::Day;
use crate::workout::{Opened, Workout, WorkoutId};
use aws_sdk_dynamodb::operation::query::QueryOutput;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Which workouts to list; both days belong to them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// The first local day.
    pub from: Option<NaiveDate>,
    /// The last local day.
    pub to: Option<NaiveDate>,
    /// The sport; every `other` sport is one.
    pub sport: Option<Sport>,
}

/// Where a page ended. Seal it before it leaves the server.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Position {
    pub(super) start: String,
    pub(super) id: WorkoutId,
}

/// A page of workouts, newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// The workouts.
    pub items: Vec<Workout>,
    /// Where the next page begins, if there is one.
    pub next: Option<Position>,
}

impl Table {
    /// A workout; `None` if there is none with this id, or it was deleted.
    ///
    /// For [`Act::ReadWorkouts`], [`Act::EditWorkout`], [`Act::DeleteWorkout`] or [`Act::ImportWorkouts`].
    pub async fn workout(&self, permit: &Permit, id: &WorkoutId) -> Result<Option<Workout>, TableError> {
        let acts = [Act::ReadWorkouts, Act::EditWorkout, Act::DeleteWorkout, Act::ImportWorkouts];
        let stored = self.stored(athlete(permit, &acts)?, id).await?;
        Ok(stored.filter(|stored| stored.deleted.is_none()).map(|stored| stored.workout))
    }

    /// A workout with every load of it; `None` if there is none with this id, or it was deleted.
    ///
    /// For [`Act::ReadWorkouts`].
    pub async fn opened(&self, permit: &Permit, id: &WorkoutId) -> Result<Option<Opened>, TableError> {
        let stored = self.stored(permit.covers(Act::ReadWorkouts)?, id).await?;
        let stored = stored.filter(|stored| stored.deleted.is_none());
        Ok(stored.map(|Stored { workout, account, digest, .. }| Opened { workout, account, digest }))
    }

    /// A workout that was deleted and until when it can be brought back; `None` if it cannot be.
    ///
    /// For [`Act::DeleteWorkout`].
    pub async fn deleted(
        &self,
        permit: &Permit,
        id: &WorkoutId,
        now: DateTime<Utc>,
    ) -> Result<Option<(Workout, DateTime<Utc>)>, TableError> {
        let stored = self.stored(permit.covers(Act::DeleteWorkout)?, id).await?;
        let deleted = stored.and_then(|stored| Some((stored.workout, stored.deleted?.1)));
        let until = |(workout, at)| Some((workout, DateTime::from_timestamp(at, 0)?));
        Ok(deleted.and_then(until).filter(|(_, until)| *until > now))
    }

    /// Which of these are in the log: logged, and not deleted.
    ///
    /// For [`Act::ReadWorkouts`] or [`Act::ImportWorkouts`].
    pub async fn logged_among(
        &self,
        permit: &Permit,
        ids: &BTreeSet<WorkoutId>,
    ) -> Result<BTreeSet<WorkoutId>, TableError> {
        let athlete = athlete(permit, &[Act::ReadWorkouts, Act::ImportWorkouts])?;
        let keys: Vec<_> = ids.iter().map(|id| Key::workout(athlete, id)).collect();
        let items = self.several(&keys).await?;
        let stored = items.iter().map(Stored::read).collect::<Result<Vec<_>, _>>()?;
        Ok(stored.into_iter().filter(|it| it.deleted.is_none()).map(|it| it.workout.id).collect())
    }

    /// At most `limit` workouts, newest first, after those of the page before.
    ///
    /// For [`Act::ReadWorkouts`] or [`Act::ImportWorkouts`].
    pub async fn page(
        &self,
        permit: &Permit,
        filter: &Filter,
        after: Option<&Position>,
        limit: usize,
    ) -> Result<Page, TableError> {
        let athlete = athlete(permit, &[Act::ReadWorkouts, Act::ImportWorkouts])?;
        let (listed, next) = self.listed(athlete, (filter, after), limit).await?;
        Ok(Page { items: listed.into_iter().map(|(_, workout)| workout).collect(), next })
    }

    /// A page of workouts with their places.
    pub(super) async fn listed(
        &self,
        athlete: &AthleteId,
        (filter, after): (&Filter, Option<&Position>),
        limit: usize,
    ) -> Result<(Vec<(Place, Workout)>, Option<Position>), TableError> {
        let mut patience = Patience::new();
        loop {
            let (places, more) = self.places(athlete, (filter, after), limit).await?;
            if let Some(workouts) = self.at_versions(athlete, &places).await? {
                let listed: Vec<_> = places.into_iter().zip(workouts).collect();
                let next = listed.last().filter(|_| more).map(|(place, _)| place.position());
                return Ok((listed, next));
            }
            patience.wait().await?;
        }
    }

    /// At most `limit` places, newest first, and whether there are more.
    async fn places(
        &self,
        athlete: &AthleteId,
        (filter, after): (&Filter, Option<&Position>),
        limit: usize,
    ) -> Result<(Vec<Place>, bool), TableError> {
        let mut pages = Pages::new(athlete, filter, after);
        let mut places = Vec::new();
        // One more than asked for tells whether there is a next page.
        while places.len() <= limit && !pages.ended {
            let answer = self.one_page(&pages, limit + 1 - places.len()).await?;
            for item in pages.turn(answer) {
                places.push(Place::read(&item)?);
            }
        }
        let more = places.len() > limit;
        places.truncate(limit);
        Ok((places, more))
    }

    /// The days that have workouts, oldest first, both ends included. For [`Act::ReadTrends`].
    ///
    /// One query over the rollups, however long the history is.
    pub async fn days(
        &self,
        permit: &Permit,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Day>, TableError> {
        let athlete = permit.covers(Act::ReadTrends)?;
        if from > to {
            return Ok(Vec::new());
        }
        let items = self.all(&Range::days(athlete, from, to)).await?;
        let days: Option<Vec<Day>> = items.iter().map(rollup::day).collect();
        let days = days.ok_or_else(|| unreadable("a day"))?;
        Ok(days.into_iter().filter(|day| !day.by_sport.is_empty()).collect())
    }

    pub(super) async fn stored(
        &self,
        athlete: &AthleteId,
        id: &WorkoutId,
    ) -> Result<Option<Stored>, TableError> {
        self.get(&Key::workout(athlete, id)).await?.as_ref().map(Stored::read).transpose()
    }

    async fn one_page(&self, pages: &Pages, limit: usize) -> Result<QueryOutput, TableError> {
        let limit = i32::try_from(limit).unwrap_or(i32::MAX);
        let query = self.query(&pages.range).scan_index_forward(false).limit(limit);
        query.set_exclusive_start_key(pages.after.clone()).send().await.map_err(unreachable)
    }
}

/// The way through a range, page by page.
struct Pages {
    range: Range,
    after: Option<Item>,
    ended: bool,
}

impl Pages {
    fn new(athlete: &AthleteId, filter: &Filter, after: Option<&Position>) -> Self {
        let sport = filter.sport.as_ref().map(Sport::code);
        let range = Range::workouts(athlete, sport, filter.from, filter.to);
        let after = after.map(|position| range.after(athlete, sport, (&position.start, &position.id)));
        let ended = range.from > range.to;
        Self { range, after, ended }
    }

    fn turn(&mut self, answer: QueryOutput) -> Vec<Item> {
        self.ended = answer.last_evaluated_key.is_none();
        self.after = answer.last_evaluated_key;
        answer.items.unwrap_or_default()
    }
}
