//! Operation of the store itself: SQL queries, interruption, and health.

use crate::error::Result;
use crate::gate::Gate;
use crate::model::{Health, QueryOptions, QueryResult};

impl Gate {
    /// Queries the views of the store in SQL. `sql` is one read-only statement over `v_exchanges`, `v_attempts`,
    /// `v_usage_by_day` or `v_usage_by_hour`; anything else is refused, and nothing is ever written. Queries run one
    /// after the other on a connection of their own, and block no decision and no finish.
    ///
    /// ```
    /// use codegate_core::Gate;
    /// use codegate_core::model::{QueryOptions, QueryParams, Record, SqlValue};
    ///
    /// # fn main() -> codegate_core::Result<()> {
    /// let gate = Gate::open(":memory:")?;
    /// gate.record(&Record { model: Some("m".into()), output_tokens: Some(3), ..Record::default() })?;
    /// let sql = "SELECT model, sum(output_tokens) AS tokens FROM v_attempts WHERE workspace = ? GROUP BY model";
    /// let params = Some(QueryParams::List(vec![SqlValue::Text("default".into())]));
    /// let found = gate.query(sql, &QueryOptions { params, ..QueryOptions::default() })?;
    /// assert_eq!(found.columns, ["model", "tokens"]);
    /// assert_eq!(found.rows, [[SqlValue::Text("m".into()), SqlValue::Integer(3)]]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Errors: `invalid_argument` for a statement that cannot be run, with SQLite's message, for parameters that do not
    /// match, and for a blob in the result; `limit_exceeded` for a limit above 100,000 rows and for values or a result
    /// that are too large; `interrupted` when it runs longer than `timeout`.
    pub fn query(&self, sql: &str, options: &QueryOptions) -> Result<QueryResult> {
        self.context.check()?;
        self.context.store.query(sql, options)
    }

    /// Interrupts every call on this gate that waits for others or runs a statement, on any thread: it fails with
    /// `interrupted` and has changed nothing. The gate is usable at once, later calls are not affected, and an exchange
    /// whose finish was interrupted is still open and can be finished again. Never waits.
    ///
    /// Errors: `forked_handle`.
    pub fn interrupt(&self) -> Result<()> {
        self.context.store.interrupt()
    }

    /// The state of the store: its path, versions and sizes, and what the host should know. It also reports on a store
    /// whose file is gone.
    pub fn health(&self) -> Result<Health> {
        self.context.check()?;
        Ok(Health { unwritten: self.context.unwritten(), ..self.context.store.health()? })
    }
}
