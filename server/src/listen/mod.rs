//! The accept loop.
//!
//! `axum::serve` waits for ever for the end of a header, holds any number of connections and has no
//! deadline for shutting down. This loop has limits for all three, so that slow or greedy clients cost
//! the others nothing. Cleartext speaks HTTP/1.1 only; the limit on a body belongs to its route.

mod patience;
mod places;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use patience::{Patient, Work};
use places::{Place, Places};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;
use tower::ServiceExt;

/// What one client may take from the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long the head of a request may take, the wait for it on a kept connection included.
    pub head: Duration,
    /// How long a connection may move nothing in either direction while no handler works on it.
    pub silence: Duration,
    /// How many connections may be open at once, half of them from one network that is no proxy; the next
    /// one is closed unanswered.
    pub connections: usize,
    /// How large the head of a request may be, in bytes, at least 8192; a larger one is answered 431.
    pub head_bytes: usize,
    /// How long requests that are under way may still take after the signal to stop.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            silence: Duration::from_mins(1),
            connections: 4096,
            head_bytes: 64 * 1024,
            drain: Duration::from_secs(20),
        }
    }
}

/// Serves `router` until `shutdown` is done, then lets requests that are under way finish; behind each of the `proxies`
/// are many people.
///
/// Every request carries the address of its peer as [`ConnectInfo`]. Returns when the last connection
/// is closed or the deadline for draining has passed, whichever comes first.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    (limits, proxies): (Limits, &[IpAddr]),
    shutdown: impl Future<Output = ()>,
) {
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    let room = Places::new(limits.connections, proxies);
    tokio::pin!(shutdown);
    loop {
        tokio::select! {
            biased;
            () = &mut shutdown => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    let Some(place) = room.take(peer.ip()) else { continue };
                    let visit = Visit { peer, limits, router: router.clone(), watcher: graceful.watcher(), place };
                    connections.spawn(visit.run(stream));
                }
                // The peer gave up, or the process is out of descriptors: some will be free in a moment.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
        }
    }
    drop(listener);
    // What is left at the deadline is cut off when `connections` goes.
    let _ = tokio::time::timeout(limits.drain, graceful.shutdown()).await;
}

/// Completes when the process is asked to stop: by SIGTERM, or by SIGINT from a terminal.
///
/// # Errors
/// If the handlers of the signals cannot be installed.
pub fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

struct Visit {
    peer: SocketAddr,
    limits: Limits,
    router: Router,
    watcher: Watcher,
    place: Place,
}

impl Visit {
    async fn run(self, stream: TcpStream) {
        // Without it a response that is written in two parts waits for the peer's delayed ACK.
        let _ = stream.set_nodelay(true);
        let Self { peer, limits, router, watcher, place } = self;
        let work = Work::default();
        let stream = TokioIo::new(Patient::new(stream, limits.silence, work.clone()));
        let service = service_fn(move |mut request: hyper::Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            let (answer, work) = (router.clone().oneshot(request), work.clone());
            async move { work.of(answer).await }
        });
        let mut builder = Builder::new(TokioExecutor::new()).http1_only();
        builder.http1().timer(TokioTimer::new()).header_read_timeout(limits.head);
        builder.http1().max_buf_size(limits.head_bytes);
        let connection = builder.serve_connection(stream, service).into_owned();
        // A client that breaks off or breaks the protocol is no event of ours.
        let _ = watcher.watch(connection).await;
        drop(place);
    }
}
