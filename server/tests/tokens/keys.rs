//! The issuer's keys: asked for seldom, and believed as long as they are published.

use crate::House;
use crate::issuer::Published;
use gate::TokenError;
use gate::jws::JwsError;
use server::bearer::Refusal;
use std::time::{Duration, Instant};

const UNKNOWN: Refusal = Refusal::InvalidToken(TokenError::Jws(JwsError::UnknownKey));

/// Waits until `happened`, for at most a few seconds.
async fn until(happened: impl Fn() -> bool) {
    for _ in 0..2000 {
        if happened() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("it never happened");
}

#[tokio::test]
async fn sign_in_and_api_share_the_keys_that_were_fetched() {
    let house = House::new();
    house.party.is_ready().await.unwrap();
    for _ in 0..10 {
        house.show(&house.token()).await.unwrap();
    }
    assert_eq!(house.issuer.fetches(), 1);
}

#[tokio::test]
async fn a_flood_of_invented_keys_asks_the_issuer_once_in_ten_seconds() {
    let house = House::new();
    house.show(&house.token()).await.unwrap();
    for second in 0..20 {
        let flood = (0..100).map(|number| {
            let token = house.forged(&format!("key-{second}-{number}"));
            let house = &house;
            async move { house.show(&token).await }
        });
        for refused in futures_util::future::join_all(flood).await {
            assert_eq!(refused, Err(UNKNOWN));
        }
        house.show(&house.token()).await.unwrap();
        // At the beginning, at ten seconds, and not once more.
        assert_eq!(house.issuer.fetches(), 1 + second / 10, "at {second} s");
        house.pass(1);
    }
}

#[tokio::test]
async fn whoever_hangs_up_does_not_make_us_ask_again() {
    let house = House::new();
    house.show(&house.token()).await.unwrap();
    house.pass(11);
    house.issuer.publish(Published::Slowly);
    for number in 0..5 {
        let forged = house.forged(&format!("invented-{number}"));
        let hung_up = tokio::time::timeout(Duration::from_millis(20), house.show(&forged)).await;
        assert!(hung_up.is_err(), "{hung_up:?}");
    }
    until(|| house.issuer.fetches() == 2).await;
    house.show(&house.token()).await.unwrap();
    assert_eq!(house.issuer.fetches(), 2);
}

#[tokio::test]
async fn a_new_key_is_fetched_once_and_no_client_notices() {
    let house = House::new();
    let old = house.token();
    house.show(&old).await.unwrap();
    house.pass(11);
    house.issuer.rotate("key-2");
    house.show(&old).await.unwrap();
    let token = house.token();
    let all = futures_util::future::join_all((0..50).map(|_| house.show(&token))).await;
    assert!(all.iter().all(Result::is_ok), "{all:?}");
    assert_eq!(house.issuer.fetches(), 2);
    assert_eq!(house.show(&old).await, Err(UNKNOWN), "its key is published no more");
}

#[tokio::test]
async fn a_key_that_is_published_no_more_is_forgotten_within_the_hour() {
    let house = House::new();
    house.show(&house.token()).await.unwrap();
    house.issuer.publish(Published::Nothing);
    house.pass(3601);
    house.show(&house.token()).await.unwrap();
    until(|| house.issuer.fetches() == 2).await;
    for _ in 0..1000 {
        if house.show(&house.token()).await.is_err() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(house.show(&house.token()).await, Err(UNKNOWN));
}

#[tokio::test]
async fn an_issuer_that_answers_no_keys_costs_nobody_whose_key_is_known_for_a_day() {
    let broken = [Published::Down, Published::TenMegabytes, Published::APage, Published::NoSet];
    for published in broken {
        let house = House::new();
        house.show(&house.token()).await.unwrap();
        house.issuer.publish(published);
        house.pass(23 * 3600);
        house.show(&house.token()).await.unwrap();
        until(|| house.issuer.fetches() == 2).await;
        house.show(&house.token()).await.unwrap();
        assert_eq!(house.show(&house.forged("new")).await, Err(Refusal::Unavailable), "{published:?}");
        house.pass(3600);
        assert_eq!(house.show(&house.token()).await, Err(Refusal::Unavailable), "{published:?}");
        house.issuer.publish(Published::Keys);
        house.pass(11);
        house.show(&house.token()).await.unwrap();
    }
}

#[tokio::test]
async fn an_issuer_that_hangs_keeps_nobody_waiting_whose_key_is_known() {
    let house = House::new();
    house.show(&house.token()).await.unwrap();
    house.issuer.publish(Published::Slowly);
    house.pass(2 * 3600);
    let asked = Instant::now();
    for _ in 0..10 {
        house.show(&house.token()).await.unwrap();
    }
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    until(|| house.issuer.fetches() == 2).await;
}

#[tokio::test]
async fn without_a_key_of_its_name_or_with_two_a_token_is_refused() {
    for published in [Published::Nothing, Published::Twice] {
        let house = House::new();
        house.issuer.publish(published);
        assert_eq!(house.show(&house.token()).await, Err(UNKNOWN), "{published:?}");
        house.issuer.publish(Published::Keys);
        house.pass(11);
        house.show(&house.token()).await.unwrap();
    }
}
