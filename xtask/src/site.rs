//! The browser bundle and the static files: compiled, bound, joined, named by content and compressed.
//!
//! The bundle is made in this process by the library behind `wasm-bindgen`, pinned to the version that the
//! lock file compiles with, so that no other tool has to be installed. Every file gets the hash of its content
//! into its name, so that the server may call it immutable, and a brotli and a gzip sibling, so that nothing is
//! compressed twice. `manifest.json` tells the server which name belongs to which file.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher as _};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use wasm_bindgen_cli_support::Bindgen;

use crate::setup::WASM;
use crate::step::{self, Outcome};
use crate::workspace::Workspace;

/// Endings of files that are text or bytecode; the others are compressed already.
const COMPRESSIBLE: [&str; 8] = ["css", "js", "wasm", "svg", "txt", "json", "webmanifest", "ico"];

/// Files by the name that the pages know them by.
type Files = BTreeMap<String, Vec<u8>>;

/// Compiles the frontend for the browser.
pub(crate) fn compile(workspace: &Workspace) -> Outcome<PathBuf> {
    let package = workspace.setting("lib-package")?;
    step::run(&mut workspace.cargo(["build", "--package", package, "--target", WASM, "--profile", "wasm"]))?;
    Ok(workspace.target.join(WASM).join("wasm").join(format!("{package}.wasm")))
}

/// Writes the site from the compiled frontend, `style/` and `public/`, unless it is there already.
pub(crate) fn assemble(workspace: &Workspace, wasm: &Path) -> Outcome {
    let site = workspace.site()?;
    let mut inputs = statics(workspace)?;
    inputs.insert("frontend.wasm".to_owned(), std::fs::read(wasm)?);
    // This file is an input too: another way of assembling makes another site.
    inputs.insert("site.rs".to_owned(), include_bytes!("site.rs").to_vec());
    let stamp = fingerprint(&inputs);
    if std::fs::read_to_string(site.join("inputs")).is_ok_and(|written| written == stamp) {
        println!("  unchanged");
        return Ok(());
    }
    let mut files = statics(workspace)?;
    files.extend(bind(workspace, wasm)?);
    write(workspace, &files, &stamp)
}

/// The stylesheet and everything of `public/`.
fn statics(workspace: &Workspace) -> Outcome<Files> {
    let mut files = Files::new();
    for path in listed(&workspace.root.join("public"))? {
        files.insert(name(&path), std::fs::read(&path)?);
    }
    let stylesheet = format!("{}.css", workspace.setting("output-name")?);
    files.insert(stylesheet, stylesheet_text(&workspace.root.join("style"))?.into_bytes());
    Ok(files)
}

/// Joins the style files: the one that orders the layers first.
fn stylesheet_text(folder: &Path) -> Outcome<String> {
    let mut paths: Vec<_> = listed(folder)?.into_iter().filter(|path| ending(path) == "css").collect();
    paths.sort_by_key(|path| (name(path) != "layers.css", name(path)));
    let texts = paths.iter().map(std::fs::read_to_string).collect::<Result<Vec<_>, _>>()?;
    Ok(texts.join("\n"))
}

/// Makes the JavaScript that loads the compiled frontend, and the frontend as it expects it.
fn bind(workspace: &Workspace, wasm: &Path) -> Outcome<Files> {
    let output = workspace.setting("output-name")?;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_bytes(output, std::fs::read(wasm)?)
        .web(true)?
        .typescript(false)
        .out_name(output)
        .omit_default_module_path(true);
    bindgen.remove_name_section(true).remove_producers_section(true);
    let mut bound = bindgen.generate_output()?;
    let snippets = bound.snippets().values().flatten();
    if snippets.count() + bound.local_modules().len() > 0 {
        return Err(
            "A dependency of the frontend brings JavaScript of its own, which the site does not serve."
                .into(),
        );
    }
    let script = bound.js().as_bytes().to_vec();
    let compiled = bound.wasm_mut().emit_wasm();
    Ok(Files::from([(format!("{output}.js"), script), (format!("{output}.wasm"), compiled)]))
}

/// Writes a whole new site beside the old one and puts it in its place.
fn write(workspace: &Workspace, files: &Files, stamp: &str) -> Outcome {
    let site = workspace.site()?;
    let fresh = site.with_extension("new");
    if fresh.exists() {
        std::fs::remove_dir_all(&fresh)?;
    }
    std::fs::create_dir_all(&fresh)?;
    let mut names = BTreeMap::new();
    for (name, content) in files {
        let hashed = hashed_name(name, content);
        write_compressed(&fresh.join(&hashed), content)?;
        names.insert(name, hashed);
    }
    std::fs::write(
        fresh.join("manifest.json"),
        serde_json::to_string_pretty(&serde_json::json!({ "files": names }))?,
    )?;
    std::fs::write(fresh.join("inputs"), stamp)?;
    if site.exists() {
        std::fs::remove_dir_all(&site)?;
    }
    Ok(std::fs::rename(fresh, site)?)
}

/// Writes a file and, where they are smaller, its brotli and gzip siblings.
fn write_compressed(path: &Path, content: &[u8]) -> Outcome {
    std::fs::write(path, content)?;
    let (mut brotli, mut gzip) = (Vec::new(), Vec::new());
    if COMPRESSIBLE.contains(&ending(path)) {
        brotli::CompressorWriter::new(&mut brotli, 4096, 11, 22).write_all(content)?;
        flate2::write::GzEncoder::new(&mut gzip, flate2::Compression::best()).write_all(content)?;
    }
    for (ending, compressed) in [("br", brotli), ("gz", gzip)] {
        if !compressed.is_empty() && compressed.len() < content.len() {
            std::fs::write(format!("{}.{ending}", path.display()), &compressed)?;
        }
    }
    println!("  {} {} bytes", name(path), content.len());
    Ok(())
}

/// `longrun.css` becomes `longrun.<hash>.css`.
fn hashed_name(name: &str, content: &[u8]) -> String {
    let hash = fingerprint(&content);
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem}.{hash}.{ending}"),
        None => format!("{name}.{hash}"),
    }
}

// Names caches, proves nothing: a hash that needs no cryptography and no dependency is enough.
fn fingerprint(content: &impl std::hash::Hash) -> String {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn listed(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    Ok(paths.into_iter().filter(|path| path.is_file()).collect())
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn ending(path: &Path) -> &str {
    path.extension().and_then(std::ffi::OsStr::to_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_changes_with_the_content_and_keeps_its_ending() {
        let (one, other) = (hashed_name("longrun.css", b"a"), hashed_name("longrun.css", b"b"));
        assert_ne!(one, other);
        assert_eq!((one.split('.').next(), ending(Path::new(&one))), (Some("longrun"), "css"));
    }

    #[test]
    fn the_layers_come_first_in_the_stylesheet() {
        let folder = tempfile::tempdir().unwrap();
        for (file, text) in [("base.css", "base"), ("layers.css", "layers"), ("notes.md", "notes")] {
            std::fs::write(folder.path().join(file), text).unwrap();
        }
        assert_eq!(stylesheet_text(folder.path()).unwrap(), "layers\nbase");
    }

    #[test]
    fn what_compression_makes_larger_stays_alone() {
        let folder = tempfile::tempdir().unwrap();
        write_compressed(&folder.path().join("tiny.css"), b"a").unwrap();
        write_compressed(&folder.path().join("long.css"), &[b'a'; 4096]).unwrap();
        let exists = |name: &str| folder.path().join(name).exists();
        assert!(!exists("tiny.css.br") && !exists("tiny.css.gz"));
        assert!(exists("long.css.br") && exists("long.css.gz"));
    }
}
