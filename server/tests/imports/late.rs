//! What becomes of an import when something it needs is gone or broken by the time it is stored.

use super::support::files::run;
use super::support::{Browser, longrun};
use super::{ada, log, preview, settled, stored};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::import::{Import, ImportFile, State};
use domain::table::ImportId;
use http::StatusCode;
use server::import::permit;
use server::startup::Longrun;
use std::collections::HashMap;

type Item = HashMap<String, AttributeValue>;

fn client(longrun: &Longrun) -> Client {
    longrun.embedded.as_ref().expect("the embedded store").client()
}

fn sort_key(item: &Item) -> &str {
    item["sk"].as_s().expect("a sort key")
}

/// The items of the journal whose sort key begins like this, in its order.
async fn items(client: &Client, prefix: &str) -> Vec<Item> {
    let scan = client.scan().table_name("journal").send().await.expect("a scan");
    let mut items = scan.items.unwrap_or_default();
    items.retain(|item| sort_key(item).starts_with(prefix));
    items.sort_by(|one, other| sort_key(one).cmp(sort_key(other)));
    items
}

async fn delete(client: &Client, item: &Item) {
    let delete = client.delete_item().table_name("journal");
    delete.key("pk", item["pk"].clone()).key("sk", item["sk"].clone()).send().await.expect("deleted");
}

/// Deletes the original that the row of this file names.
async fn lose(client: &Client, name: &str) {
    let rows = items(client, "FILE#").await;
    let value = |row: &Item, field: &str| row["value"].as_m().expect("a map")[field].clone();
    let row = rows.iter().find(|row| value(row, "name").as_s().expect("a name") == name).expect("a row");
    let sha256 = value(row, "sha256").as_s().expect("a hash").clone();
    for original in items(client, &format!("ORIGINAL#{sha256}")).await {
        delete(client, &original).await;
    }
}

/// Has the rows of an import's files say that nothing of them is stored.
async fn forget_what_was_stored(longrun: &Longrun, path: &str) {
    let (table, permit) = (&longrun.app.table, permit(&longrun.app, &ada()).await.expect("permit"));
    let id = ImportId::parse(path.trim_start_matches("/import/")).expect("an id");
    for (number, mut row) in table.import_files::<ImportFile>(&permit, &id).await.expect("rows") {
        row.value.workouts.iter_mut().for_each(|found| found.stored = false);
        table.save_import_file(&permit, (&id, number), &row, None).await.expect("saved");
    }
}

#[tokio::test]
async fn what_is_gone_when_it_is_to_be_stored_is_not_called_stored() {
    let longrun = longrun().await;
    let (mut ada, client) = (Browser::of(&longrun, "ada").await, client(&longrun));
    let (path, page) = preview(&mut ada, &[("a.gpx", run(6, 0)), ("b.gpx", run(18, 0))]).await;
    assert!(page.body.contains("Store 2 workouts"), "{}", page.body);
    lose(&client, "a.gpx").await;
    let page = stored(&mut ada, &path).await;
    assert!(page.body.contains("1 new workout, 1 file without a workout."), "{}", page.body);
    assert!(page.body.contains("has waited too long and is gone"), "{}", page.body);
    assert!(!page.body.contains("Loop at 6"), "{}", page.body);
    assert_eq!(log(&longrun).await.len(), 1);
}

#[tokio::test]
async fn an_import_of_which_nothing_can_be_stored_says_so() {
    let longrun = longrun().await;
    let (mut ada, client) = (Browser::of(&longrun, "ada").await, client(&longrun));
    let (path, _) = preview(&mut ada, &[("a.gpx", run(6, 0))]).await;
    lose(&client, "a.gpx").await;
    let page = stored(&mut ada, &path).await;
    assert!(page.body.contains("Nothing was stored"), "{}", page.body);
    assert!(!page.body.contains("Undo this import"), "{}", page.body);
    assert!(log(&longrun).await.is_empty());
}

#[tokio::test]
async fn a_damaged_copy_of_a_file_is_told_and_the_others_go_on() {
    let longrun = longrun().await;
    let (mut ada, client) = (Browser::of(&longrun, "ada").await, client(&longrun));
    let (path, _) = preview(&mut ada, &[("a.gpx", run(6, 0)), ("b.gpx", run(18, 0))]).await;
    let mut piece = items(&client, "BLOB#").await.remove(0);
    for value in piece.values_mut().filter(|value| value.is_b()) {
        *value = AttributeValue::B(Blob::new(b"not what was written"));
    }
    client.put_item().table_name("journal").set_item(Some(piece)).send().await.expect("written");
    let page = stored(&mut ada, &path).await;
    assert!(page.body.contains("Our copy of the file is damaged"), "{}", page.body);
    assert!(page.body.contains("1 new workout, 1 file without a workout."), "{}", page.body);
    assert_eq!(log(&longrun).await.len(), 1);
}

#[tokio::test]
async fn of_two_more_recordings_of_a_lost_workout_one_is_stored() {
    let longrun = longrun().await;
    let (mut ada, client) = (Browser::of(&longrun, "ada").await, client(&longrun));
    let files = [("a.gpx", run(6, 0)), ("b.gpx", run(6, 2)), ("c.gpx", run(6, 3))];
    let (path, page) = preview(&mut ada, &files).await;
    assert!(page.body.contains("Store 1 workout<"), "{}", page.body);
    lose(&client, "a.gpx").await;
    let page = stored(&mut ada, &path).await;
    let told = "1 new workout, 1 file known already, 1 file without a workout.";
    assert!(page.body.contains(told), "{}", page.body);
    let log = log(&longrun).await;
    assert_eq!(log.len(), 1);
    let link = format!("href=\"/workouts/{}\"", log[0].id);
    assert_eq!(page.body.matches(&link).count(), 2, "{}", page.body);
}

#[tokio::test]
async fn an_import_that_can_never_go_on_says_so_and_can_be_undone() {
    let longrun = longrun().await;
    let (mut ada, client) = (Browser::of(&longrun, "ada").await, client(&longrun));
    let earlier = run(6, 0).replace("2026-11-01", "2026-10-20");
    let (path, _) = preview(&mut ada, &[("a.gpx", earlier), ("b.gpx", run(18, 0))]).await;
    // The evening comes into the log from another file, and its item is damaged there.
    let (other, _) = preview(&mut ada, &[("other.gpx", run(18, 0).replace("52.5", "52.6"))]).await;
    stored(&mut ada, &other).await;
    let evening = items(&client, "WORKOUT#").await.remove(0);
    let update = client.update_item().table_name("journal").update_expression("REMOVE #record");
    let update = update.expression_attribute_names("#record", "record");
    update.key("pk", evening["pk"].clone()).key("sk", evening["sk"].clone()).send().await.expect("damaged");

    let page = stored(&mut ada, &path).await;
    assert!(page.body.contains("This import has failed"), "{}", page.body);
    assert_eq!(items(&client, "WORKOUT#").await.len(), 2, "the morning is in the log");
    assert!(longrun.app.table.imports_to_do().await.expect("marks").is_empty());

    // As a crash leaves it between a workout and its row.
    forget_what_was_stored(&longrun, &path).await;
    assert!(page.body.contains("Undo this import"), "{}", page.body);
    ada.post(&format!("{path}/undo"), &[]).await;
    assert!(ada.get(&path).await.body.contains("This import was undone"));
    delete(&client, &evening).await;
    assert!(log(&longrun).await.is_empty());
}

/// Has an import say that it is being stored, as a crash leaves it.
async fn is_being_stored_again(longrun: &Longrun, path: &str) {
    let (table, permit) = (&longrun.app.table, permit(&longrun.app, &ada()).await.expect("permit"));
    let id = ImportId::parse(path.trim_start_matches("/import/")).expect("an id");
    let mut import = table.import::<Import>(&permit, &id).await.expect("a row").expect("a row");
    import.value.state = State::Storing;
    table.save_import(&permit, &id, &import, None).await.expect("saved");
}

#[tokio::test]
async fn what_was_stored_before_a_crash_counts_although_its_file_is_gone() {
    let longrun = longrun().await;
    let (mut ada, client) = (Browser::of(&longrun, "ada").await, client(&longrun));
    let (path, _) = preview(&mut ada, &[("a.gpx", run(6, 0))]).await;
    stored(&mut ada, &path).await;
    forget_what_was_stored(&longrun, &path).await;
    is_being_stored_again(&longrun, &path).await;
    lose(&client, "a.gpx").await;
    let page = settled(&mut ada, &path).await;
    assert!(page.body.contains("Your workouts are stored"), "{}", page.body);
    ada.post(&format!("{path}/undo"), &[]).await;
    assert!(log(&longrun).await.is_empty());
}

#[tokio::test]
async fn a_workout_that_two_previews_call_new_is_stored_once() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let (watch, _) = preview(&mut ada, &[("watch.gpx", run(6, 0))]).await;
    let (phone, page) = preview(&mut ada, &[("phone.gpx", run(6, 2)), ("copy.gpx", run(6, 3))]).await;
    assert!(page.body.contains("Store 1 workout<"), "{}", page.body);
    stored(&mut ada, &watch).await;
    let page = stored(&mut ada, &phone).await;
    let log = log(&longrun).await;
    assert_eq!(log.len(), 1);
    assert!(page.body.contains("2 files known already"), "{}", page.body);
    let link = format!("href=\"/workouts/{}\"", log[0].id);
    assert_eq!(page.body.matches(&link).count(), 2, "{}", page.body);
}

#[tokio::test]
async fn what_is_being_stored_sleeps_with_its_machine_and_is_stored_after() {
    let longrun = longrun().await;
    let (mut ada, client) = (Browser::of(&longrun, "ada").await, client(&longrun));
    let (path, _) = preview(&mut ada, &[("a.gpx", run(6, 0)), ("b.gpx", run(18, 0))]).await;
    // Cut off when the rows of its files had been told to stay.
    forget_what_was_stored(&longrun, &path).await;
    is_being_stored_again(&longrun, &path).await;
    let id = ImportId::parse(path.trim_start_matches("/import/")).expect("an id");
    let permit = permit(&longrun.app, &self::ada()).await.expect("permit");
    longrun.app.table.import_is_to_do(&permit, &id).await.expect("marked");
    // A month later, the background work comes first.
    let later = longrun.app.now() + chrono::TimeDelta::days(30);
    longrun.embedded.as_ref().expect("the embedded store").sweep(later).expect("swept");
    longrun.app.table.collect_originals(later).await.expect("collected");
    assert_eq!(items(&client, "BLOB#").await.len(), 2);
    let mut ada = Browser::of(&longrun, "ada").await;
    settled(&mut ada, &path).await;
    assert_eq!(log(&longrun).await.len(), 2);
}

#[tokio::test]
async fn files_whose_rows_are_gone_are_told() {
    let longrun = longrun().await;
    let (mut ada, client) = (Browser::of(&longrun, "ada").await, client(&longrun));
    let (path, _) = preview(&mut ada, &[("a.gpx", run(6, 0)), ("b.gpx", run(18, 0))]).await;
    delete(&client, &items(&client, "FILE#").await[0]).await;
    let page = stored(&mut ada, &path).await;
    assert!(page.body.contains("1 new workout, 1 file without a workout."), "{}", page.body);
    assert!(page.body.contains("1 of the files waited too long and are gone"), "{}", page.body);
}

#[tokio::test]
async fn a_deleted_workout_whose_file_was_brought_again_leads_to_the_one_that_is_there() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let (path, _) = preview(&mut ada, &[("a.gpx", run(6, 0))]).await;
    stored(&mut ada, &path).await;
    let deleted = log(&longrun).await.remove(0).id;
    ada.post(&format!("/workouts/{deleted}/delete"), &[("version", "1")]).await;
    let (path, _) = preview(&mut ada, &[("a.gpx", run(6, 0))]).await;
    stored(&mut ada, &path).await;
    let there = log(&longrun).await.remove(0).id;
    let answer = ada.post(&format!("/workouts/{deleted}/restore"), &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert_eq!(answer.location(), format!("/workouts/{there}?notice=known"));
}
