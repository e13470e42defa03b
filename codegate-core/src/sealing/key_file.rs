//! Keys in a file of their own, away from the store: who copies the store's folder has not copied the key. The first is the
//! one that seals; the others are older, and some row may be sealed with them still.
//!
//! It is written whole under another name, made durable, and then given its name, so that nobody ever reads half of it, and
//! of two processes that make it at once one takes the other's.

use super::{KEY_BYTES, Key};
use crate::error::{Code, Error, Result};
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// How many keys a file may hold.
const KEYS: usize = 16;

/// The keys in a file; none where there is no file.
pub(super) fn read(path: &Path) -> Result<Vec<Key>> {
    let mut options = OpenOptions::new();
    options.read(true);
    not_through_links(&mut options);
    let file = match options.open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(path, "cannot be read", &error)),
    };
    check(path, &file)?;
    let most = KEYS * KEY_BYTES + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(most));
    file.take(most as u64).read_to_end(&mut bytes).map_err(|error| failed(path, "cannot be read", &error))?;
    let (keys, rest) = bytes.as_chunks::<KEY_BYTES>();
    let keys: Vec<Key> = keys.iter().map(|bytes| Key(*bytes)).collect();
    if !(1..=KEYS).contains(&keys.len()) || !rest.is_empty() || keys.iter().any(Key::is_weak) {
        return Err(refused(path, "does not hold keys of 32 random bytes; put the right file back, or move it away"));
    }
    Ok(keys)
}

/// A file that only its owner may read, and that is this user's.
fn check(path: &Path, file: &File) -> Result<()> {
    let found = file.metadata().map_err(|error| failed(path, "cannot be read", &error))?;
    if !found.is_file() {
        return Err(refused(path, "is no file; move it away"));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if found.mode() & 0o077 != 0 {
            return Err(refused(path, "may be read by others; `chmod 600` it, and take new keys if somebody did"));
        }
        if found.uid() != rustix::process::geteuid().as_raw() {
            return Err(refused(path, "belongs to another user; name one of your own as `key_file`"));
        }
    }
    Ok(())
}

/// Writes a key where there is none, and gives the one that seals from then on.
pub(super) fn keep(path: &Path, key: Key) -> Result<Key> {
    let folder = folder(path)?;
    let written = write(path, [&key])?;
    // A link fails where the name is taken, and is there whole or not at all.
    let linked = fs::hard_link(&written.0, path);
    drop(written);
    match linked {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let kept = read(path)?.into_iter().next();
            return kept.ok_or_else(|| refused(path, "was taken away just now; try again"));
        }
        Err(error) => return Err(failed(path, "cannot be written", &error)),
    }
    sync(folder)?;
    Ok(key)
}

/// Writes keys in the place of those that are there.
pub(super) fn replace<'a>(path: &Path, keys: impl IntoIterator<Item = &'a Key>) -> Result<()> {
    let folder = folder(path)?;
    let written = write(path, keys)?;
    fs::rename(&written.0, path).map_err(|error| failed(path, "cannot be written", &error))?;
    sync(folder)
}

/// A file with the key beside the one that it is for; gone when this is dropped, if it has that name still.
struct Written(PathBuf);

impl Drop for Written {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn write<'a>(path: &Path, keys: impl IntoIterator<Item = &'a Key>) -> Result<Written> {
    let mut number = [0; 8];
    super::random(&mut number)?;
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{:016x}", u64::from_le_bytes(number)));
    let written = Written(name.into());
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    for_the_owner(&mut options);
    let done = options.open(&written.0).and_then(|mut file| {
        keys.into_iter().try_for_each(|key| file.write_all(&key.0))?;
        file.sync_all()
    });
    done.map_err(|error| failed(path, "cannot be written", &error))?;
    Ok(written)
}

/// The folder of a key, made for its owner alone if need be.
fn folder(path: &Path) -> Result<&Path> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    make_folder(folder).map_err(|error| failed(folder, "cannot be made", &error))?;
    Ok(folder)
}

/// Makes a folder and those above it, where they are not there, for their owner alone.
pub(crate) fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Lets a name that was given in a folder outlast a loss of power. Windows has no such call, and needs none.
fn sync(folder: &Path) -> Result<()> {
    if cfg!(windows) {
        return Ok(());
    }
    let done = File::open(folder).and_then(|folder| folder.sync_all());
    done.map_err(|error| failed(folder, "cannot be made durable", &error))
}

#[cfg(unix)]
fn not_through_links(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    // Nor does it wait for the writer of a pipe.
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
}

#[cfg(not(unix))]
fn not_through_links(_: &mut OpenOptions) {}

#[cfg(unix)]
fn for_the_owner(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600);
}

#[cfg(not(unix))]
fn for_the_owner(_: &mut OpenOptions) {}

fn refused(path: &Path, what: &str) -> Error {
    Error::new(Code::CredentialStoreUnavailable, format!("the key file `{}` {what}", path.display()))
}

fn failed(path: &Path, what: &str, error: &std::io::Error) -> Error {
    refused(path, &format!("{what} ({error}); name another as `key_file`, or give the key itself as `key`"))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_key_is_kept_for_its_owner_and_read_again() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("codegate/keys/a.key");
        assert!(read(&path).unwrap().is_empty());
        let key = keep(&path, Key::made().unwrap()).unwrap();
        assert_eq!(read(&path).unwrap(), std::slice::from_ref(&key));
        assert_eq!(keep(&path, Key::made().unwrap()).unwrap(), key, "the one that is there stays");
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(path.parent().unwrap()).unwrap().mode() & 0o777, 0o700);
        let other = Key::made().unwrap();
        replace(&path, [&other, &key]).unwrap();
        assert_eq!(read(&path).unwrap(), [other.clone(), key]);
        assert_eq!(keep(&path, Key::made().unwrap()).unwrap(), other);
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(names(path.parent().unwrap()), ["a.key"]);
    }

    #[test]
    fn threads_that_keep_one_at_once_all_have_the_same() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a.key");
        let kept: Vec<Key> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..16).map(|_| scope.spawn(|| keep(&path, Key::made().unwrap()).unwrap())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(kept.iter().all(|key| *key == kept[0]));
        assert_eq!(names(home.path()), ["a.key"]);
    }

    #[test]
    fn a_file_that_others_may_have_written_or_read_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a.key");
        let refused = |what: &str| {
            let error = read(&path).unwrap_err();
            assert_eq!(error.code(), Code::CredentialStoreUnavailable);
            assert!(error.message().contains(what), "{error}");
        };
        let key = keep(&path, Key::made().unwrap()).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        refused("may be read by others");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(read(&path).unwrap(), [key]);
        fs::write(&path, [7; 31]).unwrap();
        refused("does not hold keys");
        fs::write(&path, [7; 32]).unwrap();
        refused("does not hold keys");
        fs::write(&path, (0..=255).collect::<Vec<u8>>().repeat(3)).unwrap();
        refused("does not hold keys");
        fs::write(&path, "").unwrap();
        refused("does not hold keys");
        fs::remove_file(&path).unwrap();
        let real = home.path().join("real");
        keep(&real, Key::made().unwrap()).unwrap();
        symlink(&real, &path).unwrap();
        refused("cannot be read");
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        refused("is no file");
    }
}
