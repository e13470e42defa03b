//! `include/codegate.h` is generated from the sources and committed; this regenerates it and compares.
//! With `UPDATE_GENERATED=1` it is written.

use codegate_core::Code;
use std::path::{Path, PathBuf};

/// The sources in the order in which their functions stand in the header.
const SOURCES: [&str; 14] = [
    "error",
    "text",
    "gate",
    "workspace",
    "session",
    "provider",
    "persona",
    "exchange",
    "response",
    "usage",
    "history",
    "price",
    "bundle",
    "care",
];

#[test]
fn the_header_is_up_to_date() {
    let path = folder().join("../include/codegate.h");
    let fresh = generate();
    if std::env::var_os("UPDATE_GENERATED").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &fresh).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == fresh, "include/codegate.h is out of date; run `cargo xtask gen`");
}

#[test]
fn the_statuses_are_the_codes_of_the_core() {
    let header = generate();
    let mut expected = vec![("CODEGATE_OK".to_owned(), 0)];
    expected.extend(Code::ALL.iter().map(|code| (format!("CODEGATE_{}", code.as_str().to_uppercase()), code.number())));
    let constants = header.lines().filter_map(|line| line.strip_prefix("#define ")).filter_map(|line| {
        let (name, value) = line.split_once(' ')?;
        Some((name.to_owned(), value.parse::<i32>().ok()?))
    });
    let statuses: Vec<_> = constants.skip_while(|(name, _)| name != "CODEGATE_OK").take(expected.len()).collect();
    assert_eq!(statuses, expected);
}

#[test]
fn every_export_is_one_guarded_call() {
    let mut exports = 0;
    for entry in std::fs::read_dir(folder().join("src")).unwrap() {
        let path = entry.unwrap().path();
        let source = std::fs::read_to_string(&path).unwrap();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        for (_, rest) in
            source.match_indices("#[unsafe(no_mangle)]").map(|(at, found)| source.split_at(at + found.len()))
        {
            assert!(SOURCES.contains(&stem), "{stem}.rs exports functions but is not in the header");
            let (signature, rest) = rest.split_once(" {\n").unwrap();
            let (body, _) = rest.split_once("\n}\n").unwrap();
            assert!(signature.contains("extern \"C\" fn codegate_"), "{signature}");
            assert!(is_one_guarded_call(body), "not guarded, or more than that: {signature} {{\n{body}");
            exports += 1;
        }
        assert_eq!(
            source.matches("extern \"C\" fn").count(),
            source.matches("#[unsafe(no_mangle)]").count(),
            "{stem}.rs"
        );
    }
    assert!(exports > 60, "found only {exports} exports");
}

#[test]
fn the_guard_test_can_fail() {
    assert!(is_one_guarded_call("    guarded(0, || f(1))"));
    assert!(is_one_guarded_call(
        "    // SAFETY: x\n    unsafe {\n        guard(err, || {\n            f()\n        })\n    }"
    ));
    for bad in [
        "    f()",
        "    let a = 1;\n    guard(err, || a)",
        "    guard(err, || f()) + guard(err, || g())",
        "    guard(err, || f());",
    ] {
        assert!(!is_one_guarded_call(bad), "{bad}");
    }
}

/// Whether a body is a call of `guard` or `guarded` and nothing else.
fn is_one_guarded_call(body: &str) -> bool {
    let code: Vec<&str> = body.lines().map(str::trim).filter(|line| !line.starts_with("//")).collect();
    let code = code.join(" ");
    let call = code.strip_prefix("unsafe { ").and_then(|rest| rest.strip_suffix(" }")).unwrap_or(&code);
    let Some(arguments) = call.strip_prefix("guarded(").or_else(|| call.strip_prefix("guard(")) else { return false };
    let mut depth = 1;
    let end = arguments.char_indices().find_map(|(at, letter)| {
        depth += match letter {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        (depth == 0).then_some(at)
    });
    end == Some(arguments.len() - 1)
}

fn generate() -> String {
    let folder = folder();
    let mut config = cbindgen::Config::from_file(folder.join("cbindgen.toml")).unwrap();
    let guide = std::fs::read_to_string(folder.join("guide.txt")).unwrap();
    let comment: String = guide.lines().map(|line| format!("// {line}").trim_end().to_owned() + "\n").collect();
    config.header = Some(format!(
        "// SPDX-License-Identifier: Apache-2.0\n// Generated from codegate-ffi. Do not edit.\n//\n{}",
        comment.trim_end()
    ));
    config.after_includes = Some(version_macros());
    let mut builder = cbindgen::Builder::new().with_config(config);
    for source in SOURCES {
        builder = builder.with_src(folder.join("src").join(source).with_extension("rs"));
    }
    let mut header = Vec::new();
    builder.generate().unwrap().write(&mut header);
    String::from_utf8(header).unwrap()
}

fn version_macros() -> String {
    let version = env!("CARGO_PKG_VERSION");
    let parts = ["MAJOR", "MINOR", "PATCH"].iter().zip(version.split('.'));
    let numbers: String = parts.map(|(name, number)| format!("\n#define CODEGATE_VERSION_{name} {number}")).collect();
    format!("\n// The version of this header.\n#define CODEGATE_VERSION \"{version}\"{numbers}")
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
