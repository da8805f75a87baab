//! The browser bundle: hydrates the islands of [`app`] and nothing else.
#![cfg(target_arch = "wasm32")]

// Referenced so that the islands' exports stay in the bundle.
use app as _;

/// Called by the page's start-up script.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
