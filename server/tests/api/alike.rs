//! What is somebody else's costs what it costs to find nothing, so that no clock tells the two apart.
//!
//! What takes time in a call is the store and the gate, so both are counted, and no time is measured.

use super::client::{Client, connected};
use super::counted::Counted;
use super::matrix::{Door, EVERYTHING, calls, enter, is_about_the_installation, thing};
use super::support::athlete;
use http::StatusCode;

/// What a call that finds nothing costs: requests to the store, and questions to the gate.
async fn cost_of(counted: &Counted, client: &Client, (door, id, query): (&Door, &str, &str)) -> (u64, usize) {
    let before = counted.so_far();
    let got = enter(client, door, id, query).await;
    assert_eq!(got.status(), StatusCode::NOT_FOUND, "{} {} {query}", door.method, door.path);
    let after = counted.so_far();
    (after.0 - before.0, after.1 - before.1)
}

/// The same id with another end: one that nobody has.
fn missing(id: &str) -> String {
    let end = if id.ends_with('0') { '1' } else { '0' };
    format!("{}{end}", &id[..id.len() - 1])
}

#[tokio::test]
async fn a_log_that_is_not_granted_costs_what_one_costs_that_is_not_there() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    let ben = Client::lent(&longrun, "ben", EVERYTHING).await;
    let machine = Client::machine(&longrun).await;
    let whose = [athlete(&longrun, "ada"), athlete(&longrun, "ben")];
    let counted = Counted::of(&longrun);
    let (ben, machine) = (counted.client(&ben), counted.client(&machine));
    ben.get("/api/v1/athletes/me").await;
    let mut walked = 0;
    for route in calls().filter(|route| !is_about_the_installation(route)) {
        let door = Door { method: route.method.clone(), path: route.path.to_owned() };
        let id = if route.path.contains("{id}") { thing(&ada, &route).await } else { String::new() };
        for (client, whose, known) in [(&ben, &whose[0], "ada"), (&machine, &whose[1], "ben")] {
            if route.act.and_then(domain::act::Act::scope).is_some_and(|it| it.name().starts_with("profile"))
                && known == "ben"
            {
                continue; // The demo's machine has no such scope, and is told so without a look at any log.
            }
            let cost = async |query: String| cost_of(&counted, client, (&door, &id, &query)).await;
            // The first refusal of a kind is recorded at once, those that follow are counted: of which kind these
            // are must not tell.
            cost(format!("athlete={}", missing(whose.as_str()))).await;
            let ungranted = cost(format!("athlete={whose}")).await;
            let unknown = cost(format!("athlete={}", missing(whose.as_str()))).await;
            let by_address = cost(format!("athlete={known}@longrun.test")).await;
            let unknown_address = cost("athlete=nobody@longrun.test".to_owned()).await;
            assert_eq!(ungranted, unknown, "{} {}", route.method, route.path);
            assert_eq!(by_address, unknown_address, "{} {}", route.method, route.path);
            assert!(ungranted.0 > 0 && ungranted.1 == 1, "{ungranted:?}: it is counted");
            walked += 1;
        }
    }
    assert!(walked > 20, "{walked}");
}

#[tokio::test]
async fn what_is_anothers_costs_what_something_costs_that_nobody_has() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    let ben = Client::lent(&longrun, "ben", EVERYTHING).await;
    let counted = Counted::of(&longrun);
    let ben = counted.client(&ben);
    ben.get("/api/v1/athletes/me").await;
    let mut walked = 0;
    for route in calls().filter(|route| route.path.contains("{id}")) {
        let door = Door { method: route.method.clone(), path: route.path.to_owned() };
        let id = thing(&ada, &route).await;
        // What is kept of Ben's own log from the first look on is not read again.
        cost_of(&counted, &ben, (&door, &missing(&id), "")).await;
        let foreign = cost_of(&counted, &ben, (&door, &id, "")).await;
        let absent = cost_of(&counted, &ben, (&door, &missing(&id), "")).await;
        assert_eq!(foreign, absent, "{} {}", route.method, route.path);
        assert!(foreign.0 > 1, "{foreign:?}: the thing itself is looked for");
        walked += 1;
    }
    assert!(walked >= 7, "{walked}");
}
