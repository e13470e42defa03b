//! From an exchange to its receipt: what is kept, in one transaction.

use super::attempt::{Current, How, cut};
use super::record::counts_more;
use super::sending::Original;
use super::state::{Inner, Phase};
use crate::context::{Context, OpenExchange, Unwritten};
use crate::error::{Code, Result};
use crate::limits::HISTORY_TEXT_BYTES;
use crate::model::{Attempt, Facts, Finish, HistoryMode, Outcome, Receipt, Timestamp};
use crate::request;
use crate::store::alerts;
use crate::store::exchanges::{self, NewExchange, Texts};
use crate::sync::locked;
use rusqlite::Transaction;
use std::sync::Arc;
use std::time::Duration;

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
    /// The key of what was told, where the provider may tell it again.
    kept: Option<String>,
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
    if let Some(key) = &inner.key {
        inner.context.with_keys(|keys| keys.ended(key, receipt.outcome != Outcome::Completed));
    }
    inner.context.finished(&inner.id);
    inner.context.catch_up();
    Ok(Some(receipt))
}

/// Records an exchange that nobody has any more, waiting for others no longer than `drop_timeout`, and not at all where one
/// has waited in vain already: many that are dropped together wait once. Where the store cannot be written, the gate keeps
/// it for its next write.
pub(super) fn leave(inner: &Inner, now: Timestamp) {
    let Some(mut ended) = take(inner, &End::Left, now) else { return };
    let texts = texts(inner, &mut ended);
    let left = Left {
        id: inner.id.clone(),
        key: inner.key.clone(),
        kept: ended.kept,
        workspace: inner.workspace,
        session: inner.decision.session.clone(),
        facts: inner.decision.facts.clone(),
        rule: inner.decision.rule,
        started_at: inner.started_at,
        finished_at: ended.finished_at,
        outcome: ended.outcome,
        texts,
        attempts: ended.attempts,
    };
    let context = &inner.context;
    let within = if context.unwritten() > 0 { Duration::ZERO } else { context.drop_timeout };
    match left.write(context, Some(within)) {
        Ok(()) => context.catch_up_a_little(),
        Err(_) => context.keep_unwritten(Box::new(left)),
    }
}

/// An exchange as it was left, until it is written.
struct Left {
    id: String,
    key: Option<String>,
    kept: Option<String>,
    workspace: i64,
    session: String,
    facts: Facts,
    rule: Option<usize>,
    started_at: Timestamp,
    finished_at: Timestamp,
    outcome: Outcome,
    texts: Texts,
    attempts: Vec<Attempt>,
}

impl Unwritten for Left {
    fn write(&self, context: &Context, within: Option<Duration>) -> Result<()> {
        let new = NewExchange {
            id: &self.id,
            host_key: self.key.as_deref().or(self.kept.as_deref()),
            workspace: self.workspace,
            session: &self.session,
            facts: &self.facts,
            rule: self.rule,
            started_at: self.started_at,
            finished_at: self.finished_at,
            outcome: self.outcome,
            texts: &self.texts,
            attempts: &self.attempts,
        };
        let told_again = self.kept.is_some().then_some(self.key.is_some());
        let receipt = match put(context, &new, told_again, within) {
            Err(error) if may_pass(error.code()) => return Err(error),
            written => written.ok(),
        };
        if let (Some(key), Some(receipt)) = (&self.key, &receipt) {
            context.with_keys(|keys| keys.ended(key, receipt.outcome != Outcome::Completed));
        }
        context.finished(&self.id);
        Ok(())
    }
}

/// Whether what kept an exchange from being recorded may be over at the next write. Anything else would come again.
fn may_pass(code: Code) -> bool {
    matches!(code, Code::Busy | Code::Interrupted | Code::DiskFull | Code::Io | Code::StorageDetached)
}

/// What is to be written. The state keeps all of it, in case the write fails.
fn take(inner: &Inner, end: &End, now: Timestamp) -> Option<Ending> {
    let prices = inner.context.prices();
    let mut state = locked(&inner.state);
    if matches!(state.phase, Phase::Finished | Phase::HandedOver) {
        return None;
    }
    state.phase = Phase::Finishing;
    let now = state.not_before(now);
    let meter = state.current.as_ref().map(Current::metered);
    let (told, status) = match end {
        End::Told(finish) => (finish.outcome, finish.status),
        End::Left => (None, None),
    };
    let complete = meter.as_ref().is_some_and(|meter| meter.complete());
    let metered = meter.map(|meter| meter.reading()).unwrap_or_default();
    let outcome = told.unwrap_or_else(|| match (&state.current, end) {
        (None, _) => Outcome::Failed,
        (Some(current), _) if current.refusal(status, metered.error.as_ref()).is_some() => Outcome::Failed,
        (Some(_), End::Told(_)) => Outcome::Completed,
        (Some(current), End::Left) if complete || current.counts.is_some() => Outcome::Completed,
        (Some(_), End::Left) => Outcome::Aborted,
    });
    let (output, output_cut) = (metered.output.clone(), metered.output_cut);
    let kept = state.current.as_ref().zip(metered.kept.as_deref()).map(|(current, kept)| current.key_of(kept));
    let mut attempts = state.past.clone();
    match (&state.current, attempts.last_mut()) {
        (Some(current), _) => {
            let how = How { outcome, status, failure: None };
            let (attempt, warning) = current.ended(metered, &how, &prices, now);
            let mut shown = locked(&inner.shown);
            // A finish that failed may be repeated.
            let new = warning.filter(|warning| !shown.warnings.contains(warning));
            shown.warnings.extend(new);
            shown.failed(&attempt);
            attempts.push(attempt);
        }
        (None, Some(last)) => last.status = status.or(last.status),
        (None, None) => {}
    }
    let (original, response_body) = (state.original.clone(), state.response_body.clone());
    Some(Ending { outcome, finished_at: now, attempts, kept, output, output_cut, original, response_body })
}

/// Writes it in one transaction, which may run more than once.
fn write(inner: &Inner, mut ended: Ending) -> Result<Receipt> {
    let texts = texts(inner, &mut ended);
    let new = NewExchange {
        id: &inner.id,
        host_key: inner.key.as_deref().or(ended.kept.as_deref()),
        workspace: inner.workspace,
        session: &inner.decision.session,
        facts: &inner.decision.facts,
        rule: inner.decision.rule,
        started_at: inner.started_at,
        finished_at: ended.finished_at,
        outcome: ended.outcome,
        texts: &texts,
        attempts: &ended.attempts,
    };
    put(&inner.context, &new, ended.kept.is_some().then_some(inner.key.is_some()), None)
}

/// Writes an exchange with its alerts, waiting for others no longer than `within` says. `told_again`: the provider may tell it
/// again, and whether it has a key of the host's besides.
fn put(
    context: &Context,
    new: &NewExchange<'_>,
    told_again: Option<bool>,
    within: Option<Duration>,
) -> Result<Receipt> {
    let mut taken: Option<OpenExchange> = None;
    let work = |tx: &Transaction<'_>| {
        let earlier = new.host_key.map(|key| exchanges::by_host_key(tx, key)).transpose()?.flatten();
        let (seq, receipt) = match earlier {
            Some(earlier) if told_again.is_some_and(|keyed| !keyed || earlier.receipt.outcome != Outcome::Failed) => {
                let Some((from, attempts)) = more_told(&earlier.receipt, new.attempts) else {
                    return Ok(earlier.receipt);
                };
                exchanges::amend(tx, &earlier, &NewExchange { attempts: &attempts, ..*new }, from, new.finished_at)?
            }
            Some(earlier) if earlier.receipt.outcome == Outcome::Completed => return Ok(earlier.receipt),
            // It was tried before, to no avail, and this is the next try: a client that gives up waiting tries again too.
            Some(earlier) => exchanges::amend(tx, &earlier, new, earlier.receipt.attempts.len(), new.finished_at)?,
            None => exchanges::insert(tx, new)?,
        };
        // Taken out while it is our turn to write, so that an alert added meanwhile finds the recorded exchange; and
        // once, as a transaction that runs again finds nothing there.
        taken = taken.take().or_else(|| context.with_open(|open| open.remove(new.id)));
        for alert in taken.iter().flat_map(|open| &open.alerts) {
            alerts::insert(tx, alert, Some(seq), new.workspace)?;
        }
        Ok(receipt)
    };
    let written = match within {
        Some(within) => context.store.write_within(within, work),
        None => context.store.write(work),
    };
    if let (Err(_), Some(open)) = (&written, taken) {
        context.with_open(|all| all.insert(new.id.to_owned(), open));
    }
    written
}

/// What a provider tells again: the attempts that take the place of those that were recorded from a position on; `None`
/// where they tell no more.
fn more_told(recorded: &Receipt, again: &[Attempt]) -> Option<(usize, Vec<Attempt>)> {
    let from = recorded.attempts.len().saturating_sub(again.len());
    let replaced = recorded.attempts.get(from..).unwrap_or_default();
    let counted_elsewhere = |attempts: &[Attempt]| attempts.last().is_some_and(Attempt::counted_elsewhere);
    let ended = counted_elsewhere(replaced) && !counted_elsewhere(again);
    if !ended && !counts_more(again, replaced) {
        return None;
    }
    let mut attempts = again.to_vec();
    // Who only fetches it may name another model, or none.
    if let (Some(last), Some(asked)) = (attempts.last_mut(), replaced.last().and_then(|last| last.model.clone())) {
        last.model = Some(asked);
    }
    Some((from, attempts))
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
pub(super) fn keep(texts: &mut Texts, prompt: Option<String>, output: Option<String>) {
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
