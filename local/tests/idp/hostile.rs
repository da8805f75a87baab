//! Whatever is sent, the provider keeps its head: no failure of its own, and no answer to a stranger.

use super::house::{Answer, CALLBACK, House, authorize, empty_house, house, request};
use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use http::{Request, StatusCode, header};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::collections::BTreeSet;
use tokio::runtime::Runtime;

const NAMES: [&str; 12] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "resource",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "login_hint",
];

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ -~]{0,40}",
        Just("http://localhost:3000/auth/callback\r\nSet-Cookie: a=b".to_owned()),
        "https?://[a-z@:/.#?]{0,30}",
        Just("<script>alert(1)</script>\"'".to_owned()),
    ]
}

fn runner(times: u32) -> TestRunner {
    let usual = ProptestConfig::default();
    TestRunner::new(ProptestConfig { cases: times * usual.cases, failure_persistence: None, ..usual })
}

fn calm(answer: &Answer) -> Result<(), TestCaseError> {
    prop_assert!(!answer.status.is_server_error(), "{}", answer.body);
    prop_assert!(!answer.body.contains("<script"), "{}", answer.body);
    let place = answer.header(&header::LOCATION);
    prop_assert!(place.is_empty() || place.starts_with(&format!("{CALLBACK}?")), "{place}");
    Ok(())
}

fn outside() -> (Runtime, House) {
    let runtime = Runtime::new().expect("a runtime");
    let house = runtime.block_on(empty_house());
    (runtime, house)
}

#[test]
fn no_authorization_request_upsets_it_or_leads_astray() {
    let (runtime, house) = outside();
    let changes = proptest::collection::vec((proptest::sample::select(&NAMES[..]), any_text()), 1..3);
    let holds = runner(6).run(&changes, |changes| {
        let pairs: Vec<_> = changes.iter().map(|(name, value)| (*name, value.as_str())).collect();
        calm(&runtime.block_on(house.get(&authorize(&pairs))))
    });
    holds.expect("every answer is calm");
}

#[test]
fn no_bytes_upset_any_door_that_takes_a_body() {
    let (runtime, house) = outside();
    let doors: Vec<_> = local::idp::DOORS.iter().filter(|door| door.method == "POST").collect();
    let input = (proptest::sample::select(doors), proptest::collection::vec(any::<u8>(), 0..300));
    let holds = runner(2).run(&input, |(door, bytes)| {
        let form = "application/x-www-form-urlencoded";
        let request = Request::post(door.path).header(header::CONTENT_TYPE, form);
        let answer = runtime.block_on(house.send(request.body(Body::from(bytes)).expect("a request")));
        // Otherwise nothing but the throttle would answer before long.
        house.pass(TimeDelta::minutes(15));
        prop_assert_ne!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        calm(&answer)
    });
    holds.expect("every answer is calm");
}

#[test]
fn no_credentials_upset_the_token_endpoint() {
    let (runtime, house) = outside();
    let holds = runner(2).run(&("[!-~]{0,40}", any_text()), |(credentials, secret)| {
        let form =
            [("grant_type", "refresh_token"), ("client_id", "longrun-web"), ("client_secret", &*secret)];
        let basic = format!("Basic {credentials}");
        calm(&runtime.block_on(house.send(request("/idp/token", &form, &[("authorization", &basic)]))))?;
        calm(&runtime.block_on(house.post("/idp/token", &form)))
    });
    holds.expect("every answer is calm");
}

#[test]
fn no_assertion_upsets_the_token_endpoint() {
    let (runtime, house) = outside();
    let token = ("[ -~]{0,40}", "[ -~]{0,40}", any::<Vec<u8>>());
    let holds = runner(2).run(&token, |(header, claims, signature)| {
        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let signed = |header: &str| {
            format!("{}.{}.{}", part(header.as_bytes()), part(claims.as_bytes()), part(&signature))
        };
        for assertion in [claims.clone(), signed(&header), signed(r#"{"alg":"ES256"}"#)] {
            let form = [
                ("grant_type", "client_credentials"),
                ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                ("client_assertion", &*assertion),
            ];
            calm(&runtime.block_on(house.post("/idp/token", &form)))?;
        }
        Ok(())
    });
    holds.expect("every answer is calm");
}

/// A code or refresh token of which some bits are others, or that ends too soon or too late.
fn damaged(real: &str, bits: BTreeSet<usize>, length: usize) -> String {
    let mut bytes = URL_SAFE_NO_PAD.decode(real).expect("base64url");
    for bit in bits {
        bytes[bit / 8] ^= 1 << (bit % 8);
    }
    bytes.resize(length, 0);
    URL_SAFE_NO_PAD.encode(bytes)
}

#[test]
fn no_damaged_code_or_token_upsets_the_token_endpoint_or_buys_or_ends_anything() {
    let runtime = Runtime::new().expect("a runtime");
    let house = runtime.block_on(house());
    let code = runtime.block_on(house.code());
    let token = runtime.block_on(house.tokens())["refresh_token"].as_str().expect("a token").to_owned();
    let real = proptest::sample::select(vec![code.clone(), token.clone()]);
    let bits = proptest::collection::btree_set(0..52 * 8_usize, 1..4);
    let holds = runner(2).run(&(real, bits, 51..54_usize, any_text()), |(real, bits, length, text)| {
        let damaged = damaged(&real, bits, length);
        for grant_type in ["authorization_code", "refresh_token"] {
            let form = [
                ("grant_type", grant_type),
                ("code", &*damaged),
                ("refresh_token", &*damaged),
                ("redirect_uri", CALLBACK),
                ("code_verifier", &*text),
                ("scope", &*text),
            ];
            let answer = runtime.block_on(house.token(&form));
            calm(&answer)?;
            prop_assert_eq!(answer.refused(), (400, "invalid_grant".to_owned()));
        }
        Ok(())
    });
    holds.expect("every answer is calm");
    assert_eq!(runtime.block_on(house.exchange(&code)).status, StatusCode::OK);
    assert_eq!(runtime.block_on(house.refresh(&token)).status, StatusCode::OK);
}
