//! Care of the store itself: questions in SQL, stopping, and how it stands.

use crate::error::Result;
use crate::gate::Gate;
use crate::model::{Health, QueryOptions, QueryResult};

impl Gate {
    /// Asks the views of the store in SQL. `sql` is one statement that reads `v_exchanges`, `v_attempts`,
    /// `v_usage_by_day` or `v_usage_by_hour`; anything else is refused, and nothing is ever written. It runs on a connection
    /// of its own, one question after the other, and holds up no decision and no finish.
    ///
    /// ```
    /// use codegate_core::Gate;
    /// use codegate_core::model::{QueryOptions, QueryParams, Record, SqlValue};
    ///
    /// # fn main() -> codegate_core::Result<()> {
    /// let gate = Gate::open(":memory:")?;
    /// gate.record(&Record { model: Some("m".into()), output_tokens: Some(3.0), ..Record::default() })?;
    /// let sql = "SELECT model, sum(output_tokens) AS tokens FROM v_attempts WHERE workspace = ? GROUP BY model";
    /// let params = Some(QueryParams::List(vec![SqlValue::Text("default".into())]));
    /// let found = gate.query(sql, &QueryOptions { params, ..QueryOptions::default() })?;
    /// assert_eq!(found.columns, ["model", "tokens"]);
    /// assert_eq!(found.rows, [[SqlValue::Text("m".into()), SqlValue::Integer(3)]]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Errors: `invalid_argument` for a statement that cannot be run, with what SQLite says of it, for parameters that do not
    /// fit, and for a column of bytes; `limit_exceeded` for a limit above 100,000 rows and for values or an answer that
    /// are too large; `interrupted` when it runs longer than `timeout`.
    pub fn query(&self, sql: &str, options: &QueryOptions) -> Result<QueryResult> {
        self.context.check()?;
        self.context.store.query(sql, options)
    }

    /// Stops every call on this gate that waits for others or runs a statement, on whatever thread: it comes back with
    /// `interrupted` and has changed nothing. The gate is usable at once, calls that begin later are not affected, and an
    /// exchange whose finish was stopped is still open, to be finished again. Never waits.
    ///
    /// Errors: `forked_handle`.
    pub fn interrupt(&self) -> Result<()> {
        self.context.store.interrupt()
    }

    /// How the store stands: where it lies, its versions and sizes, and what the host should know. It is told of a store
    /// whose file is gone, too.
    pub fn health(&self) -> Result<Health> {
        self.context.check()?;
        self.context.store.health()
    }
}
