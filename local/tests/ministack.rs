//! The journal's promises over HTTP, on a DynamoDB that is not ours: `ministack` from the Python index.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod suite;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use suite::world::World;

/// A running emulator; it ends with the test.
struct Emulator {
    process: Child,
    client: Client,
}

impl Emulator {
    async fn start() -> Self {
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
        let emulator = Self { process, client: client(port) };
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

fn client(port: u16) -> Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::from_static("eu-west-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .endpoint_url(format!("http://127.0.0.1:{port}"));
    Client::from_conf(config.build())
}

/// Runs every promise after the other, saying which, each in the world that `$open` opens.
macro_rules! in_turn {
    ($open:ident; $($module:ident: $($promise:ident),+;)+) => {$($(
        println!("{}", stringify!($promise));
        $crate::suite::$module::$promise(&$open(stringify!($promise)).await).await;
    )+)+};
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_promise_holds_on_ministack() {
    let emulator = Emulator::start().await;
    let open = |name| World::new(emulator.client.clone(), name);
    suite::all_promises!(in_turn, open);
}
