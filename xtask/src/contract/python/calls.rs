//! The calls of the façade as methods of Python's classes: records that come in become keyword arguments.

use super::irregular::{
    BODY, BY_HAND, DEFAULTS, DOCUMENTS, FIELDS, FILES, HALVES, HEADERS, LEFT_OUT, LEFT_OUT_SAID, NAMES, NO_AREAS,
    OBJECTS, POSITIONAL, REQUEST, RULES, SAID, TYPES,
};
use super::{PAGES, VOICE, WIDTH};
use crate::contract::calls::{Area, Argument, Call, Facade, Given, Taken};
use crate::contract::doc::wrapped;
use crate::contract::shape::{Contract, Field, Record, Type};
use crate::shell::{Shell, text};

const HERE: &str = "xtask/src/contract/python";
/// What helps where a call is refused.
const OR_BY_HAND: &str = "add that, or write the method by hand";

/// What a class is made of.
pub struct Class<'a> {
    pub name: String,
    pub area: Option<&'a Area>,
    pub methods: Vec<Method<'a>>,
}

/// The classes with every method that is not written by hand: the exchange, the gate, and its areas.
pub fn all<'a>(shell: &Shell, contract: &'a Contract, facade: &'a Facade) -> Result<Vec<Class<'a>>, String> {
    let irregular = NAMES.map(|(call, _)| call).into_iter().chain(POSITIONAL.map(|(call, _)| call));
    let irregular = irregular.chain(LEFT_OUT.map(|(call, _)| call)).chain(DEFAULTS.map(|(call, ..)| call));
    let mut irregular = irregular.chain(SAID.map(|(call, _)| call)).chain(DOCUMENTS.map(|(call, ..)| call));
    if let Some(gone) = irregular.find(|name| facade.calls.iter().all(|call| call.name != *name)) {
        return Err(format!("xtask/src/contract/python/irregular.rs names `{gone}`, which is no call"));
    }
    let by_hand = BY_HAND.iter().map(|(of, path)| {
        let source = text(&shell.root.join(path))?;
        Ok((*of, source.split(crate::contract::MARK).next().unwrap_or_default().to_owned()))
    });
    let by_hand = by_hand.collect::<Result<Vec<(&str, String)>, String>>()?;
    let is_by_hand = |call: &Call| {
        let (plain, generic) = (format!("fn {}(", call.method), format!("fn {}<", call.method));
        by_hand.iter().any(|(of, source)| *of == call.of && (source.contains(&plain) || source.contains(&generic)))
    };
    let areas = facade.areas.iter().filter(|area| !NO_AREAS.contains(&area.name.as_str()));
    let mut classes: Vec<Class<'_>> = HALVES
        .iter()
        .map(|name| Class { name: (*name).into(), area: None, methods: Vec::new() })
        .chain(areas.map(|area| Class { name: class_name(area), area: Some(area), methods: Vec::new() }))
        .collect();
    for call in facade.calls.iter().filter(|call| !is_by_hand(call)) {
        let of = if NO_AREAS.contains(&call.of.as_str()) { "Gate" } else { &call.of };
        let mut found = classes.iter_mut();
        let class = found.find(|class| class.area.map_or(class.name.as_str(), |area| area.name.as_str()) == of);
        let class =
            class.ok_or_else(|| format!("the call `{}` has no method in Python; write one by hand", call.name))?;
        class.methods.push(Method::of(contract, call)?);
    }
    Ok(classes)
}

/// `Workspaces` of `workspaces`.
pub fn class_name(area: &Area) -> String {
    let (first, rest) = area.name.split_at(1);
    first.to_uppercase() + rest
}

/// A call as a method.
pub struct Method<'a> {
    pub call: &'a Call,
    pub name: &'a str,
    /// In the order of the signature.
    pub parameters: Vec<Parameter>,
    pub result: Outcome,
    /// Paragraphs.
    pub doc: Vec<String>,
    pub errors: Vec<String>,
}

/// A parameter of a method.
pub struct Parameter {
    pub name: String,
    pub sort: Sort,
    pub keyword: bool,
    /// Its default, as Python's source.
    pub default: &'static str,
    /// The function that reads it.
    pub read: String,
    /// Its type in the stub.
    pub of: String,
    /// What it is; empty where the call says it.
    pub doc: String,
}

/// What becomes of a parameter that is left out.
#[derive(Clone, Copy, PartialEq)]
pub enum Sort {
    Required,
    /// The core chooses.
    Optional,
    /// The empty value of its type.
    Empty,
    /// It is kept, while `None` clears.
    Kept,
}

/// What a method gives.
pub struct Outcome {
    pub rust: String,
    /// What is done with the core's result.
    pub map: String,
    pub stub: String,
}

impl<'a> Method<'a> {
    pub fn of(contract: &'a Contract, call: &'a Call) -> Result<Self, String> {
        let mut parameters = Vec::new();
        let mut cleared = Vec::new();
        for argument in &call.arguments {
            if let Some(record) = record(contract, argument)? {
                if record.name == REQUEST {
                    parameters.push(Parameter::plain("body", Sort::Optional, "Body::read", "Body", BODY));
                }
                for field in record.fields.iter().filter(|field| !is_left_out(call, field)) {
                    parameters.push(Parameter::of_field(contract, record, field)?);
                    cleared.extend(field.clears.then(|| format!("`{}`", field.wire)));
                }
            } else {
                parameters.push(Parameter::of_argument(call, argument)?);
            }
        }
        for parameter in &mut parameters {
            let named = |known: (&str, &str)| known == (call.name.as_str(), parameter.name.as_str());
            parameter.keyword &= !POSITIONAL.into_iter().any(named);
            if let Some((.., default)) = DEFAULTS.into_iter().find(|(call, name, _)| named((call, name))) {
                parameter.default = default;
            }
        }
        parameters.sort_by_key(|parameter| (parameter.keyword, parameter.sort != Sort::Required));
        let name = NAMES.iter().find(|(name, _)| *name == call.name).map_or(call.method.as_str(), |(_, name)| name);
        let (doc, errors) = doc(call, &cleared);
        Ok(Method { call, name, parameters, result: outcome(call)?, doc, errors })
    }

    /// The doc of a method with its parameters and errors, in lines. The first begins with `start`.
    pub fn lines(&self, start: &str) -> Vec<String> {
        let mut blocks: Vec<Vec<String>> = Vec::new();
        for paragraph in &self.doc {
            let start = if blocks.is_empty() { start } else { "" };
            blocks.push(wrapped(&format!("{start}{paragraph}"), WIDTH - 8));
        }
        let said = self.parameters.iter().filter(|parameter| !parameter.doc.is_empty());
        let each = said.flat_map(|parameter| {
            let lines = wrapped(&format!("{}: {}", parameter.name, parameter.doc), WIDTH - 12).into_iter().enumerate();
            lines.map(|(place, line)| if place == 0 { line } else { format!("    {line}") })
        });
        blocks.push(each.collect());
        blocks.extend(self.errors.iter().map(|paragraph| wrapped(paragraph, WIDTH - 8)));
        blocks.retain(|block| !block.is_empty());
        blocks.join(&String::new())
    }
}

impl Parameter {
    fn plain(name: &str, sort: Sort, read: &str, of: &str, doc: &str) -> Self {
        let default = match sort {
            Sort::Required => "",
            Sort::Optional => "None",
            Sort::Empty => {
                if of == "bool" {
                    "False"
                } else {
                    "None"
                }
            }
            Sort::Kept => "...",
        };
        let keyword = sort != Sort::Required;
        let (name, read, of, doc) = (name.to_owned(), read.to_owned(), of.to_owned(), doc.to_owned());
        Parameter { name, sort, keyword, default, read, of, doc }
    }

    fn of_field(contract: &Contract, record: &Record, field: &Field) -> Result<Self, String> {
        let (sort, of) = match &field.of {
            Type::Optional(inner) if field.clears => (Sort::Kept, &**inner),
            Type::Optional(inner) => (Sort::Optional, &**inner),
            of if field.required() => (Sort::Required, of),
            of => (Sort::Empty, of),
        };
        let by_hand = FIELDS.iter().find(|(of, name, ..)| *of == record.name && *name == field.name);
        let (read, of) = match by_hand {
            Some((_, _, read, of)) => (read.to_string(), of.to_string()),
            None => reader(contract, of).filter(|_| field.reader.is_none()).ok_or_else(|| {
                let (record, field) = (&record.name, &field.name);
                format!("{HERE} does not know how `{field}` of `{record}` comes in")
            })?,
        };
        let doc = match field.name.as_str() {
            "headers" if record.name != "Failure" => HEADERS.to_owned(),
            _ => field.doc.said(&VOICE, &[]).join(" "),
        };
        Ok(Parameter { keyword: true, ..Parameter::plain(&field.wire, sort, &read, &of, &doc) })
    }

    fn of_argument(call: &Call, argument: &Argument) -> Result<Self, String> {
        let unknown = || {
            let (argument, call) = (&argument.name, &call.name);
            format!("{HERE} does not know how `{argument}` of `{call}` comes in; {OR_BY_HAND}")
        };
        let (sort, read, of, doc) = match &argument.of {
            Taken::Text if FILES.contains(&(&call.name, &argument.name)) => {
                (Sort::Required, "args::path", "str | PathLike[str]", "")
            }
            Taken::Text => (Sort::Required, "args::text", "str", ""),
            Taken::OptionalText => (Sort::Optional, "args::text", "str", ""),
            Taken::Flag => (Sort::Empty, "args::flag", "bool", ""),
            Taken::Word(name) => (Sort::Required, "args::word", name.as_str(), ""),
            Taken::Records(name) if name == "RuleSpec" => (Sort::Required, RULES.0, RULES.1, ""),
            Taken::Bytes => {
                let known = DOCUMENTS.iter().find(|(of, name, ..)| *of == call.name && *name == argument.name);
                let (_, _, read, of, doc) = known.ok_or_else(unknown)?;
                (Sort::Required, *read, *of, *doc)
            }
            Taken::Records(_) | Taken::Record(_) | Taken::Other => return Err(unknown()),
        };
        Ok(Parameter::plain(&argument.name, sort, read, of, doc))
    }
}

/// The record whose fields an argument is spread into.
pub fn record<'a>(contract: &'a Contract, argument: &Argument) -> Result<Option<&'a Record>, String> {
    let name = match &argument.of {
        Taken::Record(name) => name,
        Taken::Other if argument.name == "request" => REQUEST,
        _ => return Ok(None),
    };
    contract.record(name).map(Some).ok_or_else(|| format!("the contract has no record `{name}`"))
}

/// Whether a call makes nothing of a field.
pub fn is_left_out(call: &Call, field: &Field) -> bool {
    LEFT_OUT.iter().any(|(name, fields)| *name == call.name && fields.contains(&field.name.as_str()))
}

/// The function that reads a value of this type, and the type of the stub.
fn reader(contract: &Contract, of: &Type) -> Option<(String, String)> {
    let plain = |read: &str, of: &str| Some((read.to_owned(), of.to_owned()));
    match of {
        Type::Text => plain("args::text", "str"),
        Type::Bool => plain("args::flag", "bool"),
        Type::Integer => plain("args::whole", "int"),
        Type::Float => plain("args::number", "float"),
        Type::Vector => plain("args::vector", "Iterable[float]"),
        Type::Money => plain("args::money", "Decimal | float | str"),
        Type::Time => plain("args::time", "Time"),
        Type::Named(name) if contract.is_words(name) => plain("args::word", name),
        Type::Named(name) => {
            let (_, read, of) = TYPES.iter().find(|(known, ..)| known == name)?;
            plain(read, of)
        }
        Type::List(inner) => match &**inner {
            Type::Text => plain("args::texts", "Iterable[str]"),
            Type::Named(name) if name == "RuleSpec" => plain(RULES.0, RULES.1),
            Type::Named(name) if contract.is_words(name) => plain("args::words", &format!("Iterable[{name}]")),
            _ => None,
        },
        Type::Map(value) => match &**value {
            Type::Integer => plain("args::counts", "Mapping[str, int]"),
            Type::Money => plain("args::amounts", "Mapping[str, Decimal | float | str]"),
            _ => None,
        },
        Type::Optional(_) => None,
    }
}

/// What a call gives; a list is `list`, which the stub has to tell from a method of that name.
fn outcome(call: &Call) -> Result<Outcome, String> {
    let unknown = || format!("{HERE} does not know what `{}` gives; {OR_BY_HAND}", call.name);
    let found = |rust: &str, map: &str, stub: &str| Outcome { rust: rust.into(), map: map.into(), stub: stub.into() };
    let class = |name: &str| found(&format!("records::{name}"), &format!("records::{name}"), name);
    Ok(match &call.gives {
        Given::Nothing => found("()", "", "None"),
        Given::Truth => found("bool", "", "bool"),
        Given::Count => found("u64", "", "int"),
        Given::Text => found("String", "", "str"),
        Given::Vector => found("Vec<f32>", "", "list[float]"),
        Given::Record(name) => class(name),
        Given::Page(of) => class(PAGES.iter().find(|(_, holds)| holds == of).ok_or_else(unknown)?.0),
        Given::Records(name) => found(
            &format!("Vec<records::{name}>"),
            &format!("|found| found.into_iter().map(records::{name}).collect()"),
            &format!("list[{name}]"),
        ),
        Given::Optional(inner) => match &**inner {
            Given::Record(name) => found(
                &format!("Option<records::{name}>"),
                &format!("|found| found.map(records::{name})"),
                &format!("{name} | None"),
            ),
            Given::Vector => found("Option<Vec<f32>>", "", "list[float] | None"),
            _ => return Err(unknown()),
        },
        Given::Other(name) => {
            let (name, map) = OBJECTS.iter().find(|(known, _)| known == name).ok_or_else(unknown)?;
            found(name, map, name)
        }
    })
}

/// What the core says of a call with what only Python's user needs to know, and what it says of errors.
fn doc(call: &Call, cleared: &[String]) -> (Vec<String>, Vec<String>) {
    let (mut said, mut errors) = (Vec::new(), Vec::new());
    for paragraph in call.doc.said(&VOICE, &[]) {
        let paragraph = paragraph.replace(LEFT_OUT_SAID, "");
        let start =
            if paragraph.starts_with("Errors") { Some(0) } else { paragraph.find(". Errors").map(|dot| dot + 1) };
        let (before, of_errors) = paragraph.split_at(start.unwrap_or(paragraph.len()));
        said.extend((!before.is_empty()).then(|| before.to_owned()));
        errors.extend((!of_errors.is_empty()).then(|| of_errors.trim().to_owned()));
    }
    said.extend(SAID.iter().filter(|(name, _)| *name == call.name).map(|(_, more)| (*more).to_owned()));
    if let Some((last, others)) = cleared.split_last() {
        let all = if others.is_empty() { last.clone() } else { format!("{} and {last}", others.join(", ")) };
        said.push(format!("What is left out is kept; `None` clears {all}."));
    }
    (said, errors)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::doc::Doc;

    fn call(name: &str, of: Taken, gives: Given) -> Call {
        let doc = Doc::of(["Says what it does. Errors: `io`."]);
        let arguments = vec![Argument { name: "what".into(), of }];
        Call {
            of: "Gate".into(),
            method: name.into(),
            name: name.into(),
            doc,
            arguments,
            gives,
            timed: false,
            fails: true,
        }
    }

    fn none() -> Contract {
        Contract { records: Vec::new(), words: Vec::new(), codes: Vec::new() }
    }

    #[test]
    fn makes_a_method_of_a_plain_call() {
        let call = call("usage.verify", Taken::Flag, Given::Optional(Box::new(Given::Record("Health".into()))));
        let contract = none();
        let method = Method::of(&contract, &call).unwrap();
        assert_eq!((method.name, method.result.stub.as_str()), ("verify", "Health | None"));
        assert_eq!((method.doc, method.errors), (vec!["Says what it does.".into()], vec!["Errors: `io`.".into()]));
        let [what] = method.parameters.as_slice() else { panic!("one argument is one parameter") };
        assert_eq!(
            (what.keyword, what.default, what.read.as_str(), what.of.as_str()),
            (true, "False", "args::flag", "bool")
        );
    }

    #[test]
    fn refuses_what_no_template_covers() {
        let refused = |call: Call| Method::of(&none(), &call).err().unwrap_or_default();
        assert!(refused(call("odd", Taken::Other, Given::Nothing)).contains("how `what` of `odd` comes in"));
        assert!(refused(call("odd", Taken::Bytes, Given::Nothing)).contains("how `what` of `odd` comes in"));
        assert!(refused(call("odd", Taken::Text, Given::Other("Odd".into()))).contains("what `odd` gives"));
        assert!(refused(call("odd", Taken::Record("Odd".into()), Given::Nothing)).contains("no record `Odd`"));
    }
}
