//! What the contract consists of, as every writer sees it.

use super::doc::Doc;

/// Everything that crosses into another language.
pub struct Contract {
    pub records: Vec<Record>,
    pub words: Vec<Words>,
    pub codes: Vec<Code>,
}

/// A record that goes out, comes in, or both.
pub struct Record {
    /// Its name in the core.
    pub name: String,
    pub doc: Doc,
    /// The type that it is generic over.
    pub parameter: Option<String>,
    /// Whether the core gives it.
    pub goes_out: bool,
    /// Whether the core takes it.
    pub comes_in: bool,
    pub fields: Vec<Field>,
}

/// A field of a record.
pub struct Field {
    /// Its name in the core.
    pub name: String,
    /// Its name in JSON.
    pub wire: String,
    pub doc: Doc,
    pub of: Type,
    /// Whether its fields are flattened into the record.
    pub flat: bool,
    /// Whether it is left out where it is empty.
    pub skipped: bool,
    /// Whether it may be absent where it comes in.
    pub optional: bool,
    /// Whether an absent field differs from a null one: null clears.
    pub clears: bool,
    /// The function of the core that reads it, where that is not the type's own.
    pub reader: Option<String>,
}

/// The type of a field.
#[derive(Debug, PartialEq)]
pub enum Type {
    Text,
    Bool,
    Integer,
    Float,
    /// An embedding.
    Vector,
    Money,
    /// A text that is never shown.
    Secret,
    Time,
    /// A record, words, a parameter, or a type that only the core can read.
    Named(String),
    List(Box<Type>),
    Optional(Box<Type>),
    /// Values by name.
    Map(Box<Type>),
}

impl Type {
    /// The name of the type that this is, or is a list of.
    pub fn named(&self) -> Option<&str> {
        match self {
            Type::Named(name) => Some(name),
            Type::List(inner) | Type::Optional(inner) | Type::Map(inner) => inner.named(),
            _ => None,
        }
    }
}

/// Words of a closed set.
pub struct Words {
    pub name: String,
    pub doc: Doc,
    /// Each with its meaning.
    pub words: Vec<(String, Doc)>,
}

/// A code of an error; its number is its place from 1.
pub struct Code {
    pub word: String,
    pub doc: Doc,
}

impl Field {
    /// Whether a caller must give it.
    pub fn required(&self) -> bool {
        !self.optional
    }
}

impl Contract {
    pub fn record(&self, name: &str) -> Option<&Record> {
        self.records.iter().find(|record| record.name == name)
    }

    pub fn is_words(&self, name: &str) -> bool {
        self.words.iter().any(|words| words.name == name)
    }
}
