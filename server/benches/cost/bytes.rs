//! What a first visit downloads, compressed as it travels.

use crate::Outcome;
use crate::answer::{Connection, Request, size};
use crate::log::Log;
use crate::process::Running;
use crate::report::{aim, row, section};
use std::collections::BTreeSet;
use std::net::SocketAddr;

/// Pages with an island.
const ISLANDS: [&str; 2] = ["/dashboard", "/workouts/new"];
/// Pages without.
const PLAIN: [&str; 2] = ["/", "/workouts"];

/// Bytes of HTML, style sheet, script, WebAssembly and the rest: icon and manifest.
type Sizes = [usize; 5];

pub(crate) async fn measure() -> Outcome {
    let folder = tempfile::tempdir()?;
    let mut log = Log::open(folder.path()).await?;
    log.grow(500).await;
    let cookie = log.cookie.clone();
    drop(log);
    let running = Running::start((folder.path(), true), &Request::get("/"))?;
    section("First load in bytes, brotli", &["", "HTML", "CSS", "JS", "wasm", "icon etc.", "all"]);
    let most = |pages: [&str; 2]| -> Outcome<usize> {
        let sums = pages.map(|page| loaded(running.address, page, &cookie));
        sums.into_iter().try_fold(0, |most, sum| Ok(most.max(sum?)))
    };
    let (islands, plain) = (most(ISLANDS)?, most(PLAIN)?);
    aim(&format!("{islands} bytes with an island; aim 100,000"), islands < 100_000);
    aim(&format!("{plain} bytes without; aim 25,000"), plain < 25_000);
    Ok(())
}

fn loaded(address: SocketAddr, page: &str, cookie: &str) -> Outcome<usize> {
    // Whoever is signed in is led past the start.
    let cookie = if page == "/" { String::new() } else { cookie.to_owned() };
    let request = Request { cookie, ..Request::get(page) };
    let mut sizes = Sizes::default();
    sizes[0] = size(address, &Request { encoding: "br".to_owned(), ..request.clone() })?;
    for asset in assets(address, &request)? {
        let column = ["css", "js", "wasm"].iter().position(|ending| asset.ends_with(&format!(".{ending}")));
        sizes[column.map_or(4, |column| column + 1)] +=
            size(address, &Request { encoding: "br".to_owned(), ..Request::get(&asset) })?;
    }
    let sum = sizes.iter().sum();
    let cells: Vec<String> = sizes.iter().chain([&sum]).map(usize::to_string).collect();
    row(&[&[page], &cells.iter().map(String::as_str).collect::<Vec<_>>()[..]].concat());
    Ok(sum)
}

/// The files that a page refers to.
fn assets(address: SocketAddr, request: &Request) -> Outcome<BTreeSet<String>> {
    let mut connection = Connection::open(address)?;
    connection.ask(request)?;
    let html = String::from_utf8_lossy(&connection.body).into_owned();
    let urls = html.split("href=\"/assets/").skip(1).filter_map(|rest| rest.split('"').next());
    Ok(urls.map(|name| format!("/assets/{name}")).collect())
}
