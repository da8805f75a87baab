//! What people allow other people's programs: as much as stayed ticked, and never more than was asked.

use super::house::{Answer, CALLBACK, House, ISSUER, authorize, claims, exchange_form, house};
use chrono::TimeDelta;
use http::{StatusCode, header};
use local::idp::ClientKind;
use serde_json::Value;

const EVERYTHING: &str = "openid profile email offline_access workouts:read workouts:write trends:read";
const MEADOW: &str = "https://meadow.example/callback";

async fn meadow(house: &House) -> String {
    house.client(ClientKind::Native, &[CALLBACK, MEADOW], EVERYTHING).await.client_id
}

/// The consent page that an athlete sees who signs in for this client.
async fn asked(house: &House, client: &str, athlete: &str, scopes: &str) -> Answer {
    let page = house.sign_in_at(&authorize(&[("client_id", client), ("scope", scopes)]), athlete).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    page
}

async fn tokens(house: &House, client: &str, allowed: &Answer) -> Value {
    let code = allowed.redirect().1["code"].clone();
    let form = [&exchange_form(&code)[..], &[("client_id", client)]].concat();
    let answer = house.post("/idp/token", &form).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()
}

fn denied(answer: &Answer) {
    let (place, answer) = answer.redirect();
    assert_eq!(place, CALLBACK);
    assert_eq!((&*answer["error"], &*answer["state"]), ("access_denied", "the state"));
    assert_eq!(answer["iss"], ISSUER);
    assert!(!answer.contains_key("code"));
}

#[tokio::test]
async fn somebody_elses_program_is_asked_about_after_the_password_and_by_name() {
    let house = house().await;
    let client = meadow(&house).await;
    let page = asked(&house, &client, "ada", "openid workouts:read").await;
    for said in ["Meadow", "ada@longrun.test", "a program on your computer", "read your workouts"] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    let policy = page.header(&header::CONTENT_SECURITY_POLICY);
    assert!(policy.ends_with("form-action 'self' http://localhost:3000"), "{policy}");
    assert_eq!(page.header(&header::CACHE_CONTROL), "no-store");
    assert!(!page.body.contains("the state"), "the request is sealed");

    let elsewhere = authorize(&[("client_id", &client), ("redirect_uri", MEADOW), ("scope", "openid")]);
    assert!(house.sign_in_at(&elsewhere, "ada").await.body.contains("<strong>meadow.example</strong>"));
}

#[tokio::test]
async fn our_own_pages_need_no_leave() {
    let house = house().await;
    assert_eq!(house.sign_in_at(&authorize(&[("prompt", "consent")]), "ada").await.redirect().0, CALLBACK);
    let metadata = house.get("/idp/.well-known/openid-configuration").await.json();
    assert!(metadata["prompt_values_supported"].as_array().unwrap().contains(&"consent".into()));
}

#[tokio::test]
async fn a_program_gets_what_stayed_ticked_and_is_told() {
    let house = house().await;
    let client = meadow(&house).await;
    let page = asked(&house, &client, "ada", EVERYTHING).await;
    let allowed = house.consent(&page, "allow", &["email", "workouts:read"]).await;
    let tokens = tokens(&house, &client, &allowed).await;
    assert_eq!(tokens["scope"], "openid email workouts:read", "who somebody is cannot be unticked");
    assert_eq!(claims(&tokens["access_token"])["scope"], "openid email workouts:read");
    assert_eq!(tokens["refresh_token"], Value::Null, "it may not stay");
    let id = claims(&tokens["id_token"]);
    assert_eq!((&id["email"], &id["name"]), (&Value::from("ada@longrun.test"), &Value::Null));
}

#[tokio::test]
async fn a_refresh_brings_nothing_back_that_was_unticked() {
    let house = house().await;
    let client = meadow(&house).await;
    let page = asked(&house, &client, "ada", EVERYTHING).await;
    let allowed = house.consent(&page, "allow", &["offline_access", "workouts:read"]).await;
    let token = tokens(&house, &client, &allowed).await["refresh_token"].as_str().unwrap().to_owned();
    let form = [("grant_type", "refresh_token"), ("refresh_token", &*token), ("client_id", &*client)];
    let wide = [&form[..], &[("scope", "workouts:write")]].concat();
    assert_eq!(house.post("/idp/token", &wide).await.refused(), (400, "invalid_scope".into()));
    assert_eq!(house.post("/idp/token", &form).await.json()["scope"], "openid offline_access workouts:read");
}

#[tokio::test]
async fn whatever_is_no_leave_is_told_to_the_program_as_a_denial() {
    let house = house().await;
    let client = meadow(&house).await;
    let page = asked(&house, &client, "ada", EVERYTHING).await;
    for answer in ["deny", "", "ALLOW"] {
        denied(&house.consent(&page, answer, &["workouts:read"]).await);
    }
    let page = asked(&house, &client, "ada", "profile offline_access workouts:read").await;
    denied(&house.consent(&page, "allow", &["profile", "offline_access"]).await);
    denied(&house.consent(&page, "allow", &[]).await);
}

#[tokio::test]
async fn scopes_that_were_not_asked_for_cannot_be_ticked() {
    let house = house().await;
    let client = meadow(&house).await;
    let page = asked(&house, &client, "ada", "workouts:read").await;
    let ticked = ["workouts:read", "workouts:write", "openid", "profile:write", "admin"];
    let tokens = tokens(&house, &client, &house.consent(&page, "allow", &ticked).await).await;
    assert_eq!((&tokens["scope"], &tokens["id_token"]), (&Value::from("workouts:read"), &Value::Null));
    denied(&house.consent(&page, "allow", &["workouts:write"]).await);
}

#[tokio::test]
async fn a_consent_form_cannot_be_forged_and_is_good_for_ten_minutes() {
    let house = house().await;
    let client = meadow(&house).await;
    let path = authorize(&[("client_id", &client)]);
    let before_the_password = house.get(&path).await.hidden("request");
    let page = house.sign_in_at(&path, "ada").await;
    let mut forged = page.hidden("request");
    forged.replace_range(60..61, if &forged[60..61] == "A" { "B" } else { "A" });
    for bad in ["", "AAAA", &forged, &before_the_password] {
        let form = [("request", bad), ("answer", "allow"), ("scope", "workouts:read")];
        let answer = house.post("/idp/consent", &form).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{bad}");
    }
    house.pass(TimeDelta::seconds(599));
    assert_eq!(house.consent(&page, "allow", &["workouts:read"]).await.status, StatusCode::SEE_OTHER);
    house.pass(TimeDelta::seconds(1));
    let late = house.consent(&page, "allow", &["workouts:read"]).await;
    assert_eq!(late.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_consent_form_is_no_sign_in_form() {
    let house = house().await;
    let page = asked(&house, &meadow(&house).await, "ada", "workouts:read").await;
    let request = page.hidden("request");
    let form = [("request", &*request), ("email", "ben@longrun.test"), ("password", "longrun-demo-1")];
    assert_eq!(house.post("/idp/sign-in", &form).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_consent_is_of_the_account_that_was_opened_whoever_the_form_names() {
    let house = house().await;
    let client = meadow(&house).await;
    let page = asked(&house, &client, "ben", "openid workouts:read").await;
    let request = page.hidden("request");
    let form = [
        ("request", &*request),
        ("answer", "allow"),
        ("scope", "workouts:read"),
        ("email", "ada@longrun.test"),
        ("subject", "ada"),
        ("client_id", "longrun-web"),
        ("redirect_uri", MEADOW),
    ];
    let allowed = house.post("/idp/consent", &form).await;
    let tokens = tokens(&house, &client, &allowed).await;
    assert_eq!(claims(&tokens["access_token"])["sub"], "ben");
}

#[tokio::test]
async fn a_consent_form_from_before_a_change_of_the_password_is_void() {
    let house = house().await;
    let page = asked(&house, &meadow(&house).await, "ada", "workouts:read").await;
    let change = [
        ("email", "ada@longrun.test"),
        ("password", "longrun-demo-1"),
        ("new_password", "four words in a row"),
    ];
    assert_eq!(house.post("/idp/password", &change).await.status, StatusCode::SEE_OTHER);
    let answer = house.consent(&page, "allow", &["workouts:read"]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_sign_in_is_as_old_as_its_password_however_long_somebody_thought() {
    let house = house().await;
    let client = meadow(&house).await;
    let page = asked(&house, &client, "ada", "openid workouts:read").await;
    let typed = house.now().timestamp();
    house.pass(TimeDelta::minutes(3));
    let allowed = house.consent(&page, "allow", &["workouts:read"]).await;
    let tokens = tokens(&house, &client, &allowed).await;
    assert_eq!(claims(&tokens["id_token"])["auth_time"], typed);
    assert_eq!(claims(&tokens["access_token"])["auth_time"], typed);
}

#[test]
fn other_sites_cannot_send_the_form() {
    let door = local::idp::DOORS.iter().find(|door| door.path == "/idp/consent");
    assert!(door.is_some_and(|door| door.form && door.method == "POST"));
}
