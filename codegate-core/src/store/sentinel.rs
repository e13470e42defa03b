//! Whether the files at the path are still those that are open, and whole.

use super::meta::{self, Identity};
use super::with_suffix;
use crate::sync::locked;
use codegate_locks::{Household, Look as OpenFile};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// A store's file, its write-ahead log and the log's index, as they were when they were opened.
pub(super) struct Sentinel {
    paths: [PathBuf; 3],
    seen: [Option<Inode>; 3],
    /// The files themselves, to look into them; `None` where closing them would drop locks.
    pub(super) handles: Option<Handles>,
    body: Mutex<Body>,
}

/// Open files. They stay readable after they were removed from the path.
pub(super) struct Handles {
    pub(super) store: OpenFile,
    log: OpenFile,
    index: OpenFile,
}

/// The store's file as it was last looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Body {
    pub(super) length: u64,
    pub(super) modified: Changed,
    /// The number of the last write that had come from the log into the file. `None` until it was seen: after a loss of
    /// power the file makes no sense before its log was brought in once.
    pub(super) writes: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Inode(u64, u64);

/// How the files at the path relate to those that are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Ours,
    /// Nothing lies at the path.
    Gone,
    /// Another file lies at the path.
    Replaced,
    /// Something else was written into the file: another store, or this one as it was earlier.
    Overwritten,
    /// The log or its index is not the one that is open.
    Taken {
        log: Part,
        index: Part,
    },
    /// The log is shorter than its index says.
    LogCut,
    /// The index is shorter than it was; to read it would kill the process.
    IndexCut,
}

/// What lies where the log or its index should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Ours,
    Missing,
    /// Another one that holds nothing yet.
    Empty,
    Other,
}

/// The smallest index there is; one that is in use never shrinks.
const INDEX_BYTES: u64 = 32768;

impl Sentinel {
    /// Notes the files as they are; they must have been opened just now, and hold the store of this identity.
    pub(super) fn new(store: &Path, household: &Household, identity: &Identity) -> Sentinel {
        let paths = [store.to_owned(), with_suffix(store, "-wal"), with_suffix(store, "-shm")];
        let looks = [look(&paths[0]), look(&paths[1]), look(&paths[2])];
        let open = |path: &Path| OpenFile::open(store, path).ok();
        // Where locks are the process's, closing them would drop those.
        let handles = match (household.holds(), open(&paths[0]), open(&paths[1]), open(&paths[2])) {
            (true, Some(store), Some(log), Some(index)) => Some(Handles { store, log, index }),
            _ => None,
        };
        let (length, modified) = looks[0].as_ref().map_or((0, (0, 0)), |look| (look.length, look.modified));
        let found = handles.as_ref().and_then(|_| meta::in_file(store, household).ok());
        let believable = found.filter(|found| found.id == identity.id && found.writes <= identity.writes);
        let body = Body { length, modified, writes: believable.map(|found| found.writes) };
        Sentinel { paths, seen: looks.map(|look| look.map(|look| look.inode)), handles, body: Mutex::new(body) }
    }

    /// Whether the files at the path are those that are open, as every decision asks. Log and index are asked through
    /// their open files, which is cheaper: whether they still have a name.
    pub(super) fn at_a_glance(&self) -> bool {
        let same = |place: usize| {
            self.seen[place].is_none() || look(&self.paths[place]).map(|look| look.inode) == self.seen[place]
        };
        match &self.handles {
            Some(handles) => same(0) && handles.are_there(),
            None => same(0) && same(1) && same(2),
        }
    }

    /// The file as it was last looked into here.
    pub(super) fn last_look(&self) -> Body {
        *locked(&self.body)
    }

    /// Takes over what another gate saw of the file, if it had come further by then.
    pub(super) fn learn(&self, seen: Body) {
        let mut body = locked(&self.body);
        if seen.writes > body.writes {
            *body = seen;
        }
    }

    /// How the files stand, looked at closely. `id` is that of the store, which has seen so many writes.
    pub(super) fn standing(&self, id: &str, writes: i64, household: &Household) -> Standing {
        let [store, log, index] = [look(&self.paths[0]), look(&self.paths[1]), look(&self.paths[2])];
        let Some(store) = store else { return Standing::Gone };
        if Some(store.inode) != self.seen[0] {
            return Standing::Replaced;
        }
        if self.handles.is_some() {
            match self.body_standing(&store, id, writes, household) {
                Standing::Ours => {}
                changed => return changed,
            }
        }
        let parts = [self.part(1, log.as_ref()), self.part(2, index.as_ref())];
        if parts != [Part::Ours, Part::Ours] {
            return Standing::Taken { log: parts[0], index: parts[1] };
        }
        if index.is_some_and(|index| index.length < INDEX_BYTES && self.seen[2].is_some()) {
            return Standing::IndexCut;
        }
        match &self.handles {
            Some(handles) if !handles.log_is_whole() => Standing::LogCut,
            _ => Standing::Ours,
        }
    }

    fn part(&self, place: usize, found: Option<&Look>) -> Part {
        match found {
            _ if self.seen[place].is_none() => Part::Ours,
            None => Part::Missing,
            Some(found) if Some(found.inode) == self.seen[place] => Part::Ours,
            Some(found) if found.length == 0 => Part::Empty,
            Some(_) => Part::Other,
        }
    }

    /// The file changes whenever somebody brings the log into it. Its own count of writes never goes back by that.
    fn body_standing(&self, store: &Look, id: &str, writes: i64, household: &Household) -> Standing {
        let mut body = locked(&self.body);
        if (body.length, body.modified) == (store.length, store.modified) {
            return Standing::Ours;
        }
        // Without its log it need not make sense: somebody may have been killed while he brought that in.
        let found = meta::in_file(&self.paths[0], household).ok();
        let follows = |found: &Identity| found.id == id && body.writes.is_none_or(|last| found.writes >= last);
        match found {
            Some(found) if follows(&found) => {
                let believable = Some(found.writes).filter(|found| *found <= writes);
                body.writes = body.writes.max(believable);
            }
            Some(_) if body.writes.is_some() && meta::is_sound(&self.paths[0], household) => {
                return Standing::Overwritten;
            }
            _ => {}
        }
        (body.length, body.modified) = (store.length, store.modified);
        Standing::Ours
    }

    /// Length and time of change of what lies at the path.
    pub(super) fn body(&self) -> Option<(u64, Changed)> {
        look(&self.paths[0]).map(|look| (look.length, look.modified))
    }

    /// Empties the log at the path where it is the one that is open here.
    pub(super) fn empty_log(&self) -> std::io::Result<()> {
        let place = Beside::Log as usize;
        if look(&self.paths[place]).map(|look| look.inode) != self.seen[place] {
            return Ok(());
        }
        std::fs::File::options().write(true).open(&self.paths[place])?.set_len(0)
    }

    /// Removes log and index from the path where they are those that are open here.
    pub(super) fn remove(&self, parts: &[Beside]) -> std::io::Result<()> {
        for part in parts {
            let place = *part as usize;
            if self.seen[place].is_some() && look(&self.paths[place]).map(|look| look.inode) == self.seen[place] {
                std::fs::remove_file(&self.paths[place])?;
            }
        }
        Ok(())
    }
}

/// The files next to a store.
#[derive(Clone, Copy)]
pub(super) enum Beside {
    Log = 1,
    Index = 2,
}

impl Handles {
    /// Whether log and index still have a name, and the index its length.
    #[cfg(unix)]
    fn are_there(&self) -> bool {
        use std::os::unix::fs::MetadataExt;
        let named = |file: &std::fs::File| file.metadata().ok().filter(|found| found.nlink() > 0);
        named(&self.log).is_some() && named(&self.index).is_some_and(|index| index.len() >= INDEX_BYTES)
    }

    #[cfg(not(unix))]
    fn are_there(&self) -> bool {
        true
    }

    /// Whether the log holds the frames that its index names (SQLite's file format, sections 4.1 and 4.5).
    #[cfg(unix)]
    fn log_is_whole(&self) -> bool {
        use std::os::unix::fs::FileExt;
        const HEADER: usize = 48;
        const LOG_HEADER: u64 = 32;
        const FRAME_HEADER: u64 = 24;
        let (mut index, mut log) = ([0; 2 * HEADER], [0; LOG_HEADER as usize]);
        if self.index.read_exact_at(&mut index, 0).is_err() || index[..HEADER] != index[HEADER..] {
            // Somebody is writing it.
            return true;
        }
        let word = |at: usize| u32::from_ne_bytes([index[at], index[at + 1], index[at + 2], index[at + 3]]);
        let frames = u64::from(word(16));
        if index[12] == 0 || frames == 0 {
            return true;
        }
        let page = match u16::from_ne_bytes([index[14], index[15]]) {
            1 => 65536,
            size => u64::from(size),
        };
        let needed = LOG_HEADER + frames * (page + FRAME_HEADER);
        self.log.metadata().is_ok_and(|log| log.len() >= needed)
            && self.log.read_exact_at(&mut log, 0).is_ok()
            && log[16..24] == index[32..40]
    }

    #[cfg(not(unix))]
    fn log_is_whole(&self) -> bool {
        true
    }
}

/// When a file was changed last; only compared.
type Changed = (i64, i64);

struct Look {
    inode: Inode,
    length: u64,
    modified: Changed,
}

fn look(path: &Path) -> Option<Look> {
    let found = std::fs::metadata(path).ok()?;
    Some(Look { inode: inode(&found), length: found.len(), modified: changed(&found) })
}

#[cfg(unix)]
fn inode(found: &std::fs::Metadata) -> Inode {
    use std::os::unix::fs::MetadataExt;
    Inode(found.dev(), found.ino())
}

#[cfg(unix)]
fn changed(found: &std::fs::Metadata) -> Changed {
    use std::os::unix::fs::MetadataExt;
    (found.mtime(), found.mtime_nsec())
}

/// Elsewhere an open file cannot be removed, so only its presence counts.
#[cfg(not(unix))]
fn inode(_found: &std::fs::Metadata) -> Inode {
    Inode(0, 0)
}

#[cfg(not(unix))]
fn changed(_found: &std::fs::Metadata) -> Changed {
    (0, 0)
}
