use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use server::same_origin::{OwnOrigin, check};

fn is_allowed(method: &Method, said: &[(&str, &str)]) -> bool {
    let own = OwnOrigin::of(&"https://run.example".parse().unwrap());
    let pairs = said
        .iter()
        .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap()));
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.append(name, value);
    }
    check(method, &headers, &own).is_ok()
}

#[test]
fn an_unsafe_request_comes_from_our_own_pages_or_not_at_all() {
    let cases: [(&[(&str, &str)], bool); 17] = [
        (&[("sec-fetch-site", "same-origin")], true),
        (&[("sec-fetch-site", "same-origin"), ("origin", "https://run.example")], true),
        (&[("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")], false),
        (&[("sec-fetch-site", "same-origin"), ("origin", "null")], true),
        (&[("sec-fetch-site", "cross-site"), ("origin", "null")], false),
        (&[("sec-fetch-site", "same-site")], false),
        (&[("sec-fetch-site", "cross-site")], false),
        (&[("sec-fetch-site", "none")], false),
        (&[("sec-fetch-site", "cross-site"), ("origin", "https://run.example")], false),
        (&[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")], false),
        (&[("origin", "https://run.example")], true),
        (&[("origin", "https://run.example:8443")], false),
        (&[("origin", "http://run.example")], false),
        (&[("origin", "https://run.example.evil")], false),
        (&[("origin", "null")], false),
        (&[("origin", "https://run.example"), ("origin", "https://run.example")], false),
        (&[], false),
    ];
    for (said, allowed) in cases {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            assert_eq!(is_allowed(&method, said), allowed, "{method} {said:?}");
        }
        assert!(is_allowed(&Method::GET, said));
    }
}
