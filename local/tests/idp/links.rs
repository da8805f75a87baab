//! One-time links: taken by an account and by nothing else.

use super::accounts::{CARO, invite, shown_ticket, sign_up};
use super::house::{cut_off, house, shaky_house};
use chrono::TimeDelta;
use http::{StatusCode, header};
use local::table::faults::{Fault, Faults};

#[tokio::test]
async fn a_request_that_is_cut_off_after_any_step_leaves_the_link_or_the_account() {
    let house = shaky_house(&Faults::none()).await;
    for steps in 0.. {
        let ticket = shown_ticket(&invite(&house, "ada@longrun.test", "longrun-demo-1").await);
        let (email, mut fields) = (format!("caro-{steps}@longrun.test"), CARO);
        fields[1].1 = &email;
        let done = cut_off(sign_up(&house, &ticket, &fields), steps).await;
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        let joined = house.sign_in(&email, fields[2].1).await.status == StatusCode::SEE_OTHER;
        let again = sign_up(&house, &ticket, &fields).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "{joined} after {steps} steps: {}", again.body);
        if done.is_some() {
            assert!(steps > 4, "{steps} steps are too few to have been cut off in each");
            return;
        }
    }
}

#[tokio::test]
async fn a_vault_that_fails_costs_no_link() {
    let faults = Faults::none();
    let house = shaky_house(&faults).await;
    let ticket = shown_ticket(&invite(&house, "ada@longrun.test", "longrun-demo-1").await);
    for operation in ["PutItem", "UpdateItem"] {
        (0..3).for_each(|_| faults.queue(operation, Fault::Reset));
        assert_eq!(sign_up(&house, &ticket, &CARO).await.status, StatusCode::INTERNAL_SERVER_ERROR);
    }
    assert_eq!(sign_up(&house, &ticket, &CARO).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_address_of_which_a_crash_left_a_part_only_is_free_again_after_ten_minutes() {
    let faults = Faults::none();
    let house = shaky_house(&faults).await;
    let invitation = || invite(&house, "ada@longrun.test", "longrun-demo-1");
    let (first, second) = (shown_ticket(&invitation().await), shown_ticket(&invitation().await));
    // The address is kept and the link taken, the account is not written.
    faults.queue("UpdateItem", Fault::Throttled);
    (0..3).for_each(|_| faults.queue("PutItem", Fault::Reset));
    assert_eq!(sign_up(&house, &first, &CARO).await.status, StatusCode::INTERNAL_SERVER_ERROR);
    let early = sign_up(&house, &second, &CARO).await;
    assert!(early.body.contains("E-mail address has an account already"), "{}", early.body);
    let nobody = house.sign_in("caro@longrun.test", "four words in a row").await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    house.pass(TimeDelta::minutes(10));
    assert_eq!(sign_up(&house, &second, &CARO).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_form_that_is_sent_twice_leads_to_the_sign_in_both_times() {
    let house = house().await;
    let ticket = shown_ticket(&invite(&house, "ada@longrun.test", "longrun-demo-1").await);
    for _ in 0..2 {
        let answer = sign_up(&house, &ticket, &CARO).await;
        assert_eq!((answer.status, answer.header(&header::LOCATION)), (StatusCode::SEE_OTHER, "/auth/login"));
    }
    let mut guess = CARO;
    guess[2].1 = "four wrong words in a row";
    for _ in 0..10 {
        assert_eq!(sign_up(&house, &ticket, &guess).await.status, StatusCode::NOT_FOUND);
    }
    let throttled = sign_up(&house, &ticket, &CARO).await;
    assert_eq!(throttled.status, StatusCode::NOT_FOUND, "guesses count here too");
}
