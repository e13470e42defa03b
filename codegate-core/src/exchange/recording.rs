//! From an exchange to its receipt: what is kept, in one transaction.

use super::attempt::{Answer, Current, charged, check_status, counted, cut};
use super::deciding;
use super::pricing::Destination;
use super::sending::Original;
use super::state::{Inner, Phase};
use crate::context::{Context, OpenExchange};
use crate::error::{Error, Result};
use crate::formats::cost::Reported;
use crate::limits::{HISTORY_TEXT_BYTES, RECORD_BYTES};
use crate::model::{Attempt, Facts, Finish, HistoryMode, Outcome, Provider, Receipt, Record, Timestamp, check_name};
use crate::price::PriceBook;
use crate::request;
use crate::snapshot::Snapshot;
use crate::store::alerts;
use crate::store::exchanges::{self, NewExchange, Texts};
use crate::sync::locked;
use std::sync::Arc;

/// How an exchange ends.
pub(super) enum End {
    /// The host said so.
    Told(Finish),
    /// It was dropped without a finish.
    Left,
}

/// What is written of an exchange, as it was when its finish began.
struct Ending {
    outcome: Outcome,
    finished_at: Timestamp,
    attempts: Vec<Attempt>,
    output: Option<String>,
    output_cut: bool,
    original: Option<Arc<Original>>,
    response_body: Arc<Vec<u8>>,
}

/// Records an exchange; `None` if it has ended already. If the store fails, it is open again.
///
/// The state is not locked during the write: only another finish waits for it.
pub(super) fn finish(inner: &Inner, end: &End, now: Timestamp) -> Result<Option<Receipt>> {
    let _turn = inner.context.store.take_turn(&inner.finishing)?;
    let Some(ended) = take(inner, end, now) else { return Ok(None) };
    let written = write(inner, ended);
    let mut state = locked(&inner.state);
    let receipt = match written {
        Ok(receipt) => {
            state.end(inner);
            receipt
        }
        Err(error) => {
            state.phase = Phase::Open;
            return Err(error);
        }
    };
    drop(state);
    inner.context.finished(&inner.id);
    Ok(Some(receipt))
}

/// What is to be written. The state keeps all of it, in case the write fails.
fn take(inner: &Inner, end: &End, now: Timestamp) -> Option<Ending> {
    let prices = inner.context.prices();
    let mut state = locked(&inner.state);
    if state.phase == Phase::Finished {
        return None;
    }
    state.phase = Phase::Finishing;
    let now = state.not_before(now);
    let meter = state.current.as_ref().map(Current::metered);
    let (outcome, status) = match (end, &state.current) {
        (End::Told(finish), current) => {
            let implied = if current.is_some() { Outcome::Completed } else { Outcome::Failed };
            (finish.outcome.unwrap_or(implied), finish.status)
        }
        (End::Left, Some(current)) if current.counts.is_some() => (Outcome::Completed, None),
        (End::Left, _) if meter.as_ref().is_some_and(|meter| meter.complete()) => (Outcome::Completed, None),
        (End::Left, _) => (Outcome::Aborted, None),
    };
    let mut metered = meter.map(|meter| meter.reading()).unwrap_or_default();
    let (output, output_cut) = (metered.output.take(), metered.output_cut);
    let mut attempts = state.past.clone();
    match (&state.current, attempts.last_mut()) {
        (Some(current), _) => attempts.push(current.ended(metered, outcome, status, &prices, now)),
        (None, Some(last)) => last.status = status.or(last.status),
        (None, None) => {}
    }
    let (original, response_body) = (state.original.clone(), state.response_body.clone());
    Some(Ending { outcome, finished_at: now, attempts, output, output_cut, original, response_body })
}

/// Writes it in one transaction, which may run more than once.
fn write(inner: &Inner, mut ended: Ending) -> Result<Receipt> {
    let new = NewExchange {
        id: &inner.id,
        host_key: inner.key.as_deref(),
        workspace: inner.workspace,
        session: &inner.decision.session,
        facts: &inner.decision.facts,
        rule: inner.decision.rule,
        started_at: inner.started_at,
        finished_at: ended.finished_at,
        outcome: ended.outcome,
        texts: texts(inner, &mut ended),
        attempts: &ended.attempts,
    };
    let mut taken: Option<OpenExchange> = None;
    let written = inner.context.store.write(|tx| {
        if let Some(key) = new.host_key
            && let Some(receipt) = exchanges::by_host_key(tx, key)?
        {
            return Ok(receipt);
        }
        let (seq, receipt) = exchanges::insert(tx, &new)?;
        // Taken out while it is our turn to write, so that an alert added meanwhile finds the recorded exchange; and
        // once, as a transaction that runs again finds nothing there.
        taken = taken.take().or_else(|| inner.context.with_open(|open| open.remove(&inner.id)));
        for alert in taken.iter().flat_map(|open| &open.alerts) {
            alerts::insert(tx, alert, Some(seq), inner.workspace)?;
        }
        Ok(receipt)
    });
    if let (Err(_), Some(open)) = (&written, taken) {
        inner.context.with_open(|all| all.insert(inner.id.clone(), open));
    }
    written
}

/// What the history keeps of an open exchange.
fn texts(inner: &Inner, ended: &mut Ending) -> Texts {
    let mode = inner.context.history;
    let original = ended.original.take();
    let body = original.as_ref().and_then(|original| Some((original.body.as_ref()?, &original.reading)));
    let mut texts = Texts { in_history: mode != HistoryMode::None, ..Texts::default() };
    if matches!(mode, HistoryMode::Text | HistoryMode::All) {
        let prompt = body.and_then(|(body, reading)| request::prompt(body, reading));
        keep(&mut texts, prompt, ended.output.take());
        texts.cut |= ended.output_cut;
    }
    if mode == HistoryMode::All {
        texts.request_body = body.map(|(body, _)| body.clone());
        texts.response_body = Some(std::mem::take(&mut ended.response_body)).filter(|body| !body.is_empty());
    }
    texts
}

/// Keeps a prompt and an output, cut to the limit.
fn keep(texts: &mut Texts, prompt: Option<String>, output: Option<String>) {
    let mut limited = |text: Option<String>| {
        text.map(|mut text| {
            let length = cut(&text, HISTORY_TEXT_BYTES).len();
            texts.cut |= length < text.len();
            text.truncate(length);
            text
        })
    };
    (texts.prompt, texts.output) = (limited(prompt), limited(output));
}

/// Records a finished call that the host made without this library.
pub(crate) fn record(context: &Context, now: Timestamp, record: &Record) -> Result<Receipt> {
    check_status(record.status)?;
    let text = record.prompt.iter().chain(&record.output).map(String::len).sum::<usize>();
    if text > RECORD_BYTES {
        return Err(Error::limit("the record", RECORD_BYTES, "bytes"));
    }
    let request = record.request_fields().with_body(None);
    deciding::check(&request)?;
    let snapshot = context.snapshot()?;
    let (session, workspace) = deciding::place(&snapshot, request.session.as_deref(), request.workspace.as_deref())?;
    let mut facts = request::read(None, &deciding::hints(context, &request)).facts;
    deciding::state_facts(&mut facts, &request)?;
    let provider = record.provider.as_deref().map(|name| known(&snapshot, name)).transpose()?;
    let started_at = record.started_at.unwrap_or(now);
    // A host's clock may be ahead of this one; what it states is kept, and nothing ends before it began.
    let now = now.max(started_at);
    let attempt = attempt(record, provider, &facts, &context.prices(), started_at, now);
    let mut texts = Texts { in_history: context.history != HistoryMode::None, ..Texts::default() };
    if matches!(context.history, HistoryMode::Text | HistoryMode::All) {
        keep(&mut texts, record.prompt.clone(), record.output.clone());
    }
    let id = context.new_id(now)?;
    let new = NewExchange {
        id: &id,
        host_key: record.key.as_deref(),
        workspace: workspace.row.id,
        session,
        facts: &facts,
        rule: None,
        started_at,
        finished_at: now,
        outcome: attempt.outcome,
        texts,
        attempts: std::slice::from_ref(&attempt),
    };
    context.store.write(|tx| {
        if let Some(key) = new.host_key
            && let Some(receipt) = exchanges::by_host_key(tx, key)?
        {
            return Ok(receipt);
        }
        Ok(exchanges::insert(tx, &new)?.1)
    })
}

fn known<'a>(snapshot: &'a Snapshot, name: &str) -> Result<&'a Provider> {
    check_name("provider", name)?;
    let row = snapshot.providers.get(name).ok_or_else(|| Error::no_provider(name))?;
    Ok(&row.provider)
}

fn attempt(
    record: &Record,
    provider: Option<&Provider>,
    facts: &Facts,
    prices: &PriceBook,
    started_at: Timestamp,
    now: Timestamp,
) -> Attempt {
    let counts = record.counts();
    let seen = Answer {
        usage: counted(&counts),
        response_model: counts.response_model.clone(),
        service_tier: counts.service_tier.clone(),
        inference_geo: counts.inference_geo.clone(),
        reported: counts.reported_cost.map(Reported::by_host),
    };
    let model = record.model.as_deref().or(facts.requested_model.as_deref());
    let outcome = record.outcome.unwrap_or(Outcome::Completed);
    let asked = Destination {
        provider: provider.map(|provider| provider.name.as_str()),
        provider_type: provider.map(|provider| provider.provider_type),
        endpoint: provider.map(|provider| provider.endpoint.as_str()),
        list: provider.and_then(|provider| provider.prices.as_deref()),
        model,
    };
    let mut attempt = charged(&asked, seen, outcome, prices, started_at, now);
    attempt.status = record.status;
    attempt
}
