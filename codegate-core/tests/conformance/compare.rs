//! Results held against what a case expects.

use serde_json::Value;

/// How much of a result is looked at.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Extent {
    /// All of it.
    Whole,
    /// The fields that the case gives.
    Part,
}

/// Every difference, a line each; empty if there is none.
pub(crate) fn differences(expected: &Value, got: &Value, extent: Extent) -> Vec<String> {
    let mut found = Vec::new();
    compare("result", expected, got, extent, &mut found);
    found
}

fn compare(path: &str, expected: &Value, got: &Value, extent: Extent, found: &mut Vec<String>) {
    match (expected, got) {
        (Value::Object(want), Value::Object(have)) => {
            for (name, value) in want {
                match have.get(name) {
                    Some(other) => compare(&format!("{path}.{name}"), value, other, extent, found),
                    None => found.push(format!("  {path}.{name}: expected {value}, got no such field")),
                }
            }
            if extent == Extent::Whole {
                for (name, value) in have.iter().filter(|(name, _)| !want.contains_key(*name)) {
                    found.push(format!("  {path}.{name}: expected no such field, got {value}"));
                }
            }
        }
        (Value::Array(want), Value::Array(have)) if want.len() == have.len() => {
            for (index, (value, other)) in want.iter().zip(have).enumerate() {
                compare(&format!("{path}[{index}]"), value, other, extent, found);
            }
        }
        _ if equal(expected, got) => {}
        _ => found.push(format!("  {path}: expected {}\n  {path}:      got {}", short(expected), short(got))),
    }
}

/// Equality with numbers by value: 1 is 1.0.
fn equal(a: &Value, b: &Value) -> bool {
    a == b || matches!((a, b), (Value::Number(a), Value::Number(b)) if a.as_f64() == b.as_f64())
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(2_000) {
        Some((end, _)) => format!("{}… ({} bytes)", &text[..end], text.len()),
        None => text,
    }
}
