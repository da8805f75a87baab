//! Whatever is sent, the provider keeps its head: no failure of its own, and no answer to a stranger.

use super::house::{Answer, CALLBACK, House, authorize, empty_house, request};
use axum::body::Body;
use http::{Request, header};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
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
        calm(&runtime.block_on(house.send(request.body(Body::from(bytes)).expect("a request"))))
    });
    holds.expect("every answer is calm");
}

#[test]
fn no_credentials_or_tokens_upset_the_token_endpoint() {
    let (runtime, house) = outside();
    let input = ("[!-~]{0,40}", "[A-Za-z0-9_-]{0,80}", any_text());
    let holds = runner(2).run(&input, |(credentials, token, verifier)| {
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", "longrun-web"),
            ("code", &token),
            ("refresh_token", &token),
            ("code_verifier", &verifier),
        ];
        let basic = format!("Basic {credentials}");
        calm(&runtime.block_on(house.send(request("/idp/token", &form, &[("authorization", &basic)]))))?;
        calm(&runtime.block_on(house.post("/idp/token", &form)))
    });
    holds.expect("every answer is calm");
}
