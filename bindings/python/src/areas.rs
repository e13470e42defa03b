//! The areas of a gate, each with its calls.

mod alerts;
mod history;
mod personas;
mod prices;
mod providers;
mod sessions;
mod workspaces;

pub(crate) use alerts::Alerts;
pub(crate) use history::History;
pub(crate) use personas::Personas;
pub(crate) use prices::Prices;
pub(crate) use providers::Providers;
pub(crate) use sessions::Sessions;
pub(crate) use workspaces::Workspaces;
