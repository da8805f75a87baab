//! Refuses to build with policies that do not fit their schema.

use cedar_policy::{PolicySet, Schema, ValidationMode, Validator};
use std::fs::read_to_string;

fn main() {
    println!("cargo:rerun-if-changed=../policies");
    let schema = read("../policies/longrun.cedarschema");
    let (schema, _) =
        Schema::from_cedarschema_str(&schema).unwrap_or_else(|e| panic!("longrun.cedarschema: {e}"));
    let files = ["athletes", "installation", "machines", "tokens"];
    let policies = files.map(|file| read(&format!("../policies/{file}.cedar"))).join("\n");
    let policies: PolicySet = policies.parse().unwrap_or_else(|e| panic!("policies: {e}"));
    let verdict = Validator::new(schema).validate(&policies, ValidationMode::Strict);
    assert!(verdict.validation_passed(), "policies do not fit the schema:\n{verdict}");
}

fn read(path: &str) -> String {
    read_to_string(path).unwrap_or_else(|e| panic!("{path}: {e}"))
}
