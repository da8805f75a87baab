//! Tokens that are wrong in exactly one way.

use crate::issuer::{
    API, ISSUER, KEYS, NOW, claims, headed, header, hmac_signed, jwk, read, saying, signed, text, token,
};
use aws_lc_rs::signature::KeyPair as _;
use gate::jws::JwsError::{Algorithm, Header, Malformed, Signature, UnknownKey};
use gate::token::TokenError::{self, Audience, Bound, Claims, Issuer, Jws, Kind, Time};
use gate::token::{Profile, verify};
use serde_json::{Value, json};

type Table = Vec<(&'static str, TokenError, String)>;

fn refused(table: Table) {
    for (name, error, token) in table {
        assert_eq!(read(&token), Err(error), "{name}");
    }
}

fn without(name: &str) -> String {
    saying(|it| drop(it.as_object_mut().unwrap().remove(name)))
}

/// A token whose claims hold this text instead of an expiry.
fn expiring(text: &str) -> String {
    signed(&header().to_string(), &claims().to_string().replace(&format!("\"exp\":{}", NOW + 300), text))
}

#[test]
fn an_algorithm_is_one_of_public_keys_by_its_exact_name() {
    let algorithm = |name: Value| headed(|it| it["alg"] = name);
    refused(vec![
        ("none", Jws(Algorithm), algorithm(json!("none"))),
        ("None", Jws(Algorithm), algorithm(json!("None"))),
        ("nOnE", Jws(Algorithm), algorithm(json!("nOnE"))),
        ("es256", Jws(Algorithm), algorithm(json!("es256"))),
        ("empty", Jws(Algorithm), algorithm(json!(""))),
        ("null", Jws(Malformed), algorithm(json!(null))),
        ("an array", Jws(Malformed), algorithm(json!(["ES256"]))),
        ("missing", Jws(Malformed), headed(|it| drop(it.as_object_mut().unwrap().remove("alg")))),
        ("of another family", Jws(UnknownKey), algorithm(json!("RS256"))),
        ("of another curve", Jws(UnknownKey), algorithm(json!("ES384"))),
    ]);
}

#[test]
fn a_public_key_is_no_secret() {
    let point = KEYS.ec.public_key().as_ref();
    let jwk = serde_json::to_vec(&KEYS.published()[0]).unwrap();
    for secret in [point, &point[1..], KEYS.rsa.public_key().as_ref(), &jwk, b""] {
        assert_eq!(read(&hmac_signed(secret)), Err(Jws(Algorithm)));
    }
    let keys = [self::jwk(json!({ "kty": "oct", "kid": "ec", "k": text("secret") }))];
    let read = verify(&saying(|_| ()), &keys, &crate::issuer::expected(Profile::Standard));
    assert_eq!(read, Err(Jws(UnknownKey)), "a secret is no public key");
}

#[test]
fn a_key_id_chooses_a_published_key_and_nothing_else() {
    let key_id = |id: Value| headed(|it| it["kid"] = id);
    refused(vec![
        ("a path", Jws(UnknownKey), key_id(json!("../../etc/passwd"))),
        ("an address", Jws(UnknownKey), key_id(json!("https://evil.example/key"))),
        ("a query", Jws(UnknownKey), key_id(json!("' OR 1=1 --"))),
        ("ten kilobytes", Jws(UnknownKey), key_id(json!("k".repeat(10_000)))),
        ("empty", Jws(UnknownKey), key_id(json!(""))),
        ("unknown", Jws(UnknownKey), key_id(json!("ec2"))),
        ("upper case", Jws(UnknownKey), key_id(json!("EC"))),
        ("a number", Jws(Malformed), key_id(json!(1))),
        ("missing", Jws(Header), headed(|it| drop(it.as_object_mut().unwrap().remove("kid")))),
    ]);
}

#[test]
fn a_key_is_for_signatures_and_there_is_one_of_its_name() {
    let read = |change: fn(&mut Value)| {
        let mut keys = json!(KEYS.published());
        change(&mut keys);
        let keys: Vec<_> = keys.as_array().unwrap().iter().cloned().map(jwk).collect();
        verify(&saying(|_| ()), &keys, &crate::issuer::expected(Profile::Standard))
    };
    let unfit: [fn(&mut Value); 7] = [
        |it| it[0]["use"] = json!("enc"),
        |it| it[0]["key_ops"] = json!(["encrypt"]),
        |it| it[0]["alg"] = json!("ES384"),
        |it| it[0]["crv"] = json!("P-384"),
        |it| it[0]["kid"] = json!(null),
        |it| *it = json!([it[0], it[0]]),
        |it| *it = json!([]),
    ];
    for change in unfit {
        assert_eq!(read(change), Err(Jws(UnknownKey)));
    }
    let fit: [fn(&mut Value); 3] = [
        |it| it[0]["use"] = json!("sig"),
        |it| it[0]["key_ops"] = json!(["verify"]),
        |it| it[1]["kid"] = json!("ec"),
    ];
    for change in fit {
        assert!(read(change).is_ok());
    }
}

#[test]
fn a_header_brings_no_key_and_asks_for_nothing() {
    for name in ["jwk", "jku", "x5u", "x5c", "crit", "b64", "zip"] {
        let own = json!(KEYS.published()[0]);
        for value in [own, json!("https://evil.example/jwks"), json!(["b64"]), json!(false), json!(null)] {
            assert_eq!(read(&headed(|it| it[name] = value.clone())), Err(Jws(Header)), "{name}: {value}");
        }
    }
}

#[test]
fn the_issuer_is_ours_to_the_letter() {
    for other in
        ["https://other.example", "https://id.example/", "http://id.example", "HTTPS://id.example", ""]
    {
        assert_eq!(read(&saying(|it| it["iss"] = json!(other))), Err(Issuer), "{other}");
    }
    refused(vec![
        ("among others", Claims, saying(|it| it["iss"] = json!([ISSUER]))),
        ("missing", Claims, without("iss")),
    ]);
}

#[test]
fn the_audience_is_our_api_alone() {
    let audience = |it: Value| saying(|claims| claims["aud"] = it);
    refused(vec![
        ("another", Audience, audience(json!("https://other.example/api"))),
        ("our other resource", Audience, audience(json!("https://run.example/mcp"))),
        ("our origin", Audience, audience(json!("https://run.example"))),
        ("with a slash", Audience, audience(json!(format!("{API}/")))),
        ("one more", Audience, audience(json!([API, "https://run.example/mcp"]))),
        ("ours twice", Audience, audience(json!([API, API]))),
        ("nobody", Audience, audience(json!([]))),
        ("missing", Audience, without("aud")),
        ("null", Claims, audience(json!(null))),
        ("an object", Claims, audience(json!({ "aud": API }))),
        ("a number within", Claims, audience(json!([API, 1]))),
    ]);
}

#[test]
fn only_an_access_token_is_an_access_token() {
    let typ = |it: Value| headed(|header| header["typ"] = it);
    refused(vec![
        ("an ID token", Kind, typ(json!("JWT"))),
        ("a logout token", Kind, typ(json!("logout+jwt"))),
        ("a proof", Kind, typ(json!("dpop+jwt"))),
        ("of no type", Kind, headed(|it| drop(it.as_object_mut().unwrap().remove("typ")))),
        ("of an empty type", Kind, typ(json!(""))),
        ("of two types", Jws(Malformed), typ(json!(["at+jwt"]))),
        ("by its use", Kind, saying(|it| it["token_use"] = json!("id"))),
        ("by a use that is null", Claims, saying(|it| it["token_use"] = json!(null))),
    ]);
}

#[test]
fn time_is_a_whole_number_and_now() {
    refused(vec![
        ("expired beyond a minute", Time, saying(|it| it["exp"] = json!(NOW - 60))),
        ("issued beyond a minute", Time, saying(|it| it["iat"] = json!(NOW + 61))),
        ("begins beyond a minute", Time, saying(|it| it["nbf"] = json!(NOW + 61))),
        ("expired in 1970", Time, saying(|it| it["exp"] = json!(0))),
        ("no expiry", Claims, without("exp")),
        ("no time of issue", Claims, without("iat")),
        ("a float", Claims, expiring("\"exp\":1800000300.0")),
        ("an exponent", Claims, expiring("\"exp\":18e8")),
        ("beyond numbers", Claims, expiring("\"exp\":1e400")),
        ("beyond 64 bits", Claims, expiring("\"exp\":18446744073709551616")),
        ("beyond signed 64 bits", Claims, expiring("\"exp\":9223372036854775808")),
        ("beyond time", Claims, expiring("\"exp\":9223372036854775807")),
        ("text", Claims, expiring("\"exp\":\"1800000300\"")),
        ("negative", Claims, expiring("\"exp\":-1")),
        ("a negative begin", Claims, saying(|it| it["nbf"] = json!(-1))),
        ("a begin that would wrap around", Claims, saying(|it| it["nbf"] = json!(u64::MAX))),
        ("a begin that is null", Claims, saying(|it| it["nbf"] = json!(null))),
        ("true", Claims, expiring("\"exp\":true")),
    ]);
    let latest = json!(8_210_266_876_799_i64);
    assert!(read(&saying(|it| it["exp"] = latest)).is_ok(), "the last moment there is");
}

#[test]
fn there_is_one_way_to_write_a_token() {
    let honest = saying(|_| ());
    let [head, body, signature]: [&str; 3] = honest.split('.').collect::<Vec<_>>().try_into().unwrap();
    let malformed = [
        format!(" {honest}"),
        format!("{honest} "),
        format!("{honest}\n"),
        format!("{head}=.{body}.{signature}"),
        format!("{head}\n.{body}.{signature}"),
        format!("{head}.{body}.{signature}.{signature}.{signature}"),
        format!("{head}.{body}.{signature}.{signature}"),
        format!("{head}.{body}"),
        format!(".{body}.{signature}"),
        format!("{}{}", honest, "A".repeat(1 << 20)),
        "..".to_owned(),
        String::new(),
    ];
    for token in malformed {
        let shown = &token[..token.len().min(40)];
        assert_eq!(read(&token), Err(Jws(Malformed)), "{shown}");
    }
    for signature in [
        format!("{signature}=="),
        format!("{signature}\n"),
        signature.replace(['-', '_'], "+"),
        String::new(),
    ] {
        let changed = format!("{head}.{body}.{signature}");
        assert_eq!(read(&changed).is_ok(), changed == honest, "{signature}");
    }
}

#[test]
fn a_token_is_as_long_as_it_may_be_and_no_longer() {
    let of = |length: usize| saying(|it| it["more"] = json!("x".repeat(length)));
    let longest = (11_000..12_300).rev().map(of).find(|it| it.len() <= gate::jws::LONGEST).unwrap();
    assert!(longest.len() > gate::jws::LONGEST - 4 && read(&longest).is_ok());
    assert_eq!(read(&of(12_300)), Err(Jws(Malformed)));
}

#[test]
fn what_stands_twice_or_is_no_object_is_not_read() {
    let (head, body) = (header().to_string(), claims().to_string());
    for name in ["iss", "sub", "aud", "exp", "client_id", "jti", "iat", "scope"] {
        let twice = body.replacen('{', &format!("{{\"{name}\":{},", claims()[name]), 1);
        assert_eq!(read(&signed(&head, &twice)), Err(Claims), "{name}");
    }
    let groups = body.replacen('{', r#"{"groups":["a"],"groups":["b"],"#, 1);
    let array = Value::Array(claims().as_object().unwrap().values().cloned().collect());
    refused(vec![
        ("groups twice", Claims, signed(&head, &groups)),
        ("two algorithms", Jws(Malformed), signed(&head.replacen('{', r#"{"alg":"none","#, 1), &body)),
        ("claims in an array", Claims, token(&header(), &array)),
        ("a header in an array", Jws(Malformed), signed(r#"["ES256","at+jwt","ec"]"#, &body)),
        ("no JSON", Claims, signed(&head, "claims")),
        ("more than JSON", Claims, signed(&head, &format!("{body}{body}"))),
    ]);
}

#[test]
fn what_is_required_is_there_and_of_its_kind() {
    for name in ["sub", "client_id", "jti"] {
        assert_eq!(read(&without(name)), Err(Claims), "{name}");
        for wrong in [json!(null), json!(1), json!(["ada"]), json!(""), json!("é"), json!("x".repeat(256))] {
            assert_eq!(read(&saying(|it| it[name] = wrong.clone())), Err(Claims), "{name}: {wrong}");
        }
    }
    refused(vec![
        ("scopes in an array", Claims, saying(|it| it["scope"] = json!(["workouts:read"]))),
        ("groups in a text", Claims, saying(|it| it["groups"] = json!("owners"))),
        ("groups in an object", Claims, saying(|it| it["groups"] = json!({ "owners": true }))),
        ("a group that is a number", Claims, saying(|it| it["groups"] = json!(["owners", 1]))),
        ("groups that are null", Claims, saying(|it| it["groups"] = json!(null))),
        ("an actor without a name", Claims, saying(|it| it["act"] = json!({}))),
        ("an actor that is null", Claims, saying(|it| it["act"] = json!(null))),
        (
            "a machine for whom somebody acts",
            Claims,
            saying(|it| {
                it["sub"] = json!("app");
                it["act"] = json!({ "sub": "coach" });
            }),
        ),
    ]);
}

#[test]
fn a_token_that_is_bound_to_a_key_is_no_bearers() {
    for bound in [json!({ "jkt": "x" }), json!({ "x5t#S256": "x" }), json!({}), json!(null)] {
        assert_eq!(read(&saying(|it| it["cnf"] = bound.clone())), Err(Bound), "{bound}");
    }
}

#[test]
fn a_signature_is_that_of_this_very_token() {
    let (honest, other) = (saying(|_| ()), saying(|it| it["sub"] = json!("ben")));
    let (message, _) = honest.rsplit_once('.').unwrap();
    let (_, signature) = other.rsplit_once('.').unwrap();
    refused(vec![
        ("stripped", Jws(Signature), format!("{message}.")),
        ("cut", Jws(Signature), honest[..honest.len() - 4].to_owned()),
        ("another token's", Jws(Signature), format!("{message}.{signature}")),
        ("of other claims", Jws(Signature), honest.replacen(&text(claims().to_string())[..8], "eyJhdWQj", 1)),
    ]);
}
