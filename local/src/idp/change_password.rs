//! `/idp/password`: a new password, which ends every sign-in that the old one made.

use super::Provider;
use super::account::Account;
use super::credentials::{CameFrom, Denied};
use super::fault::Fault;
use super::page::{Answer, denied, see_other};
use super::parameters::Parameters;
use super::password::{HashError, objection};
use app::pages::provider::{ChangePassword, change_password, password_changed};
use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use domain::vault::{Record, VaultError};
use http::StatusCode;
use secrecy::SecretString;
use std::sync::Arc;

/// The page that says it is done.
const CHANGED: &str = "/idp/password/changed";

pub(super) async fn get(State(provider): State<Arc<Provider>>) -> Response {
    provider.change_password_page(StatusCode::OK, ChangePassword::default())
}

pub(super) async fn post(State(provider): State<Arc<Provider>>, from: CameFrom, body: Bytes) -> Response {
    provider.answered(provider.change_password(&Parameters::parse(&body), &from).await)
}

pub(super) async fn changed(State(provider): State<Arc<Provider>>) -> Response {
    provider.page(StatusCode::OK, "Your password is changed", password_changed)
}

impl Provider {
    async fn change_password(&self, form: &Parameters, from: &CameFrom) -> Answer {
        let account = match self.believed(form, "password", from).await? {
            Ok(account) => account,
            Err(Denied::Wrong) => return self.changed_before(form, from).await,
            Err(refused) => return Ok(self.change_refused(form, &refused)),
        };
        let new = SecretString::from(form.text("new_password"));
        if let Some(error) = objection(&new, &account.value.email, &account.value.name) {
            let page = ChangePassword {
                email: account.value.email,
                alert: None,
                new_password_error: Some(error.to_owned()),
            };
            return Ok(self.change_password_page(StatusCode::UNPROCESSABLE_ENTITY, page));
        }
        match self.set_password(account, new).await {
            Ok(()) => {
                tracing::info!("a password was changed");
                Ok(see_other(CHANGED))
            }
            Err(HashError::Busy) => Ok(self.change_refused(form, &Denied::Busy)),
            Err(HashError::Fault(Fault::Vault(VaultError::Changed))) => self.changed_before(form, from).await,
            Err(HashError::Fault(fault)) => Err(fault),
        }
    }

    /// The answer to a form whose old password is wrong: of one that is sent twice the second answer is seen, and
    /// by then the new password is the account's.
    async fn changed_before(&self, form: &Parameters, from: &CameFrom) -> Answer {
        match self.believed(form, "new_password", from).await? {
            Ok(_) => Ok(see_other(CHANGED)),
            Err(refused) => Ok(self.change_refused(form, &refused)),
        }
    }

    async fn set_password(&self, record: Record<Account>, new: SecretString) -> Result<(), HashError> {
        let password = self.hasher.hash(new).await?;
        let credentials = record.value.credentials + 1;
        let value = Account { password, credentials, ..record.value };
        Ok(self.accounts.replace(&Record { value, ..record }).await?)
    }

    fn change_refused(&self, form: &Parameters, refused: &Denied) -> Response {
        let page = ChangePassword {
            email: form.text("email").to_owned(),
            alert: Some(refused.to_string()),
            new_password_error: None,
        };
        denied(self.change_password_page(StatusCode::OK, page), refused)
    }

    fn change_password_page(&self, status: StatusCode, page: ChangePassword) -> Response {
        self.page(status, "Change your password", || change_password(page))
    }
}
