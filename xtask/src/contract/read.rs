//! Reads the contract from the sources of the core. What it does not understand it refuses, by file and item.

mod macros;

use super::doc::Doc;
use super::shape::{Contract, Field, Record, Type};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use syn::meta::ParseNestedMeta;
use syn::{Attribute, Expr, ExprLit, GenericArgument, Item, ItemStruct, Lit, Meta, PathArguments, Visibility};

/// Types of one value, written by hand in the core.
const VALUES: [(&str, Type); 3] = [("Money", Type::Money), ("Secret", Type::Secret), ("Timestamp", Type::Time)];

/// Reads the core under this root.
pub fn contract(root: &Path) -> Result<Contract, String> {
    let mut reader = Reader::default();
    for path in sources(&root.join("codegate-core/src/model"))? {
        reader.file(root, &path)?;
    }
    let path = root.join("codegate-core/src/error.rs");
    let codes = macros::codes(&parsed(&path)?).map_err(|error| at(root, &path, &error))?;
    reader.resolve()?;
    Ok(Contract { records: reader.records, words: reader.words, codes })
}

/// What was read so far.
#[derive(Default)]
struct Reader {
    records: Vec<Record>,
    words: Vec<super::shape::Words>,
    /// Docs of the fields of every public structure, by its name and theirs.
    docs: BTreeMap<(String, String), Doc>,
    /// Public types whose JSON only the core can read or write.
    by_hand: Vec<String>,
}

impl Reader {
    fn file(&mut self, root: &Path, path: &Path) -> Result<(), String> {
        let file = parsed(path)?;
        let mut sums = None;
        for item in &file.items {
            self.item(item, &mut sums).map_err(|error| at(root, path, &error))?;
        }
        Ok(())
    }

    fn item(&mut self, item: &Item, sums: &mut Option<proc_macro2::TokenStream>) -> syn::Result<()> {
        match item {
            Item::Struct(found) if is_public(&found.vis) => self.structure(found),
            Item::Enum(found) if is_public(&found.vis) => {
                self.by_hand.push(found.ident.to_string());
                Ok(())
            }
            Item::Macro(found) if found.ident.is_some() => {
                *sums = Some(found.mac.tokens.clone());
                Ok(())
            }
            Item::Macro(found) if found.mac.path.is_ident("words") => {
                self.words.push(macros::words(&found.mac)?);
                Ok(())
            }
            Item::Macro(found) if found.mac.path.is_ident("sums") => {
                macros::sums(sums.as_ref(), &found.mac)?.iter().try_for_each(|one| self.structure(one))
            }
            Item::Macro(found) => Err(refused(found, "a macro that the contract is not written with")),
            _ => Ok(()),
        }
    }

    fn structure(&mut self, found: &ItemStruct) -> syn::Result<()> {
        let name = found.ident.to_string();
        if VALUES.iter().any(|(value, _)| *value == name) {
            return Ok(());
        }
        let derived = derives(&found.attrs)?;
        let has = |name: &str| derived.iter().any(|one| one == name);
        let (goes_out, reads) = (has("Serialize"), has("Deserialize"));
        let mut record = Record {
            doc: doc(found, &found.attrs)?,
            parameter: found.generics.type_params().next().map(|one| one.ident.to_string()),
            goes_out,
            comes_in: false,
            fields: Vec::new(),
            name,
        };
        let (mut strict, mut default) = (false, false);
        serde(&found.attrs, |meta| {
            strict |= meta.path.is_ident("deny_unknown_fields");
            default |= meta.path.is_ident("default");
            if meta.path.is_ident("deny_unknown_fields") || meta.path.is_ident("default") {
                Ok(())
            } else {
                Err(meta.error("no writer knows what to make of this attribute"))
            }
        })?;
        // What is read back from the store alone need not refuse what it does not know.
        record.comes_in = reads && strict;
        if reads && !strict && !goes_out {
            return Err(refused(&found.ident, "a record that comes in must refuse unknown fields"));
        }
        for field in &found.fields {
            let Some(ident) = &field.ident else {
                return Err(refused(found, "a structure without names of fields"));
            };
            if !is_public(&field.vis) {
                if goes_out || reads {
                    return Err(refused(ident, "a field that is not public"));
                }
                continue;
            }
            let key = (record.name.clone(), ident.to_string());
            self.docs.insert(key, doc(ident, &field.attrs)?);
            if goes_out || reads {
                record.fields.push(self::field(field, ident, default)?);
            }
        }
        if let Some(field) = record.fields.iter().find(|field| goes_out && holds_texts(&field.of)) {
            let message =
                format!("`{}` is a map of texts that goes out: its keys would be taken for fields", field.name);
            return Err(refused(&found.ident, &message));
        }
        if goes_out || reads {
            self.records.push(record)
        } else {
            self.by_hand.push(record.name)
        }
        Ok(())
    }

    /// Replaces a doc that refers to another by that other; an error for an unknown type.
    fn resolve(&mut self) -> Result<(), String> {
        let mut known: Vec<&str> = self.by_hand.iter().map(String::as_str).collect();
        known.extend(self.words.iter().map(|words| words.name.as_str()));
        known.extend(self.records.iter().map(|record| record.name.as_str()));
        let known: Vec<String> = known.into_iter().map(str::to_owned).collect();
        for record in &mut self.records {
            for field in &mut record.fields {
                if let Some((of, name)) = field.doc.refers_to() {
                    let place = (of.to_owned(), name.to_owned());
                    let found = self.docs.get(&place);
                    field.doc = found
                        .ok_or_else(|| format!("`{}.{}` refers to no field of `{of}`", record.name, field.name))?
                        .clone();
                }
                let named = field.of.named();
                if let Some(name) = named
                    .filter(|name| record.parameter.as_deref() != Some(*name) && !known.iter().any(|one| one == name))
                {
                    return Err(format!("`{}.{}`: the contract has no type `{name}`", record.name, field.name));
                }
            }
        }
        Ok(())
    }
}

fn field(field: &syn::Field, ident: &syn::Ident, default: bool) -> syn::Result<Field> {
    let name = ident.to_string();
    let mut read = Field {
        wire: name.clone(),
        doc: doc(ident, &field.attrs)?,
        of: kind(&field.ty)?,
        flat: false,
        skipped: false,
        optional: default,
        clears: false,
        reader: None,
        name,
    };
    serde(&field.attrs, |meta| {
        let text = || meta.value()?.parse::<syn::LitStr>().map(|text| text.value());
        if meta.path.is_ident("rename") {
            read.wire = text()?;
        } else if meta.path.is_ident("skip_serializing_if") {
            text()?;
            read.skipped = true;
        } else if meta.path.is_ident("deserialize_with") {
            match text()?.as_str() {
                "super::present" => read.clears = true,
                other => read.reader = Some(other.to_owned()),
            }
        } else if meta.path.is_ident("flatten") {
            read.flat = true;
        } else if meta.path.is_ident("default") {
            read.optional = true;
        } else {
            return Err(meta.error("no writer knows what to make of this attribute"));
        }
        Ok(())
    })?;
    // serde's derive takes an absent `Option` for `None`, unless it is read by a function.
    read.optional |= matches!(read.of, Type::Optional(_)) && read.reader.is_none() && !read.clears;
    if read.clears {
        // The outer `Option` is for an absent field, the inner one for a null.
        read.of = match read.of {
            Type::Optional(inner) if matches!(*inner, Type::Optional(_)) => *inner,
            _ => return Err(refused(ident, "`present` without `Option<Option<…>>`")),
        };
    }
    Ok(read)
}

/// What a type of Rust is in the contract.
fn kind(found: &syn::Type) -> syn::Result<Type> {
    let path = match found {
        syn::Type::Reference(reference) => match &*reference.elem {
            syn::Type::Path(path) if path.path.is_ident("str") => return Ok(Type::Text),
            _ => return Err(refused(found, "a reference to anything but text")),
        },
        syn::Type::Path(path) => path,
        _ => return Err(refused(found, "a type that the contract has no word for")),
    };
    let Some(last) = path.path.segments.last() else { return Err(refused(found, "a type without a name")) };
    if last.ident == "Vec" && is_single(&last.arguments) {
        return Ok(Type::Vector);
    }
    let inner = match &last.arguments {
        PathArguments::AngleBracketed(list) => {
            let types = list.args.iter().filter_map(|one| match one {
                GenericArgument::Type(inner) => Some(inner),
                _ => None,
            });
            types.map(kind).collect::<syn::Result<Vec<Type>>>()?
        }
        _ => Vec::new(),
    };
    let name = last.ident.to_string();
    Ok(match (name.as_str(), inner.as_slice()) {
        ("String", []) => Type::Text,
        ("bool", []) => Type::Bool,
        ("u16" | "u32" | "u64" | "usize" | "i64", []) => Type::Integer,
        ("f64", []) => Type::Float,
        ("Option", [_]) => Type::Optional(Box::new(first(inner))),
        ("Vec", [_]) => Type::List(Box::new(first(inner))),
        ("BTreeMap", [Type::Text, _]) => Type::Map(Box::new(inner.into_iter().nth(1).unwrap_or(Type::Text))),
        (_, []) => match VALUES.into_iter().find(|(value, _)| *value == name) {
            Some((_, value)) => value,
            None if name.starts_with(char::is_uppercase) => Type::Named(name),
            None => return Err(refused(found, "a type that the contract has no word for")),
        },
        _ => return Err(refused(found, "a type that the contract has no word for")),
    })
}

/// Whether these arguments are `<f32>`, of which there are only lists.
fn is_single(arguments: &PathArguments) -> bool {
    let PathArguments::AngleBracketed(list) = arguments else { return false };
    list.args.iter().any(|one| matches!(one, GenericArgument::Type(syn::Type::Path(of)) if of.path.is_ident("f32")))
}

fn first(inner: Vec<Type>) -> Type {
    inner.into_iter().next().unwrap_or(Type::Text)
}

/// Whether a type has a map whose keys may be anybody's own; those of numbers are words of the library's.
fn holds_texts(of: &Type) -> bool {
    match of {
        Type::Map(value) => **value == Type::Text,
        Type::List(inner) | Type::Optional(inner) => holds_texts(inner),
        _ => false,
    }
}

/// The doc comment; an error without one, as it would be missing in every language.
fn doc(item: &impl syn::spanned::Spanned, attributes: &[Attribute]) -> syn::Result<Doc> {
    doc_at(item.span(), attributes)
}

fn doc_at(place: proc_macro2::Span, attributes: &[Attribute]) -> syn::Result<Doc> {
    let mut lines = Vec::new();
    for attribute in attributes {
        match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
                Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => lines.push(text.value()),
                other => return Err(refused(other, "a doc that is no text")),
            },
            // Those for the tools of the core alone.
            meta if ["derive", "cfg_attr", "serde", "doc"].iter().any(|known| meta.path().is_ident(known)) => {}
            other => return Err(refused(other, "an attribute that no writer knows")),
        }
    }
    let doc = Doc::of(lines.iter().map(String::as_str));
    if doc.0.is_empty() { Err(syn::Error::new(place, "has no doc comment")) } else { Ok(doc) }
}

fn derives(attributes: &[Attribute]) -> syn::Result<Vec<String>> {
    let mut names = Vec::new();
    for attribute in attributes.iter().filter(|one| one.path().is_ident("derive")) {
        attribute.parse_nested_meta(|meta| {
            names.extend(meta.path.segments.last().map(|last| last.ident.to_string()));
            Ok(())
        })?;
    }
    Ok(names)
}

fn serde(attributes: &[Attribute], mut each: impl FnMut(ParseNestedMeta<'_>) -> syn::Result<()>) -> syn::Result<()> {
    attributes.iter().filter(|one| one.path().is_ident("serde")).try_for_each(|one| one.parse_nested_meta(&mut each))
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn refused(item: &impl syn::spanned::Spanned, what: &str) -> syn::Error {
    syn::Error::new(item.span(), what)
}

fn at(root: &Path, path: &Path, error: &syn::Error) -> String {
    let place = error.span().start();
    let path = path.strip_prefix(root).unwrap_or(path);
    let source = error.span().source_text().unwrap_or_default();
    format!("{}:{}: `{}`: {error}", path.display(), place.line, source.lines().next().unwrap_or_default())
}

pub fn parsed(path: &Path) -> Result<syn::File, String> {
    let source = crate::shell::text(path)?;
    syn::parse_file(&source).map_err(|error| format!("`{}`: {error}", path.display()))
}

/// The sources in a folder, by name. What lies deeper is how a record prints, which no border sees.
fn sources(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("`{}`: {error}", folder.display()))?;
    let mut found: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    found.retain(|path| path.extension().is_some_and(|end| end == "rs"));
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests;
