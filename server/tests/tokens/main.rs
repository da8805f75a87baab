//! Access tokens at the door of the API, against an issuer that counts who asks for its keys.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod issuer;
mod keys;
mod requests;

use chrono::DateTime;
use domain::vault::{Vault, VaultKeys};
use http::header::AUTHORIZATION;
use http::{HeaderMap, Uri};
use issuer::{ISSUER, Issuer};
use serde_json::{Value, json};
use server::bearer::{Bearer, Refusal};
use server::clock::Clock;
use server::login::{Profile, Registration, RelyingParty, Scopes, Transport};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// When every test begins.
const NOW: i64 = 1_800_000_000;

/// An API, its issuer and its clock.
struct House {
    issuer: Arc<Issuer>,
    party: RelyingParty,
    seconds: Arc<AtomicI64>,
}

impl House {
    fn new() -> Self {
        Self::with(|_| ())
    }

    fn with(change: impl FnOnce(&mut Registration)) -> Self {
        let seconds = Arc::new(AtomicI64::new(NOW));
        let shared = Arc::clone(&seconds);
        let clock = Clock::new(move || DateTime::from_timestamp(shared.load(Ordering::SeqCst), 0).unwrap());
        let issuer = Issuer::new();
        let store = local::table::Store::open(None).unwrap();
        let vault = Vault::new(store.client(), "vault", VaultKeys::generate().unwrap());
        let mut registration = registration();
        change(&mut registration);
        let party = RelyingParty::new(registration, Transport::InProcess(issuer.router()), vault, clock);
        Self { issuer, party, seconds }
    }

    fn pass(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    /// What an honest token of Ada's says, lent to an app.
    fn claims(&self) -> Value {
        let now = self.seconds.load(Ordering::SeqCst);
        json!({
            "iss": ISSUER, "aud": "https://run.example/api", "sub": "ada", "client_id": "app", "jti": "1",
            "iat": now, "exp": now + 300, "scope": "workouts:read",
        })
    }

    /// An honest token of the newest key.
    fn token(&self) -> String {
        self.issuer.token(&self.claims())
    }

    /// A token of a key that nobody has.
    fn forged(&self, key: &str) -> String {
        self.issuer.signed(&json!({ "alg": "ES256", "typ": "at+jwt", "kid": key }), &self.claims())
    }

    /// Shows a token as it should be shown.
    async fn show(&self, token: &str) -> Result<Bearer, Refusal> {
        let headers = HeaderMap::from_iter([(AUTHORIZATION, format!("Bearer {token}").parse().unwrap())]);
        self.party.tokens().bearer(&headers, &Uri::from_static("/api/v1/workouts")).await
    }
}

fn registration() -> Registration {
    Registration {
        issuer: ISSUER.to_owned(),
        client_id: "longrun".to_owned(),
        client_secret: None,
        profile: Profile::Generic,
        scopes: Scopes::usual(Profile::Generic, ""),
        scope_prefix: String::new(),
        groups_claim: "groups".to_owned(),
        machines: vec![],
        public_url: "https://run.example".parse().unwrap(),
    }
}
