//! What the page of records says.

use super::plan::{Drawings, Family, FamilyPlan, Plan, Span};
use super::races::RacesView;
use super::words;
use crate::pages::coached::Coached;
use crate::pages::workouts::sport_choices;
use crate::parts::{Figure, Numbers, Way};
use chrono::NaiveDate;
use domain::pace;
use domain::quantity::{Metres, Seconds};
use domain::race::Estimate;
use domain::records::{Best, Kind, Staircase};
use domain::sport::Sport;

/// The page of records as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordsPage {
    pub(super) finding: String,
    pub(super) when: String,
    pub(super) sports: Vec<Way>,
    pub(super) spans: Vec<Way>,
    pub(super) families: Vec<FamilyView>,
    /// Of a sport on foot in which times are raced.
    pub(super) races: Option<RacesView>,
    pub(super) is_own: bool,
}

/// Records that are told together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FamilyView {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) tiles: Vec<RecordTile>,
    pub(super) curve: Option<Figure>,
}

/// One record: what it is, who set it, and what it replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RecordTile {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) beside: Option<String>,
    pub(super) set: Dated,
    /// By how much it beat which one before.
    pub(super) replaced: Option<(String, Dated)>,
    pub(super) way: String,
}

/// A day, and the workout on it for those who may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::pages) struct Dated {
    pub(in crate::pages) date: NaiveDate,
    pub(in crate::pages) href: Option<String>,
}

impl Dated {
    pub(in crate::pages) fn new(best: &Best) -> Self {
        Self { date: best.date, href: Some(format!("/workouts/{}", best.workout)) }
    }

    /// The same in somebody else's log.
    pub(in crate::pages) fn within(self, log: &Coached) -> Self {
        let href = self.href.filter(|_| log.shows_workouts()).map(|href| log.href(&href));
        Self { href, ..self }
    }
}

impl RecordsPage {
    /// The records of one `sport`, by its code, with what was drawn of them.
    pub fn new(ever: &Staircase, (sport, span): (&str, Span), plan: &Plan, drawings: Vec<Drawings>) -> Self {
        let newest = newest(plan);
        let families = plan.families.iter().zip(drawings);
        Self {
            finding: newest.map_or("Records".to_owned(), |(kind, best)| {
                format!("{}: {}", words::title(kind), words::told(kind, best.value, plan.tongue))
            }),
            when: newest.map_or(String::new(), |(_, best)| {
                format!("The newest record, set on {}", crate::words::full_day(best.date))
            }),
            sports: sports(ever, (sport, span)),
            spans: spans((sport, span)),
            families: families.map(|(one, drawn)| FamilyView::new(one, drawn, plan, span)).collect(),
            races: races(sport, plan, span),
            is_own: true,
        }
    }

    /// The same of somebody else's log, if it is that.
    #[must_use]
    pub fn within(mut self, log: Option<&Coached>) -> Self {
        let Some(log) = log else { return self };
        for way in self.sports.iter_mut().chain(&mut self.spans) {
            way.href = log.href(&way.href);
        }
        for tile in self.families.iter_mut().flat_map(|family| &mut family.tiles) {
            tile.set = tile.set.clone().within(log);
            tile.replaced = tile.replaced.take().map(|(gain, before)| (gain, before.within(log)));
        }
        if let Some(races) = &mut self.races {
            races.set = races.set.clone().within(log);
        }
        Self { is_own: false, ..self }
    }
}

/// What the efforts of the span say of races, of runs.
fn races(sport: &str, plan: &Plan, span: Span) -> Option<RacesView> {
    Sport::from_code(sport).filter(Sport::is_running)?;
    let fastest = plan.families.iter().find(|family| family.family == Family::Fastest)?;
    Some(RacesView::new(&Estimate::of(&fastest.span)?, plan.tongue, name(span)))
}

/// The record that was set last; of several of one day the first kind.
fn newest(plan: &Plan) -> Option<(Kind, &Best)> {
    let bests = plan.families.iter().flat_map(|family| &family.bests);
    let records = bests.filter_map(|(kind, way)| Some((*kind, way.last()?)));
    records.reduce(|newest, one| if one.1.date > newest.1.date { one } else { newest })
}

fn address((sport, span): (&str, Span)) -> String {
    let word = Span::ALL.iter().find(|(known, ..)| *known == span).map_or("", |(_, word, _)| word);
    format!("/records?sport={sport}&span={word}")
}

/// The sports that have records; the chosen one is there even if it has none.
fn sports(ever: &Staircase, (chosen, span): (&str, Span)) -> Vec<Way> {
    let known = ever.sports();
    let there =
        sport_choices().filter(|choice| known.contains(choice.value.as_str()) || choice.value == chosen);
    let way = |sport: &str, name: String| Way { href: address((sport, span)), name, here: sport == chosen };
    there.map(|choice| way(&choice.value, choice.label.clone())).collect()
}

fn spans((sport, here): (&str, Span)) -> Vec<Way> {
    let way = |(span, _, name): (Span, &str, &str)| Way {
        href: address((sport, span)),
        name: name.to_owned(),
        here: span == here,
    };
    Span::ALL.map(way).to_vec()
}

impl FamilyView {
    fn new(family: &FamilyPlan, drawn: Drawings, plan: &Plan, span: Span) -> Self {
        let (id, title) = match family.family {
            Family::Fastest => ("fastest", "Fastest"),
            Family::Power => ("power", "Highest power"),
            Family::HeartRate => ("heart-rate", "Highest heart rate"),
            Family::Longest => ("longest", "Longest"),
        };
        let tiles = family.bests.iter().zip(drawn.steps);
        let tiles = tiles.filter_map(|((kind, way), drawing)| tile(*kind, way, drawing, plan));
        let curve = family.curve.as_ref().zip(drawn.curve).map(|(_, chart)| Figure {
            id: curve_id(family.family),
            finding: format!(
                "{title} over {}",
                if family.family == Family::Fastest { "distances" } else { "times" }
            ),
            data: data(family, span),
            chart,
            readings: Vec::new(),
            numbers: numbers(family, plan, span),
        });
        Self { id, title, tiles: tiles.collect(), curve }
    }
}

fn curve_id(family: Family) -> &'static str {
    match family {
        Family::Fastest => "pace-curve",
        Family::Power => "power-curve",
        Family::HeartRate | Family::Longest => "heart-rate-curve",
    }
}

fn tile(kind: Kind, way: &[Best], drawing: String, plan: &Plan) -> Option<RecordTile> {
    let (record, earlier) = way.split_last()?;
    let replaced = earlier
        .last()
        .map(|before| (words::gain(kind, (record.value, before.value), plan.tongue), Dated::new(before)));
    Some(RecordTile {
        name: words::capital(&words::extent(kind)),
        value: words::told(kind, record.value, plan.tongue),
        beside: beside(kind, record.value, plan),
        set: Dated::new(record),
        replaced,
        way: drawing,
    })
}

/// The pace or the speed of a time over a distance.
fn beside(kind: Kind, value: u32, plan: &Plan) -> Option<String> {
    let Kind::Fastest(Metres(distance)) = kind else { return None };
    pace::rate(plan.tongue.rate, Metres(distance), Seconds(value), plan.tongue.units)
}

fn name(span: Span) -> &'static str {
    match span {
        Span::Month => "the last 30 days",
        Span::Quarter => "the last 90 days",
        Span::Year => "the last 365 days",
        Span::All => "all time",
    }
}

fn data(family: &FamilyPlan, span: Span) -> String {
    match (span, family.span.is_empty()) {
        (Span::All, _) => "The best of all time.".to_owned(),
        (_, true) => format!("The dotted line is the best of all time; in {} there is nothing.", name(span)),
        (_, false) => format!("The line is the best of {}, the dotted one of all time.", name(span)),
    }
}

fn numbers(family: &FamilyPlan, plan: &Plan, span: Span) -> Numbers {
    let best = |way: Option<&Vec<Best>>, kind: Kind| {
        way.and_then(|way| way.last()).map_or_else(
            || "–".to_owned(),
            |best| {
                format!("{}, {}", words::told(kind, best.value, plan.tongue), crate::words::dated(best.date))
            },
        )
    };
    let row = |(kind, way): (&Kind, &Vec<Best>)| {
        let name = words::capital(&words::extent(*kind));
        let within = (span != Span::All).then(|| best(family.span.get(kind), *kind));
        [Some(name), within, Some(best(Some(way), *kind))].into_iter().flatten().collect()
    };
    let within = (span != Span::All).then(|| words::capital(name(span)));
    let columns = [Some("Over".to_owned()), within, Some("All time".to_owned())];
    Numbers {
        caption: "Bests and the days they were set on".to_owned(),
        columns: columns.into_iter().flatten().collect(),
        rows: family.bests.iter().map(row).collect(),
    }
}
