//! The list by which the runners know that no call, field or code is left out.

use super::calls::{Given, facade};
use super::shape::{Contract, Record, Type};
use std::collections::BTreeSet;
use std::path::Path;

/// `contract.json`: calls, records with their fields, and codes.
pub fn list(root: &Path, contract: &Contract) -> Result<String, String> {
    let calls = facade(root, contract)?.calls;
    let mut lines = Vec::new();
    for call in &calls {
        let arguments: Vec<String> = call.arguments.iter().map(|argument| quoted(&argument.name)).collect();
        let arguments = arguments.join(", ");
        let gives = call.gives.record().map_or("null".into(), |name| quoted(&name));
        lines.push(format!(
            "    {{\"call\": {}, \"arguments\": [{arguments}], \"gives\": {gives}}}",
            quoted(&call.name)
        ));
    }
    let mut records = Vec::new();
    for record in contract.records.iter().filter(|record| record.goes_out) {
        match &record.parameter {
            None => records.push(fields(contract, record, &record.name, None)),
            Some(_) => {
                let start = format!("{}<", record.name);
                let pages = calls.iter().filter_map(|call| match &call.gives {
                    Given::Page(of) => Some(of.as_str()),
                    _ => None,
                });
                let pages: BTreeSet<&str> = pages.collect();
                records
                    .extend(pages.into_iter().map(|of| fields(contract, record, &format!("{start}{of}>"), Some(of))));
            }
        }
    }
    let codes: Vec<String> = contract.codes.iter().map(|code| format!("    {}", quoted(&code.word))).collect();
    Ok(format!(
        "{{\n  \"calls\": [\n{}\n  ],\n  \"records\": {{\n{}\n  }},\n  \"codes\": [\n{}\n  ]\n}}\n",
        lines.join(",\n"),
        records.join(",\n"),
        codes.join(",\n")
    ))
}

/// A record's fields, each with the record that it holds.
fn fields(contract: &Contract, record: &Record, name: &str, parameter: Option<&str>) -> String {
    let mut pairs = Vec::new();
    for field in &record.fields {
        if field.flat {
            let held = field.of.named().and_then(|name| contract.record(name));
            pairs.extend(
                held.iter().flat_map(|held| &held.fields).map(|field| (&field.wire, held_by(contract, &field.of))),
            );
        } else {
            let held = held_by(contract, &field.of);
            let held = if field.of.named() == record.parameter.as_deref() { parameter } else { held };
            pairs.push((&field.wire, held));
        }
    }
    let pairs: Vec<String> = pairs
        .into_iter()
        .map(|(name, held)| format!("{}: {}", quoted(name), held.map_or("null".into(), quoted)))
        .collect();
    format!("    {}: {{{}}}", quoted(name), pairs.join(", "))
}

fn held_by<'a>(contract: &Contract, of: &'a Type) -> Option<&'a str> {
    of.named().filter(|name| contract.record(name).is_some_and(|held| held.goes_out))
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}
