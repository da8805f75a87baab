//! What every handler shares.

use crate::clock::Clock;
use crate::login::RelyingParty;
use crate::problem::Problem;
use crate::session::{Sessions, SignedIn};
use crate::site::Site;
use app::document::Assets;
use axum::extract::FromRef;
use chrono::{DateTime, Utc};
use domain::act::{Act, Permit};
use domain::table::Table;
use domain::vault::Vault;
use gate::Gate;
use std::ops::Deref;
use std::sync::Arc;

/// The parts of Longrun, put together once at start.
#[derive(Debug)]
pub struct Parts {
    /// Athletes' data.
    pub table: Table,
    /// Sealed records.
    pub vault: Vault,
    /// Who may.
    pub gate: Gate,
    /// The time.
    pub clock: Clock,
    /// The static files.
    pub site: Site,
    /// Our side of signing in.
    pub relying_party: RelyingParty,
    /// Where sessions are kept.
    pub sessions: Sessions,
    /// Whether the demo athletes are here.
    pub demo: bool,
    /// Whether accounts are kept by the embedded provider.
    pub own_accounts: bool,
}

/// The parts, shared by every handler.
#[derive(Clone, Debug)]
pub struct App(Arc<Parts>);

impl App {
    /// Shares `parts`.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// The time now.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The addresses that every page refers to.
    pub fn assets(&self) -> Assets {
        self.site.assets()
    }

    /// A permit for whoever is signed in to do `act` with their own log.
    pub fn permit(&self, who: &SignedIn, act: Act) -> Result<Permit, Problem> {
        Ok(self.gate.permit(&who.caller(), act, &who.athlete)?)
    }
}

impl FromRef<App> for Sessions {
    fn from_ref(app: &App) -> Self {
        app.sessions.clone()
    }
}

impl FromRef<App> for RelyingParty {
    fn from_ref(app: &App) -> Self {
        app.relying_party.clone()
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
