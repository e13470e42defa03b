//! The sums of usage: held against the attempts, written anew from them, and read by people who query the file.

use codegate_core::model::*;
use codegate_core::{Code, Gate};
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// A store with a few exchanges of every kind, closed.
fn store(folder: &Path) -> PathBuf {
    let path = folder.join("gate.db");
    let gate = Gate::open(&path).unwrap();
    let new = NewProvider::new(ProviderType::Anthropic);
    gate.providers().add("p", &new).unwrap();
    for number in 0..20u32 {
        gate.record(&Record {
            provider: (number % 3 != 0).then(|| "p".into()),
            model: Some(["claude-opus-5", "none"][number as usize % 2].into()),
            client: Some(["aider", "zed"][number as usize % 2].into()),
            started_at: Some(Timestamp::from_micros(i64::from(number) * 7_300_000_000 - 20_000_000_000).unwrap()),
            input_tokens: (number % 5 != 0).then_some(100),
            cache_read: Some(7),
            cache_write_5m: Some(30),
            output_tokens: Some(number.into()),
            ..Record::default()
        })
        .unwrap();
    }
    // Two that took several attempts, of which one told its usage before it failed.
    let to = ["p/claude-opus-5", "p/none", "p/claude-opus-5"].map(Target::parse).into();
    let rule = RuleSpec { to, ..RuleSpec::default() };
    gate.workspaces().set_rules("default", &[rule]).unwrap();
    for told in [false, true] {
        let exchange = gate.begin(Request { request_type: Some("fim".into()), ..Request::default() }).unwrap();
        let counts =
            Counts { input_tokens: Some(50), cache_read: Some(20), output_tokens: Some(9), ..Counts::default() };
        if told {
            exchange.report_usage(&counts).unwrap();
        }
        exchange.fail(&Failure { status: Some(503), ..Failure::default() }).unwrap();
        exchange.fail(&Failure::default()).unwrap();
        exchange.report_usage(&counts).unwrap();
        assert_eq!(exchange.finish(Finish::default()).unwrap().attempts.len(), 3);
    }
    gate.close().unwrap();
    path
}

fn alter(path: &Path, sql: &str) {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(sql).unwrap();
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
}

fn total(gate: &Gate) -> UsageTotals {
    gate.usage().query(&UsageQuery::default()).unwrap().total
}

#[test]
fn what_differs_from_the_attempts_is_told_and_set_right() {
    let folder = tempfile::tempdir().unwrap();
    let path = store(folder.path());
    let gate = Gate::open(&path).unwrap();
    let (right, whole) = (total(&gate), gate.usage().verify(false).unwrap());
    assert_eq!((whole.attempts, whole.differing, whole.rebuilt), (26, 0, false));
    assert!(whole.rows > 20, "{}", whole.rows);
    gate.close().unwrap();

    for (harm, field, recorded, counted) in [
        (
            "UPDATE usage_sums SET output = output + 5 WHERE hours = 24 AND slot = 0 AND client = 'zed'",
            "output",
            None,
            None,
        ),
        (
            "DELETE FROM usage_sums WHERE hours = 1 AND slot = (SELECT min(slot) FROM usage_sums WHERE hours = 1)",
            "exchanges",
            Some("0"),
            Some("1"),
        ),
        (
            "INSERT INTO usage_sums VALUES (1, 1, 99, 'ghost', '', '', 'zed', -1, '', 'completed', -1, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
            "exchanges",
            Some("3"),
            Some("0"),
        ),
        (
            "INSERT INTO usage_sums VALUES (1, 24, 9, 'ghost', '', '', 'zed', 2, 'fim', 'completed', 200, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 500000000000, 0, 0, 0)",
            "cache_saved",
            Some("-0.5"),
            Some("0"),
        ),
        (
            "UPDATE usage_sums SET cost_usd = cost_usd + 1 WHERE hours = 24 AND slot = 0 AND cost_pico > 0",
            "cost_known",
            None,
            None,
        ),
        (
            "UPDATE usage_sums SET output = -1 WHERE hours = 24 AND slot = 0 AND client = 'zed'",
            "output",
            Some("-1"),
            None,
        ),
    ] {
        alter(&path, harm);
        let gate = Gate::open(&path).unwrap();
        let found = gate.usage().verify(false).unwrap();
        assert!(found.differing >= 1 && !found.rebuilt, "{harm}");
        let difference = &found.differences[0];
        assert_eq!(difference.field, field, "{harm}");
        assert_ne!(difference.recorded, difference.counted, "{harm}");
        assert!(recorded.is_none_or(|recorded| difference.recorded == recorded), "{harm}: {difference:?}");
        assert!(counted.is_none_or(|counted| difference.counted == counted), "{harm}: {difference:?}");

        let rebuilt = gate.usage().verify(true).unwrap();
        assert_eq!((rebuilt.differing, rebuilt.rebuilt), (found.differing, true), "{harm}");
        assert_eq!(gate.usage().verify(true).unwrap(), whole, "{harm}");
        assert_eq!(total(&gate), right, "{harm}");
        gate.close().unwrap();
    }
}

/// The code of what a report or anything else answers.
fn code<T>(answer: codegate_core::Result<T>) -> Option<Code> {
    answer.err().map(|error| error.code())
}

#[test]
fn damaged_sums_are_told_by_every_report_that_would_add_them_up() {
    const HOUR: i64 = 3_600_000_000;
    let folder = tempfile::tempdir().unwrap();
    let path = store(folder.path());
    let period = |since: i64, until: i64| UsageQuery {
        since: Some(Timestamp::from_micros(since).unwrap()),
        until: Some(Timestamp::from_micros(until).unwrap()),
        ..UsageQuery::default()
    };
    let day = period(0, 24 * HOUR);
    let filtered = UsageQuery { client: Some("zed".into()), ..UsageQuery::default() };
    let all = [UsageQuery::default(), day, filtered];
    let hours = [period(HOUR, 23 * HOUR), UsageQuery { by: vec![GroupBy::Hour], ..UsageQuery::default() }];
    let right = total(&Gate::open(&path).unwrap());
    for (harm, queries) in [
        ("UPDATE usage_sums SET output = output ^ 4 WHERE hours = 24 AND slot = 0 AND client = 'zed'", &all[..]),
        ("UPDATE usage_sums SET model = model || 'x' WHERE hours = 24 AND slot = 0 AND client = 'zed'", &all),
        ("UPDATE usage_sums SET client = client || 'x' WHERE hours = 24 AND slot = 0 AND client = 'zed'", &all),
        ("UPDATE usage_sums SET hours = 25 WHERE hours = 24 AND slot = 0 AND client = 'zed'", &all),
        ("UPDATE usage_sums SET slot = 4096 WHERE hours = 24 AND slot = 0 AND client = 'zed'", &all),
        ("UPDATE usage_sums SET slot = -4096 WHERE hours = 24 AND slot = 0", &all),
        ("PRAGMA foreign_keys = OFF; UPDATE usage_sums SET workspace_id = 3 WHERE hours = 24", &all),
        ("DELETE FROM usage_sums WHERE hours = 24 AND slot = 0 AND client = 'zed'", &all),
        ("DELETE FROM usage_sums WHERE hours = 24 AND slot <= 0", &all),
        ("DELETE FROM usage_sums WHERE hours = 24 AND slot >= 0", &all),
        ("DELETE FROM usage_sums WHERE hours = 24", &all),
        ("DELETE FROM usage_sums", &all),
        ("UPDATE usage_sums SET checksum = checksum + 1 WHERE hours = 24 AND slot = 0", &all),
        ("DELETE FROM usage_sums WHERE hours = 1 AND slot BETWEEN 2 AND 20", &hours),
        ("UPDATE usage_sums SET cost_pico = cost_pico + 1 WHERE hours = 1 AND slot BETWEEN 2 AND 20", &hours),
    ] {
        alter(&path, &harm.replace("output ^ 4", "(output | 4) - (output & 4)"));
        let gate = Gate::open(&path).unwrap();
        for query in queries {
            assert_eq!(code(gate.usage().query(query)), Some(Code::Corrupt), "{harm}: {query:?}");
        }
        // What is recorded on top of it makes nothing sound again.
        let more = Record { client: Some("zed".into()), started_at: at(1), ..Record::default() };
        gate.record(&more).unwrap();
        assert_eq!(code(Gate::open(&path).unwrap().usage().query(&queries[0])), Some(Code::Corrupt), "{harm}");
        let check = gate.usage().verify(true).unwrap();
        assert!(check.differing > 0 && check.rebuilt, "{harm}");
        assert!(total(&gate).exchanges > right.exchanges, "{harm}");
        for query in queries {
            assert!(gate.usage().query(query).is_ok(), "{harm}: {query:?}");
        }
        gate.close().unwrap();
    }
}

fn at(micros: i64) -> Option<Timestamp> {
    Some(Timestamp::from_micros(micros).unwrap())
}

#[test]
fn a_changed_attempt_or_exchange_is_refused_wherever_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gate.db");
    let call = |minute: i64| Record {
        key: Some(minute.to_string()),
        model: Some("m".into()),
        prompt: Some("a prompt".into()),
        started_at: at(minute * 60_000_000),
        input_tokens: Some(7),
        output_tokens: Some(9),
        ..Record::default()
    };
    for (harm, refused) in [
        ("UPDATE attempts SET output = 8 WHERE exchange_seq = 2", [true; 4]),
        ("UPDATE attempts SET model = 'n' WHERE exchange_seq = 2", [true; 4]),
        ("DELETE FROM attempts WHERE exchange_seq = 2", [true, false, true, true]),
        ("UPDATE exchanges SET session = 'e' WHERE seq = 2", [true; 4]),
        ("UPDATE exchanges SET started_at = 1 WHERE seq = 2", [true, true, true, false]),
        ("UPDATE exchanges SET prompt = 'b prompt' WHERE seq = 2", [true, false, false, false]),
    ] {
        let _ = std::fs::remove_file(&path);
        let gate = Gate::open(&path).unwrap();
        (0..3).for_each(|minute| drop(gate.record(&call(minute * 20)).unwrap()));
        gate.close().unwrap();
        alter(&path, harm);
        let gate = Gate::open(&path).unwrap();
        let part = UsageQuery { since: at(60_000_000), until: at(50 * 60_000_000), ..UsageQuery::default() };
        let answers = [
            code(gate.history().list(&HistoryQuery::default())),
            code(gate.usage().export(&UsageExport::default())),
            code(gate.record(&call(20))),
            code(gate.usage().query(&part)),
        ];
        assert_eq!(answers, refused.map(|refused| refused.then_some(Code::Corrupt)), "{harm}");
        gate.close().unwrap();
    }
}

#[test]
fn a_file_of_before_there_were_checksums_gets_them_for_its_sums() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gate.db");
    Gate::open(&path).unwrap().close().unwrap();
    alter(&path, include_str!("../src/store/schema/recorded.sql"));
    alter(&path, include_str!("../src/store/schema/undo_5.sql"));
    alter(&path, include_str!("../src/store/schema/undo_4.sql"));
    alter(&path, include_str!("../src/store/schema/undo_3.sql"));
    alter(&path, include_str!("../src/store/schema/undo_2.sql"));
    alter(&path, "UPDATE meta SET min_reader = 1, min_writer = 1; PRAGMA user_version = 1");
    let gate = Gate::open(&path).unwrap();
    assert_eq!((total(&gate).output, gate.usage().verify(false).unwrap().differing), (5, 0));
    assert_eq!(gate.history().get("x").unwrap().usage.output, Some(5));
    assert!(gate.record(&Record { key: Some("k".into()), ..Record::default() }).unwrap().duplicate);
    gate.close().unwrap();
    alter(&path, "UPDATE usage_sums SET output = 4");
    assert_eq!(code(Gate::open(&path).unwrap().usage().query(&UsageQuery::default())), Some(Code::Corrupt));
}

#[test]
fn of_many_differences_the_first_hundred_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = store(folder.path());
    alter(&path, "UPDATE usage_sums SET exchanges = 9, output = 9, cache_read = 9, input_uncached = 9");
    let found = Gate::open(&path).unwrap().usage().verify(false).unwrap();
    assert_eq!((found.differing, found.differences.len()), (found.rows, 100));
}

#[test]
fn a_store_that_is_only_read_is_checked_but_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = store(folder.path());
    alter(&path, "UPDATE usage_sums SET exchanges = 9");
    let gate = Gate::options().read_only(true).open(&path).unwrap();
    assert!(gate.usage().verify(false).unwrap().differing > 0);
    assert_eq!(code(gate.usage().verify(true)), Some(Code::ReadOnly));
}

#[test]
fn sums_beyond_63_bits_are_told_and_kill_no_report() {
    let folder = tempfile::tempdir().unwrap();
    let path = store(folder.path());
    alter(&path, &format!("UPDATE attempts SET output = {max}", max = i64::MAX));
    let gate = Gate::open(&path).unwrap();
    assert!(gate.usage().verify(true).unwrap().rebuilt);
    let days = Connection::open(&path)
        .unwrap()
        .query_row("SELECT count(*) FROM usage_sums WHERE hours = 24", [], |row| row.get::<_, u64>(0))
        .unwrap();
    assert!(days > 2, "the sum has to overflow");
    let sum = u64::try_from(u128::from(days) * (i64::MAX as u128)).unwrap_or(u64::MAX);
    assert_eq!(total(&gate).output, sum);
    let by_client = UsageQuery { by: vec![GroupBy::Client], ..UsageQuery::default() };
    assert_eq!(gate.usage().query(&by_client).unwrap().rows.len(), 3);
    // What is recorded on top neither wraps nor fails.
    let record =
        Record { started_at: Some(Timestamp::from_micros(0).unwrap()), output_tokens: Some(5), ..Record::default() };
    gate.record(&record).unwrap();
}

/// Sums of the attempts by plain SQL, to hold the reports against.
#[test]
fn reports_of_any_period_are_what_the_attempts_come_to() {
    let folder = tempfile::tempdir().unwrap();
    let path = store(folder.path());
    let gate = Gate::open(&path).unwrap();
    let plain = Connection::open(&path).unwrap();
    let hour = 3_600_000_000;
    let now = gate.now().unwrap().as_micros();
    for since in [-20_000_000_000, -hour * 3, -hour * 2 - 1, 0, 1, hour, hour * 24, hour * 24 + 5, now - hour * 26] {
        for length in [1, hour / 2, hour, hour * 5 + 7, hour * 24, hour * 30] {
            let time = |micros| Some(Timestamp::from_micros(micros).unwrap());
            let (exchanges, output, saved): (u64, u64, i64) = plain
                .query_row(
                    "SELECT count(DISTINCT exchange), ifnull(sum(output_tokens), 0), ifnull(sum(cache_saved_pico), 0)
                     FROM v_attempts JOIN exchanges e ON e.id = exchange WHERE e.started_at >= ?1 AND e.started_at < ?2",
                    [since, since + length],
                    |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
                )
                .unwrap();
            for by in
                [vec![], vec![GroupBy::Day], vec![GroupBy::Hour, GroupBy::Client], vec![GroupBy::Model, GroupBy::Week]]
            {
                let query = UsageQuery { since: time(since), until: time(since + length), by, ..UsageQuery::default() };
                let report = gate.usage().query(&query).unwrap();
                let found = (report.total.exchanges, report.total.output, report.total.cache_saved.as_pico());
                assert_eq!(found, (exchanges, output, i128::from(saved)), "{since} {length} {:?}", query.by);
                let rows: u64 = report.rows.iter().map(|row| row.totals.exchanges).sum();
                assert!(query.by.is_empty() || rows == exchanges, "{since} {length}");
            }
        }
    }
}

#[test]
fn the_views_read_as_they_are_documented() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gate.db");
    let gate = Gate::open(&path).unwrap();
    let new = NewProvider::new(ProviderType::Anthropic);
    gate.providers().add("p", &new).unwrap();
    let record = |started_at: &str| Record {
        provider: Some("p".into()),
        model: Some("claude-opus-5".into()),
        key: Some(started_at.into()),
        started_at: Some(Timestamp::parse(started_at).unwrap()),
        input_tokens: Some(1_000),
        cache_write_5m: Some(400),
        output_tokens: Some(0),
        ..Record::default()
    };
    // 600 × 5 + 400 × 6.25 = 5,500 millionths of a dollar; the cache cost 400 × 1.25 = 500 of them.
    gate.record(&record("1969-12-31T23:59:59.000001Z")).unwrap();
    gate.record(&record("2026-11-25T14:30:00.25Z")).unwrap();
    gate.record(&Record { started_at: Some(Timestamp::parse("2026-11-25T15:00:00Z").unwrap()), ..Record::default() })
        .unwrap();
    gate.close().unwrap();

    let plain = Connection::open(&path).unwrap();
    let texts = |sql: &str| -> Vec<String> {
        let mut statement = plain.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, Option<String>>(0)).unwrap();
        rows.map(|row| row.unwrap().unwrap_or("NULL".into())).collect()
    };
    assert_eq!(
        texts(
            "SELECT started_at || ' ' || ifnull(cost, '?') || ' ' || cost_known || ' ' || ifnull(cache_saved, '?') FROM v_attempts ORDER BY 1"
        ),
        [
            "1969-12-31T23:59:59.000001Z 0.0055 0.0055 -0.0005",
            "2026-11-25T14:30:00.250000Z 0.0055 0.0055 -0.0005",
            "2026-11-25T15:00:00.000000Z ? 0 ?",
        ]
    );
    assert_eq!(
        texts(
            "SELECT cost_pico || ' ' || cache_saved_pico || ' ' || input_tokens FROM v_attempts WHERE provider IS NOT NULL"
        ),
        ["5500000000 -500000000 1000"; 2]
    );
    assert_eq!(
        texts(
            "SELECT workspace || ' ' || host_key || ' ' || attempts || incomplete || unpriced FROM v_exchanges WHERE host_key LIKE '2026%'"
        ),
        ["default 2026-11-25T14:30:00.25Z 100"]
    );
    assert_eq!(
        texts(
            "SELECT day || ' ' || ifnull(model, '?') || ' ' || exchanges || ' ' || cost_known || ' ' || cache_saved FROM v_usage_by_day ORDER BY 1"
        ),
        [
            "1969-12-31 claude-opus-5 1 0.0055 -0.0005",
            "2026-11-25 ? 1 0 0",
            "2026-11-25 claude-opus-5 1 0.0055 -0.0005"
        ]
    );
    assert_eq!(
        texts(
            "SELECT hour || ' ' || input_tokens || ' ' || incomplete || unpriced || ' ' || ifnull(rule, '?') FROM v_usage_by_hour ORDER BY 1"
        ),
        ["1969-12-31T23:00Z 1000 00 ?", "2026-11-25T14:00Z 1000 00 ?", "2026-11-25T15:00Z 0 11 ?"]
    );
    for view in ["v_exchanges", "v_attempts", "v_usage_by_day", "v_usage_by_hour"] {
        assert!(plain.execute(&format!("DELETE FROM {view}"), []).is_err(), "{view} is not only read");
    }
}
