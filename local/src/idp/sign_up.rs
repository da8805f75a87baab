//! `/idp/sign-up`: whoever holds a one-time link makes an account.

use super::Provider;
use super::account::{Account, CreateError, Email, new_subject};
use super::credentials::Denied;
use super::page::{Answer, denied, see_other};
use super::parameters::Parameters;
use super::password::{HashError, objection};
use super::ticket::Ticket;
use app::pages::provider::{SignUp, sign_up};
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::profile::display_name;
use http::StatusCode;
use secrecy::SecretString;
use std::sync::Arc;

const NOT_GOOD: &str =
    "This link was used already, or it is too old. Whoever runs this Longrun can give you another.";

pub(super) async fn get(State(provider): State<Arc<Provider>>, RawQuery(query): RawQuery) -> Response {
    let parameters = Parameters::parse(query.unwrap_or_default().as_bytes());
    provider.answered(provider.sign_up_form(&parameters).await)
}

pub(super) async fn post(State(provider): State<Arc<Provider>>, body: Bytes) -> Response {
    provider.answered(provider.sign_up(&Parameters::parse(&body)).await)
}

impl Provider {
    async fn sign_up_form(&self, parameters: &Parameters) -> Answer {
        let secret = parameters.text("ticket");
        let Some(ticket) = self.ticket(secret, self.now()).await? else {
            return Ok(self.problem(StatusCode::NOT_FOUND, NOT_GOOD));
        };
        let page = SignUp {
            ticket: secret.to_owned(),
            is_owner: ticket == Ticket::Owner,
            time_zone: self.likely_zone(),
            ..SignUp::default()
        };
        Ok(self.sign_up_page(StatusCode::OK, page))
    }

    /// The machine's zone, unless it is the one of machines that were never told where they are.
    fn likely_zone(&self) -> String {
        match self.time_zone {
            Tz::UTC | Tz::Etc__UTC => String::new(),
            zone => zone.name().to_owned(),
        }
    }

    async fn sign_up(&self, form: &Parameters) -> Answer {
        let now = self.now();
        let Some(ticket) = self.ticket(form.text("ticket"), now).await? else {
            return Ok(self.problem(StatusCode::NOT_FOUND, NOT_GOOD));
        };
        let mut page = read(form, ticket);
        if page.is_right() && self.accounts.with_email(&page.email, now).await?.is_some() {
            page.email_error = Some("has an account already".to_owned());
        }
        if page.is_right() {
            return self.join(page, SecretString::from(form.text("password")), now).await;
        }
        Ok(self.sign_up_page(StatusCode::UNPROCESSABLE_ENTITY, page))
    }

    /// Hashes first: whoever finds the queue full keeps the link.
    async fn join(&self, page: SignUp, password: SecretString, now: DateTime<Utc>) -> Answer {
        let password = match self.hasher.hash(password).await {
            Ok(hash) => hash,
            Err(HashError::Fault(fault)) => return Err(fault),
            Err(HashError::Busy) => {
                let page = SignUp { alert: Some(Denied::Busy.to_string()), ..page };
                let response = self.sign_up_page(StatusCode::OK, page);
                return Ok(denied(response, &Denied::Busy));
            }
        };
        let Some(ticket) = self.take_ticket(&page.ticket, now).await? else {
            return Ok(self.problem(StatusCode::NOT_FOUND, NOT_GOOD));
        };
        let account = Account {
            subject: new_subject()?,
            email: page.email,
            name: page.name,
            zoneinfo: page.time_zone,
            password,
            credentials: 0,
        };
        self.joined(self.accounts.create(&account, ticket == Ticket::Owner, now).await)
    }

    fn joined(&self, created: Result<(), CreateError>) -> Answer {
        match created {
            Ok(()) => Ok(see_other("/auth/login")),
            Err(CreateError::Taken | CreateError::Owned) => Ok(self.problem(StatusCode::CONFLICT, NOT_GOOD)),
            Err(CreateError::Fault(fault)) => Err(fault),
        }
    }

    fn sign_up_page(&self, status: StatusCode, page: SignUp) -> Response {
        self.page(status, "Create your account", || sign_up(page))
    }
}

fn read(form: &Parameters, ticket: Ticket) -> SignUp {
    let name = form.text("name").trim();
    let email = Email::parse(form.text("email"));
    let address = email.as_ref().map_or_else(|| form.text("email"), Email::as_str);
    let password = SecretString::from(form.text("password"));
    SignUp {
        alert: None,
        ticket: form.text("ticket").to_owned(),
        is_owner: ticket == Ticket::Owner,
        name: name.to_owned(),
        name_error: display_name(name).err(),
        email: address.to_owned(),
        email_error: email.is_none().then(|| "must look like ada@example.org".to_owned()),
        password_error: objection(&password, address, name).map(str::to_owned),
        time_zone: form.text("time_zone").to_owned(),
        time_zone_error: form
            .text("time_zone")
            .parse::<Tz>()
            .err()
            .map(|_| "must be one of the list".to_owned()),
    }
}
