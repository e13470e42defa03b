//! Bundles as a whole: what is written, what is refused, what a plan says and what choices make of it.

use super::*;
use crate::error::Code;
use crate::limits::{BUNDLE_BYTES, INSTRUCTIONS_BYTES};
use crate::model::{Choices, ItemStatus, Part, RuleSpec};
use crate::model::{ProviderType, Rule};
use crate::mux::ProviderInfo;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const BOTH: [Part; 2] = [Part::Instructions, Part::Rules];

fn rule(value: Value) -> Rule {
    let RuleSpec { when, to, matcher, .. } = RuleSpec::from_json(&value).unwrap();
    Rule { when, to, matcher, unknown: Vec::new() }
}

fn content(name: &str, instructions: Option<&str>, rules: &[Value]) -> Content {
    Content {
        name: name.into(),
        custom_instructions: instructions.map(Into::into),
        rules: rules.iter().cloned().map(rule).collect(),
        archived: false,
    }
}

fn types(name: &str) -> Option<ProviderType> {
    Some(if name == "claude" { ProviderType::Anthropic } else { ProviderType::Openai })
}

fn acme() -> Content {
    content(
        "acme",
        Some("be brief"),
        &[json!({"when": {"files": "*.rs"}, "to": ["claude/opus", "local"]}), json!({"to": "local/m"})],
    )
}

fn here(workspaces: Vec<Content>) -> Inventory {
    let info = |provider_type, models: Option<Vec<String>>| ProviderInfo { provider_type, models };
    let providers = BTreeMap::from([
        ("claude".to_owned(), info(ProviderType::Anthropic, Some(vec!["opus".into()]))),
        ("local".to_owned(), info(ProviderType::Openai, None)),
    ]);
    Inventory { workspaces, providers }
}

fn text(workspaces: &[Content]) -> String {
    write(workspaces, &BOTH, &types)
}

fn bundle(workspaces: &[Content]) -> Bundle {
    read(text(workspaces).as_bytes()).unwrap()
}

fn choices(choices: &[(&str, &str)], providers: &[(&str, &str)]) -> Choices {
    let map = |pairs: &[(&str, &str)]| pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
    Choices { choices: map(choices), providers: map(providers) }
}

fn refused(value: &Value) -> (Code, String) {
    let error = read(value.to_string().as_bytes()).unwrap_err();
    (error.code(), error.message().to_owned())
}

#[test]
fn a_bundle_is_written_as_its_format_says() {
    let document: Value = serde_json::from_str(&text(&[acme()])).unwrap();
    let rules = json!([
        {"when": {"files": ["*.rs"]}, "to": [{"provider": "claude", "model": "opus"}, {"provider": "local", "model": null}]},
        {"when": {}, "to": [{"provider": "local", "model": "m"}]},
    ]);
    let expected = json!({"format": "codegate.bundle", "version": 2, "parts": ["instructions", "rules"],
        "providers": [{"name": "claude", "type": "anthropic"}, {"name": "local", "type": "openai"}],
        "workspaces": [{"name": "acme", "custom_instructions": "be brief", "rules": rules}]});
    assert_eq!(document, expected);
    let document: Value = serde_json::from_str(&write(&[acme()], &[Part::Instructions], &types)).unwrap();
    assert_eq!(document["workspaces"], json!([{"name": "acme", "custom_instructions": "be brief"}]));
    assert_eq!((&document["providers"], &document["parts"]), (&json!([]), &json!(["instructions"])));
}

#[test]
fn the_same_content_gives_the_same_bytes_and_the_digest_of_them() {
    let (one, other) = (acme(), content("beta", None, &[]));
    let written = text(&[one.clone(), other.clone()]);
    assert_eq!(written, text(&[other, one]));
    let squeezed = serde_json::from_str::<Value>(&written).unwrap().to_string();
    let digest = |text: &str| plan(&read(text.as_bytes()).unwrap(), &here(vec![])).digest;
    assert_eq!(digest(&written), digest(&squeezed));
    assert_ne!(digest(&written), digest(&written.replace("brief", "long")));
    use sha2::{Digest, Sha256};
    let expected: String = Sha256::digest(&written).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest(&written), expected);
}

#[test]
fn what_is_no_bundle_is_refused() {
    let good: Value = serde_json::from_str(&text(&[acme()])).unwrap();
    for (pointer, value, word) in [
        ("/format", json!("zip"), "a text of 3 characters"),
        ("/format", json!(1), "string"),
        ("/version", json!(3), "update the library"),
        ("/version", json!(0), "version 0"),
        ("/parts", json!(["keys"]), "a text of 4 characters"),
        ("/parts", json!(["rules"]), "`custom_instructions` stands here"),
        ("/providers/0/name", json!("a/b"), "`a/b`"),
        ("/providers/0/type", json!("carrier_pigeon"), "a text of 14 characters"),
        ("/providers/1/name", json!("claude"), "twice"),
        ("/providers/0/name", json!("other"), "`claude`"),
        ("/workspaces/0/name", json!("archived"), "reserved"),
        ("/workspaces/0/name", json!("a b"), "`a b`"),
        ("/workspaces/0/rules/1/to", json!([]), "rule 1: `to`"),
        ("/workspaces/0/rules/0/when/files", json!("*.rs"), "sequence"),
        ("/workspaces/0/rules/0/when/files", json!([""]), "rule 0"),
        ("/workspaces/0/rules/0/when/files", json!(["{a"]), "not closed"),
        ("/workspaces/0/rules/0/matcher", json!("*.c"), "`matcher`"),
        ("/workspaces/0/rules/0/when", json!({"weather": ["rain"]}), "weather"),
        ("/workspaces/0/rules/0/to/0", json!({"provider": "claude", "endpoint": "https://evil"}), "endpoint"),
    ] {
        let mut broken = good.clone();
        let (parent, field) = pointer.rsplit_once('/').unwrap();
        match broken.pointer_mut(parent).unwrap() {
            Value::Array(values) => values[field.parse::<usize>().unwrap()] = value,
            fields => fields[field] = value,
        }
        let (code, message) = refused(&broken);
        assert_eq!(code, Code::BundleInvalid, "{pointer}: {message}");
        assert!(message.contains(word), "{pointer}: {message}");
    }
    for pointer in ["", "/providers/0", "/workspaces/0", "/workspaces/0/rules/0"] {
        for field in ["credential", "endpoint", "origin", "unknown"] {
            let mut more = good.clone();
            more.pointer_mut(pointer).unwrap()[field] = json!(["x"]);
            assert_eq!(refused(&more).0, Code::BundleInvalid, "{pointer}/{field}");
        }
    }
    let mut twice = good.clone();
    twice["workspaces"] = json!([good["workspaces"][0], good["workspaces"][0]]);
    twice["workspaces"][1]["name"] = json!(" ACME ");
    assert!(refused(&twice).1.contains("twice"));
    for bytes in [&b""[..], b"null", b"[]", b"{}", b"\xff\xfe", b"{\"format\":\"codegate.bundle\"", b"\x00"] {
        assert_eq!(read(bytes).unwrap_err().code(), Code::BundleInvalid, "{bytes:?}");
    }
    let doubled = text(&[acme()]).replacen("\"version\": 2", "\"version\": 2, \"version\": 2", 1);
    assert_eq!(read(doubled.as_bytes()).unwrap_err().code(), Code::BundleInvalid);
}

#[test]
fn limits_hold() {
    let error = read(&vec![b' '; BUNDLE_BYTES + 1]).unwrap_err();
    assert_eq!(error.code(), Code::LimitExceeded);
    assert_eq!(read(&vec![b' '; BUNDLE_BYTES]).unwrap_err().code(), Code::BundleInvalid);
    assert_eq!(read("[".repeat(32).as_bytes()).unwrap_err().code(), Code::BundleInvalid);
    assert_eq!(read("[".repeat(33).as_bytes()).unwrap_err().code(), Code::LimitExceeded);
    let full = content("full", Some(&"x".repeat(INSTRUCTIONS_BYTES)), &vec![json!({"to": "local"}); 1_000]);
    assert!(read(text(std::slice::from_ref(&full)).as_bytes()).is_ok());
    let wordy = content("full", Some(&"x".repeat(INSTRUCTIONS_BYTES + 1)), &[]);
    let ruled = content("full", None, &vec![json!({"to": "local"}); 1_001]);
    let named = content(&"n".repeat(65), None, &[]);
    let pattern = content("full", None, &[json!({"when": {"files": "x".repeat(513)}, "to": "local"})]);
    for over in [wordy, ruled, named, pattern] {
        assert_eq!(read(text(&[over]).as_bytes()).unwrap_err().code(), Code::LimitExceeded);
    }
}

#[test]
fn a_stored_rule_that_is_not_understood_cannot_widen_on_its_way() {
    let mut odd = acme();
    odd.rules[0].unknown = vec!["weather".into()];
    assert_eq!(read(text(&[odd]).as_bytes()).unwrap_err().code(), Code::BundleInvalid);
}

#[test]
fn a_plan_tells_new_same_and_conflict() {
    let archived = |content: Content| Content { archived: true, ..content };
    let beta = content("beta", Some("b"), &[]);
    let bundle = bundle(&[acme(), beta.clone(), content("gamma", None, &[]), content("new", None, &[])]);
    let view = plan(
        &bundle,
        &here(vec![acme(), content("beta", None, &[json!({"to": "local"})]), archived(content("gamma", None, &[]))]),
    );
    let told: Vec<_> =
        view.items.iter().map(|item| (item.name.as_str(), item.status, item.differs.join(" "))).collect();
    assert_eq!(
        told,
        [
            ("acme", ItemStatus::Same, String::new()),
            ("beta", ItemStatus::Conflict, "instructions rules".into()),
            ("gamma", ItemStatus::Conflict, "archived".into()),
            ("new", ItemStatus::New, String::new()),
        ]
    );
    assert!(view.missing.providers.is_empty() && view.missing.models.is_empty() && view.warnings.is_empty());
    let partial = read(write(&[beta], &[Part::Instructions], &types).as_bytes()).unwrap();
    let view = plan(&partial, &here(vec![content("beta", Some("b"), &[json!({"to": "local"})])]));
    assert_eq!(view.items[0].status, ItemStatus::Same);
}

#[test]
fn a_plan_tells_what_is_missing_and_what_to_look_at() {
    let sly =
        content("default", Some("be\u{202e} nice\u{200b}"), &[json!({"to": ["claude/haiku", "gone/m", "local/m"]})]);
    let mut here = here(vec![content("default", None, &[])]);
    here.providers.get_mut("local").unwrap().provider_type = ProviderType::Vllm;
    let view = plan(&bundle(&[sly]), &here);
    let missing = serde_json::to_value(&view.missing).unwrap();
    let providers = json!([{"name": "gone", "type": "openai"}, {"name": "local", "type": "openai"}]);
    assert_eq!(missing, json!({"providers": providers, "models": [{"provider": "claude", "model": "haiku"}]}));
    let codes: Vec<&str> = view.warnings.iter().map(|warning| warning.code.as_str()).collect();
    assert_eq!(codes, ["hidden_characters", "default_workspace", "provider_type_differs"]);
    assert!(view.warnings[0].message.contains("U+200B, U+202E"));
}

#[test]
fn choices_become_changes() {
    let incoming = bundle(&[acme(), content("beta", None, &[]), content("new", Some("n"), &[])]);
    let other = || here(vec![content("acme", None, &[]), content("beta", None, &[])]);
    let skip = |name: &str| Change::Skip { name: name.into() };
    let new = Change::Create { name: "new".into(), custom_instructions: Some("n".into()), rules: vec![] };
    let replaced = Change::Replace {
        name: "acme".into(),
        custom_instructions: Some(Some("be brief".into())),
        rules: Some(acme().rules),
    };
    let changes = |pairs: &[(&str, &str)]| resolve(&incoming, &other(), &choices(pairs, &[])).unwrap();
    assert_eq!(changes(&[("acme", "replace")]), [replaced, skip("beta"), new.clone()]);
    assert_eq!(changes(&[(" ACME", "skip")]), [skip("acme"), skip("beta"), new]);
    assert_eq!(changes(&[("acme", "skip"), ("new", "skip")]), [skip("acme"), skip("beta"), skip("new")]);
    let renamed = changes(&[("acme", "rename: Fresh "), ("new", "skip")]);
    let Change::Create { name, rules, .. } = &renamed[0] else { panic!("{renamed:?}") };
    assert_eq!((name.as_str(), rules), ("fresh", &acme().rules));
    for (pairs, code) in [
        (&[][..], Code::ImportConflict),
        (&[("acme", "rename:beta")], Code::ImportConflict),
        (&[("acme", "rename:new")], Code::ImportConflict),
        (&[("acme", "rename:x"), ("beta", "rename:x")], Code::ImportConflict),
        (&[("acme", "rename:active")], Code::ReservedName),
        (&[("acme", "rename:a b")], Code::InvalidName),
        (&[("acme", "rename:")], Code::InvalidName),
        (&[("acme", "merge")], Code::InvalidArgument),
        (&[("acme", "skip"), ("nobody", "skip")], Code::InvalidArgument),
        (&[("acme", "skip"), ("ACME", "replace")], Code::InvalidArgument),
    ] {
        assert_eq!(resolve(&incoming, &other(), &choices(pairs, &[])).unwrap_err().code(), code, "{pairs:?}");
    }
}

#[test]
fn a_missing_provider_is_mapped_or_the_workspace_skipped() {
    let incoming = bundle(&[content("a", None, &[json!({"to": ["gone/opus", "local"]})])]);
    let code = |providers: &[(&str, &str)]| {
        resolve(&incoming, &here(vec![]), &choices(&[], providers)).err().map(|error| error.code())
    };
    assert_eq!(code(&[]), Some(Code::ImportMissing));
    assert_eq!(code(&[("gone", "nobody")]), Some(Code::ImportMissing));
    assert_eq!(code(&[("gone", "local"), ("nobody", "local")]), Some(Code::InvalidArgument));
    assert!(resolve(&incoming, &here(vec![]), &choices(&[("a", "skip")], &[])).is_ok());
    let changes = resolve(&incoming, &here(vec![]), &choices(&[], &[("gone", "claude")])).unwrap();
    let Change::Create { rules, .. } = &changes[0] else { panic!("{changes:?}") };
    assert_eq!(rules, &[rule(json!({"to": ["claude/opus", "local"]}))]);
    let mut strict = here(vec![]);
    strict.providers.get_mut("local").unwrap().models = Some(vec![]);
    let error = resolve(&incoming, &strict, &choices(&[], &[("gone", "local")])).unwrap_err();
    assert_eq!(error.code(), Code::ImportMissing);
    assert!(error.message().contains("model `opus` of `local`"), "{}", error.message());
}

#[test]
fn a_dashboard_export_is_a_bundle_of_one() {
    let exported =
        |rules: Value| json!({"name": "Backend", "config": {"custom_instructions": "", "muxing_rules": rules}});
    let flat = |provider: &str, kind: &str, matcher: &str, blob: Value| json!({"provider_name": provider, "provider_type": kind, "model": "m", "matcher_type": matcher, "matcher": blob});
    let good = exported(json!([
        flat("local", "openai", "fim_filename", json!("*.py")),
        flat("local", "openai", "catch_all", json!("")),
    ]));
    let incoming = read(good.to_string().as_bytes()).unwrap();
    let changes = resolve(&incoming, &here(vec![]), &Choices::default()).unwrap();
    let expected = content(
        "backend",
        None,
        &[json!({"when": {"files": "*.py", "request_type": "fim"}, "to": "local/m"}), json!({"to": "local/m"})],
    );
    assert_eq!(
        changes,
        [Change::Create { name: "backend".into(), custom_instructions: None, rules: expected.rules.clone() }]
    );
    assert_eq!(plan(&incoming, &here(vec![expected])).items[0].status, ItemStatus::Same);
    let bare = read(br#"{"name": "bare", "config": null}"#).unwrap();
    assert_eq!(plan(&bare, &here(vec![acme()])).items[0].status, ItemStatus::New);
    for rules in [
        json!([flat("local", "carrier_pigeon", "catch_all", json!(null))]),
        json!([flat("local", "openai", "regex", json!("x"))]),
        json!([flat("local", "openai", "catch_all", json!(null)), flat("local", "vllm", "catch_all", json!(null))]),
        json!([{"to": "local/m"}]),
        json!("none"),
    ] {
        assert_eq!(refused(&exported(rules)).0, Code::BundleInvalid);
    }
}

#[test]
fn patterns_of_version_1_go_on_meaning_what_they_did() {
    let to = json!([{"provider": "local", "model": "m"}]);
    let plain = json!({"format": "codegate.bundle", "version": 1, "parts": ["rules"],
        "providers": [{"name": "local", "type": "openai"}],
        "workspaces": [{"name": "w", "rules": [
            {"when": {"files": ["src/{a}.py"]}, "to": to}, {"when": {"files": ["!x", "*.{", "[{]"]}, "to": to}]}]});
    let read_rules = |text: &str| read(text.as_bytes()).unwrap().entries.remove(0).rules.unwrap();
    let rules = read_rules(&plain.to_string());
    assert_eq!(rules[0].when.files.as_deref(), Some(&["src/[{]a}.py".to_owned()][..]));
    assert_eq!(rules[0].flat().unwrap().matcher.as_deref(), Some("src/{a}.py"));
    assert_eq!(rules[1].when.files.as_deref(), Some(&["[!]x", "*.[{]", "[{]"].map(str::to_owned)[..]));
    let written =
        text(&[Content { name: "w".into(), custom_instructions: None, rules: rules.clone(), archived: false }]);
    assert_eq!(read_rules(&written), rules, "version 2 restores it");
    let mut newer = plain;
    newer["workspaces"][0]["rules"][0]["matcher"] = json!("src/{a}.py");
    let (code, message) = refused(&newer);
    assert!(code == Code::BundleInvalid && message.contains("`matcher`"), "{message}");
}

fn any_content() -> impl Strategy<Value = Content> {
    let words = |of: &'static str| prop::option::of(prop::collection::vec(of, 1..3));
    let target = (prop::sample::select(&["claude", "local"][..]), prop::option::of("[a-z/.:\"\\\\é]{1,8}"));
    let rule = (
        words("[*a-z.\\[\\]\"]{1,6}"),
        words("chat|fim"),
        words("roo"),
        words("gpt-[45*]"),
        prop::collection::vec(target, 1..3),
    )
        .prop_map(|(files, request_type, client, requested_model, to)| Rule {
            when: crate::model::When { files, request_type, client, requested_model },
            to: to
                .into_iter()
                .map(|(provider, model)| crate::model::Target { provider: provider.into(), model })
                .collect(),
            matcher: None,
            unknown: Vec::new(),
        });
    let instructions = prop::option::of(any::<String>());
    (instructions, prop::collection::vec(rule, 0..4)).prop_map(|(custom_instructions, rules)| Content {
        name: String::new(),
        custom_instructions,
        rules,
        archived: false,
    })
}

proptest! {
    #[test]
    fn what_was_exported_is_restored_exactly(contents in prop::collection::btree_map("[a-z0-9_-]{1,8}", any_content(), 0..4)) {
        let contents: Vec<Content> = contents
            .into_iter()
            .filter(|(name, _)| !matches!(name.as_str(), "default" | "active" | "archived"))
            .map(|(name, content)| Content { name, ..content })
            .collect();
        let written = text(&contents);
        let incoming = read(written.as_bytes()).unwrap();
        let mut target = here(vec![]);
        target.providers.get_mut("claude").unwrap().models = None;
        let restored: Vec<Content> = resolve(&incoming, &target, &Choices::default()).unwrap().into_iter().map(|change| match change {
            Change::Create { name, custom_instructions, rules } => Content { name, custom_instructions, rules, archived: false },
            other => panic!("{other:?}"),
        }).collect();
        prop_assert_eq!(&restored, &contents);
        prop_assert_eq!(text(&restored), written);
        target.workspaces = restored;
        prop_assert!(plan(&incoming, &target).items.iter().all(|item| item.status == ItemStatus::Same));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..64), at in any::<prop::sample::Index>()) {
        prop_assert!(read(&bytes).is_err());
        let mut broken = text(&[acme()]).into_bytes();
        let at = at.index(broken.len());
        broken[at] = broken[at].wrapping_add(1);
        if let Err(error) = read(&broken) {
            prop_assert!(matches!(error.code(), Code::BundleInvalid | Code::LimitExceeded));
        }
    }
}
