//! What the cache saved.

use super::charge::half_to_even;
use crate::model::{Money, UnitPrices, Usage};

/// What the cached tokens would have cost at the price of uncached input, minus their actual cost: summed exactly, then
/// divided once, half to even. A bucket without a price of its own takes its parent's, as in the cost, and so saves
/// nothing.
///
/// `None` where a number of cached tokens is unknown, cached tokens have no price, or it is out of range.
pub(crate) fn cache_saved(usage: &Usage, prices: Option<&UnitPrices>) -> Option<Money> {
    let input = prices.and_then(|prices| prices.input);
    let own = |price: fn(&UnitPrices) -> Option<u64>| prices.and_then(price);
    let (read, short_write) =
        (own(|prices| prices.cache_read).or(input), own(|prices| prices.cache_write_5m).or(input));
    let cached = usage.cache_read?;
    let audio = usage.audio_cache_read.unwrap_or(0).min(cached);
    let image = usage.image_cache_read.unwrap_or(0).min(cached - audio);
    let buckets = [
        (audio, own(|prices| prices.audio_input).or(input), own(|prices| prices.audio_cache_read).or(read)),
        (image, own(|prices| prices.image_input).or(input), own(|prices| prices.image_cache_read).or(read)),
        (cached - audio - image, input, read),
        (usage.cache_write_5m?, input, short_write),
        (usage.cache_write_long?, input, own(|prices| prices.cache_write_long).or(short_write)),
    ];
    let mut sum = 0i128;
    for (tokens, uncached, price) in buckets {
        match tokens {
            0 => {}
            tokens => {
                let difference = i128::from(uncached?) - i128::from(price?);
                sum = sum.checked_add(i128::from(tokens).checked_mul(difference)?)?;
            }
        }
    }
    i64::try_from(half_to_even(sum)).ok().map(|pico| Money::from_pico(i128::from(pico)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOLLAR: u64 = 1_000_000_000_000;

    fn usage(cache: [Option<u64>; 3]) -> Usage {
        let [cache_read, cache_write_5m, cache_write_long] = cache;
        Usage { cache_read, cache_write_5m, cache_write_long, ..Usage::default() }
    }

    fn prices() -> UnitPrices {
        UnitPrices {
            input: Some(5 * DOLLAR),
            cache_read: Some(DOLLAR / 2),
            cache_write_5m: Some(25 * DOLLAR / 4),
            cache_write_long: Some(10 * DOLLAR),
            output: Some(25 * DOLLAR),
            ..UnitPrices::default()
        }
    }

    fn saved(cache: [Option<u64>; 3], prices: &UnitPrices) -> Option<String> {
        cache_saved(&usage(cache), Some(prices)).map(|saved| saved.to_string())
    }

    #[test]
    fn reading_saves_and_writing_costs() {
        let all = prices();
        // 1,000 tokens: 0.005 uncached, read 0.0005, written 0.00625, written for long 0.01.
        assert_eq!(saved([Some(1_000), Some(0), Some(0)], &all).as_deref(), Some("0.0045"));
        assert_eq!(saved([Some(0), Some(1_000), Some(0)], &all).as_deref(), Some("-0.00125"));
        assert_eq!(saved([Some(0), Some(0), Some(1_000)], &all).as_deref(), Some("-0.005"));
        assert_eq!(saved([Some(1_000), Some(1_000), Some(1_000)], &all).as_deref(), Some("-0.00175"));
    }

    #[test]
    fn a_bucket_without_a_price_of_its_own_saves_nothing() {
        let plain = UnitPrices { input: Some(DOLLAR), ..UnitPrices::default() };
        assert_eq!(saved([Some(9), Some(9), Some(9)], &plain).as_deref(), Some("0"));
    }

    #[test]
    fn what_is_unknown_is_not_zero() {
        let all = prices();
        assert_eq!(saved([None, Some(0), Some(0)], &all), None);
        assert_eq!(saved([Some(1), Some(0), Some(0)], &UnitPrices::default()), None);
        assert_eq!(cache_saved(&usage([Some(1), Some(0), Some(0)]), None), None);
        assert_eq!(cache_saved(&usage([Some(0), Some(0), Some(0)]), None), Some(Money::default()));
    }

    #[test]
    fn halves_go_to_even_on_both_sides_of_zero() {
        for (input, own, expected) in [
            (500_000, 0, 0),
            (1_500_000, 0, 2),
            (0, 500_000, 0),
            (0, 1_500_000, -2),
            (0, 500_001, -1),
            (0, 2_500_000, -2),
        ] {
            let prices = UnitPrices { input: Some(input), cache_read: Some(own), ..UnitPrices::default() };
            let saved = cache_saved(&usage([Some(1), Some(0), Some(0)]), Some(&prices));
            assert_eq!(saved, Some(Money::from_pico(expected)), "{input} {own}");
        }
        let most = UnitPrices { input: Some(u64::MAX), cache_read: Some(0), ..UnitPrices::default() };
        assert_eq!(cache_saved(&usage([Some(u64::MAX), Some(0), Some(0)]), Some(&most)), None, "out of range");
    }
}
