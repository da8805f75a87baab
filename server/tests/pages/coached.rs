//! What a coach sees of an athlete's log, and what they do not.

use super::support::files::{brought, steady};
use super::support::{Browser, athlete, longrun, longrun_at, permit};
use chrono::{DateTime, TimeDelta, Utc};
use domain::act::Act;
use domain::athlete::Profile;
use domain::grant::{Grant, Grantee};
use domain::quantity::BeatsPerMinute;
use domain::scope::Scopes;
use http::{Method, StatusCode};
use server::clock::Clock;
use server::routes;
use server::startup::Longrun;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Ada lets Ben read, for so long.
async fn let_read(longrun: &Longrun, scopes: &str, ends_at: Option<DateTime<Utc>>) {
    let (now, coach) = (longrun.app.now(), Grantee::Coach(athlete(longrun, "ben")));
    let grant = Grant {
        grantee: coach,
        name: "ben@longrun.test".to_owned(),
        known_as: "ben@longrun.test".to_owned(),
        scopes: Scopes::parse(scopes),
        made_at: now,
        ends_at,
        withdrawn_at: None,
        void_until: None,
    };
    let permit = permit(longrun, "ada", Act::ManageConnections).await;
    longrun.app.table.save_grant(&permit, grant, now).await.unwrap();
}

/// Ada says what she wants to be called.
async fn is_called_ada(ada: &mut Browser) {
    let about = [
        ("display_name", "Ada"),
        ("units", "metric"),
        ("time_zone", "Europe/Berlin"),
        ("color_scheme", "auto"),
    ];
    let saved = ada.post("/settings", &[&about[..], &[("version", "0")]].concat()).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
}

/// Every page of an athlete's log for a coach.
fn pages(athlete: &str, workout: &str) -> Vec<String> {
    let routes = routes::table().into_iter().filter(|route| route.path.starts_with("/athletes/"));
    let fill = |route: routes::Route| {
        assert_eq!(route.method, Method::GET, "a coach changes nothing: {}", route.path);
        route.path.replace("{athlete}", athlete).replace("{id}", workout)
    };
    routes.map(fill).collect()
}

#[tokio::test]
async fn a_coach_reads_the_pages_of_whoever_lets_them_and_changes_nothing() {
    let longrun = longrun().await;
    let (mut ada, mut ben) = (Browser::of(&longrun, "ada").await, Browser::of(&longrun, "ben").await);
    is_called_ada(&mut ada).await;
    let workout = ada.log("Canal loop of Ada").await;
    let whose = athlete(&longrun, "ada");
    let_read(&longrun, "workouts:read trends:read", None).await;
    for page in pages(whose.as_str(), &workout) {
        let seen = ben.get(&page).await;
        assert_eq!(seen.status, StatusCode::OK, "{page}: {}", seen.body);
        let body = seen.body.replace("<!>", "");
        assert!(body.contains("You are looking at <strong>Ada</strong>"), "{page}: {body}");
        let tells = match page.rsplit('/').next() {
            Some("load") => "No load is known yet",
            Some("records") => "Longest distance",
            Some("consistency") => "Training on 1 of 365 days.",
            Some("review") => "1 workout so far, of 1 h.",
            _ => "Canal loop of Ada",
        };
        assert!(body.contains(tells), "{page}: {body}");
        let main = body.split("<main").nth(1).unwrap();
        for own in ["/edit", "/delete", "/workouts/new", "\"/workouts", "\"/import"] {
            assert!(!main.contains(own), "{page} leads to {own}: {main}");
        }
        let unmade = ben.post(&page, &[("version", "1")]).await;
        assert_eq!(unmade.status, StatusCode::METHOD_NOT_ALLOWED, "{page}");
    }
    let list = ben.get("/settings/connections").await;
    assert!(list.body.contains(&format!("href=\"/athletes/{whose}/dashboard\"")), "{}", list.body);
    assert!(!ada.get("/workouts").await.body.contains("You are looking at"), "her own");
}

#[tokio::test]
async fn a_log_that_is_not_granted_answers_exactly_as_one_that_is_not_there() {
    let longrun = longrun().await;
    let (mut ada, mut ben) = (Browser::of(&longrun, "ada").await, Browser::of(&longrun, "ben").await);
    let workout = ada.log("Canal loop of Ada").await;
    let whose = athlete(&longrun, "ada").to_string();
    let nobody: String = whose.chars().rev().collect();
    let withdrawn = Grantee::Coach(athlete(&longrun, "ben"));
    for state in ["never granted", "withdrawn", "ended"] {
        match state {
            "withdrawn" => {
                let_read(&longrun, "workouts:read trends:read profile:read", None).await;
                let permit = permit(&longrun, "ada", Act::ManageConnections).await;
                longrun.app.table.withdraw_grant(&permit, &withdrawn, longrun.app.now()).await.unwrap();
            }
            "ended" => {
                let ended = longrun.app.now();
                let_read(&longrun, "workouts:read trends:read profile:read", Some(ended)).await;
            }
            _ => {}
        }
        for (foreign, absent) in pages(&whose, &workout).into_iter().zip(pages(&nobody, &workout)) {
            let (foreign, absent) = (ben.get(&foreign).await, ben.get(&absent).await);
            assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{state}");
            assert_eq!(foreign.body.replace(&whose, ""), absent.body.replace(&nobody, ""), "{state}");
            let names = |answer: &super::support::Answer| answer.headers.keys().cloned().collect::<Vec<_>>();
            assert_eq!(names(&foreign), names(&absent), "{state}");
        }
    }
    let own = ada.get(&format!("/athletes/{whose}/workouts")).await;
    assert_eq!(own.status, StatusCode::NOT_FOUND, "nobody is their own coach");
}

/// Somebody tells their highest heart rate.
async fn reaches(longrun: &Longrun, who: &str, beats: u16) {
    let (read, edit) =
        (permit(longrun, who, Act::ReadProfile).await, permit(longrun, who, Act::EditProfile).await);
    let before = longrun.app.table.profile(&read).await.unwrap().unwrap_or_default();
    let profile = Profile { max_heart_rate: Some(BeatsPerMinute(beats)), ..before };
    longrun.app.table.save_profile(&edit, profile).await.unwrap();
}

#[tokio::test]
async fn a_coach_sees_the_time_in_the_zones_of_the_athlete() {
    let longrun = longrun().await;
    let (mut ada, mut ben) = (Browser::of(&longrun, "ada").await, Browser::of(&longrun, "ben").await);
    reaches(&longrun, "ada", 160).await;
    reaches(&longrun, "ben", 200).await;
    let workout = brought(&mut ada, steady()).await;
    let log = format!("/athletes/{}", athlete(&longrun, "ada"));
    let_read(&longrun, "workouts:read trends:read", None).await;
    // 150 beats are 94 % of what Ada reaches, and 75 % of what Ben does.
    for page in ["/load".to_owned(), workout] {
        // The coach first: what Ada has looked at is kept in memory.
        let coached = ben.get(&format!("{log}{page}")).await.body;
        for seen in [coached, ada.get(&page).await.body] {
            assert!(seen.contains("100 % in zone 5 by heart rate"), "{page}: {seen}");
        }
    }
}

#[tokio::test]
async fn a_coach_sees_no_more_than_what_was_granted() {
    let longrun = longrun().await;
    let (mut ada, mut ben) = (Browser::of(&longrun, "ada").await, Browser::of(&longrun, "ben").await);
    is_called_ada(&mut ada).await;
    let workout = ada.log("Canal loop of Ada").await;
    let whose = athlete(&longrun, "ada");
    let mut seen = async |scopes: &str| {
        let_read(&longrun, scopes, None).await;
        let mut seen = Vec::new();
        for page in pages(whose.as_str(), &workout) {
            seen.push(ben.get(&page).await);
        }
        seen
    };
    let status =
        |seen: &[super::support::Answer]| seen.iter().map(|it| it.status.as_u16()).collect::<Vec<_>>();
    let sums = seen("trends:read").await;
    assert_eq!(status(&sums), [200, 200, 200, 200, 200, 404, 404]);
    assert!(!sums[0].body.contains("Canal loop"), "{}", sums[0].body);
    assert!(sums[0].body.contains("Ada"), "{}", sums[0].body);
    assert!(!sums[2].body.contains("/workouts/0"), "{}", sums[2].body);
    for page in &sums[3..5] {
        assert!(page.body.contains("1 h") && !page.body.contains("/workouts?from"), "{}", page.body);
    }
    assert_eq!(status(&seen("workouts:read").await), [404, 404, 404, 404, 404, 200, 200]);
    assert_eq!(status(&seen("profile:read").await), [404; 7]);
}

#[tokio::test]
async fn a_grant_ends_by_itself() {
    let seconds = Arc::new(AtomicI64::new(0));
    let passed = Arc::clone(&seconds);
    let clock = Clock::new(move || super::support::now() + TimeDelta::seconds(passed.load(Ordering::SeqCst)));
    let longrun = longrun_at(clock, &["--demo", "--data", "memory"]).await;
    let (mut ada, mut ben) = (Browser::of(&longrun, "ada").await, Browser::of(&longrun, "ben").await);
    let workout = ada.log("Canal loop of Ada").await;
    let page = format!("/athletes/{}/workouts/{workout}", athlete(&longrun, "ada"));
    let_read(&longrun, "workouts:read", Some(longrun.app.now() + TimeDelta::minutes(1))).await;
    assert_eq!(ben.get(&page).await.status, StatusCode::OK);
    seconds.store(60, Ordering::SeqCst);
    assert_eq!(ben.get(&page).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_cursor_into_somebodys_log_is_good_there_only() {
    let longrun = longrun().await;
    let (mut ada, mut ben) = (Browser::of(&longrun, "ada").await, Browser::of(&longrun, "ben").await);
    for number in 0..31 {
        ada.log(&format!("Run {number}")).await;
    }
    let_read(&longrun, "workouts:read", None).await;
    let list = format!("/athletes/{}/workouts", athlete(&longrun, "ada"));
    let first = ben.get(&list).await;
    let (_, rest) = first.body.split_once("after=").unwrap();
    let cursor = rest.split('"').next().unwrap();
    assert!(first.body.contains(&format!("href=\"{list}?sport=")), "{}", first.body);
    assert_eq!(ben.get(&format!("{list}?after={cursor}")).await.status, StatusCode::OK);
    assert_eq!(ben.get(&format!("/workouts?after={cursor}")).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(ada.get(&format!("/workouts?after={cursor}")).await.status, StatusCode::BAD_REQUEST);
}
