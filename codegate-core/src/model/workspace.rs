//! Workspaces and sessions.

use super::{Rule, RuleSpec, Timestamp};
use serde::{Deserialize, Serialize};

/// A workspace: custom instructions, muxing rules, and the history and usage recorded in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct Workspace {
    /// Lower-case name, unique over live and archived workspaces.
    pub name: String,
    /// Text put before the conversation of every request; `None` when there is none.
    pub custom_instructions: Option<String>,
    /// Muxing rules, the first that matches wins.
    pub rules: Vec<Rule>,
    /// Ids of the sessions that have it active, sorted.
    pub active_in: Vec<String>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When its name, instructions, rules or life-cycle state last changed.
    pub updated_at: Timestamp,
    /// When it was archived; `None` while it is live.
    pub archived_at: Option<Timestamp>,
}

/// What a new workspace starts with.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewWorkspace {
    /// Custom instructions; none by default.
    pub custom_instructions: Option<String>,
    /// Muxing rules in order; none by default.
    pub rules: Vec<RuleSpec>,
}

/// An update of a workspace: an absent field is kept, a null one cleared.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WorkspaceUpdate {
    /// New custom instructions.
    #[serde(deserialize_with = "super::present")]
    pub custom_instructions: Option<Option<String>>,
    /// New muxing rules, all of them.
    #[serde(deserialize_with = "super::present")]
    pub rules: Option<Option<Vec<RuleSpec>>>,
}

/// What was deleted with a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct DeletedWorkspace {
    /// Its name.
    pub name: String,
    /// Exchanges removed with their prompts, outputs and usage.
    pub exchanges: u64,
    /// Alerts removed.
    pub alerts: u64,
    /// Muxing rules removed.
    pub rules: u64,
}

/// A session: one context of a user, with its own active workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct Session {
    /// 1 to 64 bytes; `default` always exists.
    pub id: String,
    /// Name of the workspace that its requests use.
    pub active_workspace: String,
    /// When a workspace was last activated in it.
    pub last_update: Timestamp,
}

/// A folder with a workspace: of everything in it that is in no nearer folder with one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct FolderBinding {
    /// The folder, absolute, as text: with `/`, without `.`, `..` and a `/` at its end.
    pub folder: String,
    /// Name of its workspace.
    pub workspace: String,
    /// Whether the folder's own `codegate.toml` says so; false where it was bound here.
    pub declared: bool,
}
