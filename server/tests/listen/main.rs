//! The accept loop, met with raw sockets.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use axum::Router;
use axum::extract::ConnectInfo;
use axum::routing::{get, post};
use server::listen::{Limits, serve};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

const LIMITS: Limits = Limits {
    head: Duration::from_millis(300),
    silence: Duration::from_millis(600),
    connections: 8,
    head_bytes: 8192,
    drain: Duration::from_secs(2),
};

struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<()>,
}

impl Server {
    async fn start(limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let router = Router::new()
            .route(
                "/",
                get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.ip().to_string() }),
            )
            .route("/slow", get(slow))
            .route("/work", post(work))
            .route("/body", get(|| async {}).post(|body: String| async move { body }))
            .route("/large", get(|| async { vec![b'x'; 64 * 1024 * 1024] }));
        let served =
            tokio::spawn(serve(listener, router, (limits, &[]), async { stopped.await.unwrap_or(()) }));
        Self { address, stop: Some(stop), served }
    }

    fn stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// What is said to `request` until the connection is closed.
    async fn ask(&self, request: &str) -> String {
        let mut stream = self.connect().await;
        stream.write_all(request.as_bytes()).await.unwrap();
        rest(stream).await
    }
}

async fn slow() -> &'static str {
    sleep(Duration::from_millis(400)).await;
    "finished"
}

/// Works for longer than a client may be silent.
async fn work(body: String) -> String {
    sleep(LIMITS.silence * 3).await;
    format!("done with {body}")
}

async fn rest(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    let _ = timeout(Duration::from_secs(10), stream.read_to_end(&mut answer)).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

const GET: &str = "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";

#[tokio::test]
async fn a_handler_learns_the_address_of_its_peer() {
    let server = Server::start(LIMITS).await;
    assert!(server.ask(GET).await.ends_with("127.0.0.1"));
}

#[tokio::test]
async fn a_client_that_dribbles_its_head_is_closed_while_others_are_served() {
    let server = Server::start(LIMITS).await;
    let mut slow = server.connect().await;
    let dribble = tokio::spawn(async move {
        let started = Instant::now();
        while slow.write_all(b"a").await.is_ok() && started.elapsed() < Duration::from_secs(5) {
            sleep(Duration::from_millis(20)).await;
        }
        started.elapsed()
    });
    for _ in 0..10 {
        let started = Instant::now();
        assert!(server.ask(GET).await.starts_with("HTTP/1.1 200"));
        assert!(started.elapsed() < Duration::from_millis(250));
        sleep(Duration::from_millis(20)).await;
    }
    assert!(dribble.await.unwrap() < Duration::from_secs(2));
}

#[tokio::test]
async fn a_client_that_says_nothing_is_closed() {
    let server = Server::start(LIMITS).await;
    let started = Instant::now();
    assert_eq!(rest(server.connect().await).await, "");
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn a_handler_has_all_the_time_it_takes() {
    let server = Server::start(LIMITS).await;
    let head = "POST /work HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: text/plain\r\n";
    let answer = server.ask(&format!("{head}content-length: 3\r\n\r\nabc")).await;
    assert!(answer.ends_with("done with abc"), "{answer}");
}

#[tokio::test]
async fn a_body_that_nobody_reads_is_not_waited_for() {
    let server = Server::start(LIMITS).await;
    let started = Instant::now();
    server.ask("GET / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nabc").await;
    assert!(started.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn a_client_that_does_not_read_its_answer_is_dropped() {
    let server = Server::start(Limits { connections: 2, ..LIMITS }).await;
    let mut lazy = server.connect().await;
    lazy.write_all(b"GET /large HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    sleep(Duration::from_millis(1500)).await;
    assert!(server.ask(GET).await.starts_with("HTTP/1.1 200"), "its place is free again");
    drop(lazy);
}

#[tokio::test]
async fn connections_beyond_the_limit_are_closed_and_later_ones_served_again() {
    let server = Server::start(LIMITS).await;
    let mut greedy = Vec::new();
    for _ in 0..LIMITS.connections / 2 {
        greedy.push(server.connect().await);
    }
    sleep(Duration::from_millis(50)).await;
    assert_eq!(rest(server.connect().await).await, "", "one address gets half of the places");
    drop(greedy);
    sleep(Duration::from_millis(50)).await;
    assert!(server.ask(GET).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_head_beyond_the_limit_is_refused() {
    let server = Server::start(LIMITS).await;
    let endless = format!("GET / HTTP/1.1\r\nhost: a\r\ncookie: {}\r\n\r\n", "a".repeat(100_000));
    assert!(server.ask(&endless).await.starts_with("HTTP/1.1 431"));
}

#[tokio::test]
async fn requests_that_could_be_read_in_two_ways_are_refused() {
    let server = Server::start(LIMITS).await;
    for ambiguous in [
        "POST /body HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        "POST /body HTTP/1.1\r\nhost: a\r\ncontent-length: +1\r\n\r\na",
        "POST /body HTTP/1.1\r\nhost: a\r\ntransfer-encoding: identity, xchunked\r\n\r\na",
        "GET / HTTP/1.1\r\nhost : a\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: a\r\n folded: b\r\n\r\n",
    ] {
        let answer = server.ask(ambiguous).await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{ambiguous:?}: {answer:?}");
    }
}

#[tokio::test]
async fn requests_under_way_are_finished_before_the_process_ends() {
    let mut server = Server::start(LIMITS).await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET /slow HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    sleep(Duration::from_millis(100)).await;
    server.stop();
    assert!(rest(stream).await.ends_with("finished"));
    assert!(TcpStream::connect(server.address).await.is_err(), "nobody new is let in");
    timeout(Duration::from_secs(1), server.served).await.unwrap().unwrap();
}

#[tokio::test]
async fn the_deadline_for_draining_holds() {
    let limits = Limits { drain: Duration::from_millis(100), ..LIMITS };
    let mut server = Server::start(limits).await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET /slow HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    sleep(Duration::from_millis(50)).await;
    let started = Instant::now();
    server.stop();
    server.served.await.unwrap();
    assert!(started.elapsed() < Duration::from_millis(300));
    assert_eq!(rest(stream).await, "");
}
