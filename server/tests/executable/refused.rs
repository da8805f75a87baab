//! What is refused while it is still being sent.

use super::Running;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::sleep;

const BYTES: usize = 1_000_000;

#[tokio::test]
async fn whoever_still_sends_too_much_hears_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = Running::start(folder.path()).await;
    let mut line = TcpStream::connect(running.address).await.expect("a connection");
    let head = format!(
        "POST /workouts HTTP/1.1\r\nHost: localhost:3000\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {BYTES}\r\n\r\n"
    );
    line.write_all(head.as_bytes()).await.expect("the head is taken");
    let half = vec![b'x'; BYTES / 2];
    for _ in 0..2 {
        line.write_all(&half).await.expect("it is heard out");
        sleep(Duration::from_millis(300)).await;
    }
    let mut answer = String::new();
    line.read_to_string(&mut answer).await.expect("an answer, no reset");
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}
