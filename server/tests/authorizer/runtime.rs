//! The executable as a Lambda function, with the runtime API of Lambda played by the test.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use serde_json::Value;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// How an invocation ended: `response` or `error`, and the body.
pub(crate) type Ended = (String, Value);

/// What the runtime API hands out, and what comes back.
#[derive(Clone)]
struct Runtime {
    events: Arc<Mutex<UnboundedReceiver<Value>>>,
    ended: UnboundedSender<Ended>,
}

/// A running function; it ends with the test.
pub(crate) struct Function {
    process: Child,
    events: UnboundedSender<Value>,
    ended: UnboundedReceiver<Ended>,
}

impl Function {
    /// Starts the executable with these settings.
    pub(crate) async fn start(settings: &[(&str, &str)]) -> Self {
        let ((events, to_hand_out), (tell, ended)) = (unbounded_channel(), unbounded_channel());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let runtime = Runtime { events: Arc::new(Mutex::new(to_hand_out)), ended: tell };
        let runtime = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/{how}", post(done))
            .with_state(runtime);
        tokio::spawn(async { axum::serve(listener, runtime).await });
        let mut command = longrun();
        command
            .env("AWS_LAMBDA_RUNTIME_API", address)
            .env("AWS_LAMBDA_FUNCTION_NAME", "authorizer")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
            .envs(settings.iter().copied());
        let process = command.stderr(Stdio::null()).spawn().expect("the executable");
        Self { process, events, ended }
    }

    /// How it ends to be invoked with an event.
    pub(crate) async fn invoke(&mut self, event: Value) -> Ended {
        self.events.send(event).expect("a runtime that listens");
        let ended = tokio::time::timeout(Duration::from_mins(1), self.ended.recv()).await.expect("in time");
        ended.expect("an answer")
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        self.process.kill().and_then(|()| self.process.wait()).expect("it can be killed");
    }
}

/// The executable in its role, on an AWS that nobody asks anything of.
pub(crate) fn longrun() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_longrun"));
    command.env("LONGRUN_ROLE", "authorizer").env_remove("AWS_LAMBDA_RUNTIME_API").env_remove("RUST_LOG");
    command
        .env("AWS_REGION", "eu-west-1")
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test");
    command
}

async fn next(State(runtime): State<Runtime>) -> impl IntoResponse {
    let event = runtime.events.lock().await.recv().await.expect("a test that goes on");
    let headers = [
        ("lambda-runtime-aws-request-id", REQUEST),
        ("lambda-runtime-deadline-ms", "32503680000000"),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:eu-west-1:123456789012:function:a"),
        ("lambda-runtime-trace-id", "Root=1-69230000-0123456789abcdef01234567"),
    ];
    (headers, event.to_string())
}

/// The id of every invocation.
pub(crate) const REQUEST: &str = "0f0e0d0c-0b0a-4908-8706-050403020100";

async fn done(
    State(runtime): State<Runtime>,
    Path((id, how)): Path<(String, String)>,
    body: String,
) -> StatusCode {
    assert_eq!(id, REQUEST);
    runtime.ended.send((how, serde_json::from_str(&body).expect("JSON"))).expect("a test that listens");
    StatusCode::ACCEPTED
}
