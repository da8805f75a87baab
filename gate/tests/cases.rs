//! Every case in `policies/cases/` decides as it says, for the reason it says.

#![expect(clippy::unwrap_used, reason = "a case that cannot be read is a failure")]

use domain::act::Act;
use domain::athlete::AthleteId;
use gate::{Caller, Gate};
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Who {
    Nobody,
    Athlete(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    who: Who,
    act: Act,
    log_of: String,
    decision: String,
    because: Vec<String>,
}

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("../../policies/cases/athletes.json")).unwrap()
}

fn athlete(id: &str) -> AthleteId {
    AthleteId::parse(id).unwrap()
}

#[test]
fn every_case_decides_as_it_says_and_for_that_reason() {
    let gate = Gate::embedded().unwrap();
    for case in cases() {
        let caller = match &case.who {
            Who::Nobody => Caller::Nobody,
            Who::Athlete(id) => Caller::Athlete(athlete(id)),
        };
        let judgement = gate.judge(&caller, case.act, &athlete(&case.log_of));
        assert_eq!(judgement.allowed, case.decision == "allow", "{case:?}");
        assert_eq!(judgement.because, case.because, "{case:?}");
        assert_eq!(gate.permit(&caller, case.act, &athlete(&case.log_of)).is_ok(), judgement.allowed);
    }
}

#[test]
fn every_act_has_a_case_that_allows_and_one_that_denies() {
    for decision in ["allow", "deny"] {
        let covered: BTreeSet<Act> =
            cases().iter().filter(|c| c.decision == decision).map(|c| c.act).collect();
        assert_eq!(covered, BTreeSet::from(Act::ALL), "{decision}");
    }
}

#[test]
fn every_act_is_an_action_of_the_schema_and_vice_versa() {
    let schema = include_str!("../../policies/longrun.cedarschema");
    let (schema, _) = cedar_policy::Schema::from_cedarschema_str(schema).unwrap();
    let actions: BTreeSet<String> = schema.actions().map(|a| a.id().unescaped().to_owned()).collect();
    let acts: BTreeSet<String> = Act::ALL.iter().map(|a| a.name().to_owned()).collect();
    assert_eq!(actions, acts);
}

#[test]
fn without_policies_everything_is_refused() {
    let gate = Gate::new(include_str!("../../policies/longrun.cedarschema"), "").unwrap();
    for act in Act::ALL {
        assert!(gate.permit(&Caller::Athlete(athlete("ada")), act, &athlete("ada")).is_err());
    }
}

#[test]
fn a_policy_that_does_not_fit_the_schema_is_refused() {
    let misspelt = "permit (principal, action == Longrun::Action::\"ReadWorkout\", resource);";
    assert!(Gate::new(include_str!("../../policies/longrun.cedarschema"), misspelt).is_err());
}

#[test]
fn a_permit_covers_its_own_act_only() {
    let gate = Gate::embedded().unwrap();
    let permit = gate.permit(&Caller::Athlete(athlete("ada")), Act::ReadTrends, &athlete("ada")).unwrap();
    assert_eq!(permit.covers(Act::ReadTrends), Ok(&athlete("ada")));
    assert!(permit.covers(Act::DeleteWorkout).is_err());
}
