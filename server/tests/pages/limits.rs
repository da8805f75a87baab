//! What is larger than a door takes is refused with a sentence, whether it says so or not.

use super::support::files::MULTIPART;
use super::support::{Answer, Browser, RUN, longrun};
use axum::body::{Body, Bytes};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{Method, StatusCode};
use server::import::web::MOST;
use server::routes;

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
    for route in routes::table().iter().filter(|route| route.method == Method::POST) {
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
