//! An embedded DynamoDB: the AWS client talks to a `SQLite` file in this process, without a socket.
//!
//! The seam is on the wire. A [`Store`] hands out an ordinary [`aws_sdk_dynamodb::Client`] whose HTTP
//! connector answers from `dynoxide`, so everything above runs unchanged against AWS. One process
//! owns the files at a time, every acknowledged write has been synced to the disk (`SQLite`'s WAL with
//! `synchronous = FULL`, one fsync for each commit), and what has expired goes with [`Store::sweep`].
//! Tests break the connection on purpose through [`faults`].

mod connector;
pub mod faults;
mod files;
mod sweep;

use crate::table::connector::Embedded;
use crate::table::faults::{Faults, Faulty};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Builder, Region, StalledStreamProtectionConfig};
use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector, http_client_fn};
use chrono::{DateTime, Utc};
use dynoxide::Database;
use dynoxide::actions::list_tables::ListTablesRequest;
use files::Lock;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// The embedded store. Clones share one database; the last one to go releases the files.
#[derive(Clone)]
pub struct Store {
    database: Database,
    lock: Option<Arc<Lock>>,
}

/// Why the store cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it open.
    #[error(
        "{0} is in use by another process: stop the other Longrun, or set LONGRUN_DATA to another directory"
    )]
    InUse(String),
    /// It was written by a newer Longrun.
    #[error(
        "{path} was written by a newer Longrun (format {found}, this one knows {known}): start the newer version"
    )]
    Newer {
        /// The directory.
        path: String,
        /// The format it is in.
        found: u32,
        /// The newest format this program knows.
        known: u32,
    },
    /// Written before Longrun was first released, in a format that no release reads.
    #[error(
        "{path} was written before the first release (format {found}, this Longrun reads {known}): move it away"
    )]
    Older {
        /// The directory.
        path: String,
        /// The format it is in.
        found: u32,
        /// The format this program knows.
        known: u32,
    },
    /// Its format file holds something else than a number.
    #[error("{0} does not hold a format number: this is not a directory of Longrun, or it is damaged")]
    NotOurs(String),
    /// The operating system refused.
    #[error("{path}: {error}")]
    Io {
        /// The file or directory.
        path: String,
        /// What it said.
        error: std::io::Error,
    },
    /// The database refused.
    #[error("the embedded store cannot be opened: {0}")]
    Engine(String),
}

/// The sweep could not finish.
#[derive(Debug, thiserror::Error)]
#[error("the embedded store cannot be swept: {0}")]
pub struct SweepError(String);

impl Store {
    /// Opens the store in directory `path`, creating it if missing; in memory without one.
    pub fn open(path: Option<&Path>) -> Result<Self, OpenError> {
        let Some(directory) = path else {
            return Ok(Self { database: Database::memory().map_err(engine)?, lock: None });
        };
        let lock = files::claim(directory)?;
        let database = Database::new(&files::database(directory)?).map_err(engine)?;
        Ok(Self { database, lock: Some(Arc::new(lock)) })
    }

    /// Whether somebody has made tables in it.
    pub fn is_used(&self) -> Result<bool, OpenError> {
        let tables = self.database.list_tables(ListTablesRequest::default()).map_err(engine)?;
        Ok(!tables.table_names.is_empty())
    }

    /// A client of this store.
    ///
    /// It neither retries nor times out: an answer from the same process is final.
    pub fn client(&self) -> Client {
        let settings =
            Builder::new().retry_config(RetryConfig::disabled()).timeout_config(TimeoutConfig::disabled());
        connect(settings, self.connector())
    }

    /// A client whose connection suffers `faults`, retrying quickly as a client of AWS would.
    pub fn faulty_client(&self, faults: &Faults) -> Client {
        let retries = RetryConfig::standard()
            .with_initial_backoff(Duration::from_micros(200))
            .with_max_backoff(Duration::from_millis(2));
        let settings = Builder::new().retry_config(retries).timeout_config(TimeoutConfig::disabled());
        connect(settings, Faulty::new(self.connector(), faults.clone()))
    }

    /// Deletes what had expired by `now`, as the time-to-live of DynamoDB would, and tells how many items.
    ///
    /// Blocks while it works: call it where blocking is allowed. Requests are let in between pages.
    pub fn sweep(&self, now: DateTime<Utc>) -> Result<usize, SweepError> {
        sweep::sweep(&self.database, now).map_err(|error| SweepError(error.to_string()))
    }

    fn connector(&self) -> Embedded {
        Embedded::new(self.database.clone(), self.lock.clone())
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("on_disk", &self.lock.is_some()).finish_non_exhaustive()
    }
}

fn connect(settings: Builder, connector: impl HttpConnector + 'static) -> Client {
    let connector = SharedHttpConnector::new(connector);
    let config = settings
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::from_static("local"))
        .endpoint_url("http://embedded.invalid")
        .allow_no_auth()
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .http_client(http_client_fn(move |_, _| connector.clone()))
        .build();
    Client::from_conf(config)
}

fn engine(error: impl std::error::Error) -> OpenError {
    OpenError::Engine(error.to_string())
}
