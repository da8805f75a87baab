//! Whoever called a device their own need not say so again, and can take it back.

use crate::Site;
use crate::browser::Browser;
use axum::http::StatusCode;
use chrono::TimeDelta;

const DEVICE: &str = "__Host-Http-longrun-device";

/// A site whose sessions live by their own rules alone.
async fn site() -> Site {
    let site = Site::new().await;
    site.provider.script(|it| {
        it.answer = Some(Box::new(|it| drop(it.as_object_mut().unwrap().remove("refresh_token"))));
    });
    site
}

/// Whether somebody who signs in by a link to a page stays signed in for days without use.
async fn stays_after_a_link(site: &Site, browser: &mut Browser) -> bool {
    let away = browser.get("/page").await;
    assert_eq!(away.location(), "/auth/login?return_to=%2Fpage");
    site.sign_in(browser, away.location()).await;
    site.pass(TimeDelta::days(13));
    browser.get("/page").await.status == StatusCode::OK
}

#[tokio::test]
async fn the_choice_outlives_its_session_and_goes_with_every_link() {
    let site = site().await;
    let mut browser = site.browser();
    site.sign_in(&mut browser, "/auth/login?remember=1").await;
    for _ in 0..3 {
        site.pass(TimeDelta::days(60));
        assert!(stays_after_a_link(&site, &mut browser).await);
    }
}

#[tokio::test]
async fn nobody_is_remembered_who_did_not_ask_for_it() {
    let site = site().await;
    assert!(!stays_after_a_link(&site, &mut site.browser()).await);
    for wish in ["remember=0", "remember=", "remember=yes", "remember=1&remember=1"] {
        let mut browser = site.browser();
        site.sign_in(&mut browser, &format!("/auth/login?{wish}")).await;
        assert!(!browser.cookies.contains_key(DEVICE), "{wish}");
    }
}

#[tokio::test]
async fn the_choice_is_taken_back_by_the_other_one_and_by_signing_out() {
    let site = site().await;
    for otherwise in [false, true] {
        let mut browser = site.browser();
        site.sign_in(&mut browser, "/auth/login?remember=1").await;
        assert_eq!(browser.cookies[DEVICE], "1", "it tells nothing of anybody");
        if otherwise {
            site.sign_in(&mut browser, "/auth/login?remember=0").await;
        } else {
            browser.post("/auth/logout").await;
        }
        assert!(!browser.cookies.contains_key(DEVICE));
        site.pass(TimeDelta::days(1));
        assert!(!stays_after_a_link(&site, &mut browser).await);
    }
}
