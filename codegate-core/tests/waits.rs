//! What a host gets while the store waits: looking never does, feeding neither, and a failed finish loses nothing.

use codegate_core::model::*;
use codegate_core::{Code, Error, Exchange, Gate, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

const CHAT: &str = "/v1/chat/completions";
const BODY: &[u8] = br#"{"model":"auto","stream":true,"messages":[{"role":"user","content":"hello"}]}"#;
const TEXT: &[u8] = b"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}\n\n";
const USAGE: &[u8] =
    b"data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2}}\n\ndata: [DONE]\n\n";

/// A store with one provider, which all requests go to.
struct World {
    folder: tempfile::TempDir,
    gate: Gate,
}

impl World {
    fn new(options: OpenOptions) -> World {
        let folder = tempfile::tempdir().unwrap();
        let gate = options.open(store(folder.path())).unwrap();
        let provider = NewProvider {
            endpoint: Some("http://127.0.0.1:9".into()),
            auth: Some(Auth::None),
            ..NewProvider::new(ProviderType::OpenaiCompatible)
        };
        gate.providers().add("a", &provider).unwrap();
        let to = vec![Target::parse("a/one"), Target::parse("a/two")];
        gate.workspaces().set_rules("default", &[RuleSpec { to, ..RuleSpec::default() }]).unwrap();
        World { folder, gate }
    }

    fn begin(&self) -> Exchange {
        let request = Request { body: Some(BODY.into()), path: Some(CHAT.into()), ..Request::default() };
        self.gate.begin(request).unwrap()
    }

    /// Another program that writes to the store, until it is dropped.
    fn hold(&self) -> rusqlite::Connection {
        let other = rusqlite::Connection::open(store(self.folder.path())).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        other
    }
}

fn store(folder: &Path) -> PathBuf {
    folder.join("gate.db")
}

fn patient() -> OpenOptions {
    Gate::options().busy_timeout(Duration::from_secs(60))
}

fn code<T>(result: codegate_core::Result<T>) -> Option<Code> {
    result.err().map(|error| error.code())
}

/// Begins to finish on another thread; gives its thread once it is about to write.
fn finishing(exchange: &Exchange) -> JoinHandle<codegate_core::Result<Receipt>> {
    let other = exchange.clone();
    let finish = thread::spawn(move || other.finish(Outcome::Completed));
    while code(exchange.begin_response(200, &[])) != Some(Code::AlreadyFinished) {
        thread::yield_now();
    }
    finish
}

/// Whether `look` comes back while a finish waits for the store. It is given this long before the store is let go.
fn comes_back(patience: Duration, look: impl FnOnce(&Exchange) + Send + 'static) -> bool {
    let world = World::new(patient());
    let exchange = world.begin();
    let other = world.hold();
    let finish = finishing(&exchange);
    let (answer, answered) = mpsc::channel();
    let looking = {
        let exchange = exchange.clone();
        thread::spawn(move || {
            look(&exchange);
            answer.send(()).unwrap();
        })
    };
    let first = answered.recv_timeout(patience).is_ok();
    assert!(!finish.is_finished(), "the write was waiting all the while");
    drop(other);
    assert_eq!(finish.join().unwrap().unwrap().outcome, Outcome::Completed);
    looking.join().unwrap();
    first
}

#[test]
fn looking_at_an_exchange_never_waits_for_its_write() {
    let look = |exchange: &Exchange| {
        assert!(exchange.url().unwrap().starts_with("http://127.0.0.1:9/"));
        assert_eq!(exchange.route().unwrap().model.as_deref(), Some("one"));
        assert!(!exchange.headers().is_empty() && exchange.body().is_some() && exchange.warnings().is_empty());
        assert!(exchange.decision().routed && format!("{exchange:?}").contains(exchange.id()));
        assert_eq!(exchange.feed(TEXT).unwrap(), TEXT, "the client's bytes go on");
        assert_eq!(exchange.end().unwrap(), b"");
        exchange.discard();
        for refused in [
            code(exchange.report_usage(&Counts::default())),
            code(exchange.fail(&Failure::default())),
            code(exchange.retry(&Failure::default())),
            code(exchange.begin_response(200, &[])),
        ] {
            assert_eq!(refused, Some(Code::AlreadyFinished));
        }
    };
    assert!(comes_back(Duration::from_secs(30), look));
    // The control: what does wait is seen to.
    let waits = |exchange: &Exchange| assert_eq!(exchange.close().unwrap(), None);
    assert!(!comes_back(Duration::from_millis(200), waits));
}

#[test]
fn discarding_never_waits_for_the_store_nor_does_the_drop_after_it() {
    for gate_closed in [false, true] {
        let world = World::new(patient());
        let exchange = world.begin();
        if gate_closed {
            world.gate.close().unwrap();
        }
        let other = world.hold();
        let (answer, answered) = mpsc::channel();
        let discarding = thread::spawn(move || {
            exchange.discard();
            drop(exchange);
            answer.send(()).unwrap();
        });
        assert_eq!(answered.recv_timeout(Duration::from_secs(30)), Ok(()));
        discarding.join().unwrap();
        drop(other);
        let gate = Gate::open(store(world.folder.path())).unwrap();
        assert_eq!(gate.history().count(&HistoryQuery::default()).unwrap(), 0);
    }
}

#[test]
fn a_second_finish_waits_for_the_first_and_takes_over_where_it_failed() {
    let world = World::new(patient());
    let exchange = world.begin();
    let other = world.hold();
    let first = finishing(&exchange);
    let second = {
        let exchange = exchange.clone();
        thread::spawn(move || exchange.finish(Outcome::Aborted))
    };
    drop(other);
    assert_eq!(first.join().unwrap().unwrap().outcome, Outcome::Completed);
    assert_eq!(code(second.join().unwrap()), Some(Code::AlreadyFinished));
    assert_eq!(world.gate.history().count(&HistoryQuery::default()).unwrap(), 1);

    let hasty = World::new(Gate::options().busy_timeout(Duration::from_secs(2)));
    let exchange = hasty.begin();
    let other = hasty.hold();
    let first = finishing(&exchange);
    // Its own time must outlast that of the first.
    thread::sleep(Duration::from_secs(1));
    let second = {
        let exchange = exchange.clone();
        thread::spawn(move || exchange.finish(Outcome::Aborted))
    };
    assert_eq!(code(first.join().unwrap()), Some(Code::Busy));
    drop(other);
    assert_eq!(second.join().unwrap().unwrap().outcome, Outcome::Aborted);
}

/// Half a response is fed, a finish fails, the rest is fed while it fails or after it: as if it had never been tried.
#[test]
fn a_finish_that_fails_loses_nothing_that_was_fed() {
    let options = Gate::options().busy_timeout(Duration::from_millis(300)).inject_usage(true).history(HistoryMode::All);
    let world = World::new(options);
    let whole = [TEXT, USAGE].concat();
    // Within an event of text, between two events, and within the one that is taken out.
    for cut in [20, TEXT.len(), TEXT.len() + 20] {
        for meanwhile in [true, false] {
            let exchange = world.begin();
            let mut passed = exchange.feed(&whole[..cut]).unwrap().into_owned();
            let other = world.hold();
            let failing = finishing(&exchange);
            if meanwhile {
                passed.extend_from_slice(&exchange.feed(&whole[cut..]).unwrap());
            }
            assert_eq!(code(failing.join().unwrap()), Some(Code::Busy));
            drop(other);
            if !meanwhile {
                passed.extend_from_slice(&exchange.feed(&whole[cut..]).unwrap());
            }
            passed.extend(exchange.end().unwrap());
            let receipt = exchange.finish(Outcome::Completed).unwrap();
            assert_eq!(
                String::from_utf8(passed).unwrap(),
                String::from_utf8([TEXT, b"data: [DONE]\n\n"].concat()).unwrap()
            );
            assert_eq!((receipt.usage.input_tokens, receipt.usage.output_tokens), (Some(7), Some(2)), "cut at {cut}");
            let kept = world.gate.history().get(exchange.id()).unwrap();
            assert_eq!(kept.response_body.unwrap().as_bytes(), whole);
            assert_eq!(kept.output.as_deref(), Some("hi"));
        }
    }
}

#[test]
fn nothing_ends_before_it_began_though_the_clock_goes_back() {
    let seconds = Arc::new(AtomicI64::new(1_000));
    let reading = seconds.clone();
    let world =
        World::new(Gate::options().clock(move || Timestamp::from_micros(reading.load(Ordering::Relaxed) * 1_000_000)));
    let at = |time: i64| seconds.store(time, Ordering::Relaxed);
    let exchange = world.begin();
    at(990);
    exchange.fail(&Failure::default()).unwrap();
    at(1_010);
    exchange.retry(&Failure::default()).unwrap();
    at(900);
    let receipt = exchange.finish(Outcome::Completed).unwrap();
    let spans: Vec<_> = receipt.attempts.iter().map(|attempt| (attempt.started_at, attempt.finished_at)).collect();
    let time = |second: i64| Timestamp::from_micros(second * 1_000_000).unwrap();
    assert_eq!(spans, [(time(1_000), time(1_000)), (time(1_000), time(1_010)), (time(1_010), time(1_010))]);
    let kept = world.gate.history().get(exchange.id()).unwrap();
    assert_eq!((kept.started_at, kept.finished_at), (time(1_000), time(1_010)));
}

#[test]
fn what_a_resolver_fails_with_ends_the_call_and_changes_nothing() {
    let broken = Arc::new(AtomicBool::new(false));
    let seen = broken.clone();
    let world = World::new(Gate::options().try_env(move |_| {
        if seen.load(Ordering::Relaxed) {
            return Err(Error::new(Code::Interrupted, "the host was interrupted"));
        }
        Ok(Some("sk-test".into()))
    }));
    let update = ProviderUpdate {
        auth: Some(Auth::ApiKey),
        credential: Some(Some("env:KEY".into())),
        ..ProviderUpdate::default()
    };
    world.gate.providers().update("a", &update).unwrap();
    let exchange = world.begin();
    broken.store(true, Ordering::Relaxed);
    assert_eq!(code(exchange.fail(&Failure::default())), Some(Code::Interrupted));
    assert_eq!(code(exchange.retry(&Failure::default())), Some(Code::Interrupted));
    assert_eq!(exchange.route().unwrap().model.as_deref(), Some("one"));
    broken.store(false, Ordering::Relaxed);
    assert_eq!(exchange.fail(&Failure::default()).unwrap().unwrap().model.as_deref(), Some("two"));
    assert!(exchange.warnings().is_empty());
    assert_eq!(exchange.finish(Outcome::Completed).unwrap().attempts.len(), 2);
}

#[test]
fn a_dropped_exchange_waits_briefly_and_is_recorded_with_the_next_write() {
    let world = World::new(patient().drop_timeout(Duration::from_millis(20)));
    let other = world.hold();
    let ids: Vec<String> = (0..3)
        .map(|_| {
            let exchange = world.begin();
            exchange.feed(USAGE).unwrap();
            let id = exchange.id().to_owned();
            let alert = NewAlert { exchange: Some(id.clone()), ..NewAlert::new(Severity::Info, "left") };
            world.gate.alerts().add(&alert).unwrap();
            let before = std::time::Instant::now();
            drop(exchange);
            assert!(before.elapsed() < Duration::from_secs(5), "it waited for {:?}", before.elapsed());
            id
        })
        .collect();
    assert_eq!(world.gate.health().unwrap().unwritten, 3);
    assert_eq!(world.gate.history().count(&HistoryQuery::default()).unwrap(), 0);
    other.execute_batch("COMMIT").unwrap();
    world.gate.sessions().ensure("s", None).unwrap();
    assert_eq!(world.gate.health().unwrap().unwritten, 0);
    for id in ids {
        let entry = world.gate.history().get(&id).unwrap();
        assert_eq!((entry.usage.output, entry.alerts.len()), (Some(2), 1));
    }
}

#[test]
fn what_was_dropped_is_recorded_when_the_gate_is_closed_or_goes() {
    let world = World::new(patient().drop_timeout(Duration::ZERO));
    let read = || Gate::open(store(world.folder.path())).unwrap().history().count(&HistoryQuery::default()).unwrap();
    let other = world.hold();
    drop(world.begin());
    other.execute_batch("COMMIT").unwrap();
    world.gate.close().unwrap();
    assert_eq!(read(), 1);
    let gate = Gate::options().drop_timeout(Duration::ZERO).open(store(world.folder.path())).unwrap();
    let other = world.hold();
    drop(gate.begin(Request::default()).unwrap());
    other.execute_batch("COMMIT").unwrap();
    drop(gate);
    assert_eq!(read(), 2);
}

#[test]
fn of_many_that_are_dropped_only_the_first_waits() {
    let patience = Duration::from_millis(300);
    let world = World::new(patient().drop_timeout(patience));
    let exchanges: Vec<Exchange> = (0..50).map(|_| world.begin()).collect();
    let other = world.hold();
    let before = std::time::Instant::now();
    drop(exchanges);
    assert!(before.elapsed() < patience * 10, "they waited for {:?}", before.elapsed());
    assert_eq!(world.gate.health().unwrap().unwritten, 50);
    other.execute_batch("COMMIT").unwrap();
    // A host that finishes nothing gets them recorded all the same.
    (0..50).for_each(|_| drop(world.begin()));
    assert_eq!(world.gate.health().unwrap().unwritten, 0);
    assert_eq!(world.gate.history().count(&HistoryQuery::default()).unwrap(), 100);
}

#[test]
fn closing_tells_where_what_was_dropped_cannot_be_recorded() {
    let options = Gate::options().busy_timeout(Duration::from_millis(100)).drop_timeout(Duration::ZERO);
    let world = World::new(options);
    let other = world.hold();
    drop(world.begin());
    assert_eq!(code(world.gate.close()), Some(Code::Busy));
    assert!(world.gate.close().unwrap_err().message().contains("not recorded yet (1)"), "and again");
    other.execute_batch("COMMIT").unwrap();
    world.gate.close().unwrap();
    let reader = Gate::open(store(world.folder.path())).unwrap();
    assert_eq!(reader.history().count(&HistoryQuery::default()).unwrap(), 1);
}

#[test]
fn one_whose_drop_is_interrupted_is_recorded_with_the_next_write() {
    let world = World::new(patient().drop_timeout(Duration::from_secs(60)));
    let exchange = world.begin();
    let other = world.hold();
    std::thread::scope(|scope| {
        let dropping = scope.spawn(move || drop(exchange));
        while !dropping.is_finished() {
            world.gate.interrupt().unwrap();
            std::thread::sleep(Duration::from_millis(1));
        }
    });
    assert_eq!(world.gate.health().unwrap().unwritten, 1);
    other.execute_batch("COMMIT").unwrap();
    world.gate.sessions().ensure("s", None).unwrap();
    assert_eq!(world.gate.history().count(&HistoryQuery::default()).unwrap(), 1);
}

#[test]
#[cfg(target_os = "linux")]
fn a_closed_gate_keeps_no_descriptor_of_the_lock_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = store(folder.path());
    let open = || {
        let links =
            std::fs::read_dir("/proc/self/fd").unwrap().filter_map(|entry| entry.unwrap().path().read_link().ok());
        links.filter(|to| to.starts_with(folder.path()) && to.to_string_lossy().ends_with(".lock")).count()
    };
    let gates: Vec<Gate> = (0..5).map(|_| Gate::open(&path).unwrap()).collect();
    assert!(open() >= gates.len(), "each gate has it open");
    gates.iter().for_each(|gate| gate.close().unwrap());
    assert_eq!(open(), 0);
    assert_eq!(code(gates[0].record(&Record::default())), Some(Code::GateClosed));
}
