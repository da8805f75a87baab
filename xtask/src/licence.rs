//! Licence expressions as SPDX 2.3, annex D, writes them: `MIT OR (Apache-2.0 AND Unicode-3.0)`.

/// Licences that a dependency may ask us to keep.
const ALLOWED: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Zlib",
];

/// Says whether an expression can be satisfied with licences of the list.
pub(crate) fn allowed(expression: &str) -> bool {
    // Old manifests write a slash for OR.
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    alternatives(&mut words) && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn alternatives(words: &mut Words<'_>) -> bool {
    let mut allowed = conjunction(words);
    while words.next_if_eq(&"OR").is_some() {
        allowed |= conjunction(words);
    }
    allowed
}

// AND binds tighter than OR.
fn conjunction(words: &mut Words<'_>) -> bool {
    let mut allowed = single(words);
    while words.next_if_eq(&"AND").is_some() {
        allowed &= single(words);
    }
    allowed
}

fn single(words: &mut Words<'_>) -> bool {
    if words.next_if_eq(&"(").is_some() {
        let allowed = alternatives(words);
        return words.next_if_eq(&")").is_some() && allowed;
    }
    let mut licence = words.next().unwrap_or_default().to_owned();
    if words.next_if_eq(&"WITH").is_some() {
        licence = format!("{licence} WITH {}", words.next().unwrap_or_default());
    }
    ALLOWED.contains(&licence.as_str())
}

#[cfg(test)]
mod tests {
    use super::allowed;

    #[test]
    fn one_alternative_is_enough_and_every_conjunct_is_needed() {
        assert!(allowed("GPL-3.0 OR MIT"));
        assert!(!allowed("GPL-3.0 AND MIT"));
        assert!(allowed("(MIT OR Apache-2.0) AND Unicode-3.0"));
        assert!(!allowed("(MIT OR Apache-2.0) AND GPL-3.0"));
        assert!(allowed("ISC AND (Apache-2.0 OR OpenSSL)"));
        assert!(allowed("MIT OR GPL-3.0 AND OpenSSL"));
    }

    #[test]
    fn exceptions_and_old_slashes_are_understood() {
        assert!(allowed("Apache-2.0 WITH LLVM-exception"));
        assert!(!allowed("MIT WITH LLVM-exception"));
        assert!(allowed("MIT/Apache-2.0"));
    }

    #[test]
    fn what_cannot_be_read_is_not_allowed() {
        for expression in ["", "none", "(MIT", "MIT)", "OR MIT MIT", "MIT Apache-2.0"] {
            assert!(!allowed(expression), "{expression}");
        }
    }
}
