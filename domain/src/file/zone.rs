//! Where on Earth a clock stands: the zone of a position, or of an offset.

use crate::track::Position;
use crate::workout::Start;
use chrono::{DateTime, FixedOffset, Offset as _, TimeDelta, TimeZone as _, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};
use std::ops::RangeInclusive;
use std::sync::LazyLock;
use tzf_rs::EmbeddedFinder;

/// What a file tells about the zone an activity was done in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// The zone of the first position.
    Place(Tz),
    /// How far the device's clock was from UTC.
    Offset(FixedOffset),
    /// The device knew its wall clock only: the start is not in UTC, but in the athlete's own zone.
    WallClock,
}

impl Zone {
    /// When and where something began that the file places at `told`; `home` is the athlete's own zone.
    ///
    /// An offset that is also the home zone's at that instant is taken to be home. Otherwise it becomes the
    /// fixed zone of its hours, or for odd offsets the first named zone that had it then.
    pub fn start(self, told: DateTime<Utc>, home: Tz) -> Start {
        match self {
            Self::Place(zone) => Start::new(told, zone),
            Self::Offset(offset) if offset_at(home, told) == offset => Start::new(told, home),
            Self::Offset(offset) => {
                Start::new(told, fixed(offset).unwrap_or_else(|| named(offset, told, home)))
            }
            Self::WallClock => Start::new(on_the_wall(told, home), home),
        }
    }

    /// The zone of a position, where one is known and somebody can be there.
    pub(super) fn of_position(position: Position) -> Option<Self> {
        let Position { latitude, longitude } = position;
        if ZWIFT.0.contains(&latitude) && ZWIFT.1.contains(&longitude) {
            return None;
        }
        FINDER.get_tz_name(longitude, latitude).parse().ok().map(Self::Place)
    }
}

/// Zwift's islands, which it places among the Santa Cruz Islands.
const ZWIFT: (RangeInclusive<f64>, RangeInclusive<f64>) = (-12.0..=-10.2, 165.6..=167.2);

/// Queries the borders in place in the executable's own data: opened in 2 ms, nothing unpacked.
static FINDER: LazyLock<EmbeddedFinder> = LazyLock::new(EmbeddedFinder::new);

/// The instant at which a clock in `home` shows the time of day that `told` has in UTC.
fn on_the_wall(told: DateTime<Utc>, home: Tz) -> DateTime<Utc> {
    let instant = |clock| Some(home.from_local_datetime(&clock).earliest()?.with_timezone(&Utc));
    let clock = told.naive_utc();
    // An hour that the change to summer leaves out is shown by clocks that nobody has changed yet.
    instant(clock).or_else(|| instant(clock + TimeDelta::hours(1))).unwrap_or(told)
}

fn offset_at(zone: Tz, instant: DateTime<Utc>) -> FixedOffset {
    zone.offset_from_utc_datetime(&instant.naive_utc()).fix()
}

/// `Etc/GMT-2` is two hours ahead of UTC: the names of these zones have the sign of POSIX.
fn fixed(offset: FixedOffset) -> Option<Tz> {
    let seconds = offset.local_minus_utc();
    let name = format!("Etc/GMT{:+}", -seconds / 3600);
    (seconds % 3600 == 0).then(|| name.parse().ok()).flatten()
}

fn named(offset: FixedOffset, instant: DateTime<Utc>, home: Tz) -> Tz {
    TZ_VARIANTS.into_iter().find(|zone| offset_at(*zone, instant) == offset).unwrap_or(home)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new_year() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap()
    }

    fn offset(minutes: i32) -> Zone {
        Zone::Offset(FixedOffset::east_opt(minutes * 60).unwrap())
    }

    fn zone_at(latitude: f64, longitude: f64) -> Option<Zone> {
        Zone::of_position(Position { latitude, longitude })
    }

    #[test]
    fn a_position_is_in_its_zone() {
        assert_eq!(zone_at(52.52, 13.40), Some(Zone::Place(Tz::Europe__Berlin)));
        assert_eq!(zone_at(-36.85, 174.76), Some(Zone::Place(Tz::Pacific__Auckland)));
    }

    #[test]
    fn an_offset_is_home_where_home_has_it() {
        assert_eq!(offset(60).start(new_year(), Tz::Europe__Berlin).zone(), Tz::Europe__Berlin);
    }

    #[test]
    fn another_offset_is_a_fixed_zone_of_its_hours() {
        assert_eq!(offset(-480).start(new_year(), Tz::Europe__Berlin).zone(), Tz::Etc__GMTPlus8);
        assert_eq!(offset(0).start(new_year(), Tz::Europe__Berlin).zone(), Tz::Etc__GMTPlus0);
    }

    #[test]
    fn an_odd_offset_is_a_zone_that_has_it() {
        let zone = offset(330).start(new_year(), Tz::Europe__Berlin).zone();
        assert_eq!(offset_at(zone, new_year()).local_minus_utc(), 330 * 60);
    }

    #[test]
    fn a_wall_clock_hangs_at_home() {
        let start = Zone::WallClock.start(new_year(), Tz::Europe__Berlin);
        assert_eq!(start.local().to_rfc3339(), "2026-01-01T00:00:00+01:00");
    }

    #[test]
    fn nobody_is_on_a_virtual_island() {
        assert_eq!(zone_at(-11.64, 166.95), None);
    }
}
