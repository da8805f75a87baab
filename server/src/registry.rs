//! The programs that people register with the embedded provider. Where another provider vouches for people, its
//! administrators do that there.

use crate::problem::Problem;
use crate::provider::Own;
use chrono::{DateTime, Utc};
use domain::scope::Scopes;
use domain::workout::FieldError;
use secrecy::SecretString;

/// What a program is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It acts for nobody who is present.
    Machine,
    /// People sign in to it, and it runs on a server.
    Web,
    /// People sign in to it, and it runs on their own devices.
    Native,
}

/// A program to be registered.
#[derive(Clone, Debug)]
pub struct New {
    /// What it is.
    pub kind: Kind,
    /// The subject of the account that registers it.
    pub owner: String,
    /// What people know it as.
    pub name: String,
    /// Where people come back to.
    pub redirect_uris: Vec<String>,
    /// What a machine may be given tokens for.
    pub scopes: Scopes,
    /// A machine's public keys, in place of a secret.
    pub keys: Option<String>,
    /// When a machine ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A program that was registered.
#[derive(Clone, Debug)]
pub struct Registered {
    /// Its id.
    pub client_id: String,
    /// Its secret, if it has one.
    pub secret: Option<SecretString>,
}

/// Why a program is not registered.
#[derive(Debug)]
pub enum Refused {
    /// What is wrong, by the names of the form's fields.
    Mistakes(Vec<FieldError>),
    /// There is no such program of theirs, or our own fault.
    Problem(Problem),
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Mistakes(_) => Self::BadRequest("client"),
            Refused::Problem(problem) => problem,
        }
    }
}

#[cfg(feature = "local")]
mod own {
    use super::{DateTime, Kind, New, Own, Problem, Refused, Registered, SecretString, Utc};
    use local::idp::{ClientError, ClientKind, NewClient, Scopes};

    impl From<ClientError> for Refused {
        fn from(error: ClientError) -> Self {
            match error {
                ClientError::Mistakes(mistakes) => Self::Mistakes(mistakes),
                ClientError::Unknown | ClientError::NoSecret => Self::Problem(Problem::NotFound),
                ClientError::Fault(fault) => Self::Problem(Problem::Internal(fault.to_string())),
            }
        }
    }

    impl From<New> for NewClient {
        fn from(new: New) -> Self {
            let (kind, scopes) = match new.kind {
                Kind::Machine => (ClientKind::Machine, Scopes::parse(&new.scopes.to_string())),
                Kind::Web => (ClientKind::Web, Scopes::all()),
                Kind::Native => (ClientKind::Native, Scopes::all()),
            };
            Self {
                owner: new.owner,
                kind,
                name: new.name,
                redirect_uris: new.redirect_uris,
                post_logout_redirect_uris: Vec::new(),
                scopes,
                keys: new.keys,
                expires_at: new.expires_at,
            }
        }
    }

    /// Registers a program; its id and secret are drawn by chance.
    pub async fn register(own: &Own, new: New, now: DateTime<Utc>) -> Result<Registered, Refused> {
        let made = own.register_client(new.into(), now).await?;
        Ok(Registered { client_id: made.client_id, secret: made.secret })
    }

    /// Whether `owner` can have a new secret for a program.
    pub async fn has_secret(
        own: &Own,
        (client_id, owner): (&str, &str),
        now: DateTime<Utc>,
    ) -> Result<bool, Problem> {
        let client =
            own.client(client_id, now).await.map_err(|fault| Problem::Internal(fault.to_string()))?;
        let has_one =
            |it: &NewClient| it.owner == owner && it.keys.is_none() && it.kind != ClientKind::Native;
        Ok(client.is_some_and(|client| has_one(&client)))
    }

    /// A new secret for `owner`'s program, in place of the one that it has.
    pub async fn new_secret(
        own: &Own,
        (client_id, owner): (&str, &str),
        now: DateTime<Utc>,
    ) -> Result<SecretString, Problem> {
        own.rotate_secret(client_id, owner, now).await.map_err(|error| Refused::from(error).into())
    }

    /// Ends `owner`'s program for good; a second time changes nothing.
    pub async fn end(own: &Own, (client_id, owner): (&str, &str), now: DateTime<Utc>) -> Result<(), Problem> {
        match own.end_client(client_id, owner, now).await {
            // A second time: it has ended.
            Ok(()) | Err(ClientError::Unknown) => Ok(()),
            Err(error) => Err(Refused::from(error).into()),
        }
    }

    /// Ends every sign-in of `subject` through a program.
    pub async fn end_sign_ins(
        own: &Own,
        (client_id, subject): (&str, &str),
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        let ended = own.end_grants_of(subject, client_id, now).await;
        ended.map_err(|fault| Problem::Internal(fault.to_string()))
    }
}

#[cfg(not(feature = "local"))]
mod own {
    use super::{DateTime, New, Own, Problem, Refused, Registered, SecretString, Utc};

    /// There is no provider of ours in this build.
    pub async fn register(own: &Own, _: New, _: DateTime<Utc>) -> Result<Registered, Refused> {
        match *own {}
    }

    /// There is no provider of ours in this build.
    pub async fn has_secret(own: &Own, _: (&str, &str), _: DateTime<Utc>) -> Result<bool, Problem> {
        match *own {}
    }

    /// There is no provider of ours in this build.
    pub async fn new_secret(own: &Own, _: (&str, &str), _: DateTime<Utc>) -> Result<SecretString, Problem> {
        match *own {}
    }

    /// There is no provider of ours in this build.
    pub async fn end(own: &Own, _: (&str, &str), _: DateTime<Utc>) -> Result<(), Problem> {
        match *own {}
    }

    /// There is no provider of ours in this build.
    pub async fn end_sign_ins(own: &Own, _: (&str, &str), _: DateTime<Utc>) -> Result<(), Problem> {
        match *own {}
    }
}

pub use own::{end, end_sign_ins, has_secret, new_secret, register};
