//! What the provider says about itself: OpenID Connect Discovery 1.0, RFC 8414 and its keys.

use super::Provider;
use super::client_keys::ALGORITHMS;
use super::scope::Scopes;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;
use serde_json::{Value, json};
use std::sync::Arc;

/// How long others may remember what stands here; a new key is published long before it signs.
const REMEMBER: [(header::HeaderName, &str); 1] = [(header::CACHE_CONTROL, "public, max-age=300")];

pub(super) async fn metadata(State(provider): State<Arc<Provider>>) -> Response {
    (REMEMBER, Json(provider.metadata())).into_response()
}

pub(super) async fn keys(State(provider): State<Arc<Provider>>) -> Response {
    let now = provider.now();
    match provider.keys.keys(now).await {
        Ok(keys) => (REMEMBER, Json(keys.published(now))).into_response(),
        Err(fault) => super::refusal::Refusal::from(fault).into_response(),
    }
}

impl Provider {
    fn metadata(&self) -> Value {
        let endpoint = |name: &str| format!("{}/{name}", self.issuer);
        let authentication = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"];
        json!({
            "issuer": self.issuer,
            "authorization_endpoint": endpoint("authorize"),
            "token_endpoint": endpoint("token"),
            "userinfo_endpoint": endpoint("userinfo"),
            "revocation_endpoint": endpoint("revoke"),
            "end_session_endpoint": endpoint("end-session"),
            "jwks_uri": endpoint("jwks.json"),
            "scopes_supported": Scopes::all().iter().collect::<Vec<_>>(),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": authentication,
            "token_endpoint_auth_signing_alg_values_supported": ALGORITHMS,
            "revocation_endpoint_auth_methods_supported": authentication,
            "revocation_endpoint_auth_signing_alg_values_supported": ALGORITHMS,
            "code_challenge_methods_supported": ["S256"],
            "prompt_values_supported": ["none", "login", "consent"],
            "claims_supported": [
                "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "sid",
                "name", "zoneinfo", "email", "email_verified", "groups"
            ],
            "claims_parameter_supported": false,
            "request_parameter_supported": false,
            "request_uri_parameter_supported": false,
            "authorization_response_iss_parameter_supported": true,
        })
    }
}
