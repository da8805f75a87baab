//! The executable as a Lambda function, with the runtime API of Lambda played by the test.

use super::READ;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use serde_json::{Value, json};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

/// How often something was handed out, and where to tell what came of it: how, for which request, and the body.
type Runtime = (Arc<AtomicUsize>, UnboundedSender<(String, String, Value)>);

/// Hands out a request without a token and one with a token, and then keeps whoever asks waiting.
async fn next(State((handed_out, _)): State<Runtime>) -> impl IntoResponse {
    let number = handed_out.fetch_add(1, Ordering::Relaxed);
    if number >= 2 {
        std::future::pending::<()>().await;
    }
    let headers = [
        ("lambda-runtime-aws-request-id", format!("request-{number}")),
        ("lambda-runtime-deadline-ms", "32503680000000".to_owned()),
        (
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:eu-west-1:123456789012:function:a".to_owned(),
        ),
        ("lambda-runtime-trace-id", "Root=1-69230000-0123456789abcdef01234567".to_owned()),
    ];
    let mut event: Value = serde_json::from_str(READ).expect("JSON");
    event["headers"].take();
    event["multiValueHeaders"] = if number == 0 { json!({}) } else { json!({"Authorization": [TOKEN]}) };
    (headers, event.to_string())
}

async fn done(
    State((_, told)): State<Runtime>,
    Path((id, how)): Path<(String, String)>,
    body: String,
) -> StatusCode {
    told.send((how, id, serde_json::from_str(&body).expect("JSON"))).expect("a test that listens");
    StatusCode::ACCEPTED
}

/// Signed by a key that nobody has.
const TOKEN: &str = "Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6ImEiLCJ0eXAiOiJhdCtqd3QifQ.e30.AAAA";

fn longrun() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_longrun"));
    command.env("LONGRUN_ROLE", "authorizer").env_remove("AWS_LAMBDA_RUNTIME_API").env_remove("RUST_LOG");
    // Nobody listens there: what can be said without the issuer's keys is said, and nothing else.
    command.env("LONGRUN_OIDC_ISSUER", "http://127.0.0.1:9").env("LONGRUN_OIDC_CLIENT_ID", "longrun");
    command
        .env("AWS_REGION", "eu-west-1")
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test");
    command
}

struct Function(Child);

impl Drop for Function {
    fn drop(&mut self) {
        self.0.kill().and_then(|()| self.0.wait()).expect("it can be killed");
    }
}

#[tokio::test]
async fn the_executable_answers_one_request_of_lambda_after_the_other() {
    let (tell, mut told) = unbounded_channel();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let runtime = Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next))
        .route("/2018-06-01/runtime/invocation/{id}/{how}", post(done))
        .with_state((Arc::default(), tell));
    tokio::spawn(async { axum::serve(listener, runtime).await });
    let mut command = longrun();
    command
        .env("AWS_LAMBDA_RUNTIME_API", address)
        .env("AWS_LAMBDA_FUNCTION_NAME", "authorizer")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "1");
    let _function = Function(command.stderr(Stdio::null()).spawn().expect("the executable"));
    for number in 0..2 {
        let heard = tokio::time::timeout(Duration::from_mins(1), told.recv()).await.expect("in time");
        let (how, id, body) = heard.expect("an answer");
        assert_eq!((how.as_str(), id), ("error", format!("request-{number}")));
        let word = ["Unauthorized", "Unavailable"][number];
        assert_eq!(body, json!({"errorType": word, "errorMessage": word}));
    }
}

#[test]
fn without_lambda_the_role_says_what_is_missing() {
    let Output { status, stderr, .. } = longrun().output().expect("its output");
    let said = String::from_utf8(stderr).expect("text");
    assert!(!status.success() && said.contains("AWS_LAMBDA_RUNTIME_API is not set"), "{said}");
}
