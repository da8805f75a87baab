//! What a file is, by its content.

use super::Unreadable;
use std::borrow::Cow;

/// The formats we read; XML comes as text, whatever it was encoded in.
pub(super) enum Content<'a> {
    Fit,
    Gpx(Cow<'a, str>),
    Tcx(Cow<'a, str>),
}

/// Tells the format, or what the file is instead.
pub(super) fn content(bytes: &[u8]) -> Result<Content<'_>, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    if bytes.get(8..12) == Some(b".FIT") {
        return Ok(Content::Fit);
    }
    if let Some((_, what)) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)) {
        return Err(Unreadable::Unknown(what));
    }
    xml(text(bytes)?)
}

const SIGNATURES: &[(&[u8], &str)] = &[
    (b"PK", "a zip archive"),
    (b"GIF8", "a GIF image"),
    (b"\x89PNG", "a PNG image"),
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"%PDF", "a PDF document"),
    (b"\x7FELF", "a program"),
    (b"MZ", "a program"),
    (b"7z\xBC\xAF", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"{", "a JSON file"),
    (b"[", "a JSON file"),
];

/// The root element decides; comments, declarations and a document type may stand before it.
fn xml(text: Cow<'_, str>) -> Result<Content<'_>, Unreadable> {
    match root(&text) {
        Some(name) if name.eq_ignore_ascii_case("gpx") => Ok(Content::Gpx(text)),
        Some("TrainingCenterDatabase") => Ok(Content::Tcx(text)),
        Some(name) if name.eq_ignore_ascii_case("html") => Err(Unreadable::Unknown("a web page")),
        Some(name) if name.eq_ignore_ascii_case("svg") => Err(Unreadable::Unknown("an SVG image")),
        Some(name) if name.eq_ignore_ascii_case("kml") => Err(Unreadable::Unknown("a KML file")),
        Some(_) => Err(Unreadable::Unknown("another kind of XML file")),
        None => Err(Unreadable::Unknown("text or data of another kind")),
    }
}

/// The local name of the first element within the first 64 KiB.
fn root(text: &str) -> Option<&str> {
    let mut rest = text.trim_start();
    let horizon = rest.len().saturating_sub(64 << 10);
    while rest.len() >= horizon {
        let tag = rest.strip_prefix('<')?;
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = comment.split_once("-->")?.1.trim_start();
        } else if tag.starts_with('?') {
            rest = tag.split_once("?>")?.1.trim_start();
        } else if tag.starts_with('!') {
            rest = past_doctype(tag)?.trim_start();
        } else {
            let name = tag.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next()?;
            return Some(name.rsplit(':').next().unwrap_or(name));
        }
    }
    None
}

/// What follows a document type, whose internal subset may hold any number of `>`.
fn past_doctype(tag: &str) -> Option<&str> {
    let end = tag.find('>')?;
    match tag.find('[').filter(|subset| *subset < end) {
        Some(subset) => tag[subset..].split_once("]>").map(|(_, rest)| rest),
        None => Some(&tag[end + 1..]),
    }
}

/// The bytes as text: UTF-8 or UTF-16 by their mark or their zeros, else Latin-1 if the file declares it.
fn text(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => Ok(utf8(rest)),
        [0xFF, 0xFE, rest @ ..] | rest @ [b'<', 0, ..] => Ok(utf16(rest, u16::from_le_bytes).into()),
        [0xFE, 0xFF, rest @ ..] | rest @ [0, b'<', ..] => Ok(utf16(rest, u16::from_be_bytes).into()),
        // A NUL among the first bytes is no text in any of these.
        _ if bytes.iter().take(512).any(|byte| *byte == 0) => Err(Unreadable::Unknown("binary data")),
        _ => Ok(utf8(bytes)),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn utf8(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) if declares_latin1(bytes) => {
            bytes.iter().map(|byte| char::from(*byte)).collect::<String>().into()
        }
        Err(_) => String::from_utf8_lossy(bytes),
    }
}

fn declares_latin1(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).to_ascii_lowercase();
    head.contains("iso-8859-1") || head.contains("windows-1252") || head.contains("latin1")
}
