//! What was typed is not lost with the session.

use super::support::{Browser, RUN, longrun};
use http::StatusCode;

#[tokio::test]
async fn a_form_that_comes_after_its_session_has_ended_is_kept_on_the_page_that_says_so() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let mut late = ada.clone();
    ada.post("/auth/logout", &[]).await;
    let typed = [&RUN[..], &[("title", "Canal <loop> & \"bridge\"")]].concat();
    let answer = late.post("/workouts", &typed).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.body.contains("action=\"/workouts\""), "{}", answer.body);
    for (name, value) in RUN {
        assert_eq!(answer.hidden(name), value);
    }
    assert_eq!(answer.hidden("title"), "Canal &lt;loop&gt; &amp; &quot;bridge&quot;");
}

#[tokio::test]
async fn a_deleted_workout_can_be_brought_back_from_its_own_page_by_its_athlete_alone() {
    let longrun = longrun().await;
    let (mut ada, mut ben) = (Browser::of(&longrun, "ada").await, Browser::of(&longrun, "ben").await);
    let workout = format!("/workouts/{}", ada.log("Canal loop").await);
    ada.post(&format!("{workout}/delete"), &[("version", "1")]).await;
    let gone = ada.get(&workout).await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(
        gone.body.contains("Canal loop") && gone.body.contains(&format!("{workout}/restore")),
        "{}",
        gone.body
    );
    assert_eq!(ben.get(&workout).await.status, StatusCode::NOT_FOUND);
    ada.post(&format!("{workout}/restore"), &[]).await;
    assert_eq!(ada.get(&workout).await.status, StatusCode::OK);
}
