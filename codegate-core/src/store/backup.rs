//! A copy of the store in one file, made and checked while the store is in use.

use super::connection;
use super::fault::io;
use super::waiting::Wait;
use super::{Store, closed, exchanges, verify, with_suffix};
use crate::error::{Code, Error, Result};
use crate::model::Backup;
use crate::sync::locked;
use rusqlite::backup::{Backup as Copier, StepResult};
use rusqlite::{Connection, TransactionBehavior};
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Pages of one step, between which it can be interrupted: a mebibyte.
const STEP: i32 = 256;
/// Names that are tried for the file that is being written.
const NAMES: u32 = 1_000;

impl Store {
    /// Copies the store as it is now to `target`; `told` gets the bytes that are copied, and those of all.
    ///
    /// It reads one state of the store from beginning to end, so no writer of any process waits for it or makes it begin
    /// anew. The log only grows by what is written meanwhile.
    pub(crate) fn backup(&self, target: &Path, replace: bool, told: &mut dyn FnMut(u64, u64)) -> Result<Backup> {
        self.check_process()?;
        let target = self.place_of(target)?;
        check_room(&target, replace)?;
        self.reading(|wait| {
            let part = Part::create(&target)?;
            match &self.file {
                Some(file) => {
                    if locked(&self.config_reader).is_none() {
                        return Err(closed());
                    }
                    copy(&file.open_reader()?, &part.path, wait, told)?;
                }
                None => copy(locked(&self.writer).as_ref().ok_or_else(closed)?, &part.path, wait, told)?,
            }
            let done = check(&part.path, wait).map_err(|error| match error.code() {
                Code::Corrupt => Error::new(
                    Code::Corrupt,
                    format!("the store is damaged, so no backup was made: {}", error.message()),
                ),
                _ => error,
            })?;
            part.publish(&target, replace)?;
            Ok(done)
        })
    }

    /// Where the backup goes, as an absolute path. No file of the store itself is a place for it.
    fn place_of(&self, target: &Path) -> Result<PathBuf> {
        let no_file = || Error::argument("the path of the backup is not that of a file; give one with a name");
        let target = std::path::absolute(target).map_err(|_| no_file())?;
        let (Some(folder), Some(name)) = (target.parent(), target.file_name()) else { return Err(no_file()) };
        let folder = folder
            .canonicalize()
            .map_err(|error| io("the folder of the backup cannot be used; create it first", error))?;
        let target = folder.join(name);
        let own = |suffix: &str| {
            let own = self.file.as_ref().map(|file| with_suffix(&file.path, suffix));
            own.is_some_and(|own| own == target || same_file(&own, &target))
        };
        if ["", "-wal", "-shm", ".lock"].into_iter().any(own) {
            return Err(Error::argument("the path of the backup is that of the store itself; give another"));
        }
        Ok(target)
    }
}

/// Refuses a place that is taken, before anything is copied.
fn check_room(target: &Path, replace: bool) -> Result<()> {
    match std::fs::symlink_metadata(target) {
        Ok(found) if found.is_dir() => {
            return Err(Error::argument("the path of the backup is that of a folder; give one of a file in it"));
        }
        Ok(_) if !replace => return Err(taken()),
        _ => {}
    }
    // Whoever opens the backup would read that log into it.
    let log = std::fs::metadata(with_suffix(target, "-wal"));
    if log.is_ok_and(|log| log.len() > 0) {
        let why = "beside the path of the backup lies the log of another store; open and close that store first, or give another path";
        return Err(Error::argument(why));
    }
    Ok(())
}

fn taken() -> Error {
    Error::argument("there is a file at the path of the backup already; give another path, or `replace`")
}

#[cfg(unix)]
fn same_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |path: &Path| std::fs::metadata(path).ok().map(|found| (found.dev(), found.ino()));
    place(one).is_some_and(|found| Some(found) == place(other))
}

#[cfg(not(unix))]
fn same_file(one: &Path, other: &Path) -> bool {
    one.canonicalize().is_ok_and(|found| other.canonicalize().is_ok_and(|other| found == other))
}

/// Copies one state of the store, in steps.
fn copy(source: &Connection, part: &Path, wait: &mut Wait, told: &mut dyn FnMut(u64, u64)) -> Result<()> {
    let mut into = connection::for_copy(part)?;
    // Without this every step would read the newest state, and begin anew where somebody had written.
    let transaction = wait.begin(source, TransactionBehavior::Deferred)?;
    let page: u64 = transaction.query_row("PRAGMA page_size", [], |row| row.get(0))?;
    transaction.query_row("SELECT count(*) FROM meta", [], |_| Ok(()))?;
    {
        let copier = Copier::new(source, &mut into)?;
        loop {
            wait.check()?;
            let step = copier.step(STEP)?;
            let progress = copier.progress();
            let pages = |count: i32| u64::try_from(count).unwrap_or_default();
            let (all, left) = (pages(progress.pagecount), pages(progress.remaining));
            told(all.saturating_sub(left) * page, all * page);
            match step {
                StepResult::Done => break,
                StepResult::More => {}
                _ => wait.pause()?,
            }
        }
    }
    into.close().map_err(|(_, error)| error.into())
}

/// Reads the copy through: SQLite's own check, and the checksums of every exchange, attempt and sum.
fn check(part: &Path, wait: &Wait) -> Result<Backup> {
    let mut copy = connection::for_checking(part)?;
    let copy = wait.watch(&mut copy)?;
    let found: String = copy.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if found != "ok" {
        return Err(Error::new(Code::Corrupt, found));
    }
    let [exchanges, attempts] = exchanges::check_all(&copy)?;
    verify::check_sums(&copy)?;
    let size = std::fs::metadata(part).map_err(|error| io("the backup cannot be looked at", error))?.len();
    Ok(Backup { size, exchanges, attempts })
}

/// The file that is written, beside the place where it goes; removed unless it gets there.
struct Part {
    path: PathBuf,
    file: File,
}

impl Part {
    /// A new file that its owner alone may read, from its first byte on.
    fn create(target: &Path) -> Result<Part> {
        let mut options = File::options();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        for number in 0..NAMES {
            let path = with_suffix(target, &format!(".{}-{number}.part", std::process::id()));
            match options.open(&path) {
                Ok(file) => return Ok(Part { path, file }),
                // Of another backup, or of a process that was killed.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) if error.kind() == ErrorKind::InvalidInput => {
                    return Err(Error::argument("the path of the backup holds a NUL byte"));
                }
                Err(error) => return Err(io("the backup cannot be created", error)),
            }
        }
        Err(Error::new(
            Code::Io,
            "beside the path of the backup lie too many files of backups that were cut off; delete these",
        ))
    }

    /// Gives the file its name, once it is on the disk.
    fn publish(self, target: &Path, replace: bool) -> Result<()> {
        let failed = |error| io("the backup cannot be written", error);
        self.file.sync_all().map_err(failed)?;
        if replace {
            std::fs::rename(&self.path, target).map_err(failed)?
        } else {
            rename_new(&self.path, target)?
        }
        #[cfg(unix)]
        if let Some(folder) = target.parent() {
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
        }
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Once it has its name, there is nothing to remove.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Renames to a name that nothing has.
fn rename_new(from: &Path, to: &Path) -> Result<()> {
    #[cfg(target_os = "linux")]
    match rustix::fs::renameat_with(rustix::fs::CWD, from, rustix::fs::CWD, to, rustix::fs::RenameFlags::NOREPLACE) {
        Ok(()) => return Ok(()),
        Err(rustix::io::Errno::EXIST) => return Err(taken()),
        // Not every file system knows it.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => {}
        Err(error) => return Err(io("the backup cannot be written", error.into())),
    }
    if std::fs::symlink_metadata(to).is_ok() {
        return Err(taken());
    }
    std::fs::rename(from, to).map_err(|error| io("the backup cannot be written", error))
}
