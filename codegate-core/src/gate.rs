//! The façade: an open store, with one accessor per area.

mod bundles;
mod care;
mod folders;
mod history;
mod open;
mod original;
mod personas;
mod prices;
mod providers;
mod reprice;
mod sessions;
mod settings;
mod usage;
mod workspaces;

pub use bundles::ImportPlan;
pub use history::{Alerts, History};
pub use open::OpenOptions;
#[doc(hidden)]
pub use original::{MoveOptions, Moved, MovedCount, MovedNote, MovedStatus};
pub use personas::Personas;
pub use prices::Prices;
pub use providers::Providers;
pub use sessions::Sessions;
pub use usage::UsageReports;
pub use workspaces::Workspaces;

use crate::context::Context;
use crate::error::{Missing, Result};
use crate::exchange::{self, Exchange};
use crate::model::{Decision, Explanation, ExportOptions, Receipt, Record, Request, Timestamp, workspace_name};
use crate::mux::ProviderInfo;
use crate::store::config;
use crate::store::missing::missing;
use crate::{snapshot, store};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// An open store. Cheap to clone, safe to share between threads; the work of a call is complete when it returns.
///
/// A gate belongs to the process that opened it: after a fork, calls in the child are `forked_handle`.
#[derive(Clone)]
pub struct Gate {
    pub(crate) context: Arc<Context>,
    /// The fixed reading of the clock, if any.
    time: Option<Timestamp>,
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gate").finish_non_exhaustive()
    }
}

const _: () = {
    const fn send_sync<T: Send + Sync>() {}
    send_sync::<Gate>();
    send_sync::<Exchange>();
    send_sync::<ImportPlan>();
};

impl Gate {
    /// Opens the store at `path` with default options, creating it if it does not exist. `:memory:` opens a store
    /// without a file.
    ///
    /// Errors: `not_a_store`, `schema_too_new`, `corrupt`, `read_only`, `unsupported_filesystem`, `busy`, `disk_full`,
    /// `io`.
    pub fn open(path: impl AsRef<Path>) -> Result<Gate> {
        Gate::options().open(path)
    }

    /// Opens the default store; see [`OpenOptions::open_default`].
    ///
    /// Errors: those of [`Gate::open`], and `invalid_argument` where the platform has no folder for it.
    pub fn open_default() -> Result<Gate> {
        Gate::options().open_default()
    }

    /// Options to open a store with.
    pub fn options() -> OpenOptions {
        OpenOptions::default()
    }

    /// Workspaces: groups of instructions, rules and recorded usage. Their names are found under any spelling that trims and
    /// lower-cases to them.
    pub fn workspaces(&self) -> Workspaces<'_> {
        Workspaces { gate: self }
    }

    /// Sessions, each with its active workspace. The session is `default` where a call names none.
    pub fn sessions(&self) -> Sessions<'_> {
        Sessions { gate: self }
    }

    /// Provider endpoints, shared by all workspaces.
    pub fn providers(&self) -> Providers<'_> {
        Providers { gate: self }
    }

    /// Personas, shared by all workspaces.
    pub fn personas(&self) -> Personas<'_> {
        Personas { gate: self }
    }

    /// Prices of tokens, for this gate.
    pub fn prices(&self) -> Prices<'_> {
        Prices { gate: self }
    }

    /// Reports of token usage and cost.
    pub fn usage(&self) -> UsageReports<'_> {
        UsageReports { gate: self }
    }

    /// Prompts and outputs.
    pub fn history(&self) -> History<'_> {
        History { gate: self }
    }

    /// Alerts.
    pub fn alerts(&self) -> Alerts<'_> {
        Alerts { gate: self }
    }

    /// Decides where a request goes: workspace, rule, provider, model, url. Writes nothing and reads no credentials. A
    /// body's content is never an error, and "no rule matched" is a regular result.
    ///
    /// Errors: `too_large`, `session_not_found`, `workspace_not_found`, `workspace_archived`, `limit_exceeded`,
    /// `invalid_argument`.
    pub fn decide(&self, request: &Request<'_>) -> Result<Decision> {
        exchange::decide(&self.context, request)
    }

    /// Decides, and reports for every rule and condition whether it holds and what it was compared with.
    ///
    /// Errors: those of [`Gate::decide`].
    pub fn explain(&self, request: &Request<'_>) -> Result<Explanation> {
        exchange::explain(&self.context, request)
    }

    /// Decides and opens an exchange: what to send, and where. Writes nothing until the exchange is finished.
    ///
    /// Errors: those of [`Gate::decide`], `credential_unavailable`, `credential_locked`.
    pub fn begin(&self, request: Request<'_>) -> Result<Exchange> {
        exchange::begin(&self.context, self.start()?, request)
    }

    /// Records a finished call that the host made without this library.
    ///
    /// Errors: those of [`Gate::decide`], `provider_not_found`, and those of the store.
    pub fn record(&self, record: &Record) -> Result<Receipt> {
        exchange::record(&self.context, self.start()?, record)
    }

    /// Writes workspaces as a bundle, to be imported elsewhere: JSON text, the same bytes for the same content.
    ///
    /// Errors: `workspace_not_found`, `invalid_argument`.
    pub fn export(&self, options: &ExportOptions) -> Result<String> {
        bundles::export(&self.context, options)
    }

    /// Reads a bundle of at most 32 MiB and compares it with this store. Writes nothing.
    ///
    /// Errors: `bundle_invalid`, `limit_exceeded`.
    pub fn plan_import(&self, bundle: &[u8]) -> Result<ImportPlan> {
        bundles::plan(self, bundle)
    }

    /// Checkpoints and closes the store. Later calls are `gate_closed`, exchanges already open can still finish, and
    /// closing again succeeds. Exchanges that were dropped and could not be recorded then are recorded first; where they
    /// cannot be now either, this fails, and closing again tries again.
    ///
    /// Errors: `busy`, `storage_detached`, `disk_full`, `io`.
    pub fn close(&self) -> Result<()> {
        self.context.close()
    }

    /// One reading of this gate's clock.
    #[doc(hidden)]
    pub fn now(&self) -> Result<Timestamp> {
        match self.time {
            Some(time) => Ok(time),
            None => self.context.now(),
        }
    }

    /// The same gate with its clock fixed at `time`: for bindings that read the clock on one thread and work on
    /// another.
    #[doc(hidden)]
    pub fn at(&self, time: Timestamp) -> Gate {
        Gate { context: self.context.clone(), time: Some(time) }
    }

    /// The start of a call that may write: refuses a closed gate, and reads the clock once, before any lock.
    pub(crate) fn start(&self) -> Result<Timestamp> {
        self.context.check()?;
        self.now()
    }
}

/// What rules need to know of every provider.
fn catalog(connection: &Connection) -> Result<BTreeMap<String, ProviderInfo>> {
    let rows = config::providers(connection)?;
    Ok(rows.into_iter().map(|row| (row.provider.name.clone(), snapshot::info(&row))).collect())
}

/// The row id of the workspace that a report or a list is limited to; `None` is all of them.
fn workspace_id(connection: &Connection, name: Option<&str>) -> Result<Option<i64>> {
    let Some(name) = name else { return Ok(None) };
    let name = workspace_name(name)?;
    match store::workspaces::find(connection, &name)? {
        Some(row) => Ok(Some(row.id)),
        None => Err(missing(connection, Missing::Workspace, &name)),
    }
}

/// What a call is for, as facts say it in `request_type`, by its method, path and body; `None` where none of them says it.
/// So a host knows without a gate whether a call is one of a model: `chat`, `fim`, `count_tokens`, `embeddings`, `images`,
/// `audio`, `moderation` and `batch` are, `models`, `files` and `other` are not.
pub fn request_type(method: &str, path: &str, body: Option<&[u8]>) -> Option<&'static str> {
    crate::request::request_type(method, path, body)
}

/// The version of this library.
pub fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}
