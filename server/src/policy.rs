//! The gate that the settings ask for, and the commands for whoever edits policies.

use crate::clock::Clock;
use crate::config::{PolicyCommand, PolicySource, Settings};
use crate::store::CannotOpen;
use gate::{Documents, Gate, Sources};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// The gate with the policies that `settings` name.
pub async fn gate(settings: &Settings, clock: &Clock) -> Result<Gate, CannotOpen> {
    match &settings.policy {
        PolicySource::Embedded => Gate::embedded().map_err(CannotOpen::because),
        PolicySource::Folder(folder) => Gate::in_folder(folder).map_err(CannotOpen::because),
        PolicySource::VerifiedPermissions(store) => verified_permissions(store, clock).await,
    }
}

#[cfg(feature = "aws")]
async fn verified_permissions(store: &str, clock: &Clock) -> Result<Gate, CannotOpen> {
    let client = aws_sdk_verifiedpermissions::Client::new(&crate::store::aws_config().await);
    let clock = clock.clone();
    Ok(Gate::verified_permissions(client, store, move || clock.now()))
}

#[cfg(not(feature = "aws"))]
#[expect(clippy::unused_async, reason = "its twin with the feature waits for its settings")]
async fn verified_permissions(_: &str, _: &Clock) -> Result<Gate, CannotOpen> {
    Err(CannotOpen::new("this Longrun was built without the feature aws: LONGRUN_POLICY cannot be avp:STORE"))
}

/// Does what `command` says, and tells what to print.
pub async fn run(settings: &Settings, command: &PolicyCommand) -> Result<String, CannotOpen> {
    match command {
        PolicyCommand::Check { folder } => {
            gate::check(folder).await.map(|said| said.join("\n")).map_err(CannotOpen::because)
        }
        PolicyCommand::Export { to } => export(settings, to),
    }
}

fn export(settings: &Settings, to: &Path) -> Result<String, CannotOpen> {
    let sources = match &settings.policy {
        PolicySource::Embedded => Sources::embedded(),
        PolicySource::Folder(folder) => Sources::read(folder).map_err(CannotOpen::because)?,
        PolicySource::VerifiedPermissions(_) => {
            return Err(CannotOpen::new(
                "LONGRUN_POLICY names a policy store: its policies are there already",
            ));
        }
    };
    let documents = Documents::of(&sources).map_err(CannotOpen::because)?;
    if to.as_os_str() == "-" {
        return Ok(pretty(&documents.template().map_err(CannotOpen::because)?));
    }
    write(&documents, to).map_err(|error| CannotOpen::new(format!("{}: {error}", to.display())))?;
    Ok(format!("{} policies and their schema are in {}", documents.definitions().len(), to.display()))
}

/// Writes `schema.json`, and each policy's definition into `policies/`; a policy that is there and is none of these is
/// left, because a person may have put it there.
fn write(documents: &Documents, to: &Path) -> std::io::Result<()> {
    let policies = to.join("policies");
    fs::create_dir_all(&policies)?;
    fs::write(to.join("schema.json"), pretty(&documents.schema) + "\n")?;
    for (id, definition) in documents.definitions() {
        fs::write(policies.join(format!("{id}.json")), pretty(&definition) + "\n")?;
    }
    Ok(())
}

fn pretty(value: &Value) -> String {
    format!("{value:#}")
}
