//! `longrun rebuild-rollups`: sums that are wrong are told and mended, by an id that the athlete can read.

use super::support::{Browser, longrun};
use aws_sdk_dynamodb::types::AttributeValue;
use http::StatusCode;
use server::work::rebuild_rollups;

/// The id that the page of settings tells.
async fn id_of(browser: &mut Browser) -> String {
    let page = browser.get("/settings").await;
    assert_eq!(page.status, StatusCode::OK);
    let (_, support) = page.body.split_once("For support").expect("a section");
    let (_, id) = support.split_once("<code>").expect("an id");
    id.split('<').next().expect("an id").to_owned()
}

#[tokio::test]
async fn wrong_sums_are_told_without_being_touched_and_mended_when_asked_to() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    ada.log("Canal loop").await;
    let id = id_of(&mut ada).await;
    assert!(
        rebuild_rollups(&longrun.app.table, &longrun.app.gate, &id, true).await.expect("sums").is_empty()
    );

    let client = longrun.embedded.as_ref().expect("the embedded store").client();
    let items = client.scan().table_name("journal").send().await.expect("a scan").items.expect("items");
    let day = items.iter().find(|item| item["sk"] == AttributeValue::S("DAY#2026-11-20".to_owned()));
    let day = day.expect("the day");
    let delete = client.delete_item().table_name("journal");
    delete.key("pk", day["pk"].clone()).key("sk", day["sk"].clone()).send().await.expect("deleted");

    for mend in [false, false, true] {
        let differences =
            rebuild_rollups(&longrun.app.table, &longrun.app.gate, &id, mend).await.expect("sums");
        assert!(matches!(&differences[..], [one] if one.contains("2026-11-20")), "{differences:?}");
    }
    assert!(
        rebuild_rollups(&longrun.app.table, &longrun.app.gate, &id, false).await.expect("sums").is_empty(),
        "it was mended"
    );
    let dashboard = ada.get("/dashboard").await;
    assert!(dashboard.body.contains("Canal loop") && dashboard.body.contains("10"), "{}", dashboard.body);
}

#[tokio::test]
async fn somebody_without_a_log_has_no_wrong_sums_and_what_is_no_id_is_refused() {
    let longrun = longrun().await;
    assert!(
        rebuild_rollups(&longrun.app.table, &longrun.app.gate, "nobody", true)
            .await
            .expect("sums")
            .is_empty()
    );
    assert!(rebuild_rollups(&longrun.app.table, &longrun.app.gate, "no id", true).await.is_err());
}
