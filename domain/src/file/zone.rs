//! Where on Earth a clock stands: the zone of a position, or of an offset.

use chrono::{DateTime, FixedOffset, Offset as _, TimeZone as _, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};
use std::sync::LazyLock;
use tzf_rs::EmbeddedFinder;

/// What a file tells about the zone an activity was done in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// The zone of the first position.
    Place(Tz),
    /// How far the device's clock was from UTC.
    Offset(FixedOffset),
}

impl Zone {
    /// The zone to store for something that began at `instant`; `home` is the athlete's own.
    ///
    /// An offset that is also the home zone's at that instant is taken to be home. Otherwise it becomes the
    /// fixed zone of its hours, or for odd offsets the first named zone that had it then.
    pub fn resolve(self, instant: DateTime<Utc>, home: Tz) -> Tz {
        match self {
            Self::Place(zone) => zone,
            Self::Offset(offset) if offset_at(home, instant) == offset => home,
            Self::Offset(offset) => fixed(offset).unwrap_or_else(|| named(offset, instant, home)),
        }
    }

    /// The zone of a position in degrees, where one is known.
    pub(super) fn of_position((latitude, longitude): (f64, f64)) -> Option<Self> {
        FINDER.get_tz_name(longitude, latitude).parse().ok().map(Self::Place)
    }
}

/// Queries the borders in place in the executable's own data: opened in 2 ms, nothing unpacked.
static FINDER: LazyLock<EmbeddedFinder> = LazyLock::new(EmbeddedFinder::new);

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

    #[test]
    fn a_position_is_in_its_zone() {
        assert_eq!(Zone::of_position((52.52, 13.40)), Some(Zone::Place(Tz::Europe__Berlin)));
        assert_eq!(Zone::of_position((-36.85, 174.76)), Some(Zone::Place(Tz::Pacific__Auckland)));
    }

    #[test]
    fn an_offset_is_home_where_home_has_it() {
        assert_eq!(offset(60).resolve(new_year(), Tz::Europe__Berlin), Tz::Europe__Berlin);
    }

    #[test]
    fn another_offset_is_a_fixed_zone_of_its_hours() {
        assert_eq!(offset(-480).resolve(new_year(), Tz::Europe__Berlin), Tz::Etc__GMTPlus8);
        assert_eq!(offset(0).resolve(new_year(), Tz::Europe__Berlin), Tz::Etc__GMTPlus0);
    }

    #[test]
    fn an_odd_offset_is_a_zone_that_has_it() {
        let zone = offset(330).resolve(new_year(), Tz::Europe__Berlin);
        assert_eq!(offset_at(zone, new_year()).local_minus_utc(), 330 * 60);
    }
}
