//! What arithmetic can do to a signature.

use crate::issuer::{KEYS, claims, expected, jwk, read, resigned, saying, text, token};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gate::jws::JwsError::{Signature, UnknownKey};
use gate::token::TokenError::Jws;
use gate::token::{Profile, verify};
use serde_json::json;
use std::time::{Duration, Instant};

/// The order of P-256's group (FIPS 186-4 §D.1.2.3).
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc,
    0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// `ORDER` − `s`, as anybody can compute it.
fn negated(s: &[u8]) -> Vec<u8> {
    let mut borrow = 0;
    let mut difference: Vec<u8> = ORDER
        .iter()
        .zip(s)
        .rev()
        .map(|(n, s)| {
            let (digit, first) = n.overflowing_sub(*s);
            let (digit, second) = digit.overflowing_sub(borrow);
            borrow = u8::from(first || second);
            digit
        })
        .collect();
    difference.reverse();
    difference
}

/// docs/decisions/malleable-signatures.md says why.
#[test]
fn the_other_signature_of_a_token_says_the_same_as_the_token() {
    let honest = saying(|_| ());
    let other = resigned(&honest, |it| [&it[..32], &negated(&it[32..])].concat());
    assert_ne!(other, honest);
    assert_eq!(read(&other), read(&honest));
    assert!(read(&honest).is_ok());
}

#[test]
fn signatures_of_another_length_or_of_nothing_are_wrong() {
    let honest = saying(|_| ());
    let wrong: [fn(Vec<u8>) -> Vec<u8>; 9] = [
        |_| vec![0; 64],
        |it| [&[0; 32], &it[32..]].concat(),
        |it| [&it[..32], &[0; 32]].concat(),
        |it| [&ORDER[..], &it[32..]].concat(),
        |_| [ORDER, ORDER].concat(),
        |it| it[..63].to_vec(),
        |it| [&it[..], &[0]].concat(),
        |it| [&[0], &it[..32], &[0], &it[32..]].concat(),
        |it| [&[0x30, 0x44, 2, 32], &it[..32], &[2, 32], &it[32..]].concat(),
    ];
    for change in wrong {
        assert_eq!(read(&resigned(&honest, change)), Err(Jws(Signature)));
    }
}

/// Where the points of Edwards25519 lie that have few multiples, in every spelling but for the sign: their keys sign
/// anything, and anybody has them.
const WEAK: [&str; 7] = [
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU",
    "xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o",
    "7P_______________________________________38",
    "7f_______________________________________38",
    "7v_______________________________________38",
];

#[test]
fn an_ed25519_key_of_small_order_signs_nothing() {
    let header = json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": "ed" });
    for (weak, sign) in WEAK.into_iter().flat_map(|it| [(it, 0), (it, 0x80)]) {
        let mut key = URL_SAFE_NO_PAD.decode(weak).unwrap();
        key[31] |= sign;
        let keys = [jwk(json!({ "kty": "OKP", "crv": "Ed25519", "kid": "ed", "x": text(&key) }))];
        for (first, number) in [key[0], 1].into_iter().flat_map(|it| (0..32).map(move |number| (it, number)))
        {
            let mut point = if first == 1 { vec![0; 32] } else { key.clone() };
            point[0] = first;
            let mut claims = claims();
            claims["jti"] = json!(format!("{number}"));
            let forged = resigned(&token(&header, &claims), |_| [&point[..], &[0; 32]].concat());
            let read = verify(&forged, &keys, &expected(Profile::Standard));
            assert_eq!(read, Err(Jws(UnknownKey)), "{weak}");
        }
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "told by --no-capture")]
fn a_check_costs_less_than_a_millisecond() {
    let (keys, expected) = (KEYS.published(), expected(Profile::Standard));
    for (algorithm, key) in [("RS256", "rsa"), ("ES256", "ec"), ("EdDSA", "ed")] {
        let header = json!({ "alg": algorithm, "typ": "at+jwt", "kid": key });
        let token = token(&header, &claims());
        let batch = || {
            let begun = Instant::now();
            (0..50).for_each(|_| assert!(verify(&token, &keys, &expected).is_ok()));
            begun.elapsed() / 50
        };
        // Others compute here, too: the quickest of them tells what it costs.
        let each = (0..20).map(|_| batch()).min().unwrap();
        println!("{algorithm}: {each:?}");
        assert!(each < Duration::from_millis(1), "{algorithm}: {each:?}");
    }
}
