//! Checksums of rows. They detect damage, not tampering: whoever can write the file can write them too.

use super::fault::bad_row;
use crate::error::{Code, Error, Result};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Row, ToSql, params_from_iter};
use std::ops::Range;

/// A 64-bit hash that is stored in files, so it never changes. Every step is one to one in the word that goes in: two
/// rows that differ in one word never have the same.
#[derive(Clone, Copy)]
pub(super) struct Mix(u64);

impl Mix {
    pub(super) fn new(seed: u64) -> Mix {
        Mix(seed)
    }

    pub(super) fn word(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(31);
    }

    pub(super) fn number(&mut self, number: i64) {
        self.word(number.cast_unsigned());
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.word(bytes.len() as u64);
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|word| self.word(u64::from_le_bytes(*word)));
        if !rest.is_empty() {
            let mut last = [0; 8];
            last[..rest.len()].copy_from_slice(rest);
            self.word(u64::from_le_bytes(last));
        }
    }

    pub(super) fn end(mut self) -> i64 {
        self.word(0);
        self.0 ^= self.0 >> 32;
        self.word(0);
        self.0.cast_signed()
    }

    /// Goes on with values that are about to be written.
    pub(super) fn values<V: ToSql>(mut self, values: &[V]) -> Result<Mix> {
        for value in values {
            with(value, |value| self.value(value))?;
        }
        Ok(self)
    }

    /// Goes on with values of columns that a later version has added. One that is NULL leaves no trace: so rows of before
    /// there were such columns keep their checksums.
    pub(super) fn later_values<V: ToSql>(mut self, values: &[V]) -> Result<Mix> {
        for (place, value) in (0..).zip(values) {
            with(value, |value| self.later(place, value))?;
        }
        Ok(self)
    }

    /// Goes on with columns of a row.
    pub(super) fn columns(mut self, row: &Row<'_>, columns: Range<usize>) -> Result<Mix> {
        for column in columns {
            self.value(row.get_ref(column)?);
        }
        Ok(self)
    }

    /// Goes on with columns of a row that a later version has added.
    pub(super) fn later_columns(mut self, row: &Row<'_>, columns: Range<usize>) -> Result<Mix> {
        for (place, column) in (0..).zip(columns) {
            self.later(place, row.get_ref(column)?);
        }
        Ok(self)
    }

    fn later(&mut self, place: u64, value: ValueRef<'_>) {
        if value != ValueRef::Null {
            self.word(place);
            self.value(value);
        }
    }

    fn value(&mut self, value: ValueRef<'_>) {
        match value {
            ValueRef::Null => self.word(0),
            ValueRef::Integer(number) => {
                self.word(1);
                self.number(number);
            }
            ValueRef::Real(number) => {
                self.word(2);
                // SQLite keeps no sign of a zero.
                self.word((number + 0.0).to_bits());
            }
            ValueRef::Text(bytes) => {
                self.word(3);
                self.bytes(bytes);
            }
            ValueRef::Blob(bytes) => {
                self.word(4);
                self.bytes(bytes);
            }
        }
    }
}

/// Passes a value as SQLite keeps it to `take`.
fn with(value: &impl ToSql, take: impl FnOnce(ValueRef<'_>)) -> Result<()> {
    match value.to_sql()? {
        ToSqlOutput::Borrowed(value) => take(value),
        ToSqlOutput::Owned(value) => take((&value).into()),
        _ => return Err(bad_row("a value of no known kind")),
    }
    Ok(())
}

/// Runs a statement that writes a row, with its checksum behind its values.
pub(super) fn write<V: ToSql>(connection: &Connection, sql: &str, seed: Mix, values: &[V]) -> Result<()> {
    let checksum = seed.values(values)?.end();
    let all = values.iter().map(|value| value as &dyn ToSql).chain([&checksum as &dyn ToSql]);
    connection.prepare_cached(sql)?.execute(params_from_iter(all))?;
    Ok(())
}

/// Refuses a row whose columns are not what the one behind them says. A row of before there were checksums has none.
pub(super) fn check(seed: Mix, row: &Row<'_>, columns: Range<usize>) -> Result<()> {
    let at = columns.end;
    check_mix(seed.columns(row, columns)?, row, at)
}

/// The same of what the checksum at this place is over.
pub(super) fn check_mix(mix: Mix, row: &Row<'_>, at: usize) -> Result<()> {
    match row.get::<_, Option<i64>>(at)? {
        Some(checksum) if checksum != mix.end() => {
            let text = "a row of the store is not what its checksum says; it was changed by something else";
            Err(Error::new(Code::Corrupt, text))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_bytes(bytes: &[u8]) -> i64 {
        let mut mix = Mix::new(0);
        mix.bytes(bytes);
        mix.end()
    }

    fn of_values(values: &[&dyn ToSql]) -> i64 {
        Mix::new(1).values(values).unwrap().end()
    }

    #[test]
    fn any_flipped_bit_changes_the_checksum() {
        let text = b"a text of some words, and one more".to_vec();
        for bit in 0..text.len() * 8 {
            let mut flipped = text.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_ne!(of_bytes(&flipped), of_bytes(&text), "bit {bit}");
        }
    }

    #[test]
    fn checksums_stay_what_files_hold() {
        assert_eq!(of_bytes(b""), FIXED[0]);
        assert_eq!(of_bytes(b"codegate, 17 bytes"), FIXED[1]);
        assert_eq!(of_values(&[&1i64, &"x", &2.5f64, &None::<i64>, &[7u8].as_slice()]), FIXED[2]);
    }

    const FIXED: [i64; 3] = [0, 4_149_775_348_894_815_801, -3_383_363_518_264_961_284];
}
