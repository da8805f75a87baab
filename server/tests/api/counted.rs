//! A Longrun of which every request to the store and every question to the gate is counted, and where requests to the
//! store may fail.

use super::client::Client;
use super::support::log::Log;
use super::support::{Browser, now};
use axum::middleware::from_fn_with_state;
use clap::Parser as _;
use domain::table::Table;
use gate::Gate;
use local::table::faults::Faults;
use server::api::answering::Answering;
use server::api::limits::Limits;
use server::api::uses::Uses;
use server::audit::{self, Audit};
use server::clock::Clock;
use server::config::Cli;
use server::headers::{Scheme, secure};
use server::import::worker::Workers;
use server::routes;
use server::same_origin::OwnOrigin;
use server::startup::Longrun;
use server::state::{App, Parts};
use std::sync::OnceLock;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::EnvFilter;

/// The same store, keys and provider as another Longrun.
pub(crate) struct Counted {
    longrun: Longrun,
    pub(crate) requests: Faults,
    decisions: Log,
    _listening: DefaultGuard,
}

impl Counted {
    /// Listens from now on.
    pub(crate) fn of(longrun: &Longrun) -> Self {
        let settings = Cli::try_parse_from(["longrun", "--demo", "--data", "memory"]).unwrap().settings;
        let (ours, requests, decisions) = (&longrun.app, Faults::none(), Log::default());
        let client = longrun.embedded.as_ref().unwrap().faulty_client(&requests);
        let app = App::new(Parts {
            table: Table::new(client, settings.journal_table.clone()),
            vault: ours.vault.clone(),
            gate: Gate::embedded().unwrap(),
            clock: Clock::new(now),
            site: ours.site.clone(),
            relying_party: ours.relying_party.clone(),
            sessions: ours.sessions.clone(),
            answering: Answering::default(),
            uses: Uses::default(),
            limits: Limits::new(settings.api_rate),
            origin: OwnOrigin::of(&settings.public_url()),
            imports: Workers::new(settings.patience),
            document: OnceLock::new(),
            audit: Audit::default(),
            demo: true,
            own: ours.own.clone(),
        });
        let recorded = from_fn_with_state(app.clone(), audit::record);
        let router = routes::router(&app, &settings).with_state(app.clone()).layer(recorded);
        let router = router.layer(from_fn_with_state(Scheme::Http, secure));
        let subscriber = tracing_subscriber::fmt()
            .with_env_filter(EnvFilter::new("longrun=debug"))
            .with_ansi(false)
            .with_writer(decisions.clone());
        let listening = tracing::subscriber::set_default(subscriber.finish());
        Self {
            longrun: Longrun { app, router, ..longrun.clone() },
            requests,
            decisions,
            _listening: listening,
        }
    }

    /// A program with the token of another, that calls this Longrun.
    pub(crate) fn client(&self, of: &Client) -> Client {
        Client::holding(&self.longrun, of.token().to_owned())
    }

    /// A browser that has signed in to the other Longrun, and goes to this one.
    pub(crate) fn browser(&self, of: Browser) -> Browser {
        of.turned_to(&self.longrun)
    }

    /// How many requests to the store there were, and how many questions to the gate.
    pub(crate) fn so_far(&self) -> (u64, usize) {
        let decided = self.decisions.text().lines().filter(|line| line.contains("longrun::decision")).count();
        (self.requests.requests(), decided)
    }
}
