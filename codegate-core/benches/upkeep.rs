//! Backup, pruning and compacting of a large store, and what a writer notices of them.

mod support;

use codegate_core::Gate;
use codegate_core::model::{BackupOptions, PruneQuery, Record};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use support::{only, tell};

const COUNT: u32 = 1_000_000;

/// Exchanges over 90 days, each with a prompt of 300 bytes and an output of as many.
const FILL: &str = "
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < COUNT)
    INSERT INTO exchanges (id, workspace_id, session, format, client, request_type, started_at, finished_at, outcome,
        attempts, incomplete, unpriced, in_history, prompt, output, cut)
    SELECT printf('%036d', i), 1, 'default', 'openai_chat', 'aider', 'chat', 1767225600000000 + i * (7776000000000 / COUNT),
        1767225600000000, 'completed', 1, 0, 0, 1, printf('%0300d', i), printf('%0300d', i), 0 FROM n;
    INSERT INTO attempts (exchange_seq, position, provider, provider_type, model, outcome, started_at, finished_at,
        input_uncached, cache_read, cache_write_5m, cache_write_long, output, completeness, marks, cost, cost_known, cache_saved)
    SELECT seq, 0, 'p', 'openai', 'm', 'completed', started_at, started_at, 1000 + seq % 997, seq % 500, 0, 0, seq % 300,
        'final', '', 1000000 + seq, 1000000 + seq, seq % 1000 FROM exchanges;";

fn main() {
    let Some(only) = only() else { return };
    if !"upkeep".contains(&only) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = filled(folder.path());
    let gate = Gate::open(&path).unwrap();
    let mebibytes = |bytes: u64| bytes >> 20;

    let copy = folder.path().join("copy.db");
    let mut copying = Duration::ZERO;
    let (took, longest) = beside(&path, || {
        let start = Instant::now();
        gate.backup_with(&copy, &BackupOptions::default(), |_, _| copying = start.elapsed()).unwrap();
    });
    let size = std::fs::metadata(&copy).unwrap().len();
    std::fs::remove_file(&copy).unwrap();
    let start = Instant::now();
    std::fs::copy(&path, &copy).and_then(|_| std::fs::File::open(&copy)?.sync_all()).unwrap();
    let plain = start.elapsed();
    std::fs::remove_file(&copy).unwrap();
    tell(&format!(
        "backup, {COUNT} exchanges, {} MiB: {:.1} s, of which {:.1} s copying; a plain copy with its sync takes {:.1} s; the \
         longest record beside it {:.0} ms",
        mebibytes(size),
        took.as_secs_f64(),
        copying.as_secs_f64(),
        plain.as_secs_f64(),
        longest.as_secs_f64() * 1e3
    ));

    let query = PruneQuery { keep: Some(u64::from(COUNT / 2)), ..PruneQuery::default() };
    let (mut done, mut counted) = (0, Duration::ZERO);
    let (took, longest) = beside(&path, || {
        let start = Instant::now();
        gate.history().prune(&PruneQuery { dry_run: true, ..query.clone() }).unwrap();
        counted = start.elapsed();
        done = gate.history().prune(&query).unwrap().exchanges;
    });
    let took = took - counted;
    tell(&format!(
        "prune, {done} of {COUNT} exchanges: {:.1} s, {:.0} us each; only to tell takes {:.1} s; the longest record beside it \
         {:.0} ms",
        took.as_secs_f64(),
        took.as_secs_f64() * 1e6 / done as f64,
        counted.as_secs_f64(),
        longest.as_secs_f64() * 1e3
    ));
    let start = Instant::now();
    let done = gate.compact().unwrap();
    tell(&format!(
        "compact: {:.1} s, from {} to {} MiB",
        start.elapsed().as_secs_f64(),
        mebibytes(done.before),
        mebibytes(done.after)
    ));
    let start = Instant::now();
    gate.health().unwrap();
    tell(&format!("health, {COUNT} exchanges: {:.1} ms", start.elapsed().as_secs_f64() * 1e3));
}

/// A store with that many exchanges, its sums written from them.
fn filled(folder: &Path) -> PathBuf {
    let path = folder.join("store.db");
    Gate::open(&path).unwrap().close().unwrap();
    let plain = Connection::open(&path).unwrap();
    plain.execute_batch(&format!("BEGIN; {}; COMMIT", FILL.replace("COUNT", &COUNT.to_string()))).unwrap();
    drop(plain);
    let gate = Gate::open(&path).unwrap();
    assert!(gate.usage().verify(true).unwrap().rebuilt);
    gate.close().unwrap();
    path
}

/// How long the work takes, and the longest record of another gate meanwhile, which makes ten a second.
fn beside(path: &Path, work: impl FnOnce()) -> (Duration, Duration) {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let other = Gate::options().busy_timeout(Duration::from_secs(60)).open(path).unwrap();
            let mut longest = Duration::ZERO;
            while !stop.load(Ordering::Acquire) {
                let start = Instant::now();
                other.record(&Record { output_tokens: Some(1), ..Record::default() }).unwrap();
                longest = longest.max(start.elapsed());
                std::thread::sleep(Duration::from_millis(100));
            }
            longest
        });
        let start = Instant::now();
        work();
        let took = start.elapsed();
        stop.store(true, Ordering::Release);
        (took, writer.join().unwrap())
    })
}
