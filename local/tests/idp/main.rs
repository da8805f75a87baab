//! The OpenID provider on the embedded store, driven in process as a browser and as programs do.

mod accounts;
mod assertions;
mod authorize;
mod clients;
mod consent;
mod doors;
mod families;
mod flow;
mod groups;
mod hostile;
mod house;
mod links;
mod logged;
mod machines;
mod outages;
mod passwords;
mod programs;
mod robots;
mod rotation;
mod sign_out;
mod tokens;
mod withdrawals;
