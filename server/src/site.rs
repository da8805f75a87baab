//! The static files: stylesheet, browser bundle, icons.
//!
//! `cargo xtask` builds them under content-hashed names with `.br` and `.gz` beside each, and lists them
//! in `manifest.json`. They are few and small, so they are held in memory and served from there.

use app::document::Assets;
use axum::extract::Path;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Deserialize;
use std::collections::HashMap;
use std::io;
use std::path::Path as FilePath;

/// Where static files are found by the browser.
pub const PREFIX: &str = "/assets";

#[derive(Debug, Deserialize)]
struct Manifest {
    /// Logical name, such as `longrun.css`, to the name under which the file is served.
    files: HashMap<String, String>,
}

/// The static files, held in memory.
#[derive(Clone, Debug, Default)]
pub struct Site {
    names: HashMap<String, String>,
    files: HashMap<String, File>,
}

#[derive(Clone, Debug)]
struct File {
    content_type: &'static str,
    identity: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

impl Site {
    /// Reads the files that `manifest.json` in `root` lists.
    pub fn load(root: &FilePath) -> io::Result<Self> {
        let manifest = std::fs::read(root.join("manifest.json"))?;
        let Manifest { files: names } = serde_json::from_slice(&manifest)?;
        let files = names.values().map(|name| Ok((name.clone(), File::load(root, name)?)));
        Ok(Self { files: files.collect::<io::Result<_>>()?, names })
    }

    /// The addresses that every page refers to.
    pub fn assets(&self) -> Assets {
        let url = |logical: &str| self.names.get(logical).map(|name| format!("{PREFIX}/{name}"));
        Assets {
            stylesheet: url("longrun.css"),
            script: url("longrun.js"),
            wasm: url("longrun.wasm"),
            icon: url("favicon.svg"),
            manifest: url("manifest.webmanifest"),
        }
    }

    /// The icon, under the address at which browsers look for one by themselves.
    pub fn icon(&self, request: &HeaderMap) -> Response {
        let name = self.names.get("favicon.svg").cloned().unwrap_or_default();
        self.serve(Path(name), request)
    }

    /// The file with this served name, in the best encoding that the request accepts.
    pub fn serve(&self, Path(name): Path<String>, request: &HeaderMap) -> Response {
        let Some(file) = self.files.get(&name) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let (body, encoding) = file.best(request);
        let mut response = body.into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.content_type));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        if let Some(encoding) = encoding {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response
    }
}

impl File {
    fn load(root: &FilePath, name: &str) -> io::Result<Self> {
        let sibling = |extension: &str| std::fs::read(root.join(format!("{name}.{extension}"))).ok();
        Ok(Self {
            content_type: content_type(name),
            identity: std::fs::read(root.join(name))?.into(),
            brotli: sibling("br").map(Bytes::from),
            gzip: sibling("gz").map(Bytes::from),
        })
    }

    fn best(&self, request: &HeaderMap) -> (Bytes, Option<&'static str>) {
        let candidates = [("br", &self.brotli), ("gzip", &self.gzip)];
        let best = candidates.into_iter().find_map(|(encoding, bytes)| {
            accepts(request, encoding).then_some(())?;
            Some((bytes.clone()?, Some(encoding)))
        });
        best.unwrap_or((self.identity.clone(), None))
    }
}

/// Whether the request takes `encoding` (RFC 9110 §12.5.3; a weight of 0 means no).
fn accepts(request: &HeaderMap, encoding: &str) -> bool {
    let offers = request.get_all(ACCEPT_ENCODING).into_iter().filter_map(|value| value.to_str().ok());
    offers.flat_map(|value| value.split(',')).any(|offer| {
        let (name, weight) = offer.split_once(';').unwrap_or((offer, "q=1"));
        let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case(encoding) && !refused
    })
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> (tempfile::TempDir, Site) {
        let root = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(root.path().join(name), text).unwrap();
        write("manifest.json", r#"{"files": {"longrun.css": "longrun.1f.css"}}"#);
        write("longrun.1f.css", "plain");
        write("longrun.1f.css.br", "brotli");
        write("longrun.1f.css.gz", "gzip");
        let site = Site::load(root.path()).unwrap();
        (root, site)
    }

    fn encoding_for(accept: &str) -> Option<String> {
        let (_root, site) = site();
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, accept.parse().unwrap());
        let response = site.serve(Path("longrun.1f.css".to_owned()), &headers);
        response.headers().get(CONTENT_ENCODING).map(|e| e.to_str().unwrap().to_owned())
    }

    #[test]
    fn the_best_accepted_encoding_is_served() {
        assert_eq!(encoding_for("gzip, deflate, br").as_deref(), Some("br"));
        assert_eq!(encoding_for("gzip").as_deref(), Some("gzip"));
        assert_eq!(encoding_for("br;q=0, gzip").as_deref(), Some("gzip"));
        assert_eq!(encoding_for("identity"), None);
    }

    #[test]
    fn only_listed_files_are_served() {
        let (_root, site) = site();
        for name in ["manifest.json", "../Cargo.toml", "longrun.1f.css.br"] {
            let response = site.serve(Path(name.to_owned()), &HeaderMap::new());
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{name}");
        }
    }
}
