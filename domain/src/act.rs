//! What may be done, and the proof that it may: the words policies, routes and the table share.

use crate::athlete::AthleteId;
use serde::{Deserialize, Serialize};

/// Something a caller may be allowed to do with one athlete's data. Each is an action in `policies/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Act {
    /// List and read workouts, their tracks and originals.
    ReadWorkouts,
    /// Log a new workout.
    LogWorkout,
    /// Change a workout.
    EditWorkout,
    /// Delete a workout, or undo that.
    DeleteWorkout,
    /// Bring files, look at what they hold, store and undo them.
    ImportWorkouts,
    /// Read totals and trends over days.
    ReadTrends,
    /// Read the profile.
    ReadProfile,
    /// Change the profile.
    EditProfile,
}

impl Act {
    /// Every act there is.
    pub const ALL: [Self; 8] = [
        Self::ReadWorkouts,
        Self::LogWorkout,
        Self::EditWorkout,
        Self::DeleteWorkout,
        Self::ImportWorkouts,
        Self::ReadTrends,
        Self::ReadProfile,
        Self::EditProfile,
    ];

    /// The name of the action in the Cedar schema.
    pub fn name(self) -> &'static str {
        match self {
            Self::ReadWorkouts => "ReadWorkouts",
            Self::LogWorkout => "LogWorkout",
            Self::EditWorkout => "EditWorkout",
            Self::DeleteWorkout => "DeleteWorkout",
            Self::ImportWorkouts => "ImportWorkouts",
            Self::ReadTrends => "ReadTrends",
            Self::ReadProfile => "ReadProfile",
            Self::EditProfile => "EditProfile",
        }
    }
}

/// Proof that the gate allowed one act on one athlete's data.
///
/// Every method of the table takes one, so that a forgotten check does not compile.
#[derive(Debug)]
pub struct Permit {
    athlete: AthleteId,
    act: Act,
}

/// A permit was shown for something it does not cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a permit for {held:?} does not cover {needed:?}")]
pub struct NotCovered {
    held: Act,
    needed: Act,
}

impl Permit {
    /// Issues a permit. Closed by `clippy.toml` to everyone but the gate.
    pub fn issue(athlete: AthleteId, act: Act) -> Self {
        Self { athlete, act }
    }

    /// The athlete whose data may be touched, if this permit is for `needed`.
    pub fn covers(&self, needed: Act) -> Result<&AthleteId, NotCovered> {
        if self.act == needed { Ok(&self.athlete) } else { Err(NotCovered { held: self.act, needed }) }
    }
}
