//! `longrun`: reads the settings, puts the parts together and serves.

use app::words;
use clap::Parser as _;
use server::clock::Clock;
use server::config::{Cli, Command, Role, Settings};
use server::listen::{Limits, serve, stop_signal};
use server::startup::{Longrun, assemble};
use std::error::Error;
use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tracing_subscriber::EnvFilter;

/// How long what still reads or decodes may hold up the end, once every request is answered.
const PATIENCE: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    let Cli { command, settings } = Cli::parse();
    log();
    let runtime = Runtime::new().expect("threads and timers of the system");
    let done = runtime.block_on(async {
        match command.unwrap_or(Command::Serve) {
            Command::Serve => match settings.role {
                Role::All => run(&settings).await,
                Role::Authorizer => authorize(&settings).await,
            },
            Command::Policy(command) => {
                println!("{}", server::policy::run(&settings, &command).await?);
                Ok(())
            }
            Command::RebuildRollups { athlete, compare } => rebuild(&settings, &athlete, compare).await,
        }
    });
    runtime.shutdown_timeout(PATIENCE);
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("longrun: {error}");
            ExitCode::FAILURE
        }
    }
}

fn log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| {
        // tower_sessions_core alarms over sessions that have ended; what concerns us of it, we say ourselves.
        EnvFilter::new(
            "warn,hyper=error,hyper_util=error,tower_sessions_core=off,longrun=info,server=info,local=info",
        )
    });
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
}

async fn run(settings: &Settings) -> Result<(), Box<dyn Error>> {
    let longrun = assemble(settings, Clock::system()).await?;
    #[cfg(feature = "local")]
    if settings.demo {
        let (app, issuer) = (&longrun.app, longrun.app.relying_party.issuer());
        server::demo::connect(app, issuer, app.now()).await?;
        server::demo::seed(app, issuer, app.now()).await?;
    }
    let listener = TcpListener::bind(settings.listen)
        .await
        .map_err(|e| format!("{}: {e} (LONGRUN_LISTEN names another)", settings.listen))?;
    greet(settings, &longrun);
    let stop = stop_signal()?;
    let work = tokio::spawn(server::work::forever(longrun.clone()));
    serve(listener, longrun.router.clone(), (Limits::default(), &settings.trusted_proxies), stop).await;
    work.abort();
    longrun.app.audit.close(&longrun.app.table, longrun.app.now()).await;
    Ok(())
}

#[cfg(feature = "aws")]
async fn authorize(settings: &Settings) -> Result<(), Box<dyn Error>> {
    Ok(server::authorizer::lambda::serve(settings).await?)
}

#[cfg(not(feature = "aws"))]
#[expect(clippy::unused_async, reason = "its twin with the feature waits for requests")]
async fn authorize(_: &Settings) -> Result<(), Box<dyn Error>> {
    Err("this Longrun was built without the feature aws: LONGRUN_ROLE cannot be authorizer".into())
}

/// Says on standard output where Longrun is and how to sign in.
fn greet(settings: &Settings, longrun: &Longrun) {
    println!("Longrun is at {}", settings.public_url());
    if settings.demo {
        println!("Sign in as ada@longrun.test or ben@longrun.test with the password longrun-demo-1");
    }
    if let Some(link) = &longrun.owner_link {
        println!("Make the owner's account with this link; it works once, for 24 hours:\n{link}");
    }
}

async fn rebuild(settings: &Settings, athlete: &str, compare: bool) -> Result<(), Box<dyn Error>> {
    let gate = server::policy::gate(settings, &Clock::system()).await?;
    let records = server::store::open(settings).await?;
    let differences = server::work::rebuild_rollups(&records.table, &gate, athlete, !compare).await?;
    for difference in &differences {
        println!("{difference}");
    }
    let days = words::count(u32::try_from(differences.len()).unwrap_or(u32::MAX), "day");
    println!("{days} {}", if compare { "to be mended" } else { "mended" });
    Ok(())
}
