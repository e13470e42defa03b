//! The types of the plain calls.

use super::super::calls::{Given, Taken};
use super::super::typescript::{self, camel, comment, is_class};
use super::{Forward, HEAD, Plain, Take, VOICE, class};
use std::collections::BTreeSet;

/// Where a type of a call is declared: its own name after the file's.
#[derive(Default)]
struct Used {
    inputs: BTreeSet<String>,
    shapes: BTreeSet<String>,
    classes: BTreeSet<String>,
}

/// `calls.d.ts`.
pub fn types(plain: &Plain) -> Result<String, String> {
    let (mut body, mut used) = (String::new(), Used::default());
    let mut areas = String::new();
    for (area, calls) in &plain.areas {
        let (name, doc) = (class(&area.name), area.doc.said(&VOICE, &[]));
        let methods = methods(plain, calls, &mut used)?;
        body += &format!("\n{}export class {name} {{\n  private constructor();\n{methods}}}\n", comment("", &doc));
        areas += &format!("{}  readonly {}: {name};\n", comment("  ", &doc), camel(&area.name));
    }
    let methods = methods(plain, &plain.gate, &mut used)?;
    body += &format!(
        "\n/** What a gate has beside the calls that `index.d.ts` declares. */\n\
         export interface GateCalls {{\n{areas}{methods}}}\n"
    );
    let imports: String = [("inputs", used.inputs), ("shapes", used.shapes), ("index", used.classes)]
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(file, names)| {
            let names: Vec<String> = names.into_iter().collect();
            format!("import type {{\n  {},\n}} from './{file}.js';\n", names.join(",\n  "))
        })
        .collect();
    Ok(format!("{HEAD}\nimport type * as records from './records.js';\n{imports}{body}"))
}

fn methods(plain: &Plain, calls: &[Forward], used: &mut Used) -> Result<String, String> {
    let mut out = String::new();
    for forward in calls {
        let name = camel(forward.name);
        let takes: Vec<String> =
            forward.takes.iter().map(|take| parameter(plain, take, used)).collect::<Result<_, _>>()?;
        let (takes, gives) = (takes.join(", "), result(&forward.call.gives, used)?);
        out += &comment("  ", &forward.said(plain.contract));
        out += &format!("  {name}({takes}): {gives};\n");
        let place = if forward.in_line() { "in its turn, on" } else { "on" };
        out += &format!("  /** The same as `{name}`, {place} a thread of the pool. */\n");
        out += &format!("  {name}Async({takes}): Promise<{gives}>;\n");
    }
    Ok(out)
}

fn parameter(plain: &Plain, take: &Take, used: &mut Used) -> Result<String, String> {
    let of = match take.of {
        Taken::Flag => "boolean".into(),
        Taken::OptionalText if take.option => "string | null".into(),
        Taken::Text | Taken::OptionalText => "string".into(),
        Taken::Word(name) => format!("records.{name}"),
        Taken::Bytes => {
            used.shapes.insert("Bytes".into());
            "Bytes | string | object".into()
        }
        Taken::Record(name) => {
            let name = typescript::input(plain.contract, name)?;
            used.inputs.insert(name.clone());
            name
        }
        Taken::Records(name) => {
            let shape =
                typescript::read_by_hand(name).ok_or_else(|| format!("Node has no type for a list of `{name}`"))?;
            used.shapes.insert(shape.into());
            format!("readonly {shape}[]")
        }
        Taken::Other => return Err(format!("Node has no type for `{}`", take.core)),
    };
    let (name, sign) = (&take.name, if take.optional { "?" } else { "" });
    Ok(if take.option { format!("options?: {{ {name}?: {of} }}") } else { format!("{name}{sign}: {of}") })
}

fn result(gives: &Given, used: &mut Used) -> Result<String, String> {
    if matches!(gives, Given::Page(_)) {
        used.shapes.insert("Pages".into());
    }
    let mut record = |name: &str| {
        if is_class(name) {
            used.classes.insert(name.into());
            name.to_owned()
        } else {
            format!("records.{name}")
        }
    };
    Ok(match gives {
        Given::Nothing => "void".into(),
        Given::Truth => "boolean".into(),
        Given::Count => "number".into(),
        Given::Text => "string".into(),
        Given::Vector => "Float32Array".into(),
        Given::Record(name) => record(name),
        Given::Records(name) => format!("{}[]", record(name)),
        Given::Page(name) => format!("Pages<{}>", record(name)),
        Given::Optional(inner) => format!("{} | null", result(inner, used)?),
        Given::Other(name) => return Err(format!("Node has no type for `{name}`")),
    })
}
