//! What may be done, and the proof that it may: the words policies, routes and the table share.

use crate::athlete::AthleteId;
use crate::scope::Scope;
use serde::{Deserialize, Serialize};

/// Something a caller may be allowed to do. Each is an action in `policies/`.
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
    /// Learn whom one acts for, and what one may do.
    Identify,
    /// See who else may do something with the log; grant and withdraw.
    ManageConnections,
    /// Get a page or a document that is about the installation and nobody's log.
    Get,
}

impl Act {
    /// Every act there is.
    pub const ALL: [Self; 11] = [
        Self::ReadWorkouts,
        Self::LogWorkout,
        Self::EditWorkout,
        Self::DeleteWorkout,
        Self::ImportWorkouts,
        Self::ReadTrends,
        Self::ReadProfile,
        Self::EditProfile,
        Self::Identify,
        Self::ManageConnections,
        Self::Get,
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
            Self::Identify => "Identify",
            Self::ManageConnections => "ManageConnections",
            Self::Get => "Get",
        }
    }

    /// What a token must be good for to do this; nothing where any token will do, or none.
    pub fn scope(self) -> Option<Scope> {
        match self {
            Self::ReadWorkouts => Some(Scope::WorkoutsRead),
            Self::LogWorkout | Self::EditWorkout | Self::DeleteWorkout | Self::ImportWorkouts => {
                Some(Scope::WorkoutsWrite)
            }
            Self::ReadTrends => Some(Scope::TrendsRead),
            Self::ReadProfile => Some(Scope::ProfileRead),
            Self::EditProfile => Some(Scope::ProfileWrite),
            Self::Get => Some(Scope::InstallationRead),
            Self::Identify | Self::ManageConnections => None,
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

/// Proof that the gate admitted somebody to one page or document of the installation.
///
/// What belongs to nobody's log is asked of the table with one, as what belongs to a log is with a [`Permit`].
#[derive(Debug)]
pub struct Admission {
    path: String,
}

/// Where whoever owns the installation sees every client of it, or the names of some.
pub const CLIENTS: [&str; 3] = ["/settings/clients", "/api/v1/clients", "/settings/refusals"];

/// Where whoever owns the installation sees what was refused lately.
pub const REFUSALS: [&str; 2] = ["/settings/refusals", "/api/v1/refusals"];

/// A permit or an admission was shown for something it does not cover.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a permit for {held} does not cover {needed}")]
pub struct NotCovered {
    held: String,
    needed: String,
}

impl Admission {
    /// Issues an admission. Closed by `clippy.toml` to everyone but the gate.
    pub fn issue(path: String) -> Self {
        Self { path }
    }

    /// An error unless this is for one of these paths.
    pub fn covers(&self, paths: &[&str]) -> Result<(), NotCovered> {
        if paths.contains(&self.path.as_str()) {
            return Ok(());
        }
        Err(NotCovered { held: self.path.clone(), needed: paths.join(" or ") })
    }
}

impl Permit {
    /// Issues a permit. Closed by `clippy.toml` to everyone but the gate.
    pub fn issue(athlete: AthleteId, act: Act) -> Self {
        Self { athlete, act }
    }

    /// The athlete whose data may be touched, if this permit is for `needed`.
    pub fn covers(&self, needed: Act) -> Result<&AthleteId, NotCovered> {
        if self.act == needed {
            return Ok(&self.athlete);
        }
        Err(NotCovered { held: self.act.name().to_owned(), needed: needed.name().to_owned() })
    }
}
