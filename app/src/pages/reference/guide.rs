//! What the document cannot say: how to get a token, and what holds everywhere.

use super::call::first_calls;
use super::model::{ProblemKind, ReferenceView};
use super::prose;
use crate::parts::{Sample, sample};
use crate::words;
use domain::scope::Scope;
use leptos::prelude::*;

pub(super) fn guide(model: &ReferenceView) -> impl IntoView + use<> {
    view! {
        {token(model)}
        {conventions(model.around.rate)}
    }
}

fn token(model: &ReferenceView) -> impl IntoView + use<> {
    let endpoint = model.around.token_endpoint.as_deref().unwrap_or("$TOKEN_ENDPOINT");
    let [token, list] = first_calls(endpoint, &model.origin, None);
    let lines = [("Get a token", token), ("List the latest five workouts", list)];
    let lines = lines.map(|(name, text)| sample(Sample { name, text, whole: true })).collect_view();
    let scope = |it: Scope| view! { <tr><th scope="row"><code>{it.name()}</code></th><td>{words::scope(it)}</td></tr> };
    view! {
        <section class="room operation" aria-labelledby="token">
            <div class="said">
                <h2 id="token">"A token"</h2>
                <p>
                    "Every call but one brings an access token (RFC 9068, sent as RFC 6750 says). A machine gets one for itself with its id and secret; it then names the athlete in every call, and needs that athlete's grant. Register one, or withdraw what it may, under "
                    <a href="/settings/connections">"connections"</a> "."
                </p>
                <p>
                    "An app that people sign in to uses the authorization code flow with PKCE and asks for the same scopes. Its token speaks for whoever signed in: leave "
                    <code>"athlete"</code> " out."
                </p>
                {model.around.demo.then(demo)}
                <table class="terms">
                    <caption>"Scopes, and what they let a program do"</caption>
                    <thead><tr><th scope="col">"Scope"</th><th scope="col">"It may"</th></tr></thead>
                    <tbody>{Scope::ALL.map(scope).collect_view()}</tbody>
                </table>
            </div>
            <div class="shown">
                {lines}
                <p class="hint">
                    "Everything on this page is told to programs in " <a href="/api/openapi.json">"the OpenAPI document"</a> "."
                </p>
            </div>
        </section>
    }
}

fn demo() -> impl IntoView {
    view! {
        <p class="hint">
            "This is a demonstration: " <code>"demo-machine"</code> " with the secret " <code>"demo-machine-secret"</code>
            " may be used, for the athlete " <code>"ada@longrun.test"</code> "."
        </p>
    }
}

fn conventions(rate: u32) -> impl IntoView {
    let rate = format!(
        "{rate} requests a minute for each caller. `RateLimit` and `RateLimit-Policy` tell what is left; 429 comes with `Retry-After`."
    );
    let rules = [
        (
            "Quantities",
            "Metres, seconds, kilojoules, watts and beats per minute, whatever units a person reads. Times are RFC 3339; a workout's own with the offset of its zone, all others in UTC. Days are local.",
        ),
        (
            "Not known",
            "`null`, never 0, and the field is still there. What a request leaves out is not known either. A field that nobody knows is refused.",
        ),
        (
            "Whose log",
            "Every call that needs a token takes `athlete` in its query: an id, or the address that they signed up with. A machine names the athlete always; whoever signed in reads their own log without it, or names somebody they coach. Who granted you nothing answers as nobody does: 404.",
        ),
        (
            "Errors",
            "`application/problem+json` (RFC 9457). Every field that cannot be used is listed at once, with what was expected.",
        ),
        (
            "Changing",
            "A workout's `ETag` is its version. `PUT` and `DELETE` need it as `If-Match`: 428 without, 412 if somebody was faster. `If-None-Match` saves an answer that you have: 304.",
        ),
        (
            "Sending again",
            "With an `Idempotency-Key` a new workout can be sent again for 24 hours: it is answered as it was the first time, and logged once.",
        ),
        (
            "Pages",
            "Lists end with `next_cursor`. It goes back as `cursor`, by the same caller and for the same query; `null` is the end.",
        ),
        ("Limits", rate.as_str()),
    ];
    let rule =
        |(name, text): (&'static str, &str)| view! { <div><dt>{name}</dt><dd>{prose(text)}</dd></div> };
    view! {
        <section class="room stack" aria-labelledby="conventions">
            <h2 id="conventions">"What holds everywhere"</h2>
            <dl class="rules">{rules.map(rule).collect_view()}</dl>
        </section>
    }
}

impl ProblemKind {
    /// What to do about it; nothing where the title says it all.
    pub fn advice(&self) -> &'static str {
        match self.name {
            "malformed" => "`detail` says what cannot be read.",
            "unauthorized" => {
                "Get a new token: it is missing, wrong, too old, or its athlete took it back. `WWW-Authenticate` says which."
            }
            "forbidden" => "No token of yours is good for it.",
            "insufficient-scope" => {
                "Ask for a token with the scope that `WWW-Authenticate` names, or the athlete for a grant of what `detail` names."
            }
            "not-found" => "An athlete who granted you nothing answers the same.",
            "method-not-allowed" => "`Allow` lists those that it takes.",
            "timeout" => "Send it again, faster.",
            "conflict" => "Read it again and look.",
            "key-busy" => {
                "Wait a moment and send the same request again: it is answered as the first one is."
            }
            "overtaken" => {
                "Read it again, make your change to what is there now, and send that with the new `ETag`."
            }
            "too-large" => "Send less at once.",
            "unsupported-media-type" => "JSON is sent as `application/json`, files as `multipart/form-data`.",
            "invalid" => "`errors` lists every field with what was expected of it.",
            "key-reused" => "Choose a new key for each workout; the same key goes with the same body only.",
            "unconditional" => "Send the `ETag` that came with what you read as `If-Match`.",
            "too-many-requests" => "Wait as long as `Retry-After` says.",
            "internal" => "Tell whoever runs this Longrun the `request_id`.",
            "unavailable" => "The store or the sign-in service does not answer.",
            _ => "",
        }
    }
}
