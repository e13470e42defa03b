//! How much memory a decision takes: never more than twice the body, whatever the body holds, and mostly next to
//! nothing. And what an exchange keeps: no body once it has ended.

use codegate_core::model::*;
use codegate_core::{Exchange, Gate, OpenOptions};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The system's allocator, with the bytes in use counted, and the most there ever were.
struct Counting;

static USED: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

fn count(more: usize) {
    let used = USED.fetch_add(more, Ordering::Relaxed) + more;
    PEAK.fetch_max(used, Ordering::Relaxed);
}

// SAFETY: every call goes to the system's allocator as it came; counting touches no memory that it manages.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller keeps the promises of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        USED.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller keeps the promises of `dealloc`.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// The counts are the process's, so one test counts at a time.
static TURN: Mutex<()> = Mutex::new(());

/// The most bytes in use during `work` beyond those before it.
fn peak(work: impl FnOnce()) -> usize {
    let before = USED.load(Ordering::Relaxed);
    PEAK.store(before, Ordering::Relaxed);
    work();
    PEAK.load(Ordering::Relaxed) - before
}

const SIZE: usize = 1024 * 1024;

/// A body of about [`SIZE`] bytes: `start`, then `item` many times over with commas between, then `end`.
fn body(start: &str, item: &str, comma: &str, end: &str) -> String {
    let times = (SIZE - start.len() - end.len()) / (item.len() + comma.len());
    format!("{start}{}{end}", vec![item; times].join(comma))
}

/// A body with arguments of a tool call, as JSON in a string.
fn argument(arguments: &str) -> String {
    let arguments = serde_json::to_string(arguments).unwrap();
    format!(r#"{{"messages":[{{"tool_calls":[{{"function":{{"arguments":{arguments}}}}}]}}]}}"#)
}

/// Arguments that are JSON in a string, four times over.
fn nested() -> String {
    let inner = format!(r#"{{"input":"{}"}}"#, "a".repeat(SIZE));
    (0..3).fold(inner, |inner, _| format!(r#"{{"input":{}}}"#, serde_json::to_string(&inner).unwrap()))
}

/// A body with a conversation in each member that can hold one.
fn conversations() -> String {
    let list = vec![r#""a""#; SIZE / 16].join(",");
    format!(r#"{{"prompt":[{list}],"contents":[{list}],"input":[{list}],"messages":[{list}]}}"#)
}

fn bodies() -> Vec<(&'static str, String)> {
    let chat = |content: &str| body(r#"{"model":"a","messages":[{"role":"user","content":""#, content, "", r#""}]}"#);
    vec![
        ("one long text", chat("text and more text, ")),
        ("fences", chat("```rust src/main.rs\\n```\\n")),
        ("fences that never close", chat("```\\n")),
        ("tags", chat("<file path='a.rs'>")),
        ("escapes", chat("\\\\\\\"\\n")),
        ("patch headers", chat("*** Update File: a.rs\\n")),
        ("short messages", body(r#"{"messages":["#, r#"{"role":"user","content":"a"}"#, ",", "]}")),
        ("system messages", body(r#"{"messages":["#, r#"{"role":"system","content":"a"}"#, ",", "]}")),
        ("prompts", body(r#"{"prompt":["#, r#""""#, ",", "]}")),
        ("blocks", body(r#"{"messages":[{"role":"user","content":["#, r#"{"text":"a"}"#, ",", "]}]}")),
        (
            "tool calls",
            body(
                r#"{"messages":[{"role":"user","tool_calls":["#,
                r#"{"function":{"arguments":{"path":"a.rs"}}}"#,
                ",",
                "]}]}",
            ),
        ),
        ("tools", body(r#"{"messages":[],"tools":["#, r#"{"name":"a"}"#, ",", "]}")),
        ("models", body("{", r#""model":"a""#, ",", "}")),
        ("a long model", format!(r#"{{"messages":[],"model":"{}"}}"#, "a".repeat(SIZE))),
        ("four conversations", conversations()),
        ("words of a command", argument(&body(r#"{"command":"cat"#, " a", "", r#""}"#))),
        ("here-documents", argument(&body(r#"{"command":"cat"#, " <<a", "", r#""}"#))),
        ("a long word of a command", argument(&format!(r#"{{"command":["\n{}"]}}"#, "a".repeat(SIZE)))),
        ("a long script", argument(&format!(r#"{{"command":"sh -c '{}'"}}"#, "A".repeat(SIZE)))),
        ("arguments in arguments", argument(&nested())),
        ("a long text in arguments", argument(&body(r#"{"input":""#, r"\n", "", r#""}"#))),
        ("code to fill in", format!(r#"{{"messages":[{{"content":"COMPLETION\n{}"}}]}}"#, "a".repeat(SIZE))),
        ("brackets", body(r#"{"a":["#, "[]", ",", "]}")),
        ("numbers", body(r#"{"a":["#, "1", ",", "]}")),
        ("no JSON", "x".repeat(SIZE)),
        ("a string without an end", format!("{{\"a\":\"{}", "x".repeat(SIZE))),
    ]
}

/// A gate whose rules look at files and whose workspace has instructions.
fn gate(history: HistoryMode) -> Gate {
    let gate = OpenOptions::default().history(history).open(":memory:").unwrap();
    let provider = NewProvider::new(ProviderType::Ollama);
    gate.providers().add("local", &provider).unwrap();
    let rules: Vec<RuleSpec> =
        from_json(br#"[{"when": {"files": "*.rs"}, "to": "local/m"}, {"to": "local/m"}]"#).unwrap();
    gate.workspaces().set_rules("default", &rules).unwrap();
    let update = WorkspaceUpdate { custom_instructions: Some(Some("Use tabs.".into())), ..WorkspaceUpdate::default() };
    gate.workspaces().update("default", &update).unwrap();
    // What is set up once is not the body's.
    drop(gate.decide(&Request { body: Some(br#"{"messages":[]}"#.into()), ..Request::default() }).unwrap());
    gate
}

fn long_chat() -> Request<'static> {
    let body =
        body(r#"{"model":"a","stream":true,"messages":[{"role":"user","content":""#, "text and more, ", "", r#""}]}"#);
    Request { body: Some(body.into_bytes().into()), path: Some("/v1/chat/completions".into()), ..Request::default() }
}

#[test]
fn deciding_copies_no_body_and_beginning_only_the_rewritten_one() {
    let _turn = TURN.lock();
    let gate = gate(HistoryMode::None);
    let request = long_chat();
    // The quotes of the body are an eighth of it.
    let little = SIZE / 4;
    let used = peak(|| drop(gate.decide(&request).unwrap()));
    assert!(used < little, "`decide` took {used} bytes");
    let used = peak(|| drop(gate.explain(&request).unwrap()));
    assert!(used < little, "`explain` took {used} bytes");
    let mut begun = None;
    let used = peak(|| begun = Some(gate.begin(request).unwrap()));
    assert!(used > SIZE && used < SIZE + little, "`begin` took {used} bytes");
    let body = begun.unwrap().body().unwrap();
    assert!(body.ends_with(b"text and more, \"}]}") && body.windows(9).any(|part| part == b"Use tabs."));
}

#[test]
fn an_exchange_that_has_ended_holds_no_body() {
    let _turn = TURN.lock();
    let answer = format!(r#"{{"choices":[{{"message":{{"content":"{}"}}}}]}}"#, "answer ".repeat(SIZE / 7));
    for history in [HistoryMode::None, HistoryMode::Text, HistoryMode::All] {
        let gate = gate(history);
        let held = |end: &dyn Fn(&Exchange)| {
            let before = USED.load(Ordering::Relaxed);
            let exchange = gate.begin(long_chat()).unwrap();
            exchange.retry(&Failure::default()).unwrap();
            drop(exchange.feed(answer.as_bytes()).unwrap());
            let open = USED.load(Ordering::Relaxed) - before;
            let shown = (exchange.url(), exchange.headers(), exchange.route());
            end(&exchange);
            assert_eq!((exchange.url(), exchange.headers(), exchange.route()), shown);
            assert!(exchange.body().is_none() && exchange.decision().routed);
            drop(shown);
            (open, USED.load(Ordering::Relaxed).saturating_sub(before))
        };
        // The first one also sets up what all of them share.
        held(&|exchange| drop(exchange.finish(Outcome::Completed).unwrap()));
        let ends: [&dyn Fn(&Exchange); 2] =
            [&|exchange| drop(exchange.finish(Outcome::Completed).unwrap()), &|exchange| {
                drop(exchange.close().unwrap())
            }];
        for end in ends {
            let (open, recorded) = held(end);
            assert!(open > SIZE, "an open exchange holds its body");
            assert!(recorded < 16 * 1024, "one that has ended holds {recorded} bytes ({history:?})");
        }
    }
}

#[test]
fn a_decision_takes_less_than_twice_the_body() {
    let _turn = TURN.lock();
    let gate = gate(HistoryMode::None);
    for (name, body) in bodies() {
        for files_from in [FilesFrom::LastTurn, FilesFrom::Conversation] {
            let request =
                Request { body: Some(body.as_bytes().into()), files_from: Some(files_from), ..Request::default() };
            let used = peak(|| drop(gate.decide(&request).unwrap()));
            assert!(used < 2 * body.len(), "{name}: {used} bytes for {} ({files_from:?})", body.len());
        }
        let len = body.len();
        let request = Request { body: Some(body.into_bytes().into()), ..Request::default() };
        let used = peak(|| drop(gate.begin(request).unwrap().body()));
        assert!(used < 2 * len, "{name}: {used} bytes for {len} at `begin`");
    }
    // The measure itself: twice a body is seen as such.
    assert!(peak(|| drop(std::hint::black_box(vec![1u8; 2 * SIZE]))) >= 2 * SIZE);
}
