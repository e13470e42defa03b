//! Which rules of a bundle would have taken what a workspace here was asked of late.

use super::content::Bundle;
use crate::error::Result;
use crate::model::{Facts, ItemStatus, PlanItem, Warning};
use crate::mux::RuleSet;

/// Exchanges of a workspace that are looked at.
pub(crate) const RECENT: usize = 100;
/// Rules that are told; a bundle may hold any number of them.
const TOLD: usize = 100;

/// A warning for each rule that would catch today's traffic: `recent` gives the facts of a workspace's last exchanges, as far
/// as they are kept.
pub(crate) fn caught(
    bundle: &Bundle,
    items: &[PlanItem],
    mut recent: impl FnMut(&str) -> Result<Vec<Facts>>,
) -> Result<Vec<Warning>> {
    let mut warnings = Vec::new();
    for (entry, item) in bundle.entries.iter().zip(items) {
        let Some(rules) = entry.rules.as_deref().filter(|rules| !rules.is_empty()) else { continue };
        if item.status != ItemStatus::Conflict {
            continue;
        }
        let facts = recent(&entry.name)?;
        if facts.is_empty() {
            continue;
        }
        let set = RuleSet::compile(rules);
        let mut counts = vec![0usize; rules.len()];
        for rule in facts.iter().filter_map(|facts| set.decide(facts, None)) {
            if let Some(count) = counts.get_mut(rule) {
                *count += 1;
            }
        }
        for (rule, count) in counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
            if warnings.len() == TOLD {
                return Ok(warnings);
            }
            let text = format!(
                "workspace `{}`: rule {rule} would have taken {count} of its last {} exchanges here, going by client, \
                 kind of request and model (files are not kept); look at where it leads before you import",
                entry.name,
                facts.len()
            );
            warnings.push(Warning::new("rule_catches_traffic", text));
        }
    }
    Ok(warnings)
}
