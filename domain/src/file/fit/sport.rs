//! The sports of the FIT profile in our words.

use super::gather::Session;
use super::legs::{name, spoken};
use crate::file::recording::{Point, outdoors};
use crate::file::sport::{other, unnamed};
use crate::sport::Sport;
use fitparser::profile::field_types::FieldDataType;

/// Our sport for a session; one we have no word for keeps the device's, or the athlete's `own_name`.
pub(super) fn named(session: &Session, points: &[Point], own_name: Option<&str>) -> Sport {
    let sport = name(FieldDataType::Sport, session.sport).unwrap_or_default();
    let sub_sport = name(FieldDataType::SubSport, session.sub_sport).unwrap_or_default();
    let ours = by_sub_sport(&sub_sport).or_else(|| by_sport(&sport, &sub_sport, points));
    let own = || own_name.and_then(other).or_else(|| other(&spoken(own_word(&sport, &sub_sport))));
    ours.or_else(own).unwrap_or_else(unnamed)
}

/// Sub-sports that say it all, whatever the sport.
fn by_sub_sport(sub_sport: &str) -> Option<Sport> {
    Some(match sub_sport {
        "treadmill" | "indoor_running" => Sport::Treadmill,
        "trail" => Sport::TrailRun,
        "indoor_cycling" | "spin" => Sport::IndoorRide,
        "mountain" | "downhill" | "e_bike_mountain" => Sport::MountainBike,
        "gravel_cycling" | "mixed_surface" => Sport::GravelRide,
        "lap_swimming" => Sport::SwimPool,
        "open_water" => Sport::SwimOpenWater,
        "indoor_rowing" => Sport::Row,
        "strength_training" => Sport::Strength,
        "yoga" => Sport::Yoga,
        "indoor_climbing" | "bouldering" => Sport::Climb,
        "indoor_walking" => Sport::Walk,
        "skate_skiing" => Sport::Ski,
        _ => return None,
    })
}

fn by_sport(sport: &str, sub_sport: &str, points: &[Point]) -> Option<Sport> {
    let outdoors = outdoors(points);
    Some(match sport {
        "running" if sub_sport == "virtual_activity" => Sport::Treadmill,
        "cycling" if sub_sport == "virtual_activity" => Sport::IndoorRide,
        "running" => Sport::Run,
        "cycling" | "e_biking" => Sport::Ride,
        "swimming" if outdoors => Sport::SwimOpenWater,
        "swimming" => Sport::SwimPool,
        "walking" => Sport::Walk,
        "hiking" => Sport::Hike,
        "cross_country_skiing" | "alpine_skiing" => Sport::Ski,
        "rowing" => Sport::Row,
        "rock_climbing" => Sport::Climb,
        _ => return None,
    })
}

/// A vague sport says less than what kind of it it was.
fn own_word<'a>(sport: &'a str, sub_sport: &'a str) -> &'a str {
    match (sport, sub_sport) {
        ("" | "generic", "" | "generic" | "exercise") => "Activity",
        ("training" | "fitness_equipment", "" | "generic" | "exercise") => sport,
        ("" | "generic" | "training" | "fitness_equipment", kind) => kind,
        (sport, _) => sport,
    }
}
