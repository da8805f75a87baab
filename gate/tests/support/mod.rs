//! What the tests of the gate share: the case table, and a log to read.

#![allow(dead_code, clippy::allow_attributes, reason = "each test binary uses its own part")]

use domain::athlete::AthleteId;
use gate::{Case, Sources};
use std::fs::{read_dir, read_to_string};
use std::io;
use std::sync::{Arc, Mutex};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::EnvFilter;

pub(crate) fn athlete(id: &str) -> AthleteId {
    AthleteId::parse(id).unwrap()
}

/// Every case in `policies/cases/`.
pub(crate) fn cases() -> Vec<Case> {
    let files = read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../policies/cases")).unwrap();
    files.flat_map(|file| Case::read(&read_to_string(file.unwrap().path()).unwrap()).unwrap()).collect()
}

/// The policies that were built in, and one more file of them.
pub(crate) fn with(policies: &str) -> Sources {
    let mut sources = Sources::embedded();
    sources.policies.insert("more.cedar".to_owned(), policies.to_owned());
    sources
}

/// What this thread logs, kept to be read.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Listens until the guard is dropped.
    pub(crate) fn listen() -> (Self, DefaultGuard) {
        let log = Self::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_env_filter(EnvFilter::new("gate=debug,longrun=debug,failing=debug"))
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        (log, tracing::subscriber::set_default(subscriber))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// How often the alarm of the policies went off.
    pub(crate) fn alarms(&self) -> usize {
        self.text().lines().filter(|line| line.contains("ERROR") && line.contains("alarm=\"policy\"")).count()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
