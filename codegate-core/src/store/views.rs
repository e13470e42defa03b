//! What a question in SQL may touch: the views, and through them exactly what they read.

use crate::error::Result;
use crate::limits::{SQL_BYTES, SQL_VALUE_BYTES};
use crate::sync::locked;
use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use std::collections::HashSet;
use std::ops::Deref;
use std::sync::{Arc, Mutex};

/// Bounds of one statement. A single function over the longest values, and one row of the widest answer, stay small.
const BOUNDS: [(Limit, i32); 6] = [
    (Limit::SQLITE_LIMIT_LENGTH, SQL_VALUE_BYTES as i32),
    (Limit::SQLITE_LIMIT_SQL_LENGTH, SQL_BYTES as i32),
    (Limit::SQLITE_LIMIT_COLUMN, 256),
    (Limit::SQLITE_LIMIT_EXPR_DEPTH, 200),
    (Limit::SQLITE_LIMIT_VDBE_OP, 100_000),
    (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 512),
];

/// Functions that do more than compute a value.
const DENIED_FUNCTIONS: [&str; 3] = ["load_extension", "fts3_tokenizer", "sqlite_log"];
/// Tables that are made of an argument alone.
const TABLE_FUNCTIONS: [&str; 2] = ["json_each", "json_tree"];

/// The views of a store. Names are in lower case.
pub(super) struct Views {
    names: Vec<String>,
    /// Every column of a table that a view reads. The word for who reads is no proof: a caller may give a part of the
    /// statement the name of a view. It then reaches no more than what the views show.
    reads: HashSet<(String, String)>,
    /// What else has a name: tables, indexes and modules.
    taken: HashSet<String>,
}

impl Views {
    /// What an error says of where to ask.
    pub(super) fn help(&self) -> String {
        format!("give one statement that reads the views `{}`", self.names.join("`, `"))
    }

    fn is_view(&self, name: &str) -> bool {
        self.names.iter().any(|view| view == name)
    }

    fn allow(&self, context: &AuthContext<'_>) -> bool {
        match context.action {
            AuthAction::Select | AuthAction::Recursive => true,
            AuthAction::Function { function_name } => {
                !DENIED_FUNCTIONS.contains(&function_name.to_lowercase().as_str())
            }
            AuthAction::Read { table_name, column_name } => {
                let (table, column) = (table_name.to_lowercase(), column_name.to_lowercase());
                if self.is_view(&table) || TABLE_FUNCTIONS.contains(&table.as_str()) {
                    return true;
                }
                // Of what no column is used, SQLite asks with an empty name, and does not say who reads: with the
                // schema for a table inside a view, without it for what the statement names. `main.exchanges` looks
                // like the first, so its rows can be counted, which the view shows as well.
                let from_view = match context.database_name {
                    None if column.is_empty() => return self.is_own(&table),
                    Some(_) if column.is_empty() => true,
                    _ => context.accessor.is_some_and(|name| self.is_view(&name.to_lowercase())),
                };
                from_view && self.reads.contains(&(table, column))
            }
            _ => false,
        }
    }

    /// Whether the statement itself gave the name, in a `WITH`.
    fn is_own(&self, name: &str) -> bool {
        !self.taken.contains(name) && !name.starts_with("sqlite_") && !name.starts_with("pragma_")
    }
}

/// What becomes of a statement that is prepared now.
enum Mode {
    /// It is our own.
    Free,
    /// It is our own, and what it reads is written down.
    Recording(HashSet<(String, String)>),
    /// It is the caller's, and may touch the views alone.
    Guarded(Arc<Views>),
}

impl Mode {
    fn allow(&mut self, context: &AuthContext<'_>) -> bool {
        match self {
            Mode::Free => true,
            Mode::Recording(seen) => {
                if let AuthAction::Read { table_name, column_name } = context.action {
                    seen.insert((table_name.to_lowercase(), String::new()));
                    seen.insert((table_name.to_lowercase(), column_name.to_lowercase()));
                }
                true
            }
            Mode::Guarded(views) => views.allow(context),
        }
    }
}

/// A connection for the time of one question.
pub(super) struct Bounded<'c> {
    connection: &'c mut Connection,
    mode: Arc<Mutex<Mode>>,
    before: [i32; BOUNDS.len()],
}

impl<'c> Bounded<'c> {
    pub(super) fn new(connection: &'c mut Connection) -> Result<Self> {
        let mode = Arc::new(Mutex::new(Mode::Free));
        let asked = mode.clone();
        connection.authorizer(Some(move |context: AuthContext<'_>| {
            if locked(&asked).allow(&context) { Authorization::Allow } else { Authorization::Deny }
        }))?;
        let mut before = [0; BOUNDS.len()];
        for (old, (limit, value)) in before.iter_mut().zip(BOUNDS) {
            *old = connection.set_limit(limit, value)?;
        }
        Ok(Bounded { connection, mode, before })
    }

    /// The views that there are, and what each of them reads.
    pub(super) fn views(&self) -> Result<Views> {
        let names = self.texts("SELECT lower(name) FROM sqlite_schema WHERE type = 'view' ORDER BY name")?;
        let taken = self.texts(
            "SELECT lower(name) FROM sqlite_schema WHERE type <> 'view' UNION SELECT lower(name) FROM pragma_module_list",
        )?;
        *locked(&self.mode) = Mode::Recording(HashSet::new());
        for name in &names {
            self.prepare(&format!("SELECT * FROM \"{}\"", name.replace('"', "\"\"")))?;
        }
        let reads = match std::mem::replace(&mut *locked(&self.mode), Mode::Free) {
            Mode::Recording(reads) => reads,
            _ => HashSet::new(),
        };
        Ok(Views { names, reads, taken: taken.into_iter().collect() })
    }

    /// Runs `ask` with everything but the views out of reach.
    pub(super) fn guarded<T>(&self, views: &Arc<Views>, ask: impl FnOnce(&Connection) -> T) -> T {
        *locked(&self.mode) = Mode::Guarded(views.clone());
        let answer = ask(self);
        *locked(&self.mode) = Mode::Free;
        answer
    }

    fn texts(&self, sql: &str) -> Result<Vec<String>> {
        let mut statement = self.prepare(sql)?;
        let found = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(found)
    }
}

impl Deref for Bounded<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        self.connection
    }
}

impl Drop for Bounded<'_> {
    fn drop(&mut self) {
        for (old, (limit, _)) in self.before.iter().zip(BOUNDS) {
            let _ = self.connection.set_limit(limit, *old);
        }
        // It fails on a connection that does not own its handle alone; ours all do.
        let _ = self.connection.authorizer(None::<fn(AuthContext<'_>) -> Authorization>);
    }
}
