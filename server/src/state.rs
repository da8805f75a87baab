//! What every handler shares.

use crate::api::answering::Answering;
use crate::api::document::document;
use crate::api::limits::Limits;
use crate::api::uses::Uses;
use crate::audit::Audit;
use crate::chance;
use crate::clock::Clock;
use crate::import::worker::Workers;
use crate::login::RelyingParty;
use crate::problem::Problem;
use crate::provider::Own;
use crate::routes;
use crate::same_origin::OwnOrigin;
use crate::session::{Sessions, SignedIn};
use crate::site::Site;
use app::document::Assets;
use axum::extract::FromRef;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use domain::act::{Act, Permit};
use domain::table::Table;
use domain::vault::Vault;
use domain::workout::WorkoutId;
use gate::{Caller, Gate};
use serde_json::Value;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

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
    /// Which requests with an idempotency key are being answered.
    pub answering: Answering,
    /// What each grantee did last.
    pub uses: Uses,
    /// What was refused.
    pub audit: Audit,
    /// What the API tells of itself, once somebody has asked.
    pub document: OnceLock<Value>,
    /// How often machines may ask.
    pub limits: Limits,
    /// Where we are reached.
    pub origin: OwnOrigin,
    /// Who works on imports.
    pub imports: Workers,
    /// Whether the demo athletes are here.
    pub demo: bool,
    /// The embedded provider, if it keeps the accounts.
    pub own: Option<Own>,
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

    /// The day that it is in a zone.
    pub fn today(&self, zone: Tz) -> NaiveDate {
        self.now().with_timezone(&zone).date_naive()
    }

    /// The addresses that every page refers to.
    pub fn assets(&self) -> Assets {
        self.site.assets()
    }

    /// The address of something of ours, by its path.
    pub fn below(&self, path: &str) -> String {
        format!("{}{path}", self.origin.as_str())
    }

    /// What the API tells of itself.
    pub fn document(&self) -> &Value {
        self.document.get_or_init(|| document(&routes::table(), &self.below("")))
    }

    /// An id for a workout that began at `started_at`.
    pub fn workout_id(&self, started_at: DateTime<Utc>) -> WorkoutId {
        WorkoutId::new(started_at, u128::from_le_bytes(chance::bytes()))
    }

    /// 128 random bits as text: a key that nobody else comes up with.
    pub fn chance(&self) -> String {
        chance::text::<16>()
    }

    /// A permit for whoever is signed in to do `act` with their own log.
    pub async fn permit(&self, who: &SignedIn, act: Act) -> Result<Permit, Problem> {
        Ok(self.gate.permit(&Caller::Athlete(who.person()), act, &who.athlete).await?)
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
