//! The values of settings with the places that they stand at, and a reader of them whose errors show no value.

use crate::model::{in_words, shown};
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error as _, Expected, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Value as Json;
use std::fmt::Display;
use toml::de::{DeTable, DeValue};

/// A value, and the byte at which it stands in the text; `None` where it came without one.
#[derive(Debug)]
pub(super) struct Node {
    at: Option<usize>,
    value: Value,
}

#[derive(Debug)]
enum Value {
    Null,
    Flag(bool),
    Whole(i64),
    Number(f64),
    Text(String),
    Time,
    List(Vec<Node>),
    Table(Vec<(Key, Node)>),
}

#[derive(Debug)]
struct Key {
    at: Option<usize>,
    name: String,
}

impl Node {
    /// Where this path leads, or the nearest above it: of a member its name, of an element itself.
    pub(super) fn place(&self, path: &[&str]) -> Option<usize> {
        let Some((first, rest)) = path.split_first() else { return self.at };
        let found = match &self.value {
            Value::Table(members) => {
                members.iter().find(|(key, _)| key.name == *first).map(|(key, node)| (key.at.or(node.at), node))
            }
            Value::List(nodes) => first.parse().ok().and_then(|at: usize| nodes.get(at)).map(|node| (node.at, node)),
            _ => None,
        };
        match found {
            None => self.at,
            Some((at, _)) if rest.is_empty() => at,
            Some((at, node)) => node.place(rest).or(at),
        }
    }

    /// A table of TOML. Its depth has been checked.
    pub(super) fn of_toml(table: &DeTable<'_>) -> Node {
        Node { at: None, value: members(table) }
    }

    /// A value of JSON, which comes without places.
    pub(super) fn of_json(value: Json) -> Node {
        let value = match value {
            Json::Null => Value::Null,
            Json::Bool(flag) => Value::Flag(flag),
            Json::Number(number) => match number.as_i64() {
                Some(whole) => Value::Whole(whole),
                None => Value::Number(number.as_f64().unwrap_or(f64::NAN)),
            },
            Json::String(text) => Value::Text(text),
            Json::Array(values) => Value::List(values.into_iter().map(Node::of_json).collect()),
            Json::Object(members) => {
                let member = |(name, value)| (Key { at: None, name }, Node::of_json(value));
                Value::Table(members.into_iter().map(member).collect())
            }
        };
        Node { at: None, value }
    }
}

fn members(table: &DeTable<'_>) -> Value {
    let member = |(key, node): (&toml::Spanned<_>, &toml::Spanned<DeValue<'_>>)| {
        let name: &std::borrow::Cow<'_, str> = key.get_ref();
        (Key { at: Some(key.span().start), name: name.clone().into_owned() }, placed(node))
    };
    Value::Table(table.iter().map(member).collect())
}

fn placed(node: &toml::Spanned<DeValue<'_>>) -> Node {
    let value = match node.get_ref() {
        DeValue::String(text) => Value::Text(text.clone().into_owned()),
        DeValue::Integer(whole) => match i64::from_str_radix(whole.as_str(), whole.radix()) {
            Ok(whole) => Value::Whole(whole),
            Err(_) => Value::Number(f64::NAN),
        },
        DeValue::Float(number) => Value::Number(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Datetime(_) => Value::Time,
        DeValue::Array(values) => Value::List(values.iter().map(placed).collect()),
        DeValue::Table(table) => members(table),
    };
    Node { at: Some(node.span().start), value }
}

/// What is wrong with settings, and where. No text of it holds a value.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) at: Option<usize>,
    /// The members that lead to it, the innermost first.
    path: Vec<String>,
    text: String,
}

impl Fault {
    fn new(text: impl Display) -> Fault {
        Fault { at: None, path: Vec::new(), text: text.to_string() }
    }

    /// This fault in a member or an element, unless it says more closely where it is.
    fn within(mut self, name: impl Display, at: Option<usize>) -> Fault {
        self.at = self.at.or(at);
        self.path.push(name.to_string());
        self
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.path.is_empty() {
            let path: Vec<String> = self.path.iter().rev().map(|name| shown(name)).collect();
            write!(f, "`{}`: ", path.join("."))?;
        }
        f.write_str(&self.text)
    }
}

impl std::error::Error for Fault {}

impl serde::de::Error for Fault {
    fn custom<T: Display>(text: T) -> Self {
        Fault::new(text)
    }

    fn invalid_type(given: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        let given = match given {
            Unexpected::Bool(_) => "true or false",
            Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => "a number",
            Unexpected::Str(_) => "text",
            Unexpected::Unit | Unexpected::Option => "null",
            Unexpected::Seq => "a list",
            Unexpected::Map => "a table",
            _ => "a date",
        };
        let wanted = wanted.to_string();
        let wanted = match in_words(&wanted) {
            "an object" => "a table",
            "a string" => "text",
            other => other,
        };
        Fault::new(format_args!("must be {wanted}, not {given}"))
    }

    fn invalid_value(_given: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        Fault::new(format_args!("must be {}", in_words(&wanted.to_string())))
    }

    fn unknown_variant(_given: &str, known: &'static [&'static str]) -> Self {
        Fault::new(format_args!("must be one of `{}`", known.join("`, `")))
    }

    fn unknown_field(name: &str, known: &'static [&'static str]) -> Self {
        let lower = name.to_ascii_lowercase();
        let secret = ["key", "token", "secret", "password"].iter().any(|word| lower.contains(word));
        let hint = if secret && known.contains(&"credential") {
            "; a secret is never written here: refer to it by `credential = \"env:NAME\"` or `\"host:<id>\"`"
        } else {
            ""
        };
        Fault::new(format_args!("there is no `{}` here, only `{}`{hint}", shown(name), known.join("`, `")))
    }

    fn missing_field(name: &'static str) -> Self {
        Fault::new(format_args!("needs `{name}`"))
    }
}

impl<'de> Deserializer<'de> for &'de Node {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let read = match &self.value {
            Value::Null => visitor.visit_unit(),
            Value::Flag(flag) => visitor.visit_bool(*flag),
            Value::Whole(whole) => visitor.visit_i64(*whole),
            Value::Number(number) => visitor.visit_f64(*number),
            Value::Text(text) => visitor.visit_str(text),
            Value::Time => Err(Fault::invalid_type(Unexpected::Other("a date"), &visitor)),
            Value::List(nodes) => visitor.visit_seq(Elements { nodes: nodes.iter(), read: 0 }),
            Value::Table(members) => visitor.visit_map(Members { members: members.iter(), value: None }),
        };
        read.map_err(|fault| Fault { at: fault.at.or(self.at), ..fault })
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if matches!(self.value, Value::Null) { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

struct Elements<'de> {
    nodes: std::slice::Iter<'de, Node>,
    read: usize,
}

impl<'de> SeqAccess<'de> for Elements<'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        let Some(node) = self.nodes.next() else { return Ok(None) };
        let place = self.read;
        self.read += 1;
        seed.deserialize(node).map(Some).map_err(|fault| fault.within(place, node.at))
    }
}

struct Members<'de> {
    members: std::slice::Iter<'de, (Key, Node)>,
    value: Option<&'de (Key, Node)>,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some(member) = self.members.next() else { return Ok(None) };
        self.value = Some(member);
        let name = StrDeserializer::<Fault>::new(&member.0.name);
        seed.deserialize(name).map(Some).map_err(|fault| Fault { at: fault.at.or(member.0.at), ..fault })
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let (key, node) = self.value.take().ok_or_else(|| Fault::new("a value was asked for before its name"))?;
        seed.deserialize(node).map_err(|fault| fault.within(&key.name, node.at.or(key.at)))
    }
}
