//! Every case in `policies/cases/` decides as it says, for the reason it says.

#![expect(clippy::unwrap_used, reason = "a case that cannot be read is a failure")]

mod support;

use domain::act::Act;
use domain::scope::Scope;
use gate::{Caller, Case, Gate, Resource, Sources};
use std::collections::BTreeSet;
use support::{athlete, cases};

#[tokio::test]
async fn every_case_decides_as_it_says_and_for_that_reason() {
    let gate = Gate::embedded().unwrap();
    for case in cases() {
        assert_eq!(case.judge(&gate).await, case.expected, "{case:?}");
        let permitted = match case.resource() {
            Resource::Log(log) => gate.permit(&case.caller, case.act, log).await.is_ok(),
            Resource::Path(path) => gate.admit(&case.caller, path).await.is_ok(),
        };
        assert_eq!(permitted, case.expected.allowed, "{case:?}");
    }
}

/// Cases are data for people who edit policies: each policy decides at least one of them.
#[test]
fn every_policy_decides_a_case() {
    let decided: BTreeSet<String> = cases().into_iter().flat_map(|case| case.expected.because).collect();
    let documents = gate::Documents::of(&Sources::embedded()).unwrap();
    let ids: BTreeSet<String> = documents.definitions().into_keys().map(str::to_owned).collect();
    assert_eq!(ids, decided);
}

#[test]
fn every_act_has_a_case_that_allows_and_one_that_denies() {
    for allowed in [true, false] {
        let cases = cases();
        let covered = cases.iter().filter(|case| case.expected.allowed == allowed).map(|case| case.act);
        assert_eq!(covered.collect::<BTreeSet<Act>>(), BTreeSet::from(Act::ALL), "{allowed}");
    }
}

#[test]
fn every_act_is_an_action_of_the_schema_and_vice_versa() {
    let (schema, _) = cedar_policy::Schema::from_cedarschema_str(&Sources::embedded().schema).unwrap();
    let actions: BTreeSet<String> = schema.actions().map(|a| a.id().unescaped().to_owned()).collect();
    let acts = Act::ALL.iter().map(|act| act.name());
    let scopes = Scope::ALL.iter().map(|scope| scope.name());
    assert_eq!(actions, acts.chain(scopes).map(str::to_owned).collect());
}

#[test]
fn every_act_is_in_the_group_of_its_scope() {
    let (schema, _) = cedar_policy::Schema::from_cedarschema_str(&Sources::embedded().schema).unwrap();
    let entities = schema.action_entities().unwrap();
    for act in Act::ALL {
        let uid = format!("Longrun::Action::\"{}\"", act.name()).parse().unwrap();
        let groups = entities.ancestors(&uid).unwrap().map(|group| group.id().unescaped().to_owned());
        assert_eq!(
            groups.collect::<Vec<_>>(),
            act.scope().map(|it| it.name().to_owned()).into_iter().collect::<Vec<_>>()
        );
    }
}

#[test]
fn a_case_that_makes_no_sense_is_not_read() {
    let case = |who: &str, what: &str| {
        let rest = r#""decision": "deny", "because": []"#;
        Case::read(&format!(r#"[{{"who": {who}, "act": "Get", "what": {what}, {rest}}}]"#))
    };
    assert!(case("{}", r#"{"path": "/"}"#).is_ok());
    for who in [
        r#"{"athlete": "ada", "machine": "logger", "scopes": ""}"#,
        r#"{"machine": "logger"}"#,
        r#"{"athlete": "ada", "agent": true}"#,
        r#"{"athlete": "ada", "scopes": "workout:read"}"#,
        r#"{"athlete": "a/da"}"#,
        r#"{"groups": ["owners"]}"#,
        r#"{"atlete": "ada"}"#,
    ] {
        assert!(case(who, r#"{"path": "/"}"#).is_err(), "{who}");
    }
    for what in ["{}", r#"{"path": "/", "log_of": "ada"}"#, r#"{"path": "/", "granted": "trends:read"}"#] {
        assert!(case("{}", what).is_err(), "{what}");
    }
}

#[tokio::test]
async fn a_permit_covers_its_own_act_only() {
    let gate = Gate::embedded().unwrap();
    let permit =
        gate.permit(&Caller::athlete(athlete("ada")), Act::ReadTrends, &athlete("ada")).await.unwrap();
    assert_eq!(permit.covers(Act::ReadTrends), Ok(&athlete("ada")));
    assert!(permit.covers(Act::DeleteWorkout).is_err());
}
