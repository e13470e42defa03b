//! The record classes of the compiled part, in Rust.

use super::{Class, METHODS, SEQUENCES, SHOWN, WIDTH, all, doc, flat, said};
use crate::contract::doc::wrapped;
use crate::contract::shape::Contract;

const HEAD: &str = "\
//! The record classes, one for each record of the core. Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::lazy::{html, record};
use crate::value::{ToPython, words};
use codegate_core::model;
use pyo3::prelude::*;
use pyo3::types::PyIterator;
";

/// `records.rs` of the binding.
pub fn classes(contract: &Contract) -> Result<String, String> {
    let classes = all(contract)?;
    let mut out = HEAD.to_owned();
    for class in &classes {
        out += &class_of(contract, class);
    }
    let words: Vec<&str> = contract.words.iter().map(|words| words.name.as_str()).collect();
    out += &format!("\nwords! {{\n    {}\n}}\n", wrapped(&words.join(" "), WIDTH - 4).join("\n    "));
    let added: String = classes.iter().map(|class| format!("    module.add_class::<{}>()?;\n", class.name)).collect();
    out += "\n/// Adds every class to the module.\n";
    out += &format!("pub(crate) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {{\n{added}    Ok(())\n}}\n");
    Ok(out)
}

fn class_of(contract: &Contract, class: &Class<'_>) -> String {
    let mut out = String::from("\n");
    let core = match class.holds {
        Some(holds) => {
            out += &format!("type {}Of = model::{}<model::{holds}>;\n\n", class.name, class.record.name);
            format!("{}Of", class.name)
        }
        None => format!("model::{}", class.record.name),
    };
    out += &format!("record! {{\n{}    {}({core}) {{\n", comment("    ", &doc(class)), class.name);
    for field in &class.record.fields {
        let python = if field.name == field.wire { String::new() } else { format!(" as \"{}\"", field.wire) };
        out += &format!("{}        {}{python},\n", comment("        ", &said(field)), field.name);
    }
    out += "    }\n";
    for (holder, field) in flat(contract, class.record) {
        let path = format!("self.0.{}.{}", holder.name, field.name);
        out += &format!(
            "\n{}    #[getter]\n    fn {}<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {{\n        {path}.to_python(py)\n    }}\n",
            comment("    ", &said(field)),
            field.name
        );
    }
    for (_, _, doc, body) in METHODS.iter().filter(|(of, ..)| *of == class.name) {
        out += &format!("\n{}    {body}\n    }}\n", if doc.is_empty() { String::new() } else { comment("    ", doc) });
    }
    if let Some((_, function)) = SHOWN.iter().find(|(of, _)| *of == class.name) {
        out += "\n    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {\n";
        out += &format!("        html(slf, \"{function}\")\n    }}\n");
    }
    if let Some((_, field)) = SEQUENCES.iter().find(|(of, _)| *of == class.name) {
        out += &format!("\n    fn __len__(&self) -> usize {{\n        self.0.{field}.len()\n    }}\n");
        out += "\n    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {\n";
        out += &format!("        self.0.{field}.to_python(py)?.try_iter()\n    }}\n");
    }
    out + "}\n"
}

fn comment(indent: &str, doc: &str) -> String {
    let lines = wrapped(doc, WIDTH - 4 - indent.len());
    lines.iter().map(|line| format!("{indent}/// {line}\n")).collect()
}
