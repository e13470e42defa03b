//! Answers to questions in SQL, and how a store stands.

use super::{Locks, Mirror, Warning};
use codegate_core::model;
use napi::bindgen_prelude::{BigInt, Either4, Null};
use napi_derive::napi;

/// The largest whole number up to which JavaScript's numbers tell all apart.
const SAFE: i64 = (1 << 53) - 1;

/// A value of SQL; a whole number that a JavaScript number cannot hold is a `BigInt`.
pub type SqlValue = Either4<Null, f64, BigInt, String>;

impl Mirror for model::SqlValue {
    type Js = SqlValue;
    fn mirror(self) -> SqlValue {
        match self {
            model::SqlValue::Null => Either4::A(Null),
            model::SqlValue::Integer(number) if (-SAFE..=SAFE).contains(&number) => Either4::B(number as f64),
            model::SqlValue::Integer(number) => Either4::C(BigInt::from(number)),
            model::SqlValue::Real(number) => Either4::B(number),
            model::SqlValue::Text(text) => Either4::D(text),
        }
    }
}

/// The rows that a question in SQL gave.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct QueryResult {
    /// Names of the columns in their order.
    pub columns: Vec<String>,
    /// The rows, each with a value for each column. An infinite number is null, a whole number beyond 2⁵³ a `BigInt`.
    #[napi(ts_type = "Array<Array<null | number | bigint | string>>")]
    pub rows: Vec<Vec<SqlValue>>,
    /// Whether there were more rows than `limit`.
    pub truncated: bool,
}

impl Mirror for model::QueryResult {
    type Js = QueryResult;
    fn mirror(self) -> QueryResult {
        let model::QueryResult { columns, rows, truncated } = self;
        QueryResult { columns, rows: rows.mirror(), truncated }
    }
}

/// How a store stands.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Health {
    /// Where the store lies; null for one in memory.
    pub path: Option<String>,
    /// The store's own id, which its copies share; null where it has none.
    pub store: Option<String>,
    /// Version of SQLite.
    pub sqlite: String,
    /// Version of the tables.
    pub schema: i64,
    /// Rises with every change of the configuration.
    pub generation: i64,
    /// Bytes of the file; null in memory, and where it is gone.
    pub size: Option<i64>,
    /// Bytes of the log beside it, which holds what was written last; null where there is none.
    pub log_size: Option<i64>,
    /// Whether this gate can write.
    pub writable: bool,
    /// What keeps writers of several processes apart.
    pub locks: Locks,
    /// How often the files were opened anew because something else had replaced them.
    pub reattached: i64,
    /// What the host should know: `locks_can_be_dropped`, `storage_detached`.
    pub warnings: Vec<Warning>,
}

impl Mirror for model::Health {
    type Js = Health;
    fn mirror(self) -> Health {
        let model::Health {
            path,
            store,
            sqlite,
            schema,
            generation,
            size,
            log_size,
            writable,
            locks,
            reattached,
            warnings,
        } = self;
        Health {
            path,
            store,
            sqlite,
            schema,
            generation,
            size: size.mirror(),
            log_size: log_size.mirror(),
            writable,
            locks: locks.mirror(),
            reattached: reattached.mirror(),
            warnings: warnings.mirror(),
        }
    }
}
