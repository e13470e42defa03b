//! The calls as methods of the stub.

use super::calls::{Class, Method, Parameter};
use super::irregular::{AWAITED, MEMBERS};
use super::{VOICE, WIDTH, docstring};
use crate::contract::shape::Contract;
use std::collections::BTreeSet;

/// Names of `types.py` besides the words.
const TYPES: [&str; 8] =
    ["Body", "Buffer", "HeaderItems", "JsonObject", "RecordAttempt", "RuleLike", "SqlValue", "Time"];
/// What of a gate is written by hand.
const BY_HAND: &str = "    @property
    def path(self) -> str:
        \"\"\"The path of the store, as it was given or found; `:memory:` for one without a file.\"\"\"
    @property
    def closed(self) -> bool:
        \"\"\"Whether it was closed.\"\"\"
    def close(self) -> None:
        \"\"\"Checkpoints and closes the store. Later calls are `gate_closed`, exchanges already open can still finish, and
        closing again succeeds. Exchanges that were dropped and could not be recorded then are recorded first; where they
        cannot be now either, this fails, and closing again tries again.

        Errors: `busy`, `storage_detached`, `disk_full`, `io`.
        \"\"\"
    def aclose(self) -> Coroutine[Any, Any, None]:
        \"\"\"`close` on a thread of the gate's own, after what is in line to be recorded.\"\"\"
    def run(self, call: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Coroutine[Any, Any, _T]:
        \"\"\"Makes any call that may wait on a thread of the gate's own: `await gate.run(gate.usage, by=\"model\")`. It begins at
        once, and goes on if the task that waits for it is cancelled.
        \"\"\"
    def __enter__(self) -> Gate: ...
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
        for method in &class.methods {
            out += &method_of(method, hides_list);
            let awaited = AWAITED.iter().find(|(call, ..)| *call == method.call.name);
            out.extend(awaited.map(|(_, name, doc)| awaited_of(method, name, doc)));
        }
        if class.area.is_some_and(|area| MEMBERS.iter().any(|(of, ..)| *of == area.name)) {
            out += "    def __contains__(self, name: object, /) -> bool: ...\n";
        }
        if class.name == "Gate" {
            out += BY_HAND;
        }
    }
    let parameters = classes.iter().flat_map(|class| &class.methods).flat_map(|method| &method.parameters);
    let named: BTreeSet<&str> =
        parameters.flat_map(|parameter| parameter.of.split(|c: char| !c.is_alphanumeric())).collect();
    let imports = named.into_iter().filter(|name| TYPES.contains(name) || contract.is_words(name));
    let imports: String = imports.map(|name| format!("    {name},\n")).collect();
    format!("{out}\nfrom .types import (\n{imports})\n\n")
}

/// The form of a method that is awaited.
fn awaited_of(method: &Method<'_>, name: &str, doc: &str) -> String {
    let result = format!("Coroutine[Any, Any, {}]", method.result.stub);
    head(method, name, &result) + &docstring("        ", doc)
}

fn method_of(method: &Method<'_>, hides_list: bool) -> String {
    let result = match hides_list {
        true => method.result.stub.replace("list[", "builtins.list["),
        false => method.result.stub.clone(),
    };
    let lines = method.lines("\"\"\"");
    let text = match lines.as_slice() {
        [one] if one.chars().count() + 11 <= WIDTH => format!("        {one}\"\"\"\n"),
        lines => {
            let lines = lines.iter().map(|line| format!("        {line}").trim_end().to_owned() + "\n");
            lines.collect::<String>() + "        \"\"\"\n"
        }
    };
    head(method, method.name, &result) + &text.replace('\\', "\\\\")
}

/// The line, or the lines, before the text.
fn head(method: &Method<'_>, name: &str, result: &str) -> String {
    let mut items = vec!["self".to_owned()];
    items.extend(method.parameters.iter().filter(|parameter| !parameter.keyword).map(declared));
    items.extend(method.parameters.iter().any(|parameter| parameter.keyword).then(|| "*".to_owned()));
    items.extend(method.parameters.iter().filter(|parameter| parameter.keyword).map(declared));
    let line = format!("    def {name}({}) -> {result}:\n", items.join(", "));
    match line.chars().count() <= WIDTH + 1 {
        true => line,
        false => format!("    def {name}(\n        {},\n    ) -> {result}:\n", items.join(",\n        ")),
    }
}

fn declared(parameter: &Parameter) -> String {
    let Parameter { name, of, default, .. } = parameter;
    let default = default.replace('\'', "\"");
    match default.as_str() {
        "" => format!("{name}: {of}"),
        default => format!("{name}: {of} | None = {default}"),
    }
}
