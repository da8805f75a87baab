//! The shape of the code: what a compiler does not mind and a reader does.

use std::path::{Path, PathBuf};

use crate::step::Outcome;
use crate::workspace::{self, Workspace};

/// The most lines that a production file may have.
const LONGEST: usize = 300;

/// Marks that mean unfinished work, each with what to do instead. Split, so that this file may name them.
const UNFINISHED: [(&str, &str); 4] = [
    (concat!("#[", "ignore"), "is skipped: make it run or remove it"),
    (concat!("// TO", "DO"), "is unfinished: do it or file it"),
    (concat!("// FIX", "ME"), "is unfinished: do it or file it"),
    (concat!("unimplemented", "!"), "is unfinished: do it or remove it"),
];

/// Fails with every file that is too long or unfinished.
pub(crate) fn check(workspace: &Workspace) -> Outcome {
    let mut files = Vec::new();
    for folder in workspace::crates()? {
        collect(&folder, &mut files)?;
    }
    let mut complaints = Vec::new();
    for file in &files {
        let text = std::fs::read_to_string(file)?;
        let shown = file.strip_prefix(&workspace.root).unwrap_or(file);
        complaints.extend(complain(shown, &text));
    }
    println!("  {} files", files.len());
    if complaints.is_empty() { Ok(()) } else { Err(complaints.join("\n").into()) }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Outcome {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

fn complain(file: &Path, text: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    let lines = production_lines(text);
    if lines > LONGEST && !is_test(file) {
        complaints.push(format!("{} has {lines} lines before its tests; at most {LONGEST}.", file.display()));
    }
    for (number, line) in (1..).zip(text.lines()) {
        let marks = UNFINISHED.iter().filter(|(mark, _)| line.contains(mark));
        complaints.extend(marks.map(|(_, advice)| format!("{}:{number} {advice}.", file.display())));
    }
    complaints
}

fn is_test(file: &Path) -> bool {
    file.components().any(|part| part.as_os_str() == "tests") || file.ends_with("tests.rs")
}

/// Counts the lines before the module of tests.
fn production_lines(text: &str) -> usize {
    text.lines().take_while(|line| !line.starts_with("#[cfg(test)]")).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_is_named_and_its_tests_do_not_count() {
        let (long, tested) =
            ("//\n".repeat(301), format!("{}#[cfg(test)]\n{}", "//\n".repeat(300), "//\n".repeat(99)));
        assert_eq!(complain(Path::new("src/a.rs"), &long).len(), 1);
        assert!(complain(Path::new("src/a.rs"), &tested).is_empty());
        assert!(complain(Path::new("tests/a.rs"), &long).is_empty());
    }

    #[test]
    fn unfinished_work_is_named_with_its_line() {
        let text = format!("\n{}: later", UNFINISHED[1].0);
        assert_eq!(complain(Path::new("a.rs"), &text), ["a.rs:2 is unfinished: do it or file it."]);
    }
}
