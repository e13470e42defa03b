//! The roll-up compared with the attempts, and rebuilt from them. Both are read in the order of the roll-up's key, so
//! that no more than one row of each is in memory.

use super::exchanges::workspace_name;
use super::rollup::{self, COUNTS, GRAINS, SUMS, Sums, Width};
use super::sums::{self, KEY, KEY_COLUMNS, Key, Writer};
use super::workspaces;
use crate::error::{Code, Result};
use crate::model::period::HOUR_MICROS;
use crate::model::{Money, Timestamp, UsageCheck, UsageDifference};
use rusqlite::{Connection, Rows};
use std::cmp::Ordering;

/// How many differences are reported.
const SHOWN: usize = 100;

struct Line {
    key: Key<String>,
    sums: Sums,
}

/// The current roll-up, at one length of slot.
fn recorded(hours: i64) -> String {
    let columns = rollup::columns(Width::Row);
    let key = KEY.as_str();
    format!("SELECT {key}, {columns} FROM usage_sums WHERE hours = {hours} ORDER BY {key}")
}

/// What the attempts come to.
fn counted(hours: i64) -> String {
    let (parts, columns) = (rollup::parts(hours * HOUR_MICROS, "exchanges e"), rollup::columns(Width::Wide));
    let key = KEY.as_str();
    format!("SELECT {key}, {columns} FROM ({parts}) GROUP BY {key} ORDER BY {key}")
}

fn next(rows: &mut Rows<'_>) -> Result<Option<Line>> {
    let Some(row) = rows.next()? else { return Ok(None) };
    let mut sums = rollup::read(row, KEY_COLUMNS)?;
    // The roll-up's counts stop at the largest integer.
    sums[..COUNTS].iter_mut().for_each(|sum| *sum = (*sum).min(i128::from(i64::MAX)));
    Ok(Some(Line { key: Key::read(row)?.owned(), sums }))
}

/// Holds the roll-up against the attempts. Writes nothing.
pub(crate) fn check(connection: &Connection) -> Result<UsageCheck> {
    let attempts = connection.query_row("SELECT count(*) FROM attempts", [], |row| row.get(0))?;
    let mut found = UsageCheck { attempts, rows: 0, differing: 0, differences: Vec::new(), rebuilt: false };
    for hours in GRAINS {
        let (mut recorded, mut counted) = (connection.prepare(&recorded(hours))?, connection.prepare(&counted(hours))?);
        let (mut recorded, mut counted) = (recorded.query([])?, counted.query([])?);
        let (mut have, mut want) = (next(&mut recorded)?, next(&mut counted)?);
        while have.is_some() || want.is_some() {
            let order = match (&have, &want) {
                (Some(have), Some(want)) => have.key.cmp(&want.key),
                (Some(_), None) => Ordering::Less,
                _ => Ordering::Greater,
            };
            let ours = if order.is_le() { have.take() } else { None };
            let theirs = if order.is_ge() { want.take() } else { None };
            found.rows += u64::from(ours.is_some());
            differ(connection, hours, ours.as_ref(), theirs.as_ref(), &mut found)?;
            have = if order.is_le() { next(&mut recorded)? } else { have };
            want = if order.is_ge() { next(&mut counted)? } else { want };
        }
    }
    if found.differing == 0 {
        checksums(connection, &mut found)?;
    }
    Ok(found)
}

/// Notes where a row of the roll-up is not what it should be; one that is missing is held to have zeros.
fn differ(
    connection: &Connection,
    hours: i64,
    ours: Option<&Line>,
    theirs: Option<&Line>,
    found: &mut UsageCheck,
) -> Result<()> {
    let Some(Line { key, .. }) = ours.or(theirs) else { return Ok(()) };
    let sums = |line: Option<&Line>| line.map_or([0; COUNTS + 2], |line| line.sums);
    let (recorded, counted) = (sums(ours), sums(theirs));
    found.differing += u64::from(recorded != counted);
    for (place, (recorded, counted)) in recorded.into_iter().zip(counted).enumerate() {
        if recorded == counted || found.differences.len() >= SHOWN {
            continue;
        }
        let (field, shown): (&str, fn(i128) -> String) = match place.checked_sub(COUNTS) {
            None => (SUMS[place], |count| count.to_string()),
            Some(0) => ("cost_known", |pico| Money::from_pico(pico).to_string()),
            Some(_) => ("cache_saved", |pico| Money::from_pico(pico).to_string()),
        };
        let told = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        found.differences.push(UsageDifference {
            workspace: workspace_name(connection, key.workspace)?.unwrap_or_default(),
            start: Timestamp::clamped(key.slot.saturating_mul(hours * HOUR_MICROS)),
            hours: hours.unsigned_abs(),
            session: key.session.clone(),
            provider: told(&key.provider),
            model: told(&key.model),
            client: key.client.clone(),
            rule: u64::try_from(key.rule).ok(),
            request_type: told(&key.request_type),
            outcome: key.outcome.clone(),
            status: u64::try_from(key.status).ok(),
            field: field.to_owned(),
            recorded: shown(recorded),
            counted: shown(counted),
        });
    }
    Ok(())
}

/// Fails where a row of the roll-up is not what its checksum says.
pub(super) fn check_sums(connection: &Connection) -> Result<()> {
    for workspace in workspaces::ids(connection)? {
        for hours in GRAINS {
            sums::scan(connection, workspace, hours, &(i64::MIN..i64::MAX), |_, _| Ok(()))?;
        }
    }
    Ok(())
}

/// Notes where the numbers of the roll-up are right and its checksums are not.
fn checksums(connection: &Connection, found: &mut UsageCheck) -> Result<()> {
    for workspace in workspaces::ids(connection)? {
        for hours in GRAINS {
            match sums::scan(connection, workspace, hours, &(i64::MIN..i64::MAX), |_, _| Ok(())) {
                Err(error) if error.code() == Code::Corrupt => {}
                done => {
                    done?;
                    continue;
                }
            }
            found.differing += 1;
            found.differences.push(UsageDifference {
                workspace: workspace_name(connection, workspace)?.unwrap_or_default(),
                start: Timestamp::clamped(0),
                hours: hours.unsigned_abs(),
                session: String::new(),
                provider: None,
                model: None,
                client: String::new(),
                rule: None,
                request_type: None,
                outcome: String::new(),
                status: None,
                field: "checksum".to_owned(),
                recorded: "damaged".to_owned(),
                counted: String::new(),
            });
        }
    }
    Ok(())
}

/// Rebuilds the roll-up from the attempts.
pub(crate) fn rebuild(connection: &Connection) -> Result<()> {
    connection.execute("DELETE FROM usage_sums", [])?;
    for hours in GRAINS {
        let mut counted = connection.prepare(&counted(hours))?;
        let mut rows = counted.query([])?;
        let mut writer = Writer::new(connection, hours);
        while let Some(Line { key, sums }) = next(&mut rows)? {
            writer.push(&key, &sums)?;
        }
        writer.close()?;
    }
    Ok(())
}
