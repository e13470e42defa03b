//! How the cases make the plain calls.

use super::super::calls::Taken;
use super::super::typescript::camel;
use super::{Forward, HEAD, ON_GATE, Plain};

/// `plain_calls.mjs` of the tests.
pub fn runner(plain: &Plain) -> String {
    let calls: String = plain.calls().map(entry).collect();
    format!(
        "{HEAD}\nimport {{ given }} from './helpers.mjs';\n\n\
         /** Each plain call, with the arguments as the cases have them. */\n\
         export const CALLS = {{\n{calls}}};\n"
    )
}

fn entry(forward: &Forward) -> String {
    let area = if forward.call.of == "Gate" || is_on_gate(forward) { None } else { Some(&forward.call.of) };
    let case = area.map_or(forward.name.into(), |area| format!("{area}.{}", forward.name));
    let object = area.map_or("gate".into(), |area| format!("gate.{}", camel(area)));
    let (mut fields, mut rest) = (Vec::new(), None);
    let mut arguments = Vec::new();
    for take in &forward.takes {
        if take.option || matches!(take.of, Taken::Record(_)) {
            // A record's fields, and the options, are what remains of a case's arguments.
            let name = if take.option { "options" } else { &take.name };
            rest = Some(name);
            arguments.push(if take.option { name.into() } else { format!("given({name})") });
            continue;
        }
        fields.push(if take.core == take.name { take.name.clone() } else { format!("{}: {}", take.core, take.name) });
        let list = matches!(take.of, Taken::Records(_));
        arguments.push(if list { format!("given({})", take.name) } else { take.name.clone() });
    }
    let parameters = match (fields.is_empty(), rest) {
        (true, None) => "(gate)".into(),
        (true, Some(rest)) => format!("(gate, {rest})"),
        (false, None) => format!("(gate, {{ {} }})", fields.join(", ")),
        (false, Some(rest)) => format!("(gate, {{ {}, ...{rest} }})", fields.join(", ")),
    };
    let name = camel(forward.name);
    let quote = if case.contains('.') { "'" } else { "" };
    format!("  {quote}{case}{quote}: {parameters} => {object}.{name}({}),\n", arguments.join(", "))
}

fn is_on_gate(forward: &Forward) -> bool {
    ON_GATE.iter().any(|(name, _)| *name == forward.call.name)
}
