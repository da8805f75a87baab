//! Machines that prove themselves by a token that they signed: each is good once, here, and for minutes.

use super::house::{Answer, House, ISSUER, Pairs, basic, house};
use super::programs::machine;
use super::robots::{Key, set};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use http::StatusCode;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use local::idp::{ClientError, NewClient};
use serde_json::{Value, json};

const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

async fn robot(house: &House, keys: &[&Key]) -> String {
    let made = house.register(NewClient { keys: Some(set(keys)), ..machine("workouts:read") }).await;
    assert!(made.secret.is_none(), "it has keys");
    made.client_id
}

/// Good claims, with some changed, or dropped if null.
fn claims(house: &House, id: &str, changes: &[(&str, Value)]) -> Value {
    let now = house.now().timestamp();
    let mut claims = json!({"iss": id, "sub": id, "aud": ISSUER, "iat": now, "exp": now + 60, "jti": format!("{changes:?}")});
    for (name, value) in changes {
        claims[*name] = value.clone();
    }
    claims.as_object_mut().expect("claims").retain(|_, value| !value.is_null());
    claims
}

async fn ask(house: &House, assertion: &str, more: Pairs<'_>) -> Answer {
    let form = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", TYPE),
        ("client_assertion", assertion),
    ];
    house.post("/idp/token", &[&form[..], more].concat()).await
}

fn refused() -> (u16, String) {
    (401, "invalid_client".to_owned())
}

#[tokio::test]
async fn a_machine_proves_itself_with_every_algorithm_that_is_published_and_at_both_doors() {
    let house = house().await;
    let metadata = house.get("/idp/.well-known/openid-configuration").await.json();
    for (algorithm, name) in [
        (Algorithm::RS256, "RS256"),
        (Algorithm::PS256, "PS256"),
        (Algorithm::ES256, "ES256"),
        (Algorithm::EdDSA, "EdDSA"),
    ] {
        for door in ["token", "revocation"] {
            let published = &metadata[format!("{door}_endpoint_auth_signing_alg_values_supported")];
            assert!(published.as_array().unwrap().contains(&json!(name)), "{name}");
            let methods = &metadata[format!("{door}_endpoint_auth_methods_supported")];
            assert!(methods.as_array().unwrap().contains(&json!("private_key_jwt")));
        }
        let key = Key::new(algorithm, None);
        let id = robot(&house, &[&key]).await;
        let answer = ask(&house, &key.sign(&claims(&house, &id, &[])), &[("client_id", &id)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{name}: {}", answer.body);
        let assertion = key.sign(&claims(&house, &id, &[("jti", json!("another"))]));
        let form = [("client_assertion_type", TYPE), ("client_assertion", &*assertion), ("token", "x")];
        assert_eq!(house.post("/idp/revoke", &form).await.status, StatusCode::OK, "{name}");
    }
}

#[tokio::test]
async fn an_assertion_is_good_once_whichever_process_sees_it() {
    let house = house().await;
    let key = Key::new(Algorithm::EdDSA, None);
    let id = robot(&house, &[&key]).await;
    let assertion = key.sign(&claims(&house, &id, &[]));
    let twin = house.twin();
    let (one, other) = tokio::join!(ask(&house, &assertion, &[]), ask(&twin, &assertion, &[]));
    let good = [one, other].into_iter().filter(|answer| answer.status == StatusCode::OK).count();
    assert_eq!(good, 1);
    assert_eq!(ask(&twin, &assertion, &[]).await.refused(), refused());
    house.pass(TimeDelta::seconds(59));
    assert_eq!(ask(&house, &assertion, &[]).await.refused(), refused());
    house.pass(TimeDelta::seconds(1));
    assert_eq!(ask(&house, &assertion, &[]).await.refused(), refused(), "it has ended by then");
}

#[tokio::test]
async fn two_machines_may_draw_the_same_id_for_an_assertion() {
    let house = house().await;
    let key = Key::new(Algorithm::EdDSA, None);
    for _ in 0..2 {
        let id = robot(&house, &[&key]).await;
        assert_eq!(ask(&house, &key.sign(&claims(&house, &id, &[])), &[]).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn who_it_is_from_for_whom_and_how_long_must_be_right() {
    let house = house().await;
    let key = Key::new(Algorithm::EdDSA, None);
    let (id, now) = (robot(&house, &[&key]).await, house.now().timestamp());
    let token_endpoint = format!("{ISSUER}/token");
    for good in [
        vec![("aud", json!(token_endpoint))],
        vec![("aud", json!([ISSUER]))],
        vec![("aud", json!([ISSUER, token_endpoint]))],
        vec![("exp", json!(now + 300))],
        vec![("iat", json!(now + 60))],
        vec![("iat", Value::Null)],
    ] {
        let answer = ask(&house, &key.sign(&claims(&house, &id, &good)), &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{good:?} {}", answer.body);
    }
    for bad in [
        vec![("iss", json!("client-other"))],
        vec![("sub", json!("demo-machine"))],
        vec![("iss", Value::Null)],
        vec![("aud", Value::Null)],
        vec![("aud", json!([]))],
        vec![("aud", json!("http://localhost:3000/api"))],
        vec![("aud", json!(format!("{ISSUER}/")))],
        vec![("aud", json!([ISSUER, "https://evil.example"]))],
        vec![("exp", Value::Null)],
        vec![("exp", json!(now))],
        vec![("exp", json!(now - 60))],
        vec![("exp", json!(now + 301))],
        vec![("exp", json!(i64::MAX))],
        vec![("iat", json!(now + 61))],
        vec![("nbf", json!(now + 61))],
        vec![("jti", Value::Null)],
        vec![("jti", json!(""))],
        vec![("jti", json!("a".repeat(257)))],
    ] {
        let answer = ask(&house, &key.sign(&claims(&house, &id, &bad)), &[]).await;
        assert_eq!(answer.refused(), refused(), "{bad:?}");
    }
}

#[tokio::test]
async fn the_registered_key_decides_and_nothing_that_the_assertion_says() {
    let house = house().await;
    let (key, thief) = (Key::new(Algorithm::RS256, Some("mine")), Key::new(Algorithm::RS256, Some("mine")));
    let id = robot(&house, &[&key]).await;
    let claims = claims(&house, &id, &[]);
    assert_eq!(ask(&house, &thief.sign(&claims), &[]).await.refused(), refused(), "another's signature");

    let with = |header: Value| {
        let part = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        format!("{}.{}", part(&header), part(&claims))
    };
    let none = format!("{}.", with(json!({"alg": "none", "kid": "mine"})));
    assert_eq!(ask(&house, &none, &[]).await.refused(), refused(), "alg none");

    let mut header = Header::new(Algorithm::RS256);
    header.kid = Some("mine".into());
    header.jwk = Some(thief.jwk.clone());
    header.jku = Some("https://evil.example/jwks.json".into());
    let brought = jsonwebtoken::encode(&header, &claims, &thief.private).unwrap();
    assert_eq!(ask(&house, &brought, &[]).await.refused(), refused(), "a key of its own");

    let public = serde_json::to_vec(&key.jwk).unwrap();
    let der = json!(key.jwk)["n"].as_str().map(|n| URL_SAFE_NO_PAD.decode(n).unwrap()).unwrap();
    for secret in [public, der] {
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some("mine".into());
        let forged = jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(&secret)).unwrap();
        assert_eq!(ask(&house, &forged, &[]).await.refused(), refused(), "the public key as a secret");
    }
    assert_eq!(ask(&house, &key.sign(&claims), &[]).await.status, StatusCode::OK, "nothing was spent");
}

#[tokio::test]
async fn tokens_of_another_kind_are_no_assertions() {
    let house = house().await;
    let key = Key::new(Algorithm::EdDSA, None);
    let id = robot(&house, &[&key]).await;
    let claims = claims(&house, &id, &[]);
    let signed = |typ: &str, crit: Option<&str>| {
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(typ.to_owned());
        header.crit = crit.map(|name| vec![name.to_owned()]);
        jsonwebtoken::encode(&header, &claims, &key.private).unwrap()
    };
    for (typ, crit) in [("at+jwt", None), ("dpop+jwt", None), ("JWT", Some("exp"))] {
        assert_eq!(ask(&house, &signed(typ, crit), &[]).await.refused(), refused(), "{typ} {crit:?}");
    }
    let good = signed("client-authentication+jwt", None);
    assert_eq!(ask(&house, &good, &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn of_several_keys_the_named_one_counts() {
    let house = house().await;
    let (old, new) = (Key::new(Algorithm::RS256, Some("old")), Key::new(Algorithm::ES256, Some("new")));
    let id = robot(&house, &[&old, &new]).await;
    for (index, key) in [&old, &new].into_iter().enumerate() {
        let claims = claims(&house, &id, &[("jti", json!(index.to_string()))]);
        assert_eq!(ask(&house, &key.sign(&claims), &[]).await.status, StatusCode::OK);
    }
    let claims = claims(&house, &id, &[]);
    let named = |kid: Option<&str>| {
        let mut header = Header::new(Algorithm::ES256);
        header.kid = kid.map(str::to_owned);
        jsonwebtoken::encode(&header, &claims, &new.private).unwrap()
    };
    for kid in [None, Some("foreign"), Some("old")] {
        assert_eq!(ask(&house, &named(kid), &[]).await.refused(), refused(), "{kid:?}");
    }
}

#[tokio::test]
async fn a_key_for_one_algorithm_signs_with_no_other() {
    let house = house().await;
    let mut key = Key::new(Algorithm::RS256, None);
    key.jwk.common.key_algorithm = Some(Algorithm::PS256.into());
    let id = robot(&house, &[&key]).await;
    assert_eq!(ask(&house, &key.sign(&claims(&house, &id, &[])), &[]).await.refused(), refused());
    key.algorithm = Algorithm::PS256;
    assert_eq!(ask(&house, &key.sign(&claims(&house, &id, &[])), &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn who_has_keys_has_no_secret_and_who_has_a_secret_no_keys() {
    let house = house().await;
    let key = Key::new(Algorithm::EdDSA, None);
    let id = robot(&house, &[&key]).await;
    for more in [&[][..], &[("client_secret", "x")]] {
        assert_eq!(house.machine_token(&id, more).await.refused(), refused(), "{more:?}");
    }
    let rotated = house.provider.rotate_secret(&id, "ada", house.now()).await;
    assert!(matches!(rotated, Err(ClientError::NoSecret)));
    for other in ["demo-machine", "longrun-web"] {
        let assertion = key.sign(&claims(&house, other, &[]));
        assert_eq!(ask(&house, &assertion, &[]).await.refused(), refused(), "{other}");
    }
}

#[tokio::test]
async fn a_machine_proves_itself_in_one_way_only() {
    let house = house().await;
    let key = Key::new(Algorithm::EdDSA, None);
    let id = robot(&house, &[&key]).await;
    let assertion = key.sign(&claims(&house, &id, &[]));
    let twice = (400, "invalid_request".to_owned());
    assert_eq!(ask(&house, &assertion, &[("client_secret", "x")]).await.refused(), twice);
    assert_eq!(ask(&house, &assertion, &[("client_id", "demo-machine")]).await.refused(), twice);
    let header = basic(&id, "x");
    let form = [("client_assertion_type", TYPE), ("client_assertion", &*assertion)];
    let both = super::house::request("/idp/token", &form, &[("authorization", &header)]);
    assert_eq!(house.send(both).await.refused(), twice);
    for half in [("client_assertion_type", TYPE), ("client_assertion", &assertion)] {
        assert_eq!(house.machine_token(&id, &[half]).await.refused(), twice, "{half:?}");
    }
    let other = "urn:ietf:params:oauth:client-assertion-type:saml2-bearer";
    let form = [("client_assertion_type", other), ("client_assertion", &*assertion)];
    assert_eq!(house.machine_token(&id, &form).await.refused(), refused());
    assert_eq!(ask(&house, &assertion, &[]).await.status, StatusCode::OK, "nothing was spent");
}
