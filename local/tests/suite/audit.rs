//! What was refused.

use crate::suite::grants::admission;
use crate::suite::world::{World, hours};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::act::{CLIENTS, REFUSALS};
use domain::audit::{Event, Row};
use domain::grant::ClientId;
use domain::table::TableError;

fn row(hour: i64, request_id: &str) -> Row {
    Row {
        event: Event { client: ClientId::parse("c1"), ..Event::because("expired") },
        times: 3,
        first_at: hours(hour - 1),
        last_at: hours(hour),
        request_id: request_id.to_owned(),
    }
}

pub(crate) async fn what_was_refused_is_listed_the_latest_first(world: &World) {
    let rows = [row(1, "a"), row(3, "c"), row(2, "d"), row(2, "b")];
    for row in &rows {
        world.table.audit(row).await.unwrap();
        world.table.audit(row).await.unwrap();
    }
    let [first, last, later, earlier] = rows;
    for path in REFUSALS {
        let listed = world.table.refusals(&admission(path), 10).await.unwrap();
        assert_eq!(listed, [last.clone(), later.clone(), earlier.clone(), first.clone()]);
        assert_eq!(world.table.refusals(&admission(path), 1).await.unwrap(), std::slice::from_ref(&last));
    }
    for path in [CLIENTS[0], CLIENTS[1], "/settings/refusal", ""] {
        let refused = world.table.refusals(&admission(path), 10).await;
        assert!(matches!(refused, Err(TableError::NotCovered(_))), "{path}");
    }
}

pub(crate) async fn a_refusal_is_kept_for_ninety_days(world: &World) {
    world.table.audit(&row(0, "a")).await.unwrap();
    let items = world.client.scan().table_name(&world.name).send().await.unwrap().items.unwrap();
    let item = items.iter().find(|item| item["pk"] == AttributeValue::S("AUDIT".to_owned())).unwrap();
    let end = hours(90 * 24).timestamp().to_string();
    assert_eq!(item["expires_at"], AttributeValue::N(end));
}
