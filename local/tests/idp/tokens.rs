//! What the token and userinfo endpoints refuse, with the exact words of the standards.

use super::house::{CALLBACK, VERIFIER, basic, exchange_form, house, request};
use axum::body::Body;
use chrono::TimeDelta;
use http::{Request, StatusCode, header};
use local::idp::ClientKind;
use secrecy::ExposeSecret as _;

fn refused(status: u16, error: &str) -> (u16, String) {
    (status, error.to_owned())
}

#[tokio::test]
async fn a_code_needs_its_verifier_and_its_redirect_uri() {
    let house = house().await;
    for (name, value) in [
        ("code_verifier", ""),
        ("code_verifier", "another-verifier-another-verifier-another-ve"),
        ("redirect_uri", ""),
        ("redirect_uri", "http://localhost:3000/auth/callback?x"),
    ] {
        let code = house.code().await;
        let form = exchange_form(&code).map(|pair| if pair.0 == name { (name, value) } else { pair });
        assert_eq!(house.token(&form).await.refused(), refused(400, "invalid_grant"), "{name}={value}");
        assert_eq!(house.exchange(&code).await.refused(), refused(400, "invalid_grant"), "it has leaked");
    }
}

#[tokio::test]
async fn a_code_lasts_a_minute() {
    let house = house().await;
    let (early, late) = (house.code().await, house.code().await);
    house.pass(TimeDelta::seconds(59));
    assert_eq!(house.exchange(&early).await.status, StatusCode::OK);
    house.pass(TimeDelta::seconds(1));
    assert_eq!(house.exchange(&late).await.refused(), refused(400, "invalid_grant"));
}

#[tokio::test]
async fn forged_codes_and_codes_of_another_kind_are_refused() {
    let house = house().await;
    let refresh = house.tokens().await["refresh_token"].as_str().unwrap().to_owned();
    for code in ["x", "", &refresh] {
        let answer = house.exchange(code).await.refused();
        let expected = if code.is_empty() { "invalid_request" } else { "invalid_grant" };
        assert_eq!(answer, refused(400, expected), "{code}");
    }
    let code = house.code().await;
    assert_eq!(house.refresh(&code).await.refused(), refused(400, "invalid_grant"));
    assert_eq!(house.refresh(&refresh).await.status, StatusCode::OK, "nothing was ended by mistake");
}

#[tokio::test]
async fn a_client_proves_itself_by_basic_or_by_form_and_not_by_both() {
    let house = house().await;
    let web = house.provider.web_client();
    let secret = web.secret.expose_secret();
    let by_form = |code| {
        let mut form = exchange_form(code).to_vec();
        form.extend([("client_id", "longrun-web"), ("client_secret", secret)]);
        form
    };
    let (first, second) = (house.code().await, house.code().await);
    let posted = house.post("/idp/token", &by_form(&first)).await;
    assert_eq!(posted.status, StatusCode::OK, "{}", posted.body);

    let header = basic("longrun-web", secret);
    let both = request("/idp/token", &by_form(&second), &[("authorization", &header)]);
    assert_eq!(house.send(both).await.refused(), refused(400, "invalid_request"));
}

#[tokio::test]
async fn an_unproven_client_gets_nothing_and_is_told_how() {
    let house = house().await;
    let code = house.code().await;
    let wrong = [
        basic("longrun-web", "wrong"),
        basic("longrun-web", ""),
        basic("nobody", "wrong"),
        "Basic !".to_owned(),
        "Bearer x".to_owned(),
    ];
    for header in wrong {
        let sent = request("/idp/token", &exchange_form(&code), &[("authorization", &header)]);
        let answer = house.send(sent).await;
        assert_eq!(answer.refused(), refused(401, "invalid_client"), "{header}");
        assert!(answer.header(&header::WWW_AUTHENTICATE).starts_with("Basic "), "{header}");
    }
    let mut nobody = exchange_form(&code).to_vec();
    assert_eq!(house.post("/idp/token", &nobody).await.refused(), refused(401, "invalid_client"));
    nobody.push(("client_id", "longrun-web"));
    assert_eq!(house.post("/idp/token", &nobody).await.refused(), refused(401, "invalid_client"));
    assert_eq!(house.exchange(&code).await.status, StatusCode::OK, "the code was not touched");
}

#[tokio::test]
async fn requests_that_are_no_forms_or_repeat_themselves_are_refused() {
    let house = house().await;
    let json = Request::post("/idp/token").header(header::CONTENT_TYPE, "application/json");
    let json = json.body(Body::from("{}")).unwrap();
    assert_eq!(house.send(json).await.refused(), refused(400, "invalid_request"));
    for form in [
        vec![],
        vec![("grant_type", "refresh_token")],
        vec![("grant_type", "authorization_code")],
        vec![("grant_type", "refresh_token"), ("refresh_token", "a"), ("refresh_token", "b")],
    ] {
        assert_eq!(house.token(&form).await.refused(), refused(400, "invalid_request"), "{form:?}");
    }
}

#[tokio::test]
async fn there_is_no_password_grant() {
    let house = house().await;
    let form = [("grant_type", "password"), ("username", "ada@longrun.test"), ("password", "longrun-demo-1")];
    assert_eq!(house.token(&form).await.refused(), refused(400, "unsupported_grant_type"));
}

#[tokio::test]
async fn a_token_request_may_repeat_the_resource_but_not_change_it() {
    let house = house().await;
    let code = house.code().await;
    let mut form = exchange_form(&code).to_vec();
    form.push(("resource", "http://localhost:3000/mcp"));
    assert_eq!(house.token(&form).await.refused(), refused(400, "invalid_target"));
    form.pop();
    form.push(("resource", "http://localhost:3000/api"));
    assert_eq!(house.token(&form).await.status, StatusCode::OK);
}

#[tokio::test]
async fn userinfo_wants_a_living_access_token_of_a_person() {
    let house = house().await;
    let tokens = house.tokens().await;
    let access = tokens["access_token"].as_str().unwrap();
    let bare = house.get("/idp/userinfo").await;
    assert_eq!((bare.status, bare.header(&header::WWW_AUTHENTICATE)), (StatusCode::UNAUTHORIZED, "Bearer"));
    for wrong in [tokens["id_token"].as_str().unwrap(), "x", &access[..access.len() - 4]] {
        let answer = house.userinfo(wrong).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{wrong}");
        assert_eq!(answer.header(&header::WWW_AUTHENTICATE), "Bearer error=\"invalid_token\"");
    }
    house.pass(TimeDelta::seconds(300));
    assert_eq!(house.userinfo(access).await.status, StatusCode::UNAUTHORIZED, "it has expired");
}

#[tokio::test]
async fn another_clients_code_is_refused_and_burnt() {
    let house = house().await;
    let code = house.code().await;
    let thief = house.client(ClientKind::Native, &[CALLBACK], "workouts:read").await;
    let mut form = exchange_form(&code).to_vec();
    form.push(("client_id", &thief.client_id));
    assert!(form.contains(&("code_verifier", VERIFIER)));
    assert_eq!(house.post("/idp/token", &form).await.refused(), refused(400, "invalid_grant"));
    assert_eq!(house.exchange(&code).await.refused(), refused(400, "invalid_grant"));
}

#[tokio::test]
async fn a_client_shows_one_id_and_one_authorization() {
    let house = house().await;
    let header = basic("longrun-web", house.provider.web_client().secret.expose_secret());
    let code = house.code().await;
    let mut form = exchange_form(&code).to_vec();
    let twice = request("/idp/token", &form, &[("authorization", &header), ("authorization", &header)]);
    assert_eq!(house.send(twice).await.refused(), refused(400, "invalid_request"));
    form.push(("client_id", "demo-machine"));
    let other = request("/idp/token", &form, &[("authorization", &header)]);
    assert_eq!(house.send(other).await.refused(), refused(400, "invalid_request"));
}
