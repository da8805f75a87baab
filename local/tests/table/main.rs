//! The journal on the embedded store: every promise of the suite, and what only our own store can show.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod crash;
mod expiry;
mod faults;
mod histories;
mod originals;
mod store;
#[path = "../suite/mod.rs"]
mod suite;

use suite::world::World;

async fn open(name: &str) -> World {
    let store = local::table::Store::open(None).unwrap();
    World::new(store.client(), name).await
}

/// Makes a test of every promise, each in the world that `$open` opens.
macro_rules! one_by_one {
    ($open:ident; $($module:ident: $($promise:ident),+;)+) => {$($(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $promise() {
            $crate::suite::$module::$promise(&$open(stringify!($promise)).await).await;
        }
    )+)+};
}

suite::all_promises!(one_by_one, open);
