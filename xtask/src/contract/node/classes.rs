//! The JavaScript half: the classes of the areas, and what the gate inherits.

use super::super::calls::Taken;
use super::super::typescript::{camel, comment};
use super::{Forward, HEAD, Plain, Take, VOICE, class};

const WIDTH: usize = 120;

/// `lib/calls.js`.
pub fn classes(plain: &Plain) -> String {
    let mut out = format!(
        "{HEAD}'use strict';\n\n\
         // The plain calls of a gate and of its areas. Each has an `…Async` twin.\n\n\
         const take = require('./arguments.js');\n\
         const {{ Handle, timed, timedWrites, untimed, untimedWrites }} = require('./handle.js');\n\
         const shape = require('./records.js');\n"
    );
    let mut names = vec!["GateCalls".to_owned()];
    let mut areas = String::new();
    for (area, calls) in &plain.areas {
        let name = class(&area.name);
        out += &format!("\n{}class {name} extends Handle {{}}\n", comment("", &area.doc.said(&VOICE, &[])));
        out += &tables(&name, calls);
        areas += &format!("    this.{} = new {name}(handle, clock);\n", camel(&area.name));
        names.push(name);
    }
    out += &format!(
        "\n/** What a gate has beside the calls in gate.js. */\nclass GateCalls extends Handle {{\n  \
         constructor(handle, clock) {{\n    super(handle, clock);\n{areas}  }}\n}}\n"
    );
    out += &tables("GateCalls", &plain.gate);
    names.sort();
    out + &format!("\nmodule.exports = {{ {} }};\n", names.join(", "))
}

/// The calls of a class: whether they ask for the time, and whether they write.
fn tables(class: &str, calls: &[Forward]) -> String {
    let kinds = [
        ("timed", true, false),
        ("timedWrites", true, true),
        ("untimed", false, false),
        ("untimedWrites", false, true),
    ];
    let tables = kinds.map(|(table, timed, writes)| {
        let calls = calls.iter().filter(|one| (one.call.timed, one.in_line()) == (timed, writes));
        let calls: String = calls.map(entry).collect();
        if calls.is_empty() { calls } else { format!("{table}({class}, {{\n{calls}}});\n") }
    });
    tables.concat()
}

fn entry(forward: &Forward) -> String {
    let mut parameters = vec!["gate".to_owned(), "later".into()];
    parameters.extend(forward.takes.iter().map(|take| if take.option { "given".into() } else { take.name.clone() }));
    let mut arguments: Vec<String> = forward.takes.iter().map(taken).collect();
    arguments.push("later".into());
    let (head, native) = (format!("({}) =>", parameters.join(", ")), camel(&forward.native()));
    let name = camel(forward.name);
    let call = format!("gate.{native}({})", arguments.join(", "));
    let Some(shape) = forward.shape() else {
        let line = format!("  {name}: {head} {call},\n");
        return if line.len() <= WIDTH + 1 { line } else { format!("  {name}: {head}\n    {call},\n") };
    };
    let line = format!("  {name}: [{head} {call}, shape.{shape}],\n");
    if line.len() <= WIDTH + 1 {
        return line;
    }
    format!("  {name}: [\n    {head} {call},\n    shape.{shape},\n  ],\n")
}

/// An argument on its way to the native half.
fn taken(take: &Take) -> String {
    let name = &take.name;
    match take.of {
        _ if take.option => match take.of {
            Taken::Flag => format!("take.flag(given, '{name}')"),
            _ => format!("take.textOption(given, '{name}')"),
        },
        Taken::OptionalText => format!("take.optionalText({name}, '{name}')"),
        Taken::Record(_) => format!("take.record({name}, 'the {name}')"),
        Taken::Records(_) => format!("take.records({name}, '`{name}`')"),
        Taken::Bytes => format!("take.document({name}, '{name}')"),
        _ => format!("take.text({name}, '{name}')"),
    }
}
