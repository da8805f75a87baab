//! The journal's promises over HTTP, on a DynamoDB that is not ours: `ministack` from the Python index.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[expect(dead_code, reason = "shared with the test of the authorizer")]
mod emulator;
mod suite;

use emulator::Emulator;
use suite::world::World;

/// Runs every promise after the other, saying which, each in the world that `$open` opens.
macro_rules! in_turn {
    ($open:ident; $($module:ident: $($promise:ident),+;)+) => {$($(
        println!("{}", stringify!($promise));
        $crate::suite::$module::$promise(&$open(stringify!($promise)).await).await;
    )+)+};
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_promise_holds_on_ministack() {
    let emulator = Emulator::start().await;
    let open = |name| World::new(emulator.client.clone(), name);
    suite::all_promises!(in_turn, open);
}
