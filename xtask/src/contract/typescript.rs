//! The types of records, words and codes for TypeScript.

use super::doc::{Doc, Voice, wrapped};
use super::shape::{Contract, Record, Type};
use std::collections::BTreeSet;

const WIDTH: usize = 120;
const VOICE: Voice = Voice { none: "null", field: camel, name: str::to_owned };

/// Records that go out as objects of a class, which is written by hand and takes its fields from here.
const CLASSES: [&str; 3] = ["Explanation", "Rule", "UsageReport"];
/// Types that only the core can write, by their names in `shapes.d.ts`.
const OUT_BY_HAND: [(&str, &str); 1] = [("SqlValue", "SqlValue")];
/// Types that only the core can read, and words that are read in more than one form.
const IN_BY_HAND: [(&str, &str); 4] =
    [("Clients", "ClientsInput"), ("Compare", "CompareInput"), ("Headers", "HeadersInput"), ("RuleSpec", "RuleInput")];
/// Fields that Node takes in a form of its own; an empty one is a separate argument.
const FIELDS_BY_HAND: [(&str, &str, &str); 10] = [
    ("Failure", "body", "Bytes | string | object | null"),
    ("NewProvider", "endpoint", "UrlInput | null"),
    ("OptionFields", "clock", "ClockInput | null"),
    ("PriceQuery", "endpoint", "UrlInput | null"),
    ("ProviderUpdate", "endpoint", "UrlInput"),
    ("QueryOptions", "params", ""),
    ("Record", "path", "UrlInput | null"),
    ("RequestFields", "path", "UrlInput | null"),
    ("RequestFields", "upstream", "UrlInput | null"),
    ("UsageQuery", "by", "records.GroupBy | readonly records.GroupBy[] | null"),
];
/// Fields of which Node has another unit, with what is said of them.
const UNITS: [(&str, &str, &str); 2] = [
    ("OptionFields", "busy_timeout", "Milliseconds to wait for another process, 0 to 3,600,000; 5,000 by default."),
    (
        "OptionFields",
        "drop_timeout",
        "Milliseconds that an exchange which is collected without a finish waits for others to be recorded, 0 to 3,600,000; 50 by \
         default. One that finds no place in that time is recorded with the next write.",
    ),
];
/// Records that come in under another name, as theirs means something else in TypeScript.
const NAMES: [(&str, &str); 2] = [("OptionFields", "OpenOptions"), ("Record", "CallRecord")];

/// `records.d.ts`: what goes out.
pub fn records(contract: &Contract) -> Result<String, String> {
    let mut out = head("Records that go out, words and codes");
    let mut classes: Vec<String> = CLASSES.map(str::to_owned).into();
    classes.sort();
    out += &format!("import type {{ {} }} from './index.js';\n", classes.join(", "));
    out += &format!("import type {{ {} }} from './shapes.js';\n", OUT_BY_HAND.map(|(_, name)| name).join(", "));
    out += &codes(contract);
    for words in &contract.words {
        let mut doc = words.doc.said(&VOICE, &[]);
        let list = words.words.iter().map(|(word, doc)| format!("- `{word}`: {}", doc.said(&VOICE, &[]).join(" ")));
        doc.push(list.collect::<Vec<_>>().join("\n"));
        let union: Vec<String> = words.words.iter().map(|(word, _)| format!("'{word}'")).collect();
        out += &format!("\n{}{}", comment("", &doc), union_type(&words.name, &union));
    }
    for record in contract.records.iter().filter(|record| record.goes_out) {
        out += &record_out(contract, record)?;
    }
    Ok(out)
}

/// `inputs.d.ts`: what comes in.
pub fn inputs(contract: &Contract) -> Result<String, String> {
    let mut body = String::new();
    let mut used = BTreeSet::new();
    for record in contract.records.iter().filter(|record| record.comes_in) {
        body += &record_in(contract, record, &mut used)?;
    }
    let used: Vec<&str> = used.into_iter().collect();
    Ok(format!(
        "{}import type * as records from './records.js';\nimport type {{\n  {},\n}} from './shapes.js';\n{body}",
        head("Records that come in"),
        used.join(",\n  ")
    ))
}

fn head(what: &str) -> String {
    format!("// {what}. Generated from codegate-core by `cargo xtask gen`. Do not edit.\n\n")
}

fn codes(contract: &Contract) -> String {
    let mut out =
        String::from("\n/** A stable code of an error. Match on it, never on the text. */\nexport type ErrorCode =");
    for code in &contract.codes {
        out += &format!("\n{}  | '{}'", comment("  ", &code.doc.said(&VOICE, &[])), code.word);
    }
    out + ";\n"
}

fn union_type(name: &str, words: &[String]) -> String {
    let line = format!("export type {name} = {};\n", words.join(" | "));
    if line.chars().count() <= WIDTH {
        return line;
    }
    format!("export type {name} =\n  | {};\n", words.join("\n  | "))
}

fn record_out(contract: &Contract, record: &Record) -> Result<String, String> {
    let mut name = record.name.clone();
    if CLASSES.contains(&name.as_str()) {
        name += "Data";
    }
    if let Some(parameter) = &record.parameter {
        name += &format!("<{parameter}>");
    }
    let flat = record.fields.iter().filter(|field| field.flat);
    let bases: Vec<String> = flat.map(|field| out_type(contract, record, &field.of)).collect::<Result<_, _>>()?;
    let extends = if bases.is_empty() { String::new() } else { format!(" extends {}", bases.join(", ")) };
    let mut out = format!("\n{}export interface {name}{extends} {{\n", comment("", &said(&record.doc, record)));
    for field in record.fields.iter().filter(|field| !field.flat) {
        let (sign, of) = match &field.of {
            // What is skipped where it is empty is never null.
            Type::Optional(inner) if field.skipped => ("?", &**inner),
            of if field.skipped => ("?", of),
            of => ("", of),
        };
        let of = out_type(contract, record, of)?;
        out += &comment("  ", &said(&field.doc, record));
        out += &format!("  {}{sign}: {of};\n", camel(&field.wire));
    }
    Ok(out + "}\n")
}

fn out_type(contract: &Contract, record: &Record, of: &Type) -> Result<String, String> {
    Ok(match of {
        Type::Text | Type::Money | Type::Secret | Type::Time => "string".into(),
        Type::Bool => "boolean".into(),
        Type::Integer | Type::Float => "number".into(),
        Type::Optional(inner) => format!("{} | null", out_type(contract, record, inner)?),
        Type::List(inner) => list("", &out_type(contract, record, inner)?),
        Type::Named(name) => match OUT_BY_HAND.iter().find(|(core, _)| core == name) {
            Some((_, shape)) => (*shape).into(),
            None if record.parameter.as_ref() == Some(name) || contract.is_words(name) => name.clone(),
            None if contract.record(name).is_some_and(|found| found.goes_out) => name.clone(),
            None => return Err(unknown(record, name)),
        },
        Type::Map(value) => format!("Record<string, {}>", out_type(contract, record, value)?),
        Type::Vector => return Err(unknown(record, "vector")),
    })
}

fn record_in(contract: &Contract, record: &Record, used: &mut BTreeSet<&'static str>) -> Result<String, String> {
    let name = input_name(record);
    let mut out = format!("\n{}export interface {name} {{\n", comment("", &said(&record.doc, record)));
    // In a change, null clears, so that it is no way of leaving a field out.
    let change = record.fields.iter().any(|field| field.clears);
    for field in &record.fields {
        let by_hand = FIELDS_BY_HAND.iter().find(|(of, name, _)| *of == record.name && *name == field.name);
        let of = match (by_hand, &field.of) {
            (Some((_, _, "")), _) => continue,
            (Some((_, _, shape)), _) => {
                used.extend(shape.split(" | ").filter(|name| name.ends_with("Input") || *name == "Bytes"));
                (*shape).to_owned()
            }
            (None, _) if field.reader.is_some() => return Err(unknown(record, &field.name)),
            (None, Type::Optional(inner)) if change && !field.clears => in_type(contract, record, inner, used)?,
            (None, of) => in_type(contract, record, of, used)?,
        };
        let sign = if field.required() { "" } else { "?" };
        let unit = UNITS.iter().find(|(of, name, _)| *of == record.name && *name == field.name);
        out += &comment("  ", &unit.map_or_else(|| said(&field.doc, record), |(.., said)| vec![(*said).to_owned()]));
        out += &format!("  {}{sign}: {of};\n", camel(&field.wire));
    }
    Ok(out + "}\n")
}

fn in_type(
    contract: &Contract,
    record: &Record,
    of: &Type,
    used: &mut BTreeSet<&'static str>,
) -> Result<String, String> {
    Ok(match of {
        Type::Text | Type::Money | Type::Secret => "string".into(),
        Type::Bool => "boolean".into(),
        Type::Integer | Type::Float => "number".into(),
        Type::Time => by_hand("Time", used),
        Type::Vector => by_hand("VectorInput", used),
        Type::Map(value) => format!("Readonly<Record<string, {}>>", in_type(contract, record, value, used)?),
        Type::Optional(inner) => format!("{} | null", in_type(contract, record, inner, used)?),
        Type::List(inner) => list("readonly ", &in_type(contract, record, inner, used)?),
        Type::Named(name) => match IN_BY_HAND.iter().find(|(core, _)| core == name) {
            Some((_, shape)) => by_hand(shape, used),
            None if contract.is_words(name) => format!("records.{name}"),
            None => match contract.record(name).filter(|found| found.comes_in) {
                Some(found) => input_name(found),
                None => return Err(unknown(record, name)),
            },
        },
    })
}

/// A type of `shapes.d.ts`, to be imported.
fn by_hand(name: &'static str, used: &mut BTreeSet<&'static str>) -> String {
    used.insert(name);
    name.into()
}

/// The type of a record that comes in.
pub fn input(contract: &Contract, name: &str) -> Result<String, String> {
    let found = contract.record(name).filter(|found| found.comes_in);
    found.map(input_name).ok_or_else(|| format!("`{name}` does not come in"))
}

/// The shape of what only the core can read.
pub fn read_by_hand(name: &str) -> Option<&'static str> {
    IN_BY_HAND.iter().find(|(core, _)| *core == name).map(|(_, shape)| *shape)
}

/// Whether a record that goes out is an object of a class.
pub fn is_class(name: &str) -> bool {
    CLASSES.contains(&name)
}

/// What a record is called where it comes in; one that goes out too has its name there.
fn input_name(record: &Record) -> String {
    match NAMES.iter().find(|(core, _)| *core == record.name) {
        Some((_, name)) => (*name).into(),
        None if record.goes_out => format!("{}Fields", record.name),
        None => record.name.clone(),
    }
}

fn list(prefix: &str, of: &str) -> String {
    if of.contains(' ') { format!("{prefix}({of})[]") } else { format!("{prefix}{of}[]") }
}

fn unknown(record: &Record, what: &str) -> String {
    format!("xtask/src/contract/typescript.rs does not know how `{}` of `{}` looks in TypeScript", what, record.name)
}

fn said(doc: &Doc, record: &Record) -> Vec<String> {
    let fields: Vec<&str> = record.fields.iter().map(|field| field.name.as_str()).collect();
    doc.said(&VOICE, &fields)
}

/// A comment before a declaration: on one line where it fits.
pub fn comment(indent: &str, paragraphs: &[String]) -> String {
    if let [one] = paragraphs {
        let line = format!("{indent}/** {one} */\n");
        if line.chars().count() <= WIDTH + 1 {
            return line;
        }
    }
    let mut lines = Vec::new();
    for (place, paragraph) in paragraphs.iter().enumerate() {
        if place > 0 {
            lines.push(String::new());
        }
        lines.extend(paragraph.lines().flat_map(|line| wrapped(line, WIDTH - 3 - indent.len())));
    }
    let body: String = lines.iter().map(|line| format!("{indent} * {line}").trim_end().to_owned() + "\n").collect();
    format!("{indent}/**\n{body}{indent} */\n")
}

/// `cache_write_5m` as `cacheWrite5m`.
pub fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut letters = part.chars();
        out.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        out.push_str(letters.as_str());
    }
    out
}
