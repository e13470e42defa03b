//! Repricing of recorded attempts: a report first, then exactly the reported changes.

use crate::context::Context;
use crate::error::{Code, Error, Result};
use crate::exchange::{self, Charged};
use crate::gate::{Gate, workspace_id};
use crate::model::{
    Attempt, Money, RepriceQuery, RepriceReport, RepriceRow, SupersededCharge, Timestamp, check_period, shown,
};
use crate::price::PriceBook;
use crate::snapshot::Snapshot;
use crate::store::charges;
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What repricing reads in addition to the store.
struct Basis<'a> {
    query: &'a RepriceQuery,
    prices: &'a PriceBook,
    snapshot: &'a Snapshot,
}

/// The report under construction.
#[derive(Default)]
struct Tally {
    report: RepriceReport,
    rows: BTreeMap<(Option<String>, Option<String>), RepriceRow>,
    digest: Sha256,
}

/// The attempts of one exchange that change, with their places.
type Changes = Vec<(usize, Attempt)>;

fn reprice(context: &Context, now: Timestamp, query: &RepriceQuery) -> Result<RepriceReport> {
    // In this order: the configuration brings the prices that the store keeps.
    let snapshot = context.snapshot()?;
    let prices = context.prices();
    let basis = Basis { query, prices: &prices, snapshot: &snapshot };
    let Some(token) = query.apply.as_deref() else {
        return context.store.read(|tx| basis.walk(tx, |_, _| Ok(())));
    };
    context.store.write(|tx| {
        let found = basis.walk(tx, |_, _| Ok(()))?;
        if found.token != token {
            let text = "attempts or prices have changed since the report, or it was about others; ask for it again";
            return Err(Error::new(Code::RepriceStale, text));
        }
        basis.walk(tx, |seq, changes| charges::replace(tx, seq, changes, now))?;
        Ok(RepriceReport { applied: true, ..found })
    })
}

/// What the attempts of an exchange were charged before.
fn superseded(gate: &Gate, exchange: &str) -> Result<Vec<SupersededCharge>> {
    gate.context.check()?;
    let none = || Error::new(Code::ExchangeNotFound, format!("there is no exchange `{}`", shown(exchange)));
    gate.context.store.read(|tx| charges::superseded(tx, exchange)?.ok_or_else(none))
}

impl Basis<'_> {
    /// Walks all exchanges of the query, and passes what changes of each to `change`.
    fn walk(
        &self,
        connection: &Connection,
        mut change: impl FnMut(i64, &Changes) -> Result<()>,
    ) -> Result<RepriceReport> {
        let workspace = workspace_id(connection, self.query.workspace.as_deref())?;
        let mut tally = Tally::default();
        let mut after = 0;
        loop {
            let page = charges::page(connection, self.query, workspace, after)?;
            let Some(last) = page.last() else { return Ok(tally.finish()) };
            after = last.seq;
            for recorded in page {
                let changes = self.changes(recorded.attempts, &mut tally);
                if !changes.is_empty() {
                    tally.note(recorded.seq, &changes);
                    change(recorded.seq, &changes)?;
                }
            }
        }
    }

    fn changes(&self, attempts: Vec<Attempt>, tally: &mut Tally) -> Changes {
        let mut changes = Changes::new();
        for (position, attempt) in attempts.into_iter().enumerate().filter(|(_, attempt)| self.is_about(attempt)) {
            let report = &mut tally.report;
            report.attempts += 1;
            if attempt.price_source.as_deref() == Some(exchange::BY_PROVIDER) {
                report.reported += 1;
                continue;
            }
            let provider = attempt.provider.as_ref().and_then(|name| self.snapshot.providers.get(name));
            // Another provider may have taken over the name.
            let provider = provider.filter(|row| Some(row.provider.provider_type) == attempt.provider_type);
            let provider = provider.map(|row| &row.provider);
            let Some((charged, usage)) = exchange::anew(&attempt, provider, self.prices) else {
                report.unpriced += 1;
                continue;
            };
            let Charged { prices, cost, cost_known, cache_saved, price_source } = charged;
            let same = attempt.price_source.is_some()
                && (cost, cost_known, cache_saved) == (attempt.cost, attempt.cost_known, attempt.cache_saved);
            if same {
                continue;
            }
            report.changed += 1;
            report.priced += u64::from(attempt.price_source.is_none());
            tally.add(&attempt, cost_known);
            let new = Attempt { prices, cost, cost_known, cache_saved, price_source, usage, ..attempt };
            changes.push((position, new));
        }
        changes
    }

    fn is_about(&self, attempt: &Attempt) -> bool {
        let fits = |wanted: &Option<String>, have: &Option<String>| wanted.is_none() || wanted == have;
        fits(&self.query.provider, &attempt.provider) && fits(&self.query.model, &attempt.model)
    }
}

impl Tally {
    fn add(&mut self, before: &Attempt, after: Money) {
        let key = (before.provider.clone(), before.model.clone());
        let row = self.rows.entry(key.clone()).or_insert_with(|| RepriceRow {
            provider: key.0,
            model: key.1,
            ..RepriceRow::default()
        });
        row.changed += 1;
        row.before = row.before.saturating_add(before.cost_known);
        row.after = row.after.saturating_add(after);
    }

    /// Hashes changes into the token: which attempts, and their new charges.
    fn note(&mut self, seq: i64, changes: &Changes) {
        for (position, attempt) in changes {
            let prices = serde_json::to_string(&attempt.prices).unwrap_or_default();
            let pico = |money: Option<Money>| money.map(Money::as_pico);
            let line = format!(
                "{seq} {position} {:?} {} {:?} {prices}\n",
                pico(attempt.cost),
                attempt.cost_known.as_pico(),
                pico(attempt.cache_saved)
            );
            self.digest.update(line.as_bytes());
        }
    }

    fn finish(self) -> RepriceReport {
        let mut report = self.report;
        for mut row in self.rows.into_values() {
            row.difference = difference(row.after, row.before);
            report.before = report.before.saturating_add(row.before);
            report.after = report.after.saturating_add(row.after);
            report.rows.push(row);
        }
        report.rows.sort_by_key(|row| std::cmp::Reverse(row.difference.as_pico().unsigned_abs()));
        report.difference = difference(report.after, report.before);
        report.token = self.digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        report
    }
}

fn difference(after: Money, before: Money) -> Money {
    Money::from_pico(after.as_pico().saturating_sub(before.as_pico()))
}

impl Gate {
    /// Reprices recorded attempts, by the prices that apply now to the times at which they were made: after a table was
    /// loaded, or a price was set. Without `apply` it only reports what would change; with the `token` of that report
    /// it makes exactly these changes in one transaction, updates the sums of reports, and keeps the earlier charges
    /// ([`Gate::superseded_charges`]).
    ///
    /// A cost that the provider reported does not change, nor does an attempt that has no price now. Every attempt of
    /// the query is read twice for it; meanwhile others wait to write, up to their `busy_timeout`.
    ///
    /// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`, and with `apply` `reprice_stale` where the changes would not
    /// be those of the report, and those of the store.
    pub fn reprice(&self, query: &RepriceQuery) -> Result<RepriceReport> {
        let now = self.start()?;
        check_period(Some(query.since), query.until)?;
        reprice(&self.context, now, query)
    }

    /// What the attempts of an exchange were charged before they were repriced, oldest first.
    ///
    /// Errors: `exchange_not_found`.
    pub fn superseded_charges(&self, exchange: &str) -> Result<Vec<SupersededCharge>> {
        superseded(self, exchange)
    }
}
