//! What the page of records draws.

use super::words::{self, Tongue};
use crate::parts::Chart;
use crate::series::{Curve, Steps, pace_unit};
use chrono::{Days, NaiveDate};
use domain::quantity::{Metres, Units};
use domain::records::{Kind, Staircase, Ways};
use domain::sport::{Rate, Sport};
use std::collections::BTreeMap;

/// How far back the curves look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Span {
    /// Thirty days.
    Month,
    /// Ninety days.
    #[default]
    Quarter,
    /// 365 days.
    Year,
    /// Since the first workout.
    All,
}

impl Span {
    /// Every span with its word in an address and its name.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Month, "30", "30 days"),
        (Self::Quarter, "90", "90 days"),
        (Self::Year, "365", "1 year"),
        (Self::All, "all", "All"),
    ];

    /// The span by its word; the usual one for any other.
    pub fn read(word: &str) -> Self {
        Self::ALL.iter().find(|(_, known, _)| *known == word).map_or(Self::default(), |(span, _, _)| *span)
    }

    /// The first day of the span that ends on `until`.
    pub fn from(self, until: NaiveDate) -> NaiveDate {
        let back = |days: u64| until.checked_sub_days(Days::new(days - 1)).unwrap_or(until);
        match self {
            Self::Month => back(30),
            Self::Quarter => back(90),
            Self::Year => back(365),
            Self::All => NaiveDate::MIN,
        }
    }
}

/// Kinds that are told together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Family {
    Fastest,
    Power,
    HeartRate,
    Longest,
}

impl Family {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Fastest(_) => Self::Fastest,
            Kind::HighestPower(_) => Self::Power,
            Kind::HighestHeartRate(_) => Self::HeartRate,
            Kind::LongestDistance | Kind::LongestDuration => Self::Longest,
        }
    }
}

/// What is drawn of the records of a sport, before it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub(super) tongue: Tongue,
    /// The kinds of which there is a record, family by family.
    pub families: Vec<FamilyPlan>,
}

/// What is drawn of kinds that are told together.
#[derive(Clone, Debug, PartialEq)]
pub struct FamilyPlan {
    pub(super) family: Family,
    pub(super) bests: Ways,
    pub(super) span: Ways,
    /// The way to each record, in the order of the kinds.
    pub steps: Vec<Steps>,
    /// The bests over distances or times; none where there is only one, and of the longest.
    pub curve: Option<Curve>,
}

/// What was drawn of a [`FamilyPlan`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawings {
    /// The way to each record.
    pub steps: Vec<String>,
    /// The curve, if there is one.
    pub curve: Option<Chart>,
}

impl Plan {
    /// What is drawn on `today` of the records of the sport with this code: those of all time, and of a span.
    pub fn new((ever, span): (&Staircase, &Staircase), sport: &str, today: NaiveDate, units: Units) -> Self {
        let rate = Sport::from_code(sport).map_or(Rate::None, |sport| sport.rate());
        let mut families: BTreeMap<Family, Ways> = BTreeMap::new();
        for (kind, bests) in ever.of(sport) {
            families.entry(Family::of(kind)).or_default().insert(kind, bests);
        }
        let (tongue, span) = (Tongue { rate, units }, span.of(sport));
        let plan = |(family, bests)| FamilyPlan::new((family, bests), &span, today, tongue);
        Self { tongue, families: families.into_iter().map(plan).collect() }
    }
}

impl FamilyPlan {
    fn new((family, bests): (Family, Ways), span: &Ways, today: NaiveDate, tongue: Tongue) -> Self {
        let span = span.iter().filter(|(kind, _)| bests.contains_key(kind));
        let span = span.map(|(kind, bests)| (*kind, bests.clone())).collect();
        let steps = bests.values().map(|way| Steps {
            steps: way.iter().map(|best| (best.date, f64::from(best.value))).collect(),
            until: today,
            falls: family == Family::Fastest,
        });
        let steps = steps.collect();
        let curve = (family != Family::Longest && bests.len() > 1).then(|| curve((&bests, &span), tongue));
        Self { family, bests, span, steps, curve }
    }
}

fn curve((ever, span): (&Ways, &Ways), tongue: Tongue) -> Curve {
    let record = |bests: &Ways, kind: &Kind| {
        let best = bests.get(kind)?.last()?;
        Some(height(*kind, best.value, tongue))
    };
    let is_fastest = ever.keys().all(|kind| Family::of(*kind) == Family::Fastest);
    Curve {
        names: ever.keys().map(|kind| words::extent(*kind)).collect(),
        span: ever.keys().map(|kind| record(span, kind)).collect(),
        ever: ever.keys().map(|kind| record(ever, kind)).collect(),
        pace: is_fastest.then_some(tongue.rate),
    }
}

/// How high a value stands: a time over a distance as its speed, so that better is higher.
fn height(kind: Kind, value: u32, tongue: Tongue) -> f64 {
    let value = f64::from(value);
    match (kind, pace_unit(tongue.rate, tongue.units)) {
        (Kind::Fastest(Metres(distance)), Some((_, metres))) => {
            f64::from(distance) / metres / (value / 3600.0)
        }
        _ => value,
    }
}
