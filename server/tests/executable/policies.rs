//! Policies of one's own: edited while Longrun runs, checked, and exported.

use super::support::PASSWORD;
use super::{Running, longrun};
use http::StatusCode;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A copy of the policies of this repository and their cases.
fn policies(folder: &Path) -> PathBuf {
    let copy = folder.join("policies");
    for inside in ["", "cases"] {
        fs::create_dir(copy.join(inside)).expect("a folder");
        let original = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../policies")).join(inside);
        let entries = fs::read_dir(original).expect("policies").map(|entry| entry.expect("a file").path());
        for file in entries.filter(|path| path.is_file()) {
            fs::copy(&file, copy.join(inside).join(file.file_name().expect("a name"))).expect("a copy");
        }
    }
    copy
}

/// What the executable says on standard output and in its log, and whether it succeeded.
fn said(folder: &Path, arguments: &[&str]) -> (bool, String, String) {
    let output = longrun(folder).args(arguments).output().expect("its output");
    let log = fs::read_to_string(folder.join("log")).expect("a log");
    (output.status.success(), String::from_utf8(output.stdout).expect("text"), log)
}

#[tokio::test]
async fn an_edited_policy_is_in_force_without_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let policies = policies(folder.path());
    let source = format!("embedded:{}", policies.display());
    let running = Running::start_with(folder.path(), &["--policy", &source]).await;
    let mut ada = running.browser();
    ada.sign_in("ada@longrun.test", PASSWORD).await;
    assert_eq!(ada.get("/dashboard").await.status, StatusCode::OK);
    let closed = r#"@id("closed-today") forbid (principal, action, resource);"#;
    fs::write(policies.join("today.cedar"), closed).expect("a policy");
    let mut looks = 0;
    while ada.get("/dashboard").await.status == StatusCode::OK {
        looks += 1;
        assert!(looks < 150, "it is never in force");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let log = fs::read_to_string(folder.path().join("log")).expect("a log");
    assert!(log.contains("caller=\"athlete\" allowed=false policies=[\"closed-today\"]"), "{log}");
}

#[test]
fn policies_that_cannot_be_used_refuse_to_start_with_their_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let policies = policies(folder.path());
    fs::write(policies.join("today.cedar"), "forbid").expect("a policy");
    let source = format!("embedded:{}", policies.display());
    let (started, _, log) = said(folder.path(), &["--policy", &source]);
    assert!(!started && log.starts_with("longrun: today.cedar: "), "{log}");
}

#[test]
fn people_who_edit_policies_can_check_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let policies = policies(folder.path());
    let check = ["policy", "check", policies.to_str().expect("a path")];
    let (right, told, log) = said(folder.path(), &check);
    assert!(right && told.contains("policies that fit the schema: "), "{told}{log}");
    fs::write(policies.join("machines.cedar"), "").expect("no policies");
    let (right, _, log) = said(folder.path(), &check);
    assert!(!right && log.contains("machines.json, case "), "{log}");
}

#[test]
fn policies_are_exported_for_a_policy_store() {
    let folder = tempfile::tempdir().expect("a folder");
    let json = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
    let read = |path: &str| json(&fs::read_to_string(folder.path().join(path)).expect(path));
    let out = folder.path().join("out");
    assert!(said(folder.path(), &["policy", "export", out.to_str().expect("a path")]).0);
    let definition = read("out/policies/owners-see-the-installation.json");
    assert_eq!(definition["static"]["description"], "owners-see-the-installation");
    assert!(read("out/schema.json")["Longrun"]["actions"]["ReadTrends"].is_object());

    let template = json(&said(folder.path(), &["policy", "export", "-"]).1);
    let policy = &template["Resources"]["OwnersSeeTheInstallation"]["Properties"]["Definition"]["Static"];
    assert_eq!(policy["Statement"], definition["static"]["statement"]);
    let (exported, _, log) = said(folder.path(), &["policy", "export", "-", "--policy", "avp:PS1"]);
    assert!(!exported && log.contains("names a policy store"), "{log}");
}
