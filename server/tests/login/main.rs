//! Signing in and out, against a provider that does as it is told: honest by default, hostile on demand.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod browser;
mod callbacks;
mod embedded;
mod forged;
#[path = "../support/log.rs"]
mod log;
mod outages;
mod processes;
mod provider;
mod refreshing;
mod remembered;
mod secrets;
mod sessions;
mod signing_in;
mod signing_out;
mod store;

use axum::Router;
use axum::extract::FromRef;
use axum::http::StatusCode;
use axum::routing::{get, post};
use browser::Browser;
use chrono::{DateTime, TimeDelta};
use domain::vault::{Vault, VaultKeys};
use local::table::Store;
use local::table::faults::Faults;
use provider::{ISSUER, Provider};
use server::clock::Clock;
use server::login::{self, Profile, Registration, RelyingParty, Scopes, Transport};
use server::same_origin::{self, OwnOrigin};
use server::session::{Lifetimes, MaybeSignedIn, Sessions, SignedIn};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A site with nothing but the sign-in and one page, its provider and its clock.
struct Site {
    provider: Arc<Provider>,
    router: Router,
    faults: Faults,
    clock: Clock,
    seconds: Arc<AtomicI64>,
    store: Store,
    keys: VaultKeys,
}

#[derive(Clone)]
struct App {
    sessions: Sessions,
    party: RelyingParty,
}

impl FromRef<App> for Sessions {
    fn from_ref(app: &App) -> Self {
        app.sessions.clone()
    }
}

impl FromRef<App> for RelyingParty {
    fn from_ref(app: &App) -> Self {
        app.party.clone()
    }
}

impl Site {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut Registration)) -> Self {
        let seconds = Arc::new(AtomicI64::new(1_800_000_000));
        let shared = Arc::clone(&seconds);
        let clock = Clock::new(move || DateTime::from_timestamp(shared.load(Ordering::SeqCst), 0).unwrap());
        let provider = Provider::new(clock.clone());
        let (store, faults) = (Store::open(None).unwrap(), Faults::none());
        let keys = VaultKeys::generate().unwrap();
        let vault = Vault::new(store.faulty_client(&faults), "vault", keys.clone());
        vault.create_if_missing().await.unwrap();
        let mut registration = registration();
        change(&mut registration);
        let transport = Transport::InProcess(Arc::clone(&provider).router());
        let router = process(registration, transport, &vault, &clock);
        Self { provider, router, faults, clock, seconds, store, keys }
    }

    fn vault(&self) -> Vault {
        Vault::new(self.store.faulty_client(&self.faults), "vault", self.keys.clone())
    }

    /// The same site in another process, over `vault`.
    fn twin(&self, vault: &Vault) -> Router {
        let transport = Transport::InProcess(Arc::clone(&self.provider).router());
        process(registration(), transport, vault, &self.clock)
    }

    fn browser(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// A browser in which Ada is signed in.
    async fn signed_in(&self) -> Browser {
        let mut browser = self.browser();
        self.sign_in(&mut browser, "/auth/login").await;
        browser
    }

    async fn sign_in(&self, browser: &mut Browser, path: &str) -> String {
        let callback = self.provider.agree(&browser.get(path).await);
        let answer = browser.get(&callback).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.body
    }

    fn pass(&self, time: TimeDelta) {
        self.seconds.fetch_add(time.num_seconds(), Ordering::SeqCst);
    }
}

/// One process over this vault.
fn process(registration: Registration, transport: Transport, vault: &Vault, clock: &Clock) -> Router {
    let party = RelyingParty::new(registration, transport, vault.clone(), clock.clone());
    let sessions = Sessions::new(vault.clone(), clock.clone(), Lifetimes::default());
    routes().with_state(App { sessions, party })
}

fn registration() -> Registration {
    Registration {
        issuer: ISSUER.to_owned(),
        client_id: "longrun".to_owned(),
        client_secret: Some("client-secret-canary".into()),
        profile: Profile::Generic,
        scopes: Scopes::usual(Profile::Generic, ""),
        scope_prefix: String::new(),
        groups_claim: "groups".to_owned(),
        machines: vec![],
        public_url: "https://run.example".parse().unwrap(),
    }
}

fn routes() -> Router<App> {
    let own = OwnOrigin::of(&registration().public_url);
    let own = axum::middleware::from_fn_with_state(own, same_origin::require);
    Router::new()
        .route("/page", get(page).post(page))
        .route("/open", get(open))
        .route("/auth/logout", post(login::logout))
        .layer(own)
        .route("/auth/login", get(login::start))
        .route("/auth/callback", get(login::callback))
}

async fn page(person: SignedIn) -> String {
    format!("{} {} {:?}", person.subject, person.athlete, person.claims)
}

async fn open(MaybeSignedIn(person): MaybeSignedIn) -> String {
    person.map_or_else(|| "nobody".to_owned(), |it| it.subject)
}
