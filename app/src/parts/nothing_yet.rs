//! What stands where a log has nothing to show yet.

use super::{Variant, link};
use leptos::prelude::*;

/// Why there is nothing, and for those whose log it is what to do about it.
pub fn nothing_yet(title: &'static str, why: &'static str, is_own: bool) -> impl IntoView {
    let actions = is_own.then(|| {
        view! {
            <div class="actions">
                {link("/workouts/new", "Log a workout", Variant::Primary)}
                {link("/import", "Import files", Variant::Secondary)}
            </div>
        }
    });
    view! {
        <section class="panel empty">
            <h2>{title}</h2>
            <p>{why}</p>
            {actions}
        </section>
    }
}
