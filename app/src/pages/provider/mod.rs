//! The pages of the embedded OpenID provider: signing in, joining by a one-time link, inviting, changing a
//! password, allowing other people's programs, signing out.
//!
//! Every form carries all it needs: the provider keeps no session of its own, and none of these pages
//! needs a script.

mod change_password;
mod consent;
mod invite;
mod sign_in;
mod sign_out;
mod sign_up;

pub use change_password::{ChangePassword, change_password, password_changed};
pub use consent::{Consent, consent};
pub use invite::{Invite, Invited, invite, invited};
pub use sign_in::{SignIn, sign_in};
pub use sign_out::{SignOut, sign_out, signed_out};
pub use sign_up::{SignUp, sign_up};

use crate::parts::{Control, Field};
use leptos::prelude::*;

/// What went wrong with a whole form, said so that it is read out at once.
fn alert(text: Option<String>) -> Option<impl IntoView> {
    text.map(|text| {
        view! {
            <div class="errors" role="alert">
                <p>{text}</p>
            </div>
        }
    })
}

/// The field of an address that names an account; browsers file it as the user's name.
fn email(value: &str) -> Field {
    Field::new("email", "E-mail address")
        .control(Control::Input("email"))
        .value(value)
        .required()
        .autocomplete("username")
        .maxlength(254)
}

/// The field of a password that is known already.
fn current_password(name: &'static str, label: &str) -> Field {
    Field::new(name, label)
        .control(Control::Input("password"))
        .required()
        .autocomplete("current-password")
        .maxlength(256)
}

/// The field of a password that is being chosen.
fn new_password(name: &'static str, label: &str) -> Field {
    Field::new(name, label)
        .control(Control::Input("password"))
        .hint("At least 10 characters. A few words in a row are good.")
        .required()
        .autocomplete("new-password")
        .maxlength(256)
}
