//! Signing keys come and go without anybody being turned away.

use super::house::{House, empty_house, head, house};
use chrono::TimeDelta;
use http::StatusCode;
use serde_json::Value;

async fn kids(house: &House) -> Vec<Value> {
    let published = house.get("/idp/jwks.json").await.json();
    let keys = published["keys"].as_array().cloned().unwrap_or_default();
    keys.into_iter().map(|key| key["kid"].clone()).collect()
}

#[tokio::test]
async fn a_rotation_signs_with_the_key_published_ahead_and_keeps_the_old_one_for_a_while() {
    let house = house().await;
    let before = kids(&house).await;
    let old = house.tokens().await;
    house.provider.rotate(house.now()).await.unwrap();

    let new = house.tokens().await;
    assert_eq!(head(&old["access_token"])["kid"], before[0]);
    assert_eq!(head(&new["access_token"])["kid"], before[1]);
    assert_eq!(kids(&house).await.len(), 3);
    assert_eq!(house.userinfo(old["access_token"].as_str().unwrap()).await.status, StatusCode::OK);
    house.pass(TimeDelta::minutes(65));
    assert!(!kids(&house).await.contains(&before[0]));
}

#[tokio::test]
async fn keys_are_rotated_every_ninety_days() {
    let house = house().await;
    let before = kids(&house).await;
    house.pass(TimeDelta::days(89));
    house.provider.rotate_if_due(house.now()).await.unwrap();
    assert_eq!(kids(&house).await, before);
    house.pass(TimeDelta::days(1));
    house.provider.rotate_if_due(house.now()).await.unwrap();
    assert_eq!(kids(&house).await[0], before[1]);
}

#[tokio::test]
async fn a_process_learns_of_a_rotation_that_another_made() {
    let house = house().await;
    let twin = house.twin();
    assert_eq!(kids(&house).await, kids(&twin).await);
    house.provider.rotate(house.now()).await.unwrap();
    house.pass(TimeDelta::days(1));
    twin.provider.rotate_if_due(twin.now()).await.unwrap();
    assert_eq!(kids(&twin).await, kids(&house).await);
    let signed = twin.exchange(&twin.code().await).await.json();
    assert_eq!(head(&signed["access_token"])["kid"], kids(&house).await[0]);
}

#[tokio::test]
async fn two_processes_that_start_at_once_publish_the_same_keys() {
    let house = empty_house().await;
    let twin = house.twin();
    let (ours, theirs) = tokio::join!(kids(&house), kids(&twin));
    assert_eq!((ours.len(), &ours), (2, &theirs));
}
