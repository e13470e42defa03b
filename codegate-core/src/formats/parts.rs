//! Usage of several requests that comes in one response: the results of a batch, the responses of one connection. Each is
//! read and charged by itself; those with the same prices are kept as one part.

use super::cost::{self, Reported};
use super::counts::NO_USAGE;
use super::json::{Object, sum_of};
use super::reader::Reader;
use crate::limits::RECORD_BYTES;
use crate::model::{Completeness, Money, PART_UNKNOWN, SUMMED, Usage};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// The usage of requests that are charged alike.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    pub(crate) usage: Usage,
    pub(crate) requests: u64,
    /// The smallest and the largest input of a request.
    pub(crate) inputs: RangeInclusive<u64>,
    pub(crate) model: Option<String>,
    pub(crate) service_tier: Option<String>,
    pub(crate) inference_geo: Option<String>,
    /// What the provider says that they cost.
    pub(crate) reported: Option<Reported>,
}

/// What determines the price of a request.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    model: Option<String>,
    service_tier: Option<String>,
    inference_geo: Option<String>,
    /// Whether a cost was reported, and whether it is 0, which some do not mean.
    reported: Option<bool>,
    size: [u64; 3],
}

/// The usage of several requests.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parts {
    alike: BTreeMap<Key, Part>,
    /// The sum of the providers' own usage objects.
    raw: Option<String>,
    /// Whether one of them has used something that is not known.
    unknown: bool,
}

/// Most parts of a response. A batch has one for each model and each thousand tokens of input.
const MOST: usize = 4_096;

impl Parts {
    /// Adds what a reader has read of one request. Where that has `failed`, no usage is no use.
    pub(crate) fn add(&mut self, reader: &dyn Reader, failed: bool) {
        let (mut usage, reported) = measured(reader);
        let read = reader.read();
        read.marks.iter().for_each(|mark| usage.mark(mark));
        if usage.completeness == Completeness::Missing && reported.is_none() {
            self.unknown |= !failed;
            return;
        }
        if let Some(raw) = usage.raw.take() {
            self.add_raw(raw);
        }
        let input = usage.known_input();
        let key = Key {
            model: read.model.clone(),
            service_tier: read.tier.clone(),
            inference_geo: read.geo.clone(),
            reported: reported.as_ref().map(|reported| reported.cost == Money::default()),
            size: size(input),
        };
        let full = self.alike.len() >= MOST;
        match self.alike.get_mut(&key) {
            Some(part) => part.join(&usage, input, reported),
            None if full => self.unknown = true,
            None => {
                let Key { model, service_tier, inference_geo, .. } = key.clone();
                let inputs = input..=input;
                let part = Part { usage, requests: 1, inputs, model, service_tier, inference_geo, reported };
                self.alike.insert(key, part);
            }
        }
    }

    fn add_raw(&mut self, raw: String) {
        let sum = match (self.raw.as_deref().and_then(Object::parse), Object::parse(&raw)) {
            (Some(so_far), Some(more)) => sum_of(&so_far, &more),
            _ => raw,
        };
        if sum.len() <= RECORD_BYTES {
            self.raw = Some(sum);
        }
    }

    /// Whether nothing was added.
    pub(crate) fn is_empty(&self) -> bool {
        self.alike.is_empty() && !self.unknown
    }

    /// Their sum.
    pub(crate) fn usage(&self) -> Usage {
        let mut parts = self.alike.values();
        let mut sum = parts.next().map(|first| first.usage.clone()).unwrap_or_default();
        parts.for_each(|part| sum.add(&part.usage));
        sum.raw.clone_from(&self.raw);
        if self.unknown {
            sum.mark(PART_UNKNOWN);
            if sum.completeness == Completeness::Final {
                sum.completeness = Completeness::Partial;
            }
        }
        if self.alike.values().map(|part| part.requests).sum::<u64>() > 1 {
            sum.mark(SUMMED);
        }
        sum
    }

    /// What all of them cost, if every one reports that.
    pub(crate) fn reported(&self) -> Option<Reported> {
        let costs: Option<Vec<&Reported>> = self.alike.values().map(|part| part.reported.as_ref()).collect();
        let costs = costs.filter(|_| !self.unknown)?;
        let cost = costs.iter().fold(Money::default(), |sum, reported| sum.saturating_add(reported.cost));
        costs.last().map(|last| Reported { cost, by: last.by.clone() })
    }

    /// What all of them say: the model, the service tier, where it ran.
    pub(crate) fn common(&self, of: impl Fn(&Part) -> &Option<String>) -> Option<String> {
        let mut parts = self.alike.values().map(of);
        let first = parts.next()?;
        first.clone().filter(|_| parts.all(|other| other == first))
    }

    pub(crate) fn list(self) -> Vec<Part> {
        self.alike.into_values().collect()
    }
}

impl Part {
    fn join(&mut self, usage: &Usage, input: u64, reported: Option<Reported>) {
        self.usage.add(usage);
        self.requests += 1;
        self.inputs = input.min(*self.inputs.start())..=input.max(*self.inputs.end());
        if let (Some(have), Some(more)) = (&mut self.reported, reported) {
            have.cost = have.cost.saturating_add(more.cost);
        }
    }
}

/// Sizes of input that are alike: no table has a price that begins within such a range, as they begin at or above whole
/// thousands, or multiples of 1,024.
fn size(input: u64) -> [u64; 3] {
    let below = input.saturating_sub(1);
    [below / 1_000, input / 1_000, below / 1_024]
}

/// The usage that a reader has read, and the cost that was reported with it.
pub(crate) fn measured(reader: &dyn Reader) -> (Usage, Option<Reported>) {
    let (mut usage, mut reported) = (Usage::default(), None);
    let raw = reader.raw();
    if let Some(told) = raw.as_deref().and_then(Object::parse) {
        let mut tally = reader.tally(&told);
        reported = cost::in_usage(&told, &mut tally.marks);
        usage = tally.usage(reader.completeness());
        usage.raw = raw.as_deref().map(str::to_owned);
    }
    let read = reader.read();
    if read.no_usage {
        usage.mark(NO_USAGE);
    }
    (usage, reported.or_else(|| read.beside.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::reader;
    use crate::model::Format;

    fn read(results: impl Iterator<Item = (String, u64)>) -> Parts {
        let mut reader = reader(Format::Unknown);
        for (model, input) in results {
            let usage = format!(r#"{{"input_tokens":{input},"output_tokens":1}}"#);
            let body = format!(r#"{{"model":"{model}","usage":{usage}}}"#);
            reader.event(&format!(r#"{{"custom_id":"c","response":{{"status_code":200,"body":{body}}}}}"#));
        }
        reader.read().parts.clone()
    }

    #[test]
    fn many_results_are_a_few_parts() {
        let parts = read((0..20_000).map(|number| ("m".to_owned(), number % 2_000)));
        let usage = parts.usage();
        assert_eq!((usage.output, usage.input_tokens), (Some(20_000), Some(19_990_000)));
        assert_eq!(parts.list().len(), 4);
    }

    #[test]
    fn more_parts_than_are_kept_leave_a_lower_bound() {
        let usage = read((0..5_000).map(|number| (format!("m{number}"), 1))).usage();
        assert_eq!((usage.output, usage.completeness), (Some(MOST as u64), Completeness::Partial));
        assert_eq!(usage.marks, [PART_UNKNOWN, SUMMED]);
    }

    #[test]
    fn sizes_with_prices_of_their_own_are_told_apart() {
        for over in [32_000, 128_000, 199_999, 200_000, 272_000, 524_288] {
            assert_ne!(size(over), size(over + 1), "{over}");
        }
    }
}
