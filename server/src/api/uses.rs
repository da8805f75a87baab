//! What each grantee did last, kept for the athlete to see.

use crate::state::App;
use chrono::{DateTime, TimeDelta, Utc};
use domain::act::Act;
use domain::athlete::AthleteId;
use domain::grant::{Grantee, Use};
use quick_cache::unsync::Cache;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use tokio::time::sleep;

/// How much of what grantees did is remembered.
const USES: usize = 10_000;

/// Nothing more of the same grantee is written before this has passed.
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

type Key = (AthleteId, Grantee);

/// What of a grantee was written, and what is to be.
#[derive(Clone, Copy, Debug)]
struct Noted {
    /// When it was written.
    at: DateTime<Utc>,
    /// What they had done.
    last: Use,
    /// What they did since, if it is something else. A task writes it once the pause is over.
    waits: Option<Use>,
}

/// What was written last, so that not every call writes, whatever it is about.
#[derive(Debug)]
pub struct Uses(Mutex<Cache<Key, Noted>>);

impl Default for Uses {
    fn default() -> Self {
        Self(Mutex::new(Cache::new(USES)))
    }
}

impl Uses {
    fn noted(&self) -> MutexGuard<'_, Cache<Key, Noted>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in what a grantee did, and tells after how long what waits is to be written, if nobody has been told yet.
    fn take(&self, key: &Key, last: Use) -> Option<TimeDelta> {
        let mut all = self.noted();
        let known = all.get_mut(key).filter(|noted| last.at - noted.at < PAUSE);
        let Some(mut noted) = known else {
            all.insert(key.clone(), Noted { at: last.at, last, waits: Some(last) });
            return Some(TimeDelta::zero());
        };
        let is_same = (noted.last.act, noted.last.status) == (last.act, last.status);
        if noted.waits.is_none() && is_same {
            return None;
        }
        let is_first = noted.waits.replace(last).is_none();
        is_first.then(|| PAUSE - (last.at - noted.at))
    }

    /// What is to be written of a grantee now.
    fn due(&self, key: &Key, now: DateTime<Utc>) -> Option<Use> {
        let mut all = self.noted();
        let mut noted = all.get_mut(key)?;
        let last = noted.waits.take()?;
        (noted.at, noted.last) = (now, last);
        Some(last)
    }

    /// What could not be written is no reason to write nothing else.
    fn forget(&self, key: &Key) {
        self.noted().remove(key);
    }
}

/// Notes how a call ended. A note that cannot be written does not spoil the answer; one that waits when the process
/// ends is lost.
pub(super) async fn note(app: &App, deed: &Deed, status: u16) {
    let Some((athlete, grantee, act)) = deed.0.get() else { return };
    let (key, last) = ((athlete.clone(), grantee.clone()), Use { act: *act, at: app.now(), status });
    let Some(pause) = app.uses.take(&key, last) else { return };
    // A task of its own: whoever hangs up does not keep it from being written.
    let written = tokio::spawn(write(app.clone(), key, pause));
    if pause.is_zero() {
        let _ended = written.await;
    }
}

async fn write(app: App, key: Key, pause: TimeDelta) {
    sleep(pause.to_std().unwrap_or_default()).await;
    let Some(last) = app.uses.due(&key, app.now()) else { return };
    if let Err(error) = app.table.note_use(&key.0, &key.1, last).await {
        tracing::warn!(%error, "what a grantee did last could not be noted");
        app.uses.forget(&key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn did(act: Act, second: i64) -> Use {
        Use { act, at: DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap(), status: 200 }
    }

    fn key() -> Key {
        let machine = Grantee::parse("machine", "scale").unwrap();
        (AthleteId::parse("ada").unwrap(), machine)
    }

    /// Takes in what was done at this second, and what is written of it at once.
    fn take(uses: &Uses, last: Use) -> (Option<i64>, Option<Use>) {
        let pause = uses.take(&key(), last).map(|pause| pause.num_seconds());
        (pause, (pause == Some(0)).then(|| uses.due(&key(), last.at)).flatten())
    }

    #[test]
    fn what_was_done_last_is_written_in_the_end() {
        let (uses, read, log) = (Uses::default(), Act::ReadWorkouts, Act::LogWorkout);
        assert_eq!(take(&uses, did(read, 0)), (Some(0), Some(did(read, 0))), "the first at once");
        assert_eq!(take(&uses, did(log, 10)), (Some(50), None), "something else when the pause is over");
        assert_eq!(take(&uses, did(read, 20)), (None, None), "in its place what came after it");
        assert_eq!(uses.due(&key(), did(read, 60).at), Some(did(read, 20)));
        assert_eq!(uses.due(&key(), did(read, 60).at), None);
    }

    #[test]
    fn whoever_does_one_thing_and_another_writes_once_a_minute() {
        let (uses, mut tasks, mut written) = (Uses::default(), Vec::new(), 0);
        for second in 0..600 {
            let ready = tasks.extract_if(.., |at| *at <= second).count();
            written += (0..ready).filter_map(|_| uses.due(&key(), did(Act::Identify, second).at)).count();
            let act = if second % 2 == 0 { Act::ReadWorkouts } else { Act::LogWorkout };
            let pause = uses.take(&key(), did(act, second)).map(|pause| pause.num_seconds());
            tasks.extend(pause.map(|pause| second + pause));
        }
        assert!((10..=11).contains(&written), "{written}");
    }

    #[test]
    fn the_same_again_waits_for_nothing() {
        let (uses, read) = (Uses::default(), Act::ReadWorkouts);
        take(&uses, did(read, 0));
        assert_eq!(take(&uses, did(read, 59)), (None, None));
        assert_eq!(uses.due(&key(), did(read, 59).at), None);
        assert_eq!(take(&uses, did(read, 60)), (Some(0), Some(did(read, 60))));
    }
}
