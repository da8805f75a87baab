//! Settings: one struct, each field names its variable; `longrun --help` is the manual.

mod check;
mod policy;
mod values;

pub use policy::{PolicyCommand, PolicySource};

pub use values::Secret;

use crate::login::{Profile, Scopes};
use axum::http::HeaderValue;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;
use url::Url;
use values::{parse_cors, parse_duration, parse_issuer, parse_key_source, parse_origin};

/// A training log for athletes that keeps every key on the server.
#[derive(Debug, Parser)]
#[command(name = "longrun", version, about)]
pub struct Cli {
    /// What to do; `serve` when nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The settings.
    #[command(flatten)]
    pub settings: Settings,
}

/// What the executable can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the site (the default).
    Serve,
    /// Compare the day totals with the workouts they sum up, and mend what differs.
    ///
    /// The embedded store belongs to one process at a time: stop the server first.
    RebuildRollups {
        /// The athlete's id, as their page of settings tells it.
        athlete: String,
        /// Only say what differs.
        #[arg(long)]
        compare: bool,
    },
    /// For people who edit policies (docs/policies.md).
    #[command(subcommand)]
    Policy(PolicyCommand),
}

/// Every variable that Longrun reads, but for `RUST_LOG`, which chooses what is logged, and `XDG_DATA_HOME`.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Settings")]
pub struct Settings {
    /// What this process is: everything, or the authorizer of an API Gateway as a Lambda function.
    #[arg(long, env = "LONGRUN_ROLE", value_enum, default_value_t = Role::All, global = true)]
    pub role: Role,

    /// Where Lambda hands out what is to be done; Lambda sets it.
    #[arg(long, env = "AWS_LAMBDA_RUNTIME_API", hide = true, global = true)]
    pub lambda: Option<String>,

    /// The address to listen on.
    #[arg(long, env = "LONGRUN_LISTEN", default_value_t = leptos_options().site_addr, global = true)]
    pub listen: SocketAddr,

    /// The origin that people type; requests for another host are sent there. When unset, `http://localhost` with
    /// the port of `LONGRUN_LISTEN`.
    #[arg(long, env = "LONGRUN_PUBLIC_URL", global = true, value_parser = parse_origin)]
    pub public_url: Option<Url>,

    /// Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed, separated by commas.
    #[arg(long, env = "LONGRUN_TRUSTED_PROXIES", value_delimiter = ',', global = true)]
    pub trusted_proxies: Vec<IpAddr>,

    /// Where the built site is (made by `cargo xtask`).
    #[arg(long, env = "LONGRUN_SITE", default_value_os_t = PathBuf::from(&*leptos_options().site_root), global = true)]
    pub site: PathBuf,

    /// Where records are kept.
    #[arg(long, env = "LONGRUN_STORE", value_enum, default_value_t = StoreKind::Embedded, global = true)]
    pub store: StoreKind,

    /// The folder of the embedded store, or `memory` to keep nothing; the user's data folder when unset.
    #[arg(long, env = "LONGRUN_DATA", global = true)]
    pub data: Option<PathBuf>,

    /// The table of athletes' data.
    #[arg(long, env = "LONGRUN_JOURNAL_TABLE", default_value = "journal", global = true)]
    pub journal_table: String,

    /// The table of sessions and accounts; everything in it is sealed.
    #[arg(long, env = "LONGRUN_VAULT_TABLE", default_value = "vault", global = true)]
    pub vault_table: String,

    /// The key that seals the vault, as `file:PATH`; a new one in the data folder when unset.
    #[arg(long, env = "LONGRUN_VAULT_KEY", value_parser = parse_key_source, global = true)]
    pub vault_key: Option<PathBuf>,

    /// The OpenID provider, to the letter as its metadata names it; the embedded one when unset.
    #[arg(long, env = "LONGRUN_OIDC_ISSUER", requires = "oidc_client_id", value_parser = parse_issuer, global = true)]
    pub oidc_issuer: Option<String>,

    /// Our client id at the provider.
    #[arg(long, env = "LONGRUN_OIDC_CLIENT_ID", global = true)]
    pub oidc_client_id: Option<String>,

    /// Our client secret at the provider: a value or `file:PATH`.
    #[arg(long, env = "LONGRUN_OIDC_CLIENT_SECRET", hide_env_values = true, global = true)]
    pub oidc_client_secret: Option<Secret>,

    /// Peculiarities of the provider.
    #[arg(long, env = "LONGRUN_OIDC_PROFILE", value_enum, default_value_t = Profile::Generic, global = true)]
    pub oidc_profile: Profile,

    /// What is asked for at the provider, as it stands, like `openid profile email`; when unset the standard
    /// scopes, `offline_access` and our own, of which only `openid` is needed (docs/providers.md).
    #[arg(long, env = "LONGRUN_OIDC_SCOPES", global = true)]
    pub oidc_scopes: Option<Scopes>,

    /// What the provider puts before our own scopes (Cognito: `longrun/`).
    #[arg(long, env = "LONGRUN_SCOPE_PREFIX", default_value = "", global = true)]
    pub scope_prefix: String,

    /// The claim of ID and access tokens that tells groups, an array of strings; when unset `groups`, of Cognito
    /// `cognito:groups`.
    #[arg(long, env = "LONGRUN_OIDC_GROUPS_CLAIM", global = true)]
    pub oidc_groups_claim: Option<String>,

    /// The clients, separated by commas, whose access tokens are for us though they name no audience: with Cognito,
    /// each machine.
    #[arg(long, env = "LONGRUN_OIDC_MACHINES", value_delimiter = ',', global = true)]
    pub oidc_machines: Vec<String>,

    /// A session ends after so long without use, like `12h`.
    #[arg(long, env = "LONGRUN_SESSION_IDLE", default_value = "12h", value_parser = parse_duration, global = true)]
    pub session_idle: Duration,

    /// A session ends after so long in any case, like `7d`.
    #[arg(long, env = "LONGRUN_SESSION_MAX", default_value = "7d", value_parser = parse_duration, global = true)]
    pub session_max: Duration,

    /// How long a form may take to arrive, and an upload for each 128 KiB, like `30s`; what is slower is given up.
    #[arg(long, env = "LONGRUN_PATIENCE", default_value = "30s", value_parser = parse_duration, global = true)]
    pub patience: Duration,

    /// How many requests a minute each caller of the API may make.
    #[arg(long, env = "LONGRUN_API_RATE", default_value = "600", global = true)]
    pub api_rate: NonZeroU32,

    /// Origins whose scripts may call the API, like `https://app.example`, separated by commas.
    #[arg(long, env = "LONGRUN_CORS", value_delimiter = ',', value_parser = parse_cors, global = true)]
    pub cors: Vec<HeaderValue>,

    /// Whose policies decide who may do what: `embedded`, `embedded:FOLDER`, or `avp:STORE` for a policy store of
    /// Amazon Verified Permissions.
    #[arg(long, env = "LONGRUN_POLICY", default_value = "embedded", global = true)]
    pub policy: PolicySource,

    /// Two athletes with a year of workouts to look around with; on loopback only.
    #[arg(long, env = "LONGRUN_DEMO", value_parser = clap::builder::BoolishValueParser::new(), default_value = "0", global = true)]
    pub demo: bool,
}

/// What a process is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// The whole of Longrun.
    All,
    /// The authorizer of a REST API on API Gateway.
    Authorizer,
}

/// Where records are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StoreKind {
    /// In this process, in a folder.
    Embedded,
    /// In DynamoDB, as the standard AWS variables say.
    Aws,
}

/// The build settings of the site, from `Leptos.toml`.
fn leptos_options() -> leptos::config::LeptosOptions {
    leptos::config::get_config_from_str(include_str!("../../../Leptos.toml")).expect("Leptos.toml is sound")
}

impl Settings {
    /// The origin that people type.
    pub fn public_url(&self) -> Url {
        let here = || format!("http://localhost:{}", self.listen.port()).parse().expect("an origin");
        self.public_url.clone().unwrap_or_else(here)
    }

    /// The folder of the embedded store; `None` keeps everything in memory.
    pub fn data_folder(&self) -> Option<PathBuf> {
        match &self.data {
            Some(path) if path.as_os_str() == "memory" => None,
            Some(path) => Some(path.clone()),
            None => Some(user_data_folder().join(if self.demo { "longrun-demo" } else { "longrun" })),
        }
    }

    /// What is asked for at a provider of one's own.
    pub fn scopes(&self) -> Scopes {
        let usual = || Scopes::usual(self.oidc_profile, &self.scope_prefix);
        self.oidc_scopes.clone().unwrap_or_else(usual)
    }

    /// The claim that tells groups at a provider of one's own.
    pub fn groups_claim(&self) -> String {
        let usual = || self.oidc_profile.groups_claim().to_owned();
        self.oidc_groups_claim.clone().unwrap_or_else(usual)
    }
}

/// `XDG_DATA_HOME`, or its default (XDG Base Directory Specification).
#[expect(clippy::disallowed_methods, reason = "config reads the environment")]
fn user_data_folder() -> PathBuf {
    let xdg = std::env::var_os("XDG_DATA_HOME").filter(|path| !path.is_empty()).map(PathBuf::from);
    let home = || std::env::home_dir().unwrap_or_default().join(".local/share");
    xdg.unwrap_or_else(home)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    pub(super) fn settings(arguments: &[&str]) -> Settings {
        Cli::try_parse_from([&["longrun"], arguments].concat()).unwrap().settings
    }

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_default_address_is_that_of_leptos_toml_and_people_type_its_port() {
        assert_eq!(settings(&[]).listen.to_string(), "127.0.0.1:3000");
        let elsewhere = settings(&["--listen", "127.0.0.1:3001"]);
        assert_eq!(elsewhere.public_url().as_str(), "http://localhost:3001/");
    }

    #[test]
    fn a_public_url_is_an_origin() {
        for wrong in ["ftp://a", "https://a/b", "https://a?b", "https://u@a", "a"] {
            assert!(parse_origin(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_issuer_is_a_web_address_without_anything_behind_it() {
        for wrong in [
            "id.example",
            "ftp://id.example",
            "https://id.example?a",
            "https://id.example#a",
            " https://id.example",
        ] {
            let arguments = ["longrun", "--oidc-client-id", "x", "--oidc-issuer", wrong];
            assert!(Cli::try_parse_from(arguments).is_err(), "{wrong}");
        }
    }

    #[test]
    fn durations_have_a_unit() {
        assert_eq!(parse_duration("12h"), Ok(Duration::from_hours(12)));
        for wrong in ["", "12", "h", "0h", "-1h", "1w", "99999999999999999999d", "1é"] {
            assert!(parse_duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_secret_is_not_shown() {
        let settings = settings(&["--oidc-client-secret", "hunter2"]);
        assert!(!format!("{settings:?}").contains("hunter2"));
    }
}
