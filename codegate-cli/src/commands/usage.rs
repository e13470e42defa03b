//! `codegate usage`.

use super::provider::words;
use crate::app::App;
use crate::errors::Failure;
use crate::files::Whole;
use crate::output::{Table, count};
use crate::progress::Progress;
use crate::when::{self, Clock};
use clap::{Args, Subcommand};
use codegate_core::model::{
    Compare, ExportFormat, GroupBy, Money, UsageChange, UsageExport, UsageQuery, UsageReport, UsageTotals,
};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  codegate usage\n  \
    codegate usage --by day --since week\n  \
    codegate usage --by month,model --since year --csv > usage.csv\n  \
    codegate usage --since 7d --until now --compare\n  \
    codegate usage export --format otel --since today"
)]
pub(crate) struct Usage {
    #[command(subcommand)]
    more: Option<More>,
    #[command(flatten)]
    report: Report,
}

#[derive(Debug, Subcommand)]
enum More {
    /// Write recorded attempts as CSV, JSON lines or OpenTelemetry spans.
    #[command(after_help = "Example:\n  codegate usage export --format jsonl --since month --output attempts.jsonl")]
    Export(Box<Export>),
    /// Compare the sums that reports are made of with the attempts. Exit status 1 if they differ.
    #[command(after_help = "Examples:\n  codegate usage verify\n  codegate usage verify --rebuild")]
    Verify {
        /// Rebuild the sums from the attempts if they differ.
        #[arg(long)]
        rebuild: bool,
    },
}

#[derive(Debug, Args)]
struct Report {
    /// Rows, and what splits them: one word or two, such as `day,model`.
    #[arg(long, value_name = "WORD[,WORD]", value_delimiter = ',', value_parser = words::<GroupBy>(), default_value = "model")]
    by: Vec<GroupBy>,
    #[command(flatten)]
    which: Which,
    /// Compare with the period of the same length before; needs `--since` and `--until`.
    #[arg(long)]
    compare: bool,
    /// Draw bars where no terminal is, too.
    #[arg(long)]
    bars: bool,
    /// Print the rows as CSV.
    #[arg(long, conflicts_with = "json")]
    csv: bool,
}

/// Which exchanges count.
#[derive(Debug, Args)]
struct Which {
    /// One workspace, live or archived.
    #[arg(long, value_name = "NAME")]
    workspace: Option<String>,
    /// One session.
    #[arg(long, value_name = "ID")]
    session: Option<String>,
    /// One provider.
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,
    /// One model.
    #[arg(long, value_name = "MODEL")]
    model: Option<String>,
    /// One client.
    #[arg(long, value_name = "NAME")]
    client: Option<String>,
    /// One kind of request.
    #[arg(long, value_name = "WORD")]
    request_type: Option<String>,
    /// Those that the rule at this place routed, from 0.
    #[arg(long, value_name = "INDEX")]
    rule: Option<u32>,
    /// From then on.
    #[arg(long, value_name = "TIME", help = format!("From then on: {}", when::HELP))]
    since: Option<String>,
    /// Before then, as `--since` takes it.
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// The zone whose clock says when days begin: a name of the IANA database; that of this machine by default.
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
}

#[derive(Debug, Args)]
struct Export {
    /// How attempts are written.
    #[arg(long, value_name = "FORMAT", value_parser = words::<ExportFormat>(), default_value = "csv")]
    format: ExportFormat,
    /// The file; standard output by default.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    which: Which,
}

pub(crate) fn run(app: &mut App, usage: Usage) -> Result<ExitCode, Failure> {
    match usage.more {
        None => report(app, usage.report)?,
        Some(More::Export(options)) => export(app, *options)?,
        Some(More::Verify { rebuild }) => return verify(app, rebuild),
    }
    Ok(ExitCode::SUCCESS)
}

fn report(app: &mut App, options: Report) -> Result<(), Failure> {
    let Which { workspace, session, provider, model, client, request_type, rule, since, until, zone } = options.which;
    let clock = Clock::new(zone.as_deref())?;
    let query = UsageQuery {
        workspace,
        by: options.by,
        since: clock.option("--since", since.as_deref())?,
        until: clock.option("--until", until.as_deref())?,
        session,
        provider,
        model,
        client,
        rule,
        request_type,
        zone: zone.or_else(|| clock.zone()),
        compare: options.compare.then_some(Compare::Before(true)),
    };
    let report = app.read()?.usage().query(&query)?;
    if options.csv {
        return app.out.document(&report.to_csv());
    }
    if app.out.is_json() {
        return app.out.json(&report);
    }
    let bars = options.bars || app.out.is_terminal();
    app.out.table(&table(&report, bars))?;
    // The zone goes without saying where it changes nothing.
    if report.zone != "UTC" && report.by.is_some_and(GroupBy::is_time) {
        app.out.text(&format!("by the clock of {}", report.zone))?;
    }
    Ok(())
}

/// A column of figures: its head, and what it shows of sums and of their change.
type Column = (&'static str, fn(&UsageTotals, Option<&UsageChange>) -> String);

const COLUMNS: [Column; 10] = [
    (">exchanges", |sums, _| count(sums.exchanges)),
    (">attempts", |sums, _| count(sums.attempts)),
    (">failed", |sums, _| count(sums.failed)),
    (">input", |sums, _| count(sums.input_tokens)),
    (">cached", |sums, _| count(sums.cache_read)),
    (">output", |sums, _| count(sums.output_tokens)),
    (">cost USD", |sums, _| usd(sums.cost_known)),
    (">incomplete", |sums, _| count(sums.incomplete)),
    (">unpriced", |sums, _| count(sums.unpriced)),
    (">change USD", |_, change| change.map(|change| signed(change.cost_known)).unwrap_or_default()),
];

fn table(report: &UsageReport, bars: bool) -> Table {
    let total = &report.total;
    // What is nowhere would only take room.
    let shown = |name: &str| match name {
        ">attempts" | ">failed" => total.failed > 0,
        ">incomplete" => total.incomplete > 0,
        ">unpriced" => total.unpriced > 0,
        ">change USD" => report.compared.is_some(),
        _ => true,
    };
    let columns: Vec<&Column> = COLUMNS.iter().filter(|(name, _)| shown(name)).collect();
    let mut head: Vec<&str> = [report.by, report.series].into_iter().flatten().map(GroupBy::as_str).collect();
    let keys = head.len().max(1);
    if head.is_empty() {
        head.push("");
    }
    head.extend(columns.iter().map(|(name, _)| *name));
    let mut table = Table::new(&head);
    let line = |mut cells: Vec<String>, sums: &UsageTotals, change: Option<&UsageChange>| {
        cells.truncate(keys);
        cells.extend(columns.iter().map(|(_, show)| show(sums, change)));
        cells
    };
    let size = sizes(report);
    let largest = report.rows.iter().map(|row| size(&row.totals)).fold(0.0, f64::max);
    let none = |key: &Option<String>| key.clone().unwrap_or_else(|| "(none)".to_owned());
    for row in &report.rows {
        let cells = vec![none(&row.key), none(&row.series)];
        table.row(line(cells, &row.totals, row.change.as_ref()));
        if bars && largest > 0.0 {
            table.bar(size(&row.totals) / largest);
        }
    }
    table.row(line(vec!["total".to_owned(), String::new()], total, report.change.as_ref()));
    table
}

/// What bars show: the cost, or tokens where nothing has a price, or exchanges.
fn sizes(report: &UsageReport) -> fn(&UsageTotals) -> f64 {
    let total = &report.total;
    if total.cost_known > Money::default() {
        |sums| sums.cost_known.as_pico() as f64
    } else if total.total_tokens > 0 {
        |sums| sums.total_tokens as f64
    } else {
        |sums| sums.exchanges as f64
    }
}

/// US dollars for people: four decimals, or all of them where these would show nothing.
pub(crate) fn usd(money: Money) -> String {
    const UNIT: i128 = 100_000_000;
    let pico = money.as_pico();
    if pico != 0 && pico.abs() < UNIT {
        return money.to_string();
    }
    let rounded = (pico + pico.signum() * UNIT / 2) / UNIT;
    let sign = if rounded < 0 { "-" } else { "" };
    format!("{sign}{}.{:04}", rounded.abs() / 10_000, rounded.abs() % 10_000)
}

/// The same with its sign.
pub(crate) fn signed(money: Money) -> String {
    let sign = if money > Money::default() { "+" } else { "" };
    format!("{sign}{}", usd(money))
}

fn export(app: &mut App, options: Export) -> Result<(), Failure> {
    if app.out.is_json() && options.output.is_none() {
        let text = "`--json` tells what was done, and attempts are written in a format of their own";
        return Err(Failure::own("usage", text, "`--format jsonl` writes each as JSON, on a line"));
    }
    let Which { workspace, session, provider, model, client, request_type, rule, since, until, zone } = options.which;
    let clock = Clock::new(zone.as_deref())?;
    let mut query = UsageExport {
        format: Some(options.format),
        workspace,
        since: clock.option("--since", since.as_deref())?,
        until: clock.option("--until", until.as_deref())?,
        session,
        provider,
        model,
        client,
        rule,
        request_type,
        limit: None,
        cursor: None,
    };
    let gate = app.read()?;
    let mut file = options.output.as_deref().map(Whole::new).transpose()?;
    let progress = Progress::new("writing attempts");
    loop {
        let page = gate.usage().export(&query)?;
        match &mut file {
            Some(file) => file.write(page.text.as_bytes())?,
            None => app.out.document(&page.text)?,
        }
        query.cursor = page.next;
        if query.cursor.is_none() {
            break;
        }
    }
    drop(progress);
    let Some(file) = file else { return Ok(()) };
    let written = file.keep()?;
    app.out.record(&serde_json::json!({ "written": written }), || format!("written to `{written}`"))
}

fn verify(app: &mut App, rebuild: bool) -> Result<ExitCode, Failure> {
    let gate = if rebuild { app.write()? } else { app.read()? };
    let progress = Progress::new("comparing sums with attempts");
    let found = gate.usage().verify(rebuild)?;
    drop(progress);
    app.out.record(&found, || {
        let mut text = format!("{} attempts, {} sums compared\n", count(found.attempts), count(found.rows));
        match found.differing {
            0 => text += "all of them are right\n",
            differing => text += &format!("{} differ\n", count(differing)),
        }
        for one in found.differences.iter().take(10) {
            text += &format!(
                "  {} {} `{}`: {} is {}, counted {}\n",
                one.workspace,
                one.start,
                one.model.as_deref().unwrap_or("-"),
                one.field,
                one.recorded,
                one.counted
            );
        }
        if found.rebuilt {
            text += "they were rebuilt from the attempts\n";
        }
        text
    })?;
    Ok(if found.differing == 0 || found.rebuilt { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_rounded_for_people() {
        for (exact, shown) in [
            ("0", "0.0000"),
            ("0.0045", "0.0045"),
            ("12.34567", "12.3457"),
            ("0.00001234", "0.00001234"),
            ("-0.5", "-0.5000"),
            ("1999.99996", "2000.0000"),
        ] {
            assert_eq!(usd(Money::parse(exact).unwrap()), shown, "{exact}");
        }
        assert_eq!(signed(Money::parse("0.5").unwrap()), "+0.5000");
    }
}
