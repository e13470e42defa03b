//! The records and words for Python: the stub, the `Literal`s, the names, and the classes of the compiled part.

mod calls;
mod classes;
mod dicts;
mod irregular;
mod methods;
mod native;

use super::File;
use super::calls::facade;
use super::doc::{Doc, Voice, wrapped};
use super::shape::{Contract, Field, Record, Type};
use crate::shell::Shell;
use std::collections::BTreeSet;

pub use classes::classes;
pub use dicts::types;

/// The methods of every call that is not written by hand: the files that are generated whole, then the stub, whose end alone
/// is, with that end.
pub fn calls(shell: &Shell, contract: &Contract) -> Result<(Vec<File>, Vec<File>), String> {
    let facade = facade(&shell.root, contract)?;
    let classes = calls::all(shell, contract, &facade)?;
    let mut whole = Vec::new();
    for class in &classes {
        match class.area {
            Some(area) => whole.push((
                format!("bindings/python/src/areas/{}.rs", area.name),
                methods::area_file(contract, class, area)?,
            )),
            None => whole.extend(methods::object_files(contract, class, &classes)?),
        }
    }
    let stub = native::stub(contract, &classes) + &record_names(contract)?;
    Ok((whole, vec![("bindings/python/python/codegate/_native.pyi".into(), stub)]))
}

const WIDTH: usize = 120;
const VOICE: Voice = Voice { none: "`None`", field: str::to_owned, name: str::to_owned };

/// A record that goes out as the properties of a class that is written by hand.
const BY_HAND: [&str; 1] = ["PlanView"];
/// What pages hold, which are classes of their own here.
const PAGES: [(&str, &str); 2] = [("AlertPage", "Alert"), ("HistoryPage", "HistoryEntry")];
/// Records that can be gone through, and the field that is.
const SEQUENCES: [(&str, &str); 4] =
    [("AlertPage", "items"), ("HistoryPage", "items"), ("QueryResult", "rows"), ("UsageReport", "rows")];
/// Records that notebooks show, and the function of `_html.py` that writes them.
const SHOWN: [(&str, &str); 6] = [
    ("AlertPage", "page"),
    ("Explanation", "text"),
    ("HistoryPage", "page"),
    ("QueryResult", "answer"),
    ("Receipt", "receipt"),
    ("UsageReport", "report"),
];
/// Methods in addition to those that every record has: the class, the signature and the doc in Python, the body in
/// Rust.
const METHODS: [(&str, &str, &str, &str); 6] = [
    (
        "Rule",
        "flat(self) -> FlatRule | None",
        "The rule as one of the four fixed matchers; `None` where they cannot say it.",
        "fn flat<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {\n        self.0.flat().to_python(py)",
    ),
    ("Target", "__str__(self) -> str", "", "fn __str__(&self) -> String {\n        self.0.to_string()"),
    (
        "Explanation",
        "__str__(self) -> str",
        "",
        "fn __str__(&self, py: Python<'_>) -> String {\n        py.detach(|| self.0.to_string())",
    ),
    (
        "UsageReport",
        "__str__(self) -> str",
        "",
        "fn __str__(&self, py: Python<'_>) -> String {\n        py.detach(|| self.0.to_string())",
    ),
    (
        "UsageReport",
        "to_csv(self) -> str",
        "The rows as CSV (RFC 4180), under a line with the names of the columns; without `by`, the total as one row. Text \
         that a spreadsheet would take for a formula gets an apostrophe in front.",
        "fn to_csv(&self, py: Python<'_>) -> String {\n        py.detach(|| self.0.to_csv())",
    ),
    (
        "UsageReport",
        "to_jsonl(self) -> str",
        "The rows as JSON, one on a line; without `by`, the total as one line.",
        "fn to_jsonl(&self, py: Python<'_>) -> String {\n        py.detach(|| self.0.to_jsonl())",
    ),
];

/// A class of Python: a record, or a page of one.
struct Class<'a> {
    name: &'a str,
    record: &'a Record,
    /// What its parameter is.
    holds: Option<&'a str>,
}

/// All classes, by name.
fn all(contract: &Contract) -> Result<Vec<Class<'_>>, String> {
    let mut found = Vec::new();
    for record in contract.records.iter().filter(|record| record.goes_out) {
        if BY_HAND.contains(&record.name.as_str()) {
            continue;
        }
        if record.parameter.is_some() {
            if record.name != "Page" {
                return Err(format!("xtask/src/contract/python.rs does not know what `{}` holds", record.name));
            }
            found.extend(PAGES.map(|(name, holds)| Class { name, record, holds: Some(holds) }));
        } else {
            found.push(Class { name: &record.name, record, holds: None });
        }
    }
    found.sort_by_key(|class| class.name);
    Ok(found)
}

/// `_records.pyi`.
pub fn stub(contract: &Contract) -> Result<String, String> {
    let mut body = String::new();
    let mut words = BTreeSet::new();
    for class in all(contract)? {
        body += &stub_of(contract, &class, &mut words)?;
    }
    let words: String = words.iter().map(|name| format!("    {name},\n")).collect();
    Ok(format!(
        "{HEAD}\nimport builtins\nfrom collections.abc import Iterator\nfrom datetime import datetime\n\
         from decimal import Decimal\nfrom typing import Any, final\n\nfrom ._words import (\n{words})\n\n{}{body}",
        names(contract)?
    ))
}

/// `_records.py`: the classes under one name, and the list of them.
pub fn module(contract: &Contract) -> Result<String, String> {
    let list: String = all(contract)?.iter().map(|class| format!("    {},\n", class.name)).collect();
    Ok(format!("\"\"\"Every record.\"\"\"\n\n{HEAD}\nfrom ._native import (\n{list})\n\n{}", names(contract)?))
}

/// `_words.py`: the words of closed sets, the codes among them.
pub fn words(contract: &Contract) -> String {
    let mut out = format!("\"\"\"The words of closed sets.\"\"\"\n\n{HEAD}\nfrom typing import Literal\n\n");
    let said = |doc: &Doc| doc.said(&VOICE, &[]).join(" ");
    let each = contract.words.iter().map(|set| {
        let words: Vec<_> = set.words.iter().map(|(word, doc)| (word.as_str(), said(doc))).collect();
        (set.name.as_str(), words, said(&set.doc))
    });
    let mut sets: Vec<_> = each.collect();
    let codes = contract.codes.iter().map(|code| (code.word.as_str(), said(&code.doc)));
    sets.push(("ErrorCode", codes.collect(), "A stable code of an error. Match on it, never on the text.".into()));
    sets.sort_by_key(|(name, ..)| *name);
    let names: String = sets.iter().map(|(name, ..)| format!("    \"{name}\",\n")).collect();
    out += &format!("__all__ = [\n{names}]\n");
    for (name, words, doc) in sets {
        let list: String = words.iter().map(|(word, _)| format!("    \"{word}\",\n")).collect();
        out += &format!("\n{name} = Literal[\n{list}]\n\"\"\"{doc}\n\n");
        for (word, doc) in &words {
            out += &format!("{}\n", wrapped(&format!("- `{word}`: {doc}"), WIDTH).join("\n  "));
        }
        out += "\"\"\"\n";
    }
    out
}

const HEAD: &str = "# Generated from codegate-core by `cargo xtask gen`. Do not edit.\n";

/// The same names at the end of a file that exports them; mypy understands nothing but a list that is written out.
pub fn record_names(contract: &Contract) -> Result<String, String> {
    Ok(exported(all(contract)?.iter().map(|class| class.name)))
}

fn exported<'a>(names: impl Iterator<Item = &'a str>) -> String {
    format!("__all__ += [\n{}]\n", names.map(|name| format!("    \"{name}\",\n")).collect::<String>())
}

fn names(contract: &Contract) -> Result<String, String> {
    let list: String = all(contract)?.iter().map(|class| format!("    \"{}\",\n", class.name)).collect();
    Ok(format!("__all__ = [\n{list}]\n"))
}

fn stub_of(contract: &Contract, class: &Class<'_>, words: &mut BTreeSet<String>) -> Result<String, String> {
    let record = class.record;
    let mut out = format!("\n@final\nclass {}:\n{}\n", class.name, docstring("    ", &doc(class)));
    let (mut given, mut changed) = (String::new(), String::new());
    for field in &record.fields {
        let (name, of) = (&field.wire, type_of(contract, class, &field.of, words)?);
        let default = match &field.of {
            Type::Optional(_) => " = None",
            Type::List(_) | Type::Map(_) => " = ...",
            _ => "",
        };
        given += &format!("        {name}: {of}{default},\n");
        changed += &format!("        {name}: {of} = ...,\n");
    }
    let names: Vec<String> = record.fields.iter().map(|field| format!("\"{}\"", field.wire)).collect();
    let comma = if names.len() == 1 { "," } else { "" };
    let line = format!("    __match_args__ = ({}{comma})\n", names.join(", "));
    if line.chars().count() <= WIDTH + 1 {
        out += &line;
    } else {
        out += &format!("    __match_args__ = (\n        {},\n    )\n", names.join(",\n        "));
    }
    for field in properties(contract, record) {
        let of = type_of(contract, class, &field.of, words)?;
        out += &format!("    @property\n    def {}(self) -> {of}:\n", field.wire);
        out += &docstring("        ", &said(field));
    }
    for (_, signature, doc, _) in METHODS.iter().filter(|(of, ..)| *of == class.name) {
        match *doc {
            // What every object has needs no words.
            "" => out += &format!("    def {signature}: ...\n"),
            doc => out += &format!("    def {signature}:\n{}", docstring("        ", doc)),
        }
    }
    if let Some((_, name)) = SEQUENCES.iter().find(|(of, _)| *of == class.name) {
        let field = record.fields.iter().find(|field| field.name == *name);
        let Some(Type::List(item)) = field.map(|field| &field.of) else {
            return Err(format!("`{}.{name}` is no list", class.name));
        };
        let item = type_of(contract, class, item, words)?;
        out += &format!("    def __len__(self) -> int: ...\n    def __iter__(self) -> Iterator[{item}]: ...\n");
    }
    if SHOWN.iter().any(|(of, _)| *of == class.name) {
        out += "    def _repr_html_(self) -> str: ...\n";
    }
    out += "    def to_dict(self) -> dict[str, Any]:\n";
    out += "        \"\"\"The record as plain JSON values: snake_case names, times and money as strings.\"\"\"\n";
    out += "    def to_json(self) -> str:\n        \"\"\"The record as JSON text.\"\"\"\n";
    out += &format!("    def replace(\n        self,\n        *,\n{changed}    ) -> {}:\n", class.name);
    out += "        \"\"\"The same record with these fields changed.\"\"\"\n";
    out += &format!(
        "    __replace__ = replace\n    def __new__(\n        cls,\n        *,\n{given}    ) -> {}: ...\n",
        class.name
    );
    Ok(out
        + "    def __eq__(self, other: object, /) -> bool: ...\n    def __hash__(self) -> int: ...\n\
        \x20   def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...\n")
}

/// The fields of a record, followed by those flattened into it.
fn properties<'a>(contract: &'a Contract, record: &'a Record) -> impl Iterator<Item = &'a Field> {
    record.fields.iter().chain(flat(contract, record).map(|(_, field)| field))
}

/// The fields of other records flattened into this one, each with the field that holds it.
fn flat<'a>(contract: &'a Contract, record: &'a Record) -> impl Iterator<Item = (&'a Field, &'a Field)> {
    let holders = record.fields.iter().filter(|field| field.flat);
    holders.flat_map(|holder| {
        let held = holder.of.named().and_then(|name| contract.record(name));
        held.into_iter().flat_map(move |held| held.fields.iter().map(move |field| (holder, field)))
    })
}

fn type_of(contract: &Contract, class: &Class<'_>, of: &Type, words: &mut BTreeSet<String>) -> Result<String, String> {
    // A property shadows a type of the same name for the rest of its class.
    let list = if class.record.fields.iter().any(|field| field.wire == "list") { "builtins.list" } else { "list" };
    Ok(match of {
        Type::Text => "str".into(),
        Type::Bool => "bool".into(),
        Type::Integer => "int".into(),
        Type::Float => "float".into(),
        Type::Money => "Decimal".into(),
        Type::Secret => "str".into(),
        Type::Time => "datetime".into(),
        Type::Optional(inner) => format!("{} | None", type_of(contract, class, inner, words)?),
        // The rows of an answer in SQL are tuples.
        Type::List(inner) if matches!(&**inner, Type::Named(name) if name == "SqlValue") => {
            "tuple[str | int | float | None, ...]".into()
        }
        Type::List(inner) => format!("{list}[{}]", type_of(contract, class, inner, words)?),
        Type::Named(name) if class.record.parameter.as_ref() == Some(name) => class.holds.unwrap_or(name).into(),
        Type::Named(name) if contract.is_words(name) => {
            words.insert(name.clone());
            name.clone()
        }
        Type::Named(name) if contract.record(name).is_some_and(|found| found.goes_out) => name.clone(),
        Type::Map(value) => format!("dict[str, {}]", type_of(contract, class, value, words)?),
        Type::Named(_) | Type::Vector => {
            let what = format!("{of:?} in `{}`", class.name);
            return Err(format!("xtask/src/contract/python.rs does not know how {what} looks in Python"));
        }
    })
}

fn doc(class: &Class<'_>) -> String {
    class.record.doc.said(&VOICE, &[]).join(" ")
}

fn said(field: &Field) -> String {
    field.doc.said(&VOICE, &[]).join(" ")
}

/// A doc string; on one line where it fits.
fn docstring(indent: &str, doc: &str) -> String {
    let doc = doc.replace('\\', "\\\\");
    if indent.len() + doc.chars().count() + 6 <= WIDTH {
        return format!("{indent}\"\"\"{doc}\"\"\"\n");
    }
    let lines = wrapped(&format!("\"\"\"{doc}"), WIDTH - indent.len());
    format!("{indent}{}\n{indent}\"\"\"\n", lines.join(&format!("\n{indent}")))
}
