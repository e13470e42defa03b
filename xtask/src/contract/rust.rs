//! The dispatch of the runner in Rust, of the calls that it makes in one and the same way.

use super::calls::{Call, Facade, Given, Taken};
use std::collections::BTreeSet;

/// Calls that the cases name otherwise than the core.
const NAMES: [(&str, &str); 3] =
    [("usage.query", "usage"), ("usage.verify", "verify"), ("usage.export", "export_usage")];
/// Calls that open or close something, or of which the cases write arguments or results in a way of their own.
const BY_HAND: [&str; 5] = ["apply", "close", "export", "plan.apply", "prices.load"];

const HEAD: &str = "\
//! Calls that are made in one and the same way. Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::args::{Args, broken};
use crate::calls::{Answer, answer};
";

/// The name of a call in the cases.
pub fn name_in_cases(core: &str) -> &str {
    NAMES.iter().find(|(call, _)| *call == core).map_or(core, |(_, name)| name)
}

/// `plain.rs` of the runner.
pub fn dispatch(facade: &Facade) -> String {
    let plain: Vec<&Call> = facade.calls.iter().filter(|call| is_plain(call)).collect();
    let mut words = BTreeSet::new();
    for argument in plain.iter().flat_map(|call| &call.arguments) {
        if let Taken::Records(of) | Taken::Word(of) = &argument.of {
            words.insert(of.as_str());
        }
    }
    let words: Vec<&str> = words.into_iter().collect();
    let mut out = format!(
        "{HEAD}use codegate_core::model::{{{}}};\nuse codegate_core::{{Exchange, Gate}};\n\
         \n/// A call on a gate.\npub(crate) fn on_gate(gate: &Gate, call: &str, args: &mut Args) -> Answer {{\n    \
         match call.split_once('.') {{\n",
        words.join(", ")
    );
    let areas: Vec<&str> = facade.areas.iter().map(|area| area.name.as_str()).collect();
    let in_area = |call: &Call, area: &str| {
        name_in_cases(&call.name).strip_prefix(area).is_some_and(|rest| rest.starts_with('.'))
    };
    let areas: Vec<&str> = areas.into_iter().filter(|area| plain.iter().any(|call| in_area(call, area))).collect();
    for area in &areas {
        out += &format!("        Some((\"{area}\", name)) => {area}(gate, name, args),\n");
    }
    out += "        _ => own(gate, call, args),\n    }\n}\n";
    for area in &areas {
        let here = plain.iter().filter(|call| in_area(call, area));
        let arms = here.map(|call| arm(&call.method, "area", call));
        out += &format!(
            "\nfn {area}(gate: &Gate, call: &str, args: &mut Args) -> Answer {{\n    let area = gate.{area}();\n{}}}\n",
            matched(arms, &format!("{area}."))
        );
    }
    let own = plain.iter().filter(|call| !name_in_cases(&call.name).contains('.'));
    let arms = own.map(|call| {
        let on = if call.of == "Gate" { "gate".to_owned() } else { format!("gate.{}()", call.of) };
        arm(name_in_cases(&call.name), &on, call)
    });
    out += &format!("\nfn own(gate: &Gate, call: &str, args: &mut Args) -> Answer {{\n{}}}\n", matched(arms, ""));
    let arms = plain.iter().filter(|call| call.of == "Exchange").map(|call| arm(&call.method, "exchange", call));
    out += &format!(
        "\n/// A call on an exchange.\npub(crate) fn on_exchange(exchange: &Exchange, call: &str, args: &mut Args) -> Answer \
         {{\n{}}}\n",
        matched(arms, "exchange.")
    );
    out
}

fn is_plain(call: &Call) -> bool {
    !BY_HAND.contains(&call.name.as_str())
        && !matches!(&call.gives, Given::Other(_))
        && !matches!(&call.gives, Given::Optional(inner) if matches!(**inner, Given::Other(_)))
        && !call.arguments.iter().any(|argument| matches!(argument.of, Taken::Other | Taken::Bytes))
        && (call.fails || call.gives != Given::Nothing)
}

fn matched(arms: impl Iterator<Item = String>, prefix: &str) -> String {
    let arms: String = arms.map(|arm| format!("        {arm}\n")).collect();
    format!("    match call {{\n{arms}        _ => broken(format!(\"no call `{prefix}{{call}}`\")),\n    }}\n")
}

fn arm(name: &str, on: &str, call: &Call) -> String {
    let arguments: Vec<String> = call
        .arguments
        .iter()
        .map(|argument| {
            let name = &argument.name;
            match &argument.of {
                Taken::OptionalText => format!("args.optional_text(\"{name}\")?.as_deref()"),
                Taken::Flag => format!("args.flag(\"{name}\")?"),
                Taken::Record(_) => "&args.rest()?".into(),
                Taken::Records(of) => format!("&args.record::<Vec<{of}>>(\"{name}\")?"),
                Taken::Word(of) => format!("{of}::parse(&args.text(\"{name}\")?)?"),
                Taken::Text | Taken::Bytes | Taken::Other => format!("&args.text(\"{name}\")?"),
            }
        })
        .collect();
    let asks = if call.fails { "?" } else { "" };
    format!("\"{name}\" => answer({on}.{}({}){asks}),", call.method, arguments.join(", "))
}
