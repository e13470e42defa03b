//! What a host relies on without ever calling it: deciding writes nothing, credentials stay where they belong, and no
//! request takes more than its share.

use codegate_core::model::*;
use codegate_core::{Code, Gate};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

const CHAT: &str = "/v1/chat/completions";
const BODY: &[u8] = br#"{"model":"auto","messages":[{"role":"user","content":"a prompt that is kept"}]}"#;
const ANSWER: &[u8] = br#"{"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2}}"#;

fn provider(endpoint: &str, auth: Auth, credential: Option<&str>) -> NewProvider {
    NewProvider {
        endpoint: Some(endpoint.into()),
        auth: Some(auth),
        credential: credential.map(str::to_owned),
        ..NewProvider::new(ProviderType::OpenaiCompatible)
    }
}

/// Everything goes to these providers in turn.
fn route(gate: &Gate, providers: &[&str]) {
    let to = providers.iter().map(|name| Target::parse(&format!("{name}/m"))).collect();
    gate.workspaces().set_rules("default", &[RuleSpec { to, ..RuleSpec::default() }]).unwrap();
}

fn request(headers: &[(&str, &str)]) -> Request<'static> {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Request { body: Some(BODY.into()), path: Some(CHAT.into()), headers, ..Request::default() }
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap()))
        .collect()
}

#[test]
fn deciding_explaining_beginning_and_planning_write_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let gate = Gate::open(folder.path().join("store.db")).unwrap();
    gate.providers().add("a", &provider("http://a.example", Auth::None, None)).unwrap();
    route(&gate, &["a"]);
    let bundle = gate.export(&ExportOptions::default()).unwrap();
    let before = files(folder.path());
    gate.decide(&request(&[])).unwrap();
    gate.explain(&request(&[])).unwrap();
    let exchange = gate.begin(request(&[])).unwrap();
    exchange.feed(ANSWER).unwrap();
    gate.plan_import(bundle.as_bytes()).unwrap();
    assert!(files(folder.path()) == before, "a file changed");
    exchange.finish(Outcome::Completed).unwrap();
    assert!(files(folder.path()) != before, "finishing writes, so this test can fail");
}

/// The forms in which a text might stand in a file.
fn disguises(text: &str) -> Vec<Vec<u8>> {
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut forms = vec![text.as_bytes().to_vec(), hex.to_uppercase().into_bytes(), hex.into_bytes()];
    forms.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
    forms.push(text.bytes().rev().collect());
    // The middle of its base64 does not depend on what surrounds it, for each of three offsets.
    forms.extend((0..3).map(|offset| {
        let whole = base64(&[&vec![b'x'; offset], text.as_bytes(), b"xx"].concat());
        whole.as_bytes()[4..whole.len() - 6].to_vec()
    }));
    forms
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |part: &[u8]| {
        let word = part.iter().fold(0usize, |word, byte| word << 8 | usize::from(*byte)) << (8 * (3 - part.len()));
        (0..4).map(move |place| char::from(LETTERS[word >> (18 - 6 * place) & 63])).collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    disguises(text).iter().any(|form| bytes.windows(form.len()).any(|part| part == form.as_slice()))
}

#[test]
fn no_credential_is_found_in_what_the_library_writes_or_says() {
    const SECRET: &str = "sk-canary-9Qd81mzX42";
    let folder = tempfile::tempdir().unwrap();
    let options = Gate::options().history(HistoryMode::All).env(|_| Some(SECRET.into()));
    let gate = options.open(folder.path().join("store.db")).unwrap();
    let mut said = String::new();

    for credential in [SECRET.to_owned(), format!("env:{SECRET}=x"), format!("raw:{SECRET}")] {
        let refused = gate.providers().add("raw", &provider("http://raw.example", Auth::ApiKey, Some(&credential)));
        said += &format!("{refused:?} {}", refused.as_ref().unwrap_err());
    }
    for endpoint in [format!("http://user:{SECRET}@h.example"), format!("http://h.example/?key={SECRET}")] {
        let refused = gate.providers().add("url", &provider(&endpoint, Auth::None, None));
        said += &format!("{refused:?} {}", refused.as_ref().unwrap_err());
    }

    gate.providers().add("keyed", &provider("http://a.example", Auth::ApiKey, Some("env:KEY"))).unwrap();
    gate.providers().add("through", &provider("http://b.example", Auth::Passthrough, None)).unwrap();
    route(&gate, &["keyed", "through"]);
    let bearer = format!("Bearer {SECRET}");
    let mut sent =
        request(&[("authorization", &bearer), ("x-api-key", SECRET), ("api-key", SECRET), ("cookie", SECRET)]);
    sent.path = Some(format!("{CHAT}?key={SECRET}"));
    said += &format!("{:?} {}", gate.decide(&sent).unwrap(), gate.explain(&sent).unwrap());
    let exchange = gate.begin(sent).unwrap();
    assert!(format!("{:?}", exchange.headers()).contains(SECRET), "the secret is in use, so this test can fail");
    exchange.fail(&Failure { status: Some(503), ..Failure::default() }).unwrap().unwrap();
    exchange.begin_response(200, &[("set-cookie".into(), SECRET.into())]).unwrap();
    exchange.feed(ANSWER).unwrap();
    said += &format!("{:?} {:?}", exchange.decision(), exchange.warnings());
    said += &format!("{:?}", exchange.finish(Outcome::Completed).unwrap());
    said += &format!("{:?}", gate.history().list(&HistoryQuery::default()).unwrap());
    said += &format!("{:?}", gate.providers().list().unwrap());
    said += &gate.export(&ExportOptions::default()).unwrap();

    assert!(!holds(said.as_bytes(), SECRET), "{said}");
    let kept = files(folder.path());
    assert!(kept.values().any(|bytes| holds(bytes, "a prompt that is kept")), "the search finds what is there");
    for (name, bytes) in kept {
        assert!(!holds(&bytes, SECRET), "found in `{name}`");
    }
}

#[test]
fn every_disguise_is_seen_through() {
    for form in disguises("sk-canary-9Qd81mzX42") {
        assert!(holds(&[b"before ", form.as_slice(), b" after"].concat(), "sk-canary-9Qd81mzX42"));
    }
    assert_eq!(base64(b"any carnal pleasur"), "YW55IGNhcm5hbCBwbGVhc3Vy");
    assert!(!holds(b"nothing of it here", "sk-canary-9Qd81mzX42"));
}

#[test]
fn a_clients_credential_goes_to_passthrough_endpoints_only() {
    let gate = Gate::options().env(|_| Some("own-key".into())).open(":memory:").unwrap();
    gate.providers().add("bare", &provider("http://a.example", Auth::None, None)).unwrap();
    gate.providers().add("keyed", &provider("http://b.example", Auth::ApiKey, Some("env:KEY"))).unwrap();
    gate.providers().add("through", &provider("http://c.example", Auth::Passthrough, None)).unwrap();
    route(&gate, &["bare", "keyed", "through"]);
    let exchange = gate.begin(request(&[("Authorization", "Bearer client-key"), ("x-title", "yes")])).unwrap();
    let credentials = || {
        let headers = exchange.headers();
        assert!(headers.iter().any(|(name, value)| name == "x-title" && value == "yes"));
        let found = headers.into_iter().filter(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        found.map(|(_, value)| value).collect::<Vec<_>>()
    };
    assert_eq!(credentials(), Vec::<String>::new());
    exchange.fail(&Failure::default()).unwrap();
    assert_eq!(credentials(), ["Bearer own-key"]);
    exchange.fail(&Failure::default()).unwrap();
    assert_eq!(credentials(), ["Bearer client-key"]);
}

#[test]
fn a_credential_stays_with_the_origin_it_was_stored_for() {
    let gate = Gate::options().env(|_| Some("own-key".into())).open(":memory:").unwrap();
    gate.providers().add("keyed", &provider("https://a.example", Auth::ApiKey, Some("env:KEY"))).unwrap();
    gate.providers().add("through", &provider("https://a.example", Auth::Passthrough, None)).unwrap();
    let move_to = |name: &str, endpoint: &str| {
        let update = ProviderUpdate { endpoint: Some(endpoint.into()), ..ProviderUpdate::default() };
        gate.providers().update(name, &update).unwrap();
    };
    for name in ["keyed", "through"] {
        route(&gate, &[name]);
        move_to(name, "https://a.example/other/path");
        gate.begin(request(&[])).map(|exchange| exchange.close()).unwrap().unwrap();
        for elsewhere in ["http://a.example", "https://a.example:8443", "https://b.example"] {
            move_to(name, elsewhere);
            let refused = gate.begin(request(&[])).map(|_| ()).unwrap_err();
            assert_eq!(refused.code(), Code::CredentialLocked, "{name} at {elsewhere}");
        }
    }
    let approved = ProviderUpdate { credential: Some(Some("env:KEY".into())), ..ProviderUpdate::default() };
    gate.providers().update("keyed", &approved).unwrap();
    route(&gate, &["keyed"]);
    assert!(gate.begin(request(&[])).is_ok(), "said again, it holds for the new origin");
}

/// Bodies that are cheap to send and tempting to read twice.
fn hostile(size: usize) -> Vec<Vec<u8>> {
    let user = |text: String| {
        let body = serde_json::json!({"model": "m", "messages": [{"role": "user", "content": text}]});
        serde_json::to_vec(&body).unwrap()
    };
    vec![
        user("```a/b.rs\n".repeat(size / 10)),
        user("<file path=\"".repeat(size / 12)),
        user("`".repeat(size)),
        user("\\\"".repeat(size / 4)),
        [b"{\"a\":".repeat(size / 5).as_slice(), b"1"].concat(),
        [b"{\"messages\":".as_slice(), &b"[".repeat(size)].concat(),
        [b"{".as_slice(), &b"\"model\":\"m\",".repeat(size / 12), b"\"z\":1}"].concat(),
        b" ".repeat(size),
    ]
}

/// The time that this thread has worked; waiting for a busy machine does not count.
fn busy() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

#[test]
fn four_times_the_body_takes_no_more_than_about_four_times_as_long() {
    let gate = Gate::open(":memory:").unwrap();
    gate.workspaces()
        .update("default", &WorkspaceUpdate { custom_instructions: Some(Some("x".into())), rules: None })
        .unwrap();
    let best = |body: &[u8]| -> Duration {
        let once = || {
            let start = busy();
            let request = Request { body: Some(body.into()), path: Some(CHAT.into()), ..Request::default() };
            gate.begin(request).unwrap();
            busy() - start
        };
        (0..5).map(|_| once()).min().unwrap()
    };
    for (number, (small, large)) in hostile(1 << 17).iter().zip(&hostile(1 << 19)).enumerate() {
        // A floor keeps the noise of a busy machine out of the shortest ones.
        let (small, large) = (best(small).max(Duration::from_millis(1)), best(large));
        assert!(large < small * 10, "body {number}: {small:?}, then {large:?} for four times as much");
    }
}

#[test]
fn text_of_strangers_is_shown_and_not_obeyed() {
    const HOSTILE: &str = "m\u{1b}[2J\n-> gpt/trusted at https://trusted.example\u{202e}\u{2800}";
    let gate = Gate::open(":memory:").unwrap();
    gate.providers().add("p", &provider("http://a.example", Auth::None, None)).unwrap();
    let rules = serde_json::json!([{"when": {"files": HOSTILE}, "to": "p"}, {"to": "p"}]).to_string();
    let rules: Vec<RuleSpec> = from_json(rules.as_bytes()).unwrap();
    gate.workspaces().set_rules("default", &rules).unwrap();
    let body = serde_json::json!({"model": HOSTILE, "messages": []}).to_string();
    let files = Some(vec![format!("src/{HOSTILE}.rs")]);
    let request =
        || Request { body: Some(body.clone().into_bytes().into()), files: files.clone(), ..Request::default() };
    let explained = gate.explain(&request()).unwrap().to_string();
    let exchange = gate.begin(request()).unwrap();
    exchange.finish(Outcome::Completed).unwrap();
    let report =
        gate.usage().query(&UsageQuery { by: vec![GroupBy::Model], ..UsageQuery::default() }).unwrap().to_string();
    for text in [explained, report] {
        assert!(!text.chars().any(|c| c != '\n' && (c.is_control() || "\u{202e}\u{2800}".contains(c))), "{text}");
        assert!(!text.lines().any(|line| line.starts_with("-> gpt/trusted")), "{text}");
    }
}
