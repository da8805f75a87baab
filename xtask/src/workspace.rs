//! Where things are: the workspace, the target folder that cargo uses, and the settings of `Leptos.toml`.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::step::{self, Outcome};

/// The workspace that the command was called in.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// The folder of the top `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Cargo's target folder, wherever `CARGO_TARGET_DIR` puts it.
    pub(crate) target: PathBuf,
    leptos: String,
}

impl Workspace {
    /// Asks cargo for the folders and reads `Leptos.toml`.
    pub(crate) fn locate() -> Outcome<Self> {
        let metadata = metadata(&["--no-deps"])?;
        let folder = |name: &str| metadata[name].as_str().map(PathBuf::from);
        let root = folder("workspace_root").ok_or("cargo metadata names no workspace.")?;
        let target = folder("target_directory").ok_or("cargo metadata names no target folder.")?;
        let leptos = std::fs::read_to_string(root.join("Leptos.toml"))?;
        Ok(Self { root, target, leptos })
    }

    /// Reads one setting of `Leptos.toml`.
    pub(crate) fn setting(&self, name: &str) -> Outcome<&str> {
        setting(&self.leptos, name).ok_or_else(|| format!("Leptos.toml has no `{name}`.").into())
    }

    /// The folder of the static files that the server serves.
    pub(crate) fn site(&self) -> Outcome<PathBuf> {
        Ok(self.root.join(self.setting("site-root")?))
    }

    /// The binary that `start` serves and the browser tests drive.
    pub(crate) fn binary(&self, profile: &str) -> PathBuf {
        self.target.join(profile).join("longrun")
    }

    /// A cargo command in the workspace.
    pub(crate) fn cargo<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::new("cargo");
        command.current_dir(&self.root).args(arguments);
        command
    }
}

/// The folder of every crate of the workspace.
pub(crate) fn crates() -> Outcome<Vec<PathBuf>> {
    let metadata = metadata(&["--no-deps"])?;
    let packages = metadata["packages"].as_array().ok_or("cargo metadata lists no packages.")?;
    let manifests = packages.iter().filter_map(|package| package["manifest_path"].as_str());
    Ok(manifests.filter_map(|path| Path::new(path).parent().map(Path::to_path_buf)).collect())
}

/// What `cargo metadata` says with these arguments.
pub(crate) fn metadata(arguments: &[&str]) -> Outcome<Value> {
    let mut command = Command::new("cargo");
    command.args(["metadata", "--format-version", "1"]).args(arguments);
    Ok(serde_json::from_str(&step::output(&mut command)?)?)
}

// The file is one flat table: no parser is worth its compile time before anything else can start.
fn setting<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let pairs = text.lines().filter_map(|line| line.split_once('='));
    let mut found = pairs.filter(|(key, _)| key.trim() == name);
    found.next().map(|(_, value)| value.trim().trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::setting;

    #[test]
    fn a_setting_is_read_by_its_whole_name() {
        let text = "[[workspace.metadata.leptos]]\nname = \"longrun\"\noutput-name = \"run\"\n";
        assert_eq!(setting(text, "output-name"), Some("run"));
        assert_eq!(setting(text, "put-name"), None);
    }
}
