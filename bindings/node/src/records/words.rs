//! Words of closed sets; in TypeScript each is a union of its texts.

use super::Mirror;
use codegate_core::model;
use napi_derive::napi;

/// A set of words with its mirror.
macro_rules! words {
    ($name:ident $doc:literal { $($variant:ident),* }) => {
        #[doc = $doc]
        #[allow(missing_docs, reason = "the core documents the values")]
        #[napi(string_enum = "snake_case")]
        pub enum $name { $($variant),* }

        impl Mirror for model::$name {
            type Js = $name;
            fn mirror(self) -> $name {
                match self { $(model::$name::$variant => $name::$variant),* }
            }
        }
    };
}

words! {
    ProviderType "What kind of API a provider offers." {
        Openai, Anthropic, Gemini, Ollama, Openrouter, Vllm, LmStudio, Llamacpp, OpenaiCompatible
    }
}
words! {
    Auth "Where the credential of a request comes from." { None, Passthrough, ApiKey }
}
words! {
    Instructions "What became of the custom instructions." { Applied, Present, NotApplied, None }
}
words! {
    Format "The wire format of a request." {
        OpenaiChat, OpenaiResponses, OpenaiCompletions, AnthropicMessages, OllamaChat, OllamaGenerate, Gemini, Unknown
    }
}
words! {
    Outcome "How an exchange or an attempt ended." { Completed, Failed, Aborted }
}
words! {
    Severity "How much an alert matters." { Info, Critical }
}
words! {
    Strength "How much a sign of a client proves." { Certain, Strong, Medium, Weak }
}
words! {
    Completeness "How much of the token usage was seen." { Final, Partial, Missing }
}
words! {
    GroupBy "What the rows of a report are grouped by." {
        Model, Provider, Session, Workspace, Client, Rule, RequestType, Hour, Day, Week, Month
    }
}
words! {
    ItemStatus "How a workspace of a bundle stands to this store." { New, Same, Conflict }
}
words! {
    Locks "What keeps writers of several processes apart, beside the lock file." { Held, Process, None }
}
