//! Hands for whoever has or registers programs.

use super::house::{Answer, House, Pairs, authorize, exchange_form};
use local::idp::{ClientKind, NewClient, Registered, Scopes};
use serde_json::Value;

/// What the apps of these tests ask for.
pub(crate) const APP_SCOPES: &str = "openid offline_access workouts:read";

/// A client that Ada may register, if these are good.
pub(crate) fn program(kind: ClientKind, redirect_uris: &[&str], scopes: &str) -> NewClient {
    NewClient {
        owner: "ada".into(),
        kind,
        name: "Meadow".into(),
        redirect_uris: redirect_uris.iter().map(ToString::to_string).collect(),
        post_logout_redirect_uris: vec![],
        scopes: Scopes::parse(scopes),
        keys: None,
        expires_at: None,
    }
}

/// A machine that Ada may register.
pub(crate) fn machine(scopes: &str) -> NewClient {
    program(ClientKind::Machine, &[], scopes)
}

impl House {
    pub(crate) async fn register(&self, new: NewClient) -> Registered {
        self.provider.register_client(new, self.now()).await.expect("a client that may be")
    }

    pub(crate) async fn client(&self, kind: ClientKind, redirect_uris: &[&str], scopes: &str) -> Registered {
        self.register(program(kind, redirect_uris, scopes)).await
    }

    /// What the demo athlete sees who types the right password at the end of this path.
    pub(crate) async fn sign_in_at(&self, path: &str, athlete: &str) -> Answer {
        let request = self.get(path).await.hidden("request");
        let email = format!("{athlete}@longrun.test");
        let form = [("request", &*request), ("email", &email), ("password", "longrun-demo-1")];
        self.post("/idp/sign-in", &form).await
    }

    /// Sends the consent page's form with this answer and these scopes ticked.
    pub(crate) async fn consent(&self, page: &Answer, answer: &str, ticked: &[&str]) -> Answer {
        let request = page.hidden("request");
        let ticked = ticked.iter().map(|scope| ("scope", *scope));
        let form: Vec<_> = [("request", &*request), ("answer", answer)].into_iter().chain(ticked).collect();
        self.post("/idp/consent", &form).await
    }

    /// The code that an app gets which an athlete allows all it asked for.
    pub(crate) async fn app_code(&self, client: &str, athlete: &str) -> String {
        let asked = authorize(&[("client_id", client), ("scope", APP_SCOPES)]);
        let page = self.sign_in_at(&asked, athlete).await;
        let allowed = self.consent(&page, "allow", &["offline_access", "workouts:read"]).await;
        allowed.redirect().1["code"].clone()
    }

    pub(crate) async fn app_exchange(&self, client: &str, code: &str) -> Answer {
        self.post("/idp/token", &[&exchange_form(code)[..], &[("client_id", client)]].concat()).await
    }

    pub(crate) async fn app_refresh(&self, client: &str, tokens: &Value) -> Answer {
        let token = tokens["refresh_token"].as_str().expect("a refresh token");
        let form = [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", client)];
        self.post("/idp/token", &form).await
    }

    /// A machine asks for a token.
    pub(crate) async fn machine_token(&self, id: &str, more: Pairs<'_>) -> Answer {
        let form = [("grant_type", "client_credentials"), ("client_id", id)];
        self.post("/idp/token", &[&form[..], more].concat()).await
    }
}
