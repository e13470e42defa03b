//! The one place where names are checked.

use crate::error::{Code, Error, Result};
use crate::limits::NAME_BYTES;

/// Name of the workspace, and id of the session, that always exist.
pub(crate) const DEFAULT: &str = "default";

/// A workspace's name in its normalised spelling: trimmed, ASCII lower case.
///
/// `limit_exceeded` over 64 bytes, else `invalid_name`.
pub(crate) fn workspace_name(text: &str) -> Result<String> {
    let name = text.trim().to_ascii_lowercase();
    if name.len() > NAME_BYTES {
        return Err(Error::limit("the workspace name", NAME_BYTES, "bytes"));
    }
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-');
    if name.is_empty() || !name.bytes().all(allowed) {
        return Err(Error::new(
            Code::InvalidName,
            format!("`{}` is no workspace name; use letters, digits, `_` and `-`", super::shown(text)),
        ));
    }
    Ok(name)
}

/// The same for a workspace that is to get this name; `reserved_name` for one that is reserved by the library.
pub(crate) fn new_workspace_name(text: &str) -> Result<String> {
    let name = workspace_name(text)?;
    match name.as_str() {
        DEFAULT | "active" | "archived" => {
            Err(Error::new(Code::ReservedName, format!("`{name}` is reserved; choose another workspace name")))
        }
        _ => Ok(name),
    }
}

/// Checks the name of a provider or persona: 1 to 64 bytes, no control character, no `/`; case is kept.
///
/// `limit_exceeded` over 64 bytes, else `invalid_name`. `what` is `provider` or `persona`.
pub(crate) fn check_name(what: &str, name: &str) -> Result<()> {
    if name.len() > NAME_BYTES {
        return Err(Error::limit(&format!("the {what} name"), NAME_BYTES, "bytes"));
    }
    if name.is_empty() || name.chars().any(|c| c.is_control() || c == '/') {
        return Err(Error::new(
            Code::InvalidName,
            format!("`{}` is no {what} name; use 1 to 64 bytes without `/` and control characters", super::shown(name)),
        ));
    }
    Ok(())
}

/// Checks a session id; `default` where there is none.
pub(crate) fn session_id(id: Option<&str>) -> Result<&str> {
    let id = id.unwrap_or(DEFAULT);
    if id.len() > NAME_BYTES {
        return Err(Error::limit("the session id", NAME_BYTES, "bytes"));
    }
    if id.is_empty() || id.chars().any(char::is_control) {
        let text = format!("`{}` is no session id; use 1 to 64 bytes without control characters", super::shown(id));
        return Err(Error::argument(text));
    }
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code<T>(result: Result<T>) -> Option<Code> {
        result.err().map(|error| error.code())
    }

    #[test]
    fn workspace_names_are_found_under_any_spelling() {
        assert_eq!(workspace_name("  My_Team-2 ").unwrap(), "my_team-2");
        assert_eq!(workspace_name(&"A".repeat(64)).unwrap(), "a".repeat(64));
        assert_eq!(code(workspace_name(&"a".repeat(65))), Some(Code::LimitExceeded));
        for bad in ["", "  ", "a b", "a/b", "ä", "a\0", "a.b"] {
            assert_eq!(code(workspace_name(bad)), Some(Code::InvalidName), "{bad:?}");
        }
        for reserved in ["default", " Active", "ARCHIVED"] {
            assert_eq!(code(new_workspace_name(reserved)), Some(Code::ReservedName));
        }
        for near in ["def", "fault", "actives"] {
            assert!(new_workspace_name(near).is_ok());
        }
    }

    #[test]
    fn provider_names_keep_their_case_and_have_no_slash() {
        assert!(check_name("provider", "Claude 3 (Größe)").is_ok());
        assert_eq!(code(check_name("provider", "a/b")), Some(Code::InvalidName));
        assert_eq!(code(check_name("provider", "")), Some(Code::InvalidName));
        assert_eq!(code(check_name("persona", "a\n")), Some(Code::InvalidName));
        assert_eq!(code(check_name("persona", &"a".repeat(65))), Some(Code::LimitExceeded));
    }
}
