//! Guessing, changing, and what a wrong password may learn.

use super::house::{House, authorize, house, shaky_house};
use chrono::TimeDelta;
use http::{StatusCode, header};
use local::table::faults::{Fault, Faults};

async fn attempt(house: &House, email: &str, password: &str) -> super::house::Answer {
    house.sign_in(email, password).await
}

async fn attempt_from(house: &House, address: &str, email: &str, password: &str) -> StatusCode {
    let request = house.get(&authorize(&[])).await.hidden("request");
    let form = [("request", &*request), ("email", email), ("password", password)];
    house.post_from(address, "/idp/sign-in", &form).await.status
}

/// As many wrong passwords as an account takes, from five networks.
async fn strangers_try(house: &House, email: &str) {
    for number in 0..50 {
        let address = format!("192.0.2.{}", number % 5 + 1);
        attempt_from(house, &address, email, "a wrong password").await;
    }
}

async fn change(house: &House, password: &str, new: &str) -> super::house::Answer {
    let form = [("email", "ada@longrun.test"), ("password", password), ("new_password", new)];
    house.post("/idp/password", &form).await
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_account_look_the_same_and_cost_the_same() {
    let house = house().await;
    let before = house.provider.password_hashes();
    let wrong = attempt(&house, "ada@longrun.test", "a wrong password").await;
    assert_eq!(house.provider.password_hashes(), before + 1);
    let unknown = attempt(&house, "eve@longrun.test", "a wrong password").await;
    assert_eq!(house.provider.password_hashes(), before + 2);
    let nonsense = attempt(&house, "no address", "a wrong password").await;
    assert_eq!(house.provider.password_hashes(), before + 3);

    let told = |answer: &super::house::Answer| {
        let sealed = answer.hidden("request");
        answer.body.replace(&sealed, "").replace("ada@", "x@").replace("eve@", "x@")
    };
    assert_eq!(told(&wrong), told(&unknown));
    for answer in [wrong, unknown, nonsense] {
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("E-mail address and password do not match."));
        assert!(!answer.body.contains("a wrong password"));
    }
}

#[tokio::test]
async fn guessing_at_an_account_is_throttled_whoever_guesses_and_even_if_right() {
    let house = house().await;
    for email in ["ada@longrun.test", "eve@longrun.test"] {
        for _ in 0..10 {
            let answer = attempt(&house, email, "a wrong password").await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let hashes = house.provider.password_hashes();
        let answer = attempt(&house, email, "longrun-demo-1").await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{email}");
        assert_eq!(answer.header(&header::RETRY_AFTER), "900");
        assert!(answer.body.contains("Wait 15 minutes"), "{}", answer.body);
        assert_eq!(house.provider.password_hashes(), hashes, "nothing is computed for it");
    }
    house.pass(TimeDelta::minutes(15));
    let answer = attempt(&house, "ada@longrun.test", "longrun-demo-1").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn one_address_may_not_go_through_many_accounts() {
    let house = house().await;
    let request = house.get(&authorize(&[])).await.hidden("request");
    let guess = async |address: &str, number: u32| {
        let email = format!("athlete-{number}@longrun.test");
        let form = [("request", &*request), ("email", &email), ("password", "a wrong password")];
        house.post_from(address, "/idp/sign-in", &form).await.status
    };
    for number in 0..50 {
        assert_eq!(guess("192.0.2.7", number).await, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(guess("192.0.2.7", 50).await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(guess("192.0.2.8", 50).await, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn invitations_and_changes_are_throttled_with_sign_ins() {
    let house = house().await;
    for _ in 0..5 {
        change(&house, "a wrong password", "something else entirely").await;
        let form = [("email", "ada@longrun.test"), ("password", "a wrong password")];
        house.post("/idp/invite", &form).await;
    }
    let answer = attempt(&house, "ada@longrun.test", "longrun-demo-1").await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_changed_password_ends_every_earlier_sign_in() {
    let house = house().await;
    let tokens = house.tokens().await;
    let unspent = house.code().await;
    let answer = change(&house, "longrun-demo-1", "something else entirely").await;
    assert_eq!(
        (answer.status, answer.header(&header::LOCATION)),
        (StatusCode::SEE_OTHER, "/idp/password/changed")
    );

    let refreshed = house.refresh(tokens["refresh_token"].as_str().unwrap()).await;
    assert_eq!(refreshed.refused(), (400, "invalid_grant".into()));
    assert_eq!(house.exchange(&unspent).await.refused(), (400, "invalid_grant".into()));
    let info = house.userinfo(tokens["access_token"].as_str().unwrap()).await;
    assert_eq!(info.status, StatusCode::UNAUTHORIZED);

    assert_eq!(
        attempt(&house, "ada@longrun.test", "longrun-demo-1").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        attempt(&house, "ada@longrun.test", "something else entirely").await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_change_needs_the_old_password_and_a_good_new_one() {
    let house = house().await;
    let wrong = change(&house, "a wrong password", "something else entirely").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("do not match"));
    let weak = change(&house, "longrun-demo-1", "password123").await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(weak.body.contains("New password is among the first that others would try"), "{}", weak.body);
    assert_eq!(attempt(&house, "ada@longrun.test", "longrun-demo-1").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn too_many_at_once_are_sent_away_and_the_others_get_in() {
    let house = house().await;
    let request = house.get(&authorize(&[])).await.hidden("request");
    let attempts = (0..60).map(|number| {
        let email = format!("athlete-{number}@longrun.test");
        let (house, request) = (&house, &request);
        async move {
            let form = [("request", &**request), ("email", &email), ("password", "a wrong password")];
            house.post("/idp/sign-in", &form).await
        }
    });
    let answers = futures_util::future::join_all(attempts).await;
    let (away, served): (Vec<_>, Vec<_>) =
        answers.iter().partition(|answer| answer.status == StatusCode::SERVICE_UNAVAILABLE);
    assert!(!away.is_empty() && served.len() >= 32, "{} and {}", away.len(), served.len());
    assert!(away.iter().all(|answer| answer.header(&header::RETRY_AFTER) == "3"));
    assert!(served.iter().all(|answer| answer.status == StatusCode::UNPROCESSABLE_ENTITY));
}

#[tokio::test]
async fn of_two_changes_at_once_one_is_made() {
    let house = house().await;
    let (a, b) = tokio::join!(
        change(&house, "longrun-demo-1", "the first of two"),
        change(&house, "longrun-demo-1", "the second of two")
    );
    let made = [a, b].iter().filter(|answer| answer.status == StatusCode::SEE_OTHER).count();
    assert_eq!(made, 1);
}

#[tokio::test]
async fn an_unknown_account_costs_as_many_reads_as_a_known_one() {
    let faults = Faults::none();
    let house = shaky_house(&faults).await;
    let (mut reads, home) = (Vec::new(), "198.51.100.7");
    attempt_from(&house, home, "ada@longrun.test", "longrun-demo-1").await;
    for email in ["ada@longrun.test", "nobody@longrun.test", "no address"] {
        let before = faults.requests();
        attempt_from(&house, home, email, "a wrong password").await;
        let between = faults.requests();
        strangers_try(&house, email).await;
        let full = faults.requests();
        attempt_from(&house, "192.0.2.1", email, "a wrong password").await;
        reads.push((between - before, faults.requests() - full));
    }
    assert_eq!(reads, [reads[0]; 3]);
}

#[tokio::test]
async fn strangers_do_not_lock_an_account_where_it_was_opened_before() {
    let house = house().await;
    let (ada, home, office) = ("ada@longrun.test", "198.51.100.7", "198.51.100.8");
    let right = async |address| attempt_from(&house, address, ada, "longrun-demo-1").await;
    assert_eq!((right(home).await, right(office).await), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
    strangers_try(&house, ada).await;
    assert_eq!(right("203.0.113.1").await, StatusCode::TOO_MANY_REQUESTS);
    for _ in 0..10 {
        let wrong = attempt_from(&house, office, ada, "a wrong password").await;
        assert_eq!(wrong, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(right(office).await, StatusCode::TOO_MANY_REQUESTS, "ten from there, as from elsewhere");
    assert_eq!(right(home).await, StatusCode::SEE_OTHER);

    house.pass(TimeDelta::days(90));
    strangers_try(&house, ada).await;
    assert_eq!(right(home).await, StatusCode::TOO_MANY_REQUESTS, "it is forgotten after ninety days");
}

#[tokio::test]
async fn what_was_not_checked_does_not_count() {
    let faults = Faults::none();
    let house = shaky_house(&faults).await;
    for _ in 0..10 {
        (0..3).for_each(|_| faults.queue("GetItem", Fault::Reset));
        let failed = attempt(&house, "ada@longrun.test", "longrun-demo-1").await;
        assert_eq!(failed.status, StatusCode::INTERNAL_SERVER_ERROR);
    }
    let request = house.get(&authorize(&[])).await.hidden("request");
    let emails = (0..40).map(|number| format!("athlete-{number}@longrun.test"));
    let attempts = emails.chain(vec!["ada@longrun.test".to_owned(); 10]).map(|email| {
        let (house, request) = (&house, &request);
        async move {
            let form = [("request", &**request), ("email", &email), ("password", "a wrong password")];
            house.post("/idp/sign-in", &form).await.status
        }
    });
    let answers = futures_util::future::join_all(attempts).await;
    assert_eq!(answers[40..], [StatusCode::SERVICE_UNAVAILABLE; 10]);
    assert_eq!(attempt(&house, "ada@longrun.test", "longrun-demo-1").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_change_that_is_sent_twice_is_made_both_times() {
    let house = house().await;
    let change = async || change(&house, "longrun-demo-1", "something else entirely").await;
    let (a, b) = tokio::join!(change(), change());
    for answer in [a, b, change().await] {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert_eq!(answer.header(&header::LOCATION), "/idp/password/changed");
    }
}

#[tokio::test]
async fn a_change_is_two_guesses() {
    let house = house().await;
    for _ in 0..5 {
        let wrong = change(&house, "a wrong password", "another wrong password").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let throttled = change(&house, "a wrong password", "longrun-demo-1").await;
    assert_eq!(throttled.status, StatusCode::TOO_MANY_REQUESTS);
}
