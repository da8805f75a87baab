//! The folder of the embedded store, as a start finds it.

use clap::Parser as _;
use server::clock::Clock;
use server::config::Cli;
use server::startup::assemble;
use std::fs;
use std::path::Path;

/// Starts with this folder and ends again; what it said if it did not start.
async fn start(data: &Path) -> Result<(), String> {
    let data = data.to_str().expect("a path");
    let settings =
        Cli::try_parse_from(["longrun", "--data", data, "--site", "/nowhere"]).expect("settings").settings;
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
