//! The document around every page: head, masthead, notice, footer.

mod masthead;

use crate::parts::escaped;
use domain::athlete::ColorScheme;
use hydration_context::SsrSharedContext;
use leptos::prelude::*;
use std::sync::Arc;

/// Starts the islands; reads the bundle's addresses from the two preload links in the head.
const START: &str = include_str!("start.js");

/// Addresses of the built files, each with its content's hash in the name; `None` when it was not built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assets {
    /// The style sheet.
    pub stylesheet: Option<String>,
    /// The JavaScript around the bundle.
    pub script: Option<String>,
    /// The bundle itself.
    pub wasm: Option<String>,
    /// The icon.
    pub icon: Option<String>,
    /// The web app manifest.
    pub manifest: Option<String>,
}

/// Who is signed in, as far as the masthead tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// What they want to be called.
    pub display_name: String,
}

/// Whether a notice tells of something that worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It worked.
    Good,
    /// It did not.
    Bad,
}

/// One sentence at the top of a page about what was just done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// Where a POST takes it back.
    pub undo: Option<String>,
    /// Whether it worked.
    pub tone: Tone,
}

/// What surrounds a page and differs from request to request.
#[derive(Clone, Debug)]
pub struct Chrome {
    /// The nonce of the response's Content-Security-Policy.
    pub nonce: String,
    /// Where the built files are.
    pub assets: Assets,
    /// How the page is coloured.
    pub color_scheme: ColorScheme,
    /// Who is signed in.
    pub visitor: Option<Visitor>,
    /// The path of the request, so that the masthead can mark where the visitor is.
    pub path: String,
    /// What was just done.
    pub notice: Option<Notice>,
}

/// The whole HTML of a page. Only pages that say `islands` load a script.
pub fn render<V>(chrome: &Chrome, title: &str, islands: bool, body: impl FnOnce() -> V) -> String
where
    V: IntoView + 'static,
{
    let context = Arc::new(SsrSharedContext::new_islands());
    let html =
        Owner::new_root(Some(context)).with(|| document(chrome, title, islands, body().into_any()).to_html());
    if islands { html } else { without_markers(&html) }
}

/// Drops the empty comments by which hydration finds its place: a page without islands has no use for them.
/// A text cannot hold one, because its `<` is escaped.
fn without_markers(html: &str) -> String {
    html.replace("<!>", "")
}

fn document(chrome: &Chrome, title: &str, islands: bool, body: AnyView) -> impl IntoView + use<> {
    view! {
        <!DOCTYPE html>
        <html lang="en" data-color-scheme=scheme(chrome.color_scheme)>
            {head(chrome, title, islands)}
            <body>
                <a class="skip" href="#main">"Skip to the page"</a>
                {masthead::masthead(chrome)}
                <main id="main" tabindex="-1">
                    {masthead::training(chrome)}
                    {chrome.notice.clone().map(notice)}
                    {body}
                </main>
                {masthead::colophon()}
            </body>
        </html>
    }
}

fn head(chrome: &Chrome, title: &str, islands: bool) -> impl IntoView + use<> {
    let assets = chrome.assets.clone();
    let start = islands.then(|| bundle(chrome)).flatten();
    // As inner HTML, because the marker that leptos puts behind a text would be read out in a title.
    view! {
        <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta name="color-scheme" content="light dark" />
            <meta name="theme-color" content="#f6f3ec" media="(prefers-color-scheme: light)" />
            <meta name="theme-color" content="#14161a" media="(prefers-color-scheme: dark)" />
            <title inner_html=escaped(&format!("{title} · Longrun"))></title>
            {assets.stylesheet.map(|href| view! { <link rel="stylesheet" href=href /> })}
            {assets.icon.map(|href| view! { <link rel="icon" type="image/svg+xml" href=href /> })}
            {assets.manifest.map(|href| view! { <link rel="manifest" href=href /> })}
            {start}
        </head>
    }
}

fn bundle(chrome: &Chrome) -> Option<impl IntoView + use<>> {
    let script = chrome.assets.script.clone()?;
    let wasm = chrome.assets.wasm.clone()?;
    let nonce = chrome.nonce.clone();
    Some(view! {
        <link rel="modulepreload" href=script nonce=nonce.clone() />
        <link rel="preload" r#as="fetch" type="application/wasm" crossorigin="anonymous" href=wasm />
        <script type="module" nonce=nonce inner_html=START></script>
    })
}

fn notice(notice: Notice) -> impl IntoView {
    let (role, tone) = match notice.tone {
        Tone::Good => ("status", "good"),
        Tone::Bad => ("alert", "bad"),
    };
    view! {
        <div class="notice" role=role data-tone=tone>
            <p>{notice.text}</p>
            {notice
                .undo
                .map(|action| {
                    view! {
                        <form method="post" action=action>
                            <button data-variant="quiet">"Undo"</button>
                        </form>
                    }
                })}
        </div>
    }
}

fn scheme(scheme: ColorScheme) -> Option<&'static str> {
    match scheme {
        ColorScheme::Auto => None,
        ColorScheme::Light => Some("light"),
        ColorScheme::Dark => Some("dark"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chrome() -> Chrome {
        Chrome {
            nonce: "n0nce".into(),
            assets: Assets {
                stylesheet: Some("/assets/site.css".into()),
                script: Some("/assets/longrun.js".into()),
                wasm: Some("/assets/longrun.wasm".into()),
                ..Assets::default()
            },
            color_scheme: ColorScheme::Auto,
            visitor: Some(Visitor { display_name: "Ada <b>".into() }),
            path: "/workouts/new".into(),
            notice: None,
        }
    }

    fn page(chrome: &Chrome, islands: bool) -> String {
        render(chrome, "A & B", islands, || view! { <h1>"Hello"</h1> })
    }

    #[test]
    fn a_page_without_islands_ships_no_script() {
        let html = page(&chrome(), false);
        assert!(html.starts_with("<!DOCTYPE html><html lang=\"en\""), "{html}");
        assert!(!html.contains("<script"));
        assert!(!html.contains(".wasm"));
    }

    #[test]
    fn a_page_with_islands_starts_them_under_the_nonce() {
        let html = page(&chrome(), true);
        assert!(html.contains("<script type=\"module\" nonce=\"n0nce\">"), "{html}");
        assert!(html.contains("href=\"/assets/longrun.wasm\""));
        let unbuilt = Chrome { assets: Assets::default(), ..chrome() };
        assert!(!page(&unbuilt, true).contains("<script"));
    }

    #[test]
    fn what_people_call_themselves_is_text() {
        let html = page(&chrome(), false);
        assert!(html.contains("Ada &lt;b&gt;"), "{html}");
        assert!(html.contains("<title>A &amp; B · Longrun</title>"), "{html}");
    }

    #[test]
    fn nothing_is_styled_inline() {
        assert!(!page(&chrome(), true).contains("style=\""));
    }

    #[test]
    fn the_chosen_colour_scheme_is_on_the_root() {
        let dark = Chrome { color_scheme: ColorScheme::Dark, ..chrome() };
        assert!(page(&dark, false).contains("<html lang=\"en\" data-color-scheme=\"dark\">"));
        assert!(!page(&chrome(), false).contains("data-color-scheme"));
    }

    #[test]
    fn a_notice_can_be_taken_back_by_a_post() {
        let notice =
            Notice { text: "Deleted.".into(), undo: Some("/workouts/1/restore".into()), tone: Tone::Good };
        let html = page(&Chrome { notice: Some(notice), ..chrome() }, false);
        assert!(html.contains("role=\"status\""), "{html}");
        assert!(html.contains("<form method=\"post\" action=\"/workouts/1/restore\">"), "{html}");
    }
}
