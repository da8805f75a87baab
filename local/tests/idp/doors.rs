//! What no door lets through.

use super::house::empty_house;
use axum::body::Body;
use http::{Request, StatusCode};

#[tokio::test]
async fn a_request_of_more_than_64_kib_is_refused() {
    let house = empty_house().await;
    let body = format!("email={}", "a".repeat(65 * 1024));
    let answer = house.send(Request::post("/idp/sign-in").body(Body::from(body)).unwrap()).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}
