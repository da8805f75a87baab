//! Ids and addresses that mean something elsewhere, and too much at once.

use super::super::client::{Client, at, connected, workout};
use super::super::matrix::{Door, EVERYTHING, calls, enter};
use http::{Method, StatusCode};

/// Ids that would be others if they were put into a key, a path or an expression as they are.
fn crooked() -> Vec<String> {
    let ids = [
        "%23",
        "a%23b",
        "USER%23bob",
        "..",
        "..%2f..%2fben",
        "a%2Fb",
        "%00",
        "a%00b",
        "%0d%0a",
        "%C3%A9",
        "%ff",
        "%",
        "*",
        "a%20b",
        "%7B%7D",
        ":id",
        "ATHLETE%23ada%00WORKOUT",
        "%E2%80%AE",
        "a;b",
        "a,b",
        "-.",
        "%252e",
    ];
    let long = ["a".repeat(65), "a".repeat(10_000), "%23".repeat(3_000)];
    ids.into_iter().map(str::to_owned).chain(long).collect()
}

#[tokio::test]
async fn an_id_that_is_none_is_nobodys_whatever_it_would_mean_elsewhere() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    let machine = Client::machine(&longrun).await;
    for id in crooked() {
        for route in calls().filter(|route| route.path.contains("{id}")) {
            let door = Door { method: route.method.clone(), path: route.path.to_owned() };
            let got = enter(&ada, &door, &id, "").await;
            let is_refused = [StatusCode::NOT_FOUND, StatusCode::BAD_REQUEST].contains(&got.status());
            assert!(is_refused, "{} {} {id}: {}", route.method, route.path, got.answer.body);
            assert!(!got.problem().is_empty(), "{} {id}", route.path);
        }
        let named = machine.get(&format!("/api/v1/workouts?athlete={id}")).await;
        assert_eq!((named.status(), named.problem()), (StatusCode::NOT_FOUND, "not-found"), "{id}");
        for parameter in ["cursor", "sport", "from", "limit"] {
            let got = ada.get(&format!("/api/v1/workouts?{parameter}={id}")).await;
            let expected = [StatusCode::BAD_REQUEST, StatusCode::UNPROCESSABLE_ENTITY];
            assert!(expected.contains(&got.status()), "{parameter}={id}: {}", got.answer.body);
        }
    }
}

#[tokio::test]
async fn an_address_is_read_in_one_way_or_not_at_all() {
    let longrun = connected().await;
    let ben = Client::lent(&longrun, "ben", EVERYTHING).await;
    let tricks = [
        "/api/%2e%2e/settings/clients",
        "/api/../settings/clients",
        "/api/v1/../../settings/clients",
        "/api/v1/./clients",
        "//api/v1/clients",
        "/api//v1/clients",
        "/api/v1//clients",
        "/API/v1/clients",
        "/api/V1/clients",
        "/api/v1/Clients",
        "/api/v1/clients/",
        "/api/v1/clients.",
        "/api/v1/clients%20",
        "/api/v1/clients%00",
        "/api/v1/clients;a=b",
        "/api/v1/%63lients",
        "/api/v1%2fclients",
        "/api/v1/clients%3f",
        "/api/v1/athletes/me/../../clients",
        "/api/v1/athletes/me%2f..%2f..%2fclients",
        "/settings/clients/",
        "/Settings/clients",
        "/%73ettings/clients",
    ];
    for path in tricks {
        let got = ben.get(path).await;
        assert_eq!(got.status(), StatusCode::NOT_FOUND, "{path}: {}", got.answer.body);
    }
    let me = ben.get("/api/v1/athletes/me").await;
    for name in ["x-original-url", "x-rewrite-url", "x-forwarded-path", "x-forwarded-prefix"] {
        let got = ben.call(Method::GET, "/api/v1/athletes/me", None, &[(name, "/api/v1/clients")]).await;
        assert_eq!((got.status(), &got.json), (StatusCode::OK, &me.json), "{name}");
        let got = ben.call(Method::GET, "/api/v1/clients", None, &[(name, "/api/v1/athletes/me")]).await;
        assert_eq!(got.status(), StatusCode::NOT_FOUND, "{name}");
    }
    let id = ben.post("/api/v1/workouts", &workout(1)).await.json["id"].as_str().unwrap().to_owned();
    for name in ["x-http-method-override", "x-http-method", "x-method-override"] {
        let path = format!("/api/v1/workouts/{id}?_method=DELETE");
        let got = ben.call(Method::GET, &path, None, &[(name, "DELETE"), ("if-match", "*")]).await;
        assert_eq!(got.status(), StatusCode::UNPROCESSABLE_ENTITY, "{name}: the parameter is not known");
    }
    assert_eq!(ben.get(&format!("/api/v1/workouts/{id}")).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn nobody_gets_more_at_once_than_a_page() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    for limit in ["0", "201", "1000", "-1", "1e2", "99999999999999999999", "0x10", "", "1,2"] {
        let refused = machine.get(&at(&format!("/workouts?limit={limit}"))).await;
        assert_eq!(
            (refused.status(), refused.wrong()),
            (StatusCode::UNPROCESSABLE_ENTITY, vec!["limit"]),
            "{limit}"
        );
    }
    for days in ["0", "100000", "-1", "65536", "4294967296"] {
        let refused = machine.get(&at(&format!("/trends?days={days}"))).await;
        assert_eq!(
            (refused.status(), refused.wrong()),
            (StatusCode::UNPROCESSABLE_ENTITY, vec!["days"]),
            "{days}"
        );
    }
    let ids = "&id=1".repeat(1_000);
    let refused = machine.get(&at(&format!("/workouts?a=b{ids}"))).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "there is no list of ids to ask for");
    for cursor in ["A".repeat(50_000), "%41".repeat(10_000), "=".repeat(99)] {
        let refused = machine.get(&at(&format!("/workouts?cursor={cursor}"))).await;
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
        let refused = machine.get(&at(&format!("/changes?since={cursor}"))).await;
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    }
}
