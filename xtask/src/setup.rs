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

/// Installs the `DynamoDB` emulator and gives its program.
pub(crate) fn ministack(target: &Path) -> Outcome<PathBuf> {
    Ok(python(target, "ministack", MINISTACK)?.join("bin/ministack"))
}

/// Installs packages of `PyPI` into a Python environment of their own, beside what is compiled, and gives its folder.
pub(crate) fn python(target: &Path, name: &str, packages: &str) -> Outcome<PathBuf> {
    let home = target.join(name);
    let stamp = home.join("installed");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == packages) {
        return Ok(home);
    }
    if !step::succeeds("python3", &["-c", "import ensurepip, venv"]) {
        debian("python3-venv")?;
    }
    step::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home))?;
    step::run(
        Command::new(home.join("bin/pip")).args(["install", "--quiet"]).args(packages.split_whitespace()),
    )?;
    std::fs::write(stamp, packages)?;
    Ok(home)
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
