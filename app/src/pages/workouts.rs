//! The log: workouts, the newest first, and a filter.

use crate::pages::coached::Coached;
use crate::parts::{Choice, Control, Field, Variant, button, field, link, nothing_yet};
use crate::words;
use domain::pace;
use domain::quantity::{Seconds, Units};
use domain::sport::Sport;
use domain::workout::{FieldError, Workout};
use leptos::prelude::*;

/// What the log is narrowed to, as it stands in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowing {
    /// A sport's code, or empty.
    pub sport: String,
    /// The first day, or empty.
    pub from: String,
    /// The last day, or empty.
    pub to: String,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
}

impl Narrowing {
    fn is_none(&self) -> bool {
        [&self.sport, &self.from, &self.to].into_iter().all(String::is_empty)
    }

    /// The values nothing is wrong with, fit for an address.
    fn usable(&self) -> [&str; 3] {
        let values = [("sport", &self.sport), ("from", &self.from), ("to", &self.to)];
        values.map(|(name, value)| if self.error(name).is_some() { "" } else { value.as_str() })
    }

    fn error(&self, name: &str) -> Option<String> {
        self.errors.iter().find(|error| error.field == name).map(|error| error.message.clone())
    }

    fn fields(&self) -> [Field; 3] {
        let sports = std::iter::once(Choice::new("", "All sports")).chain(sport_choices()).collect();
        [
            Field::new("sport", "Sport")
                .control(Control::Select(sports))
                .value(&self.sport)
                .error(self.error("sport")),
            Field::new("from", "From")
                .control(Control::Input("date"))
                .value(&self.from)
                .error(self.error("from")),
            Field::new("to", "To").control(Control::Input("date")).value(&self.to).error(self.error("to")),
        ]
    }
}

/// What every sport without a name of its own is called.
pub(super) const OTHER: &str = "Something else";

/// Every sport one can choose.
pub(super) fn sport_choices() -> impl Iterator<Item = Choice> {
    let named = Sport::NAMED.iter().map(|sport| Choice::new(sport.code(), sport.label()));
    named.chain(std::iter::once(Choice::new("other", OTHER)))
}

/// One workout in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    href: String,
    machine: String,
    day: String,
    title: String,
    sport: String,
    duration: String,
    distance: String,
    rate: String,
    load: String,
}

impl LogLine {
    /// A workout as it is told in the athlete's units.
    pub fn new(workout: &Workout, units: Units) -> Self {
        let details = &workout.details;
        let rate = details.sport.rate();
        let sport = details.sport.label().to_owned();
        let told = details.distance.filter(|distance| distance.0 > 0);
        Self {
            href: format!("/workouts/{}", workout.id),
            machine: words::machine(details.start.local()),
            day: words::day(details.start.date()),
            title: if details.title.is_empty() { sport.clone() } else { details.title.clone() },
            sport: if details.title.is_empty() { String::new() } else { sport },
            duration: pace::duration(details.elapsed),
            distance: told.map(|metres| pace::distance_for(rate, metres, units)).unwrap_or_default(),
            rate: told
                .and_then(|metres| pace::rate(rate, metres, details.active(), units))
                .unwrap_or_default(),
            load: workout.load.map(|load| format!("load {:.0}", load.value.value())).unwrap_or_default(),
        }
    }

    /// The same in somebody else's log.
    #[must_use]
    pub(super) fn within(self, log: &Coached) -> Self {
        Self { href: log.href(&self.href), ..self }
    }

    /// The same where no heading tells the year.
    pub fn dated(workout: &Workout, units: Units) -> Self {
        Self { day: words::dated(workout.details.start.date()), ..Self::new(workout, units) }
    }
}

/// The workouts of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    name: String,
    sums: String,
    lines: Vec<LogLine>,
}

/// A page of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkoutsView {
    months: Vec<Month>,
    narrowing: Narrowing,
    older: Option<String>,
    /// Where the list lies.
    list: String,
    /// Whether it is the visitor's own.
    is_own: bool,
}

impl WorkoutsView {
    /// A page of `workouts`, newest first; `older` is the sealed position behind the last one.
    pub fn new(workouts: &[Workout], units: Units, narrowing: Narrowing, older: Option<&str>) -> Self {
        let same_month = |a: &Workout, b: &Workout| month_of(a) == month_of(b);
        let months = workouts.chunk_by(same_month).map(|workouts| month(workouts, units)).collect();
        let older = older.map(|position| {
            let [sport, from, to] = narrowing.usable();
            format!("/workouts?sport={sport}&from={from}&to={to}&after={position}")
        });
        Self { months, narrowing, older, list: "/workouts".to_owned(), is_own: true }
    }

    /// The same page of somebody else's log, if it is that.
    #[must_use]
    pub fn within(self, log: Option<&Coached>) -> Self {
        let Some(log) = log else { return self };
        let month = |month: Month| Month {
            lines: month.lines.into_iter().map(|line| line.within(log)).collect(),
            ..month
        };
        Self {
            months: self.months.into_iter().map(month).collect(),
            older: self.older.map(|href| log.href(&href)),
            list: log.href(&self.list),
            is_own: false,
            ..self
        }
    }
}

fn month_of(workout: &Workout) -> String {
    words::month(workout.details.start.date())
}

fn month(workouts: &[Workout], units: Units) -> Month {
    let count = u32::try_from(workouts.len()).unwrap_or(u32::MAX);
    let time = workouts.iter().map(|workout| workout.details.elapsed.0).fold(0, u32::saturating_add);
    Month {
        name: workouts.first().map(month_of).unwrap_or_default(),
        sums: format!("{} on this page, {}", words::count(count, "workout"), words::hours(Seconds(time))),
        lines: workouts.iter().map(|workout| LogLine::new(workout, units)).collect(),
    }
}

/// The log.
pub fn workouts(model: WorkoutsView) -> impl IntoView {
    let unfiltered = model.narrowing.is_none();
    let empty = model.months.is_empty().then(|| match (unfiltered, model.is_own) {
        (true, is_own) => nothing_yet("Nothing logged yet", why_nothing(is_own), is_own).into_any(),
        (false, _) => nothing_found(model.list.clone()).into_any(),
    });
    let new = model.is_own.then(|| {
        view! { <div class="actions">{link("/workouts/new", "Log a workout", Variant::Primary)}</div> }
    });
    view! {
        <div class="with-actions">
            <h1>"Workouts"</h1>
            {new}
        </div>
        {filter(&model.narrowing, &model.list)}
        {empty}
        {model.months.into_iter().map(month_section).collect_view()}
        {model
            .older
            .map(|href| view! { <p class="older">{link(href, "Older workouts", Variant::Secondary)}</p> })}
    }
}

fn filter(narrowing: &Narrowing, list: &str) -> impl IntoView + use<> {
    let clear = (!narrowing.is_none()).then(|| link(list.to_owned(), "Show all", Variant::Quiet));
    let list = list.to_owned();
    view! {
        <form class="filter" method="get" action=list role="search" aria-label="Narrow the log">
            {narrowing.fields().iter().map(field).collect_view()}
            <div class="actions">{button("Show", Variant::Secondary)} {clear}</div>
        </form>
    }
}

fn month_section(month: Month) -> impl IntoView {
    view! {
        <section class="month">
            <h2>{month.name} <small>" · " {month.sums}</small></h2>
            {log(month.lines)}
        </section>
    }
}

/// Workouts, one to a line.
pub fn log(lines: Vec<LogLine>) -> impl IntoView {
    view! {
        <ol class="log" role="list">
            {lines.into_iter().map(line).collect_view()}
        </ol>
    }
}

/// A column without a number stays empty: leptos writes a space for an empty text.
fn line(line: LogLine) -> impl IntoView {
    let number = |text: String| view! { <span class="number">{(!text.is_empty()).then_some(text)}</span> };
    let sport = (!line.sport.is_empty()).then(|| view! { <small>{line.sport}</small> });
    view! {
        <li>
            <a href=line.href>
                <time datetime=line.machine>{line.day}</time>
                <span class="what">
                    <strong>{line.title}</strong>
                    {sport}
                </span>
                {number(line.duration)}
                {number(line.distance)}
                {number(line.rate)}
                {number(line.load)}
            </a>
        </li>
    }
}

fn why_nothing(is_own: bool) -> &'static str {
    if is_own {
        "Write down the last thing you did, or bring the files your watch has kept for years."
    } else {
        "There is no workout in this log."
    }
}

fn nothing_found(list: String) -> impl IntoView {
    view! {
        <section class="panel empty">
            <h2>"No workout fits"</h2>
            <p>"Nothing in this log is of this sport and in these days."</p>
            <div class="actions">{link(list, "Show all", Variant::Secondary)}</div>
        </section>
    }
}
