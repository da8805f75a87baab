//! The list of doors is the list of routes.

use super::house::empty_house;
use axum::body::Body;
use http::{Method, Request, StatusCode};
use local::idp::DOORS;

#[tokio::test]
async fn every_door_opens_by_its_own_methods_and_by_no_other() {
    let house = empty_house().await;
    for path in DOORS.iter().map(|door| door.path) {
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let listed = DOORS.iter().any(|door| door.path == path && door.method == method.as_str());
            let request = Request::builder().method(&method).uri(path).body(Body::empty()).unwrap();
            let closed = house.send(request).await.status == StatusCode::METHOD_NOT_ALLOWED;
            assert_eq!(closed, !listed, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_request_of_more_than_64_kib_is_refused() {
    let house = empty_house().await;
    let body = format!("email={}", "a".repeat(65 * 1024));
    let answer = house.send(Request::post("/idp/sign-in").body(Body::from(body)).unwrap()).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}
