//! Which credentials may be released: those whose seal belongs to their row and to the origin of its endpoint.

use super::Context;
use crate::error::{Code, Error, Result};
use crate::model::{Auth, Provider, Secret, shown};
use crate::request::endpoint;
use crate::sealing::{self, Bound, KeyId, Refused, SEALED};
use crate::store::config::{self, ProviderRow};
use crate::store::{meta, providers};
use rusqlite::Connection;

impl Context {
    /// Whether what a provider sends is withheld until its credential is given again.
    pub(crate) fn is_locked(&self, store: &str, row: &ProviderRow) -> bool {
        row.provider.auth != Auth::None && row.sound.get().is_none() && self.released(store, row).is_err()
    }

    /// A provider as its record says it.
    pub(crate) fn told(&self, store: &str, row: &ProviderRow) -> Provider {
        Provider { locked: self.is_locked(store, row), ..row.provider.clone() }
    }

    /// The credential that is kept for a provider; an empty one for a reference, or for what a client brings, which is then
    /// known to be bound to the origin of the endpoint.
    ///
    /// Errors: `credential_locked`.
    pub(crate) fn released(&self, store: &str, row: &ProviderRow) -> Result<Secret> {
        let name = shown(&row.provider.name);
        let locked = |why: &str| {
            let text = format!("the credential of provider `{name}` {why}; update the provider with it again");
            Error::new(Code::CredentialLocked, text)
        };
        if row.credential_origin.is_none() || row.credential_origin != endpoint::origin(&row.provider.endpoint) {
            return Err(locked("was given for another origin"));
        }
        let origins = row.provider.passthrough_to.join(" ");
        let bound = bound(store, row, &origins);
        match self.keyring.open(&bound, row.seal.as_deref()) {
            Ok(secret) => {
                let _ = row.sound.set(());
                Ok(secret)
            }
            Err(Refused::Unbound) => Err(locked("is bound to something else: the store's file was changed")),
            Err(Refused::NoKey) => Err(locked(&format!("is bound by a key that {}", self.keyring.place()))),
        }
    }

    /// What binds a provider's credential to its row and origin, and holds `secret`, if any; the caller writes to the store.
    /// A reference goes unbound where no key can be kept.
    ///
    /// Errors: `credential_store_unavailable` for a secret that cannot be kept.
    pub(crate) fn sealed(
        &self,
        tx: &Connection,
        row: &ProviderRow,
        secret: Option<&Secret>,
    ) -> Result<Option<Vec<u8>>> {
        if row.credential_origin.is_none() {
            return Ok(None);
        }
        let key = match self.keyring.sealing() {
            Ok(key) => key,
            Err(error) if secret.is_some() => return Err(error),
            Err(_) => return Ok(None),
        };
        let (store, origins) = (meta::store_id(tx)?, row.provider.passthrough_to.join(" "));
        sealing::seal(&key, &bound(&store, row, &origins), secret.map_or("", Secret::expose)).map(Some)
    }

    /// Binds what an older version left unbound, as that version trusted it: once, when the file is brought up.
    pub(super) fn bind_all(&self) -> Result<()> {
        self.store.write(|tx| {
            for mut row in config::providers(tx)? {
                let fits = row.credential_origin == endpoint::origin(&row.provider.endpoint);
                if row.seal.is_none() && fits {
                    row.seal = self.sealed(tx, &row, None)?;
                    providers::set_seal(tx, row.id, row.seal.as_deref())?;
                }
            }
            Ok(())
        })
    }

    /// Seals everything anew, with a key that takes the place of the one before; gives how many were, and how many were
    /// locked and stay so.
    pub(crate) fn rotate_key(&self, given: Option<&sealing::Key>) -> Result<(u64, u64)> {
        let counts = self.configure(|edit| {
            let (store, rows) = (meta::store_id(edit.tx)?, config::providers(edit.tx)?);
            let new = self.keyring.rotate(given, &used(&rows))?;
            let (mut sealed, mut locked) = (0, 0);
            for row in rows.iter().filter(|row| row.credential_origin.is_some()) {
                let origins = row.provider.passthrough_to.join(" ");
                let bound = bound(&store, row, &origins);
                let again = row.seal.as_deref().map(|seal| self.keyring.sealed_anew(&new, &bound, seal)).transpose()?;
                match again.flatten() {
                    Some(seal) => {
                        providers::update(
                            edit.tx,
                            &ProviderRow { seal: Some(seal), ..row.clone() },
                            edit.generation()?,
                        )?;
                        sealed += 1;
                    }
                    None => locked += 1,
                }
            }
            Ok((sealed, locked))
        })?;
        // Until here a process that was killed left both keys, and the file sealed with either.
        self.store.write(|tx| self.keyring.forget(&used(&config::providers(tx)?)))?;
        Ok(counts)
    }
}

/// The keys that seals name.
fn used(rows: &[ProviderRow]) -> Vec<KeyId> {
    rows.iter().filter_map(|row| sealing::key_of(row.seal.as_deref()?)).collect()
}

fn bound<'a>(store: &'a str, row: &'a ProviderRow, origins: &'a str) -> Bound<'a> {
    let provider = &row.provider;
    Bound {
        store,
        row: row.id,
        auth: provider.auth.as_str(),
        credential: provider.credential.as_deref().unwrap_or_default(),
        origin: row.credential_origin.as_deref().unwrap_or_default(),
        further: origins,
        hint: provider.credential_hint.as_deref().unwrap_or_default(),
    }
}

/// Whether a provider's credential is kept here.
pub(crate) fn is_kept(provider: &Provider) -> bool {
    provider.credential.as_deref() == Some(SEALED)
}
