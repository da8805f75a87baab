//! What honest tokens say, and who that is to the gate.

use crate::issuer::{API, ISSUER, KEYS, NOW, claims, expected, header, read, saying, time, token};
use domain::scope::Scopes;
use gate::token::{Bearer, Expected, Profile, verify};
use gate::{Caller, Groups, athlete_of, client_of};
use proptest::prelude::*;
use serde_json::json;

#[test]
fn a_token_tells_who_lent_it_to_whom_and_for_what() {
    let token = saying(|it| {
        it["groups"] = json!(["owners", "team"]);
        it["auth_time"] = json!(NOW - 60);
        it["sid"] = json!("s");
        it["nbf"] = json!(NOW);
    });
    let bearer = Bearer::from(read(&token).unwrap());
    let Caller::Delegate { athlete, client, scopes, agent } = bearer.caller else { panic!("a person's") };
    assert_eq!((athlete.id, client), (athlete_of(ISSUER, "ada"), client_of(ISSUER, "app")));
    assert_eq!((scopes, agent), (Scopes::parse("workouts:read trends:read"), false));
    assert_eq!(athlete.groups, Groups::from(["owners".to_owned(), "team".to_owned()]));
    assert_eq!((bearer.client_id.as_str(), bearer.jti.as_str(), bearer.actor), ("app", "1", None));
    assert_eq!((bearer.issued_at, bearer.expires_at), (time(NOW), time(NOW + 300)));
    assert_eq!((bearer.auth_time, bearer.session.as_deref()), (Some(time(NOW - 60)), Some("s")));
}

#[test]
fn every_algorithm_that_is_taken_is_taken() {
    for (algorithm, key) in [("ES256", "ec"), ("RS256", "rsa"), ("EdDSA", "ed")] {
        for typ in ["at+jwt", "AT+JWT", "application/at+jwt"] {
            let header = json!({ "alg": algorithm, "typ": typ, "kid": key });
            assert!(read(&token(&header, &claims())).is_ok(), "{header}");
        }
    }
}

#[test]
fn what_issuers_may_leave_out_or_add_is_no_fault() {
    assert!(read(&saying(|it| it["aud"] = json!([API]))).is_ok(), "an array of one");
    assert!(read(&saying(|it| it["token_use"] = json!("access"))).is_ok());
    assert!(read(&saying(|it| it["acr"] = json!({ "values": [1.5, null] }))).is_ok());
    let mild = json!({ "alg": "ES256", "typ": "at+jwt", "kid": "ec", "x5t": "AAAA", "cty": "json" });
    assert!(read(&token(&mild, &claims())).is_ok());
    let bare = read(&saying(|it| drop(it.as_object_mut().unwrap().remove("scope")))).unwrap();
    assert!(bare.scopes.is_empty() && bare.groups.is_empty(), "good for nothing, but a token");
}

#[test]
fn clocks_may_differ_by_a_minute() {
    let at = |seconds| {
        verify(
            &saying(|_| ()),
            &KEYS.published(),
            &Expected { now: time(seconds), ..expected(Profile::Standard) },
        )
    };
    assert!(at(NOW - 60).is_ok() && at(NOW + 359).is_ok());
    assert!(at(NOW - 61).is_err() && at(NOW + 360).is_err());
}

#[test]
fn a_machine_is_a_machine_even_where_a_person_has_its_name() {
    let bearer = Bearer::from(read(&saying(|it| it["client_id"] = json!("ada"))).unwrap());
    let Caller::Machine { client, scopes, .. } = bearer.caller else { panic!("a machine's") };
    assert_eq!(client, client_of(ISSUER, "ada"));
    assert_ne!(client.as_str(), athlete_of(ISSUER, "ada").as_str());
    assert_eq!(scopes, Scopes::parse("workouts:read trends:read"));
}

#[test]
fn whoever_acts_for_somebody_is_an_agent() {
    let token = saying(|it| it["act"] = json!({ "sub": "coach", "act": { "sub": "other" } }));
    let bearer = Bearer::from(read(&token).unwrap());
    assert!(matches!(bearer.caller, Caller::Delegate { agent: true, .. }));
    assert_eq!(bearer.actor.as_deref(), Some("coach"));
}

#[test]
fn near_matches_of_scopes_are_none_of_ours() {
    for scope in
        ["workouts:readx", "WORKOUTS:READ", "workouts/read", " workouts:read\t", "longrun/workouts:read"]
    {
        assert!(read(&saying(|it| it["scope"] = json!(scope))).unwrap().scopes.is_empty(), "{scope}");
    }
    let prefixed = Expected { scope_prefix: "longrun/", ..expected(Profile::Standard) };
    let scopes = |scope: &str| {
        let token = saying(|it| it["scope"] = json!(scope));
        verify(&token, &KEYS.published(), &prefixed).unwrap().scopes
    };
    assert_eq!(scopes("openid longrun/workouts:read trends:read"), Scopes::parse("workouts:read"));
    assert!(scopes("Longrun/workouts:read other/workouts:read longrun/longrun/workouts:read").is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_token_with_any_other_letter_anywhere_is_refused(at in any::<prop::sample::Index>(), letter in "[A-Za-z0-9_.=+/ -]") {
        let honest = token(&header(), &claims());
        let at = at.index(honest.len());
        let other = format!("{}{letter}{}", &honest[..at], &honest[at + 1..]);
        prop_assert_eq!(read(&other).is_ok(), other == honest);
    }

    #[test]
    fn text_of_any_kind_is_refused_and_nothing_worse(text in "\\PC{0,200}", dots in 0..5usize) {
        prop_assert!(read(&text).is_err());
        let more = [token(&header(), &claims()), ".".repeat(dots + 1)].concat();
        prop_assert!(read(&more).is_err());
    }
}
