//! What is larger than a door takes is refused with a sentence, whether it says so or not.

use super::support::files::MULTIPART;
use super::support::{Answer, Browser, RUN, longrun, longrun_with};
use axum::body::{Body, Bytes};
use futures_util::StreamExt as _;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{Method, Request, StatusCode};
use server::import::web::MOST;
use server::routes::{self, Credential, Route};
use std::time::Duration;
use tokio::time::timeout;

const FORM: usize = 160 << 10;

fn assert_told(answer: &Answer, path: &str) {
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}: {}", answer.body);
    assert!(answer.body.contains("That is too large"), "{path}: {}", answer.body);
}

#[tokio::test]
async fn a_form_larger_than_160_kib_is_refused_and_one_as_large_is_read() {
    let mut ada = Browser::of(&longrun().await, "ada").await;
    let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(RUN).finish();
    for (length, is_read) in [(FORM, true), (FORM + 1, false)] {
        let notes = "x".repeat(length - form.len() - "&notes=".len());
        let request = ada
            .request(Method::POST, "/workouts")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("{form}&notes={notes}")))
            .expect("a request");
        let answer = ada.send(request).await;
        if is_read {
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
        } else {
            assert_told(&answer, "/workouts");
        }
    }
}

#[tokio::test]
async fn what_announces_more_than_its_door_takes_is_refused_before_it_is_sent() {
    let mut ada = Browser::of(&longrun().await, "ada").await;
    // Whoever calls without a token is refused for that first.
    let takes_a_form =
        |route: &&Route| route.method == Method::POST && route.credential == Credential::Cookie;
    for route in routes::table().iter().filter(takes_a_form) {
        let most = if route.path == "/import" { MOST } else { FORM };
        let path = route.path.replace("{id}", "01JA");
        let request = ada
            .request(Method::POST, &path)
            .header(CONTENT_TYPE, MULTIPART)
            .header(CONTENT_LENGTH, most + 1)
            .body(Body::empty())
            .expect("a request");
        assert_told(&ada.send(request).await, &path);
    }
}

/// A form that brings a byte now and then, for ever.
fn dribbled(browser: &Browser, path: &str) -> Request<Body> {
    let bytes = futures_util::stream::repeat(Bytes::from_static(b"x"));
    let bytes = bytes.then(async |byte| {
        tokio::time::sleep(Duration::from_millis(50)).await;
        Ok::<_, std::io::Error>(byte)
    });
    let request =
        browser.request(Method::POST, path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    request.body(Body::from_stream(bytes)).expect("a request")
}

#[tokio::test]
async fn a_form_that_dribbles_is_not_waited_for() {
    let longrun = longrun_with(&["--demo", "--data", "memory", "--patience", "1s"]).await;
    let mut ada = Browser::of(&longrun, "ada").await;
    for path in ["/workouts", "/auth/logout", "/idp/sign-in", "/idp/token"] {
        let dribbled = dribbled(&ada, path);
        let answer = timeout(Duration::from_secs(20), ada.send(dribbled)).await.expect("an answer");
        assert_eq!(answer.status, StatusCode::REQUEST_TIMEOUT, "{path}: {}", answer.body);
        assert!(answer.body.contains("It did not arrive"), "{path}: {}", answer.body);
    }
}

#[tokio::test]
async fn an_import_that_sends_more_than_512_mib_unannounced_is_refused() {
    assert_eq!(MOST, 512 << 20);
    let mut ada = Browser::of(&longrun().await, "ada").await;
    let head = "--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.fit\"\r\n\r\n";
    let mebibyte = Bytes::from(vec![0; 1 << 20]);
    let pieces = std::iter::once(Bytes::from(head)).chain(std::iter::repeat_n(mebibyte, 512));
    let request = ada
        .request(Method::POST, "/import")
        .header(CONTENT_TYPE, MULTIPART)
        .body(Body::from_stream(futures_util::stream::iter(pieces.map(Ok::<_, std::io::Error>))))
        .expect("a request");
    assert_told(&ada.send(request).await, "/import");
}
