//! The page that says which attack is answered how, held to the tests that it names.

use std::collections::BTreeSet;
use std::path::Path;

fn page() -> String {
    read("docs/attacks.md")
}

fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The tests that a line names, as `file.rs::name`.
fn named(line: &str) -> Vec<(&str, &str)> {
    let quoted = line.split('`').skip(1).step_by(2).filter_map(|it| it.split_once("::"));
    quoted.filter(|(file, _)| Path::new(file).extension().is_some_and(|it| it == "rs")).collect()
}

/// Whether a function of this name is a test: it stands right behind its attributes.
fn is_test(source: &str, name: &str) -> bool {
    let Some((before, _)) = source.split_once(&format!("fn {name}(")) else { return false };
    let attributes =
        before.trim_end().lines().rev().take_while(|line| !line.trim().is_empty() && line.trim() != "}");
    attributes.into_iter().any(|line| matches!(line.trim(), "#[test]" | "#[tokio::test]"))
}

#[test]
fn every_test_that_the_page_of_attacks_names_is_one() {
    let page = page();
    let all: BTreeSet<_> = page.lines().flat_map(named).collect();
    assert!(all.len() > 60, "{}", all.len());
    let missing: Vec<_> = all.iter().filter(|(file, name)| !is_test(&read(file), name)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_attack_is_on_the_page_once_and_names_a_test() {
    let page = page();
    let of = |letter: char, numbers: &mut dyn Iterator<Item = u8>| -> Vec<String> {
        numbers.map(|number| format!("{letter}{number}")).collect()
    };
    let expected =
        [of('E', &mut (1..=20)), of('F', &mut (1..=10)), of('G', &mut (1..=5).chain(12..=14))].concat();
    let mut found = Vec::new();
    for row in page.lines().filter(|line| line.starts_with("| ") && line.contains('`')) {
        found.push(row.split('|').nth(1).unwrap().trim().to_owned());
        assert!(!named(row).is_empty(), "{row}");
    }
    assert_eq!(found, expected);
}

#[test]
fn a_name_that_is_no_test_is_found_out() {
    let source = "#[test]\nfn one() {\n}\n\nfn helper() {}\n\n#[tokio::test]\n#[expect(unused)]\nasync fn two() {\n}\n";
    assert!(is_test(source, "one") && is_test(source, "two"));
    assert!(!is_test(source, "helper") && !is_test(source, "three"));
    assert_eq!(named("| E1 | `a` | `x.rs::one`, `y::two` |"), [("x.rs", "one")]);
}
