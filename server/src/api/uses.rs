//! What each grantee did last, kept for the athlete to see.

use crate::state::App;
use chrono::{DateTime, TimeDelta, Utc};
use domain::act::Act;
use domain::athlete::AthleteId;
use domain::grant::{Grantee, Use};
use quick_cache::sync::Cache;
use std::sync::{Arc, OnceLock};

/// How much of what grantees did is remembered.
const USES: usize = 10_000;

/// The same again is not written before this has passed.
const PAUSE: TimeDelta = TimeDelta::minutes(1);

/// What a call turned out to be about, for whoever sees how it ended.
#[derive(Clone, Debug, Default)]
pub(super) struct Deed(Arc<OnceLock<(AthleteId, Grantee, Act)>>);

impl Deed {
    /// The first act that was permitted is what the call is about.
    pub(super) fn is(&self, athlete: &AthleteId, grantee: Grantee, act: Act) {
        let _ = self.0.set((athlete.clone(), grantee, act));
    }
}

/// What was written last, so that the same is not written at every call.
#[derive(Debug)]
pub struct Uses(Cache<(AthleteId, Grantee, Act, u16), DateTime<Utc>>);

impl Default for Uses {
    fn default() -> Self {
        Self(Cache::new(USES))
    }
}

impl Uses {
    fn is_news(&self, athlete: &AthleteId, grantee: &Grantee, last: Use) -> bool {
        let key = (athlete.clone(), grantee.clone(), last.act, last.status);
        if self.0.get(&key).is_some_and(|before| last.at - before < PAUSE) {
            return false;
        }
        self.0.insert(key, last.at);
        true
    }
}

/// Notes how a call ended. A note that cannot be written does not spoil the answer.
pub(super) async fn note(app: &App, deed: &Deed, status: u16) {
    let Some((athlete, grantee, act)) = deed.0.get() else { return };
    let last = Use { act: *act, at: app.now(), status };
    if !app.uses.is_news(athlete, grantee, last) {
        return;
    }
    if let Err(error) = app.table.note_use(athlete, grantee, last).await {
        tracing::warn!(%error, "what a grantee did last could not be noted");
    }
}
