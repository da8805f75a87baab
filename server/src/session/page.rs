//! The page that leads on by itself.

use axum::response::Html;

/// A page that goes to `target` at once and leaves no entry in the history.
///
/// It takes the place of a redirect where a `SameSite=Strict` cookie has to be sent to the target: after
/// a redirect browsers still count the request as the other site's, after this page it is ours.
pub(crate) fn refresh(target: &str) -> Html<String> {
    let target = escape(target);
    Html(format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\">\
         <meta http-equiv=\"refresh\" content=\"0;url={target}\"><title>Longrun</title></head>\
         <body><p><a href=\"{target}\">Continue</a></p></body></html>"
    ))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
