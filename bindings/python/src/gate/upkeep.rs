//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use super::Gate;
use crate::args;
use crate::bundle::ImportPlan;
use crate::call::{Out, wait};
use crate::records;
use crate::request;
use codegate_core::model;
use pyo3::prelude::*;

#[pymethods]
impl Gate {
    /// Writes workspaces as a bundle, to be imported elsewhere: JSON text, the same bytes for the same content.
    ///
    /// workspaces: Names; all live workspaces by default. Archived ones only by name.
    /// parts: Parts; all by default.
    ///
    /// Errors: `workspace_not_found`, `invalid_argument`.
    #[pyo3(signature = (*, workspaces=None, parts=None))]
    fn export(&self, py: Python<'_>, workspaces: args::Arg<'_>, parts: args::Arg<'_>) -> Out<String> {
        let options = model::ExportOptions {
            workspaces: args::opt(&workspaces, "workspaces", args::texts)?,
            parts: args::opt(&parts, "parts", args::words)?,
        };
        wait(py, || self.handle.core.export(&options))
    }

    /// Reads a bundle of at most 32 MiB and compares it with this store. Writes nothing.
    ///
    /// bundle: Its bytes, its text, or parsed JSON.
    ///
    /// Errors: `bundle_invalid`, `limit_exceeded`.
    fn plan_import(&self, py: Python<'_>, bundle: &Bound<'_, PyAny>) -> Out<ImportPlan> {
        let bundle = request::bundle(bundle, "bundle")?;
        let bundle = bundle.bytes().unwrap_or_default();
        wait(py, || self.handle.core.plan_import(bundle))
            .map(|found| ImportPlan::new(found, self.handle.clone_ref(py).host))
    }

    /// Interrupts every call on this gate that waits for others or runs a statement, on any thread: it fails with
    /// `interrupted` and has changed nothing. The gate is usable at once, later calls are not affected, and an exchange
    /// whose finish was interrupted is still open and can be finished again. Never waits.
    ///
    /// Errors: `forked_handle`.
    fn interrupt(&self, py: Python<'_>) -> Out<()> {
        wait(py, || self.handle.core.interrupt())
    }

    /// Copies the store into one file, while it is in use: no writer of any process waits for it, and what is written
    /// meanwhile is not in it. The copy is read back, with the checksums of every exchange and attempt, and is on the
    /// disk before it gets its name; only its owner may read it. It is a store like any other, with the same id. After
    /// an error nothing is left at the path, and a file that was there is as it was; a process that is killed leaves a
    /// file beside it that ends with `.part`, which can be deleted.
    ///
    /// replace: Takes the place of a file that is there already; otherwise that is an error.
    ///
    /// Errors: `invalid_argument` where there is a file and not `replace`, for a folder, for a file of this store, and
    /// where the log of another store lies beside it; `corrupt` where the store is damaged, `disk_full`, `interrupted`,
    /// `io`.
    #[pyo3(
        signature = (path, *, replace=None),
        text_signature = "($self, path, *, replace=False)"
    )]
    fn backup(&self, py: Python<'_>, path: &Bound<'_, PyAny>, replace: args::Arg<'_>) -> Out<records::Backup> {
        let path = args::path(path, "path")?;
        let options = model::BackupOptions { replace: args::opt(&replace, "replace", args::flag)?.unwrap_or_default() };
        wait(py, || self.handle.core.backup(&path, &options)).map(records::Backup)
    }

    /// Gives back the room of what was removed: rebuilds the file without what it no longer holds. Others read on, and
    /// wait to write, up to their `busy_timeout`. Beside the store there must be room for what it holds, and once more
    /// in the folder for temporary files if that is more than 64 MiB. It is done whole, or an error and not at all.
    ///
    /// Errors: `read_only`, `busy`, `disk_full`, `interrupted`, `storage_detached`, `io`.
    fn compact(&self, py: Python<'_>) -> Out<records::Compacted> {
        wait(py, || self.handle.core.compact()).map(records::Compacted)
    }

    /// The state of the store: its path, versions and sizes, what was recorded that lacks something, and what the host
    /// should know. It also reports on a store whose file is gone. It reads the sums by days, some milliseconds for
    /// every 10,000.
    fn health(&self, py: Python<'_>) -> Out<records::Health> {
        wait(py, || self.handle.core.health()).map(records::Health)
    }

    /// Applies declared settings: the text of a `codegate.toml`, or JSON of the same shape. Providers, workspaces with
    /// instructions and rules, personas, and the active workspaces of sessions are created or changed as they stand
    /// there, whole or not at all; applied again, nothing changes. What is not named stays as it is, down to single
    /// fields; null, in JSON, clears one.
    ///
    /// Each error has the line and the column where the text has them, and shows no value that might be a secret.
    ///
    /// config: The text of a `codegate.toml`, or a dict of the same shape.
    /// dry_run: Only says what would change; false by default.
    /// folder: The folder that the paths in the settings are relative to: that of their file. A relative path needs
    ///     it.
    ///
    /// Errors: `invalid_argument` for what is not TOML, an unknown name, a wrong type or a missing value;
    /// `credential_store_unavailable` for a credential that is not a reference; `provider_exists` where a provider here
    /// is of another type; `io` for a file of instructions that cannot be read; and those of the calls that do each
    /// part alone, such as `invalid_rule`, `provider_not_found`, `model_not_found`, `model_in_use`,
    /// `workspace_not_found`, `workspace_archived`, `invalid_name`, `reserved_name`, `limit_exceeded`.
    #[pyo3(
        signature = (config, *, dry_run=None, folder=None),
        text_signature = "($self, config, *, dry_run=False, folder=None)"
    )]
    fn apply(
        &self,
        py: Python<'_>,
        config: &Bound<'_, PyAny>,
        dry_run: args::Arg<'_>,
        folder: args::Arg<'_>,
    ) -> Out<records::SettingsPlan> {
        let config = request::bundle(config, "config")?;
        let config = config.bytes().unwrap_or_default();
        let options = model::ApplyOptions {
            dry_run: args::opt(&dry_run, "dry_run", args::flag)?.unwrap_or_default(),
            folder: args::opt(&folder, "folder", args::path)?,
        };
        let gate = self.handle.timed()?;
        wait(py, || gate.apply(config, &options)).map(records::SettingsPlan)
    }
}
