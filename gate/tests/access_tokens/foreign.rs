//! Tokens that another library signed. It was told what `issuer::claims` says.

use crate::issuer::{claims, expected, header, read, token};
use gate::token::{Profile, TokenError, verify};
use jsonwebtoken::jwk::Jwk;
use serde::Deserialize;

#[derive(Deserialize)]
struct Foreign {
    keys: Vec<Jwk>,
    tokens: Vec<String>,
}

#[test]
fn tokens_of_pyjwt_are_read_as_our_own() {
    let Foreign { keys, tokens } = serde_json::from_str(include_str!("pyjwt.json")).unwrap();
    assert_eq!(tokens.len(), 5, "RS256, PS256, ES256, ES384, EdDSA");
    let ours = read(&token(&header(), &claims())).unwrap();
    for token in tokens {
        assert_eq!(verify(&token, &keys, &expected(Profile::Standard)).as_ref(), Ok(&ours), "{token}");
        let (message, _) = token.rsplit_once('.').unwrap();
        let stripped = verify(&format!("{message}.AAAA"), &keys, &expected(Profile::Standard));
        assert!(matches!(stripped, Err(TokenError::Jws(_))), "{token}");
    }
}
