//! The folder of the embedded store, as a start finds it.

use super::support::{Browser, longrun_with};
use clap::Parser as _;
use server::clock::Clock;
use server::config::Cli;
use server::startup::assemble;
use std::fs;
use std::path::Path;

/// Starts with this folder and ends again; what it said if it did not start.
async fn start(data: &Path) -> Result<(), String> {
    start_with(data, &[]).await
}

async fn start_with(data: &Path, more: &[&str]) -> Result<(), String> {
    let data = data.to_str().expect("a path");
    let arguments = [&["longrun", "--data", data, "--site", "/nowhere"], more].concat();
    let settings = Cli::try_parse_from(arguments).expect("settings").settings;
    assemble(&settings, Clock::system()).await.map(drop).map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_store_whose_keys_are_gone_is_not_given_new_ones() {
    let folder = tempfile::tempdir().expect("a folder");
    start(folder.path()).await.expect("a new store");
    let (key, away) = (folder.path().join("vault.key"), folder.path().join("away"));
    fs::rename(&key, &away).expect("moved");
    let refused = start(folder.path()).await.expect_err("no keys");
    assert!(refused.contains("vault.key is missing") && !key.exists(), "{refused}");
    fs::rename(&away, &key).expect("moved back");
    start(folder.path()).await.expect("the same store");
}

#[tokio::test]
async fn a_store_that_served_the_demo_never_serves_anything_else() {
    let folder = tempfile::tempdir().expect("a folder");
    start_with(folder.path(), &["--demo"]).await.expect("a demo");
    let refused = start(folder.path()).await.expect_err("Ada's password is public");
    assert!(refused.contains("start with --demo, or keep records elsewhere"), "{refused}");
    start_with(folder.path(), &["--demo"]).await.expect("the same demo");
}

#[tokio::test]
async fn a_store_that_somebody_owns_never_serves_the_demo() {
    let folder = tempfile::tempdir().expect("a folder");
    let longrun = longrun_with(&["--data", folder.path().to_str().expect("a path")]).await;
    let link = longrun.owner_link.as_ref().expect("a link");
    let ticket = link.query().and_then(|query| query.strip_prefix("ticket=")).expect("a ticket");
    let mia = [("ticket", ticket), ("name", "Mia"), ("email", "mia@run.example"), ("time_zone", "UTC")];
    let mia = [&mia[..], &[("password", "seven long green canal barges")]].concat();
    let answer = Browser::new(&longrun).post("/idp/sign-up", &mia).await;
    drop(longrun);
    start(folder.path()).await.expect("an owner");
    let refused = start_with(folder.path(), &["--demo"]).await.expect_err("public passwords");
    assert!(refused.contains("somebody owns this store"), "{refused} {}", answer.body);
    start(folder.path()).await.expect("the same owner");
}
