//! References to credentials. The store never holds a credential, only where to find it.

use crate::error::{Code, Error, Result};

const ENV_BYTES: usize = 256;
const HOST_BYTES: usize = 256;

/// Where to find a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reference {
    /// `env:NAME`: an environment variable of the host.
    Env(String),
    /// `host:<id>`: the host adds the credential itself.
    Host(String),
}

impl Reference {
    /// Reads a reference. Anything else may be a credential, so it is refused without quoting it.
    ///
    /// Errors: `credential_store_unavailable`.
    pub(crate) fn parse(text: &str) -> Result<Reference> {
        match text.split_once(':') {
            Some(("env", name)) if is_variable(name) => Ok(Reference::Env(name.into())),
            Some(("host", id)) if is_host_id(id) => Ok(Reference::Host(id.into())),
            _ => Err(Error::new(
                Code::CredentialStoreUnavailable,
                "a credential itself is not kept; refer to it by `env:NAME` or `host:<id>`",
            )),
        }
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Reference::Env(name) => write!(f, "env:{name}"),
            Reference::Host(id) => write!(f, "host:{id}"),
        }
    }
}

fn is_variable(name: &str) -> bool {
    name.len() <= ENV_BYTES
        && name.bytes().next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn is_host_id(id: &str) -> bool {
    (1..=HOST_BYTES).contains(&id.len()) && !id.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_forms_and_writes_them_back() {
        for text in ["env:OPENAI_API_KEY", "env:_x1", "host:work laptop", "host:a:b", "host:schlüssel"] {
            assert_eq!(Reference::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Reference::parse(&format!("env:{}", "A".repeat(256))).unwrap(), Reference::Env("A".repeat(256)));
        assert_eq!(Reference::parse(&format!("host:{}", "a".repeat(256))).unwrap(), Reference::Host("a".repeat(256)));
    }

    #[test]
    fn refuses_all_else_without_showing_it() {
        let long = [format!("env:{}", "A".repeat(257)), format!("host:{}", "a".repeat(257))];
        let given =
            ["sk-proj-5ecret", "env:sk-5ecret", "env:", "env:1A", "ENV:A", "host:", "host:a\nb", " env:A", "env:Ä"];
        for text in given.into_iter().chain(long.iter().map(String::as_str)) {
            let error = Reference::parse(text).unwrap_err();
            assert_eq!(error.code(), Code::CredentialStoreUnavailable, "{text}");
            assert_eq!(error.message(), "a credential itself is not kept; refer to it by `env:NAME` or `host:<id>`");
        }
    }
}
