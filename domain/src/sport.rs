//! The sports Longrun tells apart.

use crate::text::text;
use std::fmt;

macro_rules! sports {
    ($($variant:ident $code:literal $label:literal;)*) => {
        /// A kind of workout; `Other` carries the athlete's own word for it.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Sport {
            $(#[doc = $label] $variant,)*
            /// Anything else, named by the athlete.
            Other(SportName),
        }

        impl Sport {
            /// Every named sport, in the order in which people are offered them.
            pub const NAMED: &'static [Self] = &[$(Self::$variant,)*];

            /// The code on the wire and in the table.
            pub fn code(&self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                    Self::Other(_) => "other",
                }
            }

            /// What a person calls it.
            pub fn label(&self) -> &str {
                match self {
                    $(Self::$variant => $label,)*
                    Self::Other(name) => &name.0,
                }
            }

            /// The named sport with this code; `None` for `other` and for unknown codes.
            pub fn from_code(code: &str) -> Option<Self> {
                match code {
                    $($code => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

sports! {
    Run "run" "Run";
    TrailRun "trail_run" "Trail run";
    Treadmill "treadmill" "Treadmill";
    Ride "ride" "Ride";
    GravelRide "gravel_ride" "Gravel ride";
    MountainBike "mountain_bike" "Mountain bike";
    IndoorRide "indoor_ride" "Indoor ride";
    SwimPool "swim_pool" "Pool swim";
    SwimOpenWater "swim_open_water" "Open water swim";
    Walk "walk" "Walk";
    Hike "hike" "Hike";
    Ski "ski" "Ski";
    Row "row" "Row";
    Strength "strength" "Strength";
    Yoga "yoga" "Yoga";
    Climb "climb" "Climbing";
}

/// How speed is customarily told in a sport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rate {
    /// Time per kilometre or mile.
    Pace,
    /// Time per 100 metres or yards.
    SwimPace,
    /// Time per 500 metres.
    RowPace,
    /// Kilometres or miles per hour.
    Speed,
    /// Not told at all.
    None,
}

impl Sport {
    /// Whether it is a kind of running.
    pub fn is_running(&self) -> bool {
        matches!(self, Self::Run | Self::TrailRun | Self::Treadmill)
    }

    /// Whether it is a kind of cycling.
    pub fn is_cycling(&self) -> bool {
        matches!(self, Self::Ride | Self::GravelRide | Self::MountainBike | Self::IndoorRide)
    }

    /// How speed is told in this sport.
    pub fn rate(&self) -> Rate {
        match self {
            Self::Run | Self::TrailRun | Self::Treadmill | Self::Walk | Self::Hike => Rate::Pace,
            Self::SwimPool | Self::SwimOpenWater => Rate::SwimPace,
            Self::Row => Rate::RowPace,
            Self::Ride | Self::GravelRide | Self::MountainBike | Self::IndoorRide | Self::Ski => Rate::Speed,
            Self::Strength | Self::Yoga | Self::Climb | Self::Other(_) => Rate::None,
        }
    }
}

impl fmt::Display for Sport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

text! {
    /// The athlete's own word for a sport, 1 to 40 characters without control characters.
    SportName: sport_name
}

fn sport_name(typed: &str) -> Result<&str, &'static str> {
    let name = typed.trim();
    let fits = (1..=40).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    fits.then_some(name).ok_or("must be 1 to 40 characters")
}
