//! `codegate prices reprice`.

use super::prices::Loaded;
use super::usage::{signed, usd};
use crate::app::App;
use crate::ask;
use crate::errors::Failure;
use crate::output::{Table, count, dash, many};
use crate::progress::Progress;
use crate::when::{self, Clock};
use clap::Args;
use codegate_core::model::{RepriceQuery, RepriceReport};
use serde::Serialize;

#[derive(Debug, Args)]
pub(crate) struct Reprice {
    /// Of exchanges from then on.
    #[arg(long, value_name = "TIME", help = format!("Of exchanges from then on: {}", when::HELP))]
    since: String,
    /// Of exchanges before then.
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Of one workspace.
    #[arg(long, value_name = "NAME")]
    workspace: Option<String>,
    /// At one provider.
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,
    /// Of one model.
    #[arg(long, value_name = "MODEL")]
    model: Option<String>,
    #[command(flatten)]
    table: Loaded,
    /// Only tell what would change.
    #[arg(long)]
    dry_run: bool,
    /// Do not ask.
    #[arg(long, short)]
    yes: bool,
}

/// The plan of a repricing, or what was done of it.
#[derive(Serialize)]
struct Repriced<'a> {
    dry_run: bool,
    #[serde(flatten)]
    report: &'a RepriceReport,
}

pub(crate) fn run(app: &mut App, reprice: Reprice) -> Result<(), Failure> {
    let clock = Clock::new(None)?;
    let mut query = RepriceQuery {
        until: clock.option("--until", reprice.until.as_deref())?,
        workspace: reprice.workspace,
        provider: reprice.provider,
        model: reprice.model,
        ..RepriceQuery::new(clock.read("--since", &reprice.since)?)
    };
    let gate = if reprice.dry_run { app.read()? } else { app.write()? };
    reprice.table.load(&gate)?;
    let progress = Progress::new("comparing charges with prices");
    let plan = gate.reprice(&query)?;
    drop(progress);
    if !app.out.is_json() {
        show(app, &plan)?;
    }
    if reprice.dry_run || plan.changed == 0 {
        return if app.out.is_json() {
            app.out.json(&Repriced { dry_run: reprice.dry_run, report: &plan })
        } else {
            Ok(())
        };
    }
    app.out.flush()?;
    ask::confirm(&format!("change the charges of {}?", many(plan.changed, "attempt")), reprice.yes)?;
    query.apply = Some(plan.token);
    let progress = Progress::new("repricing");
    let done = gate.reprice(&query)?;
    drop(progress);
    app.out
        .record(&Repriced { dry_run: false, report: &done }, || format!("{} repriced", many(done.changed, "attempt")))
}

fn show(app: &mut App, plan: &RepriceReport) -> Result<(), Failure> {
    let mut table = Table::new(&["provider", "model", ">attempts", ">before USD", ">after USD", ">difference"]);
    for row in &plan.rows {
        table.row(vec![
            dash(row.provider.as_deref()),
            dash(row.model.as_deref()),
            count(row.changed),
            usd(row.before),
            usd(row.after),
            signed(row.difference),
        ]);
    }
    let (before, after, difference) = (usd(plan.before), usd(plan.after), signed(plan.difference));
    table.row(vec!["total".to_owned(), String::new(), count(plan.changed), before, after, difference]);
    app.out.table(&table)?;
    let (looked, reported, unpriced) = (count(plan.attempts), count(plan.reported), count(plan.unpriced));
    app.out.text(&format!(
        "{looked} attempts examined: {reported} have a cost that the provider reported, {unpriced} have no price now; these stay"
    ))
}
