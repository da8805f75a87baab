//! The API, to be read.

use super::support::{Browser, longrun, longrun_with};
use http::StatusCode;
use server::api::fault::KINDS;
use server::routes;

#[tokio::test]
async fn everybody_reads_about_every_call() {
    let longrun = longrun().await;
    let (mut nobody, mut ada) = (Browser::new(&longrun), Browser::of(&longrun, "ada").await);
    let page = nobody.get("/api").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let operations = routes::table().into_iter().filter_map(|route| route.operation);
    for operation in operations.map(|operation| operation()) {
        assert!(page.body.contains(&format!("id=\"{}\"", operation.id)), "{}", operation.id);
    }
    assert!(page.body.contains("http://localhost:3000/idp/token"), "{}", page.body);
    assert!(page.body.contains("demo-machine-secret"));
    assert!(ada.get("/api").await.body.contains("Sign out"), "whoever is signed in stays so");
    assert!(nobody.get("/").await.body.contains("href=\"/api\""), "every page leads there");
}

#[tokio::test]
async fn only_a_demonstration_tells_of_its_machine() {
    let longrun = longrun_with(&["--data", "memory"]).await;
    assert!(!Browser::new(&longrun).get("/api").await.body.contains("demo-machine"));
}

#[tokio::test]
async fn the_type_of_every_problem_leads_to_what_is_said_of_it() {
    let longrun = longrun().await;
    let mut nobody = Browser::new(&longrun);
    let page = nobody.get("/api").await;
    for kind in KINDS {
        let way = nobody.get(&format!("/problems/{}", kind.name)).await;
        assert_eq!(way.status, StatusCode::PERMANENT_REDIRECT, "{}", kind.name);
        assert_eq!(way.location(), format!("/api#problem-{}", kind.name));
        assert!(page.body.contains(&format!("id=\"problem-{}\"", kind.name)), "{}", kind.name);
    }
    assert_eq!(nobody.get("/problems/unheard-of").await.status, StatusCode::NOT_FOUND);
}
