//! What a report looks through before it adds anything up.

use super::rollup::{self, Part, SUMS};
use super::sums::{Key, Numbers, scan, sound, sum};
use crate::error::Result;
use crate::model::period::HOUR_MICROS;
use crate::sync::locked;
use rusqlite::Connection;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::{LazyLock, Mutex};

/// How many hours are remembered; where they are more, they are looked through again.
const KNOWN_HOURS: usize = 10_000;

/// What was found sound since the store was opened, so that it is read for that once: for each workspace and length of
/// slot a range of slots, and the hours whose attempts were added up.
#[derive(Default)]
pub(crate) struct Sound {
    slots: Mutex<HashMap<(i64, i64), Range<i64>>>,
    hours: Mutex<HashSet<(i64, i64)>>,
}

impl Sound {
    /// Forgets it: the files are others.
    pub(super) fn clear(&self) {
        locked(&self.slots).clear();
        locked(&self.hours).clear();
    }

    /// Fails where some slots of a workspace are not as they were written.
    pub(super) fn check_slots(
        &self,
        connection: &Connection,
        workspace: i64,
        hours: i64,
        slots: &Range<i64>,
    ) -> Result<()> {
        let place = (workspace, hours);
        let known = locked(&self.slots).get(&place).cloned();
        if known.as_ref().is_some_and(|known| known.start <= slots.start && slots.end <= known.end) {
            return Ok(());
        }
        scan(connection, workspace, hours, slots, |_, _| Ok(()))?;
        let touches = |known: &Range<i64>| known.start <= slots.end && slots.start <= known.end;
        let whole = match known.filter(touches) {
            Some(known) => known.start.min(slots.start)..known.end.max(slots.end),
            None => slots.clone(),
        };
        locked(&self.slots).insert(place, whole);
        Ok(())
    }

    /// Fails where the attempts of an hour are not what its sums say.
    pub(super) fn check_hour(&self, connection: &Connection, workspaces: &[i64], hour: i64) -> Result<()> {
        let new = |workspace: &&i64| !locked(&self.hours).contains(&(**workspace, hour));
        let workspaces: Vec<i64> = workspaces.iter().filter(new).copied().collect();
        if workspaces.is_empty() {
            return Ok(());
        }
        let mut recorded = HashMap::new();
        for workspace in &workspaces {
            scan(connection, *workspace, 1, &(hour..hour + 1), |key, numbers| {
                recorded.insert(key.owned(), *numbers);
                Ok(())
            })?;
        }
        sound(recorded == counted(connection, &workspaces, hour)?)?;
        let mut known = locked(&self.hours);
        if known.len() > KNOWN_HOURS {
            known.clear();
        }
        known.extend(workspaces.into_iter().map(|workspace| (workspace, hour)));
        Ok(())
    }
}

/// What the attempts of an hour come to. A start is read from its row and from the index that finds it: no part of an hour
/// may depend on either alone.
fn counted(connection: &Connection, workspaces: &[i64], hour: i64) -> Result<HashMap<Key<String>, Numbers>> {
    static OF_HOUR: LazyLock<String> = LazyLock::new(|| {
        let parts = rollup::parts(HOUR_MICROS, "exchanges i CROSS JOIN exchanges e ON e.seq = i.seq");
        format!("{parts} WHERE i.started_at >= ?1 AND i.started_at < ?2 AND i.started_at = e.started_at")
    });
    let start = hour.saturating_mul(HOUR_MICROS);
    let mut statement = connection.prepare_cached(&OF_HOUR)?;
    let mut rows = statement.query([start, start.saturating_add(HOUR_MICROS)])?;
    let mut counted: HashMap<_, Numbers> = HashMap::new();
    while let Some(row) = rows.next()? {
        let part = Part::read(row)?;
        if workspaces.contains(&part.key.workspace) {
            let sums = counted.entry(part.key.owned()).or_insert([0; SUMS.len()]);
            *sums = sum(sums, &part.numbers);
        }
    }
    Ok(counted)
}
