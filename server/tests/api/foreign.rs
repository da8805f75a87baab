//! With a provider that is not ours: who is let in, known by an address, and put out again.

use super::client::Client;
use super::issuer::Issuer;
use super::matrix::EVERYTHING;
use super::support::{Answer, Browser, athlete, longrun};
use domain::athlete::AthleteId;
use domain::grant::{Grant, Grantee};
use domain::scope::Scopes;
use gate::{athlete_of, client_of};
use http::StatusCode;
use serde_json::{Value, json};
use server::startup::Longrun;

const LIST: &str = "/settings/connections";
const MACHINE: &str = "/settings/connections/machine";

struct House {
    issuer: Issuer,
    longrun: Longrun,
}

impl House {
    async fn new() -> Self {
        let issuer = Issuer::listening().await;
        Self { longrun: issuer.longrun().await, issuer }
    }

    async fn browser(&self, claims: Value) -> Browser {
        let mut browser = Browser::new(&self.longrun);
        self.issuer.sign_in(&mut browser, &claims).await;
        browser
    }

    /// A program without a person.
    fn machine(&self, id: &str) -> Client {
        self.holding(&json!({"sub": id, "client_id": id, "scope": EVERYTHING}))
    }

    fn holding(&self, claims: &Value) -> Client {
        Client::holding(&self.longrun, self.issuer.access_token(claims))
    }

    fn athlete(&self, subject: &str) -> AthleteId {
        athlete_of(self.longrun.app.relying_party.issuer(), subject)
    }

    /// Where something is done to the grant of a machine or an app.
    fn place(&self, kind: &str, client: &str) -> String {
        format!("{LIST}/{kind}/{}", client_of(self.longrun.app.relying_party.issuer(), client))
    }
}

async fn grant(browser: &mut Browser, client: &str) -> Answer {
    let fields = [("name", "Sync"), ("client_id", client), ("scopes", "workouts:read"), ("expires_at", "90")];
    browser.post(MACHINE, &fields).await
}

#[tokio::test]
async fn a_client_of_the_administrators_does_what_it_was_granted_until_that_is_withdrawn() {
    let house = House::new().await;
    let mut ada = house.browser(json!({"sub": "ada"})).await;
    let sync = house.machine("sync");
    let (own, path) = (house.athlete("ada"), |id: &AthleteId| format!("/api/v1/workouts?athlete={id}"));
    assert_eq!(sync.get(&path(&own)).await.status(), StatusCode::NOT_FOUND, "nobody granted it anything");
    assert_eq!(grant(&mut ada, "sync").await.location(), format!("{LIST}?notice=granted"));
    assert_eq!(sync.get(&path(&own)).await.status(), StatusCode::OK);
    assert_eq!(sync.get(&path(&house.athlete("ben"))).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(house.machine("other").get(&path(&own)).await.status(), StatusCode::NOT_FOUND);
    let trends = sync.get(&format!("/api/v1/trends?athlete={own}")).await;
    assert_eq!((trends.status(), trends.problem()), (StatusCode::FORBIDDEN, "insufficient-scope"));
    let withdrawn = ada.post(&format!("{}/withdraw", house.place("machine", "sync")), &[]).await;
    assert_eq!(withdrawn.location(), format!("{LIST}?notice=withdrawn"));
    assert_eq!(sync.get(&path(&own)).await.status(), StatusCode::NOT_FOUND, "at once");
}

#[tokio::test]
async fn a_client_id_that_no_provider_writes_is_granted_nothing() {
    let house = House::new().await;
    let mut ada = house.browser(json!({"sub": "ada"})).await;
    for wrong in ["", "é", "a\u{0}b", &"x".repeat(256)] {
        let refused = grant(&mut ada, wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(refused.body.contains("id=\"f-client_id-error\""), "{wrong}: {}", refused.body);
    }
    assert!(ada.get(LIST).await.body.contains("No machine may do anything"));
}

#[tokio::test]
async fn an_app_that_was_taken_back_may_be_allowed_again_and_nobody_else() {
    let house = House::new().await;
    let mut ada = house.browser(json!({"sub": "ada"})).await;
    let meadow = house.holding(&json!({"sub": "ada", "client_id": "meadow", "scope": "workouts:read"}));
    let own = "/api/v1/workouts";
    assert_eq!(meadow.get(own).await.status(), StatusCode::OK);
    let place = house.place("app", "meadow");
    ada.post(&format!("{place}/withdraw"), &[]).await;
    assert_eq!(meadow.get(own).await.status(), StatusCode::UNAUTHORIZED);
    let mut ben = house.browser(json!({"sub": "ben"})).await;
    assert_eq!(ben.post(&format!("{place}/allow"), &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(meadow.get(own).await.status(), StatusCode::UNAUTHORIZED, "it is not Ben's to allow");
    assert_eq!(ada.post(&format!("{place}/allow"), &[]).await.location(), format!("{LIST}?notice=allowed"));
    assert_eq!(meadow.get(own).await.status(), StatusCode::OK);

    grant(&mut ada, "sync").await;
    let machine = house.place("machine", "sync");
    ada.post(&format!("{machine}/withdraw"), &[]).await;
    assert_eq!(ada.post(&format!("{machine}/allow"), &[]).await.status, StatusCode::NOT_FOUND);
    let path = format!("/api/v1/workouts?athlete={}", house.athlete("ada"));
    assert_eq!(house.machine("sync").get(&path).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn our_own_provider_asks_anew_and_allows_nothing_again() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let client = Client::registered(&longrun).await;
    let meadow = Client::lent_to(&longrun, &client, "ada", "openid workouts:read").await;
    assert_eq!(meadow.get("/api/v1/workouts").await.status(), StatusCode::OK);
    let place = format!("{LIST}/app/{}", client_of(longrun.app.relying_party.issuer(), &client));
    ada.post(&format!("{place}/withdraw"), &[]).await;
    assert_eq!(ada.post(&format!("{place}/allow"), &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(meadow.get("/api/v1/workouts").await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_address_that_nobody_has_looked_at_names_nobody() {
    let house = House::new().await;
    let address = "ada@run.example";
    let said =
        |subject: &str, verified: bool| json!({"sub": subject, "email": address, "email_verified": verified});
    house.browser(said("eve", false)).await;
    let mut ada = house.browser(said("ada", false)).await;
    grant(&mut ada, "sync").await;
    let sync = house.machine("sync");
    let by_address = format!("/api/v1/athletes/me?athlete={address}");
    assert_eq!(sync.get(&by_address).await.status(), StatusCode::NOT_FOUND, "she may have made it up");
    house.browser(said("ada", true)).await;
    assert_eq!(sync.get(&by_address).await.json["athlete"], json!(house.athlete("ada")));
    let mut eve = house.browser(said("eve", true)).await;
    grant(&mut eve, "sync").await;
    assert_eq!(sync.get(&by_address).await.json["athlete"], json!(house.athlete("ada")), "it stays hers");
}

#[tokio::test]
async fn a_machine_is_nobody_even_where_a_person_has_its_name() {
    let house = House::new().await;
    let ada = house.holding(&json!({"sub": "ada", "client_id": "meadow", "scope": EVERYTHING}));
    assert_eq!(ada.get("/api/v1/workouts").await.status(), StatusCode::OK);
    let machine = house.machine("ada");
    let unnamed = machine.get("/api/v1/workouts").await;
    assert_eq!((unnamed.status(), unnamed.wrong()), (StatusCode::UNPROCESSABLE_ENTITY, vec!["athlete"]));
    let named = machine.get(&format!("/api/v1/workouts?athlete={}", house.athlete("ada"))).await;
    assert_eq!(named.status(), StatusCode::NOT_FOUND);
    let id = house.athlete("ada").to_string();
    assert_eq!(
        house.machine(&id).get("/api/v1/athletes/me").await.status(),
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn what_a_coach_was_granted_holds_no_word_that_changes_anything() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    Browser::of(&longrun, "ben").await;
    let asked = Scopes::all();
    let scopes: Vec<_> = asked.iter().map(|scope| ("scopes", scope.name())).collect();
    let fields = [&[("email", "ben@longrun.test"), ("expires_at", "")], &scopes[..]].concat();
    ada.post("/settings/connections/coach", &fields).await;
    let coach = Grantee::Coach(athlete(&longrun, "ben"));
    let granted: Grant = longrun.app.table.granted(&athlete(&longrun, "ada"), &coach).await.unwrap().unwrap();
    assert_eq!(granted.scopes, Scopes::parse("workouts:read trends:read profile:read"));
}

#[tokio::test]
async fn groups_are_in_the_claim_that_the_settings_name() {
    let issuer = Issuer::listening().await;
    let longrun = issuer.longrun_with(&["--oidc-groups-claim", "roles"]).await;
    let seen = async |claim: &str| {
        let claims =
            json!({"sub": "ada", "client_id": "app", "scope": "installation:read", claim: ["owners"]});
        Client::holding(&longrun, issuer.access_token(&claims)).get("/api/v1/clients").await.status()
    };
    assert_eq!(seen("roles").await, StatusCode::OK);
    assert_eq!(seen("groups").await, StatusCode::NOT_FOUND);
}
