//! Where things lie: the only file that knows partition keys, sort keys and indexes.
//!
//! One partition for each athlete. In it: `WORKOUT#<id>`, `DAY#<date>`, `MONTH#<version of the formulas>#<month>`,
//! `BEST#<month>`, `IDEM#<hash of the key>` or, of a
//! program, `IDEM#<client>#<hash of the key>`,
//! `SAME#FILE#<sha256>#<leg>` and `SAME#START#…` against double imports, `TRACK#<id>#<nnn>`,
//! `ORIGINAL#<sha256>` pointing at `BLOB#<id>#<nnn>`, `PROFILE`, `REVISION`, `CHANGE#<number>`, `IMPORT#<id>` and
//! `FILE#<import>#<nnnn>`; who else may do something with the log, `GRANT#<kind>#<id>`, what they did last,
//! `USE#<kind>#<id>`, and of a coach `COACHES#<athlete>`. The clients of the installation are in the partition
//! `CLIENTS`, and whose an address is says `ALIAS#<sha256>`. What is to be done in the background is in the partition `TO_DO`, of all athletes:
//! `IMPORT#<athlete>#<id>` to be worked on, `RECOUNT#<athlete>` while loads are counted anew, `ORIGINAL#<athlete>#<blob>` to be let go when it is due. What was refused is
//! in the partition `AUDIT`, `<time>#<request>`. A workout keeps its key for ever; the indexes carry what changes.

mod month;
mod range;

use crate::athlete::AthleteId;
use crate::grant::{ClientId, Grantee};
use crate::table::{ImportId, Item, RequestKey};
use crate::workout::{Details, WorkoutId};
use aws_lc_rs::digest::{SHA256, digest};
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

pub use month::Month;
pub(super) use range::Range;

pub(super) const PARTITION: &str = "pk";
pub(super) const SORT: &str = "sk";
pub(super) const BY_START: &str = "by_start";
pub(super) const BY_SPORT: &str = "by_sport";
pub(super) const EXPIRY: &str = "expires_at";

/// The partition of the installation's clients.
const CLIENTS: &str = "CLIENTS";

/// The partition of what was refused.
const AUDIT: &str = "AUDIT";

/// The partition of what is to be done in the background.
const TO_DO: &str = "TO_DO";

/// Sorts before every start; DynamoDB takes no empty key.
const FIRST: &str = " ";

/// Sorts after every character that follows a date in a sort key.
const LAST: char = '~';

/// What makes two recordings the same activity, as the files told it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Activity {
    start: i64,
    sport: String,
    elapsed: u32,
}

impl Activity {
    pub(super) fn of(details: &Details) -> Self {
        let (start, sport) = (details.start.instant().timestamp(), details.sport.code().to_owned());
        Self { start, sport, elapsed: details.elapsed.0 }
    }
}

/// Where one item lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    partition: String,
    sort: String,
}

impl Key {
    fn new(athlete: &AthleteId, sort: String) -> Self {
        Self { partition: partition(athlete), sort }
    }

    pub(super) fn workout(athlete: &AthleteId, id: &WorkoutId) -> Self {
        Self::new(athlete, format!("WORKOUT#{id}"))
    }

    pub(super) fn day(athlete: &AthleteId, date: NaiveDate) -> Self {
        Self::new(athlete, format!("DAY#{date}"))
    }

    /// The days of a month, with their loads by one version of the formulas.
    pub(super) fn month(athlete: &AthleteId, (version, month): (u16, Month)) -> Self {
        Self::new(athlete, month_of(version, month))
    }

    /// The bests of a month.
    pub(super) fn bests(athlete: &AthleteId, month: Month) -> Self {
        Self::new(athlete, bests_of(month))
    }

    /// Hashed: a key of 255 characters may not fit into a sort key.
    pub(super) fn idempotency(athlete: &AthleteId, key: &RequestKey) -> Self {
        let sort = match key {
            RequestKey::Form(key) => format!("IDEM#{}", sha256(key.as_bytes())),
            RequestKey::Client(client, key) => format!("IDEM#{client}#{}", sha256(key.as_bytes())),
        };
        Self::new(athlete, sort)
    }

    /// Taken by the workout that was read from this leg of this file.
    pub(super) fn file_leg(athlete: &AthleteId, sha256: &str, leg: u16) -> Self {
        Self::new(athlete, format!("SAME#FILE#{sha256}#{leg}"))
    }

    /// Taken by the imported workout with this start, sport and duration.
    pub(super) fn same_activity(athlete: &AthleteId, activity: &Activity) -> Self {
        let Activity { start, sport, elapsed } = activity;
        Self::new(athlete, format!("SAME#START#{start}#{sport}#{elapsed}"))
    }

    pub(super) fn track(athlete: &AthleteId, id: &WorkoutId, chunk: u16) -> Self {
        Self::new(athlete, format!("TRACK#{id}#{chunk:03}"))
    }

    pub(super) fn original(athlete: &AthleteId, sha256: &str) -> Self {
        Self::new(athlete, format!("ORIGINAL#{sha256}"))
    }

    pub(super) fn blob(athlete: &AthleteId, blob: &str, chunk: u16) -> Self {
        Self::new(athlete, format!("BLOB#{blob}#{chunk:03}"))
    }

    pub(super) fn profile(athlete: &AthleteId) -> Self {
        Self::new(athlete, "PROFILE".to_owned())
    }

    pub(super) fn revision(athlete: &AthleteId) -> Self {
        Self::new(athlete, "REVISION".to_owned())
    }

    pub(super) fn import(athlete: &AthleteId, id: &ImportId) -> Self {
        Self::new(athlete, format!("IMPORT#{id}"))
    }

    pub(super) fn import_file(athlete: &AthleteId, id: &ImportId, number: u32) -> Self {
        Self::new(athlete, file(id, number))
    }

    /// The mark of an import that somebody has to work on, in a partition of its own.
    pub(super) fn import_to_do(athlete: &AthleteId, id: &ImportId) -> Self {
        Self { partition: TO_DO.to_owned(), sort: format!("IMPORT#{athlete}#{id}") }
    }

    /// The mark of loads that are to be counted anew, beside those of imports.
    pub(super) fn recount(athlete: &AthleteId) -> Self {
        Self { partition: TO_DO.to_owned(), sort: format!("RECOUNT#{athlete}") }
    }

    /// The mark of a blob that no workout refers to, beside those of imports.
    pub(super) fn original_to_do(athlete: &AthleteId, blob: &str) -> Self {
        Self { partition: TO_DO.to_owned(), sort: format!("ORIGINAL#{athlete}#{blob}") }
    }

    pub(super) fn grant(athlete: &AthleteId, grantee: &Grantee) -> Self {
        Self::new(athlete, format!("GRANT#{}#{}", grantee.kind(), grantee.id()))
    }

    /// Says in the coach's partition whose grant to look at.
    pub(super) fn coaches(coach: &AthleteId, athlete: &AthleteId) -> Self {
        Self::new(coach, format!("COACHES#{athlete}"))
    }

    pub(super) fn usage(athlete: &AthleteId, grantee: &Grantee) -> Self {
        Self::new(athlete, format!("USE#{}#{}", grantee.kind(), grantee.id()))
    }

    pub(super) fn client(id: &ClientId) -> Self {
        Self { partition: CLIENTS.to_owned(), sort: id.to_string() }
    }

    pub(super) fn audit(at: DateTime<Utc>, request: &str) -> Self {
        let at = at.to_rfc3339_opts(SecondsFormat::Millis, true);
        Self { partition: AUDIT.to_owned(), sort: format!("{at}#{request}") }
    }

    /// Hashed, as the address is nobody's business who reads the table, without white space and in lower case.
    pub(super) fn alias(address: &str) -> Self {
        let hash = sha256(address.trim().to_lowercase().as_bytes());
        Self { partition: format!("ALIAS#{hash}"), sort: "ALIAS".to_owned() }
    }

    pub(super) fn change(athlete: &AthleteId, number: u64) -> Self {
        Self::new(athlete, change(number))
    }

    /// Whether this is where the item lies.
    pub(super) fn is_of(&self, item: &Item) -> bool {
        let says = |name, value: &str| {
            item.get(name).and_then(|held| held.as_s().ok()).is_some_and(|held| held == value)
        };
        says(PARTITION, &self.partition) && says(SORT, &self.sort)
    }

    /// The key as the attributes that DynamoDB wants.
    pub(super) fn item(&self) -> Item {
        [(PARTITION, &self.partition), (SORT, &self.sort)]
            .map(|(name, value)| (name.to_owned(), AttributeValue::S(value.clone())))
            .into()
    }
}

/// The wall clock at the start, as it sorts in the indexes.
pub(super) fn start(details: &Details) -> String {
    details.start.local().format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// The index attributes of a workout that is not deleted.
pub(super) fn index(id: &WorkoutId, details: &Details) -> [(String, AttributeValue); 2] {
    let start = start(details);
    let by_sport = format!("{}#{start}#{id}", details.sport.code());
    [
        (BY_START.to_owned(), AttributeValue::S(format!("{start}#{id}"))),
        (BY_SPORT.to_owned(), AttributeValue::S(by_sport)),
    ]
}

/// When the workout with this id began by its own clock, as the index says through which it was found.
pub(super) fn started(item: &Item, id: &WorkoutId) -> Option<String> {
    let place = item.get(BY_START).or_else(|| item.get(BY_SPORT))?.as_s().ok()?;
    let place = place.strip_suffix(id.as_str())?.strip_suffix('#')?;
    Some(place.rsplit_once('#').map_or(place, |(_, start)| start).to_owned())
}

/// The part of an item's sort key after `prefix`.
pub(super) fn sort_after<'a>(item: &'a Item, prefix: &str) -> Option<&'a str> {
    item.get(SORT)?.as_s().ok()?.strip_prefix(prefix)
}

/// SHA-256 in lower-case hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(digest(&SHA256, bytes).as_ref())
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The sort key of a row of the feed: twelve digits are enough for a write a second in 30,000 years.
fn change(number: u64) -> String {
    format!("CHANGE#{number:012}")
}

/// The sort key of a month.
fn month_of(version: u16, month: Month) -> String {
    format!("MONTH#{version:05}#{month}")
}

/// The sort key of the bests of a month.
fn bests_of(month: Month) -> String {
    format!("BEST#{month}")
}

/// The sort key of a file of an import.
fn file(id: &ImportId, number: u32) -> String {
    format!("FILE#{id}#{number:04}")
}

fn partition(athlete: &AthleteId) -> String {
    format!("ATHLETE#{athlete}")
}
