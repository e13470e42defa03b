//! How the header is laid out: the guide, the macros, and a section for each source file, whose items cbindgen writes.

use std::path::{Path, PathBuf};

/// The sources and the headings of the sections, in the order of the header.
pub(crate) const SECTIONS: [(&[&str], &str); 18] = [
    (&["library"], "The library"),
    (&["codes"], "Statuses"),
    (&["error"], "Errors"),
    (&["text"], "Texts"),
    (&["json"], "JSON"),
    (&["gate", "calls/gate"], "The gate: open, decide, record, close"),
    (&["exchange", "calls/exchange"], "Exchanges: the request"),
    (&["outcomes"], "Outcomes"),
    (&["response", "calls/response"], "Exchanges: the response, fallbacks, the end"),
    (&["calls/workspace"], "Workspaces and their rules"),
    (&["calls/session"], "Sessions"),
    (&["calls/provider"], "Providers"),
    (&["calls/persona"], "Personas"),
    (&["calls/usage"], "Usage reports"),
    (&["calls/history"], "History and alerts"),
    (&["calls/price", "price"], "Prices"),
    (&["bundle", "calls/bundle"], "Bundles: export and import"),
    (&["calls/care"], "Care of the store"),
];

/// What stands before a function whose status must not be overlooked.
pub(crate) const CHECKED: &str = "CODEGATE_API CODEGATE_CHECK";

/// Ways to end something, which a host may call while it cleans up and cannot do anything about a failure.
pub(crate) fn may_be_ignored(declaration: &str) -> bool {
    ["_close", "_discard", "_interrupt"].iter().any(|end| declaration.ends_with(end))
}

/// The whole header.
pub(crate) fn generate() -> String {
    let read = |name: &str| std::fs::read_to_string(folder().join(name)).unwrap();
    let guide = format!("{}\n{}", read("guide.txt"), read("records.txt"));
    let guide: String = guide.lines().map(|line| format!("// {line}").trim_end().to_owned() + "\n").collect();
    let mut header = format!(
        "// SPDX-License-Identifier: Apache-2.0\n// Generated from codegate-ffi. Do not edit.\n//\n{guide}\n\
         /// @file codegate.h\n/// The C ABI of codegate.\n\n{}",
        read("prelude.h").replace("@VERSION@", &version_macros())
    );
    for (sources, title) in SECTIONS {
        let rule = "-".repeat(117);
        let items: Vec<String> = sources.iter().map(|source| section(source)).collect();
        let items = items.join("\n");
        header += &format!("\n// {rule}\n/// @name {title}\n/// @{{\n\n{items}\n/// @}}\n");
    }
    header + "\n#ifdef __cplusplus\n}\n#endif\n\n#endif\n"
}

/// The items of one source.
fn section(source: &str) -> String {
    let config = cbindgen::Config::from_file(folder().join("cbindgen.toml")).unwrap();
    let path = folder().join("src").join(source).with_extension("rs");
    let mut items = Vec::new();
    cbindgen::Builder::new().with_config(config).with_src(path).generate().unwrap().write(&mut items);
    let items = String::from_utf8(items).unwrap();
    let blocks: Vec<&str> = items.trim().split("\n\n").collect();
    let laid_out: Vec<String> = blocks.chunk_by(|a, b| constant(a) && constant(b)).map(laid_out).collect();
    laid_out.join("\n\n") + "\n"
}

/// One item, or all the constants that stand together.
fn laid_out(blocks: &[&str]) -> String {
    if constant(blocks[0]) {
        let values: Vec<String> = blocks.iter().map(|block| value(block)).collect();
        return format!("enum {{\n{}\n}};", values.join(",\n"));
    }
    let declaration = blocks[0].lines().rev().find(|line| line.contains('(') && !line.starts_with("///"));
    let name = declaration.and_then(|line| line.split_once('(')).map_or("", |(name, _)| name);
    match blocks[0] {
        item if item.contains("typedef ") => item.to_owned(),
        item if name.starts_with("codegate_status ") && !may_be_ignored(name) => {
            bare(item).replacen("CODEGATE_API\n", &format!("{CHECKED}\n"), 1)
        }
        item => bare(item),
    }
}

/// A type of this section, written as one of another.
fn bare(item: &str) -> String {
    item.replace("struct codegate_", "codegate_")
}

fn constant(block: &str) -> bool {
    block.lines().last().is_some_and(|line| line.starts_with("#define "))
}

/// `#define NAME 1` with its comment, as a line of an enum: a debugger and a reader of declarations know it then.
fn value(block: &str) -> String {
    let lines = block.lines().map(|line| match line.strip_prefix("#define ").and_then(|rest| rest.split_once(' ')) {
        Some((name, number)) => format!("  {name} = {number}"),
        None => format!("  {line}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn version_macros() -> String {
    let version = env!("CARGO_PKG_VERSION");
    let parts: Vec<&str> = version.split('.').collect();
    let (number, abi) = (codegate::CODEGATE_VERSION_NUMBER.to_string(), codegate::CODEGATE_ABI_VERSION.to_string());
    let macros = [
        ("VERSION", format!("\"{version}\""), "The version of this header."),
        ("VERSION_MAJOR", parts[0].to_owned(), "Its first part."),
        ("VERSION_MINOR", parts[1].to_owned(), "Its second part."),
        ("VERSION_PATCH", parts[2].to_owned(), "Its third part."),
        ("VERSION_NUMBER", number, "The version as one number, for `#if`."),
        ("ABI_VERSION", abi, "The version of the ABI that this header describes."),
    ];
    macros.map(|(name, value, meaning)| format!("/// {meaning}\n#define CODEGATE_{name} {value}")).join("\n")
}

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
