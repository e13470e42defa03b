//! Folders and their workspaces.

use crate::context::Edit;
use crate::error::{Code, Error, Result};
use crate::gate::workspaces::{Workspaces, live};
use crate::limits::{FOLDER_BYTES, RECORD_BYTES};
use crate::model::{FolderBinding, shown, slashed, workspace_name};
use crate::settings;
use crate::store::folders::{self, FolderRow};
use std::fs::File;
use std::io::{ErrorKind, Read};

/// What the settings of a folder are called.
const FILE: &str = "codegate.toml";

impl Workspaces<'_> {
    /// Binds a folder to a workspace: [`Workspaces::for_path`] then finds it for everything in that folder. The folder is an
    /// absolute path, which need not exist; a folder that is bound already is bound anew.
    ///
    /// Errors: `workspace_not_found`, `workspace_archived`, `invalid_name`; `invalid_argument` for a path that is not
    /// absolute, `limit_exceeded` for one over 4,096 bytes.
    pub fn bind(&self, folder: &str, workspace: &str) -> Result<FolderBinding> {
        self.gate.start()?;
        let folder = absolute(folder)?;
        let workspace = workspace_name(workspace)?;
        self.gate.context.configure(|edit: &Edit<'_>| {
            let row = live(edit, &workspace)?;
            folders::bind(edit.tx, &folder, row.id)
        })?;
        Ok(FolderBinding { folder, workspace, declared: false })
    }

    /// Removes what binds a folder to a workspace; returns whether anything did.
    ///
    /// Errors: `invalid_argument`, `limit_exceeded`.
    pub fn unbind(&self, folder: &str) -> Result<bool> {
        self.gate.start()?;
        let folder = absolute(folder)?;
        self.gate.context.store.write(|tx| folders::unbind(tx, &folder))
    }

    /// All folders that are bound to workspaces, those of archived ones too, by folder.
    pub fn bindings(&self) -> Result<Vec<FolderBinding>> {
        self.gate.context.check()?;
        let rows = self.gate.context.store.read(|tx| folders::list(tx))?;
        Ok(rows.into_iter().map(bound).collect())
    }

    /// The workspace of the nearest folder around a path that has one, or of the path itself: one that is bound, or one
    /// whose `codegate.toml` has `workspace = "…"`; where a folder has both, what is bound counts. `None` where no folder has
    /// one: leave the workspace to the session then. The path is absolute, taken as text, and need not exist.
    ///
    /// ```
    /// use codegate_core::Gate;
    /// use codegate_core::model::NewWorkspace;
    ///
    /// let gate = Gate::open(":memory:")?;
    /// gate.workspaces().create("acme", &NewWorkspace::default())?;
    /// gate.workspaces().bind("/projects/acme/", "acme")?;
    /// let found = gate.workspaces().for_path("/projects/acme/src/../lib.rs")?;
    /// assert_eq!(found.map(|found| found.workspace).as_deref(), Some("acme"));
    /// assert_eq!(gate.workspaces().for_path("/projects/acme-old/lib.rs")?, None);
    /// # Ok::<(), codegate_core::Error>(())
    /// ```
    ///
    /// Errors: `workspace_archived` for a workspace that is archived; `workspace_not_found`, `invalid_name` and
    /// `invalid_argument` for a `codegate.toml` that names none of here or cannot be read as TOML, `io` for one that cannot be
    /// read at all; `invalid_argument` for a path that is not absolute, `limit_exceeded`.
    pub fn for_path(&self, path: &str) -> Result<Option<FolderBinding>> {
        self.gate.context.check()?;
        let path = absolute(path)?;
        let around: Vec<&str> = around(&path).collect();
        let row = self.gate.context.store.read(|tx| folders::innermost(tx, &around))?;
        let inner = around.iter().take_while(|folder| row.as_ref().is_none_or(|row| row.folder != **folder));
        for folder in inner {
            if let Some(found) = self.declared(folder)? {
                return Ok(Some(found));
            }
        }
        match row {
            Some(row) if row.archived => {
                let text = format!(
                    "`{}` is bound to workspace `{}`, which is archived; recover it, or bind the folder to another",
                    shown(&row.folder),
                    row.workspace
                );
                Err(Error::new(Code::WorkspaceArchived, text))
            }
            row => Ok(row.map(bound)),
        }
    }

    /// The workspace that the settings of a folder name.
    fn declared(&self, folder: &str) -> Result<Option<FolderBinding>> {
        let file = format!("{}/{FILE}", folder.trim_end_matches('/'));
        let within = |error: Error| Error::new(error.code(), format!("`{}`: {}", shown(&file), error.message()));
        let Some(text) = read(&file).map_err(within)? else { return Ok(None) };
        let Some(workspace) = settings::workspace_of(&text).map_err(within)? else { return Ok(None) };
        let snapshot = self.gate.context.snapshot()?;
        let view = snapshot.workspace(&workspace).map_err(within)?;
        if view.row.archived_at.is_some() {
            return Err(within(Error::archived(&workspace)));
        }
        Ok(Some(FolderBinding { folder: folder.to_owned(), workspace, declared: true }))
    }
}

fn bound(row: FolderRow) -> FolderBinding {
    FolderBinding { folder: row.folder, workspace: row.workspace, declared: false }
}

/// The bytes of a file of settings; `None` where there is none.
fn read(file: &str) -> Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let opened = File::open(file).and_then(|file| file.take(RECORD_BYTES as u64 + 1).read_to_end(&mut bytes));
    match opened {
        Ok(_) => Ok(Some(bytes)),
        // A path may lead through a file, and a folder may have the name.
        Err(error)
            if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::IsADirectory) =>
        {
            Ok(None)
        }
        Err(error) => Err(Error::new(Code::Io, format!("it cannot be read: {error}"))),
    }
}

/// A path as it is kept: absolute, `.` and `..` resolved as text, without a `/` at its end.
fn absolute(path: &str) -> Result<String> {
    if path.len() > FOLDER_BYTES {
        return Err(Error::limit("the path", FOLDER_BYTES, "bytes"));
    }
    let slashed = slashed(path);
    let (drive, rest) = match slashed.as_bytes() {
        [letter, b':', b'/', ..] if letter.is_ascii_alphabetic() => (slashed[..2].to_ascii_uppercase(), &slashed[2..]),
        _ => (String::new(), &*slashed),
    };
    if !rest.starts_with('/') || path.contains('\0') {
        let text = format!("`{}` is not an absolute path; give one such as `/projects/acme`", shown(path));
        return Err(Error::argument(text));
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in rest.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    Ok(format!("{drive}/{}", parts.join("/")))
}

/// A path and the folders around it, the innermost first.
fn around(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |folder| {
        let at = folder.rfind('/')?;
        // The root keeps its slash.
        let outer = if folder[..at].contains('/') { &folder[..at] } else { &folder[..=at] };
        (outer != *folder).then_some(outer)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Gate;
    use crate::model::NewWorkspace;

    #[test]
    fn paths_are_kept_as_text() {
        for (path, kept) in [
            ("/", "/"),
            ("//", "/"),
            ("/a//b/./c/", "/a/b/c"),
            ("/a/../../b", "/b"),
            ("c:\\Users\\a", "C:/Users/a"),
            ("C:/", "C:/"),
        ] {
            assert_eq!(absolute(path).unwrap(), kept, "{path}");
        }
        for path in ["", "a", "./a", "~/a", "C:a", "/a\0"] {
            assert_eq!(absolute(path).unwrap_err().code(), Code::InvalidArgument, "{path:?}");
        }
        assert_eq!(absolute(&format!("/{}", "a".repeat(FOLDER_BYTES))).unwrap_err().code(), Code::LimitExceeded);
    }

    #[test]
    fn the_folders_around_a_path_end_at_its_root() {
        assert_eq!(around("/a/b").collect::<Vec<_>>(), ["/a/b", "/a", "/"]);
        assert_eq!(around("C:/a/b").collect::<Vec<_>>(), ["C:/a/b", "C:/a", "C:/"]);
        assert_eq!(around("/").collect::<Vec<_>>(), ["/"]);
    }

    #[test]
    fn a_file_of_a_nearer_folder_names_the_workspace() {
        let root = tempfile::tempdir().unwrap();
        let of = |path: &str| root.path().join(path).to_str().unwrap().to_owned();
        std::fs::create_dir_all(of("repo/crate/src")).unwrap();
        let gate = Gate::open(":memory:").unwrap();
        let areas = gate.workspaces();
        for name in ["outer", "inner"] {
            areas.create(name, &NewWorkspace::default()).unwrap();
        }
        let found = |path: &str| areas.for_path(&of(path)).map(|found| found.map(|found| found.workspace));
        areas.bind(&of("repo"), "outer").unwrap();
        std::fs::write(of("repo/codegate.toml"), "workspace = 'inner'").unwrap();
        assert_eq!(found("repo/crate/src/lib.rs").unwrap().as_deref(), Some("outer"), "what is bound counts");
        std::fs::write(
            of("repo/crate/codegate.toml"),
            "workspace = 'Inner'\n[workspaces.inner]\nof_a_later_version = 1",
        )
        .unwrap();
        assert_eq!(found("repo/crate/src/lib.rs").unwrap().as_deref(), Some("inner"));
        assert!(
            areas
                .for_path(&of("repo/crate"))
                .unwrap()
                .is_some_and(|found| found.declared && found.folder == of("repo/crate"))
        );
        assert_eq!(found("repo/other").unwrap().as_deref(), Some("outer"));
        std::fs::write(of("repo/crate/codegate.toml"), "[workspaces.inner]").unwrap();
        assert_eq!(found("repo/crate/src").unwrap().as_deref(), Some("outer"), "a file may name none");
        areas.unbind(&of("repo")).unwrap();
        assert_eq!(found("repo/crate/src").unwrap().as_deref(), Some("inner"), "that of the repository");
        for (text, code) in [
            ("workspace = 'nope'", Code::WorkspaceNotFound),
            ("workspace = 'a b'", Code::InvalidName),
            ("workspace = ", Code::InvalidArgument),
            ("workspace = 1", Code::InvalidArgument),
        ] {
            std::fs::write(of("repo/crate/codegate.toml"), text).unwrap();
            let error = found("repo/crate/src").unwrap_err();
            assert_eq!(error.code(), code, "{text}");
            assert!(error.message().contains("crate/codegate.toml"), "{error}");
        }
        areas.archive("inner", false).unwrap();
        std::fs::write(of("repo/crate/codegate.toml"), "workspace = 'inner'").unwrap();
        assert_eq!(found("repo/crate").unwrap_err().code(), Code::WorkspaceArchived);
    }
}
