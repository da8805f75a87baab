//! GPX and TCX, read as a stream of elements by `quick-xml`.
//!
//! [`Elements`] is all that the two formats see: the beginning and the end of elements by their names without
//! prefixes, and the text before an end. It never expands an entity, never fetches anything, remembers no more
//! than the text at hand, and stops at the limits. Real files have wrong namespaces, missing declarations and
//! no end: whatever follows the first broken place is left out, and the file counts as truncated.

pub(super) mod gpx;
pub(super) mod tcx;

use super::{Limits, Unreadable};
use chrono::{DateTime, FixedOffset, NaiveDateTime, Offset as _, Utc};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// A file as a stream of elements.
pub(super) struct Elements<'a> {
    reader: Reader<&'a [u8]>,
    limits: &'a Limits,
    depth: usize,
    seen: usize,
    text: String,
    /// The file broke off or is ill-formed from some place on.
    pub(super) broken: bool,
}

/// What comes next.
pub(super) enum Element<'a> {
    /// An element begins.
    Begin(BytesStart<'a>),
    /// The innermost element ends; its text is in [`Elements::text`].
    End(quick_xml::events::BytesEnd<'a>),
}

impl<'a> Elements<'a> {
    /// A stream over `text`.
    pub(super) fn new(text: &'a str, limits: &'a Limits) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().allow_dangling_amp = true;
        Self { reader, limits, depth: 0, seen: 0, text: String::new(), broken: false }
    }

    /// The text of the element that just ended, trimmed.
    pub(super) fn text(&self) -> &str {
        self.text.trim()
    }

    /// The next beginning or end; none when there is nothing more to read.
    pub(super) fn next(&mut self) -> Result<Option<Element<'a>>, Unreadable> {
        loop {
            match self.reader.read_event() {
                Ok(Event::Start(start)) => return self.begin(start).map(Some),
                Ok(Event::End(end)) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Some(Element::End(end)));
                }
                Ok(Event::Text(text)) => self.append(&text),
                Ok(Event::CData(text)) => self.append(&text),
                Ok(Event::GeneralRef(reference)) => self.refer(&reference),
                Ok(Event::DocType(declarations)) if declarations.contains("<!ENTITY") => {
                    return Err(Unreadable::Entities);
                }
                Ok(Event::Eof) => return Ok(self.end()),
                Err(_) => {
                    self.broken = true;
                    return Ok(None);
                }
                Ok(_) => {}
            }
        }
    }

    fn begin(&mut self, start: BytesStart<'a>) -> Result<Element<'a>, Unreadable> {
        self.text.clear();
        self.depth += 1;
        self.seen += 1;
        if self.depth > self.limits.depth {
            return Err(Unreadable::TooDeep(self.limits.depth));
        }
        let most = self.limits.element_bytes;
        if start.len() > most {
            Err(Unreadable::ElementTooLarge(most >> 10))
        } else {
            Ok(Element::Begin(start))
        }
    }

    fn end(&mut self) -> Option<Element<'a>> {
        self.broken |= self.depth > 0;
        None
    }

    /// Whether there are more elements than a recording needs.
    pub(super) fn exhausted(&mut self) -> bool {
        let exhausted = self.seen > self.limits.elements;
        self.broken |= exhausted;
        exhausted
    }

    /// Text beyond measure is left out and counts as damage: where power failed, nothing but zeros may follow.
    fn append(&mut self, text: &str) {
        if self.text.len() + text.len() > self.limits.element_bytes {
            self.broken = true;
        } else {
            self.text.push_str(text);
        }
    }

    /// The five references that XML itself names, and characters by number; any other is left out.
    fn refer(&mut self, reference: &BytesRef<'_>) {
        match reference.resolve_char_ref() {
            Ok(Some(character)) => self.append(character.encode_utf8(&mut [0; 4])),
            _ => self.append(resolve_predefined_entity(reference).unwrap_or_default()),
        }
    }
}

/// The attribute of this name; only the first few are looked at.
fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start
        .attributes()
        .with_checks(false)
        .take(32)
        .flatten()
        .find(|a| a.key.local_name().as_ref() == name)?;
    Some(found.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap_or(found.value).trim().to_owned())
}

/// A finite number.
fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// An instant in milliseconds since 1970, and its offset if that is not UTC's. Without a zone it is UTC.
fn time(text: &str) -> Option<(i64, Option<FixedOffset>)> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        let offset = Some(*time.offset()).filter(|offset| *offset != Utc.fix());
        return Some((time.timestamp_millis(), offset));
    }
    let naive: NaiveDateTime = text.trim_end_matches('Z').parse().ok()?;
    Some((naive.and_utc().timestamp_millis(), None))
}
