//! The calls of the façade, as the core declares them, and the list by which the runners know that none is left out.

use super::read::parsed;
use super::shape::{Contract, Record, Type};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use syn::{Attribute, FnArg, GenericArgument, ImplItem, Item, Pat, PathArguments, ReturnType};

/// The objects that have calls, and what the cases put before the names of theirs.
const OBJECTS: [(&str, &str); 3] = [("Gate", ""), ("Exchange", "exchange."), ("ImportPlan", "plan.")];
/// What bindings need to be built on, and no user calls.
const NO_CALLS: [&str; 5] = ["at", "now", "options", "sending", "view"];

/// A call of the façade.
pub struct Call {
    /// As the cases name it: `workspaces.create`, `decide`.
    pub name: String,
    /// Names of its arguments.
    pub arguments: Vec<String>,
    /// What it gives.
    pub gives: String,
}

/// Reads the façade of the core under this root.
pub fn calls(root: &Path) -> Result<Vec<Call>, String> {
    let mut methods: BTreeMap<String, Vec<Call>> = BTreeMap::new();
    for path in sources(&root.join("codegate-core/src"))? {
        for item in parsed(&path)?.items {
            let Item::Impl(block) = item else { continue };
            if block.trait_.is_some() {
                continue;
            }
            let found = block.items.iter().filter_map(method);
            methods.entry(held(&block.self_ty)).or_default().extend(found);
        }
    }
    let mut calls = Vec::new();
    for (object, prefix) in OBJECTS {
        let own = methods.remove(object).ok_or_else(|| format!("the core has no calls of `{object}`"))?;
        for call in own {
            // What gives an area is no call; those of the area are.
            let is_object = OBJECTS.iter().any(|(object, _)| *object == call.gives);
            let area = if is_object { None } else { methods.remove(&call.gives) };
            match area {
                Some(area) => {
                    let named = area.into_iter().map(|one| Call { name: format!("{}.{}", call.name, one.name), ..one });
                    calls.extend(named);
                }
                None => calls.push(Call { name: format!("{prefix}{}", call.name), ..call }),
            }
        }
    }
    Ok(calls)
}

/// `contract.json`: calls, records with their fields, and codes.
pub fn list(root: &Path, contract: &Contract) -> Result<String, String> {
    let calls = calls(root)?;
    let mut lines = Vec::new();
    for call in &calls {
        let arguments: Vec<String> = call.arguments.iter().map(|name| quoted(name)).collect();
        let arguments = arguments.join(", ");
        let given = call.gives.split(['<', '>']).rfind(|name| !name.is_empty()).unwrap_or_default();
        let gives = contract.record(given).map_or("null".into(), |_| quoted(&call.gives));
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
                let mut of: Vec<&str> = calls.iter().filter_map(|call| call.gives.strip_prefix(&start)).collect();
                of.sort();
                of.dedup();
                let pages = of.into_iter().filter_map(|of| of.strip_suffix('>'));
                records.extend(pages.map(|of| fields(contract, record, &format!("{start}{of}>"), Some(of))));
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

/// A public method that a user calls.
fn method(item: &ImplItem) -> Option<Call> {
    let ImplItem::Fn(found) = item else { return None };
    let name = found.sig.ident.to_string();
    let public = matches!(found.vis, syn::Visibility::Public(_));
    if !public || NO_CALLS.contains(&name.as_str()) || found.attrs.iter().any(hidden) {
        return None;
    }
    let arguments = found.sig.inputs.iter().filter_map(|argument| match argument {
        FnArg::Typed(typed) => match &*typed.pat {
            Pat::Ident(name) => Some(name.ident.to_string()),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    });
    let gives = match &found.sig.output {
        ReturnType::Default => String::new(),
        ReturnType::Type(_, of) => held(of),
    };
    Some(Call { name, arguments: arguments.collect(), gives })
}

fn hidden(attribute: &Attribute) -> bool {
    let mut hidden = false;
    if attribute.path().is_ident("doc") {
        // A doc comment is no list, and says nothing of this.
        let _ = attribute.parse_nested_meta(|meta| {
            hidden |= meta.path.is_ident("hidden");
            Ok(())
        });
    }
    hidden
}

/// The name of what a result, an option or a list holds.
fn held(of: &syn::Type) -> String {
    let path = match of {
        syn::Type::Path(path) => path,
        syn::Type::Reference(reference) => return held(&reference.elem),
        _ => return String::new(),
    };
    let Some(last) = path.path.segments.last() else { return String::new() };
    let inner = match &last.arguments {
        PathArguments::AngleBracketed(list) => list.args.iter().find_map(|one| match one {
            GenericArgument::Type(inner) => Some(held(inner)),
            _ => None,
        }),
        _ => None,
    };
    match (last.ident.to_string().as_str(), inner) {
        ("Result" | "Option" | "Vec" | "Arc", Some(inner)) => inner,
        (name, Some(inner)) => format!("{name}<{inner}>"),
        (name, None) => name.to_owned(),
    }
}

/// The sources of the façade.
fn sources(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = vec![folder.join("gate.rs"), folder.join("exchange.rs")];
    let areas = folder.join("gate");
    let entries = std::fs::read_dir(&areas).map_err(|error| format!("`{}`: {error}", areas.display()))?;
    let mut areas: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    areas.retain(|path| path.extension().is_some_and(|end| end == "rs"));
    areas.sort();
    found.extend(areas);
    Ok(found)
}
