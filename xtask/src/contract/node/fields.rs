//! The fields of what comes in that JavaScript spells otherwise.

use super::super::shape::Contract;
use super::super::typescript::camel;
use std::collections::BTreeSet;

/// A record that comes in as one of the forms of another.
const FORM: &str = "FlatRule";

/// `fields.rs` of the native half.
pub fn fields(contract: &Contract) -> String {
    let records = contract.records.iter().filter(|record| record.comes_in || record.name == FORM);
    let names = records.flat_map(|record| &record.fields).map(|field| field.wire.as_str());
    let names: BTreeSet<&str> = names.filter(|name| camel(name) != *name).collect();
    let lines: String = names.iter().map(|name| format!("    \"{name}\",\n")).collect();
    format!(
        "//! Names of fields that are others in JavaScript. Generated from codegate-core by `cargo xtask gen`. Do not edit.\n\n\
         /// Names in messages about what comes in, as the core spells them.\n\
         pub const FIELDS: [&str; {}] = [\n{lines}];\n",
        names.len()
    )
}
