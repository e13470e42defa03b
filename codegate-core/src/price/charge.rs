//! The sum of an attempt.

use crate::model::{Completeness, Money, UnitPrices, Usage};

/// Prices are for a million tokens.
const PER: i128 = 1_000_000;

/// What an attempt costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Charge {
    /// The cost; `None` if a bucket with a price is unknown, one with tokens has no price, or it is out of range.
    pub cost: Option<Money>,
    /// The cost of the buckets that are known: the lower bound of the cost.
    pub cost_known: Money,
    /// Whether the cost is beyond what can be recorded.
    pub overflow: bool,
}

/// What this usage costs at these prices: summed exactly, then divided once, half to even.
pub(crate) fn charge(usage: &Usage, prices: &UnitPrices) -> Charge {
    let short_write = prices.cache_write_5m.or(prices.input);
    let (answer, reasoning) = output(usage, prices);
    // A request has its own price where there was a response to charge for.
    let requests = u64::from(usage.completeness != Completeness::Missing);
    let buckets = [
        (usage.input_uncached, prices.input),
        (usage.cache_read, prices.cache_read.or(prices.input)),
        (usage.cache_write_5m, short_write),
        (usage.cache_write_long, prices.cache_write_long.or(short_write)),
        answer,
        reasoning,
        (Some(requests), prices.request.or(Some(0))),
    ];
    let (mut sum, mut known) = (0i128, true);
    for (tokens, price) in buckets {
        match (tokens, price) {
            (Some(tokens), Some(price)) => {
                sum = sum.saturating_add(i128::from(tokens).saturating_mul(i128::from(price)));
            }
            (None, Some(_)) => known = false,
            (Some(tokens), None) => known &= tokens == 0,
            (None, None) => {}
        }
    }
    let pico = half_to_even(sum);
    let overflow = pico > i128::from(i64::MAX);
    let cost_known = Money::from_pico(pico.min(i128::from(i64::MAX)));
    Charge { cost: (known && !overflow).then_some(cost_known), cost_known, overflow }
}

type Bucket = (Option<u64>, Option<u64>);

/// The output, and what of it has a price of its own because it was reasoning.
fn output(usage: &Usage, prices: &UnitPrices) -> (Bucket, Bucket) {
    let nothing = (Some(0), Some(0));
    let (Some(plain), Some(reasoning)) = (prices.output, prices.reasoning) else {
        return ((usage.output, prices.output), nothing);
    };
    match (usage.output, usage.reasoning) {
        _ if plain == reasoning => ((usage.output, Some(plain)), nothing),
        (Some(output), Some(part)) => {
            let part = part.min(output);
            ((Some(output - part), Some(plain)), (Some(part), Some(reasoning)))
        }
        // How much of it was reasoning is not known: at least the lower of both prices.
        (Some(output), None) if output > 0 => ((Some(output), Some(plain.min(reasoning))), (None, Some(reasoning))),
        (output, _) => ((output, Some(plain)), nothing),
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

    const DOLLAR: u64 = 1_000_000_000_000;

    fn usage(buckets: [Option<u64>; 5]) -> Usage {
        let [input_uncached, cache_read, cache_write_5m, cache_write_long, output] = buckets;
        Usage { input_uncached, cache_read, cache_write_5m, cache_write_long, output, ..Usage::default() }
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
        let mut answered = usage([Some(1_000), Some(0), Some(0), Some(0), Some(0)]);
        answered.completeness = Completeness::Final;
        assert_eq!(known(charge(&answered, &at)), "0.006");
        assert_eq!(charge(&Usage::default(), &at).cost_known, Money::default());
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
