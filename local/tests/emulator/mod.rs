//! A DynamoDB over HTTP that is not ours: `ministack` from the Python index.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running emulator; it ends with the test.
pub(crate) struct Emulator {
    process: Child,
    /// What speaks to it.
    pub(crate) client: Client,
    /// Where it is reached.
    pub(crate) url: String,
}

impl Emulator {
    pub(crate) async fn start() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = Command::new(program())
            .env("GATEWAY_PORT", port.to_string())
            .env("BIND_HOST", "127.0.0.1")
            .env("MINISTACK_REGION", "eu-west-1")
            .envs([("LAMBDA_EXECUTOR", "local"), ("IOT_MTLS_ENABLED", "0"), ("SFTP_ENABLED", "0")])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("LONGRUN_MINISTACK must be the path of a ministack program");
        let url = format!("http://127.0.0.1:{port}");
        let emulator = Self { process, client: client(&url), url };
        emulator.ready().await;
        emulator
    }

    async fn ready(&self) {
        for _ in 0..300 {
            if self.client.list_tables().send().await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("ministack did not answer within 30 seconds");
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.process.kill().and_then(|()| self.process.wait()).expect("ministack can be stopped");
    }
}

#[expect(clippy::disallowed_methods, reason = "what a test is told comes from who runs it")]
fn program() -> String {
    std::env::var("LONGRUN_MINISTACK").expect(
        "LONGRUN_MINISTACK must be the path of a ministack program: `cargo xtask test ministack` sets it up",
    )
}

fn client(url: &str) -> Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::from_static("eu-west-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .endpoint_url(url);
    Client::from_conf(config.build())
}
