//! Braces and exclusions, against their definition, and plain patterns in what is written of them.

use super::*;
use crate::model::from_plain;

/// Whether the file matches the pattern, in which braces and `!` are characters.
pub(super) fn plain(pattern: &str, path: &str, root: Option<&str>) -> bool {
    let root = root.map(path::Location::parse);
    path::Subject::file(path, root.as_ref()).is_some_and(|file| path::Pattern::file(pattern).matches(&file))
}

/// The alternatives of a pattern by recursion: the first pair of braces outside brackets is replaced by each of what it
/// holds. Brackets are found as in Python's source.
pub(super) fn expanded(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let Some((open, commas, close)) = first_braces(&chars) else { return vec![text.to_owned()] };
    let part = |from: usize, to: usize| chars[from..to].iter().collect::<String>();
    let mut edges = vec![open];
    edges.extend(commas);
    edges.push(close);
    let choices = edges.windows(2).map(|edge| part(edge[0] + 1, edge[1]));
    let (before, behind) = (part(0, open), expanded(&part(close + 1, chars.len())));
    let choices: Vec<String> = choices.flat_map(|choice| expanded(&choice)).collect();
    let with_rest = |choice: &String| behind.iter().map(|end| format!("{before}{choice}{end}")).collect::<Vec<_>>();
    choices.iter().flat_map(with_rest).collect()
}

fn first_braces(chars: &[char]) -> Option<(usize, Vec<usize>, usize)> {
    let (mut at, mut depth, mut open, mut commas) = (0, 0, 0, Vec::new());
    while at < chars.len() {
        match chars[at] {
            '[' => at = bracket_end(chars, at),
            '{' => {
                open = if depth == 0 { at } else { open };
                depth += 1;
            }
            ',' if depth == 1 => commas.push(at),
            '}' if depth == 1 => return Some((open, commas, at)),
            '}' if depth > 1 => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    None
}

fn bracket_end(chars: &[char], open: usize) -> usize {
    let mut end = open + 1;
    end += usize::from(chars.get(end) == Some(&'!'));
    end += usize::from(chars.get(end) == Some(&']'));
    while end < chars.len() && chars[end] != ']' && chars[end] != '/' {
        end += 1;
    }
    if chars.get(end) == Some(&']') && !chars[open..end].contains(&'/') { end } else { open }
}

/// The values of a condition that exclude, without their `!`, and the others.
fn parted(values: &[String]) -> (Vec<&str>, Vec<&str>) {
    let (no, yes): (Vec<&str>, Vec<&str>) = values.iter().map(String::as_str).partition(|value| value.starts_with('!'));
    (no.into_iter().map(|value| &value[1..]).collect(), yes)
}

/// Whether a condition on one value holds, by its definition; `left` is whether one does that has exclusions alone.
pub(super) fn one_holds(values: &[String], left: bool, is: impl Fn(&str) -> bool) -> bool {
    let (no, yes) = parted(values);
    (yes.is_empty() && !no.is_empty() && left || yes.iter().any(|value| is(value))) && !no.iter().any(|value| is(value))
}

/// Whether a rule says what type or model it is for, and not only what it is not for.
pub(super) fn says(values: &Option<Vec<String>>) -> bool {
    values.as_ref().is_some_and(|values| !parted(values).1.is_empty())
}

/// Whether a condition on files holds, by its definition.
pub(super) fn files_hold(values: &[String], files: &[FileRef], root: Option<&str>) -> bool {
    let read = |value: &str| match value.strip_prefix("[!]") {
        Some(rest) => expanded(&format!("!{rest}")),
        None => expanded(value),
    };
    let matches = |value: &str, path: &str| read(value).iter().any(|one| !one.is_empty() && plain(one, path, root));
    let (no, yes) = parted(values);
    let names_a_file = |path: &str| plain("*", path, root);
    files.iter().map(|file| file.path.as_str()).any(|path| {
        names_a_file(path)
            && (yes.is_empty() && !no.is_empty() || yes.iter().any(|value| matches(value, path)))
            && !no.iter().any(|value| matches(value, path))
    })
}

fn decides(files: Value, paths: &[&str]) -> bool {
    let set = RuleSet::compile(&rules(json!([{"when": {"files": files}, "to": "any/m"}])));
    set.decide(&facts(paths, None, "generic", None), None) == Some(0)
}

#[test]
fn braces_hold_alternatives_that_are_patterns_of_their_own() {
    for (pattern, yes, no) in [
        ("*.{ts,tsx}", &["a.ts", "src/b.tsx"][..], &["a.js", "a.{ts,tsx}"][..]),
        ("{src/**,*.md}", &["x/src/a/b.c", "docs/a.md"], &["a.c"]),
        ("{,src/}a.py", &["x/src/a.py", "a.py", "b/a.py"], &["b.py"]),
        ("{/abs,rel}/x", &["/abs/x", "y/rel/x"], &["/y/abs/x"]),
        ("{a}", &["a"], &["{a}"]),
        ("{}", &[], &["{}", "a"]),
        ("{1..3}", &["1..3"], &["2"]),
        ("[{]a,b}", &["{a,b}"], &["a", "b"]),
        ("{!a,b}", &["!a", "b"], &["a", "c"]),
        ("[!]a", &["!a"], &["a", "b"]),
        ("[!]a]b", &["!a]b"], &["xb"]),
        ("[!]{a,b}", &["!a", "!b"], &["a"]),
        ("{a,{b,c}d}", &["a", "bd", "cd"], &["b", "d"]),
        ("a}b,c", &["a}b,c"], &["a"]),
        (r"\{a,b}", &[], &["a", "b"]),
    ] {
        for path in yes {
            assert!(decides(json!(pattern), &[path]), "{pattern} on {path}");
        }
        for path in no {
            assert!(!decides(json!(pattern), &[path]), "{pattern} on {path}");
        }
    }
}

#[test]
fn one_file_must_match_what_is_wanted_and_nothing_that_is_excluded() {
    let tests = json!(["*.py", "!test_*.py"]);
    for (files, paths, expected) in [
        (tests.clone(), &["ledger.py"][..], true),
        (tests.clone(), &["test_ledger.py"], false),
        (tests.clone(), &["test_a.py", "b.py"], true),
        (tests.clone(), &["test_a.py", "b.rs"], false),
        (json!(["!test_*.py", "*.py"]), &["test_a.py"], false),
        (json!("!*.md"), &["a.md"], false),
        (json!("!*.md"), &["a.md", "b.rs"], true),
        (json!("!*.md"), &[], false),
        (json!("!*.md"), &["..", "a/.."], false),
        (json!(["!*.md", "!*.rs"]), &["a.md", "b.rs"], false),
        (json!("!{*.md,docs/**}"), &["docs/a.txt", "b.md"], false),
        (json!("!{}"), &["a"], true),
        (json!(["{}", "!a"]), &["b"], false),
        (json!("!!x"), &["!x"], false),
        (json!("!!x"), &["x"], true),
        (json!("![!]x"), &["!x"], false),
    ] {
        assert_eq!(decides(files.clone(), paths), expected, "{files} on {paths:?}");
    }
    let outside = RuleSet::compile(&rules(json!([{"when": {"files": "!src/**"}, "to": "any/m"}])));
    let decide = |path, root| outside.decide(&facts(&[path], None, "generic", None), root);
    assert_eq!(decide("/p/src/a.rs", Some("/p")), None);
    assert_eq!(decide("/q/src/a.rs", Some("/p")), Some(0), "a file outside the root matches no relative pattern");
}

#[test]
fn what_is_wrong_with_braces_and_exclusions_is_refused() {
    let deep = |depth: usize| format!("{}a{}", "{".repeat(depth), "}".repeat(depth));
    for (pattern, code) in [
        ("!".to_owned(), Code::InvalidRule),
        ("a{b".to_owned(), Code::InvalidRule),
        ("!{".to_owned(), Code::InvalidRule),
        ("{".repeat(512), Code::InvalidRule),
        ("{a,b}".repeat(9), Code::LimitExceeded),
        ("{a,b}".repeat(100), Code::LimitExceeded),
        (deep(17), Code::LimitExceeded),
    ] {
        let (found, message) = checked(json!({"when": {"files": ["*.rs", pattern]}, "to": "any/m"})).unwrap_err();
        assert_eq!(found, code, "{pattern}: {message}");
        assert!(message.starts_with("rule 1: "), "{message}");
    }
    for pattern in ["{a,b}".repeat(8), deep(16), "a}".to_owned(), "[{]".to_owned(), "!!".to_owned(), "{}".to_owned()] {
        assert!(checked(json!({"when": {"files": pattern}, "to": "any/m"})).is_ok(), "{pattern}");
    }
}

#[test]
fn the_alternatives_of_a_workspace_are_limited() {
    let wide = "{a,b}".repeat(8);
    let full = spec(&json!({"when": {"files": vec![wide; 256]}, "to": "any/m"}));
    assert!(validate(std::slice::from_ref(&full), &catalog()).is_ok());
    let error = validate(&[full.clone(), full], &catalog()).unwrap_err();
    assert_eq!(error.code(), Code::LimitExceeded);
    assert!(error.message().contains("100000"), "{error}");
}

#[test]
fn the_model_must_match_what_is_wanted_and_nothing_that_is_excluded() {
    for (values, yes, no) in [
        (json!("{gpt,o}-*"), &["gpt-5", "o-1", "{gpt,o}-*"][..], &["claude"][..]),
        (json!(["gpt-*", "!*-{mini,nano}"]), &["gpt-5"], &["gpt-5-mini", "gpt-5-nano", "claude"]),
        (json!("!gpt-*"), &["claude"], &["gpt-5"]),
        (json!(["m[1]", "x"]), &["m1", "m[1]", "x"], &["m", "[1]"]),
        (json!(["m*", "!m[1]"]), &["m2"], &["m1", "m[1]"]),
        (json!("{a,b[1]}"), &["a", "b1", "{a,b[1]}"], &["b[1]", "b"]),
        (json!("{a,claude}[1m]"), &["a[1m]", "claude[1m]"], &["a1", "am"]),
        (json!("x[a/b]y"), &["x/y", "xay", "x[a/b]y"], &["x[a"]),
        (json!("[!]x"), &["!x", "[!]x"], &["x"]),
        (json!("!!x"), &["x"], &["!x"]),
        (json!("{}"), &["{}"], &["a"]),
    ] {
        let set = RuleSet::compile(&rules(json!([{"when": {"requested_model": values}, "to": "any/m"}])));
        let decide = |model| set.decide(&facts(&[], None, "generic", model), None);
        yes.iter().for_each(|model| assert_eq!(decide(Some(model)), Some(0), "{values} on {model}"));
        no.iter().for_each(|model| assert_eq!(decide(Some(model)), None, "{values} on {model}"));
        assert_eq!(decide(None), None, "{values}");
    }
}

#[test]
fn words_are_excluded_where_something_is_known() {
    for (when, kind, client, expected) in [
        (json!({"request_type": "!fim"}), Some("chat"), "generic", true),
        (json!({"request_type": "!fim"}), Some("title"), "generic", true),
        (json!({"request_type": "!fim"}), Some("fim"), "generic", false),
        (json!({"request_type": "!fim"}), None, "generic", false),
        (json!({"request_type": "!fim"}), Some("embeddings"), "generic", false),
        (json!({"request_type": "!chat"}), Some("fim"), "generic", true),
        (json!({"request_type": "!chat"}), Some("title"), "generic", false),
        (json!({"request_type": "!chat"}), None, "generic", false),
        (json!({"request_type": "!chat"}), Some("embeddings"), "generic", false),
        (json!({"request_type": ["chat", "!title"]}), Some("title"), "generic", false),
        (json!({"request_type": ["chat", "!title"]}), Some("chat"), "generic", true),
        (json!({"request_type": ["chat", "!title"]}), None, "generic", true),
        (json!({"request_type": ["embeddings", "!fim"]}), Some("embeddings"), "generic", true),
        (json!({"client": "!cline"}), None, "generic", true),
        (json!({"client": "!cline"}), None, "cline", false),
        (json!({"client": "!cline"}), Some("embeddings"), "roo", false),
        (json!({"client": ["!cline", "!roo"]}), None, "roo", false),
        (json!({"client": ["roo", "!roo"]}), None, "roo", false),
        (json!({"client": "[!]x"}), None, "!x", true),
        (json!({"client": "!cline", "request_type": "!fim"}), Some("chat"), "roo", true),
    ] {
        let set = RuleSet::compile(&rules(json!([{"when": when, "to": "any/m"}])));
        let facts = facts(&[], kind, client, None);
        assert_eq!(set.decide(&facts, None).is_some(), expected, "{when} on {kind:?}, {client}");
        assert_eq!(set.explain(&facts, None)[0].held, expected, "{when} on {kind:?}, {client}");
    }
    for when in [json!({"client": "!"}), json!({"request_type": ["chat", "!"]}), json!({"requested_model": "!"})] {
        assert_eq!(checked(json!({"when": when, "to": "any/m"})).unwrap_err().0, Code::InvalidRule);
    }
}

#[test]
fn exclusions_alone_open_no_rule_to_what_is_no_conversation() {
    let of = |when: Value| {
        let set = RuleSet::compile(&rules(json!([{"when": when, "to": "any/m"}])));
        set.decide(&facts(&["a.rs"], Some("embeddings"), "generic", Some("e")), None).is_some()
    };
    assert!(of(json!({"requested_model": "e"})));
    assert!(of(json!({"requested_model": ["*", "!x"], "client": "!cline"})));
    assert!(!of(json!({"requested_model": "!x"})));
    assert!(!of(json!({"requested_model": "!x", "request_type": "!fim"})));
    assert!(!of(json!({"files": "!*.py"})));
}

#[test]
fn an_exclusion_is_told_in_an_explanation() {
    let set = RuleSet::compile(&rules(json!([{"when": {"files": ["*.py", "!test_*"]}, "to": "any/m"}])));
    let told = |files: &[&str]| {
        let rule = set.explain(&facts(files, None, "generic", None), None).remove(0);
        (rule.held, rule.conditions[0].clone())
    };
    let (held, condition) = told(&["test_a.py", "b.rs"]);
    assert!(!held && !condition.held);
    assert_eq!(
        (condition.seen, condition.excluded),
        (vec!["test_a.py".into(), "b.rs".into()], vec!["test_a.py".into()])
    );
    let (held, condition) = told(&["test_a.py", "b.py"]);
    assert!(held && condition.held);
    assert_eq!(condition.excluded, ["test_a.py"]);
    let when = json!({"request_type": "!fim", "client": ["!roo", "!x"], "requested_model": ["gpt-*", "!*-mini"]});
    let set = RuleSet::compile(&rules(json!([{"when": when, "to": "any/m"}])));
    let told = set.explain(&facts(&[], Some("fim"), "roo", Some("gpt-5-mini")), None).remove(0);
    let excluded: Vec<_> =
        told.conditions.iter().map(|condition| (condition.held, condition.excluded.clone())).collect();
    assert_eq!(
        excluded,
        [(false, vec!["fim".into()]), (false, vec!["roo".into()]), (false, vec!["gpt-5-mini".into()])]
    );
}

fn files_of(paths: &[String]) -> Facts {
    facts(&paths.iter().map(String::as_str).collect::<Vec<_>>(), None, "generic", None)
}

fn can_be_set(pattern: &str) -> bool {
    checked(json!({"when": {"files": pattern}, "to": "any/m"})).is_ok()
}

fn any_braces() -> impl Strategy<Value = String> {
    let pieces = vec![
        "a", "b", "{", "{", "}", "}", ",", "[", "]", "!", "/", "*", "**", "[{]", "[!a]", "[!", "src", ".rs", "{a,b}",
    ];
    prop::collection::vec(prop::sample::select(pieces), 1..9).prop_map(|pieces| pieces.concat())
}

fn any_path() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ab{},!\\[\\]/]{1,6}",
        prop::sample::select(&["a", "b", "src/a", "src/b.rs", "/a/src/b", "!a", "a/b", "{a,b}"][..])
            .prop_map(Into::into)
    ]
}

proptest! {
    #[test]
    fn a_rich_pattern_matches_what_its_expansion_does(
        values in prop::collection::vec(any_braces().prop_filter("can be set", |value| can_be_set(value)), 1..4),
        paths in prop::collection::vec(any_path(), 0..4),
        rooted in any::<bool>(),
    ) {
        let rule = json!({"when": {"files": &values}, "to": "any/m"});
        let root = rooted.then_some("/a");
        let set = RuleSet::compile(&rules(json!([rule])));
        let facts = files_of(&paths);
        let expected = files_hold(&values, &facts.files, root);
        prop_assert_eq!(set.decide(&facts, root).is_some(), expected);
        prop_assert_eq!(set.explain(&facts, root)[0].held, expected);
    }

    #[test]
    fn a_matcher_matches_as_fnmatch_does(matcher in any_braces(), path in any_path(), rooted in any::<bool>()) {
        let flat = json!({"provider_name": "any", "model": "m", "matcher_type": "filename_match", "matcher": &matcher});
        let rule = checked(flat).unwrap();
        let flat = rule.flat().unwrap();
        prop_assert_eq!(flat.matcher.as_deref(), Some(matcher.as_str()));
        let root = rooted.then_some("/a");
        let facts = files_of(&[path]);
        let expected = facts.files.iter().any(|file| plain(&matcher, &file.path, root));
        let held = RuleSet::compile(std::slice::from_ref(&rule)).decide(&facts, root);
        prop_assert_eq!(held.is_some(), expected, "{:?}", &rule.when.files);
        // What was read back is set again, and says the same.
        let again = serde_json::to_value(&rule).unwrap();
        prop_assert_eq!(checked(again).unwrap(), rule);
    }

    #[test]
    fn a_plain_pattern_of_models_holds_for_what_it_did(plain in "[a{},!\\[\\]/*?1m]{1,8}", text in "[a{},!\\[\\]/1m]{1,6}") {
        let written = from_plain("requested_model", std::slice::from_ref(&plain));
        let set = RuleSet::compile(&rules(json!([{"when": {"requested_model": &written}, "to": "any/m"}])));
        for model in [text, plain.clone()] {
            let expected = plain == model || path::Pattern::model(&plain).matches(&path::Subject::word(&model));
            let held = set.decide(&facts(&[], None, "generic", Some(&model)), None).is_some();
            // A name that is written like the new pattern is one more, which nobody has.
            prop_assert_eq!(held, expected || written.contains(&model), "{:?} on {}", &written, &model);
        }
    }
}
