//! What SQLite reports, as our codes.

use crate::error::{Code, Error};
use rusqlite::ErrorCode;
use std::io::ErrorKind;

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let (code, text) = match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                (Code::Busy, "another process held the store past `busy_timeout`; try again")
            }
            Some(ErrorCode::DiskFull) => (Code::DiskFull, "the disk is full; free some space and try again"),
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => (Code::ReadOnly, "the store cannot be written"),
            // The last is what SQLite makes of a lock that it could not take for ten seconds.
            Some(ErrorCode::CannotOpen | ErrorCode::SystemIoFailure | ErrorCode::FileLockingProtocolFailed) => {
                (Code::Io, "the operating system refused to read or write the store")
            }
            Some(ErrorCode::DatabaseCorrupt) => {
                (Code::Corrupt, "the store is damaged; restore it from a copy, or open it again to have it checked")
            }
            Some(ErrorCode::NotADatabase) => (Code::NotAStore, "the file is not a store of this library"),
            Some(ErrorCode::OperationInterrupted) => {
                (Code::Interrupted, "the call was stopped by `interrupt` and has changed nothing; make it again")
            }
            // A row that cannot be read back as it was written.
            None if is_row_fault(&error) => {
                (Code::Corrupt, "a row of the store cannot be read; it was changed by something else")
            }
            // Statements and values are ours, so it is the tables that are not as they were made.
            _ if is_table_fault(&error) => (
                Code::Corrupt,
                "the tables of the store are damaged; restore it from a copy, or open it again to have it checked",
            ),
            _ => (Code::Internal, "the store failed in a way it should not"),
        };
        Error::new(code, format!("{text} ({error})")).with_source(error)
    }
}

/// Whether others hold the store, so that the same call may work in a moment.
pub(super) fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// Whether a sum of SQLite's exceeded 64 bits; it has no code of its own for that.
pub(super) fn is_overflow(error: &Error) -> bool {
    let source = std::error::Error::source(error).and_then(|source| source.downcast_ref());
    matches!(source, Some(rusqlite::Error::SqliteFailure(_, Some(text))) if text == "integer overflow")
}

fn is_row_fault(error: &rusqlite::Error) -> bool {
    matches!(
        error,
        rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::Utf8Error(..)
            | rusqlite::Error::QueryReturnedNoRows
    )
}

fn is_table_fault(error: &rusqlite::Error) -> bool {
    matches!(
        error,
        rusqlite::Error::SqlInputError { .. }
            | rusqlite::Error::InvalidColumnName(..)
            | rusqlite::Error::InvalidColumnIndex(..)
    ) || matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::ConstraintViolation | ErrorCode::TypeMismatch | ErrorCode::Unknown)
    )
}

/// A stored word or number that this version does not know.
pub(super) fn bad_row(what: &str) -> Error {
    Error::new(
        Code::Corrupt,
        format!("a row of the store holds {what} that cannot be read; it was changed by something else"),
    )
}

/// What the operating system reports, apart from SQLite.
pub(super) fn io(what: &str, error: std::io::Error) -> Error {
    let code = if error.kind() == ErrorKind::StorageFull { Code::DiskFull } else { Code::Io };
    Error::new(code, format!("{what} ({error})")).with_source(error)
}
