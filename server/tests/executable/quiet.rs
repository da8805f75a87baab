//! What people outside can write into the log, as it is kept unless more is asked for.

use super::Running;
use super::support::PASSWORD;
use axum::http::StatusCode;

#[tokio::test]
async fn nobody_can_flood_the_log_from_outside() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = Running::start(folder.path()).await;
    let mut ada = running.browser();
    ada.sign_in("ada@longrun.test", PASSWORD).await;
    let mut late = ada.clone();
    ada.post("/auth/logout", &[]).await;
    let log = || std::fs::read_to_string(folder.path().join("log")).expect("a log");
    let before = log();
    for wrong in ["/auth/callback", "/auth/callback?code=x&state=y"] {
        assert_eq!(running.browser().get(wrong).await.status, StatusCode::BAD_REQUEST);
    }
    for wrong in ["/api/v1/nowhere", "/api/v1/workouts", "/api/v1/workouts?access_token=x"] {
        assert!(running.browser().get(wrong).await.status.is_client_error());
    }
    let mut guessing = running.browser();
    let away = guessing.get("/auth/login").await;
    let state = away.location().split(['?', '&']).find(|it| it.starts_with("state=")).expect("a state");
    let issuer = url::form_urlencoded::byte_serialize(b"http://localhost:3000/idp").collect::<String>();
    let guessed = guessing.get(&format!("/auth/callback?code=guessed&{state}&iss={issuer}")).await;
    assert_eq!(guessed.status, StatusCode::BAD_REQUEST, "{}", guessed.body);
    assert_eq!(late.get("/dashboard").await.status, StatusCode::SEE_OTHER);
    assert_eq!(log(), before);
}
