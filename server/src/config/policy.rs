//! Where the policies are, and what can be done with them.

use clap::Subcommand;
use std::path::PathBuf;
use std::str::FromStr;

/// Whose policies decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicySource {
    /// Those that were built in.
    Embedded,
    /// Those in a folder.
    Folder(PathBuf),
    /// Those in the policy store of Amazon Verified Permissions with this id.
    VerifiedPermissions(String),
}

impl FromStr for PolicySource {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, rest) = text.split_once(':').map_or((text, None), |(kind, rest)| (kind, Some(rest)));
        match (kind, rest) {
            ("embedded", None) => Ok(Self::Embedded),
            ("embedded", Some(folder)) if !folder.is_empty() => Ok(Self::Folder(folder.into())),
            ("avp", Some(store)) if !store.is_empty() => Ok(Self::VerifiedPermissions(store.to_owned())),
            _ => Err("must be embedded, embedded:FOLDER or avp:STORE".to_owned()),
        }
    }
}

/// What can be done with policies.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Write what a policy store of Amazon Verified Permissions needs: the schema, and each policy by its id.
    ///
    /// The policies are those that `LONGRUN_POLICY` names, if they are not in such a store already.
    Export {
        /// The folder to write to, or `-` for a `CloudFormation` template on standard output.
        to: PathBuf,
    },
    /// Say whether the policies in a folder fit their schema and decide its cases as they say.
    Check {
        /// The folder, with one .cedarschema, the .cedar files, and perhaps cases/*.json.
        folder: PathBuf,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_are_built_in_or_in_a_folder_or_in_a_store() {
        assert_eq!("embedded".parse(), Ok(PolicySource::Embedded));
        assert_eq!("embedded:/etc/a:b".parse(), Ok(PolicySource::Folder("/etc/a:b".into())));
        assert_eq!("avp:PS1".parse(), Ok(PolicySource::VerifiedPermissions("PS1".to_owned())));
        for wrong in ["", "embedded:", "avp", "avp:", "Embedded", "folder:/etc", "none"] {
            assert!(wrong.parse::<PolicySource>().is_err(), "{wrong}");
        }
    }
}
