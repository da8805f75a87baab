//! Which OpenID provider vouches for people: the configured one, or the embedded one.

use crate::clock::Clock;
use crate::config::Settings;
use crate::login::{Registration, Transport};
use crate::site::Site;
use crate::store::{CannotOpen, Records};
use axum::Router;
#[cfg(feature = "local")]
use chrono::{DateTime, Utc};
#[cfg(feature = "local")]
use domain::vault::{RecordKey, Vault};
use url::Url;

/// The embedded provider.
#[cfg(feature = "local")]
pub type Own = std::sync::Arc<local::idp::Provider>;
/// There is none in this build.
#[cfg(not(feature = "local"))]
#[derive(Clone, Debug)]
pub enum Own {}

/// The provider that the settings chose.
#[derive(Debug)]
pub struct Chosen {
    /// How we are known there.
    pub registration: Registration,
    /// How our requests reach it.
    pub transport: Transport,
    /// The embedded one, if it is that.
    pub own: Option<Own>,
    /// The link by which the first account is made, if there is none yet.
    pub owner_link: Option<Url>,
}

/// The provider that `settings` choose.
pub async fn choose(
    settings: &Settings,
    records: &Records,
    site: &Site,
    clock: &Clock,
) -> Result<Chosen, CannotOpen> {
    match &settings.oidc_issuer {
        Some(issuer) => foreign(settings, issuer),
        None => embedded(settings, records, site, clock).await,
    }
}

/// The provider that the settings name, for a role that is none itself.
#[cfg(feature = "aws")]
pub(crate) fn configured(settings: &Settings) -> Result<Chosen, CannotOpen> {
    let issuer = settings.oidc_issuer.as_deref();
    foreign(settings, issuer.ok_or_else(|| CannotOpen::new("LONGRUN_OIDC_ISSUER is needed"))?)
}

fn foreign(settings: &Settings, issuer: &str) -> Result<Chosen, CannotOpen> {
    let client_id =
        settings.oidc_client_id.clone().ok_or_else(|| CannotOpen::new("LONGRUN_OIDC_CLIENT_ID is needed"))?;
    let registration = Registration {
        issuer: issuer.to_owned(),
        client_id,
        client_secret: settings.oidc_client_secret.as_ref().map(|secret| secret.0.clone()),
        profile: settings.oidc_profile,
        scopes: settings.scopes(),
        scope_prefix: settings.scope_prefix.clone(),
        groups_claim: settings.groups_claim(),
        machines: settings.oidc_machines.clone(),
        public_url: settings.public_url(),
    };
    let transport = Transport::http().map_err(CannotOpen::because)?;
    Ok(Chosen { registration, transport, own: None, owner_link: None })
}

#[cfg(feature = "local")]
async fn embedded(
    settings: &Settings,
    records: &Records,
    site: &Site,
    clock: &Clock,
) -> Result<Chosen, CannotOpen> {
    use crate::login::{Profile, Scopes};
    use local::idp::{Clock as ProviderClock, Provider, ProviderConfig};
    let (now, tell) = (clock.now(), clock.clone());
    let provider = Provider::open(ProviderConfig {
        public_url: settings.public_url(),
        vault: records.vault.clone(),
        assets: site.assets(),
        clock: ProviderClock::new(move || tell.now()),
        time_zone: zone_of_this_machine(),
    })
    .map_err(CannotOpen::because)?;
    keep_apart(settings.demo, &records.vault, now).await?;
    if settings.demo {
        provider.seed_demo(now).await.map_err(CannotOpen::because)?;
    }
    let web = provider.web_client();
    let registration = Registration {
        issuer: provider.issuer().to_owned(),
        client_id: web.client_id.to_owned(),
        client_secret: Some(web.secret.clone()),
        profile: Profile::Generic,
        scopes: Scopes::usual(Profile::Generic, ""),
        scope_prefix: String::new(),
        groups_claim: Profile::Generic.groups_claim().to_owned(),
        machines: vec![],
        public_url: settings.public_url(),
    };
    let owner_link = provider.owner_link(now).await.map_err(CannotOpen::because)?;
    let transport = Transport::InProcess(provider.router());
    Ok(Chosen { registration, transport, own: Some(provider), owner_link })
}

/// Everybody knows the demo's passwords: it shares a store with nobody, neither before nor after.
#[cfg(feature = "local")]
async fn keep_apart(demo: bool, vault: &Vault, now: DateTime<Utc>) -> Result<(), CannotOpen> {
    let (ada, owner) = (RecordKey::new("ACCOUNT", "ada"), RecordKey::new("OWNER", "owner"));
    let owner = vault.read::<String>(&owner, now).await.map_err(CannotOpen::because)?;
    if demo && owner.is_some_and(|owner| owner.value != "ada") {
        return Err(CannotOpen::new(
            "somebody owns this store, and everybody knows the demo's passwords: set LONGRUN_DATA to another folder",
        ));
    }
    // The subject of anybody else is random, 22 characters long.
    let ada = vault.read::<serde::de::IgnoredAny>(&ada, now).await.map_err(CannotOpen::because)?;
    if !demo && ada.is_some() {
        return Err(CannotOpen::new(
            "the demo was here, and everybody knows its passwords: start with --demo, or keep records elsewhere \
             (LONGRUN_DATA, with LONGRUN_STORE=aws LONGRUN_VAULT_TABLE)",
        ));
    }
    Ok(())
}

/// What stands in the sign-up form; whoever signs up somewhere else chooses theirs.
#[cfg(feature = "local")]
fn zone_of_this_machine() -> chrono_tz::Tz {
    let name = iana_time_zone::get_timezone().ok();
    name.and_then(|name| name.parse().ok()).unwrap_or(chrono_tz::Tz::UTC)
}

#[cfg(not(feature = "local"))]
#[expect(clippy::unused_async, reason = "its twin with the embedded provider waits for it")]
async fn embedded(_: &Settings, _: &Records, _: &Site, _: &Clock) -> Result<Chosen, CannotOpen> {
    Err(CannotOpen::new("this Longrun was built without the embedded provider: set LONGRUN_OIDC_ISSUER"))
}

/// The embedded provider's own doors.
pub fn router(own: &Own) -> Router {
    #[cfg(feature = "local")]
    return own.router().layer(axum::middleware::from_fn(tell_the_address));
    #[cfg(not(feature = "local"))]
    match *own {}
}

/// The provider throttles by the client's address, which it cannot find out by itself.
#[cfg(feature = "local")]
async fn tell_the_address(
    mut request: axum::extract::Request,
    next: axum::middleware::Next,
) -> axum::response::Response {
    if let Some(crate::host::ClientAddress(address)) = request.extensions().get().copied() {
        request.extensions_mut().insert(local::idp::ClientAddress(address));
    }
    next.run(request).await
}

/// Brings a new signing key into use when it is time for one.
#[cfg(feature = "local")]
pub async fn rotate_keys(own: &Own, now: DateTime<Utc>) {
    if let Err(error) = own.rotate_if_due(now).await {
        tracing::warn!(%error, "the signing keys could not be rotated");
    }
}

/// The paths of the embedded provider that browsers post forms to; other origins are refused there.
pub fn forms() -> Vec<&'static str> {
    #[cfg(feature = "local")]
    return local::idp::DOORS.iter().filter(|door| door.form).map(|door| door.path).collect();
    #[cfg(not(feature = "local"))]
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Cli;
    use crate::login::{Profile, Scopes};
    use clap::Parser as _;

    #[test]
    fn a_provider_is_asked_for_the_scopes_that_it_knows() {
        let asked = |more: &[&str]| {
            let foreign_provider =
                ["longrun", "--oidc-client-id", "x", "--oidc-issuer", "https://id.example"];
            let settings = Cli::try_parse_from([&foreign_provider[..], more].concat()).unwrap().settings;
            foreign(&settings, "https://id.example").unwrap().registration.scopes
        };
        assert_eq!(asked(&[]), Scopes::usual(Profile::Generic, ""));
        let cognito = ["--oidc-profile", "cognito", "--scope-prefix", "longrun/"];
        assert_eq!(asked(&cognito), Scopes::usual(Profile::Cognito, "longrun/"));
        let chosen = ["--oidc-scopes", "openid email", "--scope-prefix", "longrun/"];
        assert_eq!(asked(&chosen), "openid email".parse().unwrap());
    }

    #[test]
    fn groups_are_told_by_the_claim_that_the_provider_uses() {
        let claim = |more: &[&str]| {
            let settings = Cli::try_parse_from([&["longrun"], more].concat()).unwrap().settings;
            settings.groups_claim()
        };
        assert_eq!(claim(&[]), "groups");
        assert_eq!(claim(&["--oidc-profile", "cognito"]), "cognito:groups");
        assert_eq!(claim(&["--oidc-profile", "cognito", "--oidc-groups-claim", "roles"]), "roles");
    }

    #[test]
    fn an_issuer_is_known_by_the_very_text_that_was_typed() {
        for typed in [
            "https://id.example",
            "https://id.example/",
            "https://id.example/realms/run",
            "https://id.example/realms/run/",
            "https://id.example:443",
        ] {
            let arguments = ["longrun", "--oidc-client-id", "x", "--oidc-issuer", typed];
            let settings = Cli::try_parse_from(arguments).unwrap().settings;
            let chosen = foreign(&settings, settings.oidc_issuer.as_ref().unwrap()).unwrap();
            assert_eq!(chosen.registration.issuer, typed);
        }
    }
}
