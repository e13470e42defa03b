//! Repricing of recorded attempts.

use super::{Money, Timestamp, UnitPrices, Usage};
use serde::{Deserialize, Serialize};

/// Which recorded attempts to reprice, by the prices that apply now to the times at which they were made.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepriceQuery {
    /// Of exchanges that began at this time or later.
    pub since: Timestamp,
    /// Of exchanges that began before this time.
    pub until: Option<Timestamp>,
    /// Of one workspace, live or archived.
    pub workspace: Option<String>,
    /// At this provider.
    pub provider: Option<String>,
    /// With this model as the one that was asked for.
    pub model: Option<String>,
    /// The `token` of the report to apply; without it nothing is written.
    pub apply: Option<String>,
}

impl RepriceQuery {
    /// All since this time, as a report.
    pub fn new(since: Timestamp) -> Self {
        RepriceQuery { since, until: None, workspace: None, provider: None, model: None, apply: None }
    }
}

/// What repricing changes, or has changed.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct RepriceReport {
    /// Attempts that were examined.
    pub attempts: u64,
    /// Those of them whose cost changes.
    pub changed: u64,
    /// Those that had no price and get one; included in `changed`.
    pub priced: u64,
    /// Those whose cost the provider reported: they are not changed.
    pub reported: u64,
    /// Those that have no price now: they are not changed.
    pub unpriced: u64,
    /// The known cost of what changes, before.
    pub before: Money,
    /// The known cost of what changes, after.
    pub after: Money,
    /// `after` minus `before`.
    pub difference: Money,
    /// What changes by provider and model, the largest difference first.
    pub rows: Vec<RepriceRow>,
    /// Identifies exactly these changes: pass it as `apply` to make them.
    pub token: String,
    /// Whether they were made.
    pub applied: bool,
}

/// What changes for one model at one provider.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct RepriceRow {
    /// The provider.
    pub provider: Option<String>,
    /// The model that was asked for.
    pub model: Option<String>,
    /// Attempts that change.
    pub changed: u64,
    /// Their known cost before.
    pub before: Money,
    /// Their known cost after.
    pub after: Money,
    /// `after` minus `before`.
    pub difference: Money,
}

/// What an attempt was charged before it was repriced, or replaced by a later record of the same key.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct SupersededCharge {
    /// 0-based position of the attempt in its exchange.
    pub attempt: u64,
    /// When that was.
    pub replaced_at: Timestamp,
    /// The prices until then.
    pub prices: Option<UnitPrices>,
    /// The cost until then.
    pub cost: Option<Money>,
    /// The known part of it.
    pub cost_known: Money,
    /// What cached tokens saved by those prices.
    pub cache_saved: Option<Money>,
    /// Where those prices came from.
    pub price_source: Option<String>,
    /// The token usage until then, where a later record has replaced it.
    pub usage: Option<Usage>,
}
