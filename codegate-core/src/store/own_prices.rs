//! Rows of the host's own prices. What changes one is given the generation to note it at.

use super::changes::{Changed, note};
use super::fault::bad_row;
use super::rows::json;
use crate::error::Result;
use crate::model::HostPrice;
use rusqlite::{Connection, params};

/// All of them in the order in which they were set.
pub(crate) fn all(connection: &Connection) -> Result<Vec<HostPrice>> {
    let mut statement = connection.prepare_cached("SELECT price FROM own_prices ORDER BY id")?;
    let mut rows = statement.query([])?;
    let mut found: Vec<HostPrice> = Vec::new();
    while let Some(row) = rows.next()? {
        let text: String = row.get(0)?;
        found.push(serde_json::from_str(&text).map_err(|_| bad_row("a price that is none"))?);
    }
    Ok(found)
}

/// Puts a price behind the others, in place of one for the same model and provider.
pub(crate) fn replace(connection: &Connection, price: &HostPrice, generation: i64) -> Result<()> {
    delete(connection, &price.model, price.provider.as_deref(), generation)?;
    let sql = "INSERT INTO own_prices (model, provider, price) VALUES (?1, ?2, ?3)";
    connection.prepare_cached(sql)?.execute(params![price.model, price.provider, json(price)?])?;
    Ok(())
}

/// Removes the price of a model, whose name is compared without regard to the case of ASCII letters.
pub(crate) fn delete(connection: &Connection, model: &str, provider: Option<&str>, generation: i64) -> Result<()> {
    let sql = "DELETE FROM own_prices WHERE model = ?1 COLLATE NOCASE AND provider IS ?2";
    connection.prepare_cached(sql)?.execute(params![model, provider])?;
    note(connection, &Changed::OwnPrices, generation)
}
