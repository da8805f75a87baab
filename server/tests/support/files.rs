//! Files to bring, and what a browser does with them.

use super::{Answer, Browser};
use axum::body::Body;
use http::header::{CONTENT_TYPE, REFRESH};
use http::{Method, StatusCode};
use std::time::Duration;

/// The value of a request's `Content-Type` under which files are sent.
pub(crate) const MULTIPART: &str = "multipart/form-data; boundary=frontier";

/// A GPX run of half an hour, beginning at this hour and second of 1 November 2026.
pub(crate) fn run(hour: u32, second: u32) -> String {
    let point = |minute: u32| {
        let north = 52.5 + f64::from(minute) * 0.0018;
        format!(
            "<trkpt lat=\"{north:.6}\" lon=\"13.4\"><time>2026-11-01T{hour:02}:{minute:02}:{second:02}Z</time></trkpt>"
        )
    };
    let points: String = (0..=30).map(point).collect();
    format!("<gpx><trk><name>Loop at {hour}</name><type>running</type><trkseg>{points}</trkseg></trk></gpx>")
}

/// Sends files from the page that asks for them.
pub(crate) async fn bring(browser: &mut Browser, files: &[(&str, String)]) -> Answer {
    let part = |(name, text): &(&str, String)| {
        let head = "--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=";
        format!("{head}\"{name}\"\r\n\r\n{text}\r\n")
    };
    let body = format!("{}--frontier--\r\n", files.iter().map(part).collect::<String>());
    let request = browser.request(Method::POST, "/import").header(CONTENT_TYPE, MULTIPART);
    browser.send(request.body(Body::from(body)).expect("a request")).await
}

/// Brings files; the path of their import and its preview.
pub(crate) async fn preview(browser: &mut Browser, files: &[(&str, String)]) -> (String, Answer) {
    let answer = bring(browser, files).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let path = answer.location().to_owned();
    let page = settled(browser, &path).await;
    (path, page)
}

/// The page of an import once nobody works on it any more.
pub(crate) async fn settled(browser: &mut Browser, path: &str) -> Answer {
    for _ in 0..200 {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        if !page.headers.contains_key(REFRESH) {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{path} does not come to an end");
}
