//! The cookies of a request, read strictly, and the one that carries a session's id.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use cookie::time::Duration;
use cookie::{Cookie, CookieBuilder, SameSite};
use domain::vault::Sealer;
use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};
use tower_sessions::session::Id;

/// The name of the session's cookie.
///
/// The prefix makes browsers refuse it without `Secure`, with `Domain`, under another path, or from a
/// script (draft-ietf-httpbis-rfc6265bis, cookie name prefixes).
pub(crate) const SESSION: &str = "__Host-Http-longrun";

/// The name of the cookie that remembers of a device that somebody called it their own, and nothing else.
const DEVICE: &str = "__Host-Http-longrun-device";

/// How long a device is remembered after the last sign-in: the most that browsers allow.
const DEVICE_LIFE: Duration = Duration::days(400);

/// Whether somebody has called the device of this request their own.
pub(crate) fn is_own_device(headers: &HeaderMap) -> bool {
    Cookies::of(headers).has(DEVICE)
}

/// The header by which a browser keeps that, or forgets it. `Lax`, because links from other sites lead to
/// the sign-in, too, and find what was chosen here before; what they say of it themselves is not heard.
pub(crate) fn own_device(is_own: bool) -> Option<HeaderValue> {
    if !is_own {
        return forget(DEVICE, SameSite::Lax);
    }
    let cookie = ours(DEVICE, "1").same_site(SameSite::Lax).max_age(DEVICE_LIFE);
    HeaderValue::try_from(cookie.to_string()).ok()
}

/// The cookies of one request, in their order.
pub(crate) struct Cookies<'a>(Vec<(&'a str, &'a str)>);

/// How often a cookie of one name came.
pub(crate) enum Came<'a> {
    Never,
    Once(&'a str),
    /// Somebody else has planted one beside ours, and nothing tells which is which.
    Twice,
}

impl<'a> Cookies<'a> {
    /// Pair by pair, because other programs on this host may have set some that are no text. Only spaces and
    /// tabs are trimmed: browsers guard no name that begins with another blank.
    pub(crate) fn of(headers: &'a HeaderMap) -> Self {
        let lines = headers.get_all(COOKIE).into_iter().map(HeaderValue::as_bytes);
        let pairs =
            lines.flat_map(|it| it.split(|byte| *byte == b';')).filter_map(|it| str::from_utf8(it).ok());
        let trim = |text: &'a str| text.trim_matches([' ', '\t']);
        Self(
            pairs
                .filter_map(|it| it.split_once('='))
                .map(|(name, value)| (trim(name), trim(value)))
                .collect(),
        )
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        !matches!(self.one(name), Came::Never)
    }

    pub(crate) fn one(&self, name: &str) -> Came<'a> {
        let mut values = self.0.iter().filter(|it| it.0 == name).map(|it| it.1);
        match (values.next(), values.next()) {
            (None, _) => Came::Never,
            (Some(value), None) => Came::Once(value),
            (Some(_), Some(_)) => Came::Twice,
        }
    }

    pub(crate) fn starting_with(&self, prefix: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.iter().copied().filter(move |it| it.0.starts_with(prefix))
    }
}

/// A cookie that our prefix allows, and nothing but the caller's `SameSite` and life left to say.
pub(crate) fn ours<'a>(name: &'a str, value: &'a str) -> CookieBuilder<'a> {
    Cookie::build((name, value)).path("/").secure(true).http_only(true)
}

/// 72 bits of the hash of a text, for the name or value of a cookie that tells of it.
pub(crate) fn short_hash(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(&digest(&SHA256, text.as_bytes()).as_ref()[..9])
}

/// The header that makes a browser forget a cookie of ours.
pub(crate) fn forget(name: &str, same_site: SameSite) -> Option<HeaderValue> {
    let cookie = ours(name, "").same_site(same_site).max_age(Duration::ZERO);
    HeaderValue::try_from(cookie.to_string()).ok()
}

/// The header that gives a browser its session.
///
/// The id is sealed, so that an invented one is refused before anything is read.
pub(super) fn grant(sealer: &Sealer, id: Id, life: TimeDelta) -> Option<HeaderValue> {
    let value = URL_SAFE_NO_PAD.encode(sealer.seal(&[SESSION], &id.0.to_le_bytes()).ok()?);
    let life = Duration::seconds(life.num_seconds());
    let cookie = ours(SESSION, &value).same_site(SameSite::Strict).max_age(life);
    HeaderValue::try_from(cookie.to_string()).ok()
}

/// The id in a session's cookie, if we have sealed it.
pub(super) fn id(sealer: &Sealer, value: &str) -> Option<Id> {
    let opened = sealer.open(&[SESSION], &URL_SAFE_NO_PAD.decode(value).ok()?)?;
    Some(Id(i128::from_le_bytes(opened.as_slice().try_into().ok()?)))
}
