//! The calls as methods of the stub.

use super::calls::{Class, Method, Parameter};
use super::{VOICE, WIDTH, docstring};
use crate::contract::shape::Contract;
use std::collections::BTreeSet;

/// Names of `types.py` besides the words.
const TYPES: [&str; 7] = ["Body", "Buffer", "HeaderItems", "RecordAttempt", "RuleLike", "SqlValue", "Time"];
/// What makes a gate a context of `with`.
const CONTEXT: &str = "    def __enter__(self) -> Gate: ...
    def __exit__(
        self, *_exception: type[BaseException] | BaseException | TracebackType | None
    ) -> None: ...
    def __aenter__(self) -> Coroutine[Any, Any, Gate]: ...
    def __aexit__(
        self, *_exception: type[BaseException] | BaseException | TracebackType | None
    ) -> Coroutine[Any, Any, None]: ...
";

/// The end of `_native.pyi`: the rest of the exchange, which is the last class by hand, the gate and its areas.
pub fn stub(contract: &Contract, classes: &[Class<'_>]) -> String {
    let mut out = String::new();
    for class in classes {
        match (class.name.as_str(), class.area) {
            ("Exchange", _) => {}
            ("Gate", _) => {
                let doc = "An open store. Safe to share between threads; `with` closes it at the end.";
                out += &format!("\n@final\nclass Gate:\n{}\n", docstring("    ", doc));
                for (name, area) in classes.iter().filter_map(|class| class.area.map(|area| (&class.name, area))) {
                    let doc = docstring("        ", &area.doc.said(&VOICE, &[]).join(" "));
                    out += &format!("    @property\n    def {}(self) -> {name}:\n{doc}", area.name);
                }
            }
            (name, area) => {
                let doc = area.map(|area| area.doc.said(&VOICE, &[]).join(" ")).unwrap_or_default();
                out += &format!("\n@final\nclass {name}:\n{}\n", docstring("    ", &doc));
            }
        }
        let hides_list = class.methods.iter().any(|method| method.name == "list");
        out.extend(class.methods.iter().map(|method| method_of(method, hides_list)));
        if class.name == "Gate" {
            out += CONTEXT;
        }
    }
    let parameters = classes.iter().flat_map(|class| &class.methods).flat_map(|method| &method.parameters);
    let named: BTreeSet<&str> =
        parameters.flat_map(|parameter| parameter.of.split(|c: char| !c.is_alphanumeric())).collect();
    let imports = named.into_iter().filter(|name| TYPES.contains(name) || contract.is_words(name));
    let imports: String = imports.map(|name| format!("    {name},\n")).collect();
    format!("{out}\nfrom .types import (\n{imports})\n\n")
}

fn method_of(method: &Method<'_>, hides_list: bool) -> String {
    let mut items = vec!["self".to_owned()];
    items.extend(method.parameters.iter().filter(|parameter| !parameter.keyword).map(declared));
    items.extend(method.parameters.iter().any(|parameter| parameter.keyword).then(|| "*".to_owned()));
    items.extend(method.parameters.iter().filter(|parameter| parameter.keyword).map(declared));
    let result = match hides_list {
        true => method.result.stub.replace("list[", "builtins.list["),
        false => method.result.stub.clone(),
    };
    let line = format!("    def {}({}) -> {result}:\n", method.name, items.join(", "));
    let head = match line.chars().count() <= WIDTH + 1 {
        true => line,
        false => format!("    def {}(\n        {},\n    ) -> {result}:\n", method.name, items.join(",\n        ")),
    };
    let lines = method.lines("\"\"\"");
    let text = match lines.as_slice() {
        [one] if one.chars().count() + 11 <= WIDTH => format!("        {one}\"\"\"\n"),
        lines => {
            let lines = lines.iter().map(|line| format!("        {line}").trim_end().to_owned() + "\n");
            lines.collect::<String>() + "        \"\"\"\n"
        }
    };
    head + &text.replace('\\', "\\\\")
}

fn declared(parameter: &Parameter) -> String {
    let Parameter { name, of, default, .. } = parameter;
    let default = default.replace('\'', "\"");
    match default.as_str() {
        "" => format!("{name}: {of}"),
        default => format!("{name}: {of} | None = {default}"),
    }
}
