//! Giving back the room of what was removed.

use super::attach::detached;
use super::{Store, closed, schema, with_suffix};
use crate::error::{Code, Result};
use crate::model::Compacted;
use crate::sync::locked;
use rusqlite::limits::Limit;
use rusqlite::{Connection, TransactionBehavior};

/// Up to so many bytes of content are rebuilt in memory, more in a temporary file.
const IN_MEMORY: i64 = 64 * 1024 * 1024;

impl Store {
    /// Rebuilds the file without its free pages, and brings that into it.
    pub(crate) fn compact(&self) -> Result<Compacted> {
        self.check_process()?;
        self.check_writable()?;
        let mut wait = self.stops.wait(self.busy_timeout);
        let _turn = self.turn.take(&wait)?;
        let _lock = self.lock_file(&mut wait)?;
        self.attach(&mut wait)?;
        let before = self.bytes()?;
        let done = {
            let mut writer = locked(&self.writer);
            let connection = wait.watch(writer.as_mut().ok_or_else(closed)?)?;
            schema::check_writer(&wait.begin(&connection, TransactionBehavior::Immediate)?)?;
            let prepared = prepare(&connection);
            let done = prepared.and_then(|()| wait.retry(|| connection.execute_batch("VACUUM")));
            settle(&connection)?;
            done
        };
        // Also where it failed, as on a full disk: the log may have grown long. Others may still read what it holds.
        let brought_in =
            self.bring_log_in(&mut self.stops.wait(self.busy_timeout)).or_else(|error| match error.code() {
                Code::Busy => Ok(()),
                _ => Err(error),
            });
        done?;
        brought_in?;
        if !self.is_whole() {
            return Err(detached("something else took the store's files away while they were compacted"));
        }
        self.tell();
        Ok(Compacted { before, after: self.bytes()? })
    }

    /// Bytes of the file and its log, or of what is in memory.
    fn bytes(&self) -> Result<u64> {
        let Some(file) = &self.file else {
            let writer = locked(&self.writer);
            return pages(writer.as_ref().ok_or_else(closed)?, "page_count").map(i64::unsigned_abs);
        };
        let size = |suffix: &str| std::fs::metadata(with_suffix(&file.path, suffix)).map_or(0, |found| found.len());
        Ok(size("") + size("-wal"))
    }
}

/// What SQLite needs to rebuild a file, and is forbidden otherwise: a second database, which is not held in memory where
/// it is large.
fn prepare(connection: &Connection) -> Result<()> {
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 1)?;
    if pages(connection, "page_count")? - pages(connection, "freelist_count")? > IN_MEMORY {
        connection.pragma_update(None, "temp_store", "FILE")?;
    }
    Ok(())
}

fn settle(connection: &Connection) -> Result<()> {
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    Ok(connection.pragma_update(None, "temp_store", "MEMORY")?)
}

/// Bytes of the pages that a pragma counts.
pub(super) fn pages(connection: &Connection, counted: &str) -> Result<i64> {
    let one = |pragma: &str| connection.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get::<_, i64>(0));
    Ok(one(counted)? * one("page_size")?)
}
