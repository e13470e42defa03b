//! What the original recorded.

use super::configuration::Places;
use super::{MovedStatus, Moving, time};
use crate::error::Result;
use crate::limits::{HISTORY_TEXT_BYTES, NAME_BYTES, TOKENS};
use crate::model::{
    Alert, Attempt, Completeness, DEFAULT, Facts, FilesFrom, Format, HistoryMode, Money, Outcome, ProviderType,
    Severity, Usage, check_name,
};
use crate::request::{self, Hints};
use crate::response::Meter;
use crate::store::exchanges::{self, NewExchange, Texts};
use crate::store::original::{ALERTS, Fields, OUTPUT_PLACES, OUTPUTS, PROMPTS};
use crate::store::{alerts as alert_rows, workspaces as rows};
use std::collections::HashMap;
use std::sync::Arc;

/// A prompt, as all exchanges that are made of it have it.
struct Prompt {
    row: Fields,
    workspace: i64,
    facts: Facts,
    text: Option<String>,
}

/// Each output is an exchange; a prompt without one was abandoned.
pub(super) fn exchanges(moving: &mut Moving<'_>, places: &Places) -> Result<()> {
    let mut outputs: HashMap<String, Vec<i64>> = HashMap::new();
    moving.source.each(OUTPUT_PLACES, |row| {
        let prompt = row.text("prompt_id").unwrap_or_default().to_owned();
        outputs.entry(prompt).or_default().push(row.row);
        Ok(())
    })?;
    let home = rows::find(moving.edit.tx, DEFAULT)?.map(|row| row.id);
    let source = moving.source;
    source.each(PROMPTS, |row| {
        let given = row.text("id").unwrap_or_default().to_owned();
        let own = outputs.remove(&given).unwrap_or_default();
        moving.count("exchange").found += own.len().max(1) as u64;
        let place = row.text("workspace_id").and_then(|id| places.get(id)).map(|place| place.id);
        let (true, Some(workspace)) = (is_id(&given), place.or(home)) else {
            moving.count("exchange").skipped += own.len().saturating_sub(1) as u64;
            moving.skip("exchange", &given, "its id cannot be used here");
            return Ok(());
        };
        if place.is_none() {
            moving.note("exchange", &given, MovedStatus::Mended, "its workspace is not there; it went to `default`");
        }
        let prompt = read_prompt(moving, row, workspace);
        if own.is_empty() {
            return put(moving, &prompt, &given, None);
        }
        for (number, place) in own.into_iter().enumerate() {
            let Some(output) = source.row(OUTPUTS, place)? else { continue };
            let id = if number == 0 { given.clone() } else { output.text("id").unwrap_or_default().to_owned() };
            if is_id(&id) {
                put(moving, &prompt, &id, Some(&output))?;
            } else {
                moving.skip("exchange", &id, "its id cannot be used here");
            }
        }
        Ok(())
    })?;
    let mut lost: Vec<(String, Vec<i64>)> = outputs.into_iter().collect();
    lost.sort();
    for (prompt, outputs) in lost {
        moving.count("exchange").found += outputs.len() as u64;
        moving.count("exchange").skipped += outputs.len().saturating_sub(1) as u64;
        moving.skip("exchange", &prompt, "an output without its prompt");
    }
    Ok(())
}

/// As much of a text as fits into so many bytes.
fn cut(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or_default()]
}

/// Whether an id of the original can be one here.
fn is_id(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
}

fn read_prompt(moving: &mut Moving<'_>, row: Fields, workspace: i64) -> Prompt {
    let body = row.text("request").map(str::as_bytes);
    let hints = Hints {
        path: None,
        method: None,
        headers: &[],
        format: None,
        files_from: Some(FilesFrom::Conversation),
        client: None,
        clients: None,
    };
    let reading = request::read(body, &hints);
    let text = body.and_then(|body| request::prompt(body, &reading));
    let id = row.text("id").unwrap_or_default();
    if body.is_none() {
        moving.note("exchange", id, MovedStatus::Mended, "its request is too large or no text, and was left out");
    } else if row.replaced {
        moving.note("exchange", id, MovedStatus::Mended, "what is not UTF-8 in its request was replaced");
    }
    let mut facts = reading.facts;
    facts.request_type = Some(if row.text("type") == Some("fim") { "fim" } else { "chat" }.to_owned());
    facts.requested_model = facts.requested_model.filter(|model| !model.is_empty());
    Prompt { row, workspace, facts, text }
}

fn put(moving: &mut Moving<'_>, prompt: &Prompt, id: &str, output: Option<&Fields>) -> Result<()> {
    if alert_rows::place(moving.edit.tx, id)?.is_some() {
        moving.count("exchange").here += 1;
        return Ok(());
    }
    let ended = output.and_then(|row| time(row.text("timestamp")));
    let started_at = time(prompt.row.text("timestamp")).or(ended).unwrap_or_else(|| {
        moving.note("exchange", id, MovedStatus::Mended, "its time cannot be read; it has that of the import");
        moving.now
    });
    let finished_at = ended.unwrap_or(started_at).max(started_at);
    let outcome = if output.is_some() { Outcome::Completed } else { Outcome::Aborted };
    let read = Answer::read(moving, prompt.facts.format, id, output);
    let (provider, provider_type) = provider(moving, id, prompt.row.text("provider"));
    let attempt = Attempt {
        provider,
        provider_type,
        model: prompt.facts.requested_model.clone(),
        response_model: read.response_model,
        service_tier: None,
        inference_geo: None,
        status: None,
        outcome,
        reason: None,
        failure_class: None,
        retry_after: None,
        started_at,
        finished_at,
        usage: read.usage,
        prices: None,
        cost: read.cost,
        cost_known: read.cost.unwrap_or_default(),
        cache_saved: None,
        reported_cost: None,
        reported_by: None,
        price_source: read.cost.map(|_| "original".to_owned()),
    };
    let texts = texts(moving.gate.context.history, prompt, read.text);
    let new = NewExchange {
        id,
        host_key: None,
        workspace: prompt.workspace,
        session: DEFAULT,
        facts: &prompt.facts,
        rule: None,
        started_at,
        finished_at,
        outcome,
        texts: &texts,
        attempts: &[attempt],
    };
    exchanges::insert(moving.edit.tx, &new)?;
    moving.count("exchange").taken += 1;
    Ok(())
}

/// What the history keeps, as of an exchange that is recorded here.
fn texts(mode: HistoryMode, prompt: &Prompt, output: Option<String>) -> Texts {
    let mut texts = Texts { in_history: mode != HistoryMode::None, ..Texts::default() };
    if matches!(mode, HistoryMode::Text | HistoryMode::All) {
        let mut limited = |text: Option<&str>| {
            text.map(|text| {
                let kept = cut(text, HISTORY_TEXT_BYTES);
                texts.cut |= kept.len() < text.len();
                kept.to_owned()
            })
        };
        (texts.prompt, texts.output) = (limited(prompt.text.as_deref()), limited(output.as_deref()));
    }
    if mode == HistoryMode::All {
        texts.request_body = prompt.row.text("request").map(|text| Arc::new(text.as_bytes().to_vec()));
    }
    texts
}

/// The provider's name and type. The original records the name of its route, which is that of a type.
fn provider(moving: &mut Moving<'_>, id: &str, given: Option<&str>) -> (Option<String>, Option<ProviderType>) {
    let Some(given) = given.filter(|name| check_name("provider", name).is_ok()) else {
        moving.note("exchange", id, MovedStatus::Mended, "its provider is not known");
        return (None, None);
    };
    let provider_type = match given {
        // It goes to OpenAI's models.
        "copilot" => Some(ProviderType::Openai),
        "lmstudio" => Some(ProviderType::LmStudio),
        word => ProviderType::parse(word).ok(),
    };
    (Some(given.to_owned()), provider_type)
}

/// What is read of an output.
#[derive(Default)]
struct Answer {
    text: Option<String>,
    response_model: Option<String>,
    usage: Usage,
    cost: Option<Money>,
}

impl Answer {
    fn read(moving: &mut Moving<'_>, format: Format, id: &str, output: Option<&Fields>) -> Answer {
        let Some(row) = output else { return Answer::default() };
        let chunks = row.text("output").and_then(|text| serde_json::from_str::<Vec<serde_json::Value>>(text).ok());
        if chunks.is_none() {
            moving.note("exchange", id, MovedStatus::Mended, "the text of its output cannot be read, and was left out");
        }
        // The original keeps request and chunks in one form, whatever the provider's was.
        let mut meter = Meter::new(format, false);
        for chunk in chunks.unwrap_or_default() {
            match chunk {
                serde_json::Value::String(chunk) => meter.event(&chunk),
                other => meter.event(&other.to_string()),
            };
        }
        meter.end();
        let read = meter.reading();
        let mut answer = Answer { text: read.output, response_model: read.response_model, ..Answer::default() };
        if !row.has("input_tokens") && !row.has("output_tokens") {
            // An earlier revision kept no counts.
            answer.usage = read.usage;
            return answer;
        }
        match (count(row, "input_tokens"), count(row, "output_tokens")) {
            // The original writes nought where nothing was reported.
            (Some(0), Some(0)) => {}
            (Some(input), Some(output)) => {
                answer.usage = counted(input, output);
                answer.cost = cost(row);
            }
            _ => moving.note("exchange", id, MovedStatus::Mended, "its token counts are no counts, and were left out"),
        }
        answer
    }
}

fn count(row: &Fields, name: &str) -> Option<u64> {
    u64::try_from(row.integer(name)?).ok().filter(|count| *count <= TOKENS)
}

fn counted(input: u64, output: u64) -> Usage {
    let none = Some(0);
    let mut usage = Usage {
        input_uncached: Some(input),
        cache_read: none,
        cache_write_5m: none,
        cache_write_long: none,
        output: Some(output),
        completeness: Completeness::Final,
        ..Usage::default()
    };
    usage.derive_totals();
    usage
}

/// What it cost. The original writes nought for tokens of a model that has no price.
fn cost(row: &Fields) -> Option<Money> {
    let usd = row.real("input_cost")? + row.real("output_cost")?;
    // Up to a million US dollars a float tells pico-USD well enough.
    (usd > 0.0 && usd < 1e6).then(|| Money::from_pico((usd * 1e12).round() as i128))
}

pub(super) fn alerts(moving: &mut Moving<'_>) -> Result<()> {
    let source = moving.source;
    source.each(ALERTS, |row| {
        moving.count("alert").found += 1;
        let id = row.text("id").unwrap_or_default();
        let exchange = row.text("prompt_id").unwrap_or_default();
        let place = alert_rows::place(moving.edit.tx, exchange)?;
        let (true, Some((seq, workspace, name, session)), Some(kind)) = (is_id(id), place, row.text("trigger_type"))
        else {
            moving.skip("alert", id, "its id or type cannot be used here, or its prompt is not there");
            return Ok(());
        };
        if alert_rows::get(moving.edit.tx, id)?.is_some() {
            moving.count("alert").here += 1;
            return Ok(());
        }
        let created_at = time(row.text("timestamp")).unwrap_or_else(|| {
            moving.note("alert", id, MovedStatus::Mended, "its time cannot be read; it has that of the import");
            moving.now
        });
        let limited = |text: &str| cut(text, HISTORY_TEXT_BYTES).to_owned();
        let alert = Alert {
            id: id.to_owned(),
            exchange: Some(exchange.to_owned()),
            workspace: name,
            session: Some(session),
            severity: match row.text("trigger_category") {
                Some("critical") => Severity::Critical,
                _ => Severity::Info,
            },
            alert_type: cut(kind, NAME_BYTES).to_owned(),
            snippet: row.text("code_snippet").map(limited),
            trigger: row.text("trigger_string").map(limited),
            created_at,
        };
        alert_rows::insert(moving.edit.tx, &alert, Some(seq), workspace)?;
        moving.count("alert").taken += 1;
        Ok(())
    })
}
