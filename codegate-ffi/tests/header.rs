//! `include/codegate.h` is generated from the sources and committed; this regenerates it and compares.
//! With `UPDATE_GENERATED=1` it is written.

use codegate_core::Code;
use layout::{SECTIONS, folder, generate};
use std::ffi::CStr;

mod layout;

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
    let constants = header.lines().filter_map(|line| line.strip_prefix("  CODEGATE_")).filter_map(|line| {
        let (name, value) = line.trim_end_matches(',').split_once(" = ")?;
        Some((format!("CODEGATE_{name}"), value.parse::<i32>().ok()?))
    });
    let statuses: Vec<_> = constants.skip_while(|(name, _)| name != "CODEGATE_OK").take(expected.len()).collect();
    assert_eq!(statuses, expected);
}

#[test]
fn statuses_have_names() {
    // SAFETY: the names live for ever.
    let name = |status| unsafe { CStr::from_ptr(codegate::codegate_status_name(status)) }.to_str().unwrap();
    assert_eq!(name(codegate::CODEGATE_OK), "ok");
    for code in Code::ALL {
        assert_eq!(name(code.number()), code.as_str());
    }
    for unknown in [Code::ALL.len() as i32 + 1, -1, i32::MIN, i32::MAX] {
        assert_eq!(name(unknown), "unknown");
    }
}

#[test]
fn every_function_says_what_it_does_and_how_it_is_called() {
    let header = generate();
    let mut before = "";
    let mut checked = 0;
    for lines in header.lines().collect::<Vec<_>>().windows(3).filter(|lines| lines[1].starts_with("CODEGATE_API")) {
        let (name, _) = lines[2].split_once('(').unwrap();
        assert!(lines[0].starts_with("/// "), "`{name}` is not documented");
        assert_ne!(before, name);
        assert_eq!(
            name.starts_with("codegate_status ") && !layout::may_be_ignored(name),
            lines[1] == layout::CHECKED,
            "{name}"
        );
        checked += usize::from(lines[1] == layout::CHECKED);
        before = name;
    }
    assert!(checked > 60, "only {checked} functions whose status must be checked");
}

#[test]
fn every_export_is_one_guarded_call() {
    let mut exports = 0;
    let folders = [folder().join("src"), folder().join("src/calls")];
    let entries = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    for path in entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
        let source = std::fs::read_to_string(&path).unwrap();
        let stem = path.strip_prefix(&folders[0]).unwrap().with_extension("");
        let stem = stem.to_str().unwrap();
        for (_, rest) in
            source.match_indices("#[unsafe(no_mangle)]").map(|(at, found)| source.split_at(at + found.len()))
        {
            assert!(
                SECTIONS.iter().any(|(sources, _)| sources.contains(&stem)),
                "{stem}.rs exports functions but is not in the header"
            );
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
