//! Many clients that ask again as soon as they are answered, in a process of their own.

use crate::answer::{Connection, Request};
use crate::{Outcome, cpu};
use axum::Router;
use server::listen::{Limits, serve};
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// The argument that makes this program the clients.
pub(crate) const NAME: &str = "load";
/// Connections that are open at once.
const CONNECTIONS: usize = 16;
const WARM_UP: Duration = Duration::from_millis(500);
const MEASURED: Duration = Duration::from_secs(5);

/// What the clients saw.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    pub(crate) requests: u32,
    pub(crate) per_second: f64,
    /// Half of the answers came within.
    pub(crate) p50: Duration,
    /// All but one of a hundred came within.
    pub(crate) p99: Duration,
}

/// What the clients saw, and what it cost this process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    pub(crate) seen: Seen,
    /// CPU time for each request.
    pub(crate) cpu: Duration,
}

/// Serves `router` behind our own accept loop while the clients ask.
pub(crate) async fn served(router: Router, request: &Request) -> Outcome<Cost> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(serve(listener, router, (Limits::default(), &[]), async {
        let _ = stopped.await;
    }));
    clients(address, request, WARM_UP).await?;
    let before = cpu::used()?;
    let seen = clients(address, request, MEASURED).await?;
    let spent = cpu::used()?.saturating_sub(before);
    drop(stop);
    server.await?;
    Ok(Cost { seen, cpu: spent / seen.requests.max(1) })
}

/// Starts the clients and waits for what they saw.
pub(crate) async fn clients(address: SocketAddr, request: &Request, duration: Duration) -> Outcome<Seen> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args([NAME, &address.to_string(), &duration.as_millis().to_string()]);
    let Request { path, cookie, encoding, token, json } = request;
    command.args([path, cookie, encoding, token, json]).stderr(Stdio::inherit());
    let output = tokio::task::spawn_blocking(move || command.output()).await??;
    let told = String::from_utf8(output.stdout)?;
    let numbers: Vec<u32> = told.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    let [requests, millis, p50, p99] = numbers[..] else { return Err("the clients failed".into()) };
    Ok(Seen {
        requests,
        per_second: f64::from(requests) * 1000.0 / f64::from(millis),
        p50: Duration::from_micros(p50.into()),
        p99: Duration::from_micros(p99.into()),
    })
}

/// The clients: prints the number of requests, the time in milliseconds, and two latencies in microseconds.
pub(crate) fn child(arguments: &[String]) -> Outcome {
    let [address, millis, request @ ..] = arguments else { return Err("an address and a time".into()) };
    let [path, cookie, encoding, token, json] = request.to_vec().try_into().map_err(|_| "a request")?;
    let address = address.parse()?;
    let request = Request { path, cookie, encoding, token, json };
    let begun = Instant::now();
    let until = begun + Duration::from_millis(millis.parse()?);
    let mut latencies = Vec::new();
    std::thread::scope(|scope| {
        let clients: Vec<_> =
            (0..CONNECTIONS).map(|_| scope.spawn(|| client(address, &request, until))).collect();
        clients.into_iter().try_for_each(|client| {
            latencies.extend(client.join().map_err(|_| "a client panicked")??);
            Outcome::Ok(())
        })
    })?;
    let millis = begun.elapsed().as_millis();
    latencies.sort_unstable();
    let share = |percent: usize| latencies.get(latencies.len() * percent / 100).copied().unwrap_or_default();
    println!("{} {millis} {} {}", latencies.len(), share(50), share(99));
    Ok(())
}

fn client(address: SocketAddr, request: &Request, until: Instant) -> std::io::Result<Vec<u32>> {
    let mut connection = Connection::open(address)?;
    let mut latencies = Vec::new();
    while Instant::now() < until {
        let asked = Instant::now();
        connection.ask(request)?;
        latencies.push(u32::try_from(asked.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
    Ok(latencies)
}
