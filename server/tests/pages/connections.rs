//! Machines, apps and coaches: let in, looked at, and put out again.

use super::support::{Answer, Browser, athlete, longrun};
use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gate::athlete_of;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Method, StatusCode};
use server::routes;
use server::startup::Longrun;

const MACHINE: &str = "/settings/connections/machine";
const APP: &str = "/settings/connections/app";
const COACH: &str = "/settings/connections/coach";
const LIST: &str = "/settings/connections";

const SCALE: [(&str, &str); 5] = [
    ("name", "Kitchen <scale>"),
    ("scopes", "workouts:read"),
    ("scopes", "workouts:write"),
    ("expires_at", "90"),
    ("proof", "secret"),
];

/// The samples of a page that is shown once, one after the other.
fn samples(answer: &Answer) -> Vec<&str> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let parts = answer.body.split("<pre tabindex=\"0\"><code>").skip(1);
    parts.map(|part| part.split_once("</code>").unwrap().0).collect()
}

/// The address of the only grant of this kind in the list, without what is done there.
fn place(list: &Answer, kind: &str) -> String {
    let begin = format!("{LIST}/{kind}/");
    let (_, rest) = list.body.split_once(&begin).unwrap_or_else(|| panic!("no {kind} in {}", list.body));
    format!("{begin}{}", rest.split('/').next().unwrap())
}

async fn register(browser: &mut Browser, form: &str, fields: &[(&str, &str)]) -> Answer {
    let key = browser.get(form).await.hidden("key");
    browser.post(form, &[fields, &[("key", &key)]].concat()).await
}

/// What the token endpoint answers a machine.
async fn token(longrun: &Longrun, id: &str, secret: &str) -> Answer {
    let mut machine = Browser::new(longrun);
    let basic = format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
    let request = machine
        .request(Method::POST, "/idp/token")
        .header(AUTHORIZATION, basic)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("grant_type=client_credentials"));
    machine.send(request.unwrap()).await
}

/// What the API answers whoever holds that token about `athlete`.
async fn workouts(longrun: &Longrun, token: &Answer, athlete: &str) -> StatusCode {
    let json: serde_json::Value = serde_json::from_str(&token.body).unwrap();
    let bearer = format!("Bearer {}", json["access_token"].as_str().unwrap());
    let mut machine = Browser::new(longrun);
    let path = format!("/api/v1/workouts?athlete={athlete}");
    let request = machine.request(Method::GET, &path).header(AUTHORIZATION, bearer);
    machine.send(request.body(Body::empty()).unwrap()).await.status
}

#[tokio::test]
async fn a_machine_is_registered_used_and_withdrawn() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let shown = register(&mut ada, MACHINE, &SCALE).await;
    let (id, secret) = (samples(&shown)[0].to_owned(), samples(&shown)[1].to_owned());
    assert!(shown.headers["cache-control"].to_str().unwrap().contains("no-store"));
    let list = ada.get(LIST).await;
    assert!(list.body.contains("Kitchen &lt;scale&gt;") && list.body.contains(&id), "{}", list.body);
    assert!(list.body.contains("not used yet") && !list.body.contains(&secret), "{}", list.body);

    let granted = token(&longrun, &id, &secret).await;
    let whose = athlete(&longrun, "ada");
    assert_eq!(workouts(&longrun, &granted, whose.as_str()).await, StatusCode::OK);
    let other = athlete(&longrun, "ben");
    assert_eq!(workouts(&longrun, &granted, other.as_str()).await, StatusCode::NOT_FOUND);
    let used = ada.get(LIST).await.body;
    assert!(used.contains("read workouts, today 13:00") && !used.contains("not used yet"), "{used}");

    let place = place(&list, "machine");
    assert!(ada.get(&format!("{place}/withdraw")).await.body.contains("It ends for good"));
    let gone = ada.post(&format!("{place}/withdraw"), &[]).await;
    assert_eq!(gone.location(), format!("{LIST}?notice=withdrawn"));
    assert_eq!(workouts(&longrun, &granted, whose.as_str()).await, StatusCode::NOT_FOUND, "at once");
    assert_eq!(token(&longrun, &id, &secret).await.status, StatusCode::UNAUTHORIZED);
    assert!(!ada.get(LIST).await.body.contains(&id));
    let again = ada.post(&format!("{place}/withdraw"), &[]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "a second time changes nothing");
}

#[tokio::test]
async fn a_secret_is_shown_once_whatever_is_sent_again() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    for (form, fields) in [
        (MACHINE, &SCALE[..]),
        (APP, &[("name", "Meadow"), ("kind", "web"), ("redirect_uris", "https://meadow.example/cb")]),
    ] {
        let key = ada.get(form).await.hidden("key");
        let fields = [fields, &[("key", &key)]].concat();
        let (first, again) = (ada.post(form, &fields).await, ada.post(form, &fields).await);
        let id = samples(&first)[0];
        assert_eq!(again.location(), format!("{LIST}?notice=sent-before"), "{form}");
        let list = ada.get(LIST).await;
        assert_eq!(list.body.matches(&format!("<code class=\"id\">{id}</code>")).count(), 1, "{form}");
        let ids = list.body.matches("<code class=\"id\">client-").count();
        assert_eq!(ids, if form == MACHINE { 1 } else { 2 }, "{form}: {}", list.body);
    }
}

#[tokio::test]
async fn a_new_secret_takes_the_place_of_the_old_one() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let shown = register(&mut ada, MACHINE, &SCALE).await;
    let (id, old) = (samples(&shown)[0].to_owned(), samples(&shown)[1].to_owned());
    let form = format!("{}/secret", place(&ada.get(LIST).await, "machine"));
    let shown = register(&mut ada, &form, &[]).await;
    let new = samples(&shown)[1].to_owned();
    assert_eq!(samples(&shown)[0], id);
    assert_eq!(token(&longrun, &id, &old).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(token(&longrun, &id, &new).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_form_for_a_new_secret_makes_one_however_often_it_comes() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    register(&mut ada, MACHINE, &SCALE).await;
    let form = format!("{}/secret", place(&ada.get(LIST).await, "machine"));
    let key = ada.get(&form).await.hidden("key");
    let (first, again) = (ada.post(&form, &[("key", &key)]).await, ada.post(&form, &[("key", &key)]).await);
    assert_eq!(again.location(), format!("{LIST}?notice=sent-before"));
    let (id, secret) = (samples(&first)[0], samples(&first)[1]);
    assert_eq!(token(&longrun, id, secret).await.status, StatusCode::OK, "what was shown is good");
}

#[tokio::test]
async fn nobody_spends_the_form_of_somebody_else() {
    let longrun = longrun().await;
    let (mut ada, mut ben) = (Browser::of(&longrun, "ada").await, Browser::of(&longrun, "ben").await);
    let key = ada.get(MACHINE).await.hidden("key");
    let fields = [&SCALE[..], &[("key", key.as_str())]].concat();
    assert_eq!(samples(&ben.post(MACHINE, &fields).await).len(), 4);
    assert_eq!(samples(&ada.post(MACHINE, &fields).await).len(), 4, "hers is hers");
}

#[tokio::test]
async fn an_ended_machine_has_no_secret_to_change() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    register(&mut ada, MACHINE, &SCALE).await;
    let place = place(&ada.get(LIST).await, "machine");
    ada.post(&format!("{place}/withdraw"), &[]).await;
    assert_eq!(ada.get(&format!("{place}/secret")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ada.post(&format!("{place}/secret"), &[("key", "1")]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_form_that_is_refused_keeps_what_was_typed_and_can_be_sent_again() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let wrong = [("name", ""), ("expires_at", "7"), ("proof", "secret")];
    let refused = register(&mut ada, MACHINE, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["name", "scopes", "expires_at"] {
        assert!(refused.body.contains(&format!("id=\"f-{field}-error\"")), "{field}: {}", refused.body);
    }
    let keys = [&SCALE[..4], &[("proof", "keys"), ("keys", "<none>")]].concat();
    let refused = register(&mut ada, MACHINE, &keys).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert!(refused.body.contains("id=\"f-keys-error\"") && refused.body.contains("&lt;none&gt;"));
    assert!(refused.body.contains("Kitchen &lt;scale&gt;"), "{}", refused.body);
    assert!(ada.get(LIST).await.body.contains("No machine may do anything"));
    let key = refused.hidden("key");
    let fields = [&SCALE[..], &[("key", key.as_str())]].concat();
    assert_eq!(samples(&ada.post(MACHINE, &fields).await).len(), 4);
}

#[tokio::test]
async fn an_app_of_ones_own_is_registered_and_ended() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let native = [("name", "Meadow"), ("kind", "native"), ("redirect_uris", "com.meadow.app:/cb\r\n\r\n")];
    let shown = register(&mut ada, APP, &native).await;
    assert!(shown.body.contains("There is no secret"), "{}", shown.body);
    let refused =
        register(&mut ada, APP, &[("name", "M"), ("redirect_uris", "http://meadow.example/cb")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("id=\"f-redirect_uris-error\""), "{}", refused.body);
    let end = format!("{}/end", place(&ada.get(LIST).await, "own"));
    assert!(ada.get(&end).await.body.contains("End Meadow?"));
    let mut ben = Browser::of(&longrun, "ben").await;
    assert_eq!(ben.post(&end, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ada.post(&end, &[]).await.location(), format!("{LIST}?notice=ended"));
    assert!(!ada.get(LIST).await.body.contains("Meadow"));
}

#[tokio::test]
async fn whether_somebody_trains_here_cannot_be_found_out_by_granting() {
    let longrun = longrun().await;
    server::demo::connect(&longrun.app, longrun.app.relying_party.issuer(), longrun.app.now()).await.unwrap();
    let told = async |address: &'static str| {
        let mut ada = Browser::of(&longrun, "ada").await;
        let fields = [("email", address), ("scopes", "workouts:read"), ("expires_at", "")];
        let answer = ada.post(COACH, &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let list = ada.get(LIST).await;
        let place = place(&list, "coach");
        // Whoever knows how ids are made must not find out that it was made of an address.
        assert!(!place.contains(athlete_of("", address).as_str()), "{place}");
        ada.post(&format!("{place}/withdraw"), &[]).await;
        (answer.location().to_owned(), list.body.replace(&place, "").replace(address, ""))
    };
    let (known, unknown) = (told("ben@longrun.test").await, told("eve@longrun.test").await);
    assert_eq!(known.0, unknown.0);
    let without_nonce = |body: String| {
        let parts =
            body.split("nonce=\"").map(|part| part.split_once('"').map_or(part, |(_, rest)| rest).to_owned());
        parts.collect::<String>()
    };
    assert_eq!(without_nonce(known.1), without_nonce(unknown.1));
}

#[tokio::test]
async fn a_coach_is_granted_reading_only_and_never_oneself() {
    let longrun = longrun().await;
    server::demo::connect(&longrun.app, longrun.app.relying_party.issuer(), longrun.app.now()).await.unwrap();
    let mut ada = Browser::of(&longrun, "ada").await;
    for address in ["ada@longrun.test", " ADA@longrun.test ", "nobody", "@", ""] {
        let fields = [("email", address), ("scopes", "workouts:read"), ("expires_at", "30")];
        let refused = ada.post(COACH, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        assert!(refused.body.contains("id=\"f-email-error\""), "{address}: {}", refused.body);
    }
    let more = [
        ("email", "ben@longrun.test"),
        ("scopes", "workouts:read"),
        ("scopes", "profile:write"),
        ("expires_at", ""),
    ];
    ada.post(COACH, &more).await;
    let list = ada.get(LIST).await;
    assert!(
        list.body.contains("ben@longrun.test") && !list.body.contains("change your profile"),
        "{}",
        list.body
    );
}

#[tokio::test]
async fn what_somebody_else_granted_answers_exactly_as_what_nobody_did() {
    let longrun = longrun().await;
    let (mut ada, mut ben) = (Browser::of(&longrun, "ada").await, Browser::of(&longrun, "ben").await);
    register(&mut ada, MACHINE, &SCALE).await;
    let place = place(&ada.get(LIST).await, "machine");
    let id = place.rsplit('/').next().unwrap();
    let missing: String = id.chars().rev().collect();
    let mut walked = 0;
    for route in routes::table().iter().filter(|route| route.path.contains("{kind}")) {
        let mut enter = async |kind: &str, id: &str| {
            let path = route.path.replace("{kind}", kind).replace("{id}", id);
            if route.method == Method::GET {
                ben.get(&path).await
            } else {
                ben.post(&path, &[("key", "1")]).await
            }
        };
        let (foreign, absent) = (enter("machine", id).await, enter("machine", &missing).await);
        assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{} {}", route.method, route.path);
        assert_eq!(foreign.body.replace(id, ""), absent.body.replace(&missing, ""), "{}", route.path);
        assert_eq!(enter("friend", id).await.status, StatusCode::NOT_FOUND, "no such kind");
        walked += 1;
    }
    assert_eq!(walked, 5);
    assert!(ada.get(LIST).await.body.contains("Kitchen"), "it is still there");
}

#[tokio::test]
async fn an_owner_sees_every_client_and_others_no_page() {
    let longrun = longrun().await;
    let (mut ada, mut ben) = (Browser::of(&longrun, "ada").await, Browser::of(&longrun, "ben").await);
    register(&mut ben, MACHINE, &SCALE).await;
    let seen = ada.get("/settings/clients").await;
    assert_eq!(seen.status, StatusCode::OK);
    let whose = athlete(&longrun, "ben");
    assert!(
        seen.body.contains("Kitchen &lt;scale&gt;") && seen.body.contains(whose.as_str()),
        "{}",
        seen.body
    );
    let hidden = ben.get("/settings/clients").await;
    let nowhere = ben.get("/settings/nowhere").await;
    assert_eq!((hidden.status, hidden.body.len()), (StatusCode::NOT_FOUND, nowhere.body.len()));
}
