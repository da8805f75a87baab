//! Codes and refresh tokens are good once; a second use ends everything that came of the sign-in.

use super::house::{CALLBACK, House, house, shaky_house};
use chrono::TimeDelta;
use http::StatusCode;
use local::idp::ClientKind;
use local::table::faults::{Fault, Faults};
use serde_json::Value;

fn refresh_token(tokens: &Value) -> String {
    tokens["refresh_token"].as_str().unwrap_or_default().to_owned()
}

async fn is_over(house: &House, tokens: &Value) -> bool {
    let info = house.userinfo(tokens["access_token"].as_str().unwrap_or_default()).await;
    let refreshed = house.refresh(&refresh_token(tokens)).await;
    info.status == StatusCode::UNAUTHORIZED && refreshed.refused() == (400, "invalid_grant".to_owned())
}

#[tokio::test]
async fn a_code_shown_twice_ends_what_it_bought() {
    let house = house().await;
    let code = house.code().await;
    let tokens = house.exchange(&code).await.json();
    assert_eq!(house.exchange(&code).await.refused(), (400, "invalid_grant".into()));
    assert!(is_over(&house, &tokens).await);
}

#[tokio::test]
async fn a_refresh_gives_a_new_token_of_the_same_sign_in() {
    let house = house().await;
    let first = house.tokens().await;
    house.pass(TimeDelta::minutes(4));
    let answer = house.refresh(&refresh_token(&first)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let second = answer.json();
    assert_ne!(refresh_token(&first), refresh_token(&second));
    let (before, after) =
        (super::house::claims(&first["id_token"]), super::house::claims(&second["id_token"]));
    assert_eq!(after["nonce"], Value::Null);
    for same in ["sub", "aud", "iss", "auth_time", "sid"] {
        assert_eq!(before[same], after[same], "{same}");
    }
    assert_eq!(house.refresh(&refresh_token(&second)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_refresh_token_used_twice_ends_its_family() {
    let house = house().await;
    let first = house.tokens().await;
    let second = house.refresh(&refresh_token(&first)).await.json();
    assert_eq!(house.refresh(&refresh_token(&first)).await.refused(), (400, "invalid_grant".into()));
    assert!(is_over(&house, &second).await);
}

#[tokio::test]
async fn of_many_at_once_one_gets_a_token_and_the_family_ends() {
    let house = house().await;
    let first = refresh_token(&house.tokens().await);
    let (a, b, c) = tokio::join!(house.refresh(&first), house.refresh(&first), house.refresh(&first));
    let winners: Vec<_> = [a, b, c].into_iter().filter(|answer| answer.status == StatusCode::OK).collect();
    assert_eq!(winners.len(), 1);
    assert!(is_over(&house, &winners[0].json()).await);
}

#[tokio::test]
async fn a_forged_refresh_token_ends_nothing() {
    let house = house().await;
    let real = refresh_token(&house.tokens().await);
    let (start, end) = real.split_at(real.len() - 4);
    let forged = format!("{start}{}", if end == "AAAA" { "BBBB" } else { "AAAA" });
    assert_eq!(house.refresh(&forged).await.refused(), (400, "invalid_grant".into()));
    assert_eq!(house.refresh(&real).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_refresh_may_narrow_and_never_widen() {
    let house = house().await;
    let token = refresh_token(&house.tokens().await);
    let with = |scope| [("grant_type", "refresh_token"), ("refresh_token", &*token), ("scope", scope)];
    for wide in ["openid workouts:write", "admin"] {
        assert_eq!(house.token(&with(wide)).await.refused(), (400, "invalid_scope".into()), "{wide}");
    }
    let narrow = house.token(&with("workouts:read")).await.json();
    assert_eq!(narrow["scope"], "workouts:read");
    assert_eq!(narrow["id_token"], Value::Null);
    let again = house.refresh(&refresh_token(&narrow)).await.json();
    assert_eq!(again["scope"], "openid profile email offline_access workouts:read");
}

#[tokio::test]
async fn a_refresh_token_ends_when_idle_and_after_sixty_days_at_the_latest() {
    let house = house().await;
    let idle = house.tokens().await;
    let mut used = house.tokens().await;
    for _ in 0..4 {
        house.pass(TimeDelta::days(13));
        used = house.refresh(&refresh_token(&used)).await.json();
    }
    assert_eq!(house.refresh(&refresh_token(&idle)).await.refused(), (400, "invalid_grant".into()));
    house.pass(TimeDelta::days(8));
    assert_eq!(house.refresh(&refresh_token(&used)).await.refused(), (400, "invalid_grant".into()));
}

#[tokio::test]
async fn a_revoked_token_ends_its_family_and_an_unknown_one_is_as_good_as_revoked() {
    let house = house().await;
    for kind in ["refresh_token", "access_token"] {
        let tokens = house.tokens().await;
        let token = tokens[kind].as_str().unwrap();
        let answer = house.post_as_web("/idp/revoke", &[("token", token)]).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(is_over(&house, &tokens).await, "{kind}");
    }
    let unknown = house.post_as_web("/idp/revoke", &[("token", "unknown")]).await;
    assert_eq!(unknown.status, StatusCode::OK);
}

#[tokio::test]
async fn only_the_client_that_holds_a_token_can_revoke_it() {
    let house = house().await;
    let tokens = house.tokens().await;
    let refresh = refresh_token(&tokens);
    let machine = [("client_id", "demo-machine"), ("client_secret", "demo-machine-secret")];
    let mut form = vec![("token", &*refresh)];
    assert_eq!(house.post("/idp/revoke", &form).await.refused(), (401, "invalid_client".into()));
    form.extend(machine);
    assert_eq!(house.post("/idp/revoke", &form).await.status, StatusCode::OK);
    assert!(!is_over(&house, &tokens).await);
}

#[tokio::test]
async fn of_two_at_the_same_moment_the_one_that_loses_ends_the_family() {
    let faults = Faults::none();
    let house = shaky_house(&faults).await;
    let first = refresh_token(&house.tokens().await);
    // The first write has to be sent again, so that both have read the family before either writes it.
    faults.queue("PutItem", Fault::Throttled);
    let (one, other) = tokio::join!(house.refresh(&first), house.refresh(&first));
    let winners: Vec<_> = [one, other].into_iter().filter(|answer| answer.status == StatusCode::OK).collect();
    assert_eq!(winners.len(), 1);
    assert!(is_over(&house, &winners[0].json()).await);
}

#[tokio::test]
async fn another_client_cannot_use_a_refresh_token_nor_end_it() {
    let house = house().await;
    let tokens = house.tokens().await;
    let thief = house.client(ClientKind::Native, &[CALLBACK], "workouts:read").await;
    let refresh = refresh_token(&tokens);
    let form =
        [("grant_type", "refresh_token"), ("refresh_token", &*refresh), ("client_id", &thief.client_id)];
    assert_eq!(house.post("/idp/token", &form).await.refused(), (400, "invalid_grant".into()));
    assert!(!is_over(&house, &tokens).await);
}
