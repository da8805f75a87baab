//! How long a session lives, and whose cookie counts.

use crate::Site;
use crate::log::Log;
use axum::http::{HeaderValue, Request, StatusCode, header};
use chrono::TimeDelta;
use local::table::faults::Fault;
use tracing::subscriber::set_default;

/// Whether a browser that was signed in, and used after each of `uses`, still is after `last`.
async fn lives(path: &str, uses: &[TimeDelta], last: TimeDelta) -> bool {
    let site = Site::new().await;
    // Without a refresh token nothing but the session's own life is at play.
    site.provider.script(|it| {
        it.answer = Some(Box::new(|it| drop(it.as_object_mut().unwrap().remove("refresh_token"))));
    });
    let mut browser = site.browser();
    site.sign_in(&mut browser, path).await;
    for pause in uses {
        site.pass(*pause);
        assert_eq!(browser.get("/page").await.status, StatusCode::OK);
    }
    site.pass(last);
    browser.get("/page").await.status == StatusCode::OK
}

#[tokio::test]
async fn an_unused_session_ends_after_twelve_hours() {
    let second = TimeDelta::seconds(1);
    assert!(lives("/auth/login", &[], TimeDelta::hours(12) - second).await);
    assert!(!lives("/auth/login", &[], TimeDelta::hours(12) + second).await);
}

#[tokio::test]
async fn a_used_session_ends_after_seven_days() {
    let uses = [TimeDelta::hours(11); 15];
    let past = TimeDelta::hours(165);
    let second = TimeDelta::seconds(1);
    assert!(lives("/auth/login", &uses, TimeDelta::days(7) - past - second).await);
    assert!(!lives("/auth/login", &uses, TimeDelta::days(7) - past + second).await);
}

#[tokio::test]
async fn on_ones_own_device_it_is_fourteen_and_sixty_days() {
    let (path, second) = ("/auth/login?remember=1", TimeDelta::seconds(1));
    assert!(lives(path, &[], TimeDelta::days(14) - second).await);
    assert!(!lives(path, &[], TimeDelta::days(14) + second).await);
    let (uses, past) = ([TimeDelta::days(13); 4], TimeDelta::days(52));
    assert!(lives(path, &uses, TimeDelta::days(60) - past - second).await);
    assert!(!lives(path, &uses, TimeDelta::days(60) - past + second).await);
}

#[tokio::test]
async fn reading_pages_writes_at_most_every_five_minutes() {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    let before = site.faults.requests();
    for _ in 0..10 {
        browser.get("/page").await;
    }
    assert_eq!(site.faults.requests() - before, 10, "one read each");
}

#[tokio::test]
async fn whatever_a_session_is_read_for_it_is_read_as_it_is_now() {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    let before = site.faults.requests();
    for pause in [0, 250, 3600] {
        site.pass(TimeDelta::seconds(pause));
        browser.get("/page").await;
    }
    site.sign_in(&mut browser, "/auth/login").await;
    browser.post("/auth/logout").await;
    browser.get("/page").await;
    assert!(site.faults.requests() > before + 6);
    assert_eq!(site.faults.stale_reads(), 0);
}

#[tokio::test]
async fn two_session_cookies_at_once_are_refused() {
    let site = Site::new().await;
    let browser = site.signed_in().await;
    let own = format!("__Host-Http-longrun={}", browser.cookies["__Host-Http-longrun"]);
    for cookies in [format!("{own}; __Host-Http-longrun=x"), format!("__Host-Http-longrun=x; {own}")] {
        for page in ["/page", "/open"] {
            let mut stranger = site.browser();
            let answer = stranger.send(Request::get(page).header(header::COOKIE, &cookies)).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        }
    }
}

#[tokio::test]
async fn a_neighbours_cookie_that_is_no_text_hides_no_session() {
    let site = Site::new().await;
    let own = site.signed_in().await.cookies["__Host-Http-longrun"].clone();
    for neighbour in [&b"name=J\xc3\xbcrg"[..], b"theme=\xff\xfe", b"\xff"] {
        let line = [neighbour, b"; __Host-Http-longrun=", own.as_bytes()].concat();
        let line = HeaderValue::from_bytes(&line).unwrap();
        let request = Request::get("/page").header(header::COOKIE, line);
        assert_eq!(site.browser().send(request).await.status, StatusCode::OK, "{neighbour:?}");
    }
}

#[tokio::test]
async fn only_spaces_and_tabs_around_a_cookies_name_are_not_part_of_it() {
    let site = Site::new().await;
    let own = site.signed_in().await.cookies["__Host-Http-longrun"].clone();
    for (blank, counts) in [(" ", true), ("\t", true), ("\u{a0}", false), ("\u{2000}", false)] {
        let line = format!("{blank}__Host-Http-longrun={own}");
        let line = HeaderValue::from_bytes(line.as_bytes()).unwrap();
        let answer = site.browser().send(Request::get("/page").header(header::COOKIE, line)).await;
        assert_eq!(answer.status == StatusCode::OK, counts, "{blank:?}");
    }
}

#[tokio::test]
async fn an_invented_cookie_is_refused_before_anything_is_read() {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    let genuine = browser.cookies["__Host-Http-longrun"].clone();
    let before = site.faults.requests();
    for forged in ["x", "AAAAAAAAAAAAAAAAAAAAAA", &genuine[1..], &genuine.replace('A', "B"), ""] {
        browser.cookies.insert("__Host-Http-longrun".to_owned(), forged.to_owned());
        assert_eq!(browser.get("/page").await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(site.faults.requests(), before);
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_sent_to_sign_in_or_told() {
    let site = Site::new().await;
    let answer = site.browser().get("/page?a=b").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location(), "/auth/login?return_to=%2Fpage%3Fa%3Db");
    assert_eq!(site.browser().post("/page").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(site.browser().get("/open").await.body, "nobody");
    assert_eq!(site.signed_in().await.get("/open").await.body, "ada");
}

#[tokio::test]
async fn a_vault_that_does_not_answer_signs_nobody_out() {
    let log = Log::default();
    let _guard =
        set_default(tracing_subscriber::fmt().with_env_filter("server").with_writer(log.clone()).finish());
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    for _ in 0..8 {
        site.faults.queue("GetItem", Fault::Reset);
    }
    assert_eq!(browser.get("/page").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(log.text().contains("sessions cannot be reached"), "{}", log.text());
    while browser.get("/page").await.status != StatusCode::OK {}
}
