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

/// Forty minutes on the flat at 3 m/s and 150 beats, a point every ten seconds.
pub(crate) fn steady() -> String {
    let point = |step: u32| {
        let north = 52.5 + f64::from(step) * 30.0 / 111_195.0;
        let (minute, second) = (step / 6, step % 6 * 10);
        let time = format!("<time>2026-11-01T06:{minute:02}:{second:02}Z</time>");
        let heart = "<extensions><TrackPointExtension><hr>150</hr></TrackPointExtension></extensions>";
        format!("<trkpt lat=\"{north:.7}\" lon=\"13.4\"><ele>34</ele>{time}{heart}</trkpt>")
    };
    let points: String = (0..=240).map(point).collect();
    format!("<gpx><trk><type>running</type><trkseg>{points}</trkseg></trk></gpx>")
}

/// Files as the parts of a form.
pub(crate) fn multipart(files: &[(&str, impl AsRef<[u8]>)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, bytes) in files {
        let head = "--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=";
        body.extend(format!("{head}\"{name}\"\r\n\r\n").into_bytes());
        body.extend_from_slice(bytes.as_ref());
        body.extend(b"\r\n");
    }
    body.extend(b"--frontier--\r\n");
    body
}

/// Sends files from the page that asks for them.
pub(crate) async fn bring(browser: &mut Browser, files: &[(&str, impl AsRef<[u8]>)]) -> Answer {
    let request = browser.request(Method::POST, "/import").header(CONTENT_TYPE, MULTIPART);
    browser.send(request.body(Body::from(multipart(files))).expect("a request")).await
}

/// Brings files; the path of their import and its preview.
pub(crate) async fn preview(browser: &mut Browser, files: &[(&str, impl AsRef<[u8]>)]) -> (String, Answer) {
    let answer = bring(browser, files).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let path = answer.location().to_owned();
    let page = settled(browser, &path).await;
    (path, page)
}

/// The page of an import once nobody works on it any more.
pub(crate) async fn settled(browser: &mut Browser, path: &str) -> Answer {
    for _ in 0..1_000 {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        if !page.headers.contains_key(REFRESH) {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{path} does not come to an end");
}

/// Brings a file and stores the workout that it tells of; the path of that.
pub(crate) async fn brought(browser: &mut Browser, file: String) -> String {
    let (path, _) = preview(browser, &[("a.gpx", file)]).await;
    browser.post(&format!("{path}/commit"), &[]).await;
    let page = settled(browser, &path).await.body;
    let at = page.find("href=\"/workouts/0").expect("the workout") + "href=\"".len();
    page[at..].split('"').next().expect("a path").to_owned()
}

/// The run of [`run`] with comments that hardly deflate, so many bytes long at least.
pub(crate) fn long_run(hour: u32, bytes: usize) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut state = hour;
    let mut sign = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(SIGNS[usize::from(state.to_be_bytes()[0] >> 2)])
    };
    let mut file = run(hour, 30);
    file.reserve(bytes + 2_000);
    while file.len() < bytes {
        file.push_str("<!--");
        file.extend((0..1_000).map(|_| sign()));
        file.push_str("-->");
    }
    file
}
