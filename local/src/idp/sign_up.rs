//! `/idp/sign-up`: whoever holds a one-time link makes an account.

use super::Provider;
use super::account::{Account, CreateError, Email, new_subject};
use super::credentials::{CameFrom, Denied};
use super::fault::Fault;
use super::page::{Answer, denied, see_other};
use super::parameters::Parameters;
use super::password::{HashError, PasswordHash, objection};
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

pub(super) async fn post(State(provider): State<Arc<Provider>>, from: CameFrom, body: Bytes) -> Response {
    provider.answered(provider.sign_up(&Parameters::parse(&body), &from).await)
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

    async fn sign_up(self: &Arc<Self>, form: &Parameters, from: &CameFrom) -> Answer {
        match self.join(form).await {
            Ok(()) => Ok(see_other("/auth/login")),
            Err(NotJoined::Mistakes(page)) => Ok(self.sign_up_page(StatusCode::UNPROCESSABLE_ENTITY, page)),
            Err(NotJoined::Busy(page)) => {
                let page = SignUp { alert: Some(Denied::Busy.to_string()), ..page };
                Ok(denied(self.sign_up_page(StatusCode::OK, page), &Denied::Busy))
            }
            Err(NotJoined::Late(page)) => {
                // Of a form that is sent twice the second answer is seen.
                if self.believed(form, "password", from).await?.is_ok() {
                    return Ok(see_other("/auth/login"));
                }
                Ok(page.map_or_else(
                    || self.problem(StatusCode::NOT_FOUND, NOT_GOOD),
                    |page| self.sign_up_page(StatusCode::UNPROCESSABLE_ENTITY, page),
                ))
            }
            Err(NotJoined::Fault(fault)) => Err(fault),
        }
    }

    /// Hashes first: whoever finds the queue full keeps the link.
    async fn join(self: &Arc<Self>, form: &Parameters) -> Result<(), NotJoined> {
        let now = self.now();
        let ticket = self.ticket(form.text("ticket"), now).await?.ok_or(NotJoined::Late(None))?;
        let page = read(form, ticket);
        if !page.is_right() {
            return Err(NotJoined::Mistakes(page));
        }
        if self.accounts.with_email(&page.email, now).await?.is_some() {
            return Err(NotJoined::taken(page));
        }
        let password = match self.hasher.hash(SecretString::from(form.text("password"))).await {
            Ok(hash) => hash,
            Err(HashError::Busy) => return Err(NotJoined::Busy(page)),
            Err(HashError::Fault(fault)) => return Err(fault.into()),
        };
        let account = account(&page, password)?;
        // A task of its own: a browser that hangs up must not leave the link used and no account.
        let task = tokio::spawn(Arc::clone(self).accept(page.ticket.clone(), account, now));
        match task.await.map_err(|_| Fault::Interrupted)? {
            Ok(()) => Ok(()),
            Err(CreateError::Taken) => Err(NotJoined::taken(page)),
            Err(CreateError::Void) => Err(NotJoined::Late(None)),
            Err(CreateError::Fault(fault)) => Err(fault.into()),
        }
    }

    /// The address first, then the link: who does not get the one keeps the other.
    async fn accept(
        self: Arc<Self>,
        secret: String,
        account: Account,
        now: DateTime<Utc>,
    ) -> Result<(), CreateError> {
        let reserved = self.accounts.reserve(&account.email, now).await?;
        let taken = self.take_ticket(&secret, now).await;
        let Ok(Some(ticket)) = taken else {
            self.accounts.release(&account.email, now).await?;
            return Err(taken.map_or_else(CreateError::Fault, |_| CreateError::Void));
        };
        self.accounts.create(&account, reserved, ticket == Ticket::Owner, now).await
    }

    fn sign_up_page(&self, status: StatusCode, page: SignUp) -> Response {
        self.page(status, "Create your account", || sign_up(page))
    }
}

/// Why somebody has no new account.
enum NotJoined {
    /// What is wrong stands in the form.
    Mistakes(SignUp),
    /// Too many passwords are being hashed.
    Busy(SignUp),
    /// The link is not good, or the address has an account, as the form then says.
    Late(Option<SignUp>),
    Fault(Fault),
}

impl NotJoined {
    fn taken(mut page: SignUp) -> Self {
        page.email_error = Some("has an account already".to_owned());
        Self::Late(Some(page))
    }
}

impl From<Fault> for NotJoined {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

fn account(page: &SignUp, password: PasswordHash) -> Result<Account, Fault> {
    Ok(Account {
        subject: new_subject()?,
        email: page.email.clone(),
        name: page.name.clone(),
        zoneinfo: page.time_zone.clone(),
        password,
        credentials: 0,
    })
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
