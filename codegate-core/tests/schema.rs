//! The published schema of the bundle document is the one that the library's own types give.

use std::path::Path;

#[test]
fn the_published_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../include/bundle.schema.json");
    let current = codegate_core::bundle_schema();
    if std::env::var_os("UPDATE_GENERATED").is_some_and(|value| value == "1") {
        std::fs::write(&path, &current).unwrap();
    }
    let published = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(published == current, "{} is not current; run `cargo xtask gen`", path.display());
}

#[test]
fn the_schema_has_no_room_for_unknown_fields() {
    let schema: serde_json::Value = serde_json::from_str(&codegate_core::bundle_schema()).unwrap();
    let definitions = schema["$defs"].as_object().unwrap().values();
    let objects: Vec<_> = definitions.chain([&schema]).filter(|part| part["type"] == "object").collect();
    assert_eq!(objects.len(), 6, "the document, providers, workspaces, rules, conditions and targets");
    assert!(objects.iter().all(|object| object["additionalProperties"] == false));
}
