//! Records that also print as text, which is made when it is asked for.

use crate::call::{Result, guard};
use crate::json::{self, Json};
use codegate_core::model::{Explanation, UsageReport};
use napi_derive::napi;

/// Token usage and cost, in total and by row.
#[napi]
pub struct NativeUsageReport {
    report: UsageReport,
}

impl From<UsageReport> for NativeUsageReport {
    fn from(report: UsageReport) -> Self {
        NativeUsageReport { report }
    }
}

#[napi]
impl NativeUsageReport {
    /// The report as a record.
    #[napi(ts_return_type = "string")]
    pub fn record(&self) -> Result<Json> {
        guard(|| json::text(&self.report))
    }

    /// The table.
    #[napi]
    pub fn text(&self) -> Result<String> {
        guard(|| Ok(self.report.to_string()))
    }

    /// The rows as CSV.
    #[napi]
    pub fn csv(&self) -> Result<String> {
        guard(|| Ok(self.report.to_csv()))
    }

    /// The rows as JSON, one on a line.
    #[napi]
    pub fn jsonl(&self) -> Result<String> {
        guard(|| Ok(self.report.to_jsonl()))
    }
}

/// Why a decision is as it is, rule by rule.
#[napi]
pub struct NativeExplanation {
    explanation: Explanation,
}

impl From<Explanation> for NativeExplanation {
    fn from(explanation: Explanation) -> Self {
        NativeExplanation { explanation }
    }
}

#[napi]
impl NativeExplanation {
    /// The explanation as a record.
    #[napi(ts_return_type = "string")]
    pub fn record(&self) -> Result<Json> {
        guard(|| json::text(&self.explanation))
    }

    /// The text.
    #[napi]
    pub fn text(&self) -> Result<String> {
        guard(|| Ok(self.explanation.to_string()))
    }
}
