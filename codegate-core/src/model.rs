//! Every record of the public API: the contract, one file per area.
//!
//! Records serialise to JSON with snake_case names. Output records are `non_exhaustive`; input records implement
//! `Default`, or have `new` for what is required, and are filled with struct update syntax. In an update, `None` is an absent field and `Some(None)` a null
//! one. The types and documentation of records in the other languages are generated from here.

mod bundle;
mod client;
mod csv;
mod decision;
mod export;
mod failure;
mod health;
mod history;
mod json;
mod money;
mod name;
mod near;
mod options;
mod pattern;
pub(crate) mod period;
mod persona;
mod price;
mod provider;
mod query;
mod receipt;
mod record;
mod report;
mod reprice;
mod request;
mod rule;
mod secret;
mod settings;
mod time;
mod unsaid;
mod upkeep;
mod usage;
mod visible;
mod workspace;
mod zone;

pub use bundle::{
    Choices, ExportOptions, Imported, ItemStatus, Missing, MissingModel, MissingProvider, Part, PlanItem, PlanView,
};
#[cfg(feature = "schema")]
pub use client::clients_schema;
pub use client::{CLIENTS_VERSION, ClientSign, ClientSpec, ClientTable, Clients, Strength};
pub use decision::{Decision, ExplainedCondition, ExplainedRule, Explanation, Instructions, Route, Warning};
pub(crate) use export::Dialect;
pub use export::{ExportFormat, UsageExport, UsagePage};
pub(crate) use export::{UsageEntry, written};
pub use failure::{Failure, FailureClass, Finish};
pub use health::{Health, Locks, UnfiredRule, UnpricedModel};
pub use history::{
    Alert, AlertQuery, AlertSummary, Count, HistoryEntry, HistoryQuery, HistorySummary, NewAlert, Page, PruneQuery,
    Pruned, Severity,
};
pub(crate) use json::{check_depth, in_words, unquoted, without_mark};
pub use json::{from_json, from_json_as};
pub use money::Money;
pub(crate) use name::{DEFAULT, check_name, new_workspace_name, session_id, workspace_name};
pub(crate) use near::nearest;
pub use options::{HistoryMode, OptionFields, SteppedClock};
pub(crate) use pattern::{Over, counted_bytes, exactly, from_fnmatch, from_plain, set_length};
pub use persona::{NewPersona, Persona, PersonaUpdate};
pub use price::{HostPrice, ModelPrice, PriceAge, PriceFormat, PriceListQuery, PriceLoad, PriceQuery, PriceTable};
pub use provider::{
    Auth, FormatPaths, InjectUsage, NewProvider, Provider, ProviderType, ProviderUpdate, RemovedProvider, StrippedRule,
};
pub use query::{QueryOptions, QueryParams, QueryResult, SqlValue};
pub use receipt::{Attempt, Outcome, Receipt, UnitPrices};
pub use record::{OnDuplicate, Record, RecordAttempt};
pub use report::{
    Compare, GroupBy, Period, UsageChange, UsageCheck, UsageDifference, UsageQuery, UsageReport, UsageRow, UsageTotals,
};
pub use reprice::{RepriceQuery, RepriceReport, RepriceRow, SupersededCharge};
pub use request::{Evidence, Facts, FileRef, FilesFrom, Format, Headers, Request, RequestFields};
pub(crate) use request::{NO_CONVERSATION, is_conversation, slashed};
pub use rule::{FlatRule, Rule, RuleSpec, Target, When};
pub use secret::Secret;
pub use settings::{ApplyOptions, SettingsChange, SettingsKind, SettingsPlan, SettingsStatus};
pub use time::Timestamp;
pub(crate) use time::{DAY_MICROS, check_period};
pub(crate) use unsaid::{described, looks_like_credential, none_of};
pub use upkeep::{Backup, BackupOptions, Compacted, RotateOptions, RotatedKey};
pub use usage::{Completeness, Counts, Usage};
pub(crate) use usage::{ELSEWHERE, NO_MODEL_CALL, OTHER_MODEL, PART_UNKNOWN, SUMMED};
pub use visible::visible;
pub(crate) use visible::{excerpt, hidden_in};
pub use workspace::{DeletedWorkspace, FolderBinding, NewWorkspace, Session, Workspace, WorkspaceUpdate};
pub(crate) use zone::Zone;

/// A closed set of words: the enum, its texts, and parsing.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $text)] $variant,)* }

        impl $name {
            /// All values.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The word as it is written in every language.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }

            /// Parses the word; `invalid_argument` lists the valid ones, and does not repeat the text: it may be a secret.
            pub fn parse(text: &str) -> crate::Result<Self> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text).ok_or_else(|| {
                    let known: Vec<&str> = Self::ALL.iter().map(|word| word.as_str()).collect();
                    crate::Error::new(crate::Code::InvalidArgument, crate::model::none_of(text, &known))
                })
            }
        }

        // The derived reader takes a value of another type for malformed JSON.
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
                let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
                let unknown = || serde::de::Error::unknown_variant(&crate::model::described(&text), &[$($text,)*]);
                Self::ALL.iter().copied().find(|word| word.as_str() == text).ok_or_else(unknown)
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::Error;

            fn from_str(text: &str) -> crate::Result<Self> {
                Self::parse(text)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use words;

/// A caller's text as an error may quote it: control characters escaped, at most 80 characters; of what looks like a
/// credential only how long it is.
pub(crate) fn shown(text: &str) -> String {
    if looks_like_credential(text) {
        return format!("[{}]", described(text));
    }
    let mut out: String = text.chars().take(80).flat_map(char::escape_debug).collect();
    if text.chars().nth(80).is_some() {
        out.push('…');
    }
    out
}

/// Distinguishes an absent field (`None`: keep) from a null one (`Some(None)`: clear).
pub(crate) fn present<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: serde::Deserialize<'de>,
{
    serde::Deserialize::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back_as_they_are_written() {
        for word in ProviderType::ALL {
            assert_eq!(word.to_string().parse::<ProviderType>().unwrap(), *word);
        }
        let error = "cohere".parse::<ProviderType>().unwrap_err();
        assert_eq!(error.code(), crate::Code::InvalidArgument);
        assert!(error.message().contains("`ollama`"), "{error}");
    }
}
