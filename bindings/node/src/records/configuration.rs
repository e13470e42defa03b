//! Workspaces, sessions, rules, providers and personas; bundles, which carry them.

use super::{Auth, ItemStatus, Mirror, ProviderType, Warning};
use codegate_core::model;
use napi_derive::napi;

/// A workspace: custom instructions, muxing rules, and the history and usage recorded in it.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Workspace {
    /// Lower-case name, unique over live and archived workspaces.
    pub name: String,
    /// Text put before the conversation of every request; null when there is none.
    pub custom_instructions: Option<String>,
    /// Muxing rules, the first that matches wins.
    pub rules: Vec<Rule>,
    /// Ids of the sessions that have it active, sorted.
    pub active_in: Vec<String>,
    /// When it was created.
    pub created_at: String,
    /// When it was last changed: its name, instructions, rules or life-cycle state.
    pub updated_at: String,
    /// When it was archived; null while it is live.
    pub archived_at: Option<String>,
}

impl Mirror for model::Workspace {
    type Js = Workspace;
    fn mirror(self) -> Workspace {
        let model::Workspace { name, custom_instructions, rules, active_in, created_at, updated_at, archived_at } =
            self;
        Workspace {
            name,
            custom_instructions,
            rules: rules.mirror(),
            active_in,
            created_at: created_at.mirror(),
            updated_at: updated_at.mirror(),
            archived_at: archived_at.mirror(),
        }
    }
}

/// What went with a deleted workspace.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct DeletedWorkspace {
    /// Its name.
    pub name: String,
    /// Exchanges removed with their prompts, outputs and usage.
    pub exchanges: i64,
    /// Alerts removed.
    pub alerts: i64,
    /// Muxing rules removed.
    pub rules: i64,
}

impl Mirror for model::DeletedWorkspace {
    type Js = DeletedWorkspace;
    fn mirror(self) -> DeletedWorkspace {
        let model::DeletedWorkspace { name, exchanges, alerts, rules } = self;
        DeletedWorkspace { name, exchanges: exchanges.mirror(), alerts: alerts.mirror(), rules: rules.mirror() }
    }
}

/// A session: one context of a user, with its own active workspace.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Session {
    /// 1 to 64 bytes; `default` always exists.
    pub id: String,
    /// Name of the workspace that its requests use.
    pub active_workspace: String,
    /// When a workspace was last activated in it.
    pub last_update: String,
}

impl Mirror for model::Session {
    type Js = Session;
    fn mirror(self) -> Session {
        let model::Session { id, active_workspace, last_update } = self;
        Session { id, active_workspace, last_update: last_update.mirror() }
    }
}

/// A muxing rule as it is kept: conditions, and where a request that meets them goes.
#[napi(object, object_from_js = false)]
pub struct Rule {
    /// Conditions, all of which must hold; none = catch-all.
    pub when: When,
    /// The first is the route, the rest are its fallbacks.
    pub to: Vec<Target>,
    /// Names of conditions in the store that this version does not know; such a rule never matches.
    pub unknown: Option<Vec<String>>,
}

impl Mirror for model::Rule {
    type Js = Rule;
    fn mirror(self) -> Rule {
        let model::Rule { when, to, unknown } = self;
        Rule { when: when.mirror(), to: to.mirror(), unknown: Some(unknown).filter(|names| !names.is_empty()) }
    }
}

/// Conditions of a rule. Each is a list of values any of which suffices; an absent one always holds.
#[napi(object, object_from_js = false)]
pub struct When {
    /// File patterns: without `/` against the base name, with `/` against the path.
    pub files: Option<Vec<String>>,
    /// Kinds of request, compared exactly; `chat` is everything but `fim`.
    pub request_type: Option<Vec<String>>,
    /// Clients, compared exactly.
    pub client: Option<Vec<String>>,
    /// Patterns over the whole model name that the client asked for; `*` crosses `/`.
    pub requested_model: Option<Vec<String>>,
}

impl Mirror for model::When {
    type Js = When;
    fn mirror(self) -> When {
        let model::When { files, request_type, client, requested_model } = self;
        When { files, request_type, client, requested_model }
    }
}

/// One provider and model of a rule.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Target {
    /// Name of a provider.
    pub provider: String,
    /// The model; null keeps the one that the client asked for.
    pub model: Option<String>,
}

impl Mirror for model::Target {
    type Js = Target;
    fn mirror(self) -> Target {
        let model::Target { provider, model } = self;
        Target { provider, model }
    }
}

/// A rule in the form of four fixed matchers.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct FlatRule {
    /// Name of the provider.
    pub provider_name: String,
    /// Its type; null where it is not known here.
    pub provider_type: Option<String>,
    /// The model.
    pub model: Option<String>,
    /// `catch_all`, `filename_match`, `fim_filename` or `chat_filename`.
    pub matcher_type: String,
    /// The file pattern; null is no file condition.
    pub matcher: Option<String>,
}

impl Mirror for model::FlatRule {
    type Js = FlatRule;
    fn mirror(self) -> FlatRule {
        let model::FlatRule { provider_name, provider_type, model, matcher_type, matcher } = self;
        FlatRule { provider_name, provider_type, model, matcher_type, matcher }
    }
}

/// An endpoint that takes requests.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Provider {
    /// Name, case kept.
    pub name: String,
    /// Kind of API.
    #[napi(js_name = "type")]
    pub provider_type: ProviderType,
    /// Base URL without `/v1`.
    pub endpoint: String,
    /// Free text.
    pub description: Option<String>,
    /// Where the credential comes from.
    pub auth: Auth,
    /// The reference to a credential, never a secret.
    pub credential: Option<String>,
    /// Models it offers; null is any model, an empty list none.
    pub models: Option<Vec<String>>,
    /// When it was added.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
}

impl Mirror for model::Provider {
    type Js = Provider;
    fn mirror(self) -> Provider {
        let model::Provider {
            name,
            provider_type,
            endpoint,
            description,
            auth,
            credential,
            models,
            created_at,
            updated_at,
        } = self;
        Provider {
            name,
            provider_type: provider_type.mirror(),
            endpoint,
            description,
            auth: auth.mirror(),
            credential,
            models,
            created_at: created_at.mirror(),
            updated_at: updated_at.mirror(),
        }
    }
}

/// What the forced removal of a provider or of its models took from the rules.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct RemovedProvider {
    /// The provider.
    pub name: String,
    /// Rules that lost a route but kept another, and rules that were removed because none was left.
    pub rules: Vec<StrippedRule>,
}

impl Mirror for model::RemovedProvider {
    type Js = RemovedProvider;
    fn mirror(self) -> RemovedProvider {
        let model::RemovedProvider { name, rules } = self;
        RemovedProvider { name, rules: rules.mirror() }
    }
}

/// A rule that lost routes.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct StrippedRule {
    /// The workspace of the rule.
    pub workspace: String,
    /// Its 0-based position before the removal.
    pub rule: i64,
    /// Whether the rule itself was removed.
    pub removed: bool,
}

impl Mirror for model::StrippedRule {
    type Js = StrippedRule;
    fn mirror(self) -> StrippedRule {
        let model::StrippedRule { workspace, rule, removed } = self;
        StrippedRule { workspace, rule: rule.mirror(), removed }
    }
}

/// A description of a way of working, with an optional vector. Stored and listed; nothing decides on it yet.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Persona {
    /// Name, case kept.
    pub name: String,
    /// Free text.
    pub description: String,
    /// Length of its vector; null without one.
    pub dimension: Option<i64>,
    /// When it was added.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
}

impl Mirror for model::Persona {
    type Js = Persona;
    fn mirror(self) -> Persona {
        let model::Persona { name, description, dimension, created_at, updated_at } = self;
        Persona {
            name,
            description,
            dimension: dimension.mirror(),
            created_at: created_at.mirror(),
            updated_at: updated_at.mirror(),
        }
    }
}

/// What an import would do. Nothing is written before it is applied.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct PlanView {
    /// Every workspace of the bundle in its order.
    pub items: Vec<PlanItem>,
    /// What is not here.
    pub missing: Missing,
    /// SHA-256 of the bundle's content, in hexadecimal.
    pub digest: String,
    /// What the user should know before applying it.
    pub warnings: Vec<Warning>,
}

impl Mirror for model::PlanView {
    type Js = PlanView;
    fn mirror(self) -> PlanView {
        let model::PlanView { items, missing, digest, warnings } = self;
        PlanView { items: items.mirror(), missing: missing.mirror(), digest, warnings: warnings.mirror() }
    }
}

/// One workspace of a bundle, held against this store.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct PlanItem {
    /// Its name.
    pub name: String,
    /// How it stands.
    pub status: ItemStatus,
    /// What differs: `instructions`, `rules`, `archived`.
    pub differs: Vec<String>,
}

impl Mirror for model::PlanItem {
    type Js = PlanItem;
    fn mirror(self) -> PlanItem {
        let model::PlanItem { name, status, differs } = self;
        PlanItem { name, status: status.mirror(), differs }
    }
}

/// What a bundle names that is not here.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Missing {
    /// Providers.
    pub providers: Vec<MissingProvider>,
    /// Models that the provider here does not list.
    pub models: Vec<MissingModel>,
}

impl Mirror for model::Missing {
    type Js = Missing;
    fn mirror(self) -> Missing {
        let model::Missing { providers, models } = self;
        Missing { providers: providers.mirror(), models: models.mirror() }
    }
}

/// A provider that is not here; map it to one that is.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct MissingProvider {
    /// Its name in the bundle.
    pub name: String,
    /// Its type there.
    #[napi(js_name = "type")]
    pub provider_type: ProviderType,
}

impl Mirror for model::MissingProvider {
    type Js = MissingProvider;
    fn mirror(self) -> MissingProvider {
        let model::MissingProvider { name, provider_type } = self;
        MissingProvider { name, provider_type: provider_type.mirror() }
    }
}

/// A model that a provider here does not list.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct MissingModel {
    /// The provider here.
    pub provider: String,
    /// The model.
    pub model: String,
}

impl Mirror for model::MissingModel {
    type Js = MissingModel;
    fn mirror(self) -> MissingModel {
        let model::MissingModel { provider, model } = self;
        MissingModel { provider, model }
    }
}

/// What an import did.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Imported {
    /// Names of workspaces that were created.
    pub created: Vec<String>,
    /// Names of workspaces that were replaced.
    pub replaced: Vec<String>,
    /// Names of workspaces of the bundle that were skipped or the same.
    pub skipped: Vec<String>,
}

impl Mirror for model::Imported {
    type Js = Imported;
    fn mirror(self) -> Imported {
        let model::Imported { created, replaced, skipped } = self;
        Imported { created, replaced, skipped }
    }
}
