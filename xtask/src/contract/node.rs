//! The files that only Node has. Above all the plain calls: those that take texts, records and options, and give a
//! record, a text or nothing. Calls that Node takes in a way of their own are written by hand, and declared in
//! `index.d.ts`.

mod classes;
mod decision;
mod fields;
mod native;
mod runner;
mod types;

use super::calls::{Area, Call, Facade, Given, Taken};
use super::doc::Voice;
use super::shape::Contract;
use super::typescript::{camel, read_by_hand};
use std::collections::BTreeMap;

const HEAD: &str = "// Generated from codegate-core by `cargo xtask gen`. Do not edit.\n";
const VOICE: Voice = Voice { none: "null", field: camel, name: str::to_owned };

/// Calls of areas that Node has on the gate itself.
const ON_GATE: [(&str, &str); 3] =
    [("usage.query", "usage"), ("usage.verify", "verify"), ("usage.export", "export_usage")];
/// What may be absent is an option, but for these: call and argument.
const PLACED: [(&str, &str); 1] = [("sessions.get", "session")];
/// Arguments that have another name here.
const RENAMED: [(&str, &str); 2] = [("update", "change"), ("how", "options")];
/// Calls that ask for the time, but write nothing into the store, or so much that others would wait for long: they do not
/// stand in the line of those that write.
const BESIDE: [&str; 5] = ["prices.age", "prices.list", "prices.load", "prices.lookup", "reprice"];
/// Calls that stand there though they ask for no time.
const IN_LINE: [&str; 4] = ["close", "compact", "prices.remove", "prices.set"];
/// What is given as an object of a class: the record, and the functions of `lib/records.js` that make one of it, or a
/// list of them.
const SHAPED: [(&str, &str, &str); 3] =
    [("Workspace", "workspace", "workspaces"), ("Rule", "", "rules"), ("UsageReport", "usageReport", "")];
/// Of these, what stays with the native half, which makes more of it.
const KEPT: [&str; 1] = ["UsageReport"];

/// The files that only Node has; `by_hand` is the text of `index.d.ts`.
pub fn files(contract: &Contract, facade: &Facade, by_hand: &str) -> Result<Vec<(&'static str, String)>, String> {
    let plain = Plain::of(contract, facade, by_hand)?;
    let has = |name: &str| facade.calls.iter().any(|call| call.name == name);
    if let Some(gone) = BESIDE.iter().chain(&IN_LINE).find(|name| !has(name)) {
        return Err(format!("the core has no call `{gone}` any more; take it out of xtask/src/contract/node.rs"));
    }
    Ok(vec![
        ("bindings/node/calls.d.ts", types::types(&plain)?),
        ("bindings/node/lib/calls.js", classes::classes(&plain)),
        ("bindings/node/lib/decision.js", decision::decision(contract)?),
        ("bindings/node/src/fields.rs", fields::fields(contract)),
        ("bindings/node/src/plain.rs", native::native(&plain)),
        ("tests/node/plain_calls.mjs", runner::runner(&plain)),
    ])
}

/// The plain calls, by the class that has them: an area, or the gate.
struct Plain<'a> {
    contract: &'a Contract,
    areas: Vec<(&'a Area, Vec<Forward<'a>>)>,
    gate: Vec<Forward<'a>>,
}

/// A plain call.
struct Forward<'a> {
    call: &'a Call,
    /// Its name in the cases, and in JavaScript once it is in camelCase.
    name: &'a str,
    takes: Vec<Take<'a>>,
}

/// An argument of it.
struct Take<'a> {
    /// Its name in JavaScript.
    name: String,
    /// Its name in the core, and in the native half; where that is `new`, it would be no name in JavaScript.
    core: String,
    of: &'a Taken,
    /// Whether it may be absent.
    optional: bool,
    /// Whether it is a field of the last argument, the options.
    option: bool,
}

impl<'a> Plain<'a> {
    /// Of a façade, but for the calls that are declared by hand.
    fn of(contract: &'a Contract, facade: &'a Facade, by_hand: &str) -> Result<Plain<'a>, String> {
        let by_hand = Declared::of(by_hand);
        let mut areas: Vec<(&Area, Vec<Forward>)> = facade.areas.iter().map(|area| (area, Vec::new())).collect();
        let mut gate = Vec::new();
        for call in &facade.calls {
            let on_gate = ON_GATE.iter().find(|(name, _)| *name == call.name).map(|(_, name)| *name);
            let name = on_gate.unwrap_or(&call.method);
            let area = areas.iter_mut().find(|(area, _)| area.name == call.of && on_gate.is_none());
            let class = match &area {
                Some((area, _)) => class(&area.name),
                None if on_gate.is_some() => "Gate".into(),
                None => call.of.clone(),
            };
            if by_hand.has(&class, &camel(name)) {
                continue;
            }
            let forward = Forward::of(contract, call, name).filter(|_| area.is_some() || class == "Gate");
            let forward = forward.ok_or_else(|| {
                format!(
                    "`{}` is not as plain as xtask/src/contract/node.rs knows calls; write `{}` of `{class}` by hand and \
                     declare it in bindings/node/index.d.ts",
                    call.name,
                    camel(name)
                )
            })?;
            match area {
                Some((_, calls)) => calls.push(forward),
                None => gate.push(forward),
            }
        }
        areas.retain(|(_, calls)| !calls.is_empty());
        Ok(Plain { contract, areas, gate })
    }

    /// All of them.
    fn calls(&self) -> impl Iterator<Item = &Forward<'a>> {
        self.areas.iter().flat_map(|(_, calls)| calls).chain(&self.gate)
    }
}

impl<'a> Forward<'a> {
    /// `None` for a call that is not plain.
    fn of(contract: &Contract, call: &'a Call, name: &'a str) -> Option<Forward<'a>> {
        let shaped = |name: &str| SHAPED.iter().find(|(record, ..)| *record == name);
        let plain = match &call.gives {
            Given::Other(_) => false,
            Given::Record(name) => shaped(name).is_none_or(|(_, one, _)| !one.is_empty()),
            Given::Records(name) => shaped(name).is_none_or(|(_, _, list)| !list.is_empty()),
            Given::Page(name) => shaped(name).is_none(),
            Given::Optional(inner) => match &**inner {
                Given::Record(name) => shaped(name).is_none(),
                inner => *inner == Given::Vector,
            },
            _ => true,
        };
        let mut takes = Vec::new();
        for argument in &call.arguments {
            let option = match &argument.of {
                Taken::Flag => true,
                Taken::OptionalText => !PLACED.contains(&(&call.name, &argument.name)),
                Taken::Other => return None,
                Taken::Records(record) if read_by_hand(record).is_none() => return None,
                _ => false,
            };
            let name = js_name(&argument.name, &argument.of);
            takes.push(Take {
                core: if argument.name == "new" { name.clone() } else { argument.name.clone() },
                name,
                optional: option || argument.of == Taken::OptionalText || may_be_absent(contract, &argument.of),
                of: &argument.of,
                option,
            });
        }
        // One object of options, and last of all.
        let orderly = takes.iter().rev().skip(1).all(|take| !take.option);
        (plain && orderly).then_some(Forward { call, name, takes })
    }

    /// Its name in the native half.
    fn native(&self) -> String {
        match self.call.of.as_str() {
            "Gate" => self.name.into(),
            _ if ON_GATE.iter().any(|(name, _)| *name == self.call.name) => self.name.into(),
            area => format!("{area}_{}", self.call.method),
        }
    }

    /// Whether its twin stands in the line of those that write: what asks for the time writes it down.
    fn in_line(&self) -> bool {
        let name = self.call.name.as_str();
        (self.call.timed && !BESIDE.contains(&name)) || IN_LINE.contains(&name)
    }

    /// What makes of the answer of the native half what the caller gets, where that is not parsing it.
    fn shape(&self) -> Option<&'static str> {
        let shaped = |name: &str| SHAPED.iter().find(|(record, ..)| *record == name);
        match &self.call.gives {
            Given::Record(name) => shaped(name).map(|(_, one, _)| *one),
            Given::Records(name) => shaped(name).map(|(_, _, list)| *list),
            Given::Vector => Some("vector"),
            Given::Optional(inner) if **inner == Given::Vector => Some("vector"),
            Given::Page(_) => Some("page"),
            Given::Text => Some("text"),
            _ => None,
        }
    }

    /// The record that stays with the native half.
    fn kept(&self) -> Option<&str> {
        match &self.call.gives {
            Given::Record(name) if KEPT.contains(&name.as_str()) => Some(name),
            _ => None,
        }
    }

    /// What it does. It may speak of its arguments, and of fields.
    fn said(&self, contract: &Contract) -> Vec<String> {
        let arguments = self.call.arguments.iter().map(|argument| argument.name.as_str());
        let fields = contract.records.iter().flat_map(|record| &record.fields).map(|field| field.name.as_str());
        let mut said = self.call.doc.said(&VOICE, &arguments.chain(fields).collect::<Vec<_>>());
        let documents = self.takes.iter().filter(|take| *take.of == Taken::Bytes);
        said.extend(
            documents.map(|take| format!("@param {} Bytes, text, or what `JSON.parse` makes of it.", take.name)),
        );
        said
    }
}

/// A change must be given, any other record only where a field of it must.
fn may_be_absent(contract: &Contract, of: &Taken) -> bool {
    let Taken::Record(name) = of else { return false };
    contract.record(name).is_some_and(|record| record.fields.iter().all(|field| field.optional && !field.clears))
}

fn js_name(argument: &str, of: &Taken) -> String {
    match of {
        // `NewWorkspace` is the workspace.
        Taken::Record(record) if argument == "new" => record.trim_start_matches("New").to_lowercase(),
        _ => match RENAMED.iter().find(|(name, _)| *name == argument) {
            Some((_, name)) => (*name).into(),
            None => camel(argument),
        },
    }
}

/// The class of an area.
fn class(area: &str) -> String {
    let mut letters = area.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// What stands for a class where functions are of none: those that make a gate.
const FUNCTIONS: &str = "";

/// What is declared by hand: the members of each class.
struct Declared<'a>(BTreeMap<&'a str, Vec<&'a str>>);

impl<'a> Declared<'a> {
    fn of(text: &'a str) -> Declared<'a> {
        let mut found: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut class = None;
        let end_of_name = |letter: char| !letter.is_alphanumeric();
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix("export class ") {
                class = rest.split(end_of_name).next();
            } else if let Some(rest) = line.strip_prefix("export function ") {
                found.entry(FUNCTIONS).or_default().extend(rest.split(end_of_name).next());
            } else if line == "}" {
                class = None;
            } else if let (Some(class), Some(member)) = (class, line.strip_prefix("  ")) {
                let member = member.strip_prefix("readonly ").unwrap_or(member);
                found.entry(class).or_default().extend(member.split(end_of_name).next());
            }
        }
        Declared(found)
    }

    fn has(&self, class: &str, member: &str) -> bool {
        let of = |class: &str| self.0.get(class).is_some_and(|members| members.contains(&member));
        of(class) || (class == "Gate" && of(FUNCTIONS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::calls::Argument;
    use crate::contract::doc::Doc;

    fn call(takes: Vec<(&str, Taken)>, gives: Given) -> Facade {
        let arguments = takes.into_iter().map(|(name, of)| Argument { name: name.into(), of });
        let call = Call {
            of: "things".into(),
            method: "make".into(),
            name: "things.make".into(),
            doc: Doc::of(["Makes a thing."]),
            arguments: arguments.collect(),
            gives,
            timed: false,
            fails: true,
        };
        Facade { areas: vec![Area { name: "things".into(), doc: Doc::of(["Things."]) }], calls: vec![call] }
    }

    #[test]
    fn a_call_that_is_not_plain_must_be_declared() {
        let contract = Contract { records: Vec::new(), words: Vec::new(), codes: Vec::new() };
        for odd in [
            call(vec![("request", Taken::Other)], Given::Nothing),
            call(vec![("force", Taken::Flag), ("name", Taken::Text)], Given::Nothing),
            call(vec![], Given::Other("Exchange".into())),
            call(vec![], Given::Record("Rule".into())),
            call(vec![], Given::Optional(Box::new(Given::Record("Workspace".into())))),
        ] {
            let refused = Plain::of(&contract, &odd, "export class Things {\n  made(): void;\n}\n");
            assert!(refused.is_err_and(|message| message.contains("`things.make` is not as plain")));
            let declared = Plain::of(&contract, &odd, "export class Things {\n  make<T>(request: T): void;\n}\n");
            assert_eq!(declared.map(|plain| plain.calls().count()), Ok(0));
        }
        let plain = call(vec![("name", Taken::Text), ("force", Taken::Flag)], Given::Truth);
        assert_eq!(Plain::of(&contract, &plain, "").map(|plain| plain.calls().count()), Ok(1));
    }
}
