//! Any history: several athletes' devices at once, on a connection that throttles, collides, breaks and forgets.

use crate::suite::feed::Follower;
use crate::suite::world::{World, details, edit, efforts, hours, load, new_workout, permit};
use chrono::NaiveDate;
use chrono_tz::Tz;
use domain::act::Act;
use domain::athlete::Profile;
use domain::consistency::{Consistency, Rest};
use domain::digest::Digest;
use domain::fitness::Development;
use domain::history::History;
use domain::load::{LoadTenths, VERSION};
use domain::quantity::{Metres, Seconds};
use domain::records::Kind;
use domain::sport::Sport;
use domain::table::{Edit, Filter, Logged, NewWorkout, RequestKey, Table, TableError};
use domain::trend::{Totals, Window};
use domain::workout::{Start, Workout};
use local::table::Store;
use local::table::faults::{Faults, Rates};
use proptest::prelude::*;
use proptest::test_runner::Config;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tokio::task::JoinSet;

const RATES: Rates = Rates { throttled: 40, conflict: 60, lost_answer: 60, reset: 40, unprocessed: 200 };
const SLOTS: u8 = 5;

/// Where and when an edit may move a workout, and on which day that is there: the hour that comes twice as summer time
/// ends, one moment on both sides of the date line, and both sides of midnight at the turn of a month.
const MOVES: [(&str, Tz, &str); 6] = [
    ("2026-10-25T00:30:00Z", chrono_tz::Europe::Berlin, "2026-10-25"),
    ("2026-10-25T01:30:00Z", chrono_tz::Europe::Berlin, "2026-10-25"),
    ("2026-10-31T11:30:00Z", chrono_tz::Pacific::Kiritimati, "2026-11-01"),
    ("2026-10-31T11:30:00Z", chrono_tz::Pacific::Pago_Pago, "2026-10-31"),
    ("2026-12-01T04:59:59Z", chrono_tz::America::New_York, "2026-11-30"),
    ("2026-12-01T05:00:00Z", chrono_tz::America::New_York, "2026-12-01"),
];

/// What a device does with one of the athlete's workouts.
#[derive(Clone, Copy, Debug)]
enum Step {
    Log,
    Replace(u8),
    Delete,
    Restore,
    Look,
}

fn step() -> impl Strategy<Value = (u8, Step)> {
    let step = prop_oneof![
        3 => Just(Step::Log),
        3 => (0..6_u8).prop_map(Step::Replace),
        1 => Just(Step::Delete),
        1 => Just(Step::Restore),
        1 => Just(Step::Look),
    ];
    (0..SLOTS, step)
}

fn devices() -> impl Strategy<Value = Vec<Vec<(u8, Step)>>> {
    prop::collection::vec(prop::collection::vec(step(), 1..12), 2..4)
}

/// Follows the feed while others write, with as bad a connection.
async fn follow(table: Table, mut follower: Follower, writing: Arc<AtomicBool>) -> Follower {
    while writing.load(Ordering::Relaxed) {
        if let Err(error) = follower.look(&table, 2).await {
            assert!(matches!(error, TableError::Unreachable(_) | TableError::Busy), "{error}");
        }
        tokio::task::yield_now().await;
    }
    follower
}

/// What the devices were told: the workouts as acknowledged, by slot and version.
type Told = Arc<Mutex<Vec<(u8, Workout)>>>;

struct Device {
    world: World,
    number: usize,
    told: Told,
}

impl Device {
    async fn run(self, steps: Vec<(u8, Step)>) {
        for (n, (slot, step)) in steps.into_iter().enumerate() {
            // An answer that never came is asked for again, as a client with an idempotency key would.
            while let Err(error) = self.act(n, slot, step).await {
                assert!(matches!(error, TableError::Unreachable(_) | TableError::Busy), "{error}");
            }
        }
    }

    async fn act(&self, n: usize, slot: u8, step: Step) -> Result<(), TableError> {
        let table = &self.world.table;
        let now = hours(0) + chrono::Duration::seconds(i64::try_from(n * 10 + self.number).unwrap());
        if let Step::Log = step {
            let new = logged(slot, &format!("slot-{slot}-by-{}-{n}", self.number));
            match table.log(&permit(Act::LogWorkout), new, now).await {
                Ok(Logged::New(workout)) => self.tell(slot, workout),
                Ok(Logged::Before { first, now }) => {
                    assert_eq!(first.version, 1, "the answer is the first one, whatever came since");
                    self.tell(slot, first);
                    // Unless somebody else has deleted it meanwhile.
                    if let Some(now) = now {
                        self.tell(slot, *now);
                    }
                }
                Err(error) => return Err(error),
            }
            return Ok(());
        }
        if let Step::Look = step {
            let standing = table.standing(&permit(Act::ReadProfile)).await?;
            assert!(standing.profile.is_some(), "what was saved is taken for never saved");
            return Ok(());
        }
        let Some((id, version)) = self.known(slot) else { return Ok(()) };
        let outcome = match step {
            Step::Replace(day) => {
                let edit = Edit { digest: digest(day), ..edit(version, moved(slot, day)) };
                table.replace(&permit(Act::EditWorkout), &id, edit, now).await
            }
            Step::Restore => table.restore(&permit(Act::DeleteWorkout), &id, now).await,
            Step::Delete | Step::Log | Step::Look => {
                match table.delete(&permit(Act::DeleteWorkout), &id, version, now).await {
                    Ok(()) | Err(TableError::NotFound | TableError::Changed { .. }) => return Ok(()),
                    Err(error) => return Err(error),
                }
            }
        };
        match outcome {
            Ok(workout) => self.tell(slot, workout),
            Err(TableError::NotFound | TableError::Changed { .. }) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn tell(&self, slot: u8, workout: Workout) {
        self.told.lock().unwrap().push((slot, workout));
    }

    fn known(&self, slot: u8) -> Option<(domain::workout::WorkoutId, u64)> {
        let told = self.told.lock().unwrap();
        let newest =
            told.iter().filter(|(other, _)| *other == slot).max_by_key(|(_, workout)| workout.version);
        newest.map(|(_, workout)| (workout.id.clone(), workout.version))
    }
}

fn logged(slot: u8, id: &str) -> NewWorkout {
    let key = Some(RequestKey::Form(format!("key of slot {slot}")));
    let time = format!("2026-11-0{}T07:30:00+01:00", 1 + slot);
    let mut new = NewWorkout { idempotency_key: key, ..new_workout(id, &time) };
    new.details.title = format!("slot {slot}");
    new.account = Some(load(10 * u32::from(slot))).into();
    new.digest = digest(slot);
    new
}

fn moved(slot: u8, day: u8) -> domain::workout::Details {
    let (time, zone, date) = MOVES[usize::from(day)];
    let mut details = details(time);
    details.start = Start::new(details.start.instant(), zone);
    assert_eq!(details.start.date().to_string(), date);
    details.sport = if day.is_multiple_of(3) { Sport::Ride } else { Sport::Run };
    details.title = format!("slot {slot}");
    details.distance = Some(Metres(1000 + u32::from(day)));
    details
}

/// What is reached grows and falls, comes level, and is of several kinds.
fn digest(day: u8) -> Digest {
    let best = u32::from(day * 7 % 4);
    efforts([(Kind::Fastest(Metres(5000)), 1300 - best), (Kind::HighestPower(Seconds(60)), 300 + best)])
}

async fn history(seed: u64, devices: Vec<Vec<(u8, Step)>>) {
    let store = Store::open(None).unwrap();
    let clean = World::new(store.client(), "journal").await;
    let profile = Profile::new("Ada".to_owned(), chrono_tz::Europe::Berlin);
    clean.table.save_profile(&permit(Act::EditProfile), profile).await.unwrap();
    let writing = Arc::new(AtomicBool::new(true));
    let faults = Faults::seeded(seed, RATES);
    let reader = Table::new(store.faulty_client(&faults), "journal");
    let following = tokio::spawn(follow(reader, Follower::default(), Arc::clone(&writing)));
    let told = Told::default();
    let mut tasks = JoinSet::new();
    for (number, steps) in devices.into_iter().enumerate() {
        let faults = Faults::seeded(seed + 1 + number as u64, RATES);
        let client = store.faulty_client(&faults);
        let table = Table::new(client.clone(), "journal");
        let world = World { table, client, name: "journal".to_owned() };
        tasks.spawn(Device { world, number, told: told.clone() }.run(steps));
    }
    tasks.join_all().await;
    writing.store(false, Ordering::Relaxed);
    let mut follower = following.await.unwrap();
    follower.is_up_to_date(&clean).await;
    clean.sums_are_right().await;
    let told = Arc::try_unwrap(told).unwrap().into_inner().unwrap();
    nothing_is_lost(&clean, &told).await;
    nothing_is_doubled(&clean, &told).await;
    follower.is_up_to_date(&clean).await;
    clean.sums_are_right().await;
    training_is_that_of_the_workouts(&clean).await;
}

/// Streaks, weeks, fitness and fatigue are those of the workouts, counted from scratch.
async fn training_is_that_of_the_workouts(world: &World) {
    let filter = Filter::default();
    let page = world.table.page(&permit(Act::ReadWorkouts), &filter, None, 100).await.unwrap();
    let mut days: BTreeMap<NaiveDate, Totals> = BTreeMap::new();
    for Workout { details, load, .. } in &page.items {
        let day = days.entry(details.start.date()).or_default();
        *day = day.plus(&Totals {
            workouts: 1,
            duration: details.elapsed,
            distance: details.distance.unwrap_or_default(),
            ascent: details.ascent.unwrap_or_default(),
            load: load.map_or(LoadTenths(0), |load| load.value),
            with_load: u32::from(load.is_some()),
        });
    }
    let today = "2026-12-02".parse().unwrap();
    let known = world.table.history(&permit(Act::ReadTrends), VERSION, NaiveDate::MIN..=today).await.unwrap();
    let scratch: History = days.into_iter().collect();
    let window = Window::new(60, today, chrono_tz::UTC).unwrap();
    for rest in (0..7).filter_map(Rest::new) {
        assert_eq!(Consistency::new(window, &known, rest), Consistency::new(window, &scratch, rest));
    }
    let development = |history| Development::new(window.from(), today, history);
    assert_eq!(development(&known), development(&scratch));
}

/// Whatever was acknowledged is there, or a later version that somebody was told of or could have been.
async fn nothing_is_lost(world: &World, told: &[(u8, Workout)]) {
    let mut versions = BTreeMap::new();
    for (_, workout) in told {
        let before = versions.insert((workout.id.clone(), workout.version), workout);
        assert!(before.is_none_or(|before| before == workout), "two were told of the same version");
    }
    for (_, workout) in told {
        let now = world.table.restore(&permit(Act::DeleteWorkout), &workout.id, hours(1)).await.unwrap();
        assert!(now.version >= workout.version, "{workout:?} was lost");
        assert!(now.version > workout.version || now == *workout, "{workout:?} was overwritten");
    }
}

/// However many devices logged a slot, it is one workout.
async fn nothing_is_doubled(world: &World, told: &[(u8, Workout)]) {
    let slots: BTreeMap<u8, &Workout> = told.iter().map(|(slot, workout)| (*slot, workout)).collect();
    for (slot, workout) in told {
        assert_eq!(slots[slot].id, workout.id, "slot {slot} was logged twice");
    }
    let filter = Filter::default();
    let page = world.table.page(&permit(Act::ReadWorkouts), &filter, None, 100).await.unwrap();
    let mut titles: Vec<&str> = page.items.iter().map(|workout| workout.details.title.as_str()).collect();
    titles.sort_unstable();
    let expected: Vec<String> = slots.keys().map(|slot| format!("slot {slot}")).collect();
    assert_eq!(titles, expected);
}

proptest! {
    #![proptest_config(Config { cases: Config::default().cases / 4, failure_persistence: None, ..Config::default() })]

    #[test]
    fn after_any_history_sums_and_copies_are_those_of_the_workouts(seed in any::<u64>(), devices in devices()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(history(seed % (1 << 32), devices));
    }
}
