//! Sums are compared without anything else being done.

use super::sums_are_right;
use local::table::Store;

#[tokio::test]
async fn whoever_compares_sums_makes_no_link_for_an_owner() {
    let folder = tempfile::tempdir().expect("a folder");
    sums_are_right(folder.path());
    let store = Store::open(Some(folder.path())).expect("the store");
    let rows = store.client().scan().table_name("vault").send().await.expect("a scan");
    assert_eq!(rows.count, 0);
}
