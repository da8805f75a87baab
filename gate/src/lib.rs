//! Who is calling, and may they?
//!
//! A [`Caller`] is who somebody has proven to be; [`token`] finds out for access tokens, with keys that
//! others have fetched. The [`Gate`] asks the Cedar policies in `policies/` whether that caller may do an act
//! with an athlete's log, and answers with a [`Permit`], or whether they may get what is about the
//! installation, and answers with an [`Admission`]: the only place in the workspace where either is issued.
//! It decides in this process, or has Amazon Verified Permissions decide by the same policies. Nothing here
//! reads the table, and whatever is not expressly permitted is refused.

mod caller;
mod case;
mod documents;
mod embedded;
mod entity;
mod folder;
pub mod jws;
mod policies;
mod policy;
mod question;
pub mod token;
#[cfg(feature = "aws")]
mod verified;

pub use caller::{Caller, Groups, Person, athlete_of, client_of};
pub use case::{Case, Wanted, check};
pub use documents::Documents;
pub use domain::act::{Act, Admission, Permit};
pub use policies::{PolicyError, Sources};
pub use policy::{Gate, Judgement, Refused};
pub use question::{Log, Resource};
pub use token::{AccessToken, Bearer, TokenError};
