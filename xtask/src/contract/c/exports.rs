//! The functions of the C ABI that forward one call of the façade, a file for each section of the header.

use super::plain::{self, Call, Object};
use super::{HEAD, describe};
use crate::contract::calls::{Facade, Given, Taken};
use crate::contract::doc::wrapped;
use crate::contract::shape::Contract;
use std::collections::BTreeSet;

/// A file, and its calls: by their names, or by that of their area.
type Section = (&'static str, &'static [&'static str]);

const SECTIONS: [Section; 12] = [
    ("codegate-ffi/src/calls/bundle.rs", &["export", "plan.apply"]),
    ("codegate-ffi/src/calls/care.rs", &["query", "interrupt", "health", "backup", "compact"]),
    (
        "codegate-ffi/src/calls/exchange.rs",
        &["exchange.decision", "exchange.route", "exchange.warnings", "exchange.remaining"],
    ),
    ("codegate-ffi/src/calls/gate.rs", &["record", "apply", "close"]),
    ("codegate-ffi/src/calls/history.rs", &["history.", "alerts."]),
    ("codegate-ffi/src/calls/persona.rs", &["personas."]),
    ("codegate-ffi/src/calls/price.rs", &["prices.", "reprice", "superseded_charges"]),
    ("codegate-ffi/src/calls/provider.rs", &["providers."]),
    (
        "codegate-ffi/src/calls/response.rs",
        &[
            "exchange.authorize",
            "exchange.feed_event",
            "exchange.report_usage",
            "exchange.fail",
            "exchange.retry",
            "exchange.close",
            "exchange.discard",
        ],
    ),
    ("codegate-ffi/src/calls/session.rs", &["sessions."]),
    ("codegate-ffi/src/calls/usage.rs", &["usage."]),
    ("codegate-ffi/src/calls/workspace.rs", &["workspaces."]),
];

/// A call that C has a second time: its result as another text.
struct Other {
    call: &'static str,
    function: &'static str,
    method: &'static str,
    doc: &'static str,
}

const OTHERS: [Other; 3] = [
    Other {
        call: "usage.query",
        function: "codegate_gate_usage_table",
        method: "to_string",
        doc: "The report of `codegate_gate_usage_report` as a table for people. Its layout may change.",
    },
    Other {
        call: "usage.query",
        function: "codegate_gate_usage_csv",
        method: "to_csv",
        doc: "The rows of `codegate_gate_usage_report` as CSV (RFC 4180), with a header line; without `by`, the total as \
              one row. Text that a spreadsheet would take for a formula gets an apostrophe in front.",
    },
    Other {
        call: "usage.query",
        function: "codegate_gate_usage_jsonl",
        method: "to_jsonl",
        doc: "The rows of `codegate_gate_usage_report` as JSON, one on a line; without `by`, the total as one line.",
    },
];

/// Optional results that C gets as the JSON `null`, not as NULL.
const JSON_NULL: [&str; 1] = ["prices.lookup"];

/// All files; an error for a call that none of them has, and that is not written by hand.
pub fn files(contract: &Contract, facade: &Facade) -> Result<Vec<(&'static str, String)>, String> {
    let calls = plain::calls(facade)?;
    let holds = |names: &[&str], name: &str| {
        names.iter().any(|one| *one == name || one.ends_with('.') && name.starts_with(one))
    };
    if let Some(call) = calls.iter().find(|call| !SECTIONS.iter().any(|(_, names)| holds(names, &call.core.name))) {
        return Err(format!("`{}` is in no section of xtask/src/contract/c/exports.rs", call.core.name));
    }
    let mut files = vec![("codegate-ffi/src/calls.rs", module())];
    for (path, names) in SECTIONS {
        let here: Vec<&Call> = calls.iter().filter(|call| holds(names, &call.core.name)).collect();
        files.push((path, file(contract, facade, names, &here)?));
    }
    Ok(files)
}

/// The module that holds the files.
fn module() -> String {
    let names = SECTIONS.map(|(path, _)| path.rsplit('/').next().unwrap_or(path).trim_end_matches(".rs"));
    let (mods, uses) = (names.map(|name| format!("mod {name};\n")), names.map(|name| format!("pub use {name}::*;\n")));
    format!("//! Functions that forward one call. {HEAD}\n\n{}\n{}", mods.concat(), uses.concat())
}

fn file(contract: &Contract, facade: &Facade, names: &[&str], calls: &[&Call]) -> Result<String, String> {
    let areas = facade.areas.iter().filter(|area| names.iter().any(|name| name.strip_suffix('.') == Some(&area.name)));
    let title: String = areas.flat_map(|area| &area.doc.0).map(|paragraph| format!("//! {paragraph}\n")).collect();
    let (mut uses, mut functions) = (Uses::default(), String::new());
    for call in calls {
        let doc = describe::doc(contract, facade, call, gives_null(call))?;
        functions += &function(call, &call.function, &doc, &result(call, &mut uses), &mut uses);
        for other in OTHERS.iter().filter(|other| other.call == call.core.name) {
            let errors = format!("Errors: those of `{}`.", call.function);
            let result = format!("put_text(out, &{}?.{}())", forwarded(call), other.method);
            uses.text(&["codegate_text", "put_text"]);
            functions += &function(call, other.function, &[other.doc.to_owned(), errors], &result, &mut uses);
        }
    }
    Ok(format!("{title}//! {HEAD}\n\n{}{functions}", uses.written()))
}

/// The imports of a file.
#[derive(Default)]
struct Uses {
    plain: BTreeSet<String>,
    text: BTreeSet<&'static str>,
    model: BTreeSet<String>,
}

impl Uses {
    fn text(&mut self, names: &[&'static str]) {
        self.text.extend(names);
    }

    fn written(mut self) -> String {
        for always in ["codes::codegate_status", "error::codegate_error", "guard::guard", "handle"] {
            self.plain.insert(format!("use crate::{always};\n"));
        }
        let strings = self.text.into_iter().map(str::to_owned).collect();
        self.plain.extend(list("crate::text", &strings));
        // Sorted as rustfmt does it: the own crate, then the others.
        let (own, others): (Vec<String>, Vec<String>) =
            self.plain.into_iter().partition(|line| line.starts_with("use crate"));
        format!("{}{}{}", own.concat(), list("codegate_core::model", &self.model).unwrap_or_default(), others.concat())
    }
}

/// An import of some names of one module.
fn list(from: &str, names: &BTreeSet<String>) -> Option<String> {
    let first = names.first()?;
    Some(if names.len() == 1 {
        format!("use {from}::{first};\n")
    } else {
        format!("use {from}::{{{}}};\n", names.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
    })
}

/// One function, as rustfmt leaves it.
fn function(call: &Call, name: &str, doc: &[String], result: &str, uses: &mut Uses) -> String {
    let object = call.place.object;
    let doc: Vec<String> = doc
        .iter()
        .map(|paragraph| wrapped(paragraph, 116).iter().map(|line| format!("/// {line}\n")).collect::<String>())
        .collect();
    let mut parameters = vec![format!("{}: *const {}", object.name(), object.handle())];
    let mut body = vec![format!("let {0} = handle::get({0})?;", object.name())];
    uses.plain.insert(format!("use crate::{};\n", object.path()));
    for argument in &call.arguments {
        let name = argument.name;
        if let Taken::Flag = argument.of {
            parameters.push(format!("{name}: i32"));
            continue;
        }
        parameters.extend([format!("{name}: *const c_char"), format!("{name}_len: usize")]);
        uses.plain.insert("use std::ffi::c_char;\n".into());
        body.push(read(argument, uses));
    }
    parameters.extend(out(call).map(|of| format!("out: *mut {of}")));
    parameters.push("err: *mut *mut codegate_error".into());
    let parameters: String = parameters.iter().map(|one| format!("    {one},\n")).collect();
    body.extend(result.lines().map(str::to_owned));
    let body: String = body.iter().map(|line| format!("            {line}\n")).collect();
    format!(
        "\n{}#[unsafe(no_mangle)]\npub unsafe extern \"C\" fn {name}(\n{parameters}) -> codegate_status {{\n    \
         // SAFETY: see lib.rs.\n    unsafe {{\n        guard(err, || {{\n{body}        }})\n    }}\n}}\n",
        doc.join("///\n")
    )
}

/// The statement that reads an argument.
fn read(argument: &plain::Argument, uses: &mut Uses) -> String {
    let (name, local) = (argument.name, argument.local);
    let (reader, statement) = match argument.of {
        Taken::OptionalText => ("optional", format!("let {local} = optional({name}, {name}_len, \"{name}\")?;")),
        Taken::Bytes => ("bytes", format!("let {local} = bytes({name}, {name}_len, \"{name}\")?.unwrap_or_default();")),
        Taken::Word(of) => ("text", format!("let {local} = {of}::parse(text({name}, {name}_len, \"{name}\")?)?;")),
        Taken::Records(of) => ("list", format!("let {local}: Vec<{of}> = list({name}, {name}_len)?;")),
        Taken::Record(of) if argument.is_named => {
            ("named", format!("let (name, {local}): (String, {of}) = named({name}, {name}_len)?;"))
        }
        Taken::Record(of) => ("read", format!("let {local}: {of} = read({name}, {name}_len)?;")),
        _ => ("text", format!("let {local} = text({name}, {name}_len, \"{name}\")?;")),
    };
    if let Taken::Word(of) | Taken::Records(of) | Taken::Record(of) = argument.of {
        uses.model.insert(of.clone());
    }
    uses.text(&[reader]);
    statement
}

/// The call of the core, with what was read.
fn forwarded(call: &Call) -> String {
    let arguments = call.arguments.iter().map(|argument| match argument.of {
        Taken::Flag => format!("{} != 0", argument.name),
        Taken::Record(_) if argument.is_named => format!("&name, &{}", argument.local),
        Taken::Record(_) | Taken::Records(_) => format!("&{}", argument.local),
        _ => argument.local.to_owned(),
    });
    let arguments: Vec<String> = arguments.collect();
    format!("{}.{}({})", call.place.expression, call.core.method, arguments.join(", "))
}

/// What the output points to; none where nothing is given.
fn out(call: &Call) -> Option<&'static str> {
    match call.core.gives {
        Given::Nothing => None,
        Given::Count => Some("u64"),
        _ => Some("*mut codegate_text"),
    }
}

/// Whether an absent result is NULL.
fn gives_null(call: &Call) -> bool {
    matches!(call.core.gives, Given::Optional(_)) && !JSON_NULL.contains(&call.core.name.as_str())
}

/// The statements that make the call and give its result.
fn result(call: &Call, uses: &mut Uses) -> String {
    let (made, asks) = (forwarded(call), if call.core.fails { "?" } else { "" });
    if out(call) == Some("*mut codegate_text") {
        uses.text(&["codegate_text"]);
    }
    let (writer, statements) = match &call.core.gives {
        Given::Nothing if call.core.fails => return made,
        Given::Nothing => return format!("{made};\nOk(())"),
        Given::Count => ("put", format!("put(out, {made}{asks});\nOk(())")),
        Given::Text => ("put_text", format!("put_text(out, &{made}{asks})")),
        Given::Optional(_) if gives_null(call) => ("put_optional", format!("put_optional(out, {made}{asks}.as_ref())")),
        _ => ("put_json", format!("put_json(out, &{made}{asks})")),
    };
    uses.text(&[writer]);
    statements
}

impl Object {
    fn handle(self) -> String {
        format!("codegate_{}", self.name())
    }

    fn path(self) -> &'static str {
        match self {
            Object::Gate => "gate::codegate_gate",
            Object::Exchange => "exchange::codegate_exchange",
            Object::Plan => "bundle::codegate_plan",
        }
    }
}
