//! Text of a known shape: whoever holds such a value need not look at it again.

/// A type of text; `$shape` tells from what was written what is kept of it, or what was expected.
macro_rules! text {
    ($(#[$doc:meta])* $name:ident: $shape:path) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The value of a text; `None` unless it has the shape.
            pub fn parse(text: &str) -> Option<Self> {
                $shape(text).ok().map(|text| Self(text.to_owned()))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = &'static str;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                $shape(&text).map(|text| Self(text.to_owned()))
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }
    };
}

pub(crate) use text;

/// The shape of every id on the wire: safe in a key and a URL.
pub(crate) fn opaque_id(text: &str) -> Result<&str, &'static str> {
    let fits = (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    fits.then_some(text).ok_or("must be 1 to 64 characters of A-Z, a-z, 0-9, _ and -")
}
