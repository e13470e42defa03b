//! The calls as methods of the compiled part, in Rust.

use super::calls::{Class, Method, Parameter, Sort, is_left_out, record};
use super::irregular::{ACCESSORS, MEMBERS, PARTS};
use super::{VOICE, WIDTH};
use crate::contract::File;
use crate::contract::calls::{Area, Taken};
use crate::contract::doc::wrapped;
use crate::contract::shape::{Contract, Type};

/// The file of an area.
pub fn area_file(contract: &Contract, class: &Class<'_>, area: &Area) -> Result<String, String> {
    let methods = methods(contract, class, &class.methods.iter().collect::<Vec<_>>())?;
    let uses = ["args", "query", "records", "request", "usage"];
    let uses: String = uses
        .iter()
        .filter(|name| methods.contains(&format!("{name}::")))
        .map(|name| format!("use crate::{name};\n"))
        .collect();
    let members = MEMBERS.iter().find(|(of, ..)| *of == area.name).map(|(of, get, held)| {
        format!(
            "fn __contains__(&self, py: Python<'_>, name: &Bound<'_, PyAny>) -> Out<bool> {{\n\
             super::holds(py, name, |name| self.0.core.{of}().{get}.map(|found| {held}))\n}}\n\n"
        )
    });
    let members = members.unwrap_or_default();
    let model = if methods.contains("model::") { "use codegate_core::model;\n" } else { "" };
    let doc = comment(&wrapped(&area.doc.said(&VOICE, &[]).join(" "), WIDTH - 4));
    Ok(format!(
        "//! Generated from codegate-core by `cargo xtask gen`. Do not edit.\n\n\
         {uses}use crate::call::{{Out, wait}};\nuse crate::handle::Handle;\n{model}use pyo3::prelude::*;\n\
         use pyo3::{{PyTraverseError, PyVisit}};\n\n\
         {doc}#[pyclass(frozen, module = \"codegate\")]\npub(crate) struct {name}(pub(crate) Handle);\n\n\
         #[pymethods]\nimpl {name} {{\n{methods}{members}\
         fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {{ visit.call(&self.0.host) }}\n}}\n",
        name = class.name
    ))
}

/// The files of an object beside the one that is written by hand.
pub fn object_files(contract: &Contract, class: &Class<'_>, areas: &[Class<'_>]) -> Result<Vec<File>, String> {
    let parts = PARTS.iter().filter(|(of, ..)| *of == class.name);
    let listed = |call: &str| parts.clone().any(|(.., calls)| calls.contains(&call));
    if let Some(left) = class.methods.iter().find(|method| !listed(&method.call.name)) {
        let call = &left.call.name;
        return Err(format!("`{call}` has no file; add it to `PARTS` of xtask/src/contract/python/irregular.rs"));
    }
    let mut files = Vec::new();
    for (_, part, calls) in parts.clone() {
        let chosen: Vec<&Method<'_>> =
            class.methods.iter().filter(|method| calls.contains(&method.call.name.as_str())).collect();
        files.push(block(&class.name, part, &methods(contract, class, &chosen)?));
    }
    if class.name == "Gate" {
        files.push(block(&class.name, ACCESSORS, &accessors(areas)));
    }
    Ok(files)
}

/// A file with a block of methods of an object.
fn block(object: &str, part: &str, methods: &str) -> File {
    const USES: [(&str, &str); 10] = [
        ("areas::", "areas"),
        ("args::", "args"),
        ("ImportPlan::new", "bundle::ImportPlan"),
        ("Out<", "call::{Out, wait}"),
        ("Exchange::new", "exchange::Exchange"),
        (" query::", "query"),
        ("records::", "records"),
        (" request::", "request"),
        ("Body::", "request::Body"),
        (" usage::", "usage"),
    ];
    let methods = methods.trim_end();
    let uses = USES.iter().filter(|(word, _)| methods.contains(word));
    let mut uses: String = uses.map(|(_, name)| format!("use crate::{name};\n")).collect();
    if methods.contains("model::") {
        uses += "use codegate_core::model;\n";
    }
    let content = format!(
        "//! Generated from codegate-core by `cargo xtask gen`. Do not edit.\n\nuse super::{object};\n{uses}\
         use pyo3::prelude::*;\n\n#[pymethods]\nimpl {object} {{\n{methods}\n}}\n"
    );
    (format!("bindings/python/src/{}/{part}.rs", object.to_lowercase()), content)
}

/// The accessors of areas.
fn accessors(areas: &[Class<'_>]) -> String {
    let each = areas.iter().filter_map(|class| class.area.map(|area| (&class.name, area))).map(|(name, area)| {
        let doc = area.doc.said(&VOICE, &[]).join(" ");
        format!(
            "{}#[getter]\nfn {}(&self, py: Python<'_>) -> areas::{name} {{ areas::{name}(self.handle.clone_ref(py)) }}\n\n",
            comment(&wrapped(&doc, WIDTH - 8)),
            area.name
        )
    });
    each.collect()
}

fn methods(contract: &Contract, class: &Class<'_>, chosen: &[&Method<'_>]) -> Result<String, String> {
    let each = chosen.iter().map(|method| {
        let parameters: String = method.parameters.iter().map(declared).collect();
        Ok(format!(
            "{}{}fn {}(&self, py: Python<'_>, {parameters}) -> Out<{}> {{\n{}}}\n\n",
            comment(&method.lines("")),
            signature(method),
            method.name,
            method.result.rust,
            body(contract, class, method)?
        ))
    });
    each.collect()
}

fn comment(lines: &[String]) -> String {
    lines.iter().map(|line| format!("/// {line}").trim_end().to_owned() + "\n").collect()
}

/// What PyO3 needs to know beyond what Rust says; nothing where all parameters are required.
fn signature(method: &Method<'_>) -> String {
    let parameters = &method.parameters;
    if parameters.iter().all(|parameter| !parameter.keyword && parameter.sort == Sort::Required) {
        return String::new();
    }
    let listed = |start: &[&str], shown: &dyn Fn(&Parameter) -> String| {
        let mut items: Vec<String> = start.iter().map(|item| (*item).to_owned()).collect();
        let by_position = parameters.iter().filter(|parameter| !parameter.keyword);
        items.extend(by_position.map(shown));
        items.extend(parameters.iter().any(|parameter| parameter.keyword).then(|| "*".to_owned()));
        items.extend(parameters.iter().filter(|parameter| parameter.keyword).map(shown));
        wrapped(&items.join(", "), WIDTH - 32)
    };
    let read = listed(&[], &|parameter| match parameter.sort {
        Sort::Required => identifier(&parameter.name),
        Sort::Optional | Sort::Empty => format!("{}=None", identifier(&parameter.name)),
        Sort::Kept => format!("{}=args::Field::Keep", identifier(&parameter.name)),
    });
    let read = format!("signature = ({})", read.join("\n        "));
    if parameters.iter().all(|parameter| ["", "None", "..."].contains(&parameter.default)) {
        return format!("#[pyo3({read})]\n");
    }
    let shown = listed(&["$self"], &|parameter| match parameter.default {
        "" => parameter.name.clone(),
        default => format!("{}={default}", parameter.name),
    });
    format!("#[pyo3(\n        {read},\n        text_signature = \"({})\"\n    )]\n", shown.join(" \\\n        "))
}

fn declared(parameter: &Parameter) -> String {
    let of = match parameter.sort {
        Sort::Required => "&Bound<'_, PyAny>",
        Sort::Optional | Sort::Empty => "args::Arg<'_>",
        Sort::Kept => "args::Field<'_>",
    };
    format!("{}: {of}, ", identifier(&parameter.name))
}

fn body(contract: &Contract, class: &Class<'_>, method: &Method<'_>) -> Result<String, String> {
    let (mut out, mut passed) = (String::new(), Vec::new());
    for argument in &method.call.arguments {
        let name = &argument.name;
        let parameter = method.parameters.iter().find(|parameter| parameter.name == *name);
        let read = parameter.map(value).unwrap_or_default();
        match record(contract, argument)? {
            Some(record) => {
                let each = record.fields.iter().map(|field| {
                    let parameter = method.parameters.iter().find(|parameter| parameter.name == field.wire);
                    match (parameter, &field.of) {
                        (Some(parameter), _) => Ok(format!("{}: {},", field.name, value(parameter))),
                        (None, Type::Optional(_)) if is_left_out(method.call, field) => {
                            Ok(format!("{}: None,", field.name))
                        }
                        (None, _) => Err(format!("`{}` cannot be left out of `{}`", field.name, method.call.name)),
                    }
                });
                let fields = each.collect::<Result<String, String>>()?;
                out += &format!("let {name} = model::{} {{ {fields} }};\n", record.name);
                if argument.of == Taken::Other {
                    out += "let mut body = Body::read(body)?;\n";
                    out += &format!("let {name} = body.request({name});\n");
                }
            }
            None => out += &format!("let {name} = {read};\n"),
        }
        passed.push(match &argument.of {
            // An exchange keeps it.
            Taken::Other if method.call.method == "begin" => name.clone(),
            Taken::OptionalText => format!("{name}.as_deref()"),
            Taken::Flag | Taken::Word(_) => name.clone(),
            Taken::Bytes => {
                out += &format!("let {name} = {name}.bytes().unwrap_or_default();\n");
                name.clone()
            }
            Taken::Text | Taken::Record(_) | Taken::Records(_) | Taken::Other => format!("&{name}"),
        });
    }
    let timed = method.call.timed;
    let core = match (class.name.as_str(), timed) {
        ("Exchange", _) => "exchange",
        (_, true) => "gate",
        ("Gate", false) => "self.handle.core",
        (_, false) => "self.0.core",
    };
    match (class.name.as_str(), timed) {
        ("Exchange", true) => out += "let exchange = self.timed()?;\n",
        ("Exchange", false) => out += "let exchange = self.core()?;\n",
        ("Gate", true) => out += "let gate = self.handle.timed()?;\n",
        (_, true) => out += "let gate = self.0.timed()?;\n",
        (_, false) => {}
    }
    let area = if method.call.of == class.name { String::new() } else { format!(".{}()", method.call.of) };
    let by_move = if method.call.method == "begin" { "move " } else { "" };
    let call = format!("wait(py, {by_move}|| {core}{area}.{}({}))", method.call.method, passed.join(", "));
    let map = if method.result.map.is_empty() { String::new() } else { format!(".map({})", method.result.map) };
    Ok(format!("{out}{call}{map}\n"))
}

/// The expression that reads a parameter.
fn value(parameter: &Parameter) -> String {
    let Parameter { name, read, .. } = parameter;
    let variable = identifier(name);
    match parameter.sort {
        Sort::Required => format!("{read}({variable}, \"{name}\")?"),
        Sort::Optional => format!("args::opt(&{variable}, \"{name}\", {read})?"),
        Sort::Empty => format!("args::opt(&{variable}, \"{name}\", {read})?.unwrap_or_default()"),
        Sort::Kept => format!("args::field(&{variable}, \"{name}\", {read})?"),
    }
}

/// The variable of a parameter.
fn identifier(name: &str) -> String {
    if name == "type" { "r#type".into() } else { name.into() }
}
