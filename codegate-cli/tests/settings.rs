//! Declared settings, and folders.

mod support;

use serde_json::{Value, json};
use support::Place;

const SETTINGS: &str = "
[providers.claude]
type = 'anthropic'
credential = 'env:ANTHROPIC_API_KEY'

[workspaces.acme]
custom_instructions_file = 'brief.md'
rules = [{ when = { files = ['*.rs'] }, to = 'claude/claude-opus-5' }]
";

#[test]
fn settings_are_applied_once_and_then_are_so() {
    let place = Place::new();
    place.write("brief.md", "Be brief.");
    place.write("codegate.toml", SETTINGS);
    let planned = place.ok("apply --dry-run");
    assert!(planned.contains("claude") && planned.ends_with("nothing was changed\n"), "{planned}");
    assert!(!place.store().exists(), "a dry run makes no store");
    let applied = place.json("apply");
    assert_eq!((&applied["changed"], &applied["applied"]), (&json!(true), &json!(true)));
    assert_eq!(place.json("workspace show acme")["custom_instructions"], "Be brief.");
    assert!(place.ok("apply").ends_with("everything is so already\n"));
    let file = place.write("codegate.toml", SETTINGS.replace("*.rs", "*.py"));
    let changed = place.json(&format!("apply {file} --dry-run"));
    let differs = |kind: &str| {
        let items = changed["items"].as_array().unwrap();
        items.iter().find(|item| item["kind"] == kind).unwrap()["differs"].clone()
    };
    assert_eq!((differs("workspace"), differs("provider")), (json!(["rules"]), json!([])));
    assert_eq!(place.json("rules list acme")[0]["when"]["files"], json!(["*.rs"]));
    assert_eq!(place.fed("apply -", SETTINGS).status, 0, "by standard input");
}

#[test]
fn settings_with_a_fault_are_told_where_it_is_and_change_nothing() {
    let place = Place::filled();
    let before = place.ok("export");
    for (text, code, place_of_it) in [
        ("[workspaces.acme]\nrulez = []\n", "invalid_argument", "line 2"),
        ("[providers.new]\ntype = \"openai\"\ncredential = \"sk-secret\"\n", "credential_store_unavailable", "line 3"),
        ("[providers.new]\ntype = \"openai\"\napi_key = \"sk-secret\"\n", "", "line 3"),
        ("[workspaces.new]\nrules = [\n  { to = \"nobody/m\" },\n]\n", "provider_not_found", "line 3"),
        ("[workspaces", "invalid_argument", "line 1"),
    ] {
        place.write("codegate.toml", text);
        for line in ["apply", "apply --dry-run"] {
            let ran = place.run(line);
            assert_eq!(ran.status, 1, "{text}: {}", ran.err);
            assert!(
                ran.err.starts_with(&format!("error[{code}")) && ran.err.contains(place_of_it),
                "{text}: {}",
                ran.err
            );
            assert!(!ran.err.contains("sk-secret"), "{}", ran.err);
        }
    }
    place.refused("apply nowhere.toml", 2, "file");
    assert_eq!(place.ok("export"), before);
    assert_eq!(place.json("provider list").as_array().unwrap().len(), 2);
}

#[test]
fn folders_have_workspaces() {
    let place = Place::filled();
    let bound = place.json("workspace bind sub acme");
    assert_eq!((&bound["workspace"], &bound["declared"]), (&json!("acme"), &json!(false)));
    assert_eq!(place.json("workspace for sub/src/../main.rs")["workspace"], "acme");
    assert_eq!(place.json("workspace for"), Value::Null);
    assert_eq!(place.json("workspace bindings")[0]["folder"], bound["folder"]);
    place.refused("workspace bind other acmee", 1, "workspace_not_found");
    assert_eq!(place.json("workspace unbind sub")["unbound"], true);
    assert_eq!(place.json("workspace unbind sub")["unbound"], false);
    place.write("codegate.toml", "workspace = \"acme\"\n");
    assert_eq!(place.json("workspace for deep/below.rs")["declared"], true);
}

#[test]
fn files_of_instructions_are_text_without_its_marks() {
    let place = Place::new();
    place.write("codegate.toml", "[workspaces.acme]\ncustom_instructions_file = 'brief.md'\n");
    place.write("brief.md", "\u{feff}Be brief.\r\n");
    place.ok("apply");
    assert_eq!(place.json("workspace show acme")["custom_instructions"], "Be brief.");
    place.ok(&format!("workspace instructions set acme --file {}", place.file("brief.md").display()));
    assert_eq!(place.json("workspace show acme")["custom_instructions"], "Be brief.\r\n");
    std::fs::remove_file(place.file("brief.md")).unwrap();
    assert!(place.refused("apply", 2, "io").contains("line 2, column 1: "), "a file, not the store");
    #[cfg(unix)]
    {
        // Nobody writes to it: to wait for that would be to wait for ever.
        assert!(std::process::Command::new("mkfifo").arg(place.file("brief.md")).status().unwrap().success());
        assert!(place.refused("apply", 2, "io").contains("it is not a file"));
    }
}
