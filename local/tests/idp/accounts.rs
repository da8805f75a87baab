//! How people get an account: the owner by a link at the first start, others by a link of the owner.

use super::house::{House, Pairs, empty_house, house};
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::TimeDelta;
use domain::profile::NAME_CHARACTERS;
use http::{StatusCode, header};

pub(crate) const CARO: [(&str, &str); 4] = [
    ("name", "Caro"),
    ("email", " Caro@Longrun.Test"),
    ("password", "four words in a row"),
    ("time_zone", "Europe/Lisbon"),
];

async fn owner_ticket(house: &House) -> Option<String> {
    let link = house.provider.owner_link(house.now()).await.expect("the vault answers")?;
    assert!(link.as_str().starts_with("http://localhost:3000/idp/sign-up?ticket="));
    link.query_pairs().next().map(|(_, ticket)| ticket.into_owned())
}

pub(crate) async fn sign_up(house: &House, ticket: &str, fields: Pairs<'_>) -> super::house::Answer {
    house.post("/idp/sign-up", &[&[("ticket", ticket)], fields].concat()).await
}

pub(crate) async fn invite(house: &House, email: &str, password: &str) -> super::house::Answer {
    house.post("/idp/invite", &[("email", email), ("password", password)]).await
}

pub(crate) fn shown_ticket(answer: &super::house::Answer) -> String {
    let (_, rest) = answer.body.split_once("/idp/sign-up?ticket=").expect("the page shows a link");
    rest.split('"').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn the_first_link_makes_the_owner_who_can_sign_in() {
    let house = empty_house().await;
    let ticket = owner_ticket(&house).await.unwrap();
    let form = house.get(&format!("/idp/sign-up?ticket={ticket}")).await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(form.body.contains("<option value=\"Europe/Berlin\" selected"), "the zone is filled in");

    let joined = sign_up(&house, &ticket, &CARO).await;
    assert_eq!((joined.status, joined.header(&header::LOCATION)), (StatusCode::SEE_OTHER, "/auth/login"));
    assert!(owner_ticket(&house).await.is_none(), "there is an owner");
    let (_, answer) = house.sign_in("caro@longrun.test", "four words in a row").await.redirect();
    assert!(answer.contains_key("code"));
}

#[tokio::test]
async fn a_link_makes_one_account() {
    let house = empty_house().await;
    let (ticket, older) = (owner_ticket(&house).await.unwrap(), owner_ticket(&house).await.unwrap());
    sign_up(&house, &ticket, &CARO).await;
    let mut other = CARO;
    other[1].1 = "dora@longrun.test";
    for used in [&*ticket, &older, "", "made-up"] {
        assert_eq!(sign_up(&house, used, &other).await.status, StatusCode::NOT_FOUND, "{used}");
        let form = house.get(&format!("/idp/sign-up?ticket={used}")).await;
        assert_eq!(form.status, StatusCode::NOT_FOUND, "{used}");
    }
}

#[tokio::test]
async fn of_two_at_once_with_one_link_one_gets_an_account() {
    let house = empty_house().await;
    let ticket = owner_ticket(&house).await.unwrap();
    let mut other = CARO;
    other[1].1 = "dora@longrun.test";
    let (a, b) = tokio::join!(sign_up(&house, &ticket, &CARO), sign_up(&house, &ticket, &other));
    let joined = [a, b].iter().filter(|answer| answer.status == StatusCode::SEE_OTHER).count();
    assert_eq!(joined, 1);
}

#[tokio::test]
async fn the_owners_link_lasts_a_day_and_an_invitation_a_week() {
    let house = empty_house().await;
    let ticket = owner_ticket(&house).await.unwrap();
    house.pass(TimeDelta::hours(24));
    assert_eq!(sign_up(&house, &ticket, &CARO).await.status, StatusCode::NOT_FOUND);

    house.provider.seed_demo(house.now()).await.unwrap();
    let invitation = || invite(&house, "ada@longrun.test", "longrun-demo-1");
    let (early, late) = (shown_ticket(&invitation().await), shown_ticket(&invitation().await));
    house.pass(TimeDelta::days(7) - TimeDelta::seconds(1));
    assert_eq!(sign_up(&house, &early, &CARO).await.status, StatusCode::SEE_OTHER);
    house.pass(TimeDelta::seconds(1));
    let mut other = CARO;
    other[1].1 = "dora@longrun.test";
    assert_eq!(sign_up(&house, &late, &other).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn all_mistakes_are_told_at_once_and_cost_no_link() {
    let house = empty_house().await;
    let ticket = owner_ticket(&house).await.unwrap();
    let wrong = [("name", " "), ("email", "nobody"), ("password", "short"), ("time_zone", "Mars/Base")];
    let answer = sign_up(&house, &ticket, &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["name", "email", "password", "time_zone"] {
        assert!(answer.body.contains(&format!("href=\"#f-{field}\"")), "{field}");
    }
    assert!(answer.body.contains("value=\"nobody\"") && !answer.body.contains("short\""));
    assert_eq!(sign_up(&house, &ticket, &CARO).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_name_may_be_as_long_as_the_settings_take_it_and_no_longer() {
    let house = empty_house().await;
    let ticket = owner_ticket(&house).await.unwrap();
    let (longest, longer) = ("é".repeat(NAME_CHARACTERS), "é".repeat(NAME_CHARACTERS + 1));
    let mut fields = CARO;
    fields[0].1 = &longer;
    let refused = sign_up(&house, &ticket, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Name must be 1 to 80 characters"), "{}", refused.body);
    assert!(refused.body.contains("maxlength=\"80\""), "{}", refused.body);
    fields[0].1 = &longest;
    assert_eq!(sign_up(&house, &ticket, &fields).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_address_has_one_account() {
    let house = house().await;
    let ticket = shown_ticket(&invite(&house, "ada@longrun.test", "longrun-demo-1").await);
    let mut again = CARO;
    again[1].1 = "BEN@longrun.test";
    let answer = sign_up(&house, &ticket, &again).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("E-mail address has an account already"), "{}", answer.body);
    assert_eq!(sign_up(&house, &ticket, &CARO).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn only_the_owner_invites() {
    let house = house().await;
    let ben = invite(&house, "ben@longrun.test", "longrun-demo-1").await;
    assert_eq!(ben.status, StatusCode::FORBIDDEN);
    let wrong = invite(&house, "ada@longrun.test", "wrong").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for answer in [ben, wrong] {
        assert!(!answer.body.contains("ticket="));
    }
}

#[tokio::test]
async fn a_guest_does_not_own_the_place() {
    let house = house().await;
    let ticket = shown_ticket(&invite(&house, "ada@longrun.test", "longrun-demo-1").await);
    sign_up(&house, &ticket, &CARO).await;
    let guest = invite(&house, "caro@longrun.test", "four words in a row").await;
    assert_eq!(guest.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_demo_can_be_seeded_again() {
    let house = house().await;
    house.provider.seed_demo(house.now()).await.unwrap();
    assert_eq!(house.sign_in("ben@longrun.test", "longrun-demo-1").await.status, StatusCode::SEE_OTHER);
    assert!(owner_ticket(&house).await.is_none(), "Ada owns the demo");
}

#[tokio::test]
async fn of_many_who_hold_one_invitation_one_gets_an_account() {
    let house = house().await;
    let ticket = shown_ticket(&invite(&house, "ada@longrun.test", "longrun-demo-1").await);
    let (mut dora, mut emil) = (CARO, CARO);
    (dora[1].1, emil[1].1) = ("dora@longrun.test", "emil@longrun.test");
    let (a, b) = tokio::join!(sign_up(&house, &ticket, &CARO), sign_up(&house, &ticket, &dora));
    let late = sign_up(&house, &ticket, &emil).await;
    let joined = [a, b, late].iter().filter(|answer| answer.status == StatusCode::SEE_OTHER).count();
    assert_eq!(joined, 1);
}

#[tokio::test]
async fn of_two_who_take_one_address_at_once_one_gets_the_account() {
    let house = house().await;
    let invitation = || invite(&house, "ada@longrun.test", "longrun-demo-1");
    let (first, second) = (shown_ticket(&invitation().await), shown_ticket(&invitation().await));
    let mut other = CARO;
    other[2].1 = "another four in a row";
    let (a, b) = tokio::join!(sign_up(&house, &first, &CARO), sign_up(&house, &second, &other));
    let (a, b) = (a.status, b.status);
    let late = if a == StatusCode::SEE_OTHER { &second } else { &first };
    assert!(a != b && [a, b].contains(&StatusCode::UNPROCESSABLE_ENTITY), "{a} and {b}");
    other[1].1 = "dora@longrun.test";
    assert_eq!(sign_up(&house, late, &other).await.status, StatusCode::SEE_OTHER, "the link is good still");
}

#[tokio::test]
async fn of_two_links_of_the_first_start_used_at_once_one_makes_the_owner() {
    let house = empty_house().await;
    let (first, second) = (owner_ticket(&house).await.unwrap(), owner_ticket(&house).await.unwrap());
    let mut dora = CARO;
    dora[1].1 = "dora@longrun.test";
    let (a, b) = tokio::join!(sign_up(&house, &first, &CARO), sign_up(&house, &second, &dora));
    let joined = [a, b].iter().filter(|answer| answer.status == StatusCode::SEE_OTHER).count();
    assert_eq!(joined, 1);
}

/// The keys of every record of the vault.
async fn records(house: &House) -> Vec<AttributeValue> {
    let rows = house.store.client().scan().table_name("vault").send().await.expect("the rows of the vault");
    rows.items().iter().map(|row| row["pk"].clone()).collect()
}

#[tokio::test]
async fn an_owner_of_whom_a_crash_left_a_part_only_can_be_made_again() {
    for part in 0..3 {
        let house = empty_house().await;
        let ticket = owner_ticket(&house).await.unwrap();
        let before = records(&house).await;
        sign_up(&house, &ticket, &CARO).await;
        let mut made = records(&house).await;
        made.retain(|record| !before.contains(record));
        assert_eq!(made.len(), 3, "an account, its address and the owner");
        let lost = house.store.client().delete_item().table_name("vault").key("pk", made.remove(part));
        lost.send().await.unwrap();
        let again = owner_ticket(&house).await.expect("nobody who owns the place can sign in");
        let mut other = CARO;
        other[1].1 = "dora@longrun.test";
        assert_eq!(sign_up(&house, &again, &other).await.status, StatusCode::SEE_OTHER);
        assert!(owner_ticket(&house).await.is_none());
    }
}

#[tokio::test]
async fn of_two_who_became_owners_the_later_is_the_owner() {
    let house = empty_house().await;
    let ticket = owner_ticket(&house).await.unwrap();
    sign_up(&house, &ticket, &CARO).await;
    // Caro's address is still on its way when somebody takes the place.
    let rows = house.store.client().scan().table_name("vault").send().await.expect("the rows of the vault");
    let is_address = |row: &&_| {
        let row: &std::collections::HashMap<String, AttributeValue> = row;
        row["pk"].as_s().is_ok_and(|key| key.starts_with("EMAIL#"))
    };
    let address = rows.items().iter().find(is_address).expect("an address").clone();
    let lost = house.store.client().delete_item().table_name("vault").key("pk", address["pk"].clone());
    lost.send().await.unwrap();
    let again = owner_ticket(&house).await.expect("nobody who owns the place can sign in");
    let mut dora = CARO;
    dora[1].1 = "dora@longrun.test";
    assert_eq!(sign_up(&house, &again, &dora).await.status, StatusCode::SEE_OTHER);
    house.store.client().put_item().table_name("vault").set_item(Some(address)).send().await.unwrap();

    let caro = invite(&house, "caro@longrun.test", "four words in a row").await;
    assert_eq!(caro.status, StatusCode::FORBIDDEN);
    let dora = invite(&house, "dora@longrun.test", "four words in a row").await;
    assert_eq!(dora.status, StatusCode::OK);
}
