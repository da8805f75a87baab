//! Whether somebody is who they say: address and password, throttled, at equal cost for unknown accounts.

use super::account::{Account, Email};
use super::counters::TooMany;
use super::fault::Fault;
use super::parameters::Parameters;
use super::password::HashError;
use super::throttle::network;
use super::{ClientAddress, Provider};
use axum::Extension;
use chrono::{DateTime, Utc};
use domain::vault::Record;
use http::StatusCode;
use secrecy::SecretString;

/// The address a request came from, if the server noted one.
pub(super) type CameFrom = Option<Extension<ClientAddress>>;

/// Why somebody was not believed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Denied {
    /// No such account, or another password: which of the two is not told.
    #[error("E-mail address and password do not match.")]
    Wrong,
    /// Too many attempts.
    #[error("Too many attempts. Wait {} before the next one.", minutes(*.0))]
    TooMany(i64),
    /// Too many people sign in at this moment.
    #[error("Many people are signing in at this moment. Try again in a few seconds.")]
    Busy,
}

fn minutes(seconds: i64) -> String {
    match (seconds + 59) / 60 {
        1 => "a minute".to_owned(),
        many => format!("{many} minutes"),
    }
}

impl Denied {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::Wrong => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    pub(super) fn retry_after(&self) -> Option<i64> {
        match self {
            Self::Wrong => None,
            Self::TooMany(seconds) => Some(*seconds),
            Self::Busy => Some(3),
        }
    }
}

impl Provider {
    /// The account that the form's `email` and the password in `field` open.
    ///
    /// What strangers elsewhere have tried does not stop whoever comes from where the account was opened before.
    pub(super) async fn believed(
        &self,
        form: &Parameters,
        field: &str,
        from: &CameFrom,
    ) -> Result<Result<Record<Account>, Denied>, Fault> {
        let (email, now) = (Email::parse(form.text("email")), self.now());
        let email = email.as_ref().map_or("", Email::as_str);
        let network = from.as_ref().map(|Extension(ClientAddress(address))| network(*address));
        let is_known =
            self.throttle.is_full(email, now) && self.accounts.was_opened_from(email, network, now).await?;
        if let Err(TooMany { seconds }) = self.throttle.attempt((email, network), is_known, now) {
            tracing::warn!(seconds, "sign-ins are refused: there were too many attempts");
            return Ok(Err(Denied::TooMany(seconds)));
        }
        match self.opened(email, SecretString::from(form.text(field)), now).await {
            Ok(Some(account)) => {
                self.throttle.forgive((email, network));
                if let Some(network) = network {
                    self.accounts.opened_from(email, network, now).await?;
                }
                Ok(Ok(account))
            }
            Ok(None) => {
                tracing::info!("a sign-in was refused: the password is wrong, or nobody's");
                Ok(Err(Denied::Wrong))
            }
            Err(error) => {
                self.throttle.take_back((email, network));
                match error {
                    HashError::Busy => Ok(Err(Denied::Busy)),
                    HashError::Fault(fault) => Err(fault),
                }
            }
        }
    }

    /// The account with this address, if the password is its own.
    async fn opened(
        &self,
        email: &str,
        password: SecretString,
        now: DateTime<Utc>,
    ) -> Result<Option<Record<Account>>, HashError> {
        let account = self.accounts.with_email(email, now).await?;
        let hash = account.as_ref().map(|record| &record.value.password);
        let is_right = self.hasher.verify(password, hash).await?;
        Ok(account.filter(|_| is_right))
    }
}
