//! How clients are recognised: the built-in table, and a host's additions to it.

use super::words;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

words! {
    /// How much a sign of a client proves.
    Strength {
        /// The host says so.
        Certain = "certain",
        /// A header that the client sends of its own accord.
        Strong = "strong",
        /// Text or a member that the client writes into the body.
        Medium = "medium",
        /// A set of tools, which others may offer too.
        Weak = "weak",
    }
}

/// The version of the client table that this library reads.
pub const CLIENTS_VERSION: u64 = 1;

/// A table of clients, in the format of the built-in one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(title = "codegate clients"))]
#[serde(deny_unknown_fields)]
pub struct ClientTable {
    /// Version of the table's format.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    pub version: u64,
    /// The clients, each name once. Where signs of the same kind match several, the first is taken.
    pub clients: Vec<ClientSpec>,
}

/// How one client is recognised: by any one of its signs, of which it has at least one.
///
/// Over all clients, headers are tried first, then the user agent, then the body (`system`, `openings`, `members`),
/// then `tools`. Text matches at word boundaries only: `cline/` does not match in `decline/1.0`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ClientSpec {
    /// Its name, at most 64 bytes: what rules compare `client` with.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 64)))]
    pub name: String,
    /// Headers that it sends, `user-agent` among them; names and values in any case.
    #[serde(default)]
    pub headers: Vec<ClientSign>,
    /// Parts of the system text that it writes, also of developer messages and `instructions`; case-sensitive.
    #[cfg_attr(feature = "schema", schemars(inner(length(min = 1, max = 512))))]
    #[serde(default)]
    pub system: Vec<String>,
    /// How a message begins that it writes in the user's name. Text further on is the user's own and is not searched.
    #[cfg_attr(feature = "schema", schemars(inner(length(min = 1, max = 512))))]
    #[serde(default)]
    pub openings: Vec<String>,
    /// Top-level members of the body that only it sends; `contains` and `equals` are case-sensitive.
    #[serde(default)]
    pub members: Vec<ClientSign>,
    /// Sets of tools; a set matches if all its tools are offered.
    #[cfg_attr(feature = "schema", schemars(inner(length(min = 1), inner(length(min = 1, max = 512)))))]
    #[serde(default)]
    pub tools: Vec<Vec<String>>,
    /// Where this is documented; for people.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// A header or a member of the body that identifies a client by its presence or its value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ClientSign {
    /// Name of the header or the member. Headers for credentials are no signs.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 64)))]
    pub name: String,
    /// The exact value.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 512)))]
    #[serde(default)]
    pub equals: Option<String>,
    /// A part of the value, instead of `equals`.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 512)))]
    #[serde(default)]
    pub contains: Option<String>,
}

/// What a host gives as `clients`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clients {
    /// Entries added to the built-in table: one whose name is in the table replaces that entry, the others are tried
    /// before all built-in ones, in their order.
    Entries(Vec<ClientSpec>),
    /// A table instead of the built-in one.
    Table(ClientTable),
}

impl<'de> Deserialize<'de> for Clients {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Array(entries) => specs(entries).map(Clients::Entries),
            Value::Object(table) => whole(table).map(Clients::Table),
            _ => Err("`clients` must be a list of entries, or a table with `version` and `clients`".into()),
        }
        .map_err(D::Error::custom)
    }
}

fn whole(mut table: Map<String, Value>) -> Result<ClientTable, String> {
    let version = table.remove("version").and_then(|version| version.as_u64());
    let Some(Value::Array(entries)) = table.remove("clients") else {
        return Err("a table of clients needs the list `clients`".into());
    };
    match (version, table.keys().next()) {
        (Some(version), None) => Ok(ClientTable { version, clients: specs(entries)? }),
        (None, _) => Err(format!("a table of clients needs `version`, which is {CLIENTS_VERSION}")),
        (_, Some(name)) => Err(format!("a table of clients has no field `{}`", super::shown(name))),
    }
}

fn specs(entries: Vec<Value>) -> Result<Vec<ClientSpec>, String> {
    entries.into_iter().enumerate().map(|(index, entry)| spec(index, entry)).collect()
}

fn spec(index: usize, entry: Value) -> Result<ClientSpec, String> {
    let name = entry.get("name").and_then(Value::as_str).map(|name| format!(" (`{}`)", super::shown(name)));
    let place = format!("`clients[{index}]`{}", name.unwrap_or_default());
    let Value::Object(fields) = entry else { return Err(format!("{place} must be an object")) };
    read(Value::Object(fields.clone())).map_err(|whole| {
        // Read alone, the field that is at fault fails too.
        let alone = |(name, value): (String, Value)| {
            let fields = [("name".to_owned(), "".into()), (name.clone(), value)];
            let fault = read(Value::Object(fields.into_iter().collect())).err()?;
            Some(format!("{place}, `{}`: {fault}", super::shown(&name)))
        };
        fields.into_iter().find_map(alone).unwrap_or_else(|| format!("{place}: {whole}"))
    })
}

fn read(spec: Value) -> Result<ClientSpec, String> {
    serde_json::from_value(spec).map_err(|error| super::unquoted(&error.to_string()).into_owned())
}

/// The JSON Schema of the table, as it is published.
#[cfg(feature = "schema")]
#[doc(hidden)]
pub fn clients_schema() -> String {
    let mut text = serde_json::to_string_pretty(&schemars::schema_for!(ClientTable)).unwrap_or_default();
    text.push('\n');
    text
}
