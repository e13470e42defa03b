//! Rules as a whole: validation by table, decisions by table and against the definition.

mod rich;

use super::*;
use crate::error::Code;
use crate::model::{Facts, FileRef, Rule, RuleSpec, Target, When};
use proptest::prelude::*;
use serde_json::{Value, json};

fn catalog() -> BTreeMap<String, ProviderInfo> {
    let info = |provider_type, models: Option<&[&str]>| ProviderInfo {
        provider_type,
        models: models.map(|models| models.iter().map(|&model| model.into()).collect()),
    };
    BTreeMap::from([
        ("claude".to_owned(), info(ProviderType::Anthropic, Some(&["opus", "haiku"]))),
        ("any".to_owned(), info(ProviderType::Openai, None)),
        ("empty".to_owned(), info(ProviderType::Ollama, Some(&[]))),
    ])
}

fn spec(rule: &Value) -> RuleSpec {
    RuleSpec::from_json(rule).unwrap()
}

fn checked(rule: Value) -> std::result::Result<Rule, (Code, String)> {
    let good = spec(&json!({"to": "any/m"}));
    match validate(&[good, spec(&rule)], &catalog()) {
        Ok(mut rules) => Ok(rules.remove(1)),
        Err(error) => Err((error.code(), error.message().to_owned())),
    }
}

fn rules(list: Value) -> Vec<Rule> {
    let specs: Vec<RuleSpec> = list.as_array().unwrap().iter().map(spec).collect();
    validate(&specs, &catalog()).unwrap()
}

fn facts(files: &[&str], request_type: Option<&str>, client: &str, model: Option<&str>) -> Facts {
    Facts {
        files: files.iter().filter_map(|path| FileRef::new(path, "host")).collect(),
        request_type: request_type.map(Into::into),
        client: client.into(),
        requested_model: model.map(Into::into),
        ..Facts::default()
    }
}

#[test]
fn what_is_wrong_is_refused_with_its_code_and_position() {
    let long = "x".repeat(513);
    let many: Vec<String> = (0..257).map(|n| n.to_string()).collect();
    for (rule, code, word) in [
        (json!({"to": []}), Code::InvalidRule, "`to`"),
        (json!({"to": "nobody/m"}), Code::ProviderNotFound, "`nobody`"),
        (json!({"to": "nobody"}), Code::ProviderNotFound, "`nobody`"),
        (json!({"to": "Claude/opus"}), Code::ProviderNotFound, "`Claude`"),
        (json!({"to": ["any/m", "claude/gpt"]}), Code::ModelNotFound, "`gpt`"),
        (json!({"to": "empty/m"}), Code::ModelNotFound, "`m`"),
        (json!({"to": "any/"}), Code::InvalidRule, "model"),
        (json!({"to": "any/a\u{0}"}), Code::InvalidRule, "NUL"),
        (json!({"to": "any/m", "when": {"colour": "red"}}), Code::InvalidRule, "`colour`"),
        (json!({"to": "any/m", "when": {"files": []}}), Code::InvalidRule, "`files`"),
        (json!({"to": "any/m", "when": {"files": ""}}), Code::InvalidRule, "empty"),
        (json!({"to": "any/m", "when": {"client": ["a", "b\u{0}c"]}}), Code::InvalidRule, "NUL"),
        (json!({"to": "any/m", "when": {"requested_model": &long}}), Code::LimitExceeded, "512"),
        (json!({"to": "any/m", "when": {"files": &many[..128], "client": &many[..129]}}), Code::LimitExceeded, "256"),
        (
            json!({"provider_name": "any", "model": "m", "matcher_type": "regex", "matcher": "x"}),
            Code::InvalidRule,
            "`regex`",
        ),
        (
            json!({"provider_name": "any", "provider_type": "anthropic", "model": "m", "matcher_type": "catch_all"}),
            Code::InvalidRule,
            "`openai`, not `anthropic`",
        ),
    ] {
        let (found, message) = checked(rule.clone()).unwrap_err();
        assert_eq!(found, code, "{rule}");
        assert!(message.starts_with("rule 1: ") && message.contains(word), "{message}");
    }
}

#[test]
fn what_is_right_is_kept_as_it_was_given() {
    let values: Vec<String> = (0..256).map(|n| n.to_string()).collect();
    for rule in [
        json!({"when": {}, "to": [{"provider": "empty", "model": null}]}),
        json!({"when": {"files": values}, "to": [{"provider": "claude", "model": "opus"}, {"provider": "any", "model": "a/b"}]}),
        json!({"when": {"files": ["x".repeat(512), "[", " a "]}, "to": [{"provider": "any", "model": "m"}]}),
    ] {
        assert_eq!(serde_json::to_value(checked(rule.clone()).unwrap()).unwrap(), rule);
    }
    let flat = json!({"provider_name": "claude", "provider_type": "anthropic", "model": "opus",
        "matcher_type": "fim_filename", "matcher": "*.rs"});
    let rule = checked(flat).unwrap();
    assert_eq!(rule.when.files.as_deref(), Some(&["*.rs".to_owned()][..]));
    assert_eq!(rule.when.request_type.as_deref(), Some(&["fim".to_owned()][..]));
}

#[test]
fn the_list_as_a_whole_has_its_limits() {
    let good = spec(&json!({"to": "any/m"}));
    assert_eq!(validate(&vec![good.clone(); 1_000], &catalog()).unwrap().len(), 1_000);
    let error = validate(&vec![good; 1_001], &catalog()).unwrap_err();
    assert_eq!(error.code(), Code::LimitExceeded);
    let wide = spec(&json!({"to": "any/m", "when": {"files": vec!["x".repeat(512); 250]}}));
    assert!(validate(&vec![wide.clone(); 8], &catalog()).is_ok());
    let error = validate(&vec![wide; 9], &catalog()).unwrap_err();
    assert_eq!(error.code(), Code::LimitExceeded);
    assert!(error.message().contains("1048576"));
}

#[test]
fn the_first_rule_that_holds_is_taken() {
    let set = RuleSet::compile(&rules(json!([
        {"when": {"files": "*.rs", "request_type": "fim"}, "to": "any/0"},
        {"when": {"files": ["src/**", "*.toml"], "client": ["cline", "roo"]}, "to": "any/1"},
        {"when": {"requested_model": "*/gpt-*"}, "to": "any/2"},
        {"when": {"client": "codex", "requested_model": "gpt-5"}, "to": "any/3"},
        {"when": {"request_type": "chat", "files": "*.md"}, "to": "any/4"},
        {"when": {"request_type": ["title", "fim"]}, "to": "any/5"},
        {"to": "any/6"},
        {"when": {"files": "*.py"}, "to": "any/7"},
    ])));
    for (given, root, expected) in [
        (facts(&["a.rs"], Some("fim"), "generic", None), None, 0),
        (facts(&["a.rs"], Some("chat"), "generic", None), None, 6),
        (facts(&["a.rs"], None, "generic", None), None, 6),
        (facts(&["x.py", "p/src/b.c"], None, "roo", None), None, 1),
        (facts(&["/p/src/b.c"], None, "roo", None), Some("/p"), 1),
        (facts(&["/q/src/b.c"], None, "roo", None), Some("/p"), 6),
        (facts(&["src/b.c"], None, "generic", None), None, 6),
        (facts(&["Cargo.toml"], Some("fim"), "cline", None), None, 1),
        (facts(&[], None, "codex", Some("openai/gpt-5")), None, 2),
        (facts(&[], None, "codex", Some("gpt-5")), None, 3),
        (facts(&[], None, "roo", Some("gpt-5")), None, 6),
        (facts(&["a.md"], Some("edit"), "generic", None), None, 4),
        (facts(&["a.md"], None, "generic", None), None, 4),
        (facts(&["a.md"], Some("fim"), "generic", None), None, 5),
        (facts(&[], Some("title"), "generic", None), None, 5),
        (facts(&["a.py"], None, "generic", None), None, 6),
    ] {
        assert_eq!(set.decide(&given, root), Some(expected), "{given:?}");
    }
}

#[test]
fn nothing_holds_without_rules_or_on_unknown_facts() {
    assert_eq!(RuleSet::compile(&[]).decide(&Facts::default(), None), None);
    let set = RuleSet::compile(&rules(json!([
        {"when": {"files": "*"}, "to": "any/m"},
        {"when": {"requested_model": "*"}, "to": "any/m"},
        {"when": {"request_type": "fim"}, "to": "any/m"},
    ])));
    assert_eq!(set.decide(&Facts::default(), None), None);
}

#[test]
fn a_stored_rule_that_is_not_understood_never_holds_and_is_told_of() {
    let target = Target { provider: "any".into(), model: None };
    let odd = Rule { when: When::default(), to: vec![target.clone()], matcher: None, unknown: vec!["weather".into()] };
    let empty = Rule {
        when: When { files: Some(Vec::new()), ..When::default() },
        to: vec![target],
        matcher: None,
        unknown: vec![],
    };
    let nowhere = Rule { when: When::default(), to: vec![], matcher: None, unknown: vec![] };
    let set = RuleSet::compile(&[empty, odd, nowhere]);
    let facts = facts(&["a"], None, "generic", None);
    assert_eq!(set.decide(&facts, None), None);
    assert_eq!(set.unknown_conditions(), [(1, "weather".to_owned())]);
    let told = set.explain(&facts, None);
    assert!(told.iter().all(|rule| !rule.held));
    assert_eq!(told[1].conditions[0].condition, "weather");
}

#[test]
fn explaining_tells_each_condition_and_what_was_seen() {
    let set = RuleSet::compile(&rules(json!([
        {"when": {"files": ["*.rs", "*.c"], "request_type": "chat", "client": "roo", "requested_model": "gpt*"}, "to": "any/m"},
    ])));
    let told = serde_json::to_value(set.explain(&facts(&["src/a.rs"], None, "cline", Some("gpt-5")), None)).unwrap();
    assert_eq!(
        told,
        json!([{"rule": 0, "held": false, "to": [{"provider": "any", "model": "m"}], "conditions": [
            {"condition": "files", "values": ["*.rs", "*.c"], "held": true, "seen": ["src/a.rs"]},
            {"condition": "request_type", "values": ["chat"], "held": true, "seen": []},
            {"condition": "client", "values": ["roo"], "held": false, "seen": ["cline"]},
            {"condition": "requested_model", "values": ["gpt*"], "held": true, "seen": ["gpt-5"]},
        ]}])
    );
}

/// A rule compared with facts by its definition, one condition after the other.
fn holds(rule: &Rule, facts: &Facts, root: Option<&str>) -> bool {
    let (kind, model) = (facts.request_type.as_deref(), facts.requested_model.as_deref());
    let converses = kind != Some("embeddings");
    let is_kind = |word: &str| match word {
        "chat" => kind != Some("fim") && converses,
        word => kind == Some(word),
    };
    let is_model = |value: &str| {
        let matches = |text: &String, model| path::Pattern::model(text).matches(&path::Subject::word(model));
        model.is_some_and(|model| model == value || rich::expanded(value).iter().any(|text| matches(text, model)))
    };
    let When { files, request_type, client, requested_model } = &rule.when;
    (converses || rich::says(request_type) || rich::says(requested_model))
        && files.as_ref().is_none_or(|values| rich::files_hold(values, &facts.files, root))
        && request_type.as_ref().is_none_or(|values| rich::one_holds(values, kind.is_some() && converses, is_kind))
        && client.as_ref().is_none_or(|values| rich::one_holds(values, true, |word| word == facts.client))
        && requested_model.as_ref().is_none_or(|values| rich::one_holds(values, model.is_some(), is_model))
}

fn some_of(words: &'static [&'static str]) -> impl Strategy<Value = Option<Vec<String>>> {
    let list = prop::collection::vec(prop::sample::select(words).prop_map(str::to_owned), 1..4);
    prop::option::weighted(0.5, list)
}

const KINDS: &[&str] = &["chat", "fim", "edit", "!fim", "!edit", "!chat", "embeddings"];
const CLIENTS: &[&str] = &["roo", "cline", "!roo", "!cline"];
const MODELS: &[&str] = &["gpt*", "o?", "*/o1", "!o1", "!gpt*", "{x/,}o1", "m[1]", "!m[1]"];

fn any_rule() -> impl Strategy<Value = Rule> {
    let files = some_of(&[
        "*.rs",
        "a.*",
        "a.rs",
        "src/*.rs",
        "src/**",
        "**/a.*",
        "/p/**",
        "*",
        "b?r*",
        "lib/x/**/*.py",
        "!a.*",
        "!src/**",
        "*.{rs,py}",
        "!{bar,*.c}",
    ]);
    let when = (files, some_of(KINDS), some_of(CLIENTS), some_of(MODELS));
    when.prop_map(|(files, request_type, client, requested_model)| Rule {
        when: When { files, request_type, client, requested_model },
        to: vec![Target { provider: "any".into(), model: None }],
        matcher: None,
        unknown: Vec::new(),
    })
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let file = prop::sample::select(
        &["a.rs", "src/a.rs", "/p/src/b.py", "lib/x/y/a.py", "/q/lib/x/z.py", "bar", "src/../a.c"][..],
    );
    let word = |words: &'static [&'static str]| prop::option::of(prop::sample::select(words));
    (
        prop::collection::vec(file, 0..4),
        word(&["fim", "chat", "edit", "embeddings"]),
        word(&["roo"]),
        word(&["gpt-5", "o1", "x/o1", "m1", "m[1]"]),
    )
        .prop_map(|(files, kind, client, model)| facts(&files, kind, client.unwrap_or("generic"), model))
}

proptest! {
    #[test]
    fn deciding_and_explaining_agree_with_the_definition(
        rules in prop::collection::vec(any_rule(), 0..12),
        facts in any_facts(),
        rooted in any::<bool>(),
    ) {
        let root = rooted.then_some("/p");
        let set = RuleSet::compile(&rules);
        let expected: Vec<bool> = rules.iter().map(|rule| holds(rule, &facts, root)).collect();
        prop_assert_eq!(set.decide(&facts, root), expected.iter().position(|&held| held));
        let told: Vec<bool> = set.explain(&facts, root).iter().map(|rule| rule.held).collect();
        prop_assert_eq!(told, expected);
    }
}
