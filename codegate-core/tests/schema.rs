//! The published schemas are those that the library's own types give.

use codegate_core::model::{ClientTable, clients_schema};
use serde_json::Value;
use std::path::Path;

#[test]
fn the_published_schemas_are_current() {
    for (name, current) in [
        ("bundle.schema.json", codegate_core::bundle_schema()),
        ("clients.schema.json", clients_schema()),
        ("prices.schema.json", codegate_core::prices_schema()),
        ("settings.schema.json", codegate_core::settings_schema()),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../include").join(name);
        if std::env::var_os("UPDATE_GENERATED").is_some_and(|value| value == "1") {
            std::fs::write(&path, &current).unwrap();
        }
        let published = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(published == current, "{} is not current; run `cargo xtask gen`", path.display());
    }
}

#[test]
fn the_schemas_have_no_room_for_unknown_fields() {
    // The document, providers, workspaces, rules, conditions and targets; the table, clients and signs;
    // the table, lists, surcharges, models, entries, hours, prices by size and their tiers; the settings, providers, paths,
    // workspaces, rules, conditions, targets and personas.
    for (text, count) in [
        (codegate_core::bundle_schema(), 6),
        (clients_schema(), 3),
        (codegate_core::prices_schema(), 8),
        (codegate_core::settings_schema(), 8),
    ] {
        let schema: Value = serde_json::from_str(&text).unwrap();
        let definitions = schema["$defs"].as_object().unwrap().values();
        let objects: Vec<_> = definitions.chain([&schema]).filter(|part| part["type"] == "object").collect();
        assert_eq!(objects.len(), count);
        assert!(objects.iter().all(|object| object["additionalProperties"] == false));
    }
}

#[test]
fn the_shipped_table_of_clients_has_the_form_that_is_published() {
    let text = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/request/clients.json")).unwrap();
    // The schema is made from this type, which refuses unknown fields.
    let table: ClientTable = serde_json::from_slice(&text).unwrap();
    let schema: Value = serde_json::from_str(&clients_schema()).unwrap();
    assert_eq!(schema["properties"]["version"]["maximum"], table.version);
    assert_eq!(schema["$defs"]["ClientSpec"]["required"], serde_json::json!(["name"]));
    assert!(table.clients.iter().all(|client| !client.sources.is_empty()), "each entry says where it is from");
}
