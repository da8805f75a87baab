//! Tokens as Amazon Cognito writes them.

use crate::issuer::{API, ISSUER, KEYS, cognito_claims, expected, token};
use gate::token::{AccessToken, Bearer, Profile, TokenError, verify};
use gate::{Caller, Groups, client_of};
use serde_json::{Value, json};

fn read(
    header: &Value,
    change: impl FnOnce(&mut Value),
    clients: &[&str],
) -> Result<AccessToken, TokenError> {
    let mut claims = cognito_claims();
    change(&mut claims);
    let clients: Vec<_> = clients.iter().map(|it| (*it).to_owned()).collect();
    let profile = Profile::Cognito { clients: &clients };
    verify(&token(header, &claims), &KEYS.published(), &expected(profile))
}

/// Neither type nor anything else beside them.
fn header() -> Value {
    json!({ "alg": "RS256", "kid": "rsa" })
}

fn machine(it: &mut Value) {
    it["sub"] = json!("app");
    it.as_object_mut()
        .unwrap()
        .retain(|name, _| !["username", "cognito:groups", "auth_time"].contains(&name.as_str()));
}

#[test]
fn a_person_whose_token_is_for_our_api_is_let_in_whatever_client_got_it() {
    let read = read(&header(), |it| it["aud"] = json!(API), &[]).unwrap();
    assert_eq!(read.groups, Groups::from(["owners".to_owned()]));
    assert_eq!((read.scopes.to_string().as_str(), read.session.as_deref()), ("workouts:read", Some("0")));
}

#[test]
fn a_token_without_an_audience_is_for_us_if_its_client_is_listed() {
    for change in [|_: &mut Value| (), machine] {
        assert!(read(&header(), change, &["other", "app"]).is_ok());
        for listed in [&["other"][..], &[], &["App"], &["app "]] {
            assert_eq!(read(&header(), change, listed), Err(TokenError::Audience), "{listed:?}");
        }
        let other = |it: &mut Value| {
            change(it);
            it["aud"] = json!("https://run.example/mcp");
        };
        assert_eq!(read(&header(), other, &["app"]), Err(TokenError::Audience), "its client does not help");
    }
}

#[test]
fn a_machine_of_cognito_is_a_machine() {
    let bearer = Bearer::from(read(&header(), machine, &["app"]).unwrap());
    assert!(matches!(bearer.caller, Caller::Machine { client, .. } if client == client_of(ISSUER, "app")));
}

#[test]
fn only_what_calls_itself_an_access_token_is_one() {
    let gone = |it: &mut Value| drop(it.as_object_mut().unwrap().remove("token_use"));
    assert_eq!(read(&header(), gone, &["app"]), Err(TokenError::Kind));
    for token_use in ["id", "Access", "refresh"] {
        let change = |it: &mut Value| it["token_use"] = json!(token_use);
        assert_eq!(read(&header(), change, &["app"]), Err(TokenError::Kind), "{token_use}");
    }
    for typ in ["logout+jwt", "dpop+jwt", "JWE"] {
        let header = json!({ "alg": "RS256", "kid": "rsa", "typ": typ });
        assert_eq!(read(&header, |_| (), &["app"]), Err(TokenError::Kind), "{typ}");
    }
}

#[test]
fn scopes_of_other_resource_servers_are_none_of_ours() {
    let change = |it: &mut Value| {
        it["scope"] = json!("workouts:read other/workouts:read aws.cognito.signin.user.admin");
    };
    assert!(read(&header(), change, &["app"]).unwrap().scopes.is_empty());
}
