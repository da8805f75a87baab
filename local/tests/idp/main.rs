//! The OpenID provider on the embedded store, driven in process as a browser and as programs do.

mod accounts;
mod authorize;
mod doors;
mod families;
mod flow;
mod hostile;
mod house;
mod links;
mod logged;
mod machines;
mod outages;
mod passwords;
mod rotation;
mod sign_out;
mod tokens;
