//! The executable as a Lambda function, without an issuer that answers.

use super::runtime::{Function, longrun};
use super::{READ, event};
use serde_json::{Value, json};
use std::process::Output;

/// Signed by a key that nobody has.
const TOKEN: &str = "Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6ImEiLCJ0eXAiOiJhdCtqd3QifQ.e30.AAAA";

/// An event that brings this in its headers, and nothing else.
fn with_headers(headers: Value) -> Value {
    let mut event = event(READ);
    event["headers"].take();
    event["multiValueHeaders"] = headers;
    event
}

#[tokio::test]
async fn the_executable_answers_one_request_of_lambda_after_the_other() {
    // Nobody listens there: what can be said without the issuer's keys is said, and nothing else.
    let nowhere = [("LONGRUN_OIDC_ISSUER", "http://127.0.0.1:9"), ("LONGRUN_OIDC_CLIENT_ID", "longrun")];
    let mut function = Function::start(&nowhere).await;
    for (headers, word) in [(json!({}), "Unauthorized"), (json!({"Authorization": [TOKEN]}), "Unavailable")] {
        let ended = function.invoke(with_headers(headers)).await;
        assert_eq!(ended, ("error".to_owned(), json!({"errorType": word, "errorMessage": word})));
    }
}

#[test]
fn without_lambda_the_role_says_what_is_missing() {
    let mut command = longrun();
    command.env("LONGRUN_OIDC_ISSUER", "http://127.0.0.1:9").env("LONGRUN_OIDC_CLIENT_ID", "longrun");
    let Output { status, stderr, .. } = command.output().expect("its output");
    let said = String::from_utf8(stderr).expect("text");
    assert!(!status.success() && said.contains("AWS_LAMBDA_RUNTIME_API is not set"), "{said}");
}
