//! What is missing or goes wrong in the policies is a refusal and an alarm; and what the log says of decisions.

#![expect(clippy::unwrap_used, reason = "these are tests")]

mod support;

use domain::scope::Scopes;
use gate::{Act, Caller, Gate, Groups, Judgement, Log, Person, Resource, Sources};
use support::{Log as Logged, athlete, with};

fn only(policies: &str) -> Sources {
    Sources { policies: [("all.cedar".to_owned(), policies.to_owned())].into(), ..Sources::embedded() }
}

fn ada() -> Caller {
    Caller::athlete(athlete("ada"))
}

async fn judged(gate: &Gate) -> Judgement {
    gate.judge(&ada(), Act::ReadTrends, Resource::Log((&athlete("ada")).into())).await
}

#[tokio::test]
async fn without_policies_everything_is_refused() {
    let gate = Gate::new(&Sources { policies: [].into(), ..Sources::embedded() }).unwrap();
    for act in Act::ALL {
        assert!(gate.permit(&ada(), act, &athlete("ada")).await.is_err());
    }
}

#[tokio::test]
async fn what_no_policy_speaks_of_is_refused_without_an_alarm() {
    let (log, _guard) = Logged::listen();
    let text = Sources::embedded().policies["tokens.cedar"].clone();
    assert_eq!(judged(&Gate::new(&only(&text)).unwrap()).await, Judgement::default());
    assert_eq!(log.alarms(), 0);
}

#[tokio::test]
async fn a_policy_that_forbids_outweighs_one_that_permits() {
    let gate = Gate::new(&with(r#"@id("never") forbid (principal, action, resource);"#)).unwrap();
    assert_eq!(judged(&gate).await, Judgement { allowed: false, because: vec!["never".to_owned()] });
}

#[tokio::test]
async fn an_error_in_any_policy_refuses_what_another_permits_and_alarms() {
    let overflow =
        r#"@id("overflows") EFFECT (principal, action, resource) when { 9223372036854775807 + 1 == 0 };"#;
    for effect in ["permit", "forbid"] {
        let (log, _guard) = Logged::listen();
        let gate = Gate::new(&with(&overflow.replace("EFFECT", effect))).unwrap();
        assert_eq!(judged(&gate).await, Judgement::default(), "{effect}");
        assert!(gate.permit(&ada(), Act::ReadTrends, &athlete("ada")).await.is_err());
        assert_eq!(log.alarms(), 2, "{}", log.text());
        assert!(log.text().contains("an error in overflows"), "{}", log.text());
    }
}

#[tokio::test]
async fn what_an_entity_is_not_known_to_have_refuses_and_alarms_without_its_name() {
    let (log, _guard) = Logged::listen();
    let mut sources = with(
        r#"@id("grown-up") permit (principal is Longrun::Athlete, action, resource) when { principal.born < 2000 };"#,
    );
    let (bare, born) = ("entity Athlete in [Group];", "entity Athlete in [Group] { born: Long };");
    assert!(sources.schema.contains(bare));
    sources.schema = sources.schema.replace(bare, born);
    assert_eq!(judged(&Gate::new(&sources).unwrap()).await, Judgement::default());
    assert_eq!(log.alarms(), 1);
    assert!(log.text().contains("an error in grown-up") && !log.text().contains("ada"), "{}", log.text());
}

#[test]
fn policies_that_do_not_fit_are_refused_with_the_file_or_the_place() {
    let misspelt = r#"@id("a") permit (principal, action == Longrun::Action::"ReadWorkout", resource);"#;
    for (policies, said) in [
        (misspelt, "ReadWorkout"),
        ("permit (principal, action, resource);", "more.cedar: an @id"),
        (r#"@id("../a") permit (principal, action, resource);"#, "more.cedar: an @id"),
        (r#"@id("athlete-owns-log") permit (principal, action, resource);"#, "athlete-owns-log"),
        (r#"@id("a") permit (principal == ?principal, action, resource);"#, "more.cedar: templates"),
        ("permit", "more.cedar: "),
    ] {
        let refused = Gate::new(&with(policies)).unwrap_err().to_string();
        assert!(refused.contains(said), "{refused}");
    }
}

#[test]
fn a_schema_without_an_act_is_refused() {
    let sources = Sources::embedded();
    let schema = sources.schema.replace("action Get in", "action Fetch in");
    let refused = Gate::new(&Sources { schema, policies: [].into() }).unwrap_err();
    assert_eq!(refused.to_string(), "the schema: there is no action Get");
}

#[tokio::test]
async fn decisions_are_logged_without_anything_that_tells_whose() {
    let (log, _guard) = Logged::listen();
    let gate = Gate::embedded().unwrap();
    let request = tracing::info_span!("request", path = "/workouts/secret-of-ada").entered();
    let person = Person { id: athlete("athlete-ada"), groups: Groups::from(["runners".to_owned()]) };
    let client = domain::grant::ClientId::parse("client-x").unwrap();
    let agent = Caller::Delegate { athlete: person, client, scopes: Scopes::all(), agent: true };
    let own = athlete("athlete-ada");
    let log_of = Log { athlete: &own, granted: None };
    gate.permit(&agent, Act::ReadTrends, log_of).await.unwrap();
    gate.permit(&agent, Act::EditProfile, log_of).await.unwrap_err();
    gate.admit(&agent, "/settings/clients").await.unwrap_err();
    gate.admit(&Caller::Nobody, "/settings/clients").await.unwrap_err();
    drop(request);
    let text = log.text();
    let lines: Vec<_> = text.lines().map(|line| line.split_once("longrun::decision: ").unwrap()).collect();
    let told: Vec<_> = lines.iter().map(|(when, what)| (when.contains("DEBUG"), *what)).collect();
    let agent = r#"caller="agent" allowed"#;
    assert_eq!(
        told,
        [
            (true, format!(r#"act="ReadTrends" {agent}=true policies=["athlete-owns-log"]"#).as_str()),
            (false, &format!(r#"act="EditProfile" {agent}=false policies=["agent-changes-no-profile"]"#)),
            (false, &format!(r#"act="Get" {agent}=false policies=[]"#)),
            (false, r#"act="Get" caller="nobody" allowed=false policies=[]"#),
        ]
    );
    assert!(!text.contains("ada") && !text.contains("client-x") && !text.contains("runners"), "{text}");
}
