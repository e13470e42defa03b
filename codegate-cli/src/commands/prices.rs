//! `codegate prices`.

use super::Rows;
use super::provider::{pair, words};
use crate::app::App;
use crate::errors::Failure;
use crate::files;
use crate::output::{Table, count, dash};
use crate::when::{self, Clock};
use clap::{Args, Subcommand};
use codegate_core::Gate;
use codegate_core::model::{
    HostPrice, ModelPrice, Money, PriceFormat, PriceListQuery, PriceLoad, PriceQuery, PriceTable, ProviderType,
};
use std::path::PathBuf;

/// What a row of a list says beside its prices.
const LISTED: [&str; 9] = ["list", "model", "source", "table", "as_of", "context_window", "variant", "over", "since"];
/// The prices of a row.
const PRICES: [&str; 16] = [
    "input",
    "cache_read",
    "cache_write_5m",
    "cache_write_long",
    "output",
    "reasoning",
    "audio_input",
    "image_input",
    "video_input",
    "audio_cache_read",
    "image_cache_read",
    "audio_output",
    "image_output",
    "video_output",
    "request",
    "units",
];

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Tell the price that a request for a model would be charged, in US dollars for a million tokens.
    #[command(after_help = "Examples:\n  codegate prices lookup gpt-5.1 --provider gpt\n  \
        codegate prices lookup claude-sonnet-4-5 --type anthropic --input-tokens 300000")]
    Lookup(Lookup),
    /// List the standard price of every model.
    #[command(after_help = "Example:\n  codegate prices list --list openai --csv > openai.csv")]
    List {
        /// Of one price list, such as `openai`.
        #[arg(long, value_name = "LIST")]
        list: Option<String>,
        #[command(flatten)]
        table: Loaded,
        #[command(flatten)]
        rows: Rows,
    },
    /// Check a price table, and tell what it has. `--table` lets another command use it.
    #[command(after_help = "Example:\n  codegate prices load model_prices_and_context_window.json --format litellm")]
    Load {
        /// The table; `-` is standard input.
        file: PathBuf,
        /// Its format.
        #[arg(long, value_name = "FORMAT", value_parser = words::<PriceFormat>())]
        format: Option<PriceFormat>,
    },
    /// Set a price of your own, which the store keeps; it stands before every table.
    #[command(after_help = "Examples:\n  codegate prices set qwen3 --input 0 --output 0 --provider local\n  \
        codegate prices set 'gpt-5*' --input 1.1 --output 8.8 --cache-read 0.11")]
    Set(Set),
    /// Remove a price of your own.
    #[command(after_help = "Example:\n  codegate prices unset qwen3 --provider local")]
    Unset {
        /// The model, as it was set.
        model: String,
        /// The provider, as it was set.
        #[arg(long, value_name = "NAME")]
        provider: Option<String>,
    },
    /// List the prices of your own.
    #[command(after_help = "Example:\n  codegate prices own")]
    Own {
        #[command(flatten)]
        rows: Rows,
    },
    /// Tell how old the price tables are.
    #[command(after_help = "Example:\n  codegate prices age")]
    Age,
    /// Charge recorded attempts by the prices of now: what would change is shown, and asked about, before it does.
    #[command(after_help = "Examples:\n  codegate prices reprice --since month --dry-run\n  \
        codegate prices reprice --since 2026-11-01 --provider local --yes")]
    Reprice(super::reprice::Reprice),
}

#[derive(Debug, Args)]
pub(crate) struct Loaded {
    /// A price table to load for this command.
    #[arg(long = "table", value_name = "FILE")]
    file: Option<PathBuf>,
    /// The format of that table.
    #[arg(long = "table-format", value_name = "FORMAT", value_parser = words::<PriceFormat>(), requires = "file")]
    format: Option<PriceFormat>,
}

impl Loaded {
    /// Loads the table, if one is named.
    pub(crate) fn load(&self, gate: &Gate) -> Result<Option<PriceTable>, Failure> {
        let Some(file) = &self.file else { return Ok(None) };
        let how = PriceLoad { format: self.format, ..PriceLoad::default() };
        Ok(Some(gate.prices().load(&files::bytes(file)?, &how)?))
    }
}

#[derive(Debug, Args)]
pub(crate) struct Lookup {
    /// The model.
    model: String,
    /// A provider of the store.
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,
    /// A type of provider.
    #[arg(long = "type", value_name = "TYPE", value_parser = words::<ProviderType>(), conflicts_with = "provider")]
    provider_type: Option<ProviderType>,
    /// A base URL.
    #[arg(long, value_name = "URL", conflicts_with = "provider")]
    endpoint: Option<String>,
    /// A price list, such as `openai`.
    #[arg(long, value_name = "LIST")]
    list: Option<String>,
    /// The time for which the price is wanted.
    #[arg(long, value_name = "TIME", help = format!("The time for which the price is wanted, now by default: {}", when::HELP))]
    at: Option<String>,
    /// Input tokens of the request, for prices that depend on them.
    #[arg(long, value_name = "NUMBER")]
    input_tokens: Option<u64>,
    /// Service tier, such as `batch`, `flex` or `priority`.
    #[arg(long, value_name = "WORD")]
    service_tier: Option<String>,
    #[command(flatten)]
    table: Loaded,
}

#[derive(Debug, Args)]
pub(crate) struct Set {
    /// The model: `*` is any text, `#` a digit.
    model: String,
    /// Of uncached input, in US dollars for a million tokens.
    #[arg(long, value_name = "USD", value_parser = money)]
    input: Money,
    /// Of output.
    #[arg(long, value_name = "USD", value_parser = money)]
    output: Money,
    /// Of input read from a cache.
    #[arg(long, value_name = "USD", value_parser = money)]
    cache_read: Option<Money>,
    /// Of input written to a cache for five minutes.
    #[arg(long, value_name = "USD", value_parser = money)]
    cache_write_5m: Option<Money>,
    /// Of input written to a cache for longer.
    #[arg(long, value_name = "USD", value_parser = money)]
    cache_write_long: Option<Money>,
    /// Of output spent on reasoning.
    #[arg(long, value_name = "USD", value_parser = money)]
    reasoning: Option<Money>,
    /// Of a million of a unit, such as `web_search=10000`; again for more.
    #[arg(long = "unit", value_name = "NAME=USD", value_parser = pair)]
    units: Vec<(String, String)>,
    /// At this provider only.
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,
}

fn money(text: &str) -> Result<Money, String> {
    Money::parse(text).ok_or_else(|| "it must be a decimal such as `1.25`".to_owned())
}

pub(crate) fn run(app: &mut App, command: Command) -> Result<(), Failure> {
    match command {
        Command::Lookup(lookup) => look_up(app, lookup),
        Command::List { list, table, rows } => {
            let gate = or_memory(app, false)?;
            table.load(&gate)?;
            let prices = gate.prices().list(&PriceListQuery { list, at: None })?;
            let columns = [&LISTED[..], &PRICES, &["surcharges"]].concat();
            app.out.rows(&prices, rows.columns(&columns), || {
                let mut table = Table::new(&["list", "model", ">input", ">cache read", ">cache write", ">output"]);
                for price in &prices {
                    let of = |money: Option<Money>| dash(money);
                    table.row(vec![
                        dash(price.list.as_deref()),
                        price.model.clone(),
                        of(price.input),
                        of(price.cache_read),
                        of(price.cache_write_5m),
                        of(price.output),
                    ]);
                }
                table
            })
        }
        Command::Load { file, format } => {
            let gate = Gate::open(":memory:")?;
            let how = PriceLoad { format, ..PriceLoad::default() };
            let table = gate.prices().load(&files::bytes(&file)?, &how)?;
            app.out.record(&table, || {
                format!(
                    "{}: {} models in {} lists, {} with a price that cannot be used\n\
                     it can be used: give it as `--table` to `lookup`, `list`, `reprice` or `proxy`",
                    table.table,
                    count(table.models),
                    count(table.lists),
                    count(table.skipped)
                )
            })
        }
        Command::Set(set) => {
            let price = set.price()?;
            app.write()?.prices().set(&price)?;
            app.out.record(&price, || {
                format!("`{}` costs {} in, {} out, from now on", price.model, price.input, price.output)
            })
        }
        Command::Unset { model, provider } => {
            let removed = app.write()?.prices().remove(&model, provider.as_deref())?;
            app.out.record(&serde_json::json!({ "removed": removed }), || {
                if removed {
                    format!("the price of `{model}` was removed")
                } else {
                    "there is no such price".to_owned()
                }
            })
        }
        Command::Own { rows } => {
            let prices = app.read()?.prices().own()?;
            let columns = [&["model", "provider"], &PRICES[..], &["keep"]].concat();
            app.out.rows(&prices, rows.columns(&columns), || {
                let mut table = Table::new(&["model", "provider", ">input", ">cache read", ">output"]);
                for price in &prices {
                    let provider = price.provider.clone().unwrap_or_else(|| "any".to_owned());
                    let (input, output) = (price.input.to_string(), price.output.to_string());
                    table.row(vec![price.model.clone(), provider, input, dash(price.cache_read), output]);
                }
                table
            })
        }
        Command::Age => {
            let age = or_memory(app, false)?.prices().age()?;
            app.out.record(&age, || {
                let mut text = String::new();
                for table in &age.tables {
                    let days = table.days.map_or("of an unknown day".to_owned(), |days| format!("{days} days old"));
                    text += &format!("{} ({}): {} models, {days}\n", table.table, table.source, count(table.models));
                }
                if age.stale { text + "older than 90 days: load a newer table\n" } else { text }
            })
        }
        Command::Reprice(reprice) => super::reprice::run(app, reprice),
    }
}

/// The store, or one in memory where there is none: the snapshot of prices needs no store.
fn or_memory(app: &mut App, needed: bool) -> Result<Gate, Failure> {
    if needed { app.read() } else { app.read_or_none() }
}

fn look_up(app: &mut App, lookup: Lookup) -> Result<(), Failure> {
    let gate = or_memory(app, lookup.provider.is_some())?;
    lookup.table.load(&gate)?;
    let query = PriceQuery {
        provider: lookup.provider,
        provider_type: lookup.provider_type,
        endpoint: lookup.endpoint,
        list: lookup.list,
        at: Clock::new(None)?.option("--at", lookup.at.as_deref())?,
        input_tokens: lookup.input_tokens,
        service_tier: lookup.service_tier,
        ..PriceQuery::new(&lookup.model)
    };
    let found = gate.prices().lookup(&query)?;
    app.out.record(&found, || match &found {
        Some(price) => told(price),
        None => format!(
            "the price of `{model}` is not known there\n  hint: `codegate prices set {model} --input USD --output USD` sets it; \
             `codegate prices list` shows the names that are known",
            model = lookup.model
        ),
    })
}

fn told(price: &ModelPrice) -> String {
    let list = price.list.as_deref().map(|list| format!(" in `{list}`")).unwrap_or_default();
    let mut text = format!("{}{list}, from {}", price.model, price.table.as_deref().unwrap_or(&price.source));
    text += &price.as_of.as_deref().map(|day| format!(" of {day}")).unwrap_or_default();
    text.push('\n');
    let parts = [
        ("input", price.input),
        ("cache read", price.cache_read),
        ("cache write 5m", price.cache_write_5m),
        ("cache write long", price.cache_write_long),
        ("output", price.output),
        ("reasoning", price.reasoning),
        ("audio input", price.audio_input),
        ("audio output", price.audio_output),
        ("image input", price.image_input),
        ("image output", price.image_output),
    ];
    for (name, money) in parts.into_iter().filter_map(|(name, money)| Some((name, money?))) {
        text += &format!("{name:<18}{money} USD for a million\n");
    }
    for (unit, money) in &price.units {
        text += &format!("{unit:<18}{money} USD for a million\n");
    }
    if let Some(over) = price.over {
        text += &format!("above {} input tokens\n", count(over));
    }
    text
}

impl Set {
    fn price(self) -> Result<HostPrice, Failure> {
        let unit = |(name, text): (String, String)| match Money::parse(&text) {
            Some(price) => Ok((name, price)),
            None => Err(Failure::usage(format!("`--unit`: `{text}` is not a decimal such as `1.25`"))),
        };
        Ok(HostPrice {
            provider: self.provider,
            cache_read: self.cache_read,
            cache_write_5m: self.cache_write_5m,
            cache_write_long: self.cache_write_long,
            reasoning: self.reasoning,
            units: self.units.into_iter().map(unit).collect::<Result<_, _>>()?,
            keep: true,
            ..HostPrice::new(self.model, self.input, self.output)
        })
    }
}
