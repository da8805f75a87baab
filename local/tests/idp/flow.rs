//! A sign-in from its first request to what a client learns at the end.

use super::house::{CALLBACK, ISSUER, PUBLIC, authorize, claims, head, house};
use aws_sdk_dynamodb::types::AttributeValue;
use http::{StatusCode, header};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};

#[tokio::test]
async fn discovery_names_the_same_issuer_at_both_places() {
    let house = house().await;
    let openid = house.get("/idp/.well-known/openid-configuration").await;
    let oauth = house.get("/.well-known/oauth-authorization-server/idp").await;
    assert_eq!(openid.json(), oauth.json());
    assert_eq!(openid.json()["issuer"], ISSUER);
    assert_eq!(openid.json()["code_challenge_methods_supported"], json!(["S256"]));
    assert_eq!(openid.json()["authorization_response_iss_parameter_supported"], true);
}

#[tokio::test]
async fn the_sign_in_form_may_end_at_the_clients_origin_and_nowhere_else() {
    let house = house().await;
    let form = house.get(&authorize(&[("login_hint", "ada@longrun.test")])).await;
    assert_eq!(form.status, StatusCode::OK);
    let policy = form.header(&header::CONTENT_SECURITY_POLICY);
    assert!(policy.ends_with("form-action 'self' http://localhost:3000"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    assert_eq!(form.header(&header::CACHE_CONTROL), "no-store");
    assert!(form.body.contains("value=\"ada@longrun.test\""), "{}", form.body);
    assert!(!form.body.contains("the state"), "the request is sealed");
}

#[tokio::test]
async fn a_sign_in_sends_code_state_and_issuer_back() {
    let house = house().await;
    let back = house.sign_in("ADA@longrun.test", "longrun-demo-1").await;
    assert_eq!(back.header(&header::CACHE_CONTROL), "no-store", "the address holds the code");
    let (place, answer) = back.redirect();
    assert_eq!(place, CALLBACK);
    assert_eq!(answer["state"], "the state");
    assert_eq!(answer["iss"], ISSUER);
    assert_eq!(answer.len(), 3);
}

#[tokio::test]
async fn the_code_buys_tokens_that_say_who_for_whom_and_how_long() {
    let house = house().await;
    let answer = house.exchange(&house.code().await).await;
    assert_eq!(answer.header(&header::CACHE_CONTROL), "no-store");
    let tokens = answer.json();
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(300)));
    assert_eq!(tokens["scope"], "openid profile email offline_access workouts:read");

    let (access, now) = (claims(&tokens["access_token"]), house.now().timestamp());
    assert_eq!(head(&tokens["access_token"])["typ"], "at+jwt");
    assert_eq!(access["iss"], ISSUER);
    assert_eq!(access["sub"], "ada");
    assert_eq!(access["aud"], format!("{PUBLIC}/api"));
    assert_eq!(access["client_id"], "longrun-web");
    assert_eq!((&access["iat"], &access["exp"]), (&json!(now), &json!(now + 300)));
    assert!(access["jti"].as_str().is_some_and(|jti| jti.len() == 22));

    let id = claims(&tokens["id_token"]);
    assert_eq!(head(&tokens["id_token"])["typ"], "JWT");
    assert_eq!((&id["aud"], &id["nonce"]), (&json!("longrun-web"), &json!("the nonce")));
    assert_eq!((&id["auth_time"], &id["sid"]), (&json!(now), &access["sid"]));
    assert_eq!((&id["name"], &id["zoneinfo"]), (&json!("Ada"), &json!("Europe/Berlin")));
    assert_eq!((&id["email"], &id["email_verified"]), (&json!("ada@longrun.test"), &json!(false)));
}

#[tokio::test]
async fn both_tokens_verify_under_the_published_keys() {
    let house = house().await;
    let tokens = house.tokens().await;
    let published = house.get("/idp/jwks.json").await;
    let keys: JwkSet = serde_json::from_str(&published.body).unwrap();
    assert_eq!(keys.keys.len(), 2);
    assert!(!published.body.contains("\"d\""), "private parts stay");
    for (name, audience) in [("access_token", "http://localhost:3000/api"), ("id_token", "longrun-web")] {
        let token = tokens[name].as_str().unwrap();
        let kid = jsonwebtoken::decode_header(token).unwrap().kid.unwrap();
        let key = DecodingKey::from_jwk(keys.find(&kid).unwrap()).unwrap();
        let mut rules = Validation::new(Algorithm::RS256);
        rules.validate_exp = false;
        rules.set_audience(&[audience]);
        rules.set_issuer(&[ISSUER]);
        jsonwebtoken::decode::<Value>(token, &key, &rules).unwrap();
    }
}

#[tokio::test]
async fn scopes_decide_what_is_told() {
    let house = house().await;
    let form = house.get(&authorize(&[("scope", "openid")])).await;
    let request = form.hidden("request");
    let signed_in = [("request", &*request), ("email", "ada@longrun.test"), ("password", "longrun-demo-1")];
    let (_, answer) = house.post("/idp/sign-in", &signed_in).await.redirect();
    let tokens = house.exchange(&answer["code"]).await.json();
    assert_eq!(tokens["refresh_token"], Value::Null);
    assert_eq!(claims(&tokens["id_token"])["email"], Value::Null);
    let info = house.userinfo(tokens["access_token"].as_str().unwrap()).await;
    assert_eq!(info.json(), json!({"sub": "ada"}));
}

#[tokio::test]
async fn userinfo_tells_what_the_scopes_allow() {
    let house = house().await;
    let tokens = house.tokens().await;
    let answer = house.userinfo(tokens["access_token"].as_str().unwrap()).await;
    assert_eq!(answer.header(&header::CACHE_CONTROL), "no-store");
    let info = answer.json();
    assert_eq!((&info["sub"], &info["name"]), (&json!("ada"), &json!("Ada")));
    assert_eq!((&info["email"], &info["zoneinfo"]), (&json!("ada@longrun.test"), &json!("Europe/Berlin")));
}

#[tokio::test]
async fn nothing_secret_lies_readable_in_the_store() {
    let house = house().await;
    let code = house.code().await;
    let tokens = house.exchange(&code).await.json();
    let rows = house.store.client().scan().table_name("vault").send().await.unwrap();
    let mut dump = Vec::new();
    for (name, value) in rows.items().iter().flatten() {
        dump.extend_from_slice(name.as_bytes());
        match value {
            AttributeValue::B(bytes) => dump.extend_from_slice(bytes.as_ref()),
            AttributeValue::S(text) | AttributeValue::N(text) => dump.extend_from_slice(text.as_bytes()),
            other => panic!("{other:?}"),
        }
    }
    let dump = String::from_utf8_lossy(&dump);
    assert!(dump.contains("GRANT#"), "the dump is one");
    let refresh = tokens["refresh_token"].as_str().unwrap();
    for secret in [&code, refresh, "ada@longrun.test", "longrun-demo-1", "the nonce", "demo-machine"] {
        assert!(!dump.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn userinfo_is_for_those_who_asked_for_openid_and_until_they_sign_out() {
    let house = house().await;
    let request = house.get(&authorize(&[("scope", "workouts:read")])).await.hidden("request");
    let signed_in = [("request", &*request), ("email", "ada@longrun.test"), ("password", "longrun-demo-1")];
    let (_, answer) = house.post("/idp/sign-in", &signed_in).await.redirect();
    let tokens = house.exchange(&answer["code"]).await.json();
    let refused = house.userinfo(tokens["access_token"].as_str().unwrap()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.header(&header::WWW_AUTHENTICATE).contains("insufficient_scope"));

    let tokens = house.tokens().await;
    let hint = tokens["id_token"].as_str().unwrap();
    house.get(&format!("/idp/end-session?id_token_hint={hint}")).await;
    let over = house.userinfo(tokens["access_token"].as_str().unwrap()).await;
    assert_eq!(over.status, StatusCode::UNAUTHORIZED, "{}", over.body);
}
