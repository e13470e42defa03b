//! `codegate alert`.

use super::Rows;
use super::provider::words;
use crate::app::App;
use crate::errors::Failure;
use crate::output::{Table, count, dash, many};
use crate::when::{self, Clock};
use clap::{Args, Subcommand};
use codegate_core::model::{Alert, AlertQuery, NewAlert, Severity};

const COLUMNS: [&str; 9] =
    ["id", "exchange", "workspace", "session", "severity", "type", "snippet", "trigger", "created_at"];

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List alerts, newest first.
    #[command(after_help = "Example:\n  codegate alert list --severity critical --since week")]
    List {
        #[command(flatten)]
        which: Which,
        /// At most so many, 1 to 1000.
        #[arg(long, short = 'n', value_name = "NUMBER", default_value = "50")]
        limit: usize,
        #[command(flatten)]
        rows: Rows,
    },
    /// Show one alert.
    #[command(after_help = "Example:\n  codegate alert show 0193a4c0-8a5e-7c3e-9d5e-3f2a1b0c9d8e")]
    Show {
        /// Its id.
        id: String,
    },
    /// Count alerts by severity and type.
    #[command(after_help = "Example:\n  codegate alert summary --workspace acme")]
    Summary {
        #[command(flatten)]
        which: Which,
    },
    /// Add an alert to a recorded exchange, or to a workspace.
    #[command(
        after_help = "Example:\n  codegate alert add secret --severity critical --workspace acme --snippet \"AKIA…\""
    )]
    Add(Add),
}

#[derive(Debug, Args)]
pub(crate) struct Which {
    /// One workspace, live or archived.
    #[arg(long, value_name = "NAME")]
    workspace: Option<String>,
    /// One exchange.
    #[arg(long, value_name = "ID")]
    exchange: Option<String>,
    /// One session.
    #[arg(long, value_name = "ID")]
    session: Option<String>,
    /// One severity.
    #[arg(long, value_name = "WORD", value_parser = words::<Severity>())]
    severity: Option<Severity>,
    /// One type.
    #[arg(long = "type", value_name = "WORD")]
    alert_type: Option<String>,
    /// From then on.
    #[arg(long, value_name = "TIME", help = format!("From then on: {}", when::HELP))]
    since: Option<String>,
    /// Before then, as `--since` takes it.
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// A word for what it is, 1 to 64 bytes.
    #[arg(value_name = "TYPE")]
    alert_type: String,
    /// How much it matters.
    #[arg(long, value_name = "WORD", value_parser = words::<Severity>(), default_value = "info")]
    severity: Severity,
    /// The exchange that it is about.
    #[arg(long, value_name = "ID", conflicts_with_all = ["workspace", "session"], required_unless_present = "workspace")]
    exchange: Option<String>,
    /// The workspace, if it is not about an exchange.
    #[arg(long, value_name = "NAME")]
    workspace: Option<String>,
    /// The session, if it is not about an exchange.
    #[arg(long, value_name = "ID")]
    session: Option<String>,
    /// The text that it is about.
    #[arg(long, value_name = "TEXT")]
    snippet: Option<String>,
    /// What raised it.
    #[arg(long, value_name = "TEXT")]
    trigger: Option<String>,
}

impl Which {
    fn query(self, limit: Option<usize>) -> Result<AlertQuery, Failure> {
        let clock = Clock::new(None)?;
        Ok(AlertQuery {
            workspace: self.workspace,
            exchange: self.exchange,
            session: self.session,
            severity: self.severity,
            alert_type: self.alert_type,
            since: clock.option("--since", self.since.as_deref())?,
            until: clock.option("--until", self.until.as_deref())?,
            limit,
            cursor: None,
        })
    }
}

pub(crate) fn run(app: &mut App, command: Command) -> Result<(), Failure> {
    match command {
        Command::List { which, limit, rows } => {
            let alerts = app.read()?.alerts().list(&which.query(Some(limit))?)?.items;
            app.out.rows(&alerts, rows.columns(&COLUMNS), || table(&alerts))
        }
        Command::Show { id } => {
            let alert = app.read()?.alerts().get(&id)?;
            app.out.record(&alert, || told(&alert))
        }
        Command::Summary { which } => {
            let summary = app.read()?.alerts().summary(&which.query(None)?)?;
            app.out.record(&summary, || {
                let mut text = format!("{}, {} critical\n", many(summary.total, "alert"), count(summary.critical));
                for one in &summary.by_type {
                    text += &format!("  {:>8}  {}\n", count(one.count), dash(one.key.as_deref()));
                }
                text
            })
        }
        Command::Add(add) => {
            let new = NewAlert {
                exchange: add.exchange,
                workspace: add.workspace,
                session: add.session,
                snippet: add.snippet,
                trigger: add.trigger,
                ..NewAlert::new(add.severity, add.alert_type)
            };
            let alert = app.write()?.alerts().add(&new)?;
            app.out.record(&alert, || format!("alert `{}` added to `{}`", alert.id, alert.workspace))
        }
    }
}

fn table(alerts: &[Alert]) -> Table {
    let mut table = Table::new(&["id", "when", "severity", "type", "workspace", "exchange", "snippet"]);
    for alert in alerts {
        table.row(vec![
            alert.id.clone(),
            alert.created_at.to_string(),
            alert.severity.to_string(),
            alert.alert_type.clone(),
            alert.workspace.clone(),
            dash(alert.exchange.as_deref()),
            alert.snippet.clone().unwrap_or_default(),
        ]);
    }
    table
}

fn told(alert: &Alert) -> String {
    format!(
        "alert      {}\nwhen       {}\nseverity   {}\ntype       {}\nworkspace  {}\nsession    {}\nexchange   {}\ntrigger    {}\nsnippet    {}\n",
        alert.id,
        alert.created_at,
        alert.severity,
        alert.alert_type,
        alert.workspace,
        dash(alert.session.as_deref()),
        dash(alert.exchange.as_deref()),
        dash(alert.trigger.as_deref()),
        dash(alert.snippet.as_deref()),
    )
}
