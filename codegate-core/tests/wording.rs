//! What stands in texts: errors that name what is in the way, rules in their short form, explanations and tables.

use codegate_core::model::*;
use codegate_core::{Code, Error, Gate};

fn gate() -> Gate {
    let gate = Gate::options().open(":memory:").unwrap();
    let new = NewProvider { models: Some(vec!["gpt-4o".into()]), ..NewProvider::new(ProviderType::Openai) };
    gate.providers().add("p", &new).unwrap();
    gate
}

fn rules(text: &str) -> Vec<RuleSpec> {
    from_json(text.as_bytes()).unwrap()
}

/// The error has this code, and its text names all of these.
#[track_caller]
fn names(error: &Error, code: Code, named: &[&str]) {
    assert_eq!(error.code(), code, "{error}");
    for name in named {
        assert!(error.message().contains(name), "`{name}` is not in: {error}");
    }
}

#[test]
fn an_error_names_what_is_in_the_way() {
    let gate = gate();
    let workspaces = gate.workspaces();
    for name in ["acme", "other"] {
        let new = NewWorkspace { rules: rules(r#"[{"to": "p/gpt-4o"}]"#), ..NewWorkspace::default() };
        workspaces.create(name, &new).unwrap();
    }
    gate.sessions().activate("acme", Some("win-1")).unwrap();
    gate.sessions().activate("acme", Some("win-2")).unwrap();

    let error = workspaces.archive("acme", false).unwrap_err();
    names(&error, Code::WorkspaceActive, &["`acme`", "`win-1`", "`win-2`"]);
    let error = gate.providers().remove("p", false).unwrap_err();
    names(&error, Code::ProviderInUse, &["`p`", "`acme`", "`other`"]);
    let update = ProviderUpdate { models: Some(Some(Vec::new())), ..ProviderUpdate::default() };
    let error = gate.providers().update("p", &update).unwrap_err();
    names(&error, Code::ModelInUse, &["`p`", "`gpt-4o`"]);
}

#[test]
fn an_error_about_a_rule_tells_its_position() {
    let gate = gate();
    let set = |text: &str| gate.workspaces().set_rules("default", &rules(text)).unwrap_err();
    let good = r#"{"to": "p/gpt-4o"}"#;
    names(&set(&format!(r#"[{good}, {{"to": "nobody/m"}}]"#)), Code::ProviderNotFound, &["rule 1", "`nobody`"]);
    names(&set(r#"[{"to": "p/gpt-5"}]"#), Code::ModelNotFound, &["rule 0", "`gpt-5`"]);
    names(&set(&format!(r#"[{good}, {good}, {{"to": []}}]"#)), Code::InvalidRule, &["rule 2"]);
    let unknown = format!(r#"[{good}, {{"when": {{"weather": "rain"}}, "to": "p"}}]"#);
    names(&set(&unknown), Code::InvalidRule, &["rule 1", "`weather`"]);
}

#[test]
fn an_error_about_a_limit_tells_the_limit() {
    let gate = gate();
    let error = gate.workspaces().create(&"x".repeat(65), &NewWorkspace::default()).unwrap_err();
    names(&error, Code::LimitExceeded, &["64"]);
    let long = NewWorkspace { custom_instructions: Some("x".repeat(65_537)), ..NewWorkspace::default() };
    names(&gate.workspaces().create("w", &long).unwrap_err(), Code::LimitExceeded, &["instructions", "65536"]);
    let body = Request { body: Some(vec![b' '; 33_554_433].into()), ..Request::default() };
    names(&gate.decide(&body).unwrap_err(), Code::TooLarge, &["body", "33554432"]);
}

#[test]
fn the_four_matchers_are_read_back_in_their_own_form() {
    let gate = gate();
    let flat = r#"[
        {"provider_name": "p", "model": "gpt-4o", "matcher_type": "filename_match", "matcher": "*.py"},
        {"provider_name": "p", "model": "gpt-4o", "matcher_type": "fim_filename", "matcher": "*.rs"},
        {"provider_name": "p", "model": "gpt-4o", "matcher_type": "chat_filename", "matcher": null},
        {"provider_name": "p", "model": "gpt-4o", "matcher_type": "catch_all", "matcher": ""}]"#;
    let kept = gate.workspaces().set_rules("default", &rules(flat)).unwrap();
    let told: Vec<_> = kept
        .iter()
        .map(|rule| {
            let flat = rule.flat().unwrap();
            (flat.matcher_type, flat.matcher)
        })
        .collect();
    let matcher = |kind: &str, pattern: Option<&str>| (kind.to_owned(), pattern.map(str::to_owned));
    assert_eq!(
        told,
        [
            matcher("filename_match", Some("*.py")),
            matcher("fim_filename", Some("*.rs")),
            matcher("chat_filename", None),
            matcher("catch_all", None),
        ]
    );
}

#[test]
fn a_rule_that_the_four_matchers_cannot_say_has_no_such_form() {
    let gate = gate();
    let wider = r#"[
        {"when": {"files": ["*.py", "*.rs"]}, "to": "p/gpt-4o"},
        {"when": {"client": "cline"}, "to": "p/gpt-4o"},
        {"when": {"requested_model": "gpt*"}, "to": "p/gpt-4o"},
        {"when": {"request_type": "title"}, "to": "p/gpt-4o"},
        {"to": ["p/gpt-4o", "p"]}]"#;
    let kept = gate.workspaces().set_rules("default", &rules(wider)).unwrap();
    assert_eq!(kept.len(), 5);
    assert!(kept.iter().all(|rule| rule.flat().is_none()));
}

#[test]
fn an_explanation_prints_which_rule_was_taken_and_why() {
    let gate = gate();
    let specs = r#"[{"when": {"client": "cline"}, "to": "p/gpt-4o"}, {"when": {"files": "*.rs"}, "to": "p/gpt-4o"}]"#;
    gate.workspaces().set_rules("default", &rules(specs)).unwrap();
    let headers = vec![("X-Title".into(), "Roo Code".into()), ("User-Agent".into(), "RooCode/3".into())];
    let request = Request { files: Some(vec!["src/main.rs".into()]), headers, ..Request::default() };
    let text = gate.explain(&request).unwrap().to_string();
    for line in [
        "workspace `default`, session `default`",
        "-> p/gpt-4o at https://api.openai.com",
        "rule 0: does not hold",
        "client `roo`, by header (strong): X-Title: Roo Code",
        "client `roo`, by user_agent (strong): RooCode/3",
        "    no  client in [cline], seen: roo",
        "rule 1: holds  <- taken",
        "    yes files in [*.rs], seen: src/main.rs",
    ] {
        assert!(text.lines().any(|printed| printed == line), "`{line}` is not in:\n{text}");
    }
}

#[test]
fn a_report_prints_as_a_table() {
    let gate = gate();
    let record = Record {
        provider: Some("p".into()),
        model: Some("gpt-4o".into()),
        input_tokens: Some(1_000),
        output_tokens: Some(100),
        ..Record::default()
    };
    gate.record(&record).unwrap();
    let query = UsageQuery { by: vec![GroupBy::Model], ..UsageQuery::default() };
    let text = gate.usage().query(&query).unwrap().to_string();
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows.len(), 3, "{text}");
    assert_eq!(rows[1], ["gpt-4o", "1", "1000", "0", "100", "0.0035", "0", "0"]);
    assert_eq!(rows[2], ["total", "1", "1000", "0", "100", "0.0035", "0", "0"]);
}

#[test]
fn a_series_with_what_the_cache_saved_and_what_changed_prints_as_a_table() {
    let gate = gate();
    let time = |text: &str| Some(Timestamp::parse(text).unwrap());
    let record = |model: &str, day: &str, cached: u64| Record {
        provider: Some("p".into()),
        model: Some(model.into()),
        started_at: time(day),
        input_tokens: Some(1_000),
        cache_read: Some(cached),
        output_tokens: Some(100),
        ..Record::default()
    };
    gate.record(&record("gpt-4o", "2026-11-01T00:00:00Z", 0)).unwrap();
    gate.record(&record("gpt-4o", "2026-11-02T00:00:00Z", 400)).unwrap();
    gate.record(&record("none", "2026-11-02T00:00:00Z", 0)).unwrap();
    let query = UsageQuery {
        by: vec![GroupBy::Day, GroupBy::Model],
        since: time("2026-11-02T00:00:00Z"),
        until: time("2026-11-03T00:00:00Z"),
        compare: Some(Compare::Before(true)),
        ..UsageQuery::default()
    };
    let text = gate.usage().query(&query).unwrap().to_string();
    let expected = "\
day         model   exchanges  input  cached  output  cost USD  saved USD  incomplete  unpriced  change USD
2026-11-02  gpt-4o          1   1000     400     100     0.003     0.0005           0         0     -0.0005
2026-11-02  none            1   1000       0     100         0          0           0         1           0
total                       2   2000     400     200     0.003     0.0005           0         1     -0.0005
";
    assert_eq!(text, expected);
}
