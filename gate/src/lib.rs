//! Who is calling, and may they?
//!
//! A [`Caller`] is who somebody has proven to be; [`token`] finds out for access tokens, with keys that
//! others have fetched. The [`Gate`] asks the Cedar policies in `policies/` whether that caller may do an act
//! with an athlete's log, and answers with a [`Permit`], or whether they may get what is about the
//! installation, and answers with an [`Admission`]: the only place in the workspace where either is issued.
//! Nothing here reads the table or the network, and
//! whatever is not expressly permitted is refused.

mod caller;
pub mod jws;
mod policy;
mod question;
pub mod token;

pub use caller::{Caller, Groups, Person, athlete_of, client_of};
pub use domain::act::{Act, Admission, Permit};
pub use policy::{Gate, Judgement, PolicyError, Refused};
pub use question::{Log, Resource};
pub use token::{AccessToken, Bearer, TokenError};
