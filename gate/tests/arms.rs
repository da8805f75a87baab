//! Amazon Verified Permissions decides as the embedded engine does; and whatever it says instead is a refusal.

#![expect(clippy::unwrap_used, reason = "these are tests")]

mod support;

use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use chrono::{DateTime, TimeDelta};
use domain::scope::Scopes;
use gate::{Act, Caller, Documents, Gate, Groups, Judgement, Log, Person, Resource, Sources};
use local::policy::{PolicyStore, client};
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use support::{Log as Logged, athlete, cases, with};

const STORE: &str = "PSEXAMPLEabcdefg111111";

fn store(sources: &Sources) -> PolicyStore {
    let documents = Documents::of(sources).unwrap();
    PolicyStore::new(STORE, documents.schema.clone(), documents.definitions().values()).unwrap()
}

/// What the service does instead of answering.
#[derive(Clone, Copy, Debug)]
enum Fault {
    Answers(u16, &'static str),
    Hangs,
    BreaksOff,
}

/// The way to a policy store: counts the questions, and suffers what a test wants.
#[derive(Clone, Debug)]
struct Way {
    store: PolicyStore,
    fault: Arc<Mutex<Option<Fault>>>,
    asked: Arc<AtomicUsize>,
    milliseconds: Arc<AtomicI64>,
}

impl HttpConnector for Way {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        self.asked.fetch_add(1, Ordering::Relaxed);
        match *self.fault.lock().unwrap() {
            None => self.store.call(request),
            Some(Fault::Answers(status, body)) => {
                HttpConnectorFuture::ready(Ok(HttpResponse::new(status.try_into().unwrap(), body.into())))
            }
            Some(Fault::Hangs) => HttpConnectorFuture::new(std::future::pending()),
            Some(Fault::BreaksOff) => {
                HttpConnectorFuture::ready(Err(ConnectorError::io("reset by peer".into())))
            }
        }
    }
}

impl Way {
    fn new(sources: &Sources) -> Self {
        let (fault, asked, milliseconds) = Default::default();
        Self { store: store(sources), fault, asked, milliseconds }
    }

    fn gate(&self) -> Gate {
        let time = self.milliseconds.clone();
        let now = move || DateTime::UNIX_EPOCH + TimeDelta::milliseconds(time.load(Ordering::Relaxed));
        Gate::verified_permissions(client(self.clone()), STORE, now)
    }

    fn suffers(&self, fault: impl Into<Option<Fault>>) {
        *self.fault.lock().unwrap() = fault.into();
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    fn at(&self, milliseconds: i64) {
        self.milliseconds.store(milliseconds, Ordering::Relaxed);
    }

    /// A decision with the policies by their descriptions instead of the store's ids.
    fn described(&self, judgement: Judgement) -> Judgement {
        let Judgement { allowed, because } = judgement;
        let described = |id: String| self.store.description(&id).unwrap().to_owned();
        let mut because: Vec<_> = because.into_iter().map(described).collect();
        because.sort();
        Judgement { allowed, because }
    }
}

async fn ada_reads(gate: &Gate) -> bool {
    let ada = athlete("ada");
    gate.judge(&Caller::athlete(ada.clone()), Act::ReadTrends, Resource::Log((&ada).into())).await.allowed
}

#[tokio::test]
async fn both_arms_decide_every_case_alike_and_for_the_same_reasons() {
    let (way, embedded) = (Way::new(&Sources::embedded()), Gate::embedded().unwrap());
    let (verified, cases) = (way.gate(), cases());
    let (log, _guard) = Logged::listen();
    for case in &cases {
        let (here, there) = (case.judge(&embedded).await, case.judge(&verified).await);
        assert_eq!(here, case.expected, "{case:?}");
        assert_eq!(way.described(there), here, "{case:?}");
    }
    assert_eq!(log.alarms(), 0, "{}", log.text());
    let asked = cases.iter().filter(|case| case.caller != Caller::Nobody).count();
    assert!(asked > 100 && way.asked() == asked, "{} of {asked}", way.asked());
}

#[tokio::test]
async fn what_verified_permissions_says_instead_of_an_answer_is_a_refusal_an_alarm_and_not_kept() {
    let allow = r#"{"decision":"ALLOW","determiningPolicies":[{"policyId":"a"}],"errors":[{"errorDescription":"ada"}]}"#;
    for (fault, said) in [
        (Fault::Answers(500, "{}"), "an answer that cannot be read"),
        (Fault::Answers(503, "<html>ada</html>"), "an answer that cannot be read"),
        (Fault::Answers(400, r#"{"__type":"ThrottlingException","message":"ada"}"#), "ThrottlingException"),
        (
            Fault::Answers(400, r#"{"__type":"AccessDeniedException","Message":"ada"}"#),
            "AccessDeniedException",
        ),
        (Fault::Answers(200, "<html>"), "an answer that cannot be read"),
        (Fault::Answers(200, ""), "an answer that is none"),
        (Fault::Answers(200, "{}"), "an answer that is none"),
        (
            Fault::Answers(200, r#"{"decision":"MAYBE","determiningPolicies":[],"errors":[]}"#),
            "an answer that is none",
        ),
        (
            Fault::Answers(200, r#"{"decision":"ALLOW","determiningPolicies":[],"errors":[]}"#),
            "an answer that no policy gives",
        ),
        (Fault::Answers(200, allow), "an error in a policy of the store"),
        (Fault::BreaksOff, "no connection"),
    ] {
        let (log, _guard) = Logged::listen();
        let way = Way::new(&Sources::embedded());
        let gate = way.gate();
        way.suffers(fault);
        assert!(!ada_reads(&gate).await, "{fault:?}");
        assert_eq!(log.alarms(), 1, "{fault:?}: {}", log.text());
        assert!(log.text().contains(&format!("why=\"{said}\"")), "{fault:?}: {}", log.text());
        assert!(!log.text().contains("ada"), "{}", log.text());
        way.suffers(None);
        assert!(ada_reads(&gate).await, "{fault:?} was kept");
        assert_eq!((way.asked(), log.alarms()), (2, 1));
    }
}

/// The service takes no names of other lengths for entities: one such group would shut somebody out.
#[tokio::test]
async fn a_group_whose_name_no_policy_can_tell_is_left_out() {
    let (log, _guard) = Logged::listen();
    let groups = Groups::from([String::new(), "g".repeat(201), "owners".to_owned()]);
    let ada = Caller::Athlete(Person { id: athlete("ada"), groups });
    for gate in [Way::new(&Sources::embedded()).gate(), Gate::embedded().unwrap()] {
        assert!(gate.judge(&ada, Act::Get, Resource::Path("/settings/clients")).await.allowed);
    }
    assert_eq!(log.alarms(), 0);
}

#[tokio::test]
async fn an_answer_is_waited_for_for_two_seconds() {
    let (log, _guard) = Logged::listen();
    let way = Way::new(&Sources::embedded());
    way.suffers(Fault::Hangs);
    let begun = Instant::now();
    assert!(!ada_reads(&way.gate()).await);
    let waited = begun.elapsed();
    assert!((Duration::from_millis(1900)..Duration::from_secs(10)).contains(&waited), "{waited:?}");
    assert_eq!(log.alarms(), 1);
    assert!(log.text().contains("no answer in time"), "{}", log.text());
}

#[tokio::test]
async fn another_policy_store_is_not_asked_by_mistake() {
    let gate = Gate::verified_permissions(Way::new(&Sources::embedded()).store.client(), "PSother", || {
        DateTime::UNIX_EPOCH
    });
    let (log, _guard) = Logged::listen();
    assert!(!ada_reads(&gate).await);
    assert!(log.text().contains("ResourceNotFoundException"), "{}", log.text());
}

#[tokio::test]
async fn an_error_in_a_policy_of_the_store_refuses_what_another_permits_and_alarms() {
    let overflow =
        r#"@id("overflows") permit (principal, action, resource) when { 9223372036854775807 + 1 == 0 };"#;
    let (log, _guard) = Logged::listen();
    assert!(!ada_reads(&Way::new(&with(overflow)).gate()).await);
    assert_eq!(log.alarms(), 1);
}

#[tokio::test]
async fn an_answer_holds_for_five_seconds() {
    let way = Way::new(&Sources::embedded());
    let gate = way.gate();
    for (milliseconds, asked) in [(0, 1), (4_999, 1), (5_000, 2), (9_999, 2), (10_000, 3), (9_999, 4)] {
        way.at(milliseconds);
        assert!(ada_reads(&gate).await);
        assert_eq!(way.asked(), asked, "at {milliseconds} ms; what was asked later than now is not believed");
    }
}

#[tokio::test]
async fn a_refusal_is_kept_as_well_as_a_permit() {
    let way = Way::new(&Sources::embedded());
    let (gate, ada, ben) = (way.gate(), Caller::athlete(athlete("ada")), athlete("ben"));
    for _ in 0..2 {
        assert!(!gate.judge(&ada, Act::ReadTrends, Resource::Log((&ben).into())).await.allowed);
    }
    assert_eq!(way.asked(), 1);
}

#[tokio::test]
async fn whoever_differs_in_anything_gets_an_answer_of_their_own() {
    let way = Way::new(&Sources::embedded());
    let (gate, ada, ben) = (way.gate(), athlete("ada"), athlete("ben"));
    let trends = Scopes::parse("trends:read");
    let person = |id: &str, groups: &[&str]| {
        let groups = groups.iter().map(|&group| group.to_owned()).collect::<Groups>();
        Person { id: athlete(id), groups }
    };
    let app = |scopes: &str, agent: bool| {
        let client = domain::grant::ClientId::parse("app").unwrap();
        Caller::Delegate { athlete: person("ada", &[]), client, scopes: Scopes::parse(scopes), agent }
    };
    let callers = [
        Caller::Athlete(person("ada", &[])),
        Caller::Athlete(person("ben", &[])),
        Caller::Athlete(person("ada", &["owners"])),
        app("trends:read", false),
        app("trends:read", true),
        app("", false),
    ];
    let resources = [
        Resource::Log(Log { athlete: &ada, granted: None }),
        Resource::Log(Log { athlete: &ben, granted: None }),
        Resource::Log(Log { athlete: &ben, granted: Some(&trends) }),
    ];
    let embedded = Gate::embedded().unwrap();
    for (caller, resource) in callers.iter().flat_map(|caller| resources.map(|resource| (caller, resource))) {
        for act in [Act::ReadTrends, Act::EditProfile] {
            let here = embedded.judge(caller, act, resource).await;
            assert_eq!(
                way.described(gate.judge(caller, act, resource).await),
                here,
                "{caller:?} {resource:?}"
            );
        }
    }
    assert_eq!(way.asked(), callers.len() * resources.len() * 2);
}
