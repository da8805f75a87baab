//! Policies in a folder: read at start, looked at again, checked, and told as the documents of a policy store.

#![expect(clippy::unwrap_used, reason = "these are tests")]

mod support;

use gate::{Act, Caller, Case, Documents, Gate, Resource, Sources, check};
use std::fs;
use std::path::Path;
use support::{Log, athlete, with};
use tempfile::TempDir;

/// A folder with the policies that were built in.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let Sources { schema, policies } = Sources::embedded();
    write(folder.path(), "longrun.cedarschema", &schema);
    for (name, text) in &policies {
        write(folder.path(), name, text);
    }
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).unwrap();
}

async fn ada_reads(gate: &Gate) -> bool {
    let ada = athlete("ada");
    gate.judge(&Caller::athlete(ada.clone()), Act::ReadTrends, Resource::Log((&ada).into())).await.allowed
}

const FORBID: &str = r#"@id("closed-today") forbid (principal, action, resource);"#;

#[tokio::test]
async fn an_edited_folder_is_taken_over_a_broken_one_alarms_once_and_a_mended_one_counts_again() {
    let (log, _guard) = Log::listen();
    let folder = folder();
    let gate = Gate::in_folder(folder.path()).unwrap();
    let looks = |times| {
        for _ in 0..times {
            gate.reload_if_changed();
        }
    };
    looks(2);
    assert!(ada_reads(&gate).await && log.text().is_empty(), "nothing has changed");

    write(folder.path(), "today.cedar", FORBID);
    looks(2);
    assert!(!ada_reads(&gate).await, "a new file is in force");
    assert!(log.text().contains("other policies are in force") && log.alarms() == 0);

    write(folder.path(), "today.cedar", "forbid (principal, act");
    looks(5);
    assert!(!ada_reads(&gate).await, "what cannot be used changes nothing");
    assert_eq!(log.alarms(), 1, "{}", log.text());
    assert!(log.text().contains("today.cedar: "), "{}", log.text());

    fs::remove_file(folder.path().join("longrun.cedarschema")).unwrap();
    looks(5);
    assert!(!ada_reads(&gate).await && log.alarms() == 2, "what is broken otherwise alarms again");

    write(folder.path(), "longrun.cedarschema", &Sources::embedded().schema);
    write(folder.path(), "today.cedar", "");
    looks(2);
    assert!(ada_reads(&gate).await, "what is mended is in force");
    assert_eq!(log.alarms(), 2);
}

#[tokio::test]
async fn a_file_that_is_just_being_written_does_not_count() {
    let folder = folder();
    write(folder.path(), "today.cedar", FORBID);
    let gate = Gate::in_folder(folder.path()).unwrap();
    for half in ["", "// closed today\n"] {
        write(folder.path(), "today.cedar", half);
        gate.reload_if_changed();
        assert!(!ada_reads(&gate).await, "an editor has emptied the file and not yet written it");
    }
    write(folder.path(), "today.cedar", FORBID);
    gate.reload_if_changed();
    gate.reload_if_changed();
    assert!(!ada_reads(&gate).await);
}

#[test]
fn a_folder_that_cannot_be_used_refuses_to_start() {
    let refused = |break_it: &dyn Fn(&Path)| {
        let folder = folder();
        break_it(folder.path());
        Gate::in_folder(folder.path()).unwrap_err().to_string()
    };
    assert!(refused(&|it| write(it, "today.cedar", "forbid")).contains("today.cedar: "));
    assert!(refused(&|it| write(it, "second.cedarschema", "")).contains("one .cedarschema, and there are 2"));
    assert!(refused(&|it| fs::remove_dir_all(it).unwrap()).contains("No such file"));
}

#[tokio::test]
async fn a_folder_is_checked_with_its_cases() {
    let folder = folder();
    assert_eq!(check(folder.path()).await.unwrap().last().unwrap(), "cases that decide as they say: 0");
    let case = |decision: &str| {
        format!(
            r#"[{{"who": {{"athlete": "ada"}}, "act": "ReadTrends", "what": {{"log_of": "ada"}}, "decision": "{decision}", "because": ["athlete-owns-log"]}}]"#
        )
    };
    fs::create_dir(folder.path().join("cases")).unwrap();
    write(folder.path(), "cases/mine.json", &case("allow"));
    assert_eq!(check(folder.path()).await.unwrap().last().unwrap(), "cases that decide as they say: 1");
    write(
        folder.path(),
        "never.cedar",
        r#"@id("never") permit (principal is Longrun::Group, action, resource);"#,
    );
    assert!(check(folder.path()).await.unwrap()[0].contains("never"), "a policy that never applies is odd");
    write(folder.path(), "cases/mine.json", &case("deny"));
    let wrong = check(folder.path()).await.unwrap_err().to_string();
    let (allow, deny) =
        (r#"allow because of ["athlete-owns-log"]"#, r#"deny because of ["athlete-owns-log"]"#);
    assert!(wrong.ends_with(&format!("mine.json, case 1: {allow}, not {deny}")), "{wrong}");
    write(folder.path(), "cases/mine.json", &case("perhaps"));
    assert!(
        check(folder.path()).await.unwrap_err().to_string().contains("mine.json: unknown variant `perhaps`")
    );
}

#[test]
fn the_policies_and_cases_of_this_repository_are_a_folder_like_that() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../policies"));
    assert_eq!(Sources::read(folder).unwrap(), Sources::embedded());
}

#[test]
fn a_document_holds_the_policy_as_it_was_written_with_its_id() {
    let documents = Documents::of(&Sources::embedded()).unwrap();
    let definitions = documents.definitions();
    let written: usize = Sources::embedded().policies.values().map(|it| it.matches("@id(").count()).sum();
    assert_eq!(definitions.len(), written);
    for (id, definition) in definitions {
        let statement = definition["static"]["statement"].as_str().unwrap();
        assert_eq!(definition["static"]["description"], id);
        assert!(statement.starts_with(&format!("@id(\"{id}\")")), "{statement}");
        assert!(Sources::embedded().policies.values().any(|text| text.contains(statement)), "{statement}");
    }
}

#[test]
fn the_template_is_a_store_and_each_policy_in_it() {
    let documents = Documents::of(&Sources::embedded()).unwrap();
    let template = documents.template().unwrap();
    let store = &template["Resources"]["PolicyStore"]["Properties"];
    let schema: serde_json::Value =
        serde_json::from_str(store["Schema"]["CedarJson"].as_str().unwrap()).unwrap();
    assert_eq!((schema, &store["ValidationSettings"]["Mode"]), (documents.schema.clone(), &"STRICT".into()));
    let policy = &template["Resources"]["AthleteOwnsLog"]["Properties"];
    assert_eq!(policy["Definition"]["Static"]["Description"], "athlete-owns-log");
    assert_eq!(template["Resources"].as_object().unwrap().len(), documents.definitions().len() + 1);
    let twins =
        r#"@id("a-b") permit (principal, action, resource); @id("aB") permit (principal, action, resource);"#;
    assert!(Documents::of(&with(twins)).unwrap().template().is_err());
}

/// What stands in the manual for people who edit policies, between a fence of this kind and the next.
fn example(kind: &str) -> &'static str {
    let manual = include_str!("../../docs/policies.md");
    let (_, rest) = manual.split_once(&format!("```{kind}\n")).unwrap();
    rest.split_once("```").unwrap().0
}

#[tokio::test]
async fn the_example_of_the_manual_does_what_it_says() {
    let (added, before) = (Gate::new(&with(example("cedar"))).unwrap(), Gate::embedded().unwrap());
    let cases = Case::read(&format!("[{}]", example("json"))).unwrap();
    for case in &cases {
        assert_eq!(case.judge(&added).await, case.expected, "{case:?}");
    }
    assert!(cases[0].expected.allowed && !cases[0].judge(&before).await.allowed);
}
