//! `codegate record`.

use super::provider::words;
use crate::app::App;
use crate::errors::Failure;
use crate::files;
use crate::output::{dash, many};
use crate::progress::Progress;
use crate::when::{self, Clock};
use clap::Args;
use codegate_core::model::{Money, OnDuplicate, Outcome, ProviderType, Receipt, from_json};
use std::path::PathBuf;

/// What says of one call what a file says of many.
const OPTIONS: [&str; 20] = [
    "provider",
    "provider_type",
    "model",
    "response_model",
    "input_tokens",
    "output_tokens",
    "cache_read",
    "cache_write_5m",
    "reported_cost",
    "status",
    "outcome",
    "workspace",
    "session",
    "client",
    "request_type",
    "prompt",
    "output",
    "key",
    "on_duplicate",
    "started_at",
];

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  codegate record --provider gpt --model gpt-5.1 --input-tokens 1200 --output-tokens 300\n  \
    codegate record --type anthropic --model claude-sonnet-4-5 --input-tokens 900 --output-tokens 80 --key msg_01\n  \
    codegate record --from calls.jsonl"
)]
pub(crate) struct Record {
    /// Records as JSON, one or one on each line, with the names of the library; `-` is standard input.
    #[arg(long, value_name = "FILE", conflicts_with_all = OPTIONS)]
    from: Option<PathBuf>,
    /// The provider that answered.
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,
    /// Its type, where it was not added.
    #[arg(long = "type", value_name = "TYPE", value_parser = words::<ProviderType>())]
    provider_type: Option<ProviderType>,
    /// The model that was asked for.
    #[arg(long, value_name = "MODEL")]
    model: Option<String>,
    /// The model that answered, where it is another one.
    #[arg(long, value_name = "MODEL")]
    response_model: Option<String>,
    /// Input tokens, cached ones included.
    #[arg(long, value_name = "NUMBER")]
    input_tokens: Option<u64>,
    /// Output tokens.
    #[arg(long, value_name = "NUMBER")]
    output_tokens: Option<u64>,
    /// Input tokens read from a cache.
    #[arg(long, value_name = "NUMBER")]
    cache_read: Option<u64>,
    /// Input tokens written to a cache for five minutes.
    #[arg(long, value_name = "NUMBER")]
    cache_write_5m: Option<u64>,
    /// What the provider says that it cost, in US dollars.
    #[arg(long, value_name = "USD")]
    reported_cost: Option<String>,
    /// Status of the response.
    #[arg(long, value_name = "STATUS")]
    status: Option<u16>,
    /// How it ended.
    #[arg(long, value_name = "WORD", value_parser = words::<Outcome>())]
    outcome: Option<Outcome>,
    /// The workspace; the active one of the session by default.
    #[arg(long, value_name = "NAME")]
    workspace: Option<String>,
    /// The session.
    #[arg(long, value_name = "ID")]
    session: Option<String>,
    /// The client.
    #[arg(long, value_name = "NAME")]
    client: Option<String>,
    /// The kind of request.
    #[arg(long, value_name = "WORD")]
    request_type: Option<String>,
    /// The user's text, for the history.
    #[arg(long, value_name = "TEXT")]
    prompt: Option<String>,
    /// The assistant's text, for the history.
    #[arg(long, value_name = "TEXT")]
    output: Option<String>,
    /// A key of your own: the same again replaces what counts less.
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// What to do where the key was recorded before.
    #[arg(long, value_name = "WORD", value_parser = words::<OnDuplicate>())]
    on_duplicate: Option<OnDuplicate>,
    /// When it began.
    #[arg(long, value_name = "TIME", help = format!("When it began, now by default: {}", when::HELP))]
    started_at: Option<String>,
}

pub(crate) fn run(app: &mut App, options: Record) -> Result<(), Failure> {
    let from_file = options.from.is_some();
    let records = match &options.from {
        Some(file) => read(&files::bytes(file)?)?,
        None => vec![options.record()?],
    };
    let gate = app.write()?;
    let mut receipts = Vec::new();
    let progress = Progress::new("recording");
    for record in &records {
        let recorded = gate.record(record).map_err(|error| match receipts.len() {
            0 => error,
            before => {
                let text = format!("{} of {} were recorded, then: {}", before, records.len(), error.message());
                codegate_core::Error::new(error.code(), text)
            }
        });
        receipts.push(recorded?);
    }
    drop(progress);
    match receipts.as_slice() {
        [receipt] if !from_file => app.out.record(receipt, || told(receipt)),
        _ => app.out.record(&receipts, || format!("{} recorded", many(receipts.len() as u64, "call"))),
    }
}

/// One record, a list of them, or one on each line. All are read before one is recorded.
fn read(text: &[u8]) -> Result<Vec<codegate_core::model::Record>, Failure> {
    if text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        return Ok(from_json(text)?);
    }
    if let Ok(one) = from_json(text) {
        return Ok(vec![one]);
    }
    let lines = text.split(|byte| *byte == b'\n').enumerate();
    let lines = lines.filter(|(_, line)| !line.trim_ascii().is_empty());
    lines
        .map(|(place, line)| {
            from_json(line).map_err(|error| {
                let message = format!("line {}: {}", place + 1, error.message());
                Failure::Library(codegate_core::Error::new(error.code(), message))
            })
        })
        .collect()
}

impl Record {
    fn record(self) -> Result<codegate_core::model::Record, Failure> {
        let reported = |text: &String| {
            Money::parse(text).ok_or_else(|| Failure::usage(format!("`--reported-cost`: `{text}` is not a decimal")))
        };
        Ok(codegate_core::model::Record {
            reported_cost: self.reported_cost.as_ref().map(reported).transpose()?,
            started_at: Clock::new(None)?.option("--started-at", self.started_at.as_deref())?,
            provider: self.provider,
            provider_type: self.provider_type,
            model: self.model,
            response_model: self.response_model,
            input_tokens: self.input_tokens,
            output_tokens: self.output_tokens,
            cache_read: self.cache_read,
            cache_write_5m: self.cache_write_5m,
            status: self.status,
            outcome: self.outcome,
            workspace: self.workspace,
            session: self.session,
            client: self.client,
            request_type: self.request_type,
            prompt: self.prompt,
            output: self.output,
            key: self.key,
            on_duplicate: self.on_duplicate,
            ..codegate_core::model::Record::default()
        })
    }
}

fn told(receipt: &Receipt) -> String {
    let again = if receipt.duplicate { " (it was recorded before)" } else { "" };
    format!(
        "exchange {}{again}: {} tokens, {}\n",
        receipt.exchange,
        dash(receipt.usage.total_tokens),
        receipt.cost.map_or("cost unknown".to_owned(), |cost| format!("{cost} USD")),
    )
}
