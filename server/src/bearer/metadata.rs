//! `GET /.well-known/oauth-protected-resource/api`: what a program needs to know to get a token (RFC 9728).

use crate::login::RelyingParty;
use axum::Json;
use axum::extract::State;
use domain::scope::Scope;
use serde::Serialize;

/// Where it stands: the resource's path behind the well-known one (§3.1).
pub const PATH: &str = "/.well-known/oauth-protected-resource/api";

/// What our API tells of itself (§2).
#[derive(Clone, Debug, Serialize)]
pub struct Metadata {
    resource: String,
    authorization_servers: [String; 1],
    scopes_supported: Vec<String>,
    bearer_methods_supported: [&'static str; 1],
    resource_name: &'static str,
    resource_documentation: String,
}

/// Tells anybody.
pub async fn show(State(party): State<RelyingParty>) -> Json<Metadata> {
    let ours = party.tokens().registration();
    let scope = |it: Scope| format!("{}{}", ours.scope_prefix, it.name());
    Json(Metadata {
        resource: ours.resource(),
        authorization_servers: [ours.issuer.clone()],
        scopes_supported: Scope::ALL.map(scope).to_vec(),
        bearer_methods_supported: ["header"],
        resource_name: "Longrun",
        resource_documentation: ours.below("/api"),
    })
}
