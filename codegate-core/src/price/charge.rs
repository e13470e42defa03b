//! The sum of an attempt.

use crate::model::{Completeness, Money, PART_UNKNOWN, UnitPrices, Usage};

/// Prices are for a million tokens.
const PER: i128 = 1_000_000;

/// What an attempt costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Charge {
    /// The cost; `None` if a bucket with a price is unknown, one with tokens has no price, the usage is not final, or it is
    /// out of range.
    pub cost: Option<Money>,
    /// The cost of the buckets that are known: the lower bound of the cost.
    pub cost_known: Money,
    /// Whether the cost is beyond what can be recorded.
    pub overflow: bool,
    /// Whether something that is charged by the piece has no price.
    pub unit_unpriced: bool,
}

/// What this usage costs at these prices: summed exactly, then divided once, half to even.
///
/// `requests` is how many of them there was a response to, as a request may have a price of its own.
pub(crate) fn charge(usage: &Usage, requests: u64, prices: &UnitPrices) -> Charge {
    let mut sum = Sum::default();
    input(usage, prices, &mut sum);
    output(usage, prices, &mut sum);
    sum.add(Some(requests), prices.request.or(Some(0)));
    for (unit, count) in &usage.units {
        let price = prices.units.get(unit).copied();
        sum.unit_unpriced |= price.is_none() && *count > 0;
        sum.add(Some(*count), price);
    }
    // What was not seen to its end costs more than what was seen, and nothing that was seen tells how much.
    sum.unknown |= usage.completeness != Completeness::Final;
    sum.unknown |= usage.marks.iter().any(|mark| mark == PART_UNKNOWN);
    let pico = half_to_even(sum.pico);
    let overflow = pico > i128::from(i64::MAX);
    let cost_known = Money::from_pico(pico.min(i128::from(i64::MAX)));
    let cost = (!sum.unknown && !overflow).then_some(cost_known);
    Charge { cost, cost_known, overflow, unit_unpriced: sum.unit_unpriced }
}

/// A cost while it is summed.
#[derive(Default)]
struct Sum {
    /// Before it is divided.
    pico: i128,
    /// Whether a part of it is unknown.
    unknown: bool,
    unit_unpriced: bool,
}

impl Sum {
    /// Adds what so many cost, each at this price.
    fn add(&mut self, count: Option<u64>, price: Option<u64>) {
        match (count, price) {
            (Some(count), Some(price)) => {
                self.pico = self.pico.saturating_add(i128::from(count).saturating_mul(i128::from(price)));
            }
            (None, Some(_)) => self.unknown = true,
            (Some(count), None) => self.unknown |= count > 0,
            (None, None) => {}
        }
    }

    /// Adds a bucket: its parts at their own prices, and the rest of it.
    ///
    /// A part that is not reported counts as none: what a response does not tell, nobody can charge. Nor is more of a
    /// bucket charged than there is.
    fn add_parts(&mut self, all: Option<u64>, price: Option<u64>, parts: &[(u64, Option<u64>)]) {
        let mut rest = all;
        for (count, own) in parts.iter().filter(|(_, own)| own.is_some() && *own != price) {
            let count = rest.map_or(*count, |rest| rest.min(*count));
            self.add(Some(count), *own);
            rest = rest.map(|rest| rest - count);
        }
        self.add(rest, price);
    }
}

fn input(usage: &Usage, prices: &UnitPrices, sum: &mut Sum) {
    let cached = prices.cache_read.or(prices.input);
    let short_write = prices.cache_write_5m.or(prices.input);
    let (audio, audio_cached) = parted(usage.audio_input, usage.audio_cache_read, usage.input_uncached);
    let (image, image_cached) = parted(usage.image_input, usage.image_cache_read, usage.input_uncached);
    let video = usage.video_input.unwrap_or(0);
    let fresh = [(audio, prices.audio_input), (image, prices.image_input), (video, prices.video_input)];
    sum.add_parts(usage.input_uncached, prices.input, &fresh);
    let read = [(audio_cached, prices.audio_cache_read), (image_cached, prices.image_cache_read)];
    sum.add_parts(usage.cache_read, cached, &read);
    sum.add(usage.cache_write_5m, short_write);
    sum.add(usage.cache_write_long, prices.cache_write_long.or(short_write));
}

/// A part of the input: its tokens that were not read from a cache, and those that were. Where only all are reported, no
/// more of them were cached than must have been.
fn parted(all: Option<u64>, cached: Option<u64>, uncached: Option<u64>) -> (u64, u64) {
    let all = all.unwrap_or(0);
    let beyond = uncached.map_or(0, |uncached| all.saturating_sub(uncached));
    let cached = cached.unwrap_or(beyond);
    (all.saturating_sub(cached), cached)
}

/// The output, and what of it has a price of its own because it was reasoning, audio or a picture.
fn output(usage: &Usage, prices: &UnitPrices, sum: &mut Sum) {
    let audio = (usage.audio_output.unwrap_or(0), prices.audio_output);
    let image = (usage.image_output.unwrap_or(0), prices.image_output);
    let video = (usage.video_output.unwrap_or(0), prices.video_output);
    let reasoning = prices.reasoning.filter(|own| Some(*own) != prices.output);
    match (usage.output, usage.reasoning, prices.output.zip(reasoning)) {
        // How much of it was reasoning is not known: at least the lower of both prices.
        (Some(output), None, Some((plain, own))) if output > 0 => {
            sum.add_parts(Some(output), Some(plain.min(own)), &[audio, image, video]);
            sum.unknown = true;
        }
        (output, thoughts, own) => {
            let reasoning = (thoughts.unwrap_or(0), own.map(|(_, own)| own));
            sum.add_parts(output, prices.output, &[audio, image, video, reasoning]);
        }
    }
}

/// A sum divided by a million.
pub(super) fn half_to_even(sum: i128) -> i128 {
    let (whole, rest) = (sum.div_euclid(PER), sum.rem_euclid(PER));
    let up = match (rest * 2).cmp(&PER) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => whole % 2 != 0,
        std::cmp::Ordering::Greater => true,
    };
    whole + i128::from(up)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn charge(usage: &Usage, prices: &UnitPrices) -> Charge {
        super::charge(usage, u64::from(usage.completeness != Completeness::Missing), prices)
    }

    const DOLLAR: u64 = 1_000_000_000_000;

    fn usage(buckets: [Option<u64>; 5]) -> Usage {
        let [input_uncached, cache_read, cache_write_5m, cache_write_long, output] = buckets;
        let completeness = Completeness::Final;
        Usage { input_uncached, cache_read, cache_write_5m, cache_write_long, output, completeness, ..Usage::default() }
    }

    fn prices(prices: [Option<u64>; 5]) -> UnitPrices {
        let [input, cache_read, cache_write_5m, cache_write_long, output] = prices;
        UnitPrices { input, cache_read, cache_write_5m, cache_write_long, output, ..UnitPrices::default() }
    }

    fn known(charge: Charge) -> String {
        assert_eq!(charge.cost, Some(charge.cost_known));
        charge.cost_known.to_string()
    }

    #[test]
    fn sums_every_bucket() {
        let all = prices([
            Some(3 * DOLLAR),
            Some(3 * DOLLAR / 10),
            Some(15 * DOLLAR / 4),
            Some(6 * DOLLAR),
            Some(15 * DOLLAR),
        ]);
        let tokens = usage([Some(1_000), Some(10_000), Some(100), Some(10), Some(500)]);
        // 0.003 + 0.003 + 0.000375 + 0.00006 + 0.0075
        assert_eq!(known(charge(&tokens, &all)), "0.013935");
    }

    #[test]
    fn a_bucket_without_a_price_takes_its_parents() {
        let tokens = usage([Some(0), Some(1_000_000), Some(1_000_000), Some(1_000_000), Some(0)]);
        assert_eq!(known(charge(&tokens, &prices([Some(2 * DOLLAR), None, None, None, Some(1)]))), "6");
        assert_eq!(known(charge(&tokens, &prices([Some(2 * DOLLAR), None, Some(3 * DOLLAR), None, Some(1)]))), "8");
    }

    #[test]
    fn divides_once_and_rounds_half_to_even() {
        let tokens = usage([Some(1), Some(1), Some(0), Some(0), Some(0)]);
        for (price, expected) in [(250_000, 0), (250_001, 1), (750_000, 2), (1_250_000, 2), (1_250_001, 3)] {
            let charged = charge(&tokens, &prices([Some(price), None, None, None, Some(0)]));
            assert_eq!(charged.cost_known, Money::from_pico(expected), "{price}");
        }
    }

    #[test]
    fn an_unknown_bucket_with_a_price_leaves_a_lower_bound() {
        let tokens = usage([Some(1_000_000), Some(0), Some(0), Some(0), None]);
        let charged = charge(&tokens, &prices([Some(DOLLAR), None, None, None, Some(DOLLAR)]));
        assert_eq!((charged.cost, charged.cost_known.to_string().as_str()), (None, "1"));
        let embeddings = charge(&tokens, &prices([Some(DOLLAR), None, None, None, None]));
        assert_eq!(known(embeddings), "1");
        let unpriced = usage([Some(1_000_000), Some(0), Some(0), Some(0), Some(1)]);
        assert_eq!(charge(&unpriced, &prices([Some(DOLLAR), None, None, None, None])).cost, None);
    }

    #[test]
    fn reasoning_may_have_a_price_of_its_own() {
        let at = |reasoning| UnitPrices { reasoning, ..prices([Some(0), None, None, None, Some(8 * DOLLAR)]) };
        let used = |output, reasoning| Usage { reasoning, ..usage([Some(0), Some(0), Some(0), Some(0), output]) };
        let million = Some(1_000_000);
        assert_eq!(known(charge(&used(million, Some(250_000)), &at(Some(4 * DOLLAR)))), "7");
        assert_eq!(known(charge(&used(million, Some(250_000)), &at(None))), "8");
        assert_eq!(known(charge(&used(million, None), &at(Some(8 * DOLLAR)))), "8");
        assert_eq!(known(charge(&used(Some(0), None), &at(Some(4 * DOLLAR)))), "0");
        let unknown = charge(&used(million, None), &at(Some(4 * DOLLAR)));
        assert_eq!((unknown.cost, unknown.cost_known.to_string().as_str()), (None, "4"));
        assert_eq!(charge(&used(None, Some(5)), &at(Some(4 * DOLLAR))).cost, None);
    }

    #[test]
    fn a_request_may_have_a_price_where_there_was_a_response() {
        let at = UnitPrices { request: Some(5_000 * DOLLAR), ..prices([Some(DOLLAR), None, None, None, Some(DOLLAR)]) };
        let answered = usage([Some(1_000), Some(0), Some(0), Some(0), Some(0)]);
        assert_eq!(known(charge(&answered, &at)), "0.006");
        let silent = charge(&Usage::default(), &at);
        assert_eq!((silent.cost, silent.cost_known), (None, Money::default()));
    }

    #[test]
    fn usage_that_is_not_final_leaves_a_lower_bound() {
        let by_the_piece = UnitPrices { units: [("character".into(), DOLLAR)].into(), ..UnitPrices::default() };
        assert_eq!(charge(&Usage::default(), &by_the_piece).cost, None);
        let mut running = usage([Some(1_000_000), Some(0), Some(0), Some(0), Some(1)]);
        running.completeness = Completeness::Partial;
        let charged = charge(&running, &prices([Some(DOLLAR), None, None, None, Some(0)]));
        assert_eq!((charged.cost, charged.cost_known.to_string().as_str()), (None, "1"));
    }

    #[test]
    fn a_cost_out_of_range_is_told_and_never_wraps() {
        let most = charge(&usage([Some(u64::MAX); 5]), &prices([Some(u64::MAX); 5]));
        assert_eq!((most.cost, most.overflow), (None, true));
        assert_eq!(most.cost_known.as_pico(), i128::from(i64::MAX));
        // 9,223,372.036854775807 dollars are the most there is.
        let tokens = usage([Some(1), Some(0), Some(0), Some(0), Some(0)]);
        let edge = |price| charge(&tokens, &prices([Some(price), None, None, None, Some(0)]));
        assert!(!edge(u64::MAX).overflow);
        let tokens = usage([Some(1_000_000), Some(0), Some(0), Some(0), Some(0)]);
        let edge = |price| charge(&tokens, &prices([Some(price), None, None, None, Some(0)])).overflow;
        assert_eq!((edge(i64::MAX as u64), edge(i64::MAX as u64 + 1)), (false, true));
    }
}
