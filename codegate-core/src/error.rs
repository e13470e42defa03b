//! The one error type: a stable [`Code`], its [`Kind`], and a sentence that says what to do.

use crate::model::{nearest, shown};

/// A result whose error is [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong. Match on [`Error::code`], never on the text.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    code: Code,
    message: String,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error with this code and text. Text is lower-case, names things in backticks and says what to do.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Error { code, message: message.into(), source: None }
    }

    /// The same error, keeping what caused it for [`std::error::Error::source`].
    pub fn with_source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// The stable code.
    pub fn code(&self) -> Code {
        self.code
    }

    /// The family the code belongs to.
    pub fn kind(&self) -> Kind {
        self.code.kind()
    }

    /// The sentence, without the code.
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// Families of codes, coarse enough for a host to act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An argument is wrong; the same call will fail again.
    Invalid,
    /// A named thing does not exist.
    NotFound,
    /// The state of the store forbids it now.
    Conflict,
    /// A credential is not available.
    Credential,
    /// The file, the disk or a lock.
    Storage,
    /// The object that was called on can no longer be used.
    Handle,
    /// A bug in this library.
    Internal,
}

macro_rules! codes {
    ($($variant:ident $text:literal $kind:ident $doc:literal;)*) => {
        /// Every code an [`Error`] can carry. Numbers follow this order from 1 and are only ever appended to.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[cfg_attr(not(feature = "surface"), non_exhaustive)]
        pub enum Code { $(#[doc = $doc] $variant,)* }

        impl Code {
            /// All codes in the order of their numbers.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The code as it is written in every language, such as `workspace_not_found`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $text,)* }
            }

            /// The family the code belongs to.
            pub const fn kind(self) -> Kind {
                match self { $(Code::$variant => Kind::$kind,)* }
            }
        }
    };
}

codes! {
    InvalidArgument "invalid_argument" Invalid "A value of a wrong type or shape, or one that makes no sense here.";
    InvalidName "invalid_name" Invalid "A name with characters that are not allowed.";
    ReservedName "reserved_name" Invalid "A name that is reserved by the library.";
    InvalidRule "invalid_rule" Invalid "An invalid muxing rule.";
    LimitExceeded "limit_exceeded" Invalid "A value over one of the limits.";
    TooLarge "too_large" Invalid "A request body over its limit.";
    WorkspaceNotFound "workspace_not_found" NotFound "No workspace of this name.";
    WorkspaceExists "workspace_exists" Conflict "The name is taken by a live or an archived workspace.";
    WorkspaceArchived "workspace_archived" Conflict "The workspace is archived; recover it first.";
    WorkspaceNotArchived "workspace_not_archived" Conflict "The workspace is live; archive it first.";
    WorkspaceActive "workspace_active" Conflict "Sessions have the workspace active.";
    DefaultWorkspace "default_workspace" Conflict "The default workspace is never archived, renamed or deleted.";
    SessionNotFound "session_not_found" NotFound "No session of this id.";
    ProviderNotFound "provider_not_found" NotFound "No provider of this name.";
    ProviderExists "provider_exists" Conflict "The provider name is taken.";
    ProviderInUse "provider_in_use" Conflict "Muxing rules use the provider.";
    ModelNotFound "model_not_found" NotFound "The provider does not list the model.";
    ModelInUse "model_in_use" Conflict "Muxing rules use the model.";
    PersonaNotFound "persona_not_found" NotFound "No persona of this name.";
    PersonaExists "persona_exists" Conflict "The persona name is taken.";
    CredentialUnavailable "credential_unavailable" Credential "The credential that is referred to cannot be resolved.";
    CredentialLocked "credential_locked" Credential "The credential was stored for another origin.";
    CredentialStoreUnavailable "credential_store_unavailable" Credential "No place to keep a secret; nothing was stored.";
    AlreadyFinished "already_finished" Conflict "The exchange has ended already.";
    ExchangeNotFound "exchange_not_found" NotFound "No exchange of this id.";
    BundleInvalid "bundle_invalid" Invalid "The document is not a bundle.";
    ImportConflict "import_conflict" Conflict "The import has conflicts without a choice.";
    ImportMissing "import_missing" Conflict "The import refers to providers or models that do not exist here.";
    ImportStale "import_stale" Conflict "The store changed since the plan was made.";
    SchemaTooNew "schema_too_new" Storage "A newer version of the library wrote the file.";
    NotAStore "not_a_store" Storage "The path is not a store.";
    Corrupt "corrupt" Storage "The file is damaged.";
    StorageDetached "storage_detached" Storage "The file was removed or replaced while it was open.";
    UnsupportedFilesystem "unsupported_filesystem" Storage "The file system cannot share a file safely.";
    Busy "busy" Storage "Another process held the store past the deadline.";
    DiskFull "disk_full" Storage "The disk is full; nothing was written.";
    ReadOnly "read_only" Storage "The store cannot be written.";
    Io "io" Storage "The operating system refused.";
    Interrupted "interrupted" Storage "The call was cancelled.";
    ForkedHandle "forked_handle" Handle "The gate was opened before a fork; open it again in the child.";
    GateClosed "gate_closed" Handle "The gate was closed.";
    InvalidHandle "invalid_handle" Handle "Not a live handle of this kind.";
    Internal "internal" Internal "A bug in this library; please report it.";
    PricesInvalid "prices_invalid" Invalid "The document is not a price table, or a price in it cannot be used.";
    RepriceStale "reprice_stale" Conflict "The changes would differ from those of the report.";
    AlertNotFound "alert_not_found" NotFound "No alert of this id.";
}

impl Code {
    /// The number of the code in the C ABI; 0 is success.
    pub fn number(self) -> i32 {
        self as i32 + 1
    }

    /// The code of this text, if there is one.
    pub fn parse(text: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.as_str() == text)
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Shorthands for the errors that many modules raise.
impl Error {
    pub(crate) fn argument(message: impl Into<String>) -> Self {
        Error::new(Code::InvalidArgument, message)
    }

    pub(crate) fn limit(what: &str, limit: usize, unit: &str) -> Self {
        Error::new(Code::LimitExceeded, format!("{what} is over its limit of {limit} {unit}; shorten it"))
    }

    /// A name that is not among `names`: with the one that may have been meant, or with what to do.
    pub(crate) fn missing<N: AsRef<str>>(of: Missing, name: &str, names: impl IntoIterator<Item = N>) -> Self {
        let (code, noun, advice) = match of {
            Missing::Workspace => (Code::WorkspaceNotFound, "workspace", "create it first"),
            Missing::Session => (Code::SessionNotFound, "session", "activate a workspace in it first"),
            Missing::Provider => (Code::ProviderNotFound, "provider", "add it first"),
            Missing::Persona => (Code::PersonaNotFound, "persona", "add it first"),
        };
        let advice = did_you_mean(name, names).unwrap_or_else(|| advice.to_owned());
        Error::new(code, format!("there is no {noun} `{}`; {advice}", shown(name)))
    }

    pub(crate) fn archived(name: &str) -> Self {
        Error::new(Code::WorkspaceArchived, format!("workspace `{name}` is archived; recover it first"))
    }

    /// A file that something else has changed.
    pub(crate) fn lost_workspace() -> Self {
        let text = "a session has a workspace active that the store does not hold; it was changed by something else";
        Error::new(Code::Corrupt, text)
    }
}

/// What a name that is not there was to name.
#[derive(Clone, Copy)]
pub(crate) enum Missing {
    Workspace,
    Session,
    Provider,
    Persona,
}

/// Asks for the name that may have been meant, if there is one.
pub(crate) fn did_you_mean<N: AsRef<str>>(name: &str, names: impl IntoIterator<Item = N>) -> Option<String> {
    nearest(name, names).map(|near| format!("did you mean `{}`?", shown(near.as_ref())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_round_trip() {
        for (index, code) in Code::ALL.iter().enumerate() {
            assert_eq!(code.number(), index as i32 + 1);
            assert_eq!(Code::parse(code.as_str()), Some(*code));
        }
        assert_eq!(Code::parse("ok"), None);
    }
}
