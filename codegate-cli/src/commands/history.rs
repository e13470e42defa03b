//! `codegate history`.

use super::Rows;
use super::provider::words;
use super::usage::usd;
use crate::app::App;
use crate::errors::Failure;
use crate::output::{Table, count, dash, many};
use crate::progress::Progress;
use crate::when::{self, Clock};
use clap::{Args, Subcommand};
use codegate_core::Gate;
use codegate_core::model::{HistoryEntry, HistoryQuery, PruneQuery, Severity};
use serde::Serialize;

const COLUMNS: [&str; 18] = [
    "exchange",
    "workspace",
    "session",
    "started_at",
    "finished_at",
    "request_type",
    "client",
    "provider",
    "model",
    "outcome",
    "cost",
    "prompt",
    "output",
    "cut",
    "usage",
    "alerts",
    "request_body",
    "response_body",
];

#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  codegate history\n  \
    codegate history --workspace acme --since today --limit 20\n  \
    codegate history search \"borrow checker\"\n  \
    codegate history show 0193a4c0-8a5e-7c3e-9d5e-3f2a1b0c9d8e"
)]
pub(crate) struct History {
    #[command(subcommand)]
    more: Option<More>,
    #[command(flatten)]
    list: List,
}

#[derive(Debug, Subcommand)]
enum More {
    /// List exchanges, newest first; `codegate history` alone does the same.
    #[command(after_help = "Example:\n  codegate history list --since week --csv > history.csv")]
    List(List),
    /// List exchanges whose prompt or output holds a text, in any case.
    #[command(after_help = "Example:\n  codegate history search \"borrow checker\" --since month")]
    Search {
        /// The text.
        text: String,
        #[command(flatten)]
        list: List,
    },
    /// Show one exchange with its prompt and output.
    #[command(after_help = "Example:\n  codegate history show 0193a4c0-8a5e-7c3e-9d5e-3f2a1b0c9d8e")]
    Show {
        /// Its id.
        exchange: String,
    },
    /// Remove prompts and outputs of old exchanges; their usage and cost stay.
    #[command(after_help = "Examples:\n  codegate history prune --before 90d --dry-run\n  \
        codegate history prune --keep 10000 --yes")]
    Prune(Prune),
}

#[derive(Debug, Args)]
struct List {
    /// One workspace, live or archived.
    #[arg(long, value_name = "NAME")]
    workspace: Option<String>,
    /// One session.
    #[arg(long, value_name = "ID")]
    session: Option<String>,
    /// One kind of request; `chat` is every conversation.
    #[arg(long, value_name = "WORD")]
    request_type: Option<String>,
    /// Exchanges with an alert of this severity.
    #[arg(long, value_name = "WORD", value_parser = words::<Severity>())]
    severity: Option<Severity>,
    /// From then on.
    #[arg(long, value_name = "TIME", help = format!("From then on: {}", when::HELP))]
    since: Option<String>,
    /// Before then, as `--since` takes it.
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// At most so many.
    #[arg(long, short = 'n', value_name = "NUMBER", default_value = "50")]
    limit: usize,
    #[command(flatten)]
    rows: Rows,
}

#[derive(Debug, Args)]
struct Prune {
    /// Exchanges that began before this time, as `--since` of a list takes it.
    #[arg(long, value_name = "TIME", conflicts_with = "keep", required_unless_present = "keep")]
    before: Option<String>,
    /// All but so many, those recorded last.
    #[arg(long, value_name = "NUMBER")]
    keep: Option<u64>,
    /// Of this workspace alone.
    #[arg(long, value_name = "NAME")]
    workspace: Option<String>,
    /// Only tell what would be removed.
    #[arg(long)]
    dry_run: bool,
    /// Do not ask.
    #[arg(long, short)]
    yes: bool,
}

pub(crate) fn run(app: &mut App, history: History) -> Result<(), Failure> {
    match history.more {
        None => list(app, history.list, None),
        Some(More::List(options)) => list(app, options, None),
        Some(More::Search { text, list: options }) => list(app, options, Some(&text)),
        Some(More::Show { exchange }) => {
            let entry = app.read()?.history().get(&exchange)?;
            app.out.record(&entry, || told(&entry))
        }
        Some(More::Prune(options)) => prune(app, options),
    }
}

fn list(app: &mut App, options: List, wanted: Option<&str>) -> Result<(), Failure> {
    let clock = Clock::new(None)?;
    let query = HistoryQuery {
        workspace: options.workspace,
        session: options.session,
        request_type: options.request_type,
        severity: options.severity,
        since: clock.option("--since", options.since.as_deref())?,
        until: clock.option("--until", options.until.as_deref())?,
        limit: None,
        cursor: None,
    };
    let gate = app.read()?;
    let entries = found(&gate, query, options.limit, wanted)?;
    app.out.rows(&entries, options.rows.columns(&COLUMNS), || {
        let mut table =
            Table::new(&["exchange", "began", "workspace", "client", "model", "outcome", ">cost USD", "prompt"]);
        for entry in &entries {
            table.row(vec![
                entry.exchange.clone(),
                clock.shown(entry.started_at),
                entry.workspace.clone(),
                entry.client.clone(),
                dash(entry.model.as_deref()),
                entry.outcome.to_string(),
                dash(entry.cost.map(usd)),
                head(entry.prompt.as_deref().unwrap_or_default()),
            ]);
        }
        table
    })
}

/// The first words of a text: a table is no place for a whole prompt.
fn head(text: &str) -> String {
    let mut words: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(81).collect();
    if words.chars().count() > 80 {
        words.pop();
        words.push('…');
    }
    words
}

/// The newest exchanges of a query, those that hold a text where one is wanted.
fn found(
    gate: &Gate,
    mut query: HistoryQuery,
    limit: usize,
    wanted: Option<&str>,
) -> Result<Vec<HistoryEntry>, Failure> {
    let wanted = wanted.map(str::to_lowercase);
    let holds = |text: &Option<String>| {
        wanted.as_ref().is_none_or(|wanted| text.as_ref().is_some_and(|text| text.to_lowercase().contains(wanted)))
    };
    let progress = wanted.is_some().then(|| Progress::new("searching"));
    let mut entries = Vec::new();
    loop {
        // A search reads pages of one size, a list no more than it shows.
        let room = if wanted.is_some() { 200 } else { (limit - entries.len()).clamp(1, 1_000) };
        query.limit = Some(room);
        let page = gate.history().list(&query)?;
        entries.extend(page.items.into_iter().filter(|entry| holds(&entry.prompt) || holds(&entry.output)));
        query.cursor = page.next;
        if entries.len() >= limit || query.cursor.is_none() {
            break;
        }
    }
    drop(progress);
    entries.truncate(limit);
    Ok(entries)
}

fn told(entry: &HistoryEntry) -> String {
    let usage = &entry.usage;
    let mut text = format!(
        "exchange      {}\nworkspace     {}\nsession       {}\nbegan         {}\nended         {}\n",
        entry.exchange, entry.workspace, entry.session, entry.started_at, entry.finished_at
    );
    text += &format!("client        {}\nrequest type  {}\n", entry.client, dash(entry.request_type.as_deref()));
    let (provider, model) = (dash(entry.provider.as_deref()), dash(entry.model.as_deref()));
    text += &format!("provider      {provider}\nmodel         {model}\noutcome       {}\n", entry.outcome);
    let (input, output) = (dash(usage.input_tokens.map(count)), dash(usage.output_tokens.map(count)));
    text += &format!("tokens        {input} in, {output} out ({})\n", usage.completeness);
    text += &format!("cost USD      {}\n", entry.cost.map_or("unknown".to_owned(), |cost| cost.to_string()));
    for alert in &entry.alerts {
        text += &format!("alert         {} {}\n", alert.severity, alert.alert_type);
    }
    for (name, content) in [("prompt", &entry.prompt), ("output", &entry.output)] {
        text += &format!("\n--- {name}{}\n", if content.is_none() { ": none is kept" } else { "" });
        if let Some(content) = content {
            text += content.trim_end();
            text.push('\n');
        }
    }
    text
}

#[derive(Serialize)]
struct Told<'a> {
    dry_run: bool,
    #[serde(flatten)]
    pruned: &'a codegate_core::model::Pruned,
}

fn prune(app: &mut App, options: Prune) -> Result<(), Failure> {
    let clock = Clock::new(None)?;
    let query = PruneQuery {
        before: clock.option("--before", options.before.as_deref())?,
        keep: options.keep,
        workspace: options.workspace,
        dry_run: true,
    };
    let gate = if options.dry_run { app.read()? } else { app.write()? };
    let plan = gate.history().prune(&query)?;
    let tell = |pruned: &codegate_core::model::Pruned, what: &str| {
        let (exchanges, alerts) = (many(pruned.exchanges, "exchange"), many(pruned.alerts, "alert"));
        format!("{exchanges} with {alerts} {what}, {} of text", many(pruned.bytes, "byte"))
    };
    if options.dry_run {
        return app.out.record(&Told { dry_run: true, pruned: &plan }, || tell(&plan, "would be removed"));
    }
    if plan.exchanges > 0 {
        if !options.yes && !app.out.is_json() {
            app.out.text(&tell(&plan, "will be removed; usage and cost stay"))?;
            app.out.flush()?;
        }
        crate::ask::confirm(&format!("remove {} from the history?", many(plan.exchanges, "exchange")), options.yes)?;
    }
    let progress = Progress::new("removing");
    let done = gate.history().prune(&PruneQuery { dry_run: false, ..query })?;
    drop(progress);
    app.out.record(&Told { dry_run: false, pruned: &done }, || tell(&done, "removed"))
}
