//! Sums as a report has them.

use crate::error::Result;
use crate::model::{Money, UsageTotals};
use crate::store::fault::bad_row;
use crate::store::rollup::{COUNTS, Sums};

/// Sums as a report has them; a count beyond what it can say stops there.
pub(super) fn totals(sums: &Sums) -> Result<UsageTotals> {
    let mut counts = [0; COUNTS];
    for (count, sum) in counts.iter_mut().zip(sums) {
        *count = u64::try_from((*sum).min(i128::from(u64::MAX))).map_err(|_| bad_row("a negative count"))?;
    }
    let [
        exchanges,
        attempts,
        failed,
        input_uncached,
        cache_read,
        cache_write_5m,
        cache_write_long,
        output,
        reasoning,
        incomplete,
        unpriced,
    ] = counts;
    Ok(UsageTotals {
        exchanges,
        attempts,
        failed,
        input_uncached,
        cache_read,
        cache_write_5m,
        cache_write_long,
        output,
        reasoning,
        cost_known: Money::from_pico(sums[COUNTS]),
        cache_saved: Money::from_pico(sums[COUNTS + 1]),
        incomplete,
        unpriced,
        ..UsageTotals::default()
    })
}

pub(super) fn add_to(sum: &mut UsageTotals, more: &UsageTotals) {
    for (have, more) in [
        (&mut sum.exchanges, more.exchanges),
        (&mut sum.attempts, more.attempts),
        (&mut sum.failed, more.failed),
        (&mut sum.input_uncached, more.input_uncached),
        (&mut sum.cache_read, more.cache_read),
        (&mut sum.cache_write_5m, more.cache_write_5m),
        (&mut sum.cache_write_long, more.cache_write_long),
        (&mut sum.output, more.output),
        (&mut sum.reasoning, more.reasoning),
        (&mut sum.incomplete, more.incomplete),
        (&mut sum.unpriced, more.unpriced),
    ] {
        *have = have.saturating_add(more);
    }
    sum.cost_known = sum.cost_known.saturating_add(more.cost_known);
    sum.cache_saved = sum.cache_saved.saturating_add(more.cache_saved);
}

/// With the totals that follow from the buckets.
pub(super) fn derived(mut sum: UsageTotals) -> UsageTotals {
    sum.input_tokens = [sum.input_uncached, sum.cache_read, sum.cache_write_5m, sum.cache_write_long]
        .into_iter()
        .fold(0, u64::saturating_add);
    sum.output_tokens = sum.output;
    sum.total_tokens = sum.input_tokens.saturating_add(sum.output_tokens);
    sum
}
