//! What is said at the provider's token and revocation endpoints.

use super::provider::{Metadata, ProviderError};
use super::transport::TransportError;
use super::{Party, Registration, id_token};
use crate::session::Tokens;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use gate::jws::JwsError;
use http::{Request, header};
use id_token::{Expected, IdTokenError, Identity};
use oauth2::basic::{
    BasicErrorResponse, BasicErrorResponseType, BasicRevocationErrorResponse,
    BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, Client, ClientId, ClientSecret, EndpointNotSet, EndpointSet,
    ExtraTokenFields, HttpRequest, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError,
    StandardRevocableToken, StandardTokenResponse, TokenResponse as _, TokenUrl,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use url::form_urlencoded::{Serializer, byte_serialize};

/// The life of an access token whose life the provider does not tell, and the longest that we believe.
const ASSUMED: Duration = Duration::from_mins(5);
const LONGEST: Duration = Duration::from_hours(24);

/// How long a person waits for what the provider does for them beside answering: the revocation, the way to its own
/// sign-out, the end of a refresh.
pub(super) const TO_WAIT: Duration = Duration::from_secs(3);

/// What the provider adds to its answer beyond OAuth 2.0.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct OpenId {
    #[serde(default, skip_serializing)]
    id_token: Option<SecretString>,
}

impl ExtraTokenFields for OpenId {}

type Answer = StandardTokenResponse<OpenId, BasicTokenType>;

pub(super) type OAuth = Client<
    BasicErrorResponse,
    Answer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// Why the token endpoint gave no usable tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokensError {
    /// It said that the code or the refresh token is no good.
    #[error("the provider refused the grant")]
    InvalidGrant,
    /// It did not answer, or not as a token endpoint does: that may pass.
    #[error("the token endpoint does not answer")]
    Unavailable,
    /// It refused us, whatever the grant.
    #[error("the provider refused the client or the request")]
    Refused,
    /// It answered with tokens of a kind that we cannot use.
    #[error("the provider's tokens cannot be used")]
    Unusable,
    /// It answered with an ID token that does not hold up as yet.
    #[error(transparent)]
    IdToken(#[from] IdTokenError),
    /// It answered for somebody else.
    #[error("the provider's tokens are somebody else's")]
    SomebodyElse,
}

impl From<ProviderError> for TokensError {
    fn from(_: ProviderError) -> Self {
        Self::Unavailable
    }
}

/// Tokens as they were granted, before the ID token has been looked at.
pub(super) struct Granted {
    pub(super) tokens: Tokens,
    pub(super) id_token: Option<SecretString>,
}

impl Party {
    pub(super) fn oauth(&self, metadata: &Metadata) -> Result<OAuth, TokensError> {
        let Registration { client_id, client_secret, .. } = &*self.registration;
        let redirect =
            RedirectUrl::new(self.registration.redirect_uri()).map_err(|_| TokensError::Unusable)?;
        let client = Client::new(ClientId::new(client_id.clone()))
            .set_auth_uri(AuthUrl::from_url(metadata.authorization_endpoint.clone()))
            .set_token_uri(TokenUrl::from_url(metadata.token_endpoint.clone()))
            .set_redirect_uri(redirect)
            .set_auth_type(authentication(metadata));
        let secret = client_secret.as_ref().map(|it| ClientSecret::new(it.expose_secret().to_owned()));
        Ok(match secret {
            Some(secret) => client.set_client_secret(secret),
            None => client,
        })
    }

    /// Exchanges a code, once.
    pub(super) async fn exchange(&self, code: String, verifier: String) -> Result<Granted, TokensError> {
        let client = self.oauth(&*self.provider.metadata().await?)?;
        let http = self.provider.transport.client();
        let request = client.exchange_code(AuthorizationCode::new(code));
        let request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier));
        let request = request.add_extra_param("resource", self.registration.resource());
        granted(request.request_async(&http).await, self.clock.now())
    }

    /// Asks for new tokens, once.
    pub(super) async fn renew(&self, refresh: &SecretString) -> Result<Granted, TokensError> {
        let client = self.oauth(&*self.provider.metadata().await?)?;
        let http = self.provider.transport.client();
        let refresh = RefreshToken::new(refresh.expose_secret().to_owned());
        let request = client.exchange_refresh_token(&refresh);
        let request = request.add_extra_param("resource", self.registration.resource());
        granted(request.request_async(&http).await, self.clock.now())
    }

    /// Looks at an ID token, with newer keys if it names one that we do not know.
    ///
    /// Without the provider's documents nothing is said about it: that may pass.
    pub(super) async fn identity(
        &self,
        granted: &Granted,
        nonce: Option<&str>,
    ) -> Result<Result<Identity, IdTokenError>, ProviderError> {
        let Some(token) = &granted.id_token else { return Ok(Err(JwsError::Malformed.into())) };
        let token = token.expose_secret();
        let metadata = self.provider.metadata().await?;
        let expected = Expected {
            issuer: &self.registration.issuer,
            client_id: &self.registration.client_id,
            nonce,
            access_token: granted.tokens.access.expose_secret(),
            algorithms: &metadata.id_token_signing_alg_values_supported,
            groups_claim: &self.registration.groups_claim,
            now: self.clock.now(),
        };
        self.provider.examine(|keys| id_token::verify(token, keys, &expected)).await
    }

    /// Has the tokens of an ended session revoked (RFC 7009), if that can be done at once.
    pub(super) async fn revoke(&self, tokens: Tokens) {
        let revoked = tokio::time::timeout(TO_WAIT, self.try_to_revoke(tokens)).await;
        if !matches!(revoked, Ok(Some(()))) {
            tracing::warn!("the tokens of an ended session were not revoked");
        }
    }

    async fn try_to_revoke(&self, tokens: Tokens) -> Option<()> {
        let metadata = self.provider.metadata().await.ok()?;
        let request = self.revocation(&metadata, &tokens)?;
        let answer = self.provider.transport.call(request).await;
        answer.ok()?.status().is_success().then_some(())
    }

    /// By hand: the `oauth2` crate refuses endpoints without https, and ours may be this very process.
    fn revocation(&self, metadata: &Metadata, tokens: &Tokens) -> Option<HttpRequest> {
        let (token, hint) = match &tokens.refresh {
            Some(refresh) => (refresh, "refresh_token"),
            None => (&tokens.access, "access_token"),
        };
        let mut form = Serializer::new(String::new());
        form.append_pair("token", token.expose_secret()).append_pair("token_type_hint", hint);
        let request = Request::post(metadata.revocation_endpoint.as_ref()?.as_str());
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = self.authenticate(metadata, request, &mut form);
        request.body(form.finish().into_bytes()).ok()
    }

    /// Says who we are, in the header or in the form (RFC 6749 §2.3.1).
    fn authenticate(
        &self,
        metadata: &Metadata,
        request: http::request::Builder,
        form: &mut Serializer<'_, String>,
    ) -> http::request::Builder {
        let id = &self.registration.client_id;
        let Some(secret) = &self.registration.client_secret else {
            form.append_pair("client_id", id);
            return request;
        };
        if matches!(authentication(metadata), AuthType::RequestBody) {
            form.append_pair("client_id", id).append_pair("client_secret", secret.expose_secret());
            return request;
        }
        let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let pair = format!("{}:{}", encode(id), encode(secret.expose_secret()));
        request.header(header::AUTHORIZATION, format!("Basic {}", STANDARD.encode(pair)))
    }
}

/// Basic, unless the provider lists methods and that is not among them.
fn authentication(metadata: &Metadata) -> AuthType {
    let listed = metadata.token_endpoint_auth_methods_supported.as_deref();
    let basic = listed.is_none_or(|it| it.iter().any(|it| it == "client_secret_basic"));
    if basic { AuthType::BasicAuth } else { AuthType::RequestBody }
}

fn granted(
    answer: Result<Answer, RequestTokenError<TransportError, BasicErrorResponse>>,
    now: DateTime<Utc>,
) -> Result<Granted, TokensError> {
    let answer = answer.map_err(|error| fact(&error))?;
    if !matches!(answer.token_type(), BasicTokenType::Bearer) {
        return Err(TokensError::Unusable);
    }
    let life = answer.expires_in().unwrap_or(ASSUMED).min(LONGEST);
    let secret = |text: &String| SecretString::from(text.as_str());
    let tokens = Tokens {
        access: secret(answer.access_token().secret()),
        refresh: answer.refresh_token().map(|it| secret(it.secret())),
        issued_at: now,
        expires_at: now + TimeDelta::from_std(life).map_err(|_| TokensError::Unusable)?,
    };
    Ok(Granted { tokens, id_token: answer.extra_fields().id_token.clone() })
}

/// What went wrong, without what was said: the answer may hold tokens.
fn fact(error: &RequestTokenError<TransportError, BasicErrorResponse>) -> TokensError {
    match error {
        RequestTokenError::ServerResponse(said) => match said.error() {
            BasicErrorResponseType::InvalidGrant => TokensError::InvalidGrant,
            BasicErrorResponseType::Extension(_) => TokensError::Unavailable,
            _ => TokensError::Refused,
        },
        _ => TokensError::Unavailable,
    }
}
