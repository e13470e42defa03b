//! Reports of token usage.

use crate::error::Result;
use crate::gate::Gate;
#[allow(unused_imports)]
use crate::model::*;

/// See [`Gate::usage`].
pub struct UsageReports<'a> {
    pub(crate) gate: &'a Gate,
}

#[allow(unused_variables)]
impl UsageReports<'_> {
    /// Token usage and cost, in total and by row.
    pub fn query(&self, query: &UsageQuery) -> Result<UsageReport> {
        todo!()
    }
}
