//! Recording and reports against plain SQL, side by side in one run: what the sums of usage cost to keep, and what they
//! save when they are read.

mod support;

use codegate_core::Gate;
use codegate_core::model::*;
use rusqlite::Connection;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;
use support::{interleaved, nanos, only, tell};

fn main() {
    let Some(only) = only() else { return };
    let folder = tempfile::tempdir().unwrap();
    let benches: [(&str, &dyn Fn()); 2] =
        [("record", &|| record(folder.path())), ("reports", &|| reports(folder.path()))];
    benches.iter().filter(|(name, _)| name.contains(&only)).for_each(|(_, run)| run());
}

const INSERT_EXCHANGE: &str = "INSERT INTO exchanges (id, workspace_id, session, format, client, started_at,
    finished_at, outcome, attempts, incomplete, unpriced, in_history, cut)
    VALUES (?1, 1, 'default', 'unknown', 'generic', 0, 0, 'completed', 1, 0, 0, 1, 0)";
const INSERT_ATTEMPT: &str = "INSERT INTO attempts (exchange_seq, position, provider, provider_type, model, outcome,
    started_at, finished_at, input_uncached, cache_read, cache_write_5m, cache_write_long, output, completeness, marks,
    prices, cost, cost_known, cache_saved, price_source)
    VALUES (?1, 0, 'p', 'openai', 'gpt-4o', 'completed', 0, 0, 12, 0, 0, 0, 3, 'final', '',
    '{\"input\":2500000000000,\"cache_read\":1250000000000,\"output\":10000000000000}', 60000000, 60000000, 0, 'snapshot')";

/// A finished call that the host made, with its sums, against the insert of its two rows alone; both in one transaction
/// that is on the disk when it returns.
fn record(folder: &Path) {
    let gate = gate(&folder.join("ours.db"));
    let call = Record {
        provider: Some("p".into()),
        model: Some("gpt-4o".into()),
        input_tokens: Some(12),
        output_tokens: Some(3),
        ..Record::default()
    };
    let mut ours = || nanos(1, || drop(black_box(gate.record(&call).unwrap())));
    let path = folder.join("raw.db");
    self::gate(&path).close().unwrap();
    let mut raw = Connection::open(&path).unwrap();
    raw.execute_batch("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON").unwrap();
    let mut number = 0;
    let mut theirs = || {
        number += 1;
        let id = format!("{number:036}");
        nanos(1, || {
            let transaction = raw.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).unwrap();
            transaction.prepare_cached(INSERT_EXCHANGE).unwrap().execute([&id]).unwrap();
            let seq = transaction.last_insert_rowid();
            transaction.prepare_cached(INSERT_ATTEMPT).unwrap().execute([seq]).unwrap();
            transaction.commit().unwrap();
        })
    };
    let found = interleaved(600, &mut [&mut ours, &mut theirs]);
    tell(&format!(
        "record with its sums: {:.0} us, {:.2}x of a raw insert of the same two rows with the same syncs ({:.0} us)",
        found[0] / 1e3,
        found[0] / found[1],
        found[1] / 1e3
    ));
}

fn gate(path: &Path) -> Gate {
    let gate = Gate::open(path).unwrap();
    let new = NewProvider::new(ProviderType::Openai);
    gate.providers().add("p", &new).unwrap();
    gate
}

/// Of `count` exchanges over 90 days in four workspaces of three models each, four days in five with two clients.
const FILL: &str = "
    INSERT INTO workspaces (name, created_at, updated_at, rules_generation) VALUES ('a', 0, 0, 1), ('b', 0, 0, 1), ('c', 0, 0, 1);
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < COUNT)
    INSERT INTO exchanges (id, workspace_id, session, format, client, request_type, rule, started_at, finished_at, outcome,
        attempts, incomplete, unpriced, in_history, cut)
    SELECT printf('%036d', i), 1 + i % 4, 'default', 'openai_chat', CASE WHEN i % 5 = 0 THEN 'zed' ELSE 'aider' END, 'chat',
        i / 4 % 3, 1767225600000000 + i * (7776000000000 / COUNT), 1767225600000000, 'completed', 1, 0, 0, 1, 0 FROM n;
    INSERT INTO attempts (exchange_seq, position, provider, provider_type, model, outcome, started_at, finished_at,
        input_uncached, cache_read, cache_write_5m, cache_write_long, output, completeness, marks, cost, cost_known, cache_saved)
    SELECT seq, 0, 'p', 'openai', 'm' || rule, 'completed', started_at, started_at, 1000 + seq % 997, seq % 500, 0, 0,
        seq % 300, 'final', '', 1000000 + seq, 1000000 + seq, seq % 1000 FROM exchanges;";

const SUMS: &str =
    "sum(exchanges), sum(attempts), sum(failed), sum(input_uncached), sum(cache_read), sum(cache_write_5m), sum(cache_write_long), sum(output),
    sum(reasoning), sum(incomplete), sum(unpriced), sum(cost_usd), sum(cost_pico), sum(saved_usd), sum(saved_pico)";
const RAW_SUMS: &str =
    "count(*), sum(input_uncached), sum(cache_read), sum(cache_write_5m), sum(cache_write_long), sum(a.output),
    sum(reasoning), sum(cost_known), sum(cache_saved)";

fn reports(folder: &Path) {
    let mut first: Option<[f64; 3]> = None;
    for count in [1_000u32, 100_000, 1_000_000] {
        let path = filled(folder, count);
        let gate = Gate::open(&path).unwrap();
        let start = Instant::now();
        let check = gate.usage().verify(false).unwrap();
        assert_eq!((check.attempts, check.differing), (u64::from(count), 0));
        let verify = start.elapsed().as_nanos() as f64;
        let plain = Connection::open(&path).unwrap();
        let rounds = if count > 100_000 { 9 } else { 25 };

        let total = UsageQuery::default();
        let bare =
            format!("SELECT {SUMS} FROM usage_sums WHERE workspace_id IN (SELECT id FROM workspaces) AND hours = 24");
        let raw = format!("SELECT {RAW_SUMS} FROM attempts a");
        let totals = measured(&gate, &total, &plain, &[&bare, &raw], rounds);
        let by_workspace = UsageQuery { by: vec![GroupBy::Workspace], ..UsageQuery::default() };
        let bare = format!(
            "SELECT workspace_id, {SUMS} FROM usage_sums WHERE workspace_id IN (SELECT id FROM workspaces) AND hours = 24
             GROUP BY workspace_id"
        );
        let raw = format!(
            "SELECT workspace_id, {RAW_SUMS} FROM exchanges e JOIN attempts a ON a.exchange_seq = e.seq GROUP BY workspace_id"
        );
        let workspaces = measured(&gate, &by_workspace, &plain, &[&bare, &raw], rounds);
        // Days 40 to 70, and the same half an hour later, so that both ends lie inside an hour.
        let month = |shift: i64| {
            let day =
                |day: i64| Some(Timestamp::from_micros(1_767_225_600_000_000 + day * 86_400_000_000 + shift).unwrap());
            let by = vec![GroupBy::Day, GroupBy::Model];
            UsageQuery { workspace: Some("a".into()), since: day(40), until: day(70), by, ..UsageQuery::default() }
        };
        let bare = format!(
            "SELECT slot, model, {SUMS} FROM usage_sums WHERE workspace_id = 2 AND hours = 24
             AND slot >= 20494 AND slot < 20524 GROUP BY slot, model"
        );
        let raw = format!(
            "SELECT e.started_at / 86400000000, model, {RAW_SUMS} FROM exchanges e JOIN attempts a ON a.exchange_seq = e.seq
             WHERE workspace_id = 2 AND e.started_at >= 1770681600000000 AND e.started_at < 1773273600000000 GROUP BY 1, 2"
        );
        let days = measured(&gate, &month(0), &plain, &[&bare, &raw], rounds);
        let cut = measured(&gate, &month(1_800_000_000), &plain, &[], rounds);

        let found = [totals[0], workspaces[0], days[0]];
        let first = first.get_or_insert(found);
        for (name, times, first) in [
            ("totals", &totals, first[0]),
            ("totals by workspace", &workspaces, first[1]),
            ("one workspace's 30 days by day and model", &days, first[2]),
        ] {
            tell(&format!(
                "{name}, {count} exchanges: {:.3} ms, {:.2}x of a bare SELECT on the sums, {:.4}x of a raw GROUP BY ({:.1} ms), \
                 {:.2}x of 1000 exchanges",
                times[0] / 1e6,
                times[0] / times[1],
                times[0] / times[2],
                times[2] / 1e6,
                times[0] / first
            ));
        }
        tell(&format!("the same 30 days cut inside an hour, {count} exchanges: {:.3} ms", cut[0] / 1e6));
        let page = |query: &UsageExport| nanos(3, || drop(black_box(gate.usage().export(query).unwrap()))) / 1e6;
        let last = UsageExport { since: month(0).until, ..UsageExport::default() };
        tell(&format!(
            "a page of an export of 1000 attempts, {count} exchanges: {:.2} ms, and {:.2} ms from day 70",
            page(&UsageExport::default()),
            page(&last)
        ));
        tell(&format!("verify, {count} exchanges: {:.0} ms", verify / 1e6));
    }
}

/// A store with that many exchanges, its sums written from them.
fn filled(folder: &Path, count: u32) -> PathBuf {
    let path = folder.join(format!("{count}.db"));
    gate(&path).close().unwrap();
    let plain = Connection::open(&path).unwrap();
    plain.execute_batch(&format!("BEGIN; {}; COMMIT", FILL.replace("COUNT", &count.to_string()))).unwrap();
    drop(plain);
    let gate = Gate::open(&path).unwrap();
    assert!(gate.usage().verify(true).unwrap().rebuilt);
    gate.close().unwrap();
    path
}

/// Nanoseconds of a report, and of statements whose every row is read.
fn measured(gate: &Gate, query: &UsageQuery, plain: &Connection, statements: &[&str], rounds: usize) -> Vec<f64> {
    let mut report = || nanos(3, || drop(black_box(gate.usage().query(query).unwrap())));
    let mut plains: Vec<_> = statements
        .iter()
        .map(|sql| {
            move || {
                nanos(1, || {
                    let mut statement = plain.prepare_cached(sql).unwrap();
                    let columns = statement.column_count();
                    let mut rows = statement.query([]).unwrap();
                    while let Some(row) = rows.next().unwrap() {
                        (0..columns).for_each(|column| _ = black_box(row.get_ref(column).unwrap()));
                    }
                })
            }
        })
        .collect();
    let mut ways: Vec<&mut dyn FnMut() -> f64> = vec![&mut report];
    ways.extend(plains.iter_mut().map(|way| way as &mut dyn FnMut() -> f64));
    interleaved(rounds, &mut ways)
}
