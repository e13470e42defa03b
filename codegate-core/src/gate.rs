//! The façade: an open store, and the doors to each area.

mod bundles;
mod history;
mod open;
mod personas;
mod providers;
mod sessions;
mod usage;
mod workspaces;

pub use bundles::ImportPlan;
pub use history::{Alerts, History};
pub use open::{EnvResolver, OpenOptions};
pub use personas::Personas;
pub use providers::Providers;
pub use sessions::Sessions;
pub use usage::UsageReports;
pub use workspaces::Workspaces;

use crate::error::Result;
use crate::exchange::Exchange;
use crate::model::*;
use std::path::Path;

/// An open store. Cheap to clone, safe to share between threads; every call is complete when it returns.
///
/// A gate belongs to the process that opened it: after a fork, calls in the child are `forked_handle`.
#[derive(Clone)]
pub struct Gate {}

const _: () = {
    const fn send_sync<T: Send + Sync>() {}
    send_sync::<Gate>();
    send_sync::<Exchange>();
    send_sync::<ImportPlan>();
};

impl Gate {
    /// Opens the store at `path` with default options, creating it if there is none. `:memory:` is a store without a file.
    pub fn open(path: impl AsRef<Path>) -> Result<Gate> {
        Gate::options().open(path)
    }

    /// Options to open a store with.
    pub fn options() -> OpenOptions {
        OpenOptions::default()
    }

    /// Workspaces: groups of instructions, rules and recorded usage.
    pub fn workspaces(&self) -> Workspaces<'_> {
        Workspaces { gate: self }
    }

    /// Sessions, each with its active workspace.
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

    /// Decides where a request goes. Writes nothing; credentials are not looked at.
    pub fn decide(&self, request: &Request<'_>) -> Result<Decision> {
        let _ = request;
        todo!()
    }

    /// Decides, and tells of every rule and condition whether it held and what was seen.
    pub fn explain(&self, request: &Request<'_>) -> Result<Explanation> {
        let _ = request;
        todo!()
    }

    /// Decides and opens an exchange: what to send, and where. Writes nothing until the exchange is finished.
    pub fn begin(&self, request: Request<'_>) -> Result<Exchange> {
        let _ = request;
        todo!()
    }

    /// Records a finished call that the host made by itself.
    pub fn record(&self, record: &Record) -> Result<Receipt> {
        let _ = record;
        todo!()
    }

    /// Writes workspaces as a bundle: JSON text, the same bytes for the same content.
    pub fn export(&self, options: &ExportOptions) -> Result<String> {
        let _ = options;
        todo!()
    }

    /// Reads a bundle and holds it against this store. Writes nothing.
    pub fn plan_import(&self, bundle: &[u8]) -> Result<ImportPlan> {
        let _ = bundle;
        todo!()
    }

    /// Checkpoints and closes the store. Later calls are `gate_closed`, exchanges already open can still finish,
    /// and closing again succeeds.
    pub fn close(&self) -> Result<()> {
        todo!()
    }

    /// One reading of this gate's clock.
    pub fn now(&self) -> Result<Timestamp> {
        todo!()
    }

    /// The same gate with its clock held at `time`: for surfaces that read the clock on one thread and work on another.
    pub fn at(&self, time: Timestamp) -> Gate {
        let _ = time;
        todo!()
    }
}

/// The version of this library.
pub fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}
