use proptest::prelude::*;
use server::login::ReturnTo;
use url::Url;

/// Ways to leave a site by what looks like a path.
const ELSEWHERE: &[&str] = &[
    "",
    "/\\",
    "//",
    "///",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "\\/evil.example",
    "/\\\\evil.example",
    "//\\evil.example",
    "/%5cevil.example",
    "/%5C%5Cevil.example",
    "/%2fevil.example",
    "/%2f%2fevil.example",
    "/%2F%2Fevil.example",
    "//%2fevil.example",
    "//%5cevil.example",
    "/%252f%252fevil.example",
    "/%09/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/ /evil.example",
    "/%0a/evil.example",
    "/%0d%0aLocation:%20https://evil.example",
    "/a\r\nSet-Cookie: a=b",
    "/%00/evil.example",
    "/\0",
    "/a\0b",
    "/.",
    "/..",
    "/./",
    "/../",
    "/.//evil.example",
    "/..//evil.example",
    "/a/..//evil.example",
    "/a/%2e%2e//evil.example",
    "/%2e%2e/evil.example",
    "/a//b",
    "https://evil.example",
    "http://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:evil.example",
    "HTTPS://evil.example",
    "//evil.example@run.example",
    "https://run.example@evil.example",
    "https://run.example.evil.example",
    "//run.example:80@evil.example",
    "/@evil.example",
    "@evil.example",
    "//;@evil.example",
    "//evil.example:80#@run.example",
    "//evil.example?@run.example",
    "/;@evil.example",
    "javascript:alert(1)",
    "/javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\u{1}javascript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://evil.example/1",
    "view-source:https://evil.example",
    "mailto:a@evil.example",
    "//google%E3%80%82com",
    "/\u{3002}evil.example",
    "//evil\u{3002}example",
    "/\u{ff0f}evil.example",
    "/\u{2044}evil.example",
    "/\u{2215}\u{2215}evil.example",
    "//[::1]",
    "//0x7f000001",
    "//2130706433",
    "//017700000001",
    "evil.example",
    ".evil.example",
    "page",
    "./page",
    "../page",
    "?next=//evil.example",
    "#//evil.example",
    "/page#//evil.example",
    "/page#x",
    "/<script>",
    "/\"><script>",
    "/a b",
    "/a'b",
    "/a\"b",
    "/a<b",
    "/a>b",
    "/page?next=https://evil.example",
    "/page?a=\r\nX: y",
    "/page?a=\"",
    "/page?a=<script>",
    "/page?a=\\",
    "/page?a?b",
    "/page?a=/evil",
    "/auth/login",
    "/auth/logout",
    "/auth/callback?code=x",
    "/idp/authorize",
    "/api/v1/workouts",
    "/mcp",
    "/.well-known/x",
    "/ä",
    "/%C3%A4",
    "/a;b",
    "/a:b",
    "/a*b",
    "/~/..",
];

#[test]
fn nothing_that_could_lead_elsewhere_is_a_page_of_ours() {
    for text in ELSEWHERE {
        assert_eq!(ReturnTo::parse(text), None, "{text:?}");
    }
    assert_eq!(ReturnTo::parse(&format!("/{}", "a".repeat(8192))), None);
}

#[test]
fn our_own_pages_are() {
    for text in [
        "/",
        "/dashboard",
        "/dashboard?days=90&sport=run",
        "/workouts/01JD4Y6Z3N0W7T8Q5R2E1V9XKM",
        "/workouts/01JD4Y6Z3N0W7T8Q5R2E1V9XKM/edit",
        "/workouts?from=2026-11-01&to=2026-11-30&after=aGVsbG8_-w%3D%3D",
        "/settings/sessions",
        "/authors",
    ] {
        assert_eq!(ReturnTo::parse(text).unwrap().as_str(), text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16 * ProptestConfig::default().cases, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_accepted_stays_on_our_origin(text in "[/\\\\.:@?#%a-e2f5c\t\r\n -]{0,24}") {
        if let Some(page) = ReturnTo::parse(&text) {
            let base: Url = "https://run.example/auth/callback".parse().unwrap();
            let target = base.join(page.as_str()).unwrap();
            prop_assert_eq!(target.origin(), base.origin());
            prop_assert_eq!(&target.as_str()["https://run.example".len()..], page.as_str());
        }
    }
}
