//! Where a list goes on stands in a link, and is of no use to anybody else or for another list.

use super::support::{Answer, Browser, fill_in, longrun, now};
use domain::athlete::Profile;
use domain::workout::Draft;
use http::StatusCode;
use server::startup::Longrun;

/// Logs more runs than a page of the list holds.
async fn fill(longrun: &Longrun, subject: &str) {
    let profile = Profile::new(subject.to_owned(), chrono_tz::UTC);
    for minute in 10..45 {
        let draft = Draft {
            sport: "run".to_owned(),
            date: "2026-11-20".to_owned(),
            time: format!("07:{minute}"),
            duration: "30".to_owned(),
            title: format!("{subject} {minute}"),
            ..Draft::default()
        };
        let details = draft.parse(profile.units, profile.time_zone, now()).expect("details");
        fill_in(longrun, subject, (details, &profile)).await;
    }
}

/// Where the link to older workouts on this page leads.
fn older(page: &Answer) -> String {
    let links = page.body.split("href=\"").filter_map(|rest| rest.split('"').next());
    let older = links.into_iter().find(|link| link.contains("after="));
    older.unwrap_or_else(|| panic!("no older workouts in {}", page.body)).replace("&amp;", "&")
}

fn cursor(link: &str) -> &str {
    link.split_once("after=").expect("a cursor").1
}

fn assert_refused(answer: &Answer, why: &str) {
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{why}: {}", answer.body);
    assert!(answer.body.contains("href=\"/workouts\""), "{why}: there is a way out");
}

#[tokio::test]
async fn the_list_goes_on_where_its_link_says() {
    let longrun = longrun().await;
    fill(&longrun, "ada").await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let first = ada.get("/workouts").await;
    assert!(first.body.contains("ada 44") && !first.body.contains("ada 14"));
    let second = ada.get(&older(&first)).await;
    assert!(second.body.contains("ada 14") && !second.body.contains("ada 15"), "{}", second.body);
}

#[tokio::test]
async fn a_cursor_is_good_for_its_athlete_and_its_list_only() {
    let longrun = longrun().await;
    fill(&longrun, "ada").await;
    fill(&longrun, "ben").await;
    let (mut ada, mut ben) = (Browser::of(&longrun, "ada").await, Browser::of(&longrun, "ben").await);
    let link = older(&ada.get("/workouts").await);
    let cursor = cursor(&link);
    assert_refused(&ben.get(&link).await, "another athlete's");
    for list in ["sport=run", "from=2026-01-01", "to=2026-12-31"] {
        assert_refused(&ada.get(&format!("/workouts?{list}&after={cursor}")).await, list);
    }
    let narrowed = older(&ada.get("/workouts?sport=run").await);
    assert_refused(
        &ada.get(&format!("/workouts?after={}", self::cursor(&narrowed))).await,
        "a shorter list's",
    );
    assert_eq!(ada.get(&link).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_cursor_of_which_one_letter_is_another_is_refused() {
    let longrun = longrun().await;
    fill(&longrun, "ada").await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let link = older(&ada.get("/workouts").await);
    let cursor = cursor(&link);
    for place in 0..cursor.len() {
        let mut bytes = cursor.as_bytes().to_vec();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        let flipped = String::from_utf8(bytes).expect("letters");
        assert_refused(&ada.get(&format!("/workouts?after={flipped}")).await, &flipped);
    }
    for wrong in ["", "x", "%00"] {
        assert_refused(&ada.get(&format!("/workouts?after={wrong}")).await, wrong);
    }
}
