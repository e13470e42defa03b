//! What the header says of a function that forwards a call: the words of the core, the record, the result, the errors.

use super::plain::{Argument, Call, function_of};
use super::{BY_HAND, VOICE};
use crate::contract::calls::{Facade, Given, Taken};
use crate::contract::doc::{Doc, Voice};
use crate::contract::shape::{Contract, Record};

/// A record of more fields than these is named alone.
const FIELDS: usize = 14;

/// The paragraphs of a function. `gives_null`: its result may be NULL.
pub fn doc(contract: &Contract, facade: &Facade, call: &Call, gives_null: bool) -> Result<Vec<String>, String> {
    let (meaning, errors) = call.core.doc.of_call().ok_or_else(|| format!("`{}` has no meaning", call.core.name))?;
    let none = if gives_null { "NULL" } else { "null" };
    let voice = Voice { none, ..VOICE };
    let mut paragraphs = said(facade, call, meaning, &voice)?;
    let mut more = Vec::new();
    for argument in &call.arguments {
        more.extend(taken(contract, argument)?);
    }
    more.extend(given(&call.core.gives, none));
    if let Some(last) = paragraphs.last_mut() {
        more.insert(0, std::mem::take(last));
        *last = more.join(" ");
    }
    if let Some(errors) = errors {
        paragraphs.extend(said(facade, call, &[format!("Errors: {errors}")], &voice)?);
    }
    Ok(paragraphs)
}

/// Paragraphs of the core, with links to calls as the names of their functions.
fn said(facade: &Facade, call: &Call, paragraphs: &[String], voice: &Voice) -> Result<Vec<String>, String> {
    let linked = |paragraph: &String| {
        let parts = paragraph.split('`').enumerate().map(|(place, part)| match part.rsplit_once("::") {
            Some((of, method)) if place % 2 == 1 => {
                let of = of.rsplit("::").next().unwrap_or(of);
                function_of(facade, of, method).ok_or_else(|| {
                    format!("the doc of `{}` links to `{part}`, of which C has no function", call.core.name)
                })
            }
            _ => Ok(part.to_owned()),
        });
        Ok::<_, String>(parts.collect::<Result<Vec<_>, _>>()?.join("`"))
    };
    Ok(Doc(paragraphs.iter().map(linked).collect::<Result<_, _>>()?).said(voice, &[]))
}

/// What an argument is, where its name does not tell.
fn taken(contract: &Contract, argument: &Argument) -> Result<Option<String>, String> {
    let name = argument.name;
    Ok(match argument.of {
        Taken::Record(of) => {
            let record = contract.record(of).ok_or_else(|| format!("the contract has no record `{of}`"))?;
            Some(format!("`{name}` {}", fields(record, argument.is_named)))
        }
        Taken::Records(of) => {
            let of = BY_HAND.iter().find(|(core, _)| core == of).map_or(of.as_str(), |(_, of)| of);
            Some(format!("`{name}`: a JSON list of {of}s; NULL is none."))
        }
        Taken::OptionalText => Some(format!("`{name}` may be NULL.")),
        Taken::Word(of) => Some(format!("`{name}`: one of {of}.")),
        _ => None,
    })
}

/// The fields of a record: those that it needs, then the others.
fn fields(record: &Record, is_named: bool) -> String {
    let names = |required: bool| {
        let own = record.fields.iter().filter(move |field| field.required() == required && !field.flat);
        let name = (required && is_named).then(|| "`name`".to_owned());
        name.into_iter().chain(own.map(|field| format!("`{}`", field.wire))).collect::<Vec<_>>()
    };
    let (required, optional) = (names(true).join(", "), names(false).join(", "));
    let title = format!("({})", record.name);
    let is_long = record.fields.len() > FIELDS || record.fields.iter().any(|field| field.flat);
    let mut out = match (required.is_empty(), optional.is_empty() || is_long) {
        (true, true) => format!("{title}."),
        (true, false) => format!("{title}: optionally {optional}."),
        (false, true) => format!("{title}: {required}{}.", if is_long { "; other fields are optional" } else { "" }),
        (false, false) => format!("{title}: {required}; optionally {optional}."),
    };
    let clears: Vec<String> =
        record.fields.iter().filter(|field| field.clears).map(|field| format!("`{}`", field.wire)).collect();
    if !clears.is_empty() {
        out += &format!(" What is absent is kept; null clears {}.", clears.join(", "));
    }
    out
}

/// What the function gives.
fn given(gives: &Given, none: &str) -> Option<String> {
    let result = match gives {
        Given::Optional(inner) => {
            return given(inner, none).map(|inner| inner.replacen('.', &format!(" or {none}."), 1));
        }
        Given::Nothing | Given::Count | Given::Text | Given::Other(_) => return None,
        Given::Truth => "true or false".into(),
        Given::Vector => "a list of numbers".into(),
        Given::Record(of) => of.clone(),
        Given::Records(of) => format!("a list of {of}"),
        Given::Page(of) => format!("a Page of {of}"),
    };
    Some(format!("Gives: {result}."))
}
