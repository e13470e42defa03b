//! `include/codegate.hpp`: the functions of `codegate.h` as members of C++ objects. Each forwards one call in one and the
//! same way; what needs more is by hand in the file around them.

use super::doc::{Doc, wrapped};
use crate::declarations::{Function, Parameter, functions};
use crate::shell::{Shell, text};

const PATH: &str = "include/codegate.hpp";
/// What stands around the generated functions, and those that are written by hand.
const AROUND: &str = "codegate-ffi/prelude.hpp";

/// Functions that are not forwarded: C++ calls them as they are, as they never fail and give nothing that is to be freed.
/// An error has its word from its status.
const AS_IT_IS: [&str; 5] = [
    "codegate_abi_version",
    "codegate_version",
    "codegate_version_number",
    "codegate_live_objects",
    "codegate_error_code",
];

/// Names that C++ keeps for itself.
const RENAMED: [(&str, &str); 1] = [("export", "export_bundle")];

/// The classes, and the parameter by which C tells that a function is one of their members.
const OBJECTS: [(&str, &str); 3] =
    [("plan", "const codegate_plan *"), ("exchange", "const codegate_exchange *"), ("gate", "const codegate_gate *")];

/// What the comment of a function says whose text is one of two.
const TRUTHS: [&str; 2] = ["Gives: true or false.", "Gives `true` or `false`"];

/// Arguments that functions by hand take as optional, of which their comments speak in a longer way.
const OPTIONAL: [&str; 4] = ["fields", "body", "options", "headers"];

/// What C says of its own way, and what is meant here.
const PHRASES: [(&str, &str); 12] = [
    (". NULL if", ". An empty text if"),
    (". NULL where", ". An empty text where"),
    (". NULL is", ". Empty is"),
    ("NULL if there are none", "empty if there are none"),
    ("NULL if", "an empty text if"),
    ("or NULL.", "or an empty text."),
    ("`data` is NULL", "it is empty"),
    ("may be NULL", "may be empty"),
    ("NULL is none", "empty is none"),
    ("NULL, or a record", "empty, or a record"),
    (", with a NUL at its end", ""),
    ("returns `CODEGATE_OK`", "succeeds"),
];

/// An error if the committed file is not what the header and the surroundings give.
pub fn check(shell: &Shell) -> Result<String, String> {
    let fresh = written(shell)?;
    if text(&shell.root.join(PATH)).ok().as_ref() == Some(&fresh) {
        Ok(format!("{PATH} has every function of codegate.h"))
    } else {
        Err(format!("{PATH} differs from the header; run `cargo xtask gen` and commit"))
    }
}

pub fn write(shell: &Shell) -> Result<(), String> {
    std::fs::write(shell.root.join(PATH), written(shell)?).map_err(|error| format!("`{PATH}`: {error}"))
}

fn written(shell: &Shell) -> Result<String, String> {
    assembled(&text(&shell.root.join(AROUND))?, &functions(shell)?)
}

/// The surroundings with the functions that they have not.
fn assembled(around: &str, functions: &[Function]) -> Result<String, String> {
    let mut out = around.to_owned();
    for (name, object) in OBJECTS.into_iter().chain([("functions", "")]) {
        let place = format!("@{name}@");
        if !out.contains(&place) {
            return Err(format!("`{AROUND}` has lost its place `{place}`"));
        }
        let indent = if object.is_empty() { "" } else { "    " };
        let (mut members, mut section) = (String::new(), "");
        for function in functions.iter().filter(|function| object_of(function) == object) {
            if around.contains(&format!("{}(", function.name)) || AS_IT_IS.contains(&function.name.as_str()) {
                continue;
            }
            if section != function.section {
                section = &function.section;
                members += &format!("\n{indent}// {section}.\n");
            }
            members += &member(function, functions, indent)?;
        }
        out = out.replace(&place, &members);
    }
    Ok(out)
}

/// How C names the object that a function is called on; nothing for one without.
fn object_of(function: &Function) -> &'static str {
    let first = function.parameters.first().map_or("", |parameter| &parameter.of);
    OBJECTS.iter().find(|(_, of)| *of == first).map_or("", |(_, of)| of)
}

/// A function, as a member or on its own.
fn member(function: &Function, all: &[Function], indent: &str) -> Result<String, String> {
    let by_hand = |what: &str| format!("C++ cannot forward `{}`: {what}; write it by hand in {AROUND}", function.name);
    let [inputs @ .., err] = function.parameters.as_slice() else { return Err(by_hand("it has no error")) };
    if function.returns != "codegate_status" || err.of != "codegate_error **" {
        return Err(by_hand("it does not give a status and an error"));
    }
    let (gives, inputs) = match inputs.split_last() {
        Some((last, before)) if last.name == "out" => {
            (output(function, &last.of).ok_or_else(|| by_hand("its output"))?, before)
        }
        _ => ("void", inputs),
    };
    let is_member = !object_of(function).is_empty();
    let mut passed = if is_member { vec!["get()".to_owned()] } else { Vec::new() };
    let mut taken: Vec<(String, &str)> = Vec::new();
    let mut inputs = inputs[usize::from(is_member)..].iter();
    while let Some(input) = inputs.next() {
        let name = &input.name;
        let default = if is_optional(function, input) { " = {}" } else { "" };
        match input.of.as_str() {
            "const char *" => {
                inputs.next().filter(|len| len.name == format!("{name}_len")).ok_or_else(|| by_hand("a length"))?;
                taken.push((format!("std::string_view {name}"), default));
                passed.extend([format!("detail::data({name})"), format!("{name}.size()")]);
            }
            "int32_t" if name == "status" => {
                taken.push((format!("std::int32_t {name}"), ""));
                passed.push(name.clone());
            }
            "int32_t" => {
                taken.push((format!("bool {name}"), " = false"));
                passed.push(format!("{name} ? 1 : 0"));
            }
            "codegate_outcome" => {
                taken.push((format!("codegate_outcome {name}"), " = CODEGATE_OUTCOME_DEFAULT"));
                passed.push(name.clone());
            }
            of => return Err(by_hand(&format!("it takes `{of}`"))),
        }
    }
    // Only the last ones can be left out.
    let needed = taken.iter().rposition(|(_, default)| default.is_empty()).map_or(0, |last| last + 1);
    let taken: Vec<String> = taken
        .iter()
        .enumerate()
        .map(|(place, (of, default))| format!("{of}{}", if place < needed { "" } else { default }))
        .collect();
    let (inline, end) = if is_member { ("", " const") } else { ("inline ", "") };
    let passed: String = passed.iter().map(|one| format!(", {one}")).collect();
    let (name, doc) = (name_of(&function.name), doc(function, all, indent));
    let call = format!("return detail::call<{gives}>({}{passed});", function.name);
    Ok(format!(
        "\n{doc}{indent}{inline}returned<{gives}> {name}({}){end} {{\n{indent}    {call}\n{indent}}}\n",
        taken.join(", ")
    ))
}

/// What C++ gets of an output.
fn output(function: &Function, of: &str) -> Option<&'static str> {
    let said = function.doc.join(" ");
    Some(match of {
        "codegate_text **" if TRUTHS.iter().any(|truth| said.contains(truth)) => "bool",
        "codegate_text **" => "text",
        "codegate_exchange **" => "exchange",
        "codegate_plan **" => "plan",
        "codegate_gate **" => "gate",
        "codegate_view *" => "std::string_view",
        "uint64_t *" => "std::uint64_t",
        "size_t *" => "std::size_t",
        "int64_t *" => "std::int64_t",
        "double *" => "double",
        _ => return None,
    })
}

/// Whether an argument may be left out, by what its function says of it.
fn is_optional(function: &Function, argument: &Parameter) -> bool {
    let (said, name) = (function.doc.join(" "), &argument.name);
    let record = said.split_once(&format!("`{name}` (")).and_then(|(_, rest)| rest.split_once(')'));
    let needs_nothing = record.is_some_and(|(_, rest)| rest.starts_with('.') || rest.starts_with(": optionally"));
    let may_be_null = said.contains(&format!("`{name}` may be NULL"))
        || name == "path" && said.contains(". NULL is the default store");
    needs_nothing || may_be_null || record.is_none() && OPTIONAL.contains(&name.as_str())
}

/// The name of a function without that of its object: `begin`, `workspace_create`.
fn name_of(function: &str) -> &str {
    let name = function.strip_prefix("codegate_").unwrap_or(function);
    let objects = OBJECTS.map(|(object, _)| object);
    let own = objects.iter().find_map(|object| name.strip_prefix(object).and_then(|rest| rest.strip_prefix('_')));
    let name = own.unwrap_or(name);
    RENAMED.iter().find(|(c, _)| *c == name).map_or(name, |(_, renamed)| renamed)
}

/// The comment of the header, in the words of C++.
fn doc(function: &Function, all: &[Function], indent: &str) -> String {
    let paragraphs = Doc::of(function.doc.iter().map(String::as_str)).0;
    let of_cpp = |paragraph: &String| {
        let mut said = paragraph.clone();
        for freed in all.iter().filter(|one| one.name.ends_with("_free")) {
            said = said.replace(&format!("; free it with `{}`", freed.name), "");
        }
        for (of_c, here) in PHRASES {
            said = said.replace(of_c, here);
        }
        for one in all {
            let object = OBJECTS.iter().find(|(_, of)| *of == object_of(one)).map_or("", |(name, _)| name);
            let name = if object.is_empty() {
                name_of(&one.name).to_owned()
            } else {
                format!("{object}::{}", name_of(&one.name))
            };
            said = said.replace(&format!("`{}`", one.name), &format!("`{name}`"));
        }
        let lines = wrapped(&said, 120 - 4 - indent.len());
        lines.iter().map(|line| format!("{indent}/// {line}\n")).collect::<String>()
    };
    paragraphs.iter().map(of_cpp).collect::<Vec<_>>().join(&format!("{indent}///\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(name: &str, parameters: &[(&str, &str)], doc: &str) -> Function {
        let parameters =
            parameters.iter().map(|(of, name)| Parameter { of: (*of).into(), name: (*name).into() }).collect();
        Function {
            name: name.into(),
            returns: "codegate_status".into(),
            parameters,
            doc: vec![doc.into()],
            section: String::new(),
        }
    }

    const AROUND: &str = "@plan@@exchange@@gate@@functions@";
    const ERR: (&str, &str) = ("codegate_error **", "err");

    #[test]
    fn a_function_is_forwarded_or_written_by_hand() {
        let list = declared(
            "codegate_history_list",
            &[
                ("const codegate_gate *", "gate"),
                ("const char *", "query"),
                ("size_t", "query_len"),
                ("codegate_text **", "out"),
                ERR,
            ],
            "A page. `query` (HistoryQuery): optionally `limit`. NULL is none.",
        );
        let written = assembled(AROUND, &[list]).unwrap();
        assert_eq!(
            written,
            "\n    /// A page. `query` (HistoryQuery): optionally `limit`. Empty is none.\n    \
             returned<text> history_list(std::string_view query = {}) const {\n        return \
             detail::call<text>(codegate_history_list, get(), detail::data(query), query.size());\n    }\n"
        );
        let odd = declared("codegate_odd", &[("double", "of"), ERR], "Odd.");
        let error = assembled(AROUND, &[odd]).unwrap_err();
        assert!(error.contains("C++ cannot forward `codegate_odd`: it takes `double`"), "{error}");
        let odd = declared("codegate_odd", &[("double", "of"), ERR], "Odd.");
        assert!(assembled(&format!("{AROUND} codegate_odd("), &[odd]).is_ok(), "it is by hand");
        assert!(assembled("@plan@", &[]).is_err());
    }

    #[test]
    fn names_are_those_of_c_without_the_object() {
        let names = ["codegate_gate_begin", "codegate_exchange_feed", "codegate_workspace_get", "codegate_gate_export"];
        assert_eq!(names.map(name_of), ["begin", "feed", "workspace_get", "export_bundle"]);
    }
}
