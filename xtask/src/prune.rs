//! Exports of the compiled frontend that nobody imports, taken out before it is bound.
//!
//! `leptos` brings `wasm-streams` for server functions that stream. Its classes are exported to JavaScript, so
//! that no linker may drop them, although the islands neither stream nor call the server.

use walrus::{ExportId, Module, RawCustomSection};

use crate::step::Outcome;

/// What the names of the classes begin with, as JavaScript and as WebAssembly spell them.
const CLASSES: &str = "IntoUnderlying";
const EXPORTS: [&str; 2] = ["intounderlying", "__wbg_intounderlying"];

/// Where the macros of `wasm-bindgen` tell what they made: blob after blob.
const SECTION: &str = "__wasm_bindgen_unstable";

/// The module without the exports of `wasm-streams` and what only they reach.
pub(crate) fn prune(wasm: &[u8]) -> Outcome<Module> {
    let mut module = walrus::ModuleConfig::new()
        .generate_name_section(false)
        .generate_producers_section(false)
        .parse(wasm)
        .map_err(|error| format!("The compiled frontend cannot be read: {error:#}"))?;
    if let Some(told) = module.customs.remove_raw(SECTION) {
        module.customs.add(RawCustomSection { name: SECTION.to_owned(), data: without(CLASSES, &told.data) });
    }
    let unused: Vec<ExportId> = module
        .exports
        .iter()
        .filter(|export| EXPORTS.iter().any(|prefix| export.name.starts_with(prefix)))
        .map(walrus::Export::id)
        .collect();
    for id in unused {
        module.exports.delete(id);
    }
    Ok(module)
}

/// The blobs but for those whose program contains `name`. Each is a schema, then a program.
fn without(name: &str, mut blobs: &[u8]) -> Vec<u8> {
    let mut kept = Vec::new();
    while !blobs.is_empty() {
        let (schema, rest) = blobs.split_at(length(blobs));
        let (program, rest) = rest.split_at(length(rest));
        if !program.windows(name.len()).any(|window| window == name.as_bytes()) {
            kept.extend([schema, program].concat());
        }
        blobs = rest;
    }
    kept
}

/// How long the first part is, with the four bytes that tell its length.
fn length(parts: &[u8]) -> usize {
    let told = parts.first_chunk().map_or(0, |told| u32::from_le_bytes(*told));
    usize::try_from(told).map_or(parts.len(), |told| parts.len().min(4 + told))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(text: &str) -> Vec<u8> {
        let length = u32::try_from(text.len()).unwrap().to_le_bytes();
        [length.as_slice(), text.as_bytes()].concat()
    }

    fn blob(program: &str) -> Vec<u8> {
        [part("{\"schema_version\":\"0.2.118\"}"), part(program)].concat()
    }

    #[test]
    fn only_the_blobs_that_name_a_class_go() {
        let (hydrate, class, island) = (blob("hydrate"), blob("a IntoUnderlyingSink b"), blob("ReadOut"));
        let told = [hydrate.as_slice(), &class, &island].concat();
        assert_eq!(without(CLASSES, &told), [hydrate, island].concat());
    }
}
