//! Credentials that are kept, and references to others, bound by a key to the row and the origin that they were given for.
//!
//! A seal is XChaCha20-Poly1305 over the credential; that of a reference, or of what a client brings, is over nothing, and
//! proves only that whoever had the key bound it to that origin. What is bound is the associated data, so that a row that was
//! moved or edited does not open. The cipher does not commit to its key, so a seal names the key by a hash of it.

mod key_file;
mod keyring;

pub(crate) use key_file::make_folder;
pub(crate) use keyring::{KeyId, KeySource, Keyring, Refused};

use crate::error::{Code, Error, Result};
use crate::model::Secret;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const VERSION: u8 = 1;
/// What stands in the place of a reference where the credential itself is kept.
pub(crate) const SEALED: &str = "sealed";
const NONCE_BYTES: usize = 24;
/// The length of a key's name in a seal.
const ID_BYTES: usize = 16;
/// The bytes of a key.
pub(crate) const KEY_BYTES: usize = 32;
/// What seals are made with: 32 random bytes. It is wiped when it is dropped, and never shown.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Key([u8; KEY_BYTES]);

impl Key {
    /// The key of these bytes, which must be random.
    pub fn new(mut bytes: [u8; KEY_BYTES]) -> Self {
        let key = Key(bytes);
        bytes.zeroize();
        key
    }

    /// A new one.
    pub(crate) fn made() -> Result<Self> {
        let mut key = Key([0; KEY_BYTES]);
        random(&mut key.0)?;
        Ok(key)
    }

    /// Reads 64 hexadecimal digits, which an error never shows.
    pub(crate) fn from_hex(text: &str) -> Result<Self> {
        let mut key = Key([0; KEY_BYTES]);
        let digits = text.as_bytes();
        let digit = |byte: u8| (byte as char).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let read = |pair: &[u8]| Some(digit(pair[0])? << 4 | digit(pair[1])?);
        let pairs = digits.chunks_exact(2);
        let fits = digits.len() == 2 * KEY_BYTES;
        let whole =
            fits && key.0.iter_mut().zip(pairs).all(|(byte, pair)| read(pair).map(|read| *byte = read).is_some());
        if !whole || key.is_weak() {
            return Err(Error::argument("`key` must be 32 random bytes, written as 64 hexadecimal digits"));
        }
        Ok(key)
    }

    /// Whether all bytes are the same, as in one that somebody forgot to fill in.
    fn is_weak(&self) -> bool {
        self.0.iter().all(|byte| *byte == self.0[0])
    }

    /// What seals name it by.
    fn id(&self) -> KeyId {
        let mut hash = Sha256::new();
        hash.update(b"codegate key");
        hash.update(self.0);
        let mut id = [0; ID_BYTES];
        id.copy_from_slice(&hash.finalize()[..ID_BYTES]);
        id
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&self.0).into())
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

/// What a seal holds for: it opens for nothing else.
pub(crate) struct Bound<'a> {
    /// The store, which a copy has in common with it.
    pub(crate) store: &'a str,
    /// The provider's row.
    pub(crate) row: i64,
    /// Where the credential comes from.
    pub(crate) auth: &'a str,
    /// The reference to it, or `sealed`.
    pub(crate) credential: &'a str,
    /// Scheme, host and port.
    pub(crate) origin: &'a str,
    /// Other origins that what a client brings may go to.
    pub(crate) further: &'a str,
    /// What is shown of it.
    pub(crate) hint: &'a str,
}

impl Bound<'_> {
    /// Each part with its length before it, so that none can take from its neighbour.
    fn data(&self) -> Vec<u8> {
        let row = self.row.to_string();
        let parts = ["codegate 1", self.store, &row, self.auth, self.credential, self.origin, self.further, self.hint];
        let mut data = Vec::with_capacity(128);
        for part in parts {
            data.extend_from_slice(&(part.len() as u64).to_le_bytes());
            data.extend_from_slice(part.as_bytes());
        }
        data
    }
}

/// Seals a secret, or nothing, for what it is bound to.
pub(crate) fn seal(key: &Key, bound: &Bound<'_>, secret: &str) -> Result<Vec<u8>> {
    let mut nonce = [0; NONCE_BYTES];
    random(&mut nonce)?;
    let payload = Payload { msg: secret.as_bytes(), aad: &bound.data() };
    let sealed = key.cipher().encrypt(XNonce::from_slice(&nonce), payload);
    let sealed = sealed.map_err(|_| Error::new(Code::Internal, "a credential could not be sealed"))?;
    Ok([&[VERSION][..], &key.id(), &nonce, &sealed].concat())
}

/// The name of the key that a seal was made with; `None` for one that is none.
pub(crate) fn key_of(seal: &[u8]) -> Option<KeyId> {
    let (version, rest) = seal.split_first()?;
    if *version != VERSION { None } else { rest.get(..ID_BYTES)?.try_into().ok() }
}

/// What was sealed; `None` where the key is another, or what it is bound to.
pub(crate) fn open(key: &Key, bound: &Bound<'_>, seal: &[u8]) -> Option<Secret> {
    if key_of(seal)? != key.id() {
        return None;
    }
    let rest = seal.get(1 + ID_BYTES..)?;
    let (nonce, sealed) = rest.split_at_checked(NONCE_BYTES)?;
    let payload = Payload { msg: sealed, aad: &bound.data() };
    let opened = Zeroizing::new(key.cipher().decrypt(XNonce::from_slice(nonce), payload).ok()?);
    std::str::from_utf8(&opened).ok().map(Secret::new)
}

fn random(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|error| {
        Error::new(Code::CredentialStoreUnavailable, format!("the system gives no random bytes: {error}"))
    })
}

/// Both wipe themselves: what is not true here does not compile.
const fn wiped<T: ZeroizeOnDrop>() {}
const _: () = {
    wiped::<Secret>();
    wiped::<Key>();
};

#[cfg(test)]
mod tests {
    use super::*;

    fn bound(row: i64) -> Bound<'static> {
        let (store, auth, credential) = ("store", "api_key", "sealed");
        Bound { store, row, auth, credential, origin: "https://a.example:443", further: "", hint: "wxyz" }
    }

    #[test]
    fn a_seal_opens_for_what_it_was_made_for_alone() {
        let (key, other) = (Key::made().unwrap(), Key::made().unwrap());
        let sealed = seal(&key, &bound(1), "sk-secret").unwrap();
        assert_eq!(open(&key, &bound(1), &sealed).unwrap().expose(), "sk-secret");
        assert!(!sealed.windows(6).any(|window| window == b"secret"));
        assert_ne!(sealed, seal(&key, &bound(1), "sk-secret").unwrap(), "another nonce each time");
        let changed: [Bound<'_>; 7] = [
            bound(2),
            Bound { store: "stor", ..bound(1) },
            Bound { auth: "passthrough", ..bound(1) },
            Bound { credential: "env:A", ..bound(1) },
            Bound { origin: "https://b.example:443", ..bound(1) },
            Bound { further: "https://b.example", ..bound(1) },
            Bound { hint: "", ..bound(1) },
        ];
        assert!(changed.iter().all(|bound| open(&key, bound, &sealed).is_none()));
        assert!(open(&other, &bound(1), &sealed).is_none());
        for byte in 0..sealed.len() {
            let mut harmed = sealed.clone();
            harmed[byte] ^= 1;
            assert!(open(&key, &bound(1), &harmed).is_none(), "byte {byte}");
            assert!(open(&key, &bound(1), &sealed[..byte]).is_none(), "cut to {byte}");
        }
    }

    #[test]
    fn parts_of_what_is_bound_cannot_be_moved_from_one_to_another() {
        let one = Bound { auth: "api_key", credential: "sealed", ..bound(1) };
        let other = Bound { auth: "api_keys", credential: "ealed", ..bound(1) };
        assert_ne!(one.data(), other.data());
    }

    #[test]
    fn keys_are_read_from_hexadecimal_digits_and_weak_ones_are_refused() {
        let text = "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F";
        assert_eq!(Key::from_hex(text).unwrap().0[31], 0x1f);
        for wrong in ["", "00", &text[1..], &format!("{text}00"), &"0".repeat(64), &"z".repeat(64), &"é".repeat(32)] {
            let error = Key::from_hex(wrong).unwrap_err();
            assert_eq!(error.message(), "`key` must be 32 random bytes, written as 64 hexadecimal digits");
        }
    }

    #[test]
    fn nothing_shows_a_key() {
        assert_eq!(format!("{:?}", Key::made().unwrap()), "Key(…)");
    }
}
