//! Calls that a host made without this library.

use super::attempt::{Answer, REASON_BYTES, charged, check_retry_after, check_status, counted, cut};
use super::deciding;
use super::pricing::Destination;
use super::recording::keep;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::formats::cost::Reported;
use crate::formats::errors;
use crate::limits::{ATTEMPTS, RECORD_BYTES, RULES};
use crate::model::{
    Attempt, Completeness, Facts, HistoryMode, OnDuplicate, Outcome, Provider, ProviderType, Receipt, Record,
    RecordAttempt, Timestamp, check_name, shown,
};
use crate::price::PriceBook;
use crate::request;
use crate::snapshot::Snapshot;
use crate::store::exchanges::{self, NewExchange, Texts};

/// Records a finished call that the host made without this library.
pub(crate) fn record(context: &Context, now: Timestamp, record: &Record) -> Result<Receipt> {
    let text = record.prompt.iter().chain(&record.output).map(String::len).sum::<usize>();
    if text > RECORD_BYTES {
        return Err(Error::limit("the record", RECORD_BYTES, "bytes"));
    }
    if record.rule.is_some_and(|rule| rule as usize >= RULES) {
        return Err(Error::argument(format!("`rule` must be the index of a rule, below {RULES}")));
    }
    let tries = tries(record)?;
    let request = record.request_fields().with_body(None);
    deciding::check(&request)?;
    let snapshot = context.snapshot()?;
    let (session, workspace) = deciding::place(&snapshot, request.session.as_deref(), request.workspace.as_deref())?;
    let mut facts = request::read(None, &deciding::hints(context, &request)).facts;
    deciding::state_facts(&mut facts, &request)?;
    let began = record.started_at.or(tries.first().and_then(|first| first.started_at));
    let ended = record.finished_at.or(tries.last().and_then(|last| last.finished_at));
    // A host's clock may be ahead of this one; what it states is kept, and nothing ends before it began.
    let started_at = began.unwrap_or(ended.map_or(now, |ended| ended.min(now)));
    let finished_at = ended.unwrap_or(now).max(started_at);
    let prices = context.prices();
    let basis = Basis { snapshot: &snapshot, facts: &facts, prices: &prices };
    let attempts = basis.attempts(record, &tries, started_at, finished_at)?;
    let outcome = record.outcome.or(attempts.last().map(|last| last.outcome)).unwrap_or(Outcome::Completed);
    let mut texts = Texts { in_history: context.history != HistoryMode::None, ..Texts::default() };
    if matches!(context.history, HistoryMode::Text | HistoryMode::All) {
        keep(&mut texts, record.prompt.clone(), record.output.clone());
    }
    let id = context.new_id(now.max(started_at))?;
    let new = NewExchange {
        id: &id,
        host_key: record.key.as_deref(),
        workspace: workspace.row.id,
        session,
        facts: &facts,
        rule: record.rule.map(|rule| rule as usize),
        started_at,
        finished_at,
        outcome,
        texts: &texts,
        attempts: &attempts,
    };
    let written = context.store.write(|tx| {
        let earlier = new.host_key.map(|key| exchanges::by_host_key(tx, key)).transpose()?.flatten();
        let Some(earlier) = earlier else { return Ok(exchanges::insert(tx, &new)?.1) };
        let recorded = &earlier.receipt.attempts;
        let from = match record.on_duplicate.unwrap_or(OnDuplicate::Replace) {
            OnDuplicate::Keep => return Ok(earlier.receipt),
            OnDuplicate::Attempt => recorded.len(),
            OnDuplicate::Replace => {
                let from = recorded.len().saturating_sub(attempts.len());
                let replaced = recorded.get(from..).unwrap_or_default();
                if !counts_more(&attempts, replaced) {
                    return Ok(earlier.receipt);
                }
                from
            }
        };
        Ok(exchanges::amend(tx, &earlier, &new, from, now)?.1)
    })?;
    context.catch_up();
    Ok(written)
}

/// Whether attempts tell more than those that they would replace: more tokens, or as many where less is unknown.
pub(super) fn counts_more(new: &[Attempt], old: &[Attempt]) -> bool {
    let rank = |attempts: &[Attempt]| {
        let tokens = attempts
            .iter()
            .map(|attempt| &attempt.usage)
            .fold(0u64, |sum, usage| sum.saturating_add(usage.known_input()).saturating_add(usage.output.unwrap_or(0)));
        let known = attempts.iter().filter(|attempt| attempt.usage.total_tokens.is_some()).count();
        let whole = attempts.iter().filter(|attempt| attempt.usage.completeness == Completeness::Final).count();
        let reported: i128 =
            attempts.iter().filter_map(|attempt| attempt.reported_cost).map(|cost| cost.as_pico()).sum();
        (tokens, known, whole, reported)
    };
    rank(new) > rank(old)
}

/// The attempts that a record is about.
fn tries(record: &Record) -> Result<Vec<RecordAttempt>> {
    let single = record.attempt();
    let Some(attempts) = &record.attempts else {
        return Ok(vec![RecordAttempt { outcome: record.outcome, ..single }]);
    };
    if single != RecordAttempt::default() {
        let text = "what is said of an attempt stands in `attempts` where that is given, and not beside it";
        return Err(Error::argument(text));
    }
    match attempts.len() {
        0 => Err(Error::argument("`attempts` must not be empty; leave it out instead")),
        many if many > ATTEMPTS => Err(Error::limit("`attempts`", ATTEMPTS, "attempts")),
        _ => Ok(attempts.clone()),
    }
}

/// What attempts are read and charged with.
struct Basis<'a> {
    snapshot: &'a Snapshot,
    facts: &'a Facts,
    prices: &'a PriceBook,
}

impl Basis<'_> {
    /// The attempts as they are kept, each of which begins when the one before it has ended.
    fn attempts(
        &self,
        record: &Record,
        tries: &[RecordAttempt],
        started_at: Timestamp,
        finished_at: Timestamp,
    ) -> Result<Vec<Attempt>> {
        let mut at = started_at;
        let mut attempts = Vec::with_capacity(tries.len());
        for (place, told) in tries.iter().enumerate() {
            let next = tries.get(place + 1);
            let start = told.started_at.unwrap_or(at);
            let end = told.finished_at.or(next.and_then(|next| next.started_at)).unwrap_or(finished_at).max(start);
            let refused = told.status.is_some_and(|status| status >= 400);
            let implied = match record.outcome {
                _ if refused || next.is_some() => Outcome::Failed,
                Some(outcome) => outcome,
                None => Outcome::Completed,
            };
            attempts.push(self.attempt(told, told.outcome.unwrap_or(implied), start, end)?);
            at = end;
        }
        Ok(attempts)
    }

    fn attempt(&self, told: &RecordAttempt, outcome: Outcome, start: Timestamp, end: Timestamp) -> Result<Attempt> {
        check_status(told.status)?;
        check_retry_after(told.retry_after)?;
        let provider = self.provider(told)?;
        let counts = told.counts();
        let seen = Answer {
            usage: counted(&counts),
            parts: Vec::new(),
            response_model: counts.response_model.clone(),
            service_tier: counts.service_tier.clone(),
            inference_geo: counts.inference_geo.clone(),
            reported: counts.reported_cost.map(Reported::by_host),
        };
        let asked = Destination {
            provider: provider.map(|(name, ..)| name),
            provider_type: provider.map(|(_, provider_type, _)| provider_type),
            endpoint: provider.and_then(|(.., added)| Some(added?.endpoint.as_str())),
            list: provider.and_then(|(.., added)| added?.prices.as_deref()),
            model: told.model.as_deref().or(self.facts.requested_model.as_deref()),
        };
        let mut attempt = charged(&asked, seen, outcome, self.prices, start, end);
        attempt.status = told.status;
        attempt.reason = told.reason.as_deref().map(|reason| cut(reason, REASON_BYTES).to_owned());
        attempt.retry_after = told.retry_after;
        let failed = outcome == Outcome::Failed;
        attempt.failure_class = told.failure_class.or(failed.then(|| errors::class(told.status, None)));
        Ok(attempt)
    }

    /// The provider's name and type, and itself if it was added.
    fn provider<'a>(
        &'a self,
        told: &'a RecordAttempt,
    ) -> Result<Option<(&'a str, ProviderType, Option<&'a Provider>)>> {
        let Some(name) = told.provider.as_deref() else {
            return Ok(told.provider_type.map(|told| (told.as_str(), told, None)));
        };
        check_name("provider", name)?;
        let provider = match (self.snapshot.providers.get(name), told.provider_type) {
            (None, Some(stated)) => return Ok(Some((name, stated, None))),
            (None, None) => &self.snapshot.provider(name)?.provider,
            (Some(row), stated) => {
                let is = row.provider.provider_type;
                if stated.is_some_and(|stated| stated != is) {
                    let text = format!("provider `{}` has the type `{is}`; leave `provider_type` out", shown(name));
                    return Err(Error::argument(text));
                }
                &row.provider
            }
        };
        Ok(Some((name, provider.provider_type, Some(provider))))
    }
}
