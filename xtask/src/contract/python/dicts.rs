//! The records that a caller writes as dicts of their own.

use super::{VOICE, WIDTH, exported, wrapped};
use crate::contract::shape::{Contract, Field, Record, Type};

/// These records, those before that others hold.
const DICTS: [&str; 4] = ["ClientSign", "ClientSpec", "ClientTable", "RecordAttempt"];

/// The end of `types.py`: the dicts, and their names with those of the words.
pub fn types(contract: &Contract) -> Result<String, String> {
    let mut out = String::new();
    for name in DICTS {
        let record = contract.record(name).filter(|record| record.comes_in);
        out += &dict(contract, record.ok_or_else(|| format!("the contract has no `{name}` that comes in"))?)?;
    }
    let mut names: Vec<&str> = contract.words.iter().map(|words| words.name.as_str()).collect();
    names.extend(DICTS);
    names.push("ErrorCode");
    names.sort();
    Ok(out + "\n\n" + &exported(names.into_iter()))
}

fn dict(contract: &Contract, record: &Record) -> Result<String, String> {
    let (required, others): (Vec<&Field>, Vec<&Field>) = record.fields.iter().partition(|field| field.required());
    let name = &record.name;
    let mut out = String::new();
    let base = match others.is_empty() {
        true => "TypedDict".into(),
        false if required.is_empty() => "TypedDict, total=False".into(),
        // Python 3.10 has no `Required`.
        false => {
            out += &format!("\n\nclass _{name}(TypedDict):\n{}", members(contract, record, &required)?);
            format!("_{name}, total=False")
        }
    };
    out += &format!("\n\nclass {name}({base}):\n    \"\"\"{}\n", said(&record.doc.said(&VOICE, &[]).join(" "), ""));
    for field in &record.fields {
        let text = format!("{}: {}", field.wire, field.doc.said(&VOICE, &[]).join(" "));
        out += if field.wire == record.fields[0].wire { "\n" } else { "" };
        out += &format!("    {}\n", said(&text, "    "));
    }
    out += "    \"\"\"\n\n";
    Ok(out + &members(contract, record, if others.is_empty() { &required } else { &others })?)
}

/// A text in the lines of a docstring; the first of which is further to the left by `hanging`.
fn said(text: &str, hanging: &str) -> String {
    wrapped(text, WIDTH - 8).join(&format!("\n    {hanging}"))
}

fn members(contract: &Contract, record: &Record, fields: &[&Field]) -> Result<String, String> {
    let each = fields.iter().map(|field| {
        let of = type_of(contract, &field.of).ok_or_else(|| {
            format!("xtask/src/contract/python/dicts.rs does not know `{}` of `{}`", field.name, record.name)
        })?;
        Ok(format!("    {}: {of}\n", field.wire))
    });
    each.collect()
}

fn type_of(contract: &Contract, of: &Type) -> Option<String> {
    Some(match of {
        Type::Text => "str".into(),
        Type::Bool => "bool".into(),
        Type::Integer => "int".into(),
        Type::Float => "float".into(),
        Type::Secret => "str".into(),
        Type::Money => "Decimal | float | str".into(),
        Type::Time => "Time".into(),
        Type::Optional(inner) => format!("{} | None", type_of(contract, inner)?),
        Type::List(inner) => format!("list[{}]", type_of(contract, inner)?),
        Type::Map(inner) => format!("dict[str, {}]", type_of(contract, inner)?),
        Type::Named(name) if contract.is_words(name) => name.clone(),
        Type::Named(name) if DICTS.contains(&name.as_str()) => name.clone(),
        _ => return None,
    })
}
