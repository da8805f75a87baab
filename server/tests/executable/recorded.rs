//! What was refused, once the process has ended.

use super::Running;
use axum::body::Body;
use http::header::AUTHORIZATION;
use http::{Method, StatusCode};
use local::table::Store;
use std::path::Path;
use std::process::Command;

/// How many refusals the journal in this folder has on record.
async fn recorded(folder: &Path) -> u32 {
    let client = Store::open(Some(folder)).expect("the store").client();
    let query = client.query().table_name("journal").key_condition_expression("pk = :audit");
    let audit = aws_sdk_dynamodb::types::AttributeValue::S("AUDIT".to_owned());
    let rows = query
        .expression_attribute_values(":audit", audit)
        .send()
        .await
        .expect("rows")
        .items
        .unwrap_or_default();
    let times = rows.iter().map(|row| row["value"].as_m().expect("a row")["times"].as_n().expect("a number"));
    times.map(|times| times.parse::<u32>().expect("a number")).sum()
}

#[tokio::test]
async fn what_was_counted_is_written_before_the_process_ends() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut running = Running::start(folder.path()).await;
    let mut stranger = running.browser();
    for _ in 0..3 {
        let request = stranger.request(Method::GET, "/api/v1/workouts").header(AUTHORIZATION, "Bearer x.y.z");
        let answer = stranger.send(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    let stop = Command::new("sh").args(["-c", &format!("kill -TERM {}", running.child.id())]).status();
    assert!(stop.expect("a shell").success());
    assert!(running.child.wait().expect("its end").success());
    assert_eq!(recorded(folder.path()).await, 3);
}
