//! The log of what changed in the configuration, so that a gate that fell behind reads no more than that.

use crate::error::Result;
use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, ToSql, params};
use std::collections::BTreeSet;

/// How many entries are kept. A gate that is further behind reads everything, which then costs about the same.
const KEPT: i64 = 4_096;

/// A row of the configuration, by its primary key.
pub(super) enum Changed<'a> {
    Workspace(i64),
    Session(&'a str),
    Provider(i64),
    /// All the host's own prices, which are read together.
    OwnPrices,
}

/// Keys of rows that were added, changed or removed.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Changes {
    pub(crate) workspaces: BTreeSet<i64>,
    pub(crate) sessions: BTreeSet<String>,
    pub(crate) providers: BTreeSet<i64>,
    pub(crate) own_prices: bool,
}

/// Logs that a row is changed or removed at a generation. Every write to one of their tables does.
pub(super) fn note(connection: &Connection, changed: &Changed<'_>, generation: i64) -> Result<()> {
    let (kind, key): (_, ToSqlOutput<'_>) = match changed {
        Changed::Workspace(id) => ("workspace", id.to_sql()?),
        Changed::Session(id) => ("session", id.to_sql()?),
        Changed::Provider(id) => ("provider", id.to_sql()?),
        Changed::OwnPrices => ("own_prices", 0i64.to_sql()?),
    };
    let sql = "INSERT INTO config_changes (generation, kind, key) VALUES (?1, ?2, ?3)";
    connection.prepare_cached(sql)?.execute(params![generation, kind, key])?;
    let seq = connection.last_insert_rowid();
    connection.prepare_cached("DELETE FROM config_changes WHERE seq <= ?1")?.execute([seq.saturating_sub(KEPT)])?;
    Ok(())
}

/// What changed from the generation `held` to the later one `now`; `None` where the log does not cover all of it.
pub(crate) fn since(connection: &Connection, held: i64, now: i64) -> Result<Option<Changes>> {
    let sql = "SELECT generation, kind, key FROM config_changes ORDER BY seq DESC";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut found = Changes::default();
    // Every generation has entries; only the first entry of an older one shows that those of a newer one are all there.
    let mut newer = now.wrapping_add(1);
    while let Some(row) = rows.next()? {
        let generation: i64 = row.get(0)?;
        if generation != newer && generation != newer.wrapping_sub(1) {
            return Ok(None);
        }
        if generation == held {
            return Ok(Some(found));
        }
        match row.get_ref(1)?.as_str().unwrap_or_default() {
            "workspace" => _ = found.workspaces.insert(row.get(2)?),
            "session" => _ = found.sessions.insert(row.get(2)?),
            "provider" => _ = found.providers.insert(row.get(2)?),
            "own_prices" => found.own_prices = true,
            // Of a newer version, which would keep us from writing or reading if we had to know.
            _ => {}
        }
        newer = generation;
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::schema::SCHEMA;

    fn log(generations: impl IntoIterator<Item = i64>) -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(SCHEMA).unwrap();
        for generation in generations {
            note(&connection, &Changed::Workspace(generation), generation).unwrap();
        }
        connection
    }

    fn workspaces(connection: &Connection, held: i64, now: i64) -> Option<Vec<i64>> {
        since(connection, held, now).unwrap().map(|changes| changes.workspaces.into_iter().collect())
    }

    #[test]
    fn it_tells_the_keys_of_each_kind_once() {
        let log = log([5]);
        for generation in [6, 7] {
            note(&log, &Changed::Session("a"), generation).unwrap();
            note(&log, &Changed::Provider(1), generation).unwrap();
            note(&log, &Changed::Provider(1), generation).unwrap();
            note(&log, &Changed::OwnPrices, generation).unwrap();
        }
        let expected = Changes {
            sessions: ["a".into()].into(),
            providers: [1].into(),
            own_prices: true,
            workspaces: BTreeSet::default(),
        };
        assert_eq!(since(&log, 5, 7).unwrap(), Some(expected));
    }

    #[test]
    fn it_tells_no_part_of_what_it_does_not_know_whole() {
        let whole = log([5, 6, 6, 7]);
        assert_eq!(workspaces(&whole, 5, 7), Some(vec![6, 7]));
        assert_eq!(workspaces(&whole, 6, 7), Some(vec![7]));
        assert_eq!(workspaces(&whole, 4, 7), None, "entries of 5 may have been dropped");
        assert_eq!(workspaces(&whole, 5, 8), None, "nobody noted what 8 changed");
        assert_eq!(workspaces(&log([5, 7]), 5, 7), None, "nobody noted what 6 changed");
        assert_eq!(workspaces(&log([i64::MAX, i64::MIN]), i64::MIN + 1, i64::MIN + 2), None);
        assert_eq!(workspaces(&log([i64::MAX - 1, i64::MAX]), i64::MAX - 1, i64::MAX), Some(vec![i64::MAX]));
        assert_eq!(workspaces(&log([]), 1, 2), None);
    }

    #[test]
    fn it_stays_bounded() {
        let log = log(1..=KEPT + 100);
        let count: i64 = log.query_row("SELECT count(*) FROM config_changes", [], |row| row.get(0)).unwrap();
        assert_eq!(count, KEPT);
        assert!(workspaces(&log, 101, KEPT + 100).is_some());
        assert!(workspaces(&log, 100, KEPT + 100).is_none());
    }
}
