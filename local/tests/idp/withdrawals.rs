//! What people take back from a client ends, and nothing else does.

use super::house::{CALLBACK, House, house};
use super::programs::APP_SCOPES;
use http::StatusCode;
use local::idp::ClientKind;
use serde_json::Value;

async fn meadow(house: &House) -> String {
    house.client(ClientKind::Native, &[CALLBACK], APP_SCOPES).await.client_id
}

async fn tokens(house: &House, client: &str, athlete: &str) -> Value {
    house.app_exchange(client, &house.app_code(client, athlete).await).await.json()
}

async fn withdraw(house: &House, subject: &str, client: &str) {
    house.provider.end_grants_of(subject, client, house.now()).await.expect("it is taken back");
}

fn over() -> (u16, String) {
    (400, "invalid_grant".to_owned())
}

#[tokio::test]
async fn every_sign_in_of_the_person_through_the_client_ends() {
    let house = house().await;
    let client = meadow(&house).await;
    let (one, other) = (tokens(&house, &client, "ada").await, tokens(&house, &client, "ada").await);
    let unused = house.app_code(&client, "ada").await;
    withdraw(&house, "ada", &client).await;
    for tokens in [&one, &other] {
        assert_eq!(house.app_refresh(&client, tokens).await.refused(), over());
        let info = house.userinfo(tokens["access_token"].as_str().unwrap()).await;
        assert_eq!(info.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(house.app_exchange(&client, &unused).await.refused(), over());
}

#[tokio::test]
async fn other_people_and_other_clients_are_not_touched() {
    let house = house().await;
    let (client, other) = (meadow(&house).await, meadow(&house).await);
    let (bens, elsewhere) = (tokens(&house, &client, "ben").await, tokens(&house, &other, "ada").await);
    let ours = house.tokens().await;
    withdraw(&house, "ada", &client).await;
    assert_eq!(house.app_refresh(&client, &bens).await.status, StatusCode::OK);
    assert_eq!(house.app_refresh(&other, &elsewhere).await.status, StatusCode::OK);
    assert_eq!(house.refresh(ours["refresh_token"].as_str().unwrap()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_allowed_afterwards_is_good_until_it_is_taken_back_again() {
    let house = house().await;
    let client = meadow(&house).await;
    let mut earlier = tokens(&house, &client, "ada").await;
    for _ in 0..3 {
        withdraw(&house, "ada", &client).await;
        assert_eq!(house.app_refresh(&client, &earlier).await.refused(), over());
        let begun = tokens(&house, &client, "ada").await;
        earlier = house.app_refresh(&client, &begun).await.json();
    }
}

#[tokio::test]
async fn of_many_withdrawals_at_once_each_holds() {
    let house = house().await;
    let client = meadow(&house).await;
    withdraw(&house, "ada", &client).await;
    let before = tokens(&house, &client, "ada").await;
    let withdraw = || withdraw(&house, "ada", &client);
    tokio::join!(withdraw(), withdraw(), withdraw());
    assert_eq!(house.app_refresh(&client, &before).await.refused(), over());
    assert_eq!(
        house.app_refresh(&client, &tokens(&house, &client, "ada").await).await.status,
        StatusCode::OK
    );
}
