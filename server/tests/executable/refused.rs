//! What is refused while it is still being sent.

use super::Running;
use super::support::PASSWORD;
use http::StatusCode;

#[tokio::test]
async fn whoever_sends_too_much_hears_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = Running::start(folder.path()).await;
    let mut ada = running.browser();
    ada.sign_in("ada@longrun.test", PASSWORD).await;
    let notes = "x".repeat(1_000_000);
    for _ in 0..20 {
        let answer = ada.post("/workouts", &[("notes", &notes)]).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", answer.body);
    }
}
