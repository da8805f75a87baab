//! Whether somebody is who they say: address and password, throttled, at equal cost for unknown accounts.

use super::account::{Account, Email};
use super::fault::Fault;
use super::parameters::Parameters;
use super::password::HashError;
use super::throttle::TooMany;
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
    /// The account that the fields `email` and `password` of a form open.
    pub(super) async fn believed(
        &self,
        form: &Parameters,
        from: &CameFrom,
        now: DateTime<Utc>,
    ) -> Result<Result<Record<Account>, Denied>, Fault> {
        let email = Email::parse(form.text("email"));
        let email = email.as_ref().map_or("", Email::as_str);
        let address = from.as_ref().map(|Extension(ClientAddress(address))| *address);
        if let Err(TooMany { seconds }) = self.throttle.attempt(email, address, now) {
            tracing::warn!(seconds, "sign-ins are refused: there were too many attempts");
            return Ok(Err(Denied::TooMany(seconds)));
        }
        let account = self.accounts.with_email(email, now).await?;
        let hash = account.as_ref().map(|record| &record.value.password);
        match self.hasher.verify(SecretString::from(form.text("password")), hash).await {
            Ok(right) => Ok(account
                .filter(|_| right)
                .inspect(|_| self.throttle.forgive(email, address))
                .ok_or(Denied::Wrong)
                .inspect_err(|_| {
                    tracing::info!("a sign-in was refused: the password is wrong, or nobody's");
                })),
            Err(HashError::Busy) => Ok(Err(Denied::Busy)),
            Err(HashError::Fault(fault)) => Err(fault),
        }
    }
}
