//! Proof that the sums are right: days and months as the workouts make them, beside those that are stored.

use crate::act::{Act, Permit};
use crate::athlete::AthleteId;
use crate::records::Staircase;
use crate::table::error::unreadable;
use crate::table::item::Stored;
use crate::table::keys::{Month, Range};
use crate::table::months::{self, Days, Place};
use crate::table::rollup::{self, Deltas};
use crate::table::transaction::{Outcome, Part, Patience, Transaction};
use crate::table::{Table, TableError, bests, recent};
use crate::trend::Day;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// A row of sums that is not what its workouts make it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// A day's.
    Day {
        /// The day.
        date: NaiveDate,
        /// As it was stored.
        stored: Option<Day>,
        /// As the workouts make it.
        computed: Option<Day>,
    },
    /// A month's.
    Month {
        /// Which, and by which version of the formulas its loads are.
        place: (u16, Month),
        /// The sums of its days as they were stored.
        stored: Days,
        /// As the workouts make them.
        computed: Days,
    },
    /// The bests of a month.
    Bests {
        /// Which.
        month: Month,
        /// As they were stored.
        stored: Staircase,
        /// As the workouts make them.
        computed: Staircase,
    },
}

/// What is stored, of one moment.
#[derive(PartialEq)]
struct Rows {
    revision: u64,
    days: BTreeMap<NaiveDate, Day>,
    months: BTreeMap<Place, Days>,
    bests: BTreeMap<Month, Staircase>,
}

impl Table {
    /// Compares the sums of every day and month with their workouts, tells the differences and, if asked to, mends them.
    ///
    /// For [`Act::ReadTrends`], to mend for [`Act::EditWorkout`]. Writes may go on meanwhile: they neither show as differences nor are they lost.
    pub async fn rebuild_rollups(&self, permit: &Permit, mend: bool) -> Result<Vec<Difference>, TableError> {
        let athlete = permit.covers(if mend { Act::EditWorkout } else { Act::ReadTrends })?;
        let (mut patience, mut mended) = (Patience::new(), Vec::new());
        loop {
            if let Some((differences, rows)) = self.differences(athlete).await? {
                let done = if mend {
                    self.mend(athlete, &differences, rows.revision).await?
                } else {
                    differences.len()
                };
                let is_whole = done == differences.len();
                mended.extend(differences.into_iter().take(done));
                if is_whole {
                    return Ok(mended);
                }
            }
            patience.wait().await?;
        }
    }

    /// The differences between workouts and rows of the same moment; `None` if somebody wrote between.
    async fn differences(&self, athlete: &AthleteId) -> Result<Option<(Vec<Difference>, Rows)>, TableError> {
        let rows = self.rows_of_sums(athlete).await?;
        let mut deltas = Deltas::default();
        for item in self.all(&Range::all_workouts(athlete)).await? {
            let stored = Stored::read(&item)?;
            deltas = if stored.deleted.is_none() { deltas.plus(&stored) } else { deltas };
        }
        let (days, months, bests) = deltas.into_rows();
        let mut differences = different_days(&days, &rows.days);
        differences.extend(different_months(&months, &rows.months));
        differences.extend(different_bests(&bests, &rows.bests));
        let unmoved = differences.is_empty() || self.rows_of_sums(athlete).await? == rows;
        Ok(unmoved.then_some((differences, rows)))
    }

    async fn rows_of_sums(&self, athlete: &AthleteId) -> Result<Rows, TableError> {
        let revision = self.revision(athlete).await?;
        let days = self.all(&Range::all_days(athlete)).await?;
        let days = days.iter().map(|item| rollup::day(item).ok_or_else(|| unreadable("a day")));
        let days = days.map(|day| day.map(|day| (day.date, day))).collect::<Result<_, _>>()?;
        let months = self.months(athlete).await?;
        Ok(Rows { revision, days, months, bests: self.bests_by_month(athlete).await? })
    }

    /// Writes the rows as they should be, as far as nobody wrote since they were read, and tells how many.
    async fn mend(
        &self,
        athlete: &AthleteId,
        differences: &[Difference],
        revision: u64,
    ) -> Result<usize, TableError> {
        for ((done, difference), seen) in differences.iter().enumerate().zip(revision..) {
            let mut transaction = Transaction::new(self);
            recent::count_from(&mut transaction, athlete, seen)?;
            match difference {
                Difference::Day { date, computed, .. } => {
                    let empty = Day { date: *date, by_sport: BTreeMap::new() };
                    let day = computed.as_ref().unwrap_or(&empty);
                    let put = transaction.put(rollup::item(athlete, day));
                    transaction.add_put(Part::Day, put)?;
                }
                Difference::Month { place, computed, .. } => {
                    months::put(&mut transaction, athlete, (*place, computed))?;
                }
                Difference::Bests { month, computed, .. } => {
                    bests::put(&mut transaction, athlete, (*month, computed))?;
                }
            }
            if transaction.commit().await? != Outcome::Done {
                return Ok(done);
            }
        }
        Ok(differences.len())
    }
}

fn different_days(computed: &BTreeMap<NaiveDate, Day>, stored: &BTreeMap<NaiveDate, Day>) -> Vec<Difference> {
    let dates: BTreeSet<NaiveDate> = computed.keys().chain(stored.keys()).copied().collect();
    let pairs = dates.into_iter().map(|date| {
        let stored = stored.get(&date).cloned().filter(|day| !day.by_sport.is_empty());
        (date, stored, computed.get(&date).cloned())
    });
    let different = pairs.filter(|(_, stored, computed)| stored != computed);
    different.map(|(date, stored, computed)| Difference::Day { date, stored, computed }).collect()
}

fn different_months(computed: &BTreeMap<Place, Days>, stored: &BTreeMap<Place, Days>) -> Vec<Difference> {
    let of_month = |(place, stored, computed)| Difference::Month { place, stored, computed };
    different(computed, stored).into_iter().map(of_month).collect()
}

fn different_bests(
    computed: &BTreeMap<Month, Staircase>,
    stored: &BTreeMap<Month, Staircase>,
) -> Vec<Difference> {
    let of_month = |(month, stored, computed)| Difference::Bests { month, stored, computed };
    different(computed, stored).into_iter().map(of_month).collect()
}

/// Where two kinds of the same rows differ, and what each has there; a row that is missing has nothing.
fn different<Place: Copy + Ord, Row: Clone + Default + PartialEq>(
    computed: &BTreeMap<Place, Row>,
    stored: &BTreeMap<Place, Row>,
) -> Vec<(Place, Row, Row)> {
    let places: BTreeSet<Place> = computed.keys().chain(stored.keys()).copied().collect();
    let of = |rows: &BTreeMap<Place, Row>, place| rows.get(&place).cloned().unwrap_or_default();
    let pairs = places.into_iter().map(|place| (place, of(stored, place), of(computed, place)));
    pairs.filter(|(_, stored, computed)| stored != computed).collect()
}
