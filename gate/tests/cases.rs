//! Every case in `policies/cases/` decides as it says, for the reason it says.

#![expect(clippy::unwrap_used, reason = "a case that cannot be read is a failure")]

use domain::act::Act;
use domain::athlete::AthleteId;
use domain::grant::ClientId;
use domain::scope::{Scope, Scopes};
use gate::{Caller, Gate, Log, Person, Resource};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Who asks: an athlete, or a machine, by cookie or with a token good for `scopes`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Who {
    athlete: Option<String>,
    machine: Option<String>,
    groups: BTreeSet<String>,
    scopes: Option<Scopes>,
    agent: bool,
}

/// What is asked for: something with somebody's log, of which `granted` was granted, or a path.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct What {
    log_of: Option<String>,
    granted: Option<Scopes>,
    path: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    who: Who,
    act: Act,
    what: What,
    decision: Decision,
    because: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Decision {
    Allow,
    Deny,
}

const CASES: [&str; 4] = [
    include_str!("../../policies/cases/athletes.json"),
    include_str!("../../policies/cases/installation.json"),
    include_str!("../../policies/cases/machines.json"),
    include_str!("../../policies/cases/tokens.json"),
];

fn cases() -> Vec<Case> {
    CASES.iter().flat_map(|cases| serde_json::from_str::<Vec<Case>>(cases).unwrap()).collect()
}

impl Who {
    fn caller(&self) -> Caller {
        let client = |id: &str| ClientId::parse(id).unwrap();
        let groups = self.groups.clone();
        match (&self.athlete, &self.machine, self.scopes.clone()) {
            (None, None, None) => Caller::Nobody,
            (Some(id), None, None) => Caller::Athlete(Person { id: athlete(id), groups }),
            (Some(id), None, Some(scopes)) => {
                let person = Person { id: athlete(id), groups };
                Caller::Delegate { athlete: person, client: client("app"), scopes, agent: self.agent }
            }
            (None, Some(id), Some(scopes)) => Caller::Machine { client: client(id), scopes, groups },
            _ => panic!("nobody is like {self:?}"),
        }
    }
}

fn athlete(id: &str) -> AthleteId {
    AthleteId::parse(id).unwrap()
}

#[tokio::test]
async fn every_case_decides_as_it_says_and_for_that_reason() {
    let gate = Gate::embedded().unwrap();
    for case in cases() {
        let caller = case.who.caller();
        let (judgement, permitted) = match (&case.what.log_of, &case.what.path) {
            (Some(owner), None) => {
                let owner = athlete(owner);
                let log = Log { athlete: &owner, granted: case.what.granted.as_ref() };
                let permitted = gate.permit(&caller, case.act, log).await.is_ok();
                (gate.judge(&caller, case.act, Resource::Log(log)).await, permitted)
            }
            (None, Some(path)) => {
                let permitted = gate.admit(&caller, path).await.is_ok();
                (gate.judge(&caller, case.act, Resource::Path(path)).await, permitted)
            }
            _ => panic!("a case is about a log or a path: {case:?}"),
        };
        assert_eq!(judgement.allowed, case.decision == Decision::Allow, "{case:?}");
        assert_eq!(judgement.because, case.because, "{case:?}");
        assert_eq!(permitted, judgement.allowed, "{case:?}");
    }
}

/// Cases are data for people who edit policies: each policy decides at least one of them.
#[test]
fn every_policy_decides_a_case() {
    let decided: BTreeSet<String> = cases().into_iter().flat_map(|case| case.because).collect();
    let policies = ["athletes", "installation", "machines", "tokens"].map(|file| {
        std::fs::read_to_string(format!("{}/../policies/{file}.cedar", env!("CARGO_MANIFEST_DIR"))).unwrap()
    });
    let ids = policies.iter().flat_map(|text| text.split("@id(\"").skip(1));
    let ids: BTreeSet<String> = ids.map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
    assert_eq!(ids, decided);
}

#[test]
fn every_act_has_a_case_that_allows_and_one_that_denies() {
    for decision in [Decision::Allow, Decision::Deny] {
        let covered: BTreeSet<Act> =
            cases().iter().filter(|c| c.decision == decision).map(|c| c.act).collect();
        assert_eq!(covered, BTreeSet::from(Act::ALL), "{decision:?}");
    }
}

#[test]
fn every_act_is_an_action_of_the_schema_and_vice_versa() {
    let schema = include_str!("../../policies/longrun.cedarschema");
    let (schema, _) = cedar_policy::Schema::from_cedarschema_str(schema).unwrap();
    let actions: BTreeSet<String> = schema.actions().map(|a| a.id().unescaped().to_owned()).collect();
    let acts = Act::ALL.iter().map(|act| act.name());
    let scopes = Scope::ALL.iter().map(|scope| scope.name());
    assert_eq!(actions, acts.chain(scopes).map(str::to_owned).collect());
}

#[test]
fn every_act_is_in_the_group_of_its_scope() {
    let schema = include_str!("../../policies/longrun.cedarschema");
    let (schema, _) = cedar_policy::Schema::from_cedarschema_str(schema).unwrap();
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

#[tokio::test]
async fn without_policies_everything_is_refused() {
    let gate = Gate::new(include_str!("../../policies/longrun.cedarschema"), "").unwrap();
    for act in Act::ALL {
        assert!(gate.permit(&Caller::athlete(athlete("ada")), act, &athlete("ada")).await.is_err());
    }
}

#[test]
fn a_policy_that_does_not_fit_the_schema_is_refused() {
    let misspelt = "permit (principal, action == Longrun::Action::\"ReadWorkout\", resource);";
    assert!(Gate::new(include_str!("../../policies/longrun.cedarschema"), misspelt).is_err());
}

#[tokio::test]
async fn a_permit_covers_its_own_act_only() {
    let gate = Gate::embedded().unwrap();
    let permit =
        gate.permit(&Caller::athlete(athlete("ada")), Act::ReadTrends, &athlete("ada")).await.unwrap();
    assert_eq!(permit.covers(Act::ReadTrends), Ok(&athlete("ada")));
    assert!(permit.covers(Act::DeleteWorkout).is_err());
}
