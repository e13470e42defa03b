//! What is peculiar to each wire format: one descriptor each, next to the reader of its responses.
//!
//! A new format is one file here, listed in [`FORMATS`], its reader, its word in `model`, and its tests. Everybody else
//! asks a descriptor instead of comparing formats.

mod anthropic_messages;
pub(crate) mod cost;
pub(crate) mod counts;
mod elsewhere;
pub(crate) mod errors;
mod gemini;
pub(crate) mod hosts;
pub(crate) mod json;
mod ollama_chat;
mod ollama_generate;
mod openai_chat;
mod openai_completions;
mod openai_responses;
mod other;
pub(crate) mod output;
pub(crate) mod parts;
pub(crate) mod reader;
pub(crate) mod votes;

use crate::model::{Dialect, Format, ProviderType};
pub(crate) use elsewhere::{At, Elsewhere, is_at_root};
use foldhash::fast::RandomState;
use reader::Reader;
use std::collections::HashMap;
use std::sync::LazyLock;
use votes::{Ballot, Sign, Weight};

/// A wire format, as everybody sees it who reads or writes it.
pub(crate) struct Spec {
    pub format: Format,
    /// Whose format it is.
    pub vendor: ProviderType,
    /// What its requests are called in telemetry, by OpenTelemetry's conventions.
    pub operation: &'static str,
    /// Ends of the paths at which it is spoken, the longest first.
    pub paths: &'static [Path],
    /// What stands behind the base of an API, with `{model}` and `{method}` to be filled in.
    pub tail: &'static str,
    /// The types of providers that take it, each with its root: what stands before the tail where the endpoint is a bare
    /// origin. The comment beside an entry names the page (§ its heading) that documents it.
    pub served: &'static [(ProviderType, &'static str)],
    /// Hosts at which its root is another than that of their type, though OpenAI's formats may have a third; none where it is
    /// taken at the paths of `elsewhere` alone. As above, a comment names the page.
    pub hosts: &'static [(&'static str, Option<&'static str>)],
    /// Other paths that products have for it, which their clients call.
    pub elsewhere: &'static [Elsewhere],
    /// The member of a body that holds the conversation.
    pub place: Place,
    /// Members of a body that indicate it, or that set something.
    pub members: &'static [Member],
    /// What else in a body indicates it.
    pub signs: &'static [(Sign, Weight)],
    /// How the names of its vendor's models begin, where that indicates it.
    pub models: Option<&'static str>,
    /// Another format whose messages and tools it has, so that only its path is its own.
    pub borrows_from: Option<Format>,
    /// Whether the model is named in the body.
    pub model_in_body: bool,
    pub streaming: Streaming,
    pub purpose: Purpose,
    pub instructions: Placement,
    /// The member that asks for token usage in a stream, where servers do not report it unasked.
    pub usage_option: Option<&'static str>,
    /// The header in which its vendor expects the credential, where it differs from OpenAI's.
    pub credential: Option<&'static str>,
    /// The header that names the version of the API, and the version where the client names none. A client that sends it
    /// speaks this format.
    pub version: Option<(&'static str, &'static str)>,
    /// A reader of its responses.
    pub reader: fn() -> Box<dyn Reader>,
}

impl Spec {
    /// Whether the SDK of its vendor takes a base without the root, which it then puts in itself. OpenAI's takes it with it.
    pub(crate) fn own_sdk_root(&self) -> bool {
        self.vendor != ProviderType::Openai
    }
}

/// The end of a path.
pub(crate) struct Path {
    pub end: &'static str,
    pub action: Action,
}

/// The operation of a path.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Generate,
    /// Tokens of a request are counted.
    Count,
    /// The same, of a body that has no place for instructions.
    CountBare,
}

const fn generate(end: &'static str) -> Path {
    Path { end, action: Action::Generate }
}

/// The member that holds a conversation. Of several, the first of these counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Messages,
    Input,
    Contents,
    Prompt,
}

/// A top-level member of a body.
pub(crate) struct Member {
    name: &'static str,
    /// How strongly it indicates the format.
    weight: Weight,
    setting: Option<Setting>,
}

/// What a member sets.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Setting {
    /// The most output tokens.
    MaxTokens,
    /// A switch or an effort of thinking.
    Switch,
    /// An object that says whether, how hard or how long to think.
    Thinking,
    /// An object of settings.
    Nested(&'static [(&'static str, Setting)]),
}

/// A member that indicates the format.
const fn speaks(name: &'static str, weight: Weight) -> Member {
    Member { name, weight, setting: None }
}

/// A member that sets something, as it does in other formats.
const fn sets(name: &'static str, setting: Setting) -> Member {
    Member { name, weight: votes::NONE, setting: Some(setting) }
}

/// A member that does both.
const fn speaks_and_sets(name: &'static str, weight: Weight, setting: Setting) -> Member {
    Member { name, weight, setting: Some(setting) }
}

/// How a request asks for a stream.
pub(crate) enum Streaming {
    /// By the member `stream`; this is what it means to say nothing.
    ByMember { otherwise: bool },
    /// By the method at the end of the path.
    ByMethod { whole: &'static str, stream: &'static str },
}

/// What its requests are for.
pub(crate) enum Purpose {
    /// A conversation, unless its first message asks to fill in the middle.
    Chat,
    /// Code to fill in.
    FillIn,
    /// Code to fill in, unless the body has what only a conversation has.
    FillInOrChat,
}

/// Where instructions go in.
pub(crate) enum Placement {
    /// A message after the last system message before the first turn, or as the first one.
    Message,
    /// The same where there is such a system message, else as [`Placement::System`].
    MessageOrSystem,
    /// The member `system`.
    System,
    /// An item of a list, at the place of a message.
    Item,
    /// Gemini's `systemInstruction`.
    SystemInstruction,
    /// There is no place for them.
    Nowhere,
}

/// Every format, in order of precedence where a body indicates several equally.
pub(crate) const FORMATS: [&Spec; 7] = [
    &openai_chat::SPEC,
    &openai_responses::SPEC,
    &openai_completions::SPEC,
    &anthropic_messages::SPEC,
    &ollama_chat::SPEC,
    &ollama_generate::SPEC,
    &gemini::SPEC,
];

/// The descriptor of a format; `None` of an unknown one.
pub(crate) fn of(format: Format) -> Option<&'static Spec> {
    FORMATS.into_iter().find(|spec| spec.format == format)
}

/// A reader of responses in a format, or of what is in none that is known.
pub(crate) fn reader(format: Format) -> Box<dyn Reader> {
    of(format).map_or_else(|| Box::<other::Other>::default() as Box<dyn Reader>, |spec| (spec.reader)())
}

/// OpenAI's root, and that of all who are compatible with it.
const V1: &str = "/v1";
/// Hosts of Azure OpenAI: learn.microsoft.com/azure/ai-foundry/openai/reference § API specs
const AZURE: &[&str] = &[".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com"];

/// What telemetry calls a request in this format.
pub(crate) fn dialect(format: Format) -> Option<Dialect> {
    of(format).map(|spec| Dialect { operation: spec.operation, vendor: spec.vendor })
}

/// What is known of a member by its name, in whichever format.
#[derive(Default)]
pub(crate) struct MemberFacts {
    pub ballot: Ballot,
    pub setting: Option<Setting>,
}

/// What is known of the member of this name.
pub(crate) fn member(name: &[u8]) -> Option<&'static MemberFacts> {
    static MEMBERS: LazyLock<HashMap<&'static [u8], MemberFacts, RandomState>> = LazyLock::new(|| {
        let mut members = HashMap::<_, MemberFacts, _>::default();
        for (number, spec) in FORMATS.into_iter().enumerate() {
            for member in spec.members {
                let known = members.entry(member.name.as_bytes()).or_default();
                known.ballot.add(number, member.weight);
                known.setting = known.setting.or(member.setting);
            }
        }
        members
    });
    MEMBERS.get(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_one_descriptor_and_a_path_of_its_own() {
        let described: Vec<Format> = FORMATS.iter().map(|spec| spec.format).collect();
        let all: Vec<Format> = Format::ALL.iter().copied().filter(|format| *format != Format::Unknown).collect();
        assert_eq!(described, all);
        for spec in FORMATS {
            assert!(spec.paths.iter().any(|path| path.action == Action::Generate), "{}", spec.format);
            assert!(spec.served.iter().any(|(provider_type, _)| *provider_type == spec.vendor), "{}", spec.format);
        }
    }

    #[test]
    fn a_member_sets_the_same_in_every_format() {
        let kind = |setting: &Setting| std::mem::discriminant(setting);
        for member in FORMATS.iter().flat_map(|spec| spec.members) {
            let known = super::member(member.name.as_bytes()).unwrap().setting;
            assert!(
                member.setting.is_none_or(|own| known.is_some_and(|known| kind(&known) == kind(&own))),
                "{}",
                member.name
            );
        }
    }
}
