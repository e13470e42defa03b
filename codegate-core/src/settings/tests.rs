//! Settings that are read, and those that are refused: where, and with which words.

use super::read;
use crate::error::Code;
use crate::limits::RECORD_BYTES;

const WHOLE: &str = r#"
#:schema https://example.com/settings.schema.json
workspace = "Acme"

[providers.claude]
type = "anthropic"
credential = "env:ANTHROPIC_API_KEY"
models = ["claude-opus-5"]
paths = { openai_chat = "/x" }

[workspaces.acme]
custom_instructions = """
Be brief."""
rules = [
    { when = { files = "*.rs", client = ["cline", "!aider"] }, to = ["claude/claude-opus-5", { provider = "local" }] },
    { to = "local" },
]

[personas."rust expert"]
description = "Knows Rust."
vector = [1, 0.5]

[sessions]
default = "acme"
"#;

fn refused(text: &str) -> (Code, String) {
    match read(text.as_bytes()) {
        Ok(_) => panic!("this was read: {text}"),
        Err(error) => (error.code(), error.message().to_owned()),
    }
}

#[test]
fn a_whole_file_is_read() {
    let document = read(WHOLE.as_bytes()).unwrap().document;
    assert_eq!(document.workspace.as_deref(), Some("Acme"));
    let claude = &document.providers["claude"];
    assert_eq!(claude.provider_type.map(|kind| kind.as_str()), Some("anthropic"));
    assert_eq!(claude.credential, Some(Some("env:ANTHROPIC_API_KEY".into())));
    assert!(claude.description.is_none(), "what is not named is not cleared");
    let acme = &document.workspaces["acme"];
    assert_eq!(acme.custom_instructions, Some(Some("Be brief.".into())));
    let rules = acme.rules.clone().flatten().unwrap();
    assert_eq!(rules.len(), 2);
    assert_eq!(rules[0].when.client.as_deref().unwrap(), ["cline", "!aider"]);
    assert_eq!(rules[0].to[1].provider, "local");
    assert_eq!(document.personas["rust expert"].vector, Some(Some(vec![1.0, 0.5])));
    assert_eq!(document.sessions["default"], "acme");
}

#[test]
fn json_of_the_same_shape_is_read_and_null_clears() {
    let text = r#" {"workspaces": {"acme": {"custom_instructions": null, "rules": null}}, "providers": {"p": {"models": []}}}"#;
    let document = read(text.as_bytes()).unwrap().document;
    assert_eq!(document.workspaces["acme"].custom_instructions, Some(None));
    assert!(matches!(document.workspaces["acme"].rules, Some(None)));
    assert_eq!(document.providers["p"].models, Some(Some(Vec::new())));
    assert!(read(b"").unwrap().document.providers.is_empty(), "nothing is a file without settings");
    assert!(read(b"\xEF\xBB\xBFworkspace = 'a'").unwrap().document.workspace.is_some());
}

#[test]
fn errors_name_the_line_and_the_column() {
    for (text, place, words) in [
        (
            "[providers.p]\ntype = 'openai'\nendpont = 'x'",
            "line 3, column 1: ",
            "`providers.p`: there is no `endpont` here",
        ),
        ("workspce = 'a'", "line 1, column 1: ", "there is no `workspce` here, only `workspace`"),
        ("[providers.p]\ntype = 5", "line 2, column 8: ", "`providers.p.type`: must be text, not a number"),
        ("[providers.p]\ntype = 'cohere'", "line 2, column 8: ", "must be one of `openai`, `anthropic`"),
        ("[providers.p]\nmodels = ['a', 7]", "line 2, column 16: ", "`providers.p.models.1`: must be text"),
        ("[workspaces.'ä']\nx = 1", "line 2, column 1: ", "there is no `x` here"),
        (
            "['workspaces'.a]\nrules = [{ to = 'p' }, { when = 1, to = 'p' }]",
            "line 2, column 24: ",
            "`when` must be an object",
        ),
        ("[workspaces]\n'ä' = {}\n", "line 2, column 1: ", "is not a workspace name"),
        ("workspaces = { a = {}, A = {} }", "line 1, column 16: ", "another spelling"),
        ("[providers]\n\"a/b\" = {}", "line 2, column 1: ", "is not a provider name"),
        ("[sessions]\n\"\" = 'a'", "line 2, column 1: ", "is not a session id"),
        ("a = [1,\n  2", "line 2, column ", "this is not TOML"),
        ("x = 1\nx = 2", "line 2, column 1: ", "this is not TOML: duplicate key"),
        (
            "[workspaces.a]\ncustom_instructions = ''\ncustom_instructions_file = 'f'",
            "line 3, column 1: ",
            "stand here already",
        ),
        ("workspace = 2020-01-01", "line 1, column 13: ", "must be text, not a date"),
        ("{\"workspace\": }", "line 1, column 15: ", "this is not JSON"),
        ("{\"workspace\": 1}", "", "`workspace`: must be text, not a number"),
        ("{\"workspaces\": {\"a\": {}, \"b c\": {}}}", "`workspaces.b c`: ", "is not a workspace name"),
    ] {
        let (_, message) = refused(text);
        assert!(message.starts_with(place), "{text}: {message}");
        assert!(message.contains(words), "{text}: {message}");
    }
    let (_, message) = refused("a = 'x'\nb = '\u{1}'");
    assert!(message.starts_with("line 2, column 6: this is not TOML"), "{message}");
    let broken = read(b"a = 1\nb = '\xFF'").err().unwrap();
    assert_eq!(broken.message(), "line 2, column 6: the settings are not UTF-8");
}

#[test]
fn no_error_shows_what_may_be_a_secret() {
    for text in [
        "[providers.p]\napi_key = 'sk-5ecret'",
        "[providers.p]\napi_key = sk-5ecret",
        "[providers.p]\napi_key = \"sk-5ecret",
        "[providers.p]\ntype = 'sk-5ecret'",
        "[providers.p]\nauth = 'sk-5ecret'",
        "[providers.p]\nmodels = 'sk-5ecret'",
        "[providers.p]\ncredential = ['sk-5ecret']",
        "[providers.p]\ninject_usage = 'sk-5ecret'",
        "providers = 'sk-5ecret'",
        "{\"providers\": {\"p\": {\"auth\": \"sk-5ecret\"}}}",
        "{\"providers\": {\"p\": {\"auth\": \"sk-5ecret}}}",
    ] {
        let (code, message) = refused(text);
        assert_eq!(code, Code::InvalidArgument, "{text}");
        assert!(!message.contains("5ecret"), "{text}: {message}");
    }
    let (_, message) = refused("[providers.p]\napi_key = 'sk-5ecret'");
    assert!(message.contains("refer to it by `credential = \"env:NAME\"`"), "{message}");
}

#[test]
fn size_and_depth_are_bounded() {
    assert_eq!(refused(&"#".repeat(RECORD_BYTES + 1)).0, Code::LimitExceeded);
    assert_eq!(refused(&format!("a = {}", "[".repeat(100_000))).0, Code::LimitExceeded);
    assert_eq!(refused(&format!("a = {}", "{a=".repeat(100_000))).0, Code::LimitExceeded);
    assert_eq!(refused(&format!("[{}a]", "a.".repeat(100_000))).0, Code::LimitExceeded);
    let (code, message) = refused(&format!("{}a = 1", "a.".repeat(9)));
    assert_eq!(code, Code::LimitExceeded);
    assert!(message.contains("a dotted name is over its limit of 8 dots"), "{message}");
    assert_eq!(refused(&format!("{}a = 1", "a.".repeat(100_000))).0, Code::LimitExceeded);
    assert_eq!(refused(&format!("{{\"a\": {}", "[".repeat(100_000))).0, Code::LimitExceeded);
    // Brackets and dots in text and comments are none.
    let text = format!("workspace = 'a' # {0}\n[workspaces.a]\ncustom_instructions = '{0}'", "[.".repeat(500));
    assert!(read(text.as_bytes()).is_ok());
}
