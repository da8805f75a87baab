//! The vault fails: nobody learns why, nothing is given twice, and nobody is signed out by it.

use super::house::{House, house, shaky_house};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use http::StatusCode;
use local::table::faults::{Fault, Faults};

/// More failures in a row than the client of the store tries again.
fn break_down(faults: &Faults, operation: &str) {
    for _ in 0..3 {
        faults.queue(operation, Fault::Reset);
    }
}

async fn refresh_token(house: &House) -> String {
    house.tokens().await["refresh_token"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn programs_hear_server_error_and_people_see_a_page() {
    let faults = Faults::none();
    let house = shaky_house(&faults).await;
    let refresh = refresh_token(&house).await;
    break_down(&faults, "GetItem");
    let token = house.refresh(&refresh).await;
    assert_eq!(token.refused(), (500, "server_error".into()));
    break_down(&faults, "GetItem");
    let page = house.sign_in("ada@longrun.test", "longrun-demo-1").await;
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    for body in [token.body, page.body] {
        for inner in ["vault", "reset", "dispatch", "GetItem"] {
            assert!(!body.contains(inner), "{inner}: {body}");
        }
    }
    assert_eq!(house.refresh(&refresh).await.status, StatusCode::OK, "the sign-in goes on");
}

#[tokio::test]
async fn a_refresh_token_is_not_spent_by_a_write_that_never_arrived() {
    let faults = Faults::none();
    let house = shaky_house(&faults).await;
    let refresh = refresh_token(&house).await;
    break_down(&faults, "PutItem");
    assert_eq!(house.refresh(&refresh).await.refused(), (500, "server_error".into()));
    assert_eq!(house.refresh(&refresh).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_refresh_token_is_not_spent_where_there_are_no_keys_to_sign_with() {
    let house = house().await;
    let refresh = refresh_token(&house).await;
    let (client, started) = (house.store.client(), house.twin());
    let rows = client.scan().table_name("vault").send().await.unwrap();
    let keys =
        rows.items().iter().find(|row| row["pk"].as_s().unwrap().starts_with("SIGNING_KEYS#")).unwrap();
    let put = async |sealed| {
        let row = client.put_item().table_name("vault").set_item(Some(keys.clone()));
        row.item("sealed", sealed).send().await.unwrap();
    };
    put(AttributeValue::B(Blob::new("torn"))).await;
    assert_eq!(started.refresh(&refresh).await.refused(), (500, "server_error".into()));
    put(keys["sealed"].clone()).await;
    assert_eq!(started.refresh(&refresh).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_lost_answer_is_no_second_use() {
    let faults = Faults::none();
    let house = shaky_house(&faults).await;
    let code = house.code().await;
    faults.queue("PutItem", Fault::LostAnswer);
    let tokens = house.exchange(&code).await.json();
    faults.queue("PutItem", Fault::LostAnswer);
    let refreshed = house.refresh(tokens["refresh_token"].as_str().unwrap()).await;
    assert_eq!(refreshed.status, StatusCode::OK, "{}", refreshed.body);
}

#[tokio::test]
async fn a_family_whose_end_was_not_written_is_not_said_to_be_revoked() {
    let faults = Faults::none();
    let house = shaky_house(&faults).await;
    let refresh = refresh_token(&house).await;
    break_down(&faults, "UpdateItem");
    let revoked = house.post_as_web("/idp/revoke", &[("token", &refresh)]).await;
    assert_eq!(revoked.refused(), (500, "server_error".into()));
    assert_eq!(house.post_as_web("/idp/revoke", &[("token", &refresh)]).await.status, StatusCode::OK);
    assert_eq!(house.refresh(&refresh).await.refused(), (400, "invalid_grant".into()));
}
