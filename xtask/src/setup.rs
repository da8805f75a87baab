//! What the machine needs beside Rust: asked for where it is needed, installed where that is allowed.
//!
//! A tool that is missing and cannot be installed is an error that names the command to type, never a skip.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::step::{self, Outcome};

/// The target that the browser bundle is compiled for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// The release of the `DynamoDB` emulator from `PyPI` that the tests are written against.
const MINISTACK: &str = "ministack==1.5.33";

/// The oldest Node that the walks and the interop tests run on.
const OLDEST_NODE: (u32, u32) = (20, 11);

/// The release of the tool that removes code to see whether a test notices.
const MUTANTS: &str = "27.1.0";

/// Adds the browser's target to the toolchain.
pub(crate) fn wasm_target() -> Outcome {
    let libraries = step::output(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]))?;
    if Path::new(libraries.trim()).exists() {
        return Ok(());
    }
    step::run(Command::new("rustup").args(["target", "add", WASM])).map_err(|_| {
        format!("Rust cannot compile for the browser yet: run `rustup target add {WASM}`.").into()
    })
}

/// Installs Debian's Chromium and gives its path.
pub(crate) fn chromium() -> Outcome<PathBuf> {
    let found = || {
        ["/usr/bin/chromium", "/usr/bin/chromium-browser"]
            .map(PathBuf::from)
            .into_iter()
            .find(|path| path.exists())
    };
    if let Some(path) = found() {
        return Ok(path);
    }
    debian("chromium")?;
    found().ok_or_else(|| "chromium was installed but is not at /usr/bin/chromium.".into())
}

/// Installs Node with npm where they are missing; where they are too old, that is for whoever installed them.
fn node() -> Outcome {
    for (program, package) in [("node", "nodejs"), ("npm", "npm")] {
        if !step::succeeds(program, &["--version"]) {
            debian(package)?;
        }
    }
    let version = step::output(Command::new("node").arg("--version"))?;
    if release(&version).is_some_and(|release| release >= OLDEST_NODE) {
        return Ok(());
    }
    let (major, minor) = OLDEST_NODE;
    Err(format!(
        "Node {major}.{minor} or newer is needed, this one is {}: see https://nodejs.org.",
        version.trim()
    )
    .into())
}

/// Major and minor number of what `node --version` says.
fn release(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.trim().strip_prefix('v')?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// Installs the Node packages of a folder exactly as its lock file says.
pub(crate) fn node_packages(folder: &Path) -> Outcome {
    node()?;
    let lock = std::fs::read_to_string(folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules/.installed");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let mut install = Command::new("npm");
    install.current_dir(folder).args(["ci", "--no-audit", "--no-fund"]);
    // The browser is Debian's: Playwright's own would be fetched from a host that many machines cannot reach.
    step::run(install.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))?;
    Ok(std::fs::write(stamp, lock)?)
}

/// Installs the `DynamoDB` emulator into a Python environment of its own and gives its program.
pub(crate) fn ministack(target: &Path) -> Outcome<PathBuf> {
    let home = target.join("ministack");
    let (program, stamp) = (home.join("bin/ministack"), home.join("installed"));
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == MINISTACK) && program.exists() {
        return Ok(program);
    }
    if !step::succeeds("python3", &["-c", "import ensurepip, venv"]) {
        debian("python3-venv")?;
    }
    step::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home))?;
    step::run(Command::new(home.join("bin/pip")).args(["install", "--quiet", MINISTACK]))?;
    std::fs::write(stamp, MINISTACK)?;
    Ok(program)
}

/// Installs `cargo-mutants` beside what is compiled and gives its program.
pub(crate) fn mutants(target: &Path) -> Outcome<PathBuf> {
    let home = target.join("tools");
    let mut install = Command::new("cargo");
    install.args(["install", "--quiet", "--locked", "--version", MUTANTS, "--root"]).arg(&home);
    step::run(install.arg("cargo-mutants"))?;
    Ok(home.join("bin/cargo-mutants"))
}

/// Installs a Debian package as root or through sudo.
pub(crate) fn debian(package: &str) -> Outcome {
    let advice =
        || format!("{package} is missing: run `sudo apt-get install --no-install-recommends {package}`.");
    let root = step::output(Command::new("id").arg("-u"))?.trim() == "0";
    if !step::succeeds("apt-get", &["--version"]) || !(root || step::succeeds("sudo", &["-n", "true"])) {
        return Err(advice().into());
    }
    // Fails if any mirror cannot be reached, even one that is not needed: what counts is the installation.
    let _ = apt(root, &["update"]);
    apt(root, &["install", "--yes", "--no-install-recommends", package]).map_err(|_| advice().into())
}

fn apt(root: bool, arguments: &[&str]) -> Outcome {
    let mut command = if root { Command::new("apt-get") } else { Command::new("sudo") };
    if !root {
        command.args(["-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    }
    step::run(command.arg("--quiet").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_of_node_are_told_apart() {
        assert_eq!(release("v20.11.1\n"), Some((20, 11)));
        assert!(release("v18.19.0").unwrap() < OLDEST_NODE && release("v22.2.0").unwrap() > OLDEST_NODE);
        assert_eq!(release("not found"), None);
    }
}
