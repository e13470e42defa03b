//! Outcomes. Generated from codegate-core by `cargo xtask gen`. Do not edit.

/// How an exchange ended: one of the `CODEGATE_OUTCOME_` numbers.
pub type codegate_outcome = i32;

/// Completed; failed after a `fail` that gave no route.
pub const CODEGATE_OUTCOME_DEFAULT: codegate_outcome = 0;
/// The response arrived whole.
pub const CODEGATE_OUTCOME_COMPLETED: codegate_outcome = 1;
/// It failed at the provider or on the way.
pub const CODEGATE_OUTCOME_FAILED: codegate_outcome = 2;
/// It was abandoned before its end.
pub const CODEGATE_OUTCOME_ABORTED: codegate_outcome = 3;
