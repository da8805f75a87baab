//! Two uploads have a place, and keep it only while they get on.

use super::support::files::MULTIPART;
use super::support::{Answer, Browser, longrun, longrun_with};
use super::{bring, run};
use axum::body::{Body, Bytes};
use futures_util::{Stream, StreamExt as _, stream};
use http::header::CONTENT_TYPE;
use http::{Method, StatusCode};
use server::import::worker;
use server::startup::Longrun;
use std::io::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

const HEAD: &str =
    "--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.gpx\"\r\n\r\n<gpx>";

/// A Longrun whose patience with uploads lasts for a second.
async fn hurried() -> Longrun {
    longrun_with(&["--demo", "--data", "memory", "--patience", "1s"]).await
}

/// Begins to send a file; `rest` is what comes of it.
fn send<S>(browser: &Browser, rest: S) -> JoinHandle<Answer>
where
    S: Stream<Item = Bytes> + Send + 'static,
{
    send_bytes(browser, HEAD, rest)
}

/// Begins to send an upload with these bytes.
fn send_bytes<S>(browser: &Browser, begin: &'static str, rest: S) -> JoinHandle<Answer>
where
    S: Stream<Item = Bytes> + Send + 'static,
{
    let mut browser = browser.clone();
    let body = stream::iter([Bytes::from(begin)]).chain(rest).map(Ok::<_, Error>);
    let request = browser.request(Method::POST, "/import").header(CONTENT_TYPE, MULTIPART);
    let request = request.body(Body::from_stream(body)).expect("a request");
    tokio::spawn(async move { browser.send(request).await })
}

/// These pieces, so many milliseconds apart.
fn apart(milliseconds: u64, pieces: impl Iterator<Item = Bytes>) -> impl Stream<Item = Bytes> {
    stream::iter(pieces).then(move |piece| async move {
        sleep(Duration::from_millis(milliseconds)).await;
        piece
    })
}

#[tokio::test]
async fn a_third_upload_waits_until_one_of_two_has_ended() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let [one, other] = [(); 2].map(|()| send(&ada, stream::pending()));
    sleep(Duration::from_millis(100)).await;
    let file = run(6, 30);
    let files = [("b.gpx", file.as_bytes())];
    let mut third = std::pin::pin!(bring(&mut ada, &files));
    assert!(timeout(Duration::from_secs(1), &mut third).await.is_err(), "two are on their way");
    one.abort();
    assert_eq!(third.await.status, StatusCode::SEE_OTHER);
    other.abort();
}

#[tokio::test]
async fn an_upload_that_brings_next_to_nothing_loses_its_place_and_is_told() {
    let longrun = hurried().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let dribble = std::iter::repeat(Bytes::from_static(b" "));
    let (silent, dribbling) = (send(&ada, stream::pending()), send(&ada, apart(100, dribble)));
    sleep(Duration::from_millis(100)).await;
    let file = run(6, 30);
    let third = timeout(Duration::from_secs(20), bring(&mut ada, &[("b.gpx", file.as_bytes())])).await;
    assert_eq!(third.expect("a place").status, StatusCode::SEE_OTHER);
    for slow in [silent, dribbling] {
        let told = timeout(Duration::from_secs(20), slow).await.expect("an answer").expect("an answer");
        assert_eq!(told.status, StatusCode::REQUEST_TIMEOUT, "{}", told.body);
        assert!(told.body.contains("It did not arrive"), "{}", told.body);
    }
    assert_eq!(ada.get("/import").await.body.matches("href=\"/import/").count(), 1, "only the third");
}

#[tokio::test]
async fn an_upload_that_gets_on_may_take_as_long_as_it_takes() {
    let longrun = hurried().await;
    let ada = Browser::of(&longrun, "ada").await;
    let comment = Bytes::from(format!("<!--{}-->", "x".repeat(140 << 10)));
    let pieces = std::iter::repeat_n(comment, 5).chain([Bytes::from_static(b"</gpx>\r\n--frontier--\r\n")]);
    let answer = send(&ada, apart(400, pieces)).await.expect("an answer");
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_no_work_and_one_under_way_is_left_alone() {
    let longrun = longrun().await;
    let ada = Browser::of(&longrun, "ada").await;
    let upload = send(&ada, stream::pending());
    let marks = || async { longrun.app.table.imports_to_do().await.expect("marks").len() };
    while marks().await == 0 {
        sleep(Duration::from_millis(10)).await;
    }
    worker::resume(&longrun.app).await;
    sleep(Duration::from_millis(300)).await;
    assert_eq!(marks().await, 1, "it may still become an import");

    upload.abort();
    let gone = async {
        while marks().await > 0 {
            worker::resume(&longrun.app).await;
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(20), gone).await.expect("nothing is to be done");
}

#[tokio::test]
async fn what_lies_between_files_is_bounded() {
    let longrun = longrun().await;
    let taken = Arc::new(AtomicUsize::new(0));
    for begin in ["--frontier\r\nX-Long: ", "no boundary at all"] {
        let (ada, counted) = (Browser::of(&longrun, "ada").await, Arc::clone(&taken));
        taken.store(0, Ordering::Relaxed);
        let endless = std::iter::repeat_n(Bytes::from(vec![b'a'; 16 << 10]), 6_000);
        let endless = endless.inspect(move |_| _ = counted.fetch_add(1, Ordering::Relaxed));
        let answer = send_bytes(&ada, begin, stream::iter(endless)).await.expect("an answer");
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{begin}: {}", answer.body);
        assert!(taken.load(Ordering::Relaxed) < 40, "of 16 KiB each, nothing is waited for in vain");
    }
}
