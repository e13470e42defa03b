//! A text that is never shown.

use serde::{Deserialize, Deserializer};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Credentials of at least so many characters show their last [`HINT`].
const HINTED: usize = 20;
const HINT: usize = 4;

/// A credential, or the text of one. It is wiped when it is dropped, and never shown.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Secret(String);

impl Secret {
    /// Takes a text as a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Secret(text.into())
    }

    /// The secret itself.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// The last characters, where they give nothing away of what is before them.
    pub(crate) fn hint(&self) -> Option<String> {
        let count = self.0.chars().count();
        (count >= HINTED).then(|| self.0.chars().skip(count - HINT).collect())
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(deserializer).map(Secret)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_shows_a_secret_and_hints_are_of_long_ones() {
        let secret = Secret::new("sk-0123456789abcdefghij");
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        assert_eq!(secret.hint().as_deref(), Some("ghij"));
        assert_eq!(Secret::new("sk-0123456789abcdef").hint(), None);
    }
}
