//! What pages and programs read most, kept in memory for as long as the log is not written.
//!
//! Every transaction that changes a log counts it up in the item `REVISION`, which [`Table::standing`] reads
//! together with the profile. Rows that were read after revision n was seen hold everything up to n, so they
//! are shown for as long as n is what the table says: a process sees each write of every other at once.

use crate::act::{Act, Permit};
use crate::athlete::{AthleteId, Profile};
use crate::history::History;
use crate::records::Staircase;
use crate::table::error::unreadable;
use crate::table::keys::Key;
use crate::table::known::{self, Known};
use crate::table::profile::WANT_PROFILE;
use crate::table::transaction::{Part, Transaction};
use crate::table::{Filter, Item, Page, Position, Table, TableError, athlete, number, versioned};
use crate::trend::Day;
use crate::zones::Spent;
use chrono::NaiveDate;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::hash::Hash;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// How many rows of each kind are kept, of all athletes together: some five megabytes, as what people wrote counts
/// for as many more as it would fill.
pub(super) const ROWS: u64 = 15_000;

/// How many days of histories are kept, of all athletes together: some three megabytes.
const HISTORY_DAYS: u64 = 60_000;

/// How many efforts of staircases are kept, of all athletes together: some five megabytes.
const EFFORTS: u64 = 100_000;

/// How many questions are expected to fill that: most are for thirty days and the thirty before, or for a page.
pub(super) const QUESTIONS: usize = 500;

const WRITES: &str = "writes";

/// How often an athlete's log was written when somebody looked.
///
/// The item behind it is never deleted before the athlete's whole partition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revision(u64);

/// What is known of an athlete before anything else is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The profile, if one was ever saved.
    pub profile: Option<Profile>,
    /// How often the log was written.
    pub revision: Revision,
}

/// What was read, and at which revision of the log.
type Kept<Answer> = (Revision, Arc<Answer>);

/// Whose days, from the first to the last.
type AskedDays = (AthleteId, NaiveDate, NaiveDate);

/// Whose workouts, which, after which, and how many.
type AskedPage = (AthleteId, Filter, Option<Position>, usize);

/// Whose days by which version of the formulas, from the first to the last.
type AskedHistory = (AthleteId, u16, NaiveDate, NaiveDate);

/// Whose days, from the first to the last, in the zones of which version of the profile.
type AskedSpent = (AskedDays, u64);

/// The answers that are kept.
#[derive(Clone, Debug)]
pub(super) struct Shelf {
    days: Arc<Cache<AskedDays, Kept<Vec<Day>>, Rows>>,
    pages: Arc<Cache<AskedPage, Kept<Page>, Rows>>,
    histories: Arc<Cache<AskedHistory, Kept<History>, Rows>>,
    bests: Arc<Cache<AskedDays, Kept<Staircase>, Rows>>,
    spent: Arc<Cache<AskedSpent, Kept<Spent>, Rows>>,
    pub(super) workouts: Known,
}

impl Default for Shelf {
    fn default() -> Self {
        Self {
            days: Arc::new(Cache::with_weighter(QUESTIONS, ROWS, Rows)),
            pages: Arc::new(Cache::with_weighter(QUESTIONS, ROWS, Rows)),
            histories: Arc::new(Cache::with_weighter(QUESTIONS, HISTORY_DAYS, Rows)),
            bests: Arc::new(Cache::with_weighter(QUESTIONS, EFFORTS, Rows)),
            spent: Arc::new(Cache::with_weighter(QUESTIONS, ROWS, Rows)),
            workouts: Known::default(),
        }
    }
}

#[derive(Clone, Debug)]
struct Rows;

impl<Asked> Weighter<Asked, Kept<Vec<Day>>> for Rows {
    fn weight(&self, _: &Asked, (_, days): &Kept<Vec<Day>>) -> u64 {
        1 + days.len() as u64
    }
}

impl<Asked> Weighter<Asked, Kept<History>> for Rows {
    fn weight(&self, _: &Asked, (_, history): &Kept<History>) -> u64 {
        1 + history.len() as u64
    }
}

impl<Asked> Weighter<Asked, Kept<Staircase>> for Rows {
    fn weight(&self, _: &Asked, (_, bests): &Kept<Staircase>) -> u64 {
        1 + bests.steps().iter().map(|step| 2 + step.efforts.iter().count() as u64).sum::<u64>()
    }
}

impl<Asked> Weighter<Asked, Kept<Spent>> for Rows {
    fn weight(&self, _: &Asked, _: &Kept<Spent>) -> u64 {
        1
    }
}

impl<Asked> Weighter<Asked, Kept<Page>> for Rows {
    fn weight(&self, _: &Asked, (_, page): &Kept<Page>) -> u64 {
        1 + page.items.iter().map(known::weight).sum::<u64>()
    }
}

/// What is kept, if it is still true, or what is read now.
async fn kept_or<Asked: Clone + Eq + Hash, Answer>(
    kept: &Cache<Asked, Kept<Answer>, Rows>,
    (asked, revision): (Asked, Revision),
    read: impl Future<Output = Result<Answer, TableError>>,
) -> Result<Arc<Answer>, TableError>
where
    Rows: Weighter<Asked, Kept<Answer>>,
{
    if let Some((seen, answer)) = kept.get(&asked)
        && seen == revision
    {
        return Ok(answer);
    }
    let answer = Arc::new(read.await?);
    kept.insert(asked, (revision, Arc::clone(&answer)));
    Ok(answer)
}

impl Table {
    /// The profile and the revision of the log, in one request. For the acts of [`Table::profile`].
    pub async fn standing(&self, permit: &Permit) -> Result<Standing, TableError> {
        let athlete = self::athlete(permit, &WANT_PROFILE)?;
        let [profile, revision] = self.both([Key::profile(athlete), Key::revision(athlete)]).await?;
        let profile = profile.map(versioned::read).transpose()?.map(Profile::from);
        Ok(Standing { profile, revision: Revision(writes(revision.as_ref())?) })
    }

    /// How often the log was written by now.
    pub(super) async fn revision(&self, athlete: &AthleteId) -> Result<u64, TableError> {
        writes(self.get(&Key::revision(athlete)).await?.as_ref())
    }

    /// [`Table::days`] of a log at this revision or a later one. One query, or none if the answer is still true.
    pub async fn days_at(
        &self,
        permit: &Permit,
        (from, to): (NaiveDate, NaiveDate),
        revision: Revision,
    ) -> Result<Arc<Vec<Day>>, TableError> {
        let asked = (permit.covers(Act::ReadTrends)?.clone(), from, to);
        kept_or(&self.shelf.days, (asked, revision), self.days(permit, from, to)).await
    }

    /// [`Table::history`] of a log at this revision or a later one. Two queries, or none if the answer is still true.
    pub async fn history_at(
        &self,
        permit: &Permit,
        (version, days): (u16, RangeInclusive<NaiveDate>),
        revision: Revision,
    ) -> Result<Arc<History>, TableError> {
        let asked = (permit.covers(Act::ReadTrends)?.clone(), version, *days.start(), *days.end());
        kept_or(&self.shelf.histories, (asked, revision), self.history(permit, version, days)).await
    }

    /// [`Table::bests`] of a log at this revision or a later one. Two queries, or none if the answer is still true.
    pub async fn bests_at(
        &self,
        permit: &Permit,
        days: RangeInclusive<NaiveDate>,
        revision: Revision,
    ) -> Result<Arc<Staircase>, TableError> {
        let athlete = self::athlete(permit, &[Act::ReadTrends, Act::ReadWorkouts])?.clone();
        let asked = (athlete, *days.start(), *days.end());
        kept_or(&self.shelf.bests, (asked, revision), self.bests(permit, days)).await
    }

    /// [`Table::spent`] of a log at this revision or a later one. One query, and one request for each hundred workouts,
    /// or none if the answer is still true.
    pub async fn spent_at(
        &self,
        permit: &Permit,
        (days, profile): (RangeInclusive<NaiveDate>, &Profile),
        revision: Revision,
    ) -> Result<Arc<Spent>, TableError> {
        let athlete = permit.covers(Act::ReadTrends)?.clone();
        let asked = ((athlete, *days.start(), *days.end()), profile.version);
        kept_or(&self.shelf.spent, (asked, revision), self.spent(permit, days, profile)).await
    }

    /// [`Table::page`] of a log at this revision or a later one, for [`Act::ReadWorkouts`]. One query, or none if the
    /// answer is still true.
    pub async fn page_at(
        &self,
        permit: &Permit,
        (filter, after, limit): (&Filter, Option<&Position>, usize),
        revision: Revision,
    ) -> Result<Arc<Page>, TableError> {
        let athlete = permit.covers(Act::ReadWorkouts)?.clone();
        let asked = (athlete, filter.clone(), after.cloned(), limit);
        kept_or(&self.shelf.pages, (asked, revision), self.page(permit, filter, after, limit)).await
    }

    /// Two items in one request, in the order of their keys.
    async fn both(&self, keys: [Key; 2]) -> Result<[Option<Item>; 2], TableError> {
        let mut items = self.several(&keys).await?;
        Ok(keys.map(|key| {
            let index = items.iter().position(|item| key.is_of(item))?;
            Some(items.swap_remove(index))
        }))
    }
}

/// Counts a write of the athlete's log on the condition that it was written as often as was seen, and tells how often
/// it will have been then.
pub(super) fn count_from(
    transaction: &mut Transaction<'_>,
    athlete: &AthleteId,
    seen: u64,
) -> Result<u64, TableError> {
    let next = seen + 1;
    let update = transaction.update(&Key::revision(athlete));
    let update = update
        .update_expression(format!("SET {WRITES} = :next"))
        .expression_attribute_values(":next", number(next));
    let update = match seen {
        0 => update.condition_expression("attribute_not_exists(pk)"),
        _ => update
            .condition_expression(format!("{WRITES} = :seen"))
            .expression_attribute_values(":seen", number(seen)),
    };
    transaction.add_update(Part::Revision, update)?;
    Ok(next)
}

fn writes(item: Option<&Item>) -> Result<u64, TableError> {
    let Some(item) = item else { return Ok(0) };
    let writes = item.get(WRITES).and_then(|writes| writes.as_n().ok()?.parse().ok());
    writes.ok_or_else(|| unreadable("a revision"))
}
