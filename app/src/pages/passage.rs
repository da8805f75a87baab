//! Three pages nobody reads: they refresh themselves, so that the next request comes from our own site
//! and carries the session's `SameSite=Strict` cookie.

use crate::parts::escaped;

/// Why a page refreshes itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passage {
    /// A link on another site led here.
    Arrival,
    /// The provider sent the visitor back.
    SignedIn,
    /// The visitor signed out here, and the provider's own sign-out is next.
    SignedOut,
}

/// The whole HTML of a passage to `to`: a path of our own, or the provider's page for signing out.
pub fn passage(passage: Passage, to: &str) -> String {
    let (title, text) = match passage {
        Passage::Arrival => ("One moment", "Opening the page"),
        Passage::SignedOut => ("Signed out", "You are signed out of Longrun. Opening your provider's page"),
        Passage::SignedIn => ("Signed in", "You are signed in. Opening the page"),
    };
    let to = escaped(to);
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\">\
         <meta http-equiv=\"refresh\" content=\"0; url={to}\"><title>{title} · Longrun</title></head>\
         <body><main><h1>{title}</h1><p>{text}: <a href=\"{to}\">go on</a>.</p></main></body></html>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passage_refreshes_itself_and_has_a_link_beside() {
        let html = passage(Passage::Arrival, "/workouts?from=2026-01-01&sport=run");
        assert!(html.contains("content=\"0; url=/workouts?from=2026-01-01&amp;sport=run\""), "{html}");
        assert!(html.contains("<a href=\"/workouts?from=2026-01-01&amp;sport=run\">go on</a>"), "{html}");
    }

    #[test]
    fn a_path_cannot_leave_its_attribute() {
        let html = passage(Passage::SignedIn, "/\"><script>alert(1)</script>");
        assert!(!html.contains("<script"), "{html}");
        assert!(!html.contains("/\">"), "{html}");
    }
}
