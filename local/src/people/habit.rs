//! What the demo athletes do in an ordinary week.

use super::Athlete;
use chrono::Weekday;
use domain::sport::Sport;

/// A session that comes back every week.
pub(super) struct Habit {
    pub(super) weekday: Weekday,
    /// Local hour at which it begins.
    pub(super) hour: u32,
    pub(super) sport: Sport,
    pub(super) title: &'static str,
    pub(super) minutes: f64,
    /// Metres per second; 0 where nobody measures distance.
    pub(super) speed: f64,
    /// Metres of climb per kilometre.
    pub(super) climb: f64,
    /// Share of the heart-rate reserve, which is also how hard it feels.
    pub(super) intensity: f64,
}

/// The habits of an athlete.
pub(super) fn habits(athlete: Athlete) -> &'static [Habit] {
    match athlete {
        Athlete::Ada => &ADA,
        Athlete::Ben => &BEN,
    }
}

/// What replaces everything else on the Sunday of the race.
pub(super) fn race(athlete: Athlete) -> &'static Habit {
    match athlete {
        Athlete::Ada => &HALF_MARATHON,
        Athlete::Ben => &GRAVEL_RACE,
    }
}

static ADA: [Habit; 7] = [
    Habit {
        weekday: Weekday::Mon,
        hour: 7,
        sport: Sport::Yoga,
        title: "Morning yoga",
        minutes: 40.0,
        speed: 0.0,
        climb: 0.0,
        intensity: 0.15,
    },
    Habit {
        weekday: Weekday::Tue,
        hour: 18,
        sport: Sport::Run,
        title: "Intervals",
        minutes: 55.0,
        speed: 3.15,
        climb: 2.0,
        intensity: 0.78,
    },
    Habit {
        weekday: Weekday::Wed,
        hour: 6,
        sport: Sport::SwimPool,
        title: "Club swim",
        minutes: 45.0,
        speed: 0.78,
        climb: 0.0,
        intensity: 0.58,
    },
    Habit {
        weekday: Weekday::Wed,
        hour: 18,
        sport: Sport::Strength,
        title: "Gym",
        minutes: 45.0,
        speed: 0.0,
        climb: 0.0,
        intensity: 0.5,
    },
    Habit {
        weekday: Weekday::Thu,
        hour: 7,
        sport: Sport::Run,
        title: "Canal loop",
        minutes: 50.0,
        speed: 2.85,
        climb: 4.0,
        intensity: 0.6,
    },
    Habit {
        weekday: Weekday::Sat,
        hour: 10,
        sport: Sport::Ride,
        title: "Out to the lakes",
        minutes: 125.0,
        speed: 7.4,
        climb: 5.0,
        intensity: 0.58,
    },
    Habit {
        weekday: Weekday::Sun,
        hour: 9,
        sport: Sport::Run,
        title: "Long run in the forest",
        minutes: 95.0,
        speed: 2.75,
        climb: 8.0,
        intensity: 0.64,
    },
];

static BEN: [Habit; 6] = [
    Habit {
        weekday: Weekday::Mon,
        hour: 17,
        sport: Sport::Strength,
        title: "Weights",
        minutes: 50.0,
        speed: 0.0,
        climb: 0.0,
        intensity: 0.55,
    },
    Habit {
        weekday: Weekday::Tue,
        hour: 6,
        sport: Sport::Ride,
        title: "Reservoir ride",
        minutes: 75.0,
        speed: 7.7,
        climb: 7.0,
        intensity: 0.66,
    },
    Habit {
        weekday: Weekday::Wed,
        hour: 12,
        sport: Sport::Run,
        title: "Lunch run",
        minutes: 42.0,
        speed: 2.75,
        climb: 5.0,
        intensity: 0.68,
    },
    Habit {
        weekday: Weekday::Thu,
        hour: 18,
        sport: Sport::IndoorRide,
        title: "Trainer intervals",
        minutes: 60.0,
        speed: 0.0,
        climb: 0.0,
        intensity: 0.76,
    },
    Habit {
        weekday: Weekday::Sat,
        hour: 8,
        sport: Sport::GravelRide,
        title: "Foothills on gravel",
        minutes: 155.0,
        speed: 6.1,
        climb: 13.0,
        intensity: 0.62,
    },
    Habit {
        weekday: Weekday::Sun,
        hour: 10,
        sport: Sport::SwimPool,
        title: "Easy laps",
        minutes: 40.0,
        speed: 0.7,
        climb: 0.0,
        intensity: 0.5,
    },
];

static HALF_MARATHON: Habit = Habit {
    weekday: Weekday::Sun,
    hour: 10,
    sport: Sport::Run,
    title: "City half marathon",
    minutes: 106.0,
    speed: 21_097.5 / 6_360.0,
    climb: 3.0,
    intensity: 0.87,
};

static GRAVEL_RACE: Habit = Habit {
    weekday: Weekday::Sun,
    hour: 8,
    sport: Sport::GravelRide,
    title: "Gravel hundred kilometres",
    minutes: 245.0,
    speed: 100_000.0 / 14_700.0,
    climb: 12.0,
    intensity: 0.79,
};
