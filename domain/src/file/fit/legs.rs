//! Makes recordings of what was gathered: one for each session, with the points of its time.

use super::gather::{Gathered, Session};
use super::sport;
use crate::file::recording::{Point, Reading, Recording, Told, title};
use crate::file::{Flaw, Unreadable, Zone};
use fitparser::profile::field_types::{FieldDataType, get_field_variant_as_string};

/// The file type of an activity.
const ACTIVITY: u16 = 4;
/// The sport of a session that only sums up the others.
const MULTISPORT: u16 = 18;
/// What was recorded this many milliseconds after a session's end is no longer its own.
const AFTERWARDS_MS: i64 = 10_000;

/// The recordings of a file, or what the file is instead.
pub(super) fn reading(mut gathered: Gathered, flaw: Option<Flaw>) -> Reading {
    let device = device(&gathered);
    let instead = instead(&gathered);
    if gathered.kind.is_some_and(|kind| kind != ACTIVITY) {
        return Reading { device, flaw, instead, ..Reading::default() };
    }
    set_clock(&mut gathered);
    gathered.points.sort_by_key(|point| point.at);
    mark_pauses(&mut gathered.points, &mut gathered.stops);
    Reading { device, recordings: recordings(gathered, flaw), flaw, instead }
}

/// Puts times that count from when the device was switched on onto its wall clock.
fn set_clock(gathered: &mut Gathered) {
    let Some(shift) = gathered.since_switched_on else { return };
    let sessions = gathered.sessions.iter_mut();
    let starts = sessions.flat_map(|session| [&mut session.told.start, &mut session.ended]).flatten();
    let points = gathered.points.iter_mut().map(|point| &mut point.at);
    for at in points.chain(starts).chain(&mut gathered.stops) {
        *at += shift;
    }
}

fn instead(gathered: &Gathered) -> Option<Unreadable> {
    let kind = gathered.kind.filter(|kind| *kind != ACTIVITY);
    let Some(kind) = kind else { return gathered.timeless.then_some(Unreadable::NoTimes) };
    let what = match name(FieldDataType::File, kind) {
        Some(word) if word.starts_with("monitoring") => "a day's monitoring".to_owned(),
        Some(word) if word == "weight" => "weights from a scale".to_owned(),
        Some(word) if word == "workout" => "a planned workout".to_owned(),
        Some(word) if word == "course" => "a course to follow".to_owned(),
        Some(word) if word == "settings" => "a device's settings".to_owned(),
        Some(word) => format!("data of the kind “{}”", word.replace('_', " ")),
        None => "data of a kind that only its device knows".to_owned(),
    };
    Some(Unreadable::NotAnActivity(what))
}

/// The profile's name for a code.
pub(super) fn name(kind: FieldDataType, code: u16) -> Option<String> {
    let name = get_field_variant_as_string(kind, code.into());
    (!name.starts_with("unknown") && name.parse::<i64>().is_err()).then_some(name)
}

fn device(gathered: &Gathered) -> Option<String> {
    let (manufacturer, product, product_name) = &gathered.device;
    let maker =
        manufacturer.and_then(|code| name(FieldDataType::Manufacturer, code)).map(|maker| spoken(&maker));
    let is_garmin = *manufacturer == Some(1);
    let garmins = || product.filter(|_| is_garmin).and_then(|code| name(FieldDataType::GarminProduct, code));
    let model = product_name.clone().or_else(garmins);
    // Some write their own name into the product's.
    let repeats =
        |maker: &String| model.iter().any(|model| model.to_lowercase().starts_with(&maker.to_lowercase()));
    let maker = maker.filter(|maker| !repeats(maker));
    let both = [maker, model].into_iter().flatten().collect::<Vec<_>>().join(" ");
    (!both.is_empty()).then(|| title(&both))
}

/// `wahoo_fitness` becomes `Wahoo fitness`.
pub(super) fn spoken(word: &str) -> String {
    let mut letters = word.chars().map(|letter| if letter == '_' { ' ' } else { letter });
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// A point is after a pause if the timer was stopped since the point before.
fn mark_pauses(points: &mut [Point], stops: &mut [i64]) {
    stops.sort_unstable();
    let mut stop = 0;
    let mut before = i64::MIN;
    for point in points {
        while stop < stops.len() && stops[stop] < before {
            stop += 1;
        }
        point.after_pause = before != i64::MIN && stop < stops.len() && stops[stop] < point.at;
        before = point.at;
    }
}

fn recordings(mut gathered: Gathered, flaw: Option<Flaw>) -> Vec<Recording> {
    if gathered.sessions.len() > 1 {
        gathered.sessions.retain(|session| session.sport != MULTISPORT);
    }
    gathered.sessions.sort_by_key(|session| session.told.start);
    gathered.sessions.dedup_by_key(|session| (session.told.start, session.sport));
    let lost = if gathered.sessions.is_empty() {
        unfinished(&gathered, flaw)
    } else {
        flaw.and_then(|_| last_leg(&gathered))
    };
    gathered.sessions.extend(lost);
    let mut points = std::mem::take(&mut gathered.points);
    let mut legs = Vec::with_capacity(gathered.sessions.len());
    // From the last to the first, so that each leg splits off the end of what is left.
    for (index, session) in gathered.sessions.iter().enumerate().rev() {
        let from = session.told.start.filter(|_| index > 0).unwrap_or(i64::MIN);
        let points = points.split_off(points.partition_point(|point| point.at < from));
        legs.push(recording(&gathered, session, points));
    }
    legs.reverse();
    legs
}

fn recording(gathered: &Gathered, session: &Session, points: Vec<Point>) -> Recording {
    let own_name = session.name.as_deref().or(gathered.sport_name.as_deref());
    Recording {
        sport: sport::named(session, &points, own_name),
        title: String::new(),
        zone: zone(gathered),
        points,
        told: session.told.clone(),
    }
}

fn zone(gathered: &Gathered) -> Option<Zone> {
    gathered.since_switched_on.map(|_| Zone::WallClock).or(gathered.offset.map(Zone::Offset))
}

/// The session of a file without one: what the laps tell, unless some of them are lost.
fn unfinished(gathered: &Gathered, flaw: Option<Flaw>) -> Option<Session> {
    let (sport, sub_sport) = gathered.sport.unwrap_or_default();
    let told = if flaw.is_none() { gathered.laps.clone() } else { Told::default() };
    (!gathered.points.is_empty()).then_some(Session { sport, sub_sport, told, ..Session::default() })
}

/// The leg that was under way when a multisport broke off: what was recorded after the last session.
fn last_leg(gathered: &Gathered) -> Option<Session> {
    let ended = gathered.sessions.iter().filter_map(|session| session.ended).max()?;
    gathered.points.last().filter(|point| point.at > ended + AFTERWARDS_MS)?;
    let first = gathered.points.partition_point(|point| point.at <= ended);
    // If nothing was recorded before, the session's clock was not yet set.
    let start = gathered.points.get(first).filter(|_| first > 0)?.at;
    let (sport, sub_sport) = gathered.sport.unwrap_or_default();
    let told = Told { start: Some(start), ..Told::default() };
    Some(Session { sport, sub_sport, told, ..Session::default() })
}
