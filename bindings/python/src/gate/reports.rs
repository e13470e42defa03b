//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use super::Gate;
use crate::args;
use crate::call::{Out, wait};
use crate::query;
use crate::records;
use crate::usage;
use codegate_core::model;
use pyo3::prelude::*;

#[pymethods]
impl Gate {
    /// Token usage and cost, in total and by row. An exchange counts at the time it began.
    ///
    /// Prints as a table.
    ///
    /// workspace: One workspace, live or archived; all by default.
    /// by: Rows; only a total by default. The second splits each row of the first into a series: a day by model,
    ///     say.
    /// since: Exchanges that began at this time or later.
    /// until: Exchanges that began before this time.
    /// session: One session.
    /// provider: One provider.
    /// model: One model.
    /// client: One client.
    /// rule: Exchanges that the rule at this 0-based index of their workspace routed.
    /// request_type: One kind of request, compared exactly.
    /// zone: Time zone whose clock says which hour, day, week and month it is: a name of the IANA database, such as
    ///     `America/New_York`, which the library carries; UTC by default. A day has 23 or 25 hours where the clock is
    ///     set. `since` and `until` are points in time in any zone.
    /// compare: Another period to compare this one with, which must have `since` and `until`. Where rows are
    ///     periods, the n-th row of one is compared with the n-th row of the other.
    ///
    /// Errors: `workspace_not_found`; `invalid_argument` for a grouping by more than two or the same twice, for a
    /// `zone` that the IANA database does not name, for `compare` without `since` and `until`, and where `until` is
    /// before `since`.
    #[pyo3(signature = (*, workspace=None, by=None, since=None, until=None, session=None, provider=None,
        model=None, client=None, rule=None, request_type=None, zone=None, compare=None))]
    fn usage(
        &self,
        py: Python<'_>,
        workspace: args::Arg<'_>,
        by: args::Arg<'_>,
        since: args::Arg<'_>,
        until: args::Arg<'_>,
        session: args::Arg<'_>,
        provider: args::Arg<'_>,
        model: args::Arg<'_>,
        client: args::Arg<'_>,
        rule: args::Arg<'_>,
        request_type: args::Arg<'_>,
        zone: args::Arg<'_>,
        compare: args::Arg<'_>,
    ) -> Out<records::UsageReport> {
        let query = model::UsageQuery {
            workspace: args::opt(&workspace, "workspace", args::text)?,
            by: args::opt(&by, "by", usage::grouping)?.unwrap_or_default(),
            since: args::opt(&since, "since", args::time)?,
            until: args::opt(&until, "until", args::time)?,
            session: args::opt(&session, "session", args::text)?,
            provider: args::opt(&provider, "provider", args::text)?,
            model: args::opt(&model, "model", args::text)?,
            client: args::opt(&client, "client", args::text)?,
            rule: args::opt(&rule, "rule", args::whole)?,
            request_type: args::opt(&request_type, "request_type", args::text)?,
            zone: args::opt(&zone, "zone", args::text)?,
            compare: args::opt(&compare, "compare", usage::compare)?,
        };
        wait(py, || self.handle.core.usage().query(&query)).map(records::UsageReport)
    }

    /// Compares the sums that reports are made of with the attempts, all of which it reads. With `rebuild`, if any
    /// differs, all of them are rebuilt from the attempts, in one transaction; the differences found are reported all
    /// the same.
    ///
    /// Errors: with `rebuild`, those of the store.
    #[pyo3(
        signature = (*, rebuild=None),
        text_signature = "($self, *, rebuild=False)"
    )]
    fn verify(&self, py: Python<'_>, rebuild: args::Arg<'_>) -> Out<records::UsageCheck> {
        let rebuild = args::opt(&rebuild, "rebuild", args::flag)?.unwrap_or_default();
        wait(py, || self.handle.core.usage().verify(rebuild)).map(records::UsageCheck)
    }

    /// Recorded attempts as text, oldest first by the time their exchange began, a page at a time: pass `next` of a
    /// page as `cursor` of the next one. The concatenated pages are one document of the format.
    ///
    /// format: How they are written; `csv` by default.
    /// workspace: One workspace, live or archived; all by default.
    /// since: Exchanges that began at this time or later.
    /// until: Exchanges that began before this time.
    /// session: One session.
    /// provider: One provider.
    /// model: One model.
    /// client: One client.
    /// rule: Exchanges that the rule at this 0-based index of their workspace routed.
    /// request_type: One kind of request, compared exactly.
    /// limit: Attempts on this page, 1 to 1,000; 1,000 by default.
    /// cursor: `next` of the page before.
    ///
    /// Errors: `workspace_not_found`, `limit_exceeded` for a page of over 1,000, `invalid_argument` for a bad cursor,
    /// and where `until` is before `since`.
    #[pyo3(signature = (*, format=None, workspace=None, since=None, until=None, session=None, provider=None,
        model=None, client=None, rule=None, request_type=None, limit=None, cursor=None))]
    fn export_usage(
        &self,
        py: Python<'_>,
        format: args::Arg<'_>,
        workspace: args::Arg<'_>,
        since: args::Arg<'_>,
        until: args::Arg<'_>,
        session: args::Arg<'_>,
        provider: args::Arg<'_>,
        model: args::Arg<'_>,
        client: args::Arg<'_>,
        rule: args::Arg<'_>,
        request_type: args::Arg<'_>,
        limit: args::Arg<'_>,
        cursor: args::Arg<'_>,
    ) -> Out<records::UsagePage> {
        let query = model::UsageExport {
            format: args::opt(&format, "format", args::word)?,
            workspace: args::opt(&workspace, "workspace", args::text)?,
            since: args::opt(&since, "since", args::time)?,
            until: args::opt(&until, "until", args::time)?,
            session: args::opt(&session, "session", args::text)?,
            provider: args::opt(&provider, "provider", args::text)?,
            model: args::opt(&model, "model", args::text)?,
            client: args::opt(&client, "client", args::text)?,
            rule: args::opt(&rule, "rule", args::whole)?,
            request_type: args::opt(&request_type, "request_type", args::text)?,
            limit: args::opt(&limit, "limit", args::whole)?,
            cursor: args::opt(&cursor, "cursor", args::text)?,
        };
        wait(py, || self.handle.core.usage().export(&query)).map(records::UsagePage)
    }

    /// Queries the views of the store in SQL. `sql` is one read-only statement over `v_exchanges`, `v_attempts`,
    /// `v_usage_by_day` or `v_usage_by_hour`; anything else is refused, and nothing is ever written. Queries run one
    /// after the other on a connection of their own, and block no decision and no finish.
    ///
    /// params: Values of the parameters of the statement; none by default.
    /// limit: Rows at most, 1 to 100,000; 1,000 by default.
    /// timeout: Seconds that the statement may run, above 0 and at most 3,600; 5 by default.
    ///
    /// Errors: `invalid_argument` for a statement that cannot be run, with SQLite's message, for parameters that do not
    /// match, and for a blob in the result; `limit_exceeded` for a limit above 100,000 rows and for values or a result
    /// that are too large; `interrupted` when it runs longer than `timeout`.
    #[pyo3(signature = (sql, params=None, *, limit=None, timeout=None))]
    fn query(
        &self,
        py: Python<'_>,
        sql: &Bound<'_, PyAny>,
        params: args::Arg<'_>,
        limit: args::Arg<'_>,
        timeout: args::Arg<'_>,
    ) -> Out<records::QueryResult> {
        let sql = args::text(sql, "sql")?;
        let options = model::QueryOptions {
            params: args::opt(&params, "params", query::params)?,
            limit: args::opt(&limit, "limit", args::whole)?,
            timeout: args::opt(&timeout, "timeout", args::seconds)?,
        };
        wait(py, || self.handle.core.query(&sql, &options)).map(records::QueryResult)
    }
}
