//! Where the key of a store comes from, and which keys there are at present.

use super::{Bound, Key, key_file, open, seal};
use crate::error::{Code, Error, Result};
use crate::model::Secret;
use crate::sync::locked;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// Where the key of a store comes from.
#[derive(Clone, Default)]
pub(crate) enum KeySource {
    /// The host has it.
    Given(Arc<Key>),
    /// A file that the host names.
    File(PathBuf),
    /// A file of the store's own in the platform's folder for configuration.
    #[default]
    Default,
}

/// The keys of a store. They are looked for when one is needed: most stores keep no secret.
pub(crate) struct Keyring {
    held: Mutex<Held>,
}

struct Held {
    place: Place,
    /// The first seals.
    keys: Vec<Arc<Key>>,
}

enum Place {
    /// The host's own.
    Host,
    /// Of a store without a file: nowhere else.
    Memory,
    File(PathBuf),
    /// There is no folder for it.
    Nowhere,
}

/// The name of a key in a seal.
pub(crate) type KeyId = [u8; super::ID_BYTES];

/// Why nothing was released.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It was bound to something else, or nothing bound it.
    Unbound,
    /// The key that bound it is not there.
    NoKey,
}

impl Keyring {
    /// The keyring of a store at `path`; `None` for one without a file. `folder` is that of keys.
    pub(crate) fn new(
        source: &KeySource,
        store: &str,
        path: Option<&Path>,
        folder: Option<PathBuf>,
    ) -> Result<Keyring> {
        let (place, keys) = match (source, path) {
            (KeySource::Given(key), _) => (Place::Host, vec![key.clone()]),
            (_, None) => (Place::Memory, vec![Arc::new(Key::made()?)]),
            (KeySource::File(file), Some(path)) => (Place::File(beside_no_store(file.clone(), path)?), Vec::new()),
            (KeySource::Default, Some(path)) => {
                // A store that was made by hand has a name that is no file's.
                let named = !store.is_empty() && store.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
                let file = folder.filter(|_| named).map(|folder| folder.join(format!("{store}.key")));
                // A store may lie in the home folder, above this one: who copies all of that has everything.
                match file.filter(|file| folder_of(file) != folder_of(path)) {
                    Some(file) => (Place::File(file), Vec::new()),
                    None => (Place::Nowhere, Vec::new()),
                }
            }
        };
        Ok(Keyring { held: Mutex::new(Held { place, keys }) })
    }

    /// The key that seals, made if there is none.
    ///
    /// Errors: `credential_store_unavailable`.
    pub(crate) fn sealing(&self) -> Result<Arc<Key>> {
        let mut held = locked(&self.held);
        match &held.place {
            Place::Host | Place::Memory => {}
            Place::Nowhere => return Err(nowhere()),
            // Read again each time: another process may have put a new one there.
            Place::File(path) => {
                let mut keys = key_file::read(path)?;
                if keys.is_empty() {
                    keys.push(key_file::keep(path, Key::made()?)?);
                }
                held.keys = keys.into_iter().map(Arc::new).collect();
            }
        }
        held.keys.first().cloned().ok_or_else(|| Error::new(Code::Internal, "the store has no key"))
    }

    /// What was sealed: nothing but a proof, for a reference.
    pub(crate) fn open(&self, bound: &Bound<'_>, sealed: Option<&[u8]>) -> std::result::Result<Secret, Refused> {
        let mut held = locked(&self.held);
        let Some(sealed) = sealed else {
            // Where no key can be kept, references go unbound.
            let unbound = matches!(held.place, Place::Nowhere) && bound.credential != super::SEALED;
            return if unbound { Ok(Secret::new("")) } else { Err(Refused::Unbound) };
        };
        let id = super::key_of(sealed).ok_or(Refused::Unbound)?;
        if !held.keys.iter().any(|key| key.id() == id) {
            held.look_again();
        }
        let key = held.keys.iter().find(|key| key.id() == id).ok_or(Refused::NoKey)?;
        open(key, bound, sealed).ok_or(Refused::Unbound)
    }

    /// A key that seals from now on: what the host gives, which has it from then on, else a new one. Those that seals are
    /// made with stay known beside it. The caller writes to the store meanwhile, so that nobody else does.
    pub(crate) fn rotate(&self, given: Option<&Key>, used: &[KeyId]) -> Result<Arc<Key>> {
        let mut held = locked(&self.held);
        held.look_again();
        let new = match (&held.place, given) {
            (_, Some(key)) => key.clone(),
            (Place::Nowhere, None) => return Err(nowhere()),
            (Place::Host, None) => {
                return Err(Error::argument("the store's key is the host's own; give the new one as `key`"));
            }
            (Place::File(_) | Place::Memory, None) => Key::made()?,
        };
        let new = Arc::new(new);
        let old = held.keys.iter().filter(|key| used.contains(&key.id()) && **key != new).cloned();
        let keys: Vec<Arc<Key>> = std::iter::once(new.clone()).chain(old).collect();
        match (&held.place, given) {
            (_, Some(_)) => held.place = Place::Host,
            (Place::File(path), None) => key_file::replace(path, keys.iter().map(|key| &**key))?,
            _ => {}
        }
        held.keys = keys;
        Ok(new)
    }

    /// Forgets the keys that no seal is made with. The caller writes to the store meanwhile, so that nobody else does.
    pub(crate) fn forget(&self, used: &[KeyId]) -> Result<()> {
        let mut held = locked(&self.held);
        held.look_again();
        let (mut keys, mut first) = (held.keys.clone(), true);
        keys.retain(|key| std::mem::take(&mut first) || used.contains(&key.id()));
        if keys.len() == held.keys.len() {
            return Ok(());
        }
        if let Place::File(path) = &held.place {
            key_file::replace(path, keys.iter().map(|key| &**key))?;
        }
        held.keys = keys;
        Ok(())
    }

    /// A seal with another key in the place of one that is made with a key of this ring; `None` where it does not open.
    pub(crate) fn sealed_anew(&self, new: &Key, bound: &Bound<'_>, sealed: &[u8]) -> Result<Option<Vec<u8>>> {
        self.open(bound, Some(sealed)).ok().map(|secret| seal(new, bound, secret.expose())).transpose()
    }

    /// Where the key is looked for, for messages.
    pub(crate) fn place(&self) -> String {
        match &locked(&self.held).place {
            Place::Host => "is not the one that the gate was opened with".into(),
            Place::Memory => "was another store's".into(),
            Place::File(path) => format!("is not in `{}`", path.display()),
            Place::Nowhere => "is kept nowhere".into(),
        }
    }
}

impl Held {
    /// Reads the file, which another process may have written.
    fn look_again(&mut self) {
        if let Place::File(path) = &self.place {
            self.keys = key_file::read(path).unwrap_or_default().into_iter().map(Arc::new).collect();
        }
    }
}

/// Refuses a key in the folder of its store or in one below: who copies that folder would have both.
fn beside_no_store(file: PathBuf, store: &Path) -> Result<PathBuf> {
    if folder_of(store).zip(folder_of(&file)).is_some_and(|(store, file)| file.starts_with(store)) {
        let text = format!("the key file `{}` is in the store's own folder; name one elsewhere", file.display());
        return Err(Error::new(Code::CredentialStoreUnavailable, text));
    }
    Ok(file)
}

/// The folder that a file is in, or will be.
fn folder_of(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // What is not there yet is made below what is.
    folder.ancestors().find_map(|above| {
        let real = above.canonicalize().ok()?;
        Some(real.join(folder.strip_prefix(above).ok()?))
    })
}

fn nowhere() -> Error {
    let text = "there is no folder to keep a key in; give a `key` or a `key_file`, or refer to the credential by `env:NAME` or `host:<id>`";
    Error::new(Code::CredentialStoreUnavailable, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_in_the_home_folder_has_its_key_in_the_usual_place() {
        let home = tempfile::tempdir().unwrap();
        let ring = |store: &str, keys: &str| {
            let store = home.path().join(store);
            let keys = Some(home.path().join(keys));
            Keyring::new(&KeySource::Default, "abc", Some(&store), keys).unwrap()
        };
        ring("codegate.db", ".config/codegate/keys").sealing().unwrap();
        assert!(home.path().join(".config/codegate/keys/abc.key").exists());
        let beside = ring(".config/codegate/keys/codegate.db", ".config/codegate/keys").sealing();
        assert_eq!(beside.unwrap_err().code(), Code::CredentialStoreUnavailable);
    }
}
