//! What did not work is told on a page that is still the visitor's own.

use super::support::log::Log;
use super::support::{Answer, Browser, longrun, longrun_at, longrun_with, now};
use axum::body::Body;
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, SET_COOKIE};
use http::{Method, StatusCode};
use server::clock::Clock;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

fn is_at_home(answer: &Answer) -> bool {
    ["class=\"places\"", "action=\"/auth/logout\"", "<span>Ada", "data-color-scheme=\"dark\""]
        .iter()
        .all(|part| answer.body.replace("<!>", "").contains(part))
}

/// A browser in which Ada is signed in, who likes it dark.
async fn ada(longrun: &server::startup::Longrun) -> Browser {
    let mut ada = Browser::of(longrun, "ada").await;
    let fields = [
        ("version", "1"),
        ("display_name", "Ada"),
        ("units", "metric"),
        ("time_zone", "Europe/Berlin"),
        ("color_scheme", "dark"),
    ];
    assert_eq!(ada.post("/settings", &fields).await.status, StatusCode::SEE_OTHER);
    ada
}

#[tokio::test]
async fn somebody_signed_in_finds_their_colours_and_every_way_on_an_error_page() {
    let longrun = longrun().await;
    let mut ada = ada(&longrun).await;
    for (path, status) in [
        ("/nothing-here", StatusCode::NOT_FOUND),
        ("/workouts/01JA", StatusCode::NOT_FOUND),
        ("/workouts?after=x", StatusCode::BAD_REQUEST),
        ("/auth/logout", StatusCode::METHOD_NOT_ALLOWED),
    ] {
        let answer = ada.get(path).await;
        assert_eq!(answer.status, status, "{path}");
        assert!(is_at_home(&answer), "{path}: {}", answer.body);
    }
}

#[tokio::test]
async fn nobody_and_whoever_brings_an_old_cookie_find_a_way_out_without_navigation() {
    let longrun = longrun().await;
    let mut ada = ada(&longrun).await;
    let mut old = ada.clone();
    ada.post("/auth/logout", &[]).await;
    for browser in [&mut Browser::new(&longrun), &mut old] {
        let answer = browser.get("/nothing-here").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(!answer.body.contains("class=\"places\""), "{}", answer.body);
        assert!(answer.body.contains("class=\"button\""), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_request_that_is_no_visitors_gets_no_page() {
    let longrun = longrun().await;
    let ada = ada(&longrun).await;
    let mut request = ada.request(Method::GET, "/nothing-here").body(Body::empty()).expect("a request");
    request.headers_mut().remove("accept");
    let answer = ada.clone().send(request).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(!answer.headers.contains_key(CONTENT_TYPE) && answer.body.is_empty(), "{}", answer.body);
}

/// Some programs' libraries say that they take pages too, unless they are told otherwise.
#[tokio::test]
async fn a_program_is_told_in_json_what_is_wrong_whatever_it_says_that_it_reads() {
    let mut program = Browser::new(&longrun().await);
    let spent = [("grant_type", "refresh_token"), ("refresh_token", "spent"), ("client_id", "nobody")];
    for (path, error) in [("/idp/token", "invalid_client"), ("/idp/revoke", "invalid_client")] {
        let answer = program.post(path, &spent).await;
        assert_eq!(answer.headers[CONTENT_TYPE], "application/json", "{path}: {}", answer.body);
        assert!(answer.body.contains(&format!("\"{error}\"")), "{path}: {}", answer.body);
    }
}

#[tokio::test]
async fn what_goes_wrong_inside_is_told_with_the_reference_that_the_log_has() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(log.clone()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let longrun = longrun().await;
    let mut ada = ada(&longrun).await;
    let id = ada.log("Soon damaged").await;
    let client = longrun.embedded.as_ref().expect("the embedded store").client();
    let items = client.scan().table_name("journal").send().await.expect("a scan").items.expect("items");
    let sort = format!("WORKOUT#{id}");
    let mut item = items.into_iter().find(|item| item["sk"].as_s() == Ok(&sort)).expect("the workout");
    item.remove("record");
    client.put_item().table_name("journal").set_item(Some(item)).send().await.expect("damaged");

    let answer = ada.get(&format!("/workouts/{id}")).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(is_at_home(&answer), "{}", answer.body);
    let (_, quoted) = answer.body.split_once("quote <code>").expect("something to quote");
    let reference = quoted.split('<').next().expect("a reference");
    assert_eq!(reference.len(), 12, "{reference}");
    let log = log.text();
    let told = log.lines().find(|line| line.contains(&format!("reference={reference}")));
    assert!(told.is_some_and(|line| line.contains("cannot be read")), "{log}");
    assert!(!answer.body.contains("cannot be read"), "the cause is for the log");
}

#[tokio::test]
async fn a_handler_that_panics_answers_a_page_like_any_other() {
    let broken = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&broken);
    let clock = Clock::new(move || {
        assert!(!seen.load(Ordering::SeqCst), "this clock is broken");
        now()
    });
    let longrun = longrun_at(clock, &["--data", "memory"]).await;
    broken.store(true, Ordering::SeqCst);
    let answer = Browser::new(&longrun).get("/auth/login").await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(answer.body.contains("Something went wrong"), "{}", answer.body);
    assert!(!answer.body.contains("this clock is broken"), "the cause is for the log");
    assert!(answer.headers.contains_key(CONTENT_SECURITY_POLICY));
}

#[tokio::test]
async fn while_whoever_vouches_for_people_does_not_answer_that_is_said_and_can_be_tried_again() {
    let nobody = ["--oidc-issuer", "http://127.0.0.1:9", "--oidc-client-id", "longrun"];
    let longrun = longrun_with(&[&["--data", "memory"][..], &nobody].concat()).await;
    let answer = Browser::new(&longrun).get("/auth/login").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.body);
    assert!(answer.body.contains("Nobody can sign in just now"), "{}", answer.body);
    assert!(answer.body.contains("href=\"/auth/login\""), "{}", answer.body);
}

#[tokio::test]
async fn a_refused_sign_in_is_forgotten_by_the_browser_that_reads_of_it() {
    let longrun = longrun().await;
    let mut browser = Browser::new(&longrun);
    let away = browser.get("/auth/login").await;
    let state = away.location().split(['?', '&']).find(|it| it.starts_with("state=")).expect("a state");
    let begun = away.headers[SET_COOKIE].to_str().expect("text").split('=').next().expect("a name");
    let answer = browser.get(&format!("/auth/callback?error=access_denied&{state}")).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.headers[CONTENT_TYPE].to_str().expect("text").starts_with("text/html"));
    let forgets = answer.headers[SET_COOKIE].to_str().expect("text");
    assert!(forgets.starts_with(begun) && forgets.contains("Max-Age=0"), "{forgets}");
}
