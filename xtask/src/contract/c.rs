//! What the C ABI says of the contract: the guide to the records, the numbers of codes and outcomes, and the functions
//! that forward a call.

mod describe;
pub mod exports;
mod plain;
pub mod runner;

use super::doc::{Voice, wrapped};
use super::shape::{Contract, Record, Type};

/// With the `// ` that the header puts before it.
const WIDTH: usize = 116;
const VOICE: Voice = Voice { none: "null", field: str::to_owned, name: str::to_owned };

/// Types that only the core can read or write.
const BY_HAND: [(&str, &str); 6] = [
    ("Clients", "list of ClientSpec, or ClientTable"),
    ("Compare", "bool or Period"),
    ("Headers", "object of texts, or list of pairs of them"),
    ("QueryParams", "list of values, or object of them"),
    ("RuleSpec", "rule"),
    ("SqlValue", "value"),
];
/// Fields that take more than their type.
const FIELDS_BY_HAND: [(&str, &str, &str); 1] = [("UsageQuery", "by", "GroupBy, or list of GroupBy")];

const GUIDE: &str = "\
RECORDS are JSON objects with the fields below, each with its type and its meaning. A time is a text such as \
`2026-11-22T10:00:00.000000Z`, an amount of money an exact decimal text in US dollars, a word one of its set. A field \
marked with `?` may be null. Of records that come in, a field marked with `!` is required and any other may be absent; \
a field that there is not is `invalid_argument`. Records that go out may gain fields.

A rule comes in as a Rule, each condition of its `when` being one value or a list and its `to` one target or a list, \
where a target may also be written as `provider/model`; or as a FlatRule. A value of SQL is null, a number or a text.
";

/// `records.txt`, which the header takes into its guide.
pub fn guide(contract: &Contract) -> Result<String, String> {
    let mut out: String = GUIDE.lines().map(|line| wrapped(line, WIDTH).join("\n") + "\n").collect();
    let (going, coming): (Vec<&Record>, Vec<&Record>) = contract.records.iter().partition(|record| record.goes_out);
    for (title, records) in [("RECORDS THAT GO OUT.", going), ("RECORDS THAT COME IN.", coming)] {
        out += &format!("\n{title}\n");
        for record in records {
            out += &of_record(contract, record)?;
        }
    }
    out += "\nWORDS.\n";
    for words in &contract.words {
        out += "\n";
        out += &line(2, &format!("{}. {}", words.name, words.doc.said(&VOICE, &[]).join(" ")));
        for (word, doc) in &words.words {
            out += &line(4, &format!("{word}: {}", doc.said(&VOICE, &[]).join(" ")));
        }
    }
    Ok(out)
}

const HEAD: &str = "Generated from codegate-core by `cargo xtask gen`. Do not edit.";

/// `codes.rs` of the C ABI: a status for each code.
pub fn codes(contract: &Contract) -> String {
    let mut out = format!(
        "//! Statuses. {HEAD}\n\n\
         /// What a function came to: `CODEGATE_OK` or the number of an error. Numbers are only ever appended to.\n\
         pub type codegate_status = i32;\n\n",
    );
    out += &number("OK", "codegate_status", 0, "Success.");
    for (place, code) in contract.codes.iter().enumerate() {
        let meaning = format!("`{}`: {}", code.word, code.doc.said(&VOICE, &[]).join(" "));
        out += &number(&code.word, "codegate_status", place + 1, &meaning);
    }
    out
}

/// `outcomes.rs` of the C ABI: a number for each word.
pub fn outcomes(contract: &Contract) -> Result<String, String> {
    let mut out = format!(
        "//! Outcomes. {HEAD}\n\n\
         /// How an exchange ended: one of the `CODEGATE_OUTCOME_` numbers.\npub type codegate_outcome = i32;\n\n"
    );
    out += &number("outcome_default", "codegate_outcome", 0, "Completed; failed after a `fail` that gave no route.");
    let outcome = contract.words.iter().find(|words| words.name == "Outcome").ok_or("the core has no `Outcome`")?;
    for (place, (word, doc)) in outcome.words.iter().enumerate() {
        let name = format!("outcome_{word}");
        out += &number(&name, "codegate_outcome", place + 1, &doc.said(&VOICE, &[]).join(" "));
    }
    Ok(out)
}

fn number(name: &str, of: &str, value: usize, meaning: &str) -> String {
    format!("/// {meaning}\npub const CODEGATE_{}: {of} = {value};\n", name.to_uppercase())
}

fn of_record(contract: &Contract, record: &Record) -> Result<String, String> {
    let parameter = record.parameter.as_ref().map(|name| format!(" of {name}")).unwrap_or_default();
    let also = if record.goes_out && record.comes_in { " It also comes in." } else { "" };
    let title = format!("{}{parameter}. {}{also}", record.name, record.doc.said(&VOICE, &[]).join(" "));
    let mut out = format!("\n{}", line(2, &title));
    for field in &record.fields {
        let meaning = field.doc.said(&VOICE, &[]).join(" ");
        if field.flat {
            let of = type_of(contract, record, &field.of)?;
            out += &line(4, &format!("and the fields of {of}. {meaning}"));
            continue;
        }
        let by_hand = FIELDS_BY_HAND.iter().find(|(of, name, _)| *of == record.name && *name == field.name);
        let (null, of) = match &field.of {
            _ if by_hand.is_some() || field.reader.is_some() => {
                let (_, _, of) = by_hand.ok_or_else(|| unknown(record, &field.name))?;
                (true, (*of).to_owned())
            }
            Type::Optional(inner) => (!field.skipped, type_of(contract, record, inner)?),
            of => (false, type_of(contract, record, of)?),
        };
        let mark = match null {
            _ if record.comes_in && field.required() => "!",
            true => "?",
            false => "",
        };
        let absent = if field.skipped { ", or absent" } else { "" };
        out += &line(4, &format!("{}{mark} ({of}{absent}): {meaning}", field.wire));
    }
    Ok(out)
}

fn type_of(contract: &Contract, record: &Record, of: &Type) -> Result<String, String> {
    Ok(match of {
        Type::Text => "text".into(),
        Type::Bool => "bool".into(),
        Type::Integer => "integer".into(),
        Type::Float => "number".into(),
        Type::Vector => "list of numbers".into(),
        Type::Money => "money".into(),
        Type::Secret => "secret".into(),
        Type::Time => "time".into(),
        Type::Map(value) => format!("object of {}s", type_of(contract, record, value)?),
        Type::List(inner) => match type_of(contract, record, inner)? {
            of if **inner == Type::Text => format!("list of {of}s"),
            of => format!("list of {of}"),
        },
        Type::Optional(inner) => format!("{} or null", type_of(contract, record, inner)?),
        Type::Named(name) => match BY_HAND.iter().find(|(core, _)| core == name) {
            Some((_, of)) => (*of).into(),
            None if record.parameter.as_ref() == Some(name) => name.clone(),
            None if contract.is_words(name) || contract.record(name).is_some() => name.clone(),
            None => return Err(unknown(record, name)),
        },
    })
}

fn unknown(record: &Record, what: &str) -> String {
    format!("xtask/src/contract/c.rs does not know how `{what}` of `{}` is described", record.name)
}

/// A paragraph, its first line less indented than the others.
fn line(indent: usize, text: &str) -> String {
    let before = " ".repeat(indent);
    let lines = wrapped(text, WIDTH - indent - 2);
    format!("{before}{}\n", lines.join(&format!("\n{before}  ")))
}
