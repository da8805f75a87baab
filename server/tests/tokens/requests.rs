//! How a token comes, and what whoever comes without is told.

use crate::House;
use axum::Router;
use axum::body::Body;
use axum::routing::get;
use domain::scope::Scope;
use gate::TokenError;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue, Request, StatusCode, Uri};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use server::bearer::{Refusal, metadata};
use server::login::Profile;
use tower::ServiceExt as _;

const METADATA: &str = "https://run.example/.well-known/oauth-protected-resource/api";

/// What comes of a request with these headers.
async fn ask(house: &House, uri: &str, headers: &[(HeaderName, &[u8])]) -> Result<(), Refusal> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(name, HeaderValue::from_bytes(value).unwrap());
    }
    house.party.tokens().bearer(&map, &uri.parse::<Uri>().unwrap()).await.map(drop)
}

#[tokio::test]
async fn a_token_comes_in_its_header_whatever_the_case_of_its_scheme() {
    let house = House::new();
    for scheme in ["Bearer", "bearer", "BEARER", "Bearer  "] {
        let value = format!("{scheme} {}", house.token());
        assert_eq!(
            ask(&house, "/api?access=1", &[(AUTHORIZATION, value.as_bytes())]).await,
            Ok(()),
            "{scheme}"
        );
    }
}

#[tokio::test]
async fn without_a_token_nobody_is_told_that_it_was_wrong() {
    let house = House::new();
    let without: [&[u8]; 7] =
        [b"Basic YTpi", b"DPoP abc", b"Negotiate", b"", b"Bearers abc", b"Bearer\tabc", b"Basic \xff"];
    assert_eq!(ask(&house, "/api", &[]).await, Err(Refusal::Missing));
    for value in without {
        assert_eq!(ask(&house, "/api", &[(AUTHORIZATION, value)]).await, Err(Refusal::Missing));
    }
}

#[tokio::test]
async fn a_token_elsewhere_twice_or_broken_is_a_bad_request() {
    let house = House::new();
    let token = house.token();
    let honest = format!("Bearer {token}").into_bytes();
    for uri in ["/api?access_token=x", "/api?a&access%5Ftoken=x", "/api?access_token"] {
        assert_eq!(ask(&house, uri, &[]).await, Err(Refusal::InvalidRequest), "{uri}");
        assert_eq!(
            ask(&house, uri, &[(AUTHORIZATION, &honest)]).await,
            Err(Refusal::InvalidRequest),
            "{uri}"
        );
    }
    for form in ["application/x-www-form-urlencoded", "APPLICATION/x-www-form-urlencoded; charset=utf-8"] {
        let form = (CONTENT_TYPE, form.as_bytes());
        assert_eq!(ask(&house, "/api", std::slice::from_ref(&form)).await, Err(Refusal::InvalidRequest));
        assert_eq!(
            ask(&house, "/api", &[form, (AUTHORIZATION, &honest)]).await,
            Err(Refusal::InvalidRequest)
        );
    }
    let twice = [(AUTHORIZATION, &honest[..]), (AUTHORIZATION, &honest[..])];
    assert_eq!(ask(&house, "/api", &twice).await, Err(Refusal::InvalidRequest));
    let mixed = [(AUTHORIZATION, &b"Basic YTpi"[..]), (AUTHORIZATION, &honest[..])];
    assert_eq!(ask(&house, "/api", &mixed).await, Err(Refusal::InvalidRequest));
    for broken in
        ["", " ", &format!("{token} "), &format!("{token} {token}"), &format!("{token}, Bearer x"), "=", "é"]
    {
        let value = format!("Bearer {broken}");
        let refused = ask(&house, "/api", &[(AUTHORIZATION, value.as_bytes())]).await;
        assert_eq!(refused, Err(Refusal::InvalidRequest), "{broken}");
    }
}

#[tokio::test]
async fn a_token_for_somebody_else_is_no_token() {
    let house = House::new();
    let mut claims = house.claims();
    claims["aud"] = json!("https://run.example/mcp");
    let refused = house.show(&house.issuer.token(&claims)).await;
    assert_eq!(refused, Err(Refusal::InvalidToken(TokenError::Audience)));
    house.show("a.b.c").await.unwrap_err();
    let late = house.token();
    house.pass(360);
    assert_eq!(house.show(&late).await, Err(Refusal::InvalidToken(TokenError::Time)));
}

#[tokio::test]
async fn cognitos_tokens_are_read_by_cognitos_rules() {
    let house = House::with(|it| {
        it.profile = Profile::Cognito;
        it.scope_prefix = "longrun/".to_owned();
        it.machines = vec!["sync".to_owned()];
    });
    let mut claims = house.claims();
    claims.as_object_mut().unwrap().retain(|name, _| name != "aud");
    for (name, value) in [("sub", "sync"), ("client_id", "sync"), ("token_use", "access")] {
        claims[name] = json!(value);
    }
    house.show(&house.issuer.token(&claims)).await.unwrap();
    claims["client_id"] = json!("other");
    let refused = house.show(&house.issuer.token(&claims)).await;
    assert_eq!(refused, Err(Refusal::InvalidToken(TokenError::Audience)));
    let lacks = Refusal::InsufficientScope(Scope::TrendsRead).challenge(house.party.tokens()).unwrap();
    assert!(lacks.to_str().unwrap().contains("scope=\"longrun/trends:read\""), "{lacks:?}");
}

#[test]
fn every_refusal_has_the_status_and_the_challenge_of_the_standard() {
    let house = House::new();
    let where_to = format!("resource_metadata=\"{METADATA}\"");
    let told = [
        (Refusal::Missing, StatusCode::UNAUTHORIZED, ""),
        (Refusal::InvalidRequest, StatusCode::BAD_REQUEST, "error=\"invalid_request\", "),
        (Refusal::InvalidToken(TokenError::Time), StatusCode::UNAUTHORIZED, "error=\"invalid_token\", "),
        (
            Refusal::InsufficientScope(Scope::WorkoutsWrite),
            StatusCode::FORBIDDEN,
            "error=\"insufficient_scope\", scope=\"workouts:write\", ",
        ),
    ];
    for (refusal, status, error) in told {
        let challenge = refusal.challenge(house.party.tokens()).unwrap();
        assert_eq!(
            (refusal.status(), challenge),
            (status, format!("Bearer {error}{where_to}").parse().unwrap())
        );
    }
    assert_eq!(Refusal::Unavailable.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(Refusal::Unavailable.challenge(house.party.tokens()), None);
}

#[tokio::test]
async fn the_resource_tells_where_tokens_for_it_are_to_be_had() {
    let House { party, .. } = House::with(|it| it.scope_prefix = "longrun/".to_owned());
    let router = Router::new().route(metadata::PATH, get(metadata::show)).with_state(party);
    let path: Uri = METADATA.parse().unwrap();
    let answer = router.oneshot(Request::get(path.path()).body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()[CONTENT_TYPE], "application/json");
    let told: Value =
        serde_json::from_slice(&answer.into_body().collect().await.unwrap().to_bytes()).unwrap();
    let scopes = Scope::ALL.map(|it| format!("longrun/{}", it.name()));
    let expected = json!({
        "resource": "https://run.example/api", "authorization_servers": ["https://id.example"],
        "scopes_supported": scopes, "bearer_methods_supported": ["header"], "resource_name": "Longrun",
        "resource_documentation": "https://run.example/api",
    });
    assert_eq!(told, expected);
}
