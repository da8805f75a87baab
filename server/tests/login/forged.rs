//! ID tokens that are wrong in exactly one way, and what else a provider can get wrong.

use crate::Site;
use crate::provider::{Documents, ISSUER, Script};
use axum::http::StatusCode;
use chrono::TimeDelta;
use gate::jws::JwsError;
use serde_json::json;
use server::login::IdTokenError::{self, *};
use server::login::{SignInRefused, TokensError};

type Wrong = fn(&mut Script);

macro_rules! claims {
    ($change:expr) => {
        |it: &mut Script| it.claims = Some(Box::new($change))
    };
}

macro_rules! header {
    ($name:literal, $value:expr) => {
        |it: &mut Script| it.header = Some(Box::new(|head| head[$name] = json!($value)))
    };
}

const FORGERIES: &[(&str, IdTokenError, Wrong)] = &[
    ("another issuer", Claims, claims!(|it| it["iss"] = json!("https://id.example/"))),
    ("an issuer among others", Claims, claims!(|it| it["iss"] = json!([ISSUER, "https://evil.example"]))),
    ("no issuer", Claims, claims!(|it| drop(it.as_object_mut().unwrap().remove("iss")))),
    ("another audience", Audience, claims!(|it| it["aud"] = json!("other"))),
    ("no audience", Claims, claims!(|it| drop(it.as_object_mut().unwrap().remove("aud")))),
    ("one audience more", Audience, claims!(|it| it["aud"] = json!(["longrun", "other"]))),
    ("another party", Audience, claims!(|it| it["azp"] = json!("other"))),
    ("expired", Time, claims!(|it| it["exp"] = json!(it["iat"].as_i64().unwrap() - 61))),
    ("no expiry", Claims, claims!(|it| drop(it.as_object_mut().unwrap().remove("exp")))),
    ("expiry as text", Claims, claims!(|it| it["exp"] = json!("9999999999"))),
    ("issued an hour ago", Time, claims!(|it| it["iat"] = json!(it["iat"].as_i64().unwrap() - 3600))),
    ("issued in two minutes", Time, claims!(|it| it["iat"] = json!(it["iat"].as_i64().unwrap() + 120))),
    ("no time of issue", Claims, claims!(|it| drop(it.as_object_mut().unwrap().remove("iat")))),
    ("not valid yet", Time, claims!(|it| it["nbf"] = json!(it["iat"].as_i64().unwrap() + 120))),
    ("another nonce", Nonce, claims!(|it| it["nonce"] = json!("other"))),
    ("no nonce", Nonce, claims!(|it| drop(it.as_object_mut().unwrap().remove("nonce")))),
    ("no subject", Claims, claims!(|it| drop(it.as_object_mut().unwrap().remove("sub")))),
    ("an empty subject", Claims, claims!(|it| it["sub"] = json!(""))),
    ("an endless subject", Claims, claims!(|it| it["sub"] = json!("x".repeat(256)))),
    ("another access token", AccessToken, claims!(|it| it["at_hash"] = json!("AAAAAAAAAAAAAAAAAAAAAA"))),
    ("an access token by its use", Kind, claims!(|it| it["token_use"] = json!("access"))),
    ("two nonces", Claims, |it| it.text = Some(|it| it.replacen('{', "{\"nonce\":\"other\",", 1))),
    ("an access token by its type", Kind, header!("typ", "at+jwt")),
    ("a logout token by its type", Kind, header!("typ", "logout+jwt")),
    ("something critical", Jws(JwsError::Header), header!("crit", ["b64"])),
    ("a key of its own", Jws(JwsError::Header), header!("jwk", ())),
    ("the address of a key", Jws(JwsError::Header), header!("jku", "https://evil.example/jwks")),
    ("an unknown key", Jws(JwsError::UnknownKey), header!("kid", "key-9")),
    ("a key id that is a path", Jws(JwsError::UnknownKey), header!("kid", "../../etc/passwd")),
    ("no signature wanted", Jws(JwsError::Algorithm), header!("alg", "none")),
    ("signed with the public key", Jws(JwsError::Algorithm), header!("alg", "HS256")),
    ("an algorithm that is not listed", Unlisted, header!("alg", "RS256")),
    ("signed by somebody else", Jws(JwsError::Signature), |it| it.is_forger = true),
    ("signature stripped", Jws(JwsError::Signature), |it| {
        it.token = Some(|it| it[..=it.rfind('.').unwrap()].to_owned());
    }),
    ("signature cut", Jws(JwsError::Signature), |it| it.token = Some(|it| it[..it.len() - 4].to_owned())),
    ("encrypted", Jws(JwsError::Malformed), |it| it.token = Some(|it| format!("{it}.AAAA.BBBB"))),
    ("not a token", Jws(JwsError::Malformed), |it| it.token = Some(|_| "junk".to_owned())),
    ("a megabyte", Jws(JwsError::Malformed), |it| {
        it.token = Some(|it| format!("{it}{}", "A".repeat(100_000)));
    }),
    ("no ID token", Jws(JwsError::Malformed), |it| {
        it.answer = Some(Box::new(|it| drop(it.as_object_mut().unwrap().remove("id_token"))));
    }),
];

#[tokio::test]
async fn a_token_that_is_wrong_in_one_way_signs_nobody_in() {
    for (name, reason, wrong) in FORGERIES {
        let site = Site::new().await;
        let mut browser = site.browser();
        let callback = site.provider.agree(&browser.get("/auth/login").await);
        site.provider.script(wrong);
        let answer = browser.get(&callback).await;
        assert_eq!(answer.refused, Some(SignInRefused::IdToken(*reason)), "{name}");
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{name}");
        assert!(browser.cookies.is_empty(), "{name}");
        assert_eq!(site.provider.grants("authorization_code"), 1, "{name}");
    }
}

#[tokio::test]
async fn a_token_that_is_not_a_bearer_token_signs_nobody_in() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let callback = site.provider.agree(&browser.get("/auth/login").await);
    site.provider.script(|it| it.answer = Some(Box::new(|it| it["token_type"] = json!("mac"))));
    let answer = browser.get(&callback).await;
    assert_eq!(answer.refused, Some(SignInRefused::Tokens(TokensError::Unusable)));
}

#[tokio::test]
async fn tokens_that_nobody_will_use_are_revoked() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let callback = site.provider.agree(&browser.get("/auth/login").await);
    site.provider.script(|it| it.claims = Some(Box::new(|it| it["nonce"] = json!("other"))));
    browser.get(&callback).await;
    assert_eq!(site.provider.revoked(), ["refresh-canary-1"]);
}

#[tokio::test]
async fn what_providers_may_leave_out_or_add_is_no_fault() {
    let harmless: [Wrong; 6] = [
        |it| it.header = Some(Box::new(|it| drop(it.as_object_mut().unwrap().remove("typ")))),
        |it| it.header = Some(Box::new(|it| drop(it.as_object_mut().unwrap().remove("kid")))),
        |it| it.claims = Some(Box::new(|it| drop(it.as_object_mut().unwrap().remove("at_hash")))),
        |it| it.claims = Some(Box::new(|it| it["aud"] = json!(["longrun"]))),
        |it| it.claims = Some(Box::new(|it| it["azp"] = json!("longrun"))),
        |it| it.answer = Some(Box::new(|it| drop(it.as_object_mut().unwrap().remove("refresh_token")))),
    ];
    for script in harmless {
        let site = Site::new().await;
        site.provider.script(script);
        let mut browser = site.signed_in().await;
        assert_eq!(browser.get("/page").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_rotated_key_is_fetched_once_and_a_flood_of_unknown_ones_not_at_all() {
    let site = Site::new().await;
    site.signed_in().await;
    site.provider.rotate();
    site.pass(TimeDelta::seconds(11));
    site.signed_in().await;
    assert_eq!(site.provider.fetched("keys"), 2);
    site.provider.script(|it| it.header = Some(Box::new(|it| it["kid"] = json!("unknown"))));
    for _ in 0..50 {
        let mut browser = site.browser();
        let callback = site.provider.agree(&browser.get("/auth/login").await);
        assert_eq!(browser.get(&callback).await.status, StatusCode::BAD_REQUEST);
    }
    assert_eq!(site.provider.fetched("keys"), 2);
}

#[tokio::test]
async fn metadata_is_kept_while_fresh_and_for_a_day_when_the_provider_is_down() {
    let site = Site::new().await;
    for _ in 0..5 {
        site.signed_in().await;
    }
    assert_eq!(site.provider.fetched("metadata"), 1);
    site.provider.script(|it| it.documents = Documents::Down);
    site.pass(TimeDelta::hours(23));
    assert_eq!(site.browser().get("/auth/login").await.status, StatusCode::SEE_OTHER);
    site.pass(TimeDelta::hours(2));
    assert_eq!(site.browser().get("/auth/login").await.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn metadata_that_is_not_to_be_believed_is_not_used() {
    let wrong: [(&str, &str); 6] = [
        ("issuer", "https://evil.example"),
        ("issuer", "https://id.example/"),
        ("token_endpoint", "http://id.example/token"),
        ("authorization_endpoint", "http://id.example/authorize"),
        ("jwks_uri", "http://id.example/jwks"),
        ("end_session_endpoint", "javascript:alert(1)"),
    ];
    for (name, value) in wrong {
        let site = Site::new().await;
        site.provider.script(|it| it.metadata = Some(Box::new(move |it| it[name] = json!(value))));
        let answer = site.browser().get("/auth/login").await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{name}: {value}");
    }
}
