//! Import of bundles: a plan first, then its application.

use crate::error::Result;
use crate::gate::Gate;
#[allow(unused_imports)]
use crate::model::*;

/// What a bundle would change here. Nothing is written before [`ImportPlan::apply`].
pub struct ImportPlan {}

#[allow(unused_variables)]
impl ImportPlan {
    /// The plan as a record.
    pub fn view(&self) -> &PlanView {
        todo!()
    }
    /// Applies it, whole or not at all. `import_conflict` while a conflict has no choice, `import_missing` while a
    /// provider or model is missing, `import_stale` if a workspace or provider that it names has changed since.
    pub fn apply(&self, choices: &Choices) -> Result<Imported> {
        todo!()
    }
    /// The same plan with the clock held at `time`.
    pub fn at(&self, time: Timestamp) -> ImportPlan {
        todo!()
    }
    /// One reading of its gate's clock.
    pub fn now(&self) -> Result<Timestamp> {
        todo!()
    }
}
