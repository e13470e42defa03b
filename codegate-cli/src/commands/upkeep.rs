//! `codegate backup` and `codegate compact`.

use crate::app::App;
use crate::errors::Failure;
use crate::output::{count, many};
use crate::progress::Progress;
use clap::Args;
use codegate_core::model::BackupOptions;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  codegate backup codegate-2026-12-01.db\n  codegate backup /mnt/backup/codegate.db --replace\n\n\
    Others may use the store meanwhile. To restore a backup, stop what uses the store, and put the file in its place."
)]
pub(crate) struct Backup {
    /// The file to make; its folder must be there.
    file: PathBuf,
    /// Replace a file that is there already.
    #[arg(long)]
    replace: bool,
}

pub(crate) fn backup(app: &mut App, backup: &Backup) -> Result<(), Failure> {
    let gate = app.read()?;
    let progress = Progress::new("copying");
    let options = BackupOptions { replace: backup.replace };
    let done = gate.backup_with(&backup.file, &options, |copied, all| progress.at(copied, all))?;
    drop(progress);
    app.out.record(&done, || {
        let (exchanges, bytes) = (many(done.exchanges, "exchange"), many(done.size, "byte"));
        format!("{exchanges} in `{}`, {bytes}, each read back", backup.file.display())
    })
}

pub(crate) fn compact(app: &mut App) -> Result<(), Failure> {
    let gate = app.write()?;
    let progress = Progress::new("rebuilding the file");
    let done = gate.compact()?;
    drop(progress);
    app.out.record(&done, || {
        let back = many(done.before.saturating_sub(done.after), "byte");
        format!("{back} given back: {} before, {} now", count(done.before), count(done.after))
    })
}
