//! The roll-up held against the attempts, and written anew from them. Both are read in the order of the roll-up's key, so
//! that no more than one row of each is in memory.

use super::exchanges::workspace_name;
use super::rollup::{self, COUNTS, DIMENSIONS, HOUR_MICROS, PARTS, PICO_PER_USD, SUMS, Sums, Width};
use super::rows::integer;
use crate::error::Result;
use crate::model::{Money, Timestamp, UsageCheck, UsageDifference};
use rusqlite::types::Value;
use rusqlite::{Connection, Rows, params_from_iter};
use std::cmp::Ordering;

/// How many differences are told.
const SHOWN: usize = 100;
/// Hours that a slot of the roll-up spans.
const GRAINS: [i64; 2] = [1, 24];
/// The order of the roll-up's key at one length of slot.
const ORDER: &str = "workspace_id, slot, session, provider, model, client, rule, request_type";

/// What a row belongs to; in the order of [`ORDER`].
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    workspace: i64,
    slot: i64,
    session: String,
    provider: String,
    model: String,
    client: String,
    rule: i64,
    request_type: String,
}

struct Line {
    key: Key,
    sums: Sums,
}

/// The roll-up as it stands, at one length of slot.
fn recorded(hours: i64) -> String {
    let columns = rollup::columns(Width::Row);
    format!("SELECT {ORDER}, {columns} FROM usage_sums WHERE hours = {hours} ORDER BY {ORDER}")
}

/// What the attempts come to.
fn counted(hours: i64) -> String {
    let (slot, columns) = (rollup::slot(&hours.to_string()), rollup::columns(Width::Wide));
    format!(
        "SELECT {ORDER}, {columns} FROM (SELECT *, {slot} AS slot FROM ({PARTS})) GROUP BY {ORDER} ORDER BY {ORDER}"
    )
}

fn next(rows: &mut Rows<'_>) -> Result<Option<Line>> {
    let Some(row) = rows.next()? else { return Ok(None) };
    let key = Key {
        workspace: row.get(0)?,
        slot: row.get(1)?,
        session: row.get(2)?,
        provider: row.get(3)?,
        model: row.get(4)?,
        client: row.get(5)?,
        rule: row.get(6)?,
        request_type: row.get(7)?,
    };
    let mut sums = rollup::read(row, 8)?;
    // The roll-up's counts stop at the largest integer.
    sums[..COUNTS].iter_mut().for_each(|sum| *sum = (*sum).min(i128::from(i64::MAX)));
    Ok(Some(Line { key, sums }))
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
            field: field.to_owned(),
            recorded: shown(recorded),
            counted: shown(counted),
        });
    }
    Ok(())
}

/// Writes the roll-up anew from the attempts.
pub(crate) fn rebuild(connection: &Connection) -> Result<()> {
    connection.execute("DELETE FROM usage_sums", [])?;
    let (dimensions, sums) = (DIMENSIONS.join(", "), SUMS.join(", "));
    let places = vec!["?"; 2 + DIMENSIONS.len() + SUMS.len()].join(", ");
    let mut insert =
        connection.prepare(&format!("INSERT INTO usage_sums (hours, slot, {dimensions}, {sums}) VALUES ({places})"))?;
    for hours in GRAINS {
        let mut counted = connection.prepare(&counted(hours))?;
        let mut rows = counted.query([])?;
        while let Some(Line { key, sums }) = next(&mut rows)? {
            let money = |pico: i128| [pico.div_euclid(PICO_PER_USD), pico.rem_euclid(PICO_PER_USD)];
            let sums = sums[..COUNTS].iter().copied().chain(sums[COUNTS..].iter().copied().flat_map(money));
            let mut values: Vec<Value> = vec![hours.into(), key.slot.into(), key.workspace.into()];
            values.extend([key.session, key.provider, key.model, key.client].map(Value::from));
            values.extend([Value::from(key.rule), key.request_type.into()]);
            values.extend(sums.map(|sum| Value::from(integer(sum))));
            insert.execute(params_from_iter(values))?;
        }
    }
    Ok(())
}
