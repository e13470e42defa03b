//! Where a request goes, and why.

use super::{Auth, Format, Instructions, Mirror, ProviderType, Strength, Target};
use codegate_core::model;
use napi_derive::napi;

/// Where a request goes, or why there is no route for it.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Decision {
    /// The workspace whose rules and instructions were used.
    pub workspace: String,
    /// The session of the request.
    pub session: String,
    /// Whether there is a route.
    pub routed: bool,
    /// 0-based position of the rule that matched.
    pub rule: Option<i64>,
    /// Why there is no route: `no_rules` or `no_match`; null when routed.
    pub reason: Option<String>,
    /// Where to send it first.
    pub route: Option<Route>,
    /// Where to send it when that fails, in order.
    pub fallbacks: Vec<Route>,
    /// What became of the workspace's custom instructions.
    pub instructions: Instructions,
    /// The custom instructions themselves, for hosts without a body.
    pub custom_instructions: Option<String>,
    /// What the request was understood to be.
    pub facts: Facts,
    /// What the host should know.
    pub warnings: Vec<Warning>,
}

impl Mirror for model::Decision {
    type Js = Decision;
    fn mirror(self) -> Decision {
        let model::Decision {
            workspace,
            session,
            routed,
            rule,
            reason,
            route,
            fallbacks,
            instructions,
            custom_instructions,
            facts,
            warnings,
        } = self;
        Decision {
            workspace,
            session,
            routed,
            rule: rule.mirror(),
            reason,
            route: route.mirror(),
            fallbacks: fallbacks.mirror(),
            instructions: instructions.mirror(),
            custom_instructions,
            facts: facts.mirror(),
            warnings: warnings.mirror(),
        }
    }
}

/// A provider and model with where and how to send.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Route {
    /// Name of the provider.
    pub provider: String,
    /// Its type.
    pub provider_type: ProviderType,
    /// The model to ask for; null if neither the rule nor the client names one.
    pub model: Option<String>,
    /// Where to send the request.
    pub url: String,
    /// Where the credential comes from.
    pub auth: Auth,
    /// The reference to the credential.
    pub credential: Option<String>,
    /// Whether the provider has no path for the request's format, so that the host must translate.
    pub needs_translation: bool,
}

impl Mirror for model::Route {
    type Js = Route;
    fn mirror(self) -> Route {
        let model::Route { provider, provider_type, model, url, auth, credential, needs_translation } = self;
        Route {
            provider,
            provider_type: provider_type.mirror(),
            model,
            url,
            auth: auth.mirror(),
            credential,
            needs_translation,
        }
    }
}

/// Something that the host should know, though it is no error.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Warning {
    /// A stable word: `no_rules`, `no_match`, `body_unreadable`, `no_model`, `unknown_condition`,
    /// `credential_unavailable`, `format_unknown`, `files_cut`.
    pub code: String,
    /// A sentence that says what to do.
    pub message: String,
}

impl Mirror for model::Warning {
    type Js = Warning;
    fn mirror(self) -> Warning {
        let model::Warning { code, message } = self;
        Warning { code, message }
    }
}

/// What is known of a request; rules are held against this.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Facts {
    /// Wire format.
    pub format: Format,
    /// Name of the client, `generic` where nothing tells.
    pub client: String,
    /// All signs of that client that were seen, the strongest first.
    pub client_evidence: Vec<Evidence>,
    /// `chat`, `fim`, or the host's word; null if undetermined.
    pub request_type: Option<String>,
    /// The model that the client asked for.
    pub requested_model: Option<String>,
    /// Whether the client asked for a stream; null if undetermined.
    pub stream: Option<bool>,
    /// Names of the tools that the model may call, each once, at most 128; one that the provider has built in and that
    /// bears no name is told by its type.
    pub tools: Vec<String>,
    /// Images in the whole conversation.
    pub images: i64,
    /// Whether the model is asked to think before it answers; null where the request leaves that to the model.
    pub thinking: Option<bool>,
    /// The most output tokens that the client wants.
    pub max_output_tokens: Option<i64>,
    /// Files that the request is about.
    pub files: Vec<FileRef>,
}

impl Mirror for model::Facts {
    type Js = Facts;
    fn mirror(self) -> Facts {
        let model::Facts {
            format,
            client,
            client_evidence,
            request_type,
            requested_model,
            stream,
            tools,
            images,
            thinking,
            max_output_tokens,
            files,
        } = self;
        Facts {
            format: format.mirror(),
            client,
            client_evidence: client_evidence.mirror(),
            request_type,
            requested_model,
            stream,
            tools,
            images: images.mirror(),
            thinking,
            max_output_tokens: max_output_tokens.mirror(),
            files: files.mirror(),
        }
    }
}

/// A sign of the client.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Evidence {
    /// `host`, `header`, `user_agent`, `system`, `opening` (how a message begins), `member` (of the body) or `tools`.
    pub source: String,
    /// How much it proves.
    pub strength: Strength,
    /// What was seen: a header's or a member's name and value, the text that was found, or the tools.
    pub seen: String,
}

impl Mirror for model::Evidence {
    type Js = Evidence;
    fn mirror(self) -> Evidence {
        let model::Evidence { source, strength, seen } = self;
        Evidence { source, strength: strength.mirror(), seen }
    }
}

/// A file that a request is about.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct FileRef {
    /// Base name.
    pub name: String,
    /// The path as it stood there, `\` written as `/`.
    pub path: String,
    /// Where it was found: `host`, `tool_call`, `patch`, `tag`, `fence`, `line` or `mention`.
    #[napi(js_name = "where")]
    pub found: String,
}

impl Mirror for model::FileRef {
    type Js = FileRef;
    fn mirror(self) -> FileRef {
        let model::FileRef { name, path, found } = self;
        FileRef { name, path, found: found.to_owned() }
    }
}

/// Why a decision is as it is, rule by rule. Prints as text.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct NativeExplanation {
    /// The decision that was explained.
    pub decision: Decision,
    /// Every rule of the workspace in order.
    pub rules: Vec<ExplainedRule>,
}

impl Mirror for model::Explanation {
    type Js = PrintedExplanation;
    fn mirror(self) -> PrintedExplanation {
        let text = self.to_string();
        let model::Explanation { decision, rules } = self;
        let record = NativeExplanation { decision: decision.mirror(), rules: rules.mirror() };
        PrintedExplanation { record, text }
    }
}

/// One rule held against the facts.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct ExplainedRule {
    /// 0-based position.
    pub rule: i64,
    /// Whether all its conditions hold. The first rule that holds is the one taken.
    pub held: bool,
    /// Its conditions in the order files, request_type, client, requested_model, then unknown ones.
    pub conditions: Vec<ExplainedCondition>,
    /// Where it leads.
    pub to: Vec<Target>,
}

impl Mirror for model::ExplainedRule {
    type Js = ExplainedRule;
    fn mirror(self) -> ExplainedRule {
        let model::ExplainedRule { rule, held, conditions, to } = self;
        ExplainedRule { rule: rule.mirror(), held, conditions: conditions.mirror(), to: to.mirror() }
    }
}

/// One condition held against the facts.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct ExplainedCondition {
    /// Its name.
    pub condition: String,
    /// The values any of which suffices.
    pub values: Vec<String>,
    /// Whether it holds.
    pub held: bool,
    /// What it was held against: the paths, the type, the client or the model; empty if unknown.
    pub seen: Vec<String>,
}

impl Mirror for model::ExplainedCondition {
    type Js = ExplainedCondition;
    fn mirror(self) -> ExplainedCondition {
        let model::ExplainedCondition { condition, values, held, seen } = self;
        ExplainedCondition { condition, values, held, seen }
    }
}

/// An explanation with the text that it prints as.
#[napi(object, object_from_js = false)]
pub struct PrintedExplanation {
    /// The explanation.
    pub record: NativeExplanation,
    /// The text.
    pub text: String,
}
