//! The native half: a method for each plain call.

use super::super::calls::{Given, Taken};
use super::{Forward, Plain};

const WIDTH: usize = 120;

/// `plain.rs` of the native half.
pub fn native(plain: &Plain) -> String {
    let mut out = String::from(
        "//! The plain calls. Generated from codegate-core by `cargo xtask gen`. Do not edit.\n\n\
         use crate::call::{Answer, Result, guard, read, run, run_record};\n\
         use crate::gate::{Content, NativeGate, owned};\n\
         use crate::json::Json;\n\
         use crate::line::Said;\n",
    );
    let mut kept: Vec<String> =
        plain.calls().filter_map(Forward::kept).map(|name| format!("use crate::printed::Native{name};\n")).collect();
    kept.sort();
    kept.dedup();
    out.extend(kept);
    out += "use codegate_core::model;\nuse napi_derive::napi;\n\n#[napi]\nimpl NativeGate {\n";
    let calls: Vec<String> = plain.calls().map(method).collect();
    out + &calls.join("\n") + "}\n"
}

fn method(forward: &Forward) -> String {
    let (run, answer, script) = match (&forward.call.gives, forward.kept()) {
        (Given::Nothing, _) if forward.in_line() => ("self.line().run_nothing", "Said".into(), "void".into()),
        _ if forward.in_line() => ("self.line().run_record", "Said".into(), "string".into()),
        (_, Some(name)) => ("run", format!("Native{name}"), format!("Native{name}")),
        (Given::Nothing, _) => ("run", "()".into(), "void".into()),
        (Given::Text, _) => ("run", "String".into(), "string".into()),
        _ => ("run_record", "Json".into(), "string".into()),
    };
    let mut out = format!("    /// Forwards `{}`.\n", forward.call.name);
    let script = match (forward.in_line(), &forward.call.gives) {
        (true, Given::Nothing) => script,
        // What waits in line gives nothing at once.
        (true, _) => format!("{script} | undefined"),
        (false, _) => format!("{script} | Promise<{script}>"),
    };
    out += &format!("    #[napi(ts_return_type = \"{script}\")]\n");
    let answer = if forward.in_line() { answer } else { format!("Answer<{answer}>") };
    out += &signature(forward, &format!("Result<{answer}>"));
    for take in &forward.takes {
        let name = &take.core;
        out += &match take.of {
            Taken::Record(record) => format!("        let {name}: model::{record} = read(&{name})?;\n"),
            Taken::Records(record) => format!("        let {name}: Vec<model::{record}> = read(&{name})?;\n"),
            Taken::Word(word) => format!("        let {name} = guard(|| model::{word}::parse(&{name}))?;\n"),
            Taken::Bytes => format!("        let {name} = owned({name});\n"),
            _ => String::new(),
        };
    }
    out += &format!("        let gate = self.{};\n", if forward.call.timed { "held(later)?" } else { "gate()" });
    let arguments: Vec<String> = forward
        .takes
        .iter()
        .map(|take| match take.of {
            Taken::Flag | Taken::Word(_) => take.core.clone(),
            Taken::OptionalText => format!("{}.as_deref()", take.core),
            _ => format!("&{}", take.core),
        })
        .collect();
    let area = if forward.call.of == "Gate" { String::new() } else { format!("{}().", forward.call.of) };
    let call = format!("gate.{area}{}({})", forward.call.method, arguments.join(", "));
    let call = if forward.kept().is_some() { format!("Ok({call}?.into())") } else { call };
    out + &format!("        {run}(later, move || {call})\n    }}\n")
}

/// The head of the method, laid out as rustfmt does.
fn signature(forward: &Forward, gives: &str) -> String {
    let takes = forward.takes.iter().map(|take| {
        let of = match take.of {
            Taken::Flag => "bool",
            Taken::OptionalText => "Option<String>",
            Taken::Bytes => "Content<'_>",
            _ => "String",
        };
        format!("{}: {of}", take.core)
    });
    let mut arguments = vec!["&self".to_owned()];
    arguments.extend(takes);
    arguments.push("later: bool".into());
    let line = format!("    pub fn {}({}) -> {gives} {{\n", forward.native(), arguments.join(", "));
    if line.len() <= WIDTH + 1 {
        return line;
    }
    let arguments: String = arguments.iter().map(|argument| format!("        {argument},\n")).collect();
    format!("    pub fn {}(\n{arguments}    ) -> {gives} {{\n", forward.native())
}
