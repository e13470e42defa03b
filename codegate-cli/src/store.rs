//! Where the store is.

use crate::errors::Failure;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The store that the environment names.
pub(crate) fn named() -> Option<PathBuf> {
    std::env::var_os("CODEGATE_STORE").filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// The store that is used where nobody names another: `codegate/codegate.db` in the platform's data folder.
pub(crate) fn default_path() -> Result<PathBuf, Failure> {
    let variable = |name: &str| {
        let value = std::env::var_os(name).filter(|value| !value.is_empty());
        // Where no variable names it, the system may know the home folder of the user.
        value.or_else(|| std::env::home_dir().filter(|_| name == "HOME").map(OsString::from))
    };
    data_folder(variable).map(|folder| folder.join("codegate").join("codegate.db")).ok_or_else(|| {
        Failure::own(
            "store_missing",
            "the data folder of this user is not known, as no environment variable names the home folder",
            "name a store with `--store` or `CODEGATE_STORE`",
        )
    })
}

#[cfg(target_os = "macos")]
fn data_folder(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    variable("HOME").map(|home| PathBuf::from(home).join("Library").join("Application Support"))
}

#[cfg(windows)]
fn data_folder(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    variable("LOCALAPPDATA").map(PathBuf::from)
}

#[cfg(not(any(target_os = "macos", windows)))]
fn data_folder(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    // The XDG base directory specification: a relative path is to be ignored.
    let named = variable("XDG_DATA_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
    named.or_else(|| variable("HOME").map(|home| PathBuf::from(home).join(".local").join("share")))
}

/// Refuses a store that is not there, for a command that reads.
pub(crate) fn must_exist(path: &Path) -> Result<(), Failure> {
    if path == Path::new(":memory:") || path.exists() {
        return Ok(());
    }
    Err(Failure::own(
        "store_missing",
        format!("there is no store at `{}` yet", path.display()),
        "`codegate provider add` or `codegate workspace create` makes one; `--store` or `CODEGATE_STORE` names another",
    ))
}

/// Makes the folder of a store, for this user alone.
pub(crate) fn make_folder(path: &Path) -> Result<(), Failure> {
    let Some(folder) = path.parent().filter(|folder| !folder.exists()) else { return Ok(()) };
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| {
        let text = format!("the folder `{}` cannot be made: {error}", folder.display());
        Failure::own("store_missing", text, "name a store elsewhere with `--store` or `CODEGATE_STORE`")
    })
}

#[cfg(all(test, not(any(target_os = "macos", windows))))]
mod tests {
    use super::*;

    #[test]
    fn the_data_folder_is_that_of_the_platform() {
        let folder = |data: &str, home: &str| {
            data_folder(|name| {
                let value = if name == "XDG_DATA_HOME" { data } else { home };
                Some(OsString::from(value)).filter(|value| !value.is_empty())
            })
        };
        assert_eq!(folder("/data", "/home/a"), Some("/data".into()));
        assert_eq!(folder("data", "/home/a"), Some("/home/a/.local/share".into()), "a relative one is ignored");
        assert_eq!(folder("", "/home/a"), Some("/home/a/.local/share".into()));
        assert_eq!(folder("", ""), None);
    }
}
