//! A table, athletes and workouts to speak about.

use chrono::{DateTime, Duration, Utc};
use domain::act::{Act, Permit};
use domain::athlete::AthleteId;
use domain::digest::Digest;
use domain::load::{Inputs, Load, LoadTenths, Method};
use domain::quantity::{BeatsPerMinute, Effort, Metres, Milliseconds, Seconds};
use domain::records::{Efforts, Kind};
use domain::sport::Sport;
use domain::table::{Edit, Logged, NewWorkout, Table};
use domain::track::{Position, Sample, Track};
use domain::workout::{Details, DeviceTotals, FileKind, FileSource, Source, Start, Workout, WorkoutId};

/// A table and the raw client behind it.
pub(crate) struct World {
    pub(crate) table: Table,
    pub(crate) client: aws_sdk_dynamodb::Client,
    pub(crate) name: String,
}

impl World {
    /// A world in a new table of this name.
    pub(crate) async fn new(client: aws_sdk_dynamodb::Client, name: &str) -> Self {
        let table = Table::new(client.clone(), name);
        table.create_if_missing().await.unwrap();
        table.create_if_missing().await.unwrap();
        Self { table, client, name: name.to_owned() }
    }

    /// Logs it and returns it, which must be new.
    pub(crate) async fn log(&self, new: NewWorkout) -> Workout {
        match self.table.log(&permit(Act::LogWorkout), new, now()).await.unwrap() {
            Logged::New(workout) => workout,
            before @ Logged::Before { .. } => panic!("{before:?}"),
        }
    }

    /// Asserts that the sums are those of the workouts.
    pub(crate) async fn sums_are_right(&self) {
        let differences = self.table.rebuild_rollups(&permit(Act::ReadTrends), false).await.unwrap();
        assert_eq!(differences, []);
    }
}

pub(crate) fn permit(act: Act) -> Permit {
    permit_of("ada", act)
}

#[expect(clippy::disallowed_methods, reason = "the tests of the table stand where the gate would")]
pub(crate) fn permit_of(athlete: &str, act: Act) -> Permit {
    Permit::issue(AthleteId::parse(athlete).unwrap(), act)
}

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

/// A time as seen in Berlin, such as `2026-11-01T07:30:00+01:00`.
pub(crate) fn start(time: &str) -> Start {
    let instant = DateTime::parse_from_rfc3339(time).unwrap().to_utc();
    Start::new(instant, chrono_tz::Europe::Berlin)
}

pub(crate) fn details(time: &str) -> Details {
    Details {
        sport: Sport::Run,
        start: start(time),
        elapsed: Seconds(3180),
        moving: Some(Seconds(3120)),
        distance: Some(Metres(10_240)),
        ascent: Some(Metres(85)),
        average_heart_rate: Some(BeatsPerMinute(148)),
        max_heart_rate: None,
        average_power: None,
        average_cadence: None,
        energy: None,
        effort: Effort::new(6.5),
        title: "Canal loop".to_owned(),
        notes: String::new(),
    }
}

pub(crate) fn load(tenths: u32) -> Load {
    let (method, inputs) = (Method::SessionRpe, Inputs::Effort);
    Load { value: LoadTenths(tenths), method, version: 1, inputs }
}

pub(crate) fn new_workout(id: &str, time: &str) -> NewWorkout {
    NewWorkout {
        id: id_of(id),
        details: details(time),
        account: Some(load(714)).into(),
        digest: Digest::default(),
        source: Source::Manual,
        track: None,
        idempotency_key: None,
    }
}

/// The digest of a track that tells these efforts and nothing else.
pub(crate) fn efforts(efforts: impl IntoIterator<Item = (Kind, u32)>) -> Digest {
    Digest { efforts: Efforts::from_iter(efforts), ..Digest::default() }
}

pub(crate) fn id_of(id: &str) -> WorkoutId {
    WorkoutId::parse(id).unwrap()
}

/// A workout read from leg `leg` of a file.
pub(crate) fn imported(id: &str, (sha256, leg): (&str, u16), time: &str) -> NewWorkout {
    let file = FileSource {
        format: FileKind::Fit,
        sha256: sha256.to_owned(),
        leg,
        device: Some("Garmin fenix 5".to_owned()),
        totals: DeviceTotals { distance: Some(Metres(10_251)), moving: None, ascent: Some(Metres(97)) },
        truncated: false,
        import: Some("import-1".to_owned()),
    };
    NewWorkout { source: Source::File(file), track: Some(track(600)), ..new_workout(id, time) }
}

pub(crate) fn track(samples: u32) -> Track {
    let sample = |second: u32| Sample {
        at: Milliseconds(second * 1000),
        position: Some(Position { latitude: f64::from(525_000_000 + second * 100) / 1e7, longitude: 13.4 }),
        heart_rate: Some(BeatsPerMinute(140)),
        ..Sample::default()
    };
    Track { samples: (0..samples).map(sample).collect() }
}

pub(crate) fn edit(version: u64, details: Details) -> Edit {
    Edit { version, details, account: Some(load(500)).into(), digest: Digest::default() }
}

pub(crate) fn hours(hours: i64) -> DateTime<Utc> {
    now() + Duration::hours(hours)
}
