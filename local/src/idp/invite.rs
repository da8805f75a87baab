//! `/idp/invite`: the owner makes a one-time link for somebody else.

use super::Provider;
use super::credentials::{CameFrom, Denied};
use super::page::{Answer, denied};
use super::parameters::Parameters;
use super::vault_time;
use app::pages::provider::{Invite, Invited, invite, invited};
use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use std::sync::Arc;

pub(super) async fn get(State(provider): State<Arc<Provider>>) -> Response {
    provider.invite_page(Invite::default())
}

pub(super) async fn post(State(provider): State<Arc<Provider>>, from: CameFrom, body: Bytes) -> Response {
    provider.answered(provider.invite(&Parameters::parse(&body), &from).await)
}

impl Provider {
    async fn invite(&self, form: &Parameters, from: &CameFrom) -> Answer {
        let now = self.now();
        let email = form.text("email").to_owned();
        match self.believed(form, "password", from).await? {
            Ok(account) if self.accounts.owns(&account.value, now).await? => {
                let link = self.invitation(now).await?.into();
                tracing::info!("an invitation was made");
                let page = Invited { link, days: vault_time::INVITATION.num_days() };
                Ok(self.page(StatusCode::OK, "Your link", || invited(page)))
            }
            Ok(_) => {
                Ok(self.problem(StatusCode::FORBIDDEN, "Only the owner of this Longrun can invite others."))
            }
            Err(refused) => Ok(self.invite_refused(email, &refused)),
        }
    }

    fn invite_refused(&self, email: String, refused: &Denied) -> Response {
        denied(self.invite_page(Invite { email, alert: Some(refused.to_string()) }), refused)
    }

    fn invite_page(&self, page: Invite) -> Response {
        self.page(StatusCode::OK, "Invite somebody", || invite(page))
    }
}
