//! What the runner in C has of each call on a gate: the name in the cases, the arguments, the function by its shape.

use super::HEAD;
use super::plain::{self, Argument, Object};
use crate::contract::calls::{Facade, Given, Taken};
use crate::contract::rust::name_in_cases;

/// `gate_calls.inc`, the rows of a table.
pub fn table(facade: &Facade) -> Result<String, String> {
    let mut out = format!("// {HEAD}\n");
    let calls = plain::calls(facade)?;
    // A gate is closed by the runner itself, which keeps its name.
    for call in calls.iter().filter(|call| matches!(call.place.object, Object::Gate) && call.core.name != "close") {
        let arguments = call.arguments.as_slice();
        let shape = match (arguments, &call.core.gives) {
            ([], Given::Nothing) => "bare",
            ([], _) => "plain",
            ([Argument { of: Taken::Flag, .. }], _) => "flag",
            ([_], Given::Nothing) => "no_result",
            ([_], Given::Count) => "counted",
            ([_], _) => "one_text",
            ([_, Argument { of: Taken::Flag, .. }], _) => "text_flag",
            ([_, _], _) => "two_texts",
            _ => return Err(format!("the runner in C has no shape for `{}`", call.core.name)),
        };
        out += &format!(
            "{{\"{}\", {}, {}, .{shape} = {}}},\n",
            name_in_cases(&call.core.name),
            taken(arguments.first()),
            taken(arguments.get(1)),
            call.function
        );
    }
    Ok(out)
}

/// An argument as the runner takes it: a text, `?` one that may be absent, `=` any JSON, `*` everything that is left.
fn taken(argument: Option<&Argument>) -> String {
    let Some(argument) = argument else { return "NULL".into() };
    match argument.of {
        Taken::Record(_) => "\"*\"".into(),
        Taken::OptionalText => format!("\"?{}\"", argument.name),
        Taken::Records(_) | Taken::Bytes => format!("\"={}\"", argument.name),
        _ => format!("\"{}\"", argument.name),
    }
}
