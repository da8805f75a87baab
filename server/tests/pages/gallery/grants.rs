//! The pages about the API and about who else may do something with a log.

use super::{chrome, sample, show};
use app::pages::coached::{Coached as Log, coached};
use app::pages::connections::{
    ConnectionsView, FormView, Known, Once, Question, Typed, connections, form, once, question,
};
use app::pages::installation::{ClientsView, RefusalsView, clients, refusals};
use app::pages::reference::{Around, ProblemKind, ReferenceView, first_calls, reference};
use app::pages::workouts::{Narrowing, WorkoutsView, workouts};
use app::parts::Sample;
use chrono::{DateTime, TimeDelta, Utc};
use domain::act::Act;
use domain::athlete::AthleteId;
use domain::audit::{Event, Row};
use domain::grant::{Client, ClientId, ClientKind, Coached, Grant, Grantee, Use};
use domain::quantity::Units;
use domain::scope::Scopes;
use domain::workout::FieldError;
use server::api::document::document;
use server::api::fault::KINDS;
use server::routes;
use std::collections::BTreeSet;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn now() -> DateTime<Utc> {
    at("2026-11-22T12:00:00Z")
}

fn grant(grantee: Grantee, (name, known_as): (&str, &str), scopes: &str) -> Grant {
    Grant {
        grantee,
        name: name.to_owned(),
        known_as: known_as.to_owned(),
        scopes: Scopes::parse(scopes),
        made_at: at("2026-10-01T09:00:00Z"),
        ends_at: None,
        withdrawn_at: None,
        void_until: None,
    }
}

fn client_id(id: &str) -> ClientId {
    ClientId::parse(id).unwrap()
}

fn athlete(id: &str) -> AthleteId {
    AthleteId::parse(id).unwrap()
}

fn client(name: &str, kind: ClientKind) -> Client {
    Client {
        id: client_id("c1"),
        client_id: "client-1Yw3Tq9sXcV0pLk2".to_owned(),
        name: name.to_owned(),
        kind,
        athlete: athlete("mE_4x"),
        made_at: at("2026-10-01T09:00:00Z"),
        ended_at: None,
    }
}

fn grants() -> Vec<Grant> {
    let scale = Grantee::Machine(client_id("c1"));
    let (ended, app) = (Grantee::Machine(client_id("c2")), Grantee::App(client_id("c3")));
    let former = Grantee::App(client_id("c4"));
    let machine = grant(scale, ("Kitchen scale", "client-1Yw3Tq9sXcV0pLk2"), "workouts:read workouts:write");
    let old = grant(ended, ("An old script with quite a long name", "client-0000"), "trends:read");
    vec![
        Grant { ends_at: Some(at("2027-01-01T00:00:00Z")), ..machine },
        Grant { ends_at: Some(at("2026-11-01T00:00:00Z")), ..old },
        grant(app, ("meadow-app", "meadow-app"), "workouts:read profile:read"),
        Grant { withdrawn_at: Some(now()), ..grant(former, ("old-app", "old-app"), "workouts:read") },
        grant(Grantee::Coach(athlete("b")), ("ben@longrun.test", "ben@longrun.test"), "workouts:read"),
    ]
}

fn show_connections(name: &str, grants: &[Grant], own_provider: bool) {
    let last = |act, status| Use { act, at: now() - TimeDelta::hours(5), status };
    let uses = [
        (Grantee::Machine(client_id("c1")), last(Act::LogWorkout, 201)),
        (Grantee::App(client_id("c3")), last(Act::ReadProfile, 403)),
    ];
    let coached = [Coached {
        athlete: athlete("ada"),
        name: Some("Ada".to_owned()),
        grant: grant(Grantee::Coach(athlete("b")), ("b", "b"), "workouts:read trends:read"),
    }];
    let known = Known {
        grants,
        uses: &uses,
        coached: if grants.is_empty() { &[] } else { &coached },
        own_clients: &[],
        with_secret: &BTreeSet::from(["client-1Yw3Tq9sXcV0pLk2".to_owned()]),
        own_provider,
        now: now().with_timezone(&chrono_tz::Europe::Berlin),
    };
    let view = ConnectionsView::new(&known);
    show(name, &chrome("/settings/connections"), false, move || connections(view));
}

#[test]
fn who_may_and_nobody() {
    show_connections("connections", &grants(), true);
    show_connections("connections-foreign", &grants(), false);
    show_connections("connections-empty", &[], true);
}

#[test]
fn the_forms_in_which_somebody_is_let_in() {
    let typed = Typed(vec![("name".into(), "Kitchen scale".into()), ("proof".into(), "keys".into())])
        .with("keys", "</textarea><script>alert(1)</script>")
        .with("expires_at", "90");
    let errors = [
        FieldError::new("scopes", "must name one thing at least"),
        FieldError::new("keys", "must be a JWK set"),
    ];
    let forms = [
        ("machine", FormView::machine(&Typed::default().with("expires_at", "90"), &[])),
        ("machine-refused", FormView::machine(&typed, &errors)),
        ("machine-foreign", FormView::foreign_machine(&Typed::default(), &[])),
        ("app", FormView::app(&Typed::default().with("kind", "web"), &[])),
        ("coach", FormView::coach(&Typed::default(), &[])),
    ];
    for (name, view) in forms {
        show(&format!("connect-{name}"), &chrome("/settings/connections"), false, move || form(view));
    }
}

#[test]
fn what_is_shown_once_and_what_is_asked_once_more() {
    let known = Some(("client-1Yw3", "0secret0", "mE_4x"));
    let lines = first_calls("https://run.example/idp/token", "https://run.example", known);
    let samples = ["Get a token", "List workouts"].into_iter().zip(lines);
    let samples = samples.map(|(name, text)| Sample { name, text, whole: true }).collect();
    let view = Once {
        title: "Kitchen scale is registered".into(),
        client_id: "client-1Yw3".into(),
        secret: Some("0secret0".into()),
        samples,
    };
    show("connect-once", &chrome("/settings/connections/machine"), false, move || once(view));
    let view = Question::withdraw(&grants()[0], true);
    show("connect-withdraw", &chrome("/settings/connections"), false, move || question(view));
}

#[test]
fn the_clients_of_the_installation() {
    let all = [client("Kitchen scale", ClientKind::Machine), client("Meadow", ClientKind::App)];
    let view = ClientsView::new(&all, chrono_tz::UTC);
    show("clients", &chrome("/settings/clients"), false, move || clients(view));
}

#[test]
fn what_was_refused() {
    let row = |reason: &str, client: Option<&str>, policies: &[&str], times| Row {
        event: Event {
            reason: reason.to_owned(),
            client: client.map(client_id),
            policies: policies.iter().map(ToString::to_string).collect(),
        },
        times,
        first_at: now(),
        last_at: now(),
        request_id: "8f2c91d04ab7".to_owned(),
    };
    let rows = [
        row("the token's time is not now", None, &[], 1_204),
        row("the token lacks the scope workouts:write", Some("c1"), &[], 1),
        row("the policies do not permit EditProfile", Some("c2"), &["agent-changes-no-profile"], 2),
    ];
    let clients = [client("Kitchen scale", ClientKind::Machine)];
    let view = RefusalsView::new(&rows, &clients, chrono_tz::UTC);
    show("refusals", &chrome("/settings/refusals"), false, move || refusals(view));
    let none = RefusalsView::new(&[], &[], chrono_tz::UTC);
    show("refusals-none", &chrome("/settings/refusals"), false, move || refusals(none));
}

#[test]
fn somebody_elses_log_says_whose_it_is() {
    let log = Log::new("ada", "Ada <b>".into(), Scopes::parse("workouts:read trends:read"));
    let view = WorkoutsView::new(&sample::workouts(4), Units::Metric, Narrowing::default(), Some("cursor"));
    let view = view.within(Some(&log));
    show("workouts-coached", &chrome("/athletes/ada/workouts"), false, move || coached(&log, workouts(view)));
}

fn api() -> ReferenceView {
    let kind = |kind: &server::api::fault::Kind| ProblemKind {
        status: kind.status.as_u16(),
        name: kind.name,
        title: kind.title,
    };
    let around =
        Around { token_endpoint: Some("https://run.example/idp/token".into()), rate: 600, demo: true };
    let document = document(&routes::table(), "https://run.example");
    ReferenceView::new(&document, KINDS.iter().map(kind).collect(), around)
}

#[test]
fn the_api_to_be_read() {
    show("api", &chrome("/api"), false, || reference(api()));
}

#[test]
fn every_kind_of_problem_says_what_to_do_about_it() {
    for kind in KINDS {
        let kind = ProblemKind { status: kind.status.as_u16(), name: kind.name, title: kind.title };
        assert!(!kind.advice().is_empty(), "{}", kind.name);
    }
}
