//! Where a request goes, and why.

use super::{Auth, Facts, Format, ProviderType, Target, visible, words};
use serde::Serialize;

/// Where a request goes, or why there is no route for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct Decision {
    /// The workspace whose rules and instructions were used.
    pub workspace: String,
    /// The session of the request.
    pub session: String,
    /// Whether there is a route that the request can take.
    pub routed: bool,
    /// 0-based position of the rule that matched; `None` also where the request says itself where to go.
    pub rule: Option<usize>,
    /// Why it is not routed: `no_rules`, `no_match`, or `needs_translation` for a route whose provider does not take the
    /// request's format. `None` when routed.
    pub reason: Option<String>,
    /// Where to send it first.
    pub route: Option<Route>,
    /// Where to send it if that fails, in order.
    pub fallbacks: Vec<Route>,
    /// What happened to the workspace's custom instructions.
    pub instructions: Instructions,
    /// The custom instructions themselves, for hosts without a body.
    pub custom_instructions: Option<String>,
    /// What was recognised in the request.
    pub facts: Facts,
    /// What the host should know.
    pub warnings: Vec<Warning>,
}

words! {
    /// What happened to the custom instructions.
    Instructions {
        /// Put into the body.
        Applied = "applied",
        /// The body already had them at that place.
        Present = "present",
        /// The request has no place for them, goes on with a conversation that the provider keeps, or there is no
        /// readable body.
        NotApplied = "not_applied",
        /// The workspace has none.
        None = "none",
    }
}

/// A provider and model, and where and how to send the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct Route {
    /// Name of the provider; `None` for the upstream that the request names.
    pub provider: Option<String>,
    /// Its type; that of an upstream is told by its host.
    pub provider_type: ProviderType,
    /// The model to ask for; `None` if neither the rule nor the client names one.
    pub model: Option<String>,
    /// The format that the provider gets.
    pub format: Format,
    /// Where to send the request; `None` with `needs_translation`.
    pub url: Option<String>,
    /// The base URL with which the SDK of the format's vendor comes to `url` by itself; `None` where none does.
    pub base_url: Option<String>,
    /// Where the credential comes from.
    pub auth: Auth,
    /// The reference to the credential, or `sealed` for one that is kept.
    pub credential: Option<String>,
    /// Whether its provider's credential is locked: no attempt can be made here until it is given again.
    pub locked: bool,
    /// Whether the provider has no path for the request's format. It then gets neither the request nor a credential.
    pub needs_translation: bool,
}

/// Something that the host should know, though it is not an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct Warning {
    /// A stable word. Of decisions: `no_rules`, `no_match`, `no_model`, `needs_translation`, `usage_unknown`,
    /// `body_unreadable`, `format_unknown`, `files_cut`, `unknown_condition`. Of exchanges: `credential_unavailable`,
    /// `credential_locked`, `needs_translation`, `usage_unknown`. Of plans: `hidden_characters`, `default_workspace`,
    /// `provider_type_differs`, `rule_catches_traffic`.
    pub code: String,
    /// A sentence that says what to do.
    pub message: String,
}

impl Warning {
    pub(crate) fn new(code: &str, message: impl Into<String>) -> Self {
        Warning { code: code.into(), message: message.into() }
    }
}

/// Why a decision is as it is, rule by rule. Prints as text.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct Explanation {
    /// The decision that was explained.
    pub decision: Decision,
    /// Every rule of the workspace in order.
    pub rules: Vec<ExplainedRule>,
}

/// One rule matched against the facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct ExplainedRule {
    /// 0-based position.
    pub rule: usize,
    /// Whether all its conditions hold. The first rule that holds is taken.
    pub held: bool,
    /// Its conditions in the order files, request_type, client, requested_model, then unknown ones.
    pub conditions: Vec<ExplainedCondition>,
    /// Its targets.
    pub to: Vec<Target>,
}

/// One condition matched against the facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct ExplainedCondition {
    /// Its name.
    pub condition: String,
    /// Its values; one match suffices, but for those that exclude.
    pub values: Vec<String>,
    /// Whether it holds.
    pub held: bool,
    /// What it was compared with: the paths, the type, the client or the model; empty if unknown.
    pub seen: Vec<String>,
    /// What of that its values with `!` exclude.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<String>,
}

/// Texts of strangers, one behind another.
fn listed(texts: &[String]) -> String {
    texts.iter().map(|text| visible(text)).collect::<Vec<_>>().join(", ")
}

impl std::fmt::Display for Explanation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let decision = &self.decision;
        writeln!(f, "workspace `{}`, session `{}`", visible(&decision.workspace), visible(&decision.session))?;
        match &decision.route {
            Some(route) => {
                let provider = route.provider.as_deref().unwrap_or("upstream");
                let model = route.model.as_deref().unwrap_or("(no model)");
                let url = route.url.as_deref().unwrap_or("no address (needs_translation)");
                writeln!(f, "-> {}/{} at {}", visible(provider), visible(model), visible(url))?;
                if decision.rule.is_none() {
                    let why =
                        if route.provider.is_some() { "`to` of the request" } else { "`upstream` of the request" };
                    writeln!(f, "chosen by {why}")?;
                }
            }
            None => writeln!(f, "-> no route ({})", decision.reason.as_deref().unwrap_or("unknown"))?,
        }
        let facts = &decision.facts;
        for one in &facts.client_evidence {
            let (client, seen) = (visible(&facts.client), visible(&one.seen));
            writeln!(f, "client `{client}`, by {} ({}): {seen}", one.source, one.strength)?;
        }
        for rule in &self.rules {
            let taken = if decision.rule == Some(rule.rule) { "  <- taken" } else { "" };
            writeln!(f, "rule {}: {}{taken}", rule.rule, if rule.held { "holds" } else { "does not hold" })?;
            if rule.conditions.is_empty() {
                writeln!(f, "    catch-all")?;
            }
            for condition in &rule.conditions {
                let seen = if condition.seen.is_empty() { "nothing known".into() } else { listed(&condition.seen) };
                let sign = if condition.held { "yes" } else { "no " };
                let name = visible(&condition.condition);
                write!(f, "    {sign} {name} in [{}], seen: {seen}", listed(&condition.values))?;
                if !condition.excluded.is_empty() {
                    write!(f, ", excluded: {}", listed(&condition.excluded))?;
                }
                writeln!(f)?;
            }
        }
        for warning in &decision.warnings {
            writeln!(f, "warning {}: {}", warning.code, visible(&warning.message))?;
        }
        Ok(())
    }
}
