//! Proof that the sums are right: the days as the workouts make them, beside the days as they are stored.

use crate::act::{Act, Permit};
use crate::athlete::AthleteId;
use crate::table::error::unreadable;
use crate::table::item::Stored;
use crate::table::keys::{Range, sort_after};
use crate::table::rollup::{self, CHANGES, Deltas};
use crate::table::transaction::{Outcome, Part, Patience, Transaction};
use crate::table::{Item, Table, TableError, number, recent};
use crate::trend::Day;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// A day whose stored sums are not those of its workouts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The day.
    pub date: NaiveDate,
    /// As it was stored.
    pub stored: Option<Day>,
    /// As the workouts make it.
    pub computed: Option<Day>,
}

/// The stored days and how often each has been written.
type Stamped = BTreeMap<NaiveDate, (Day, u64)>;

impl Table {
    /// Compares every day's sums with its workouts, tells the differences and, if asked to, mends them.
    ///
    /// For [`Act::ReadTrends`], to mend for [`Act::EditWorkout`]. Writes may go on meanwhile: they neither show as differences nor are they lost.
    pub async fn rebuild_rollups(&self, permit: &Permit, mend: bool) -> Result<Vec<Difference>, TableError> {
        let athlete = permit.covers(if mend { Act::EditWorkout } else { Act::ReadTrends })?;
        let (mut patience, mut mended) = (Patience::new(), Vec::new());
        loop {
            if let Some((differences, days)) = self.differences(athlete).await? {
                let done =
                    if mend { self.mend(athlete, &differences, &days).await? } else { differences.len() };
                let is_whole = done == differences.len();
                mended.extend(differences.into_iter().take(done));
                if is_whole {
                    return Ok(mended);
                }
            }
            patience.wait().await?;
        }
    }

    /// The differences between workouts and days of the same moment; `None` if somebody wrote between.
    async fn differences(
        &self,
        athlete: &AthleteId,
    ) -> Result<Option<(Vec<Difference>, Stamped)>, TableError> {
        let days = self.stamped(athlete).await?;
        let mut deltas = Deltas::default();
        for item in self.all(&Range::workouts(athlete, None, None, None)).await? {
            deltas = deltas.plus(&Stored::read(item)?);
        }
        let differences = compare(&deltas.into_days(), &days);
        let unmoved = differences.is_empty() || self.stamped(athlete).await? == days;
        Ok(unmoved.then_some((differences, days)))
    }

    async fn stamped(&self, athlete: &AthleteId) -> Result<Stamped, TableError> {
        let items = self.all(&Range::all_days(athlete)).await?;
        items.iter().map(|item| stamp(item).ok_or_else(|| unreadable("a day"))).collect()
    }

    /// Writes the days as they should be, as far as none was written since it was read, and tells how many.
    async fn mend(
        &self,
        athlete: &AthleteId,
        differences: &[Difference],
        days: &Stamped,
    ) -> Result<usize, TableError> {
        for (done, difference) in differences.iter().enumerate() {
            let changes = days.get(&difference.date).map(|(_, changes)| *changes);
            let empty = Day { date: difference.date, by_sport: BTreeMap::new() };
            let day = difference.computed.as_ref().unwrap_or(&empty);
            let mut transaction = Transaction::new(self);
            let put = transaction.put(rollup::item(athlete, day, changes.unwrap_or(0) + 1));
            let put = match changes {
                None => put.condition_expression("attribute_not_exists(pk)"),
                Some(changes) => put
                    .condition_expression(format!("{CHANGES} = :seen"))
                    .expression_attribute_values(":seen", number(changes)),
            };
            transaction.add_put(Part::Day, put)?;
            recent::count(&mut transaction, athlete)?;
            if transaction.commit().await? != Outcome::Done {
                return Ok(done);
            }
        }
        Ok(differences.len())
    }
}

fn compare(computed: &BTreeMap<NaiveDate, Day>, stored: &Stamped) -> Vec<Difference> {
    let dates: BTreeSet<NaiveDate> = computed.keys().chain(stored.keys()).copied().collect();
    let differences = dates.into_iter().map(|date| Difference {
        date,
        stored: stored.get(&date).map(|(day, _)| day.clone()).filter(|day| !day.by_sport.is_empty()),
        computed: computed.get(&date).cloned(),
    });
    differences.filter(|difference| difference.stored != difference.computed).collect()
}

fn stamp(item: &Item) -> Option<(NaiveDate, (Day, u64))> {
    let date = sort_after(item, "DAY#")?.parse().ok()?;
    let changes = item.get(CHANGES)?.as_n().ok()?.parse().ok()?;
    Some((date, (rollup::day(item)?, changes)))
}
