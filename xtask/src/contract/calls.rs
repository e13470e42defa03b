//! The calls of the façade, as the core declares them.

use super::doc::Doc;
use super::read::parsed;
use super::shape::Contract;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use syn::visit::Visit;
use syn::{Attribute, FnArg, GenericArgument, ImplItem, Item, Pat, PathArguments, ReturnType};

/// The objects that have calls, and what the cases put before the names of theirs.
const OBJECTS: [(&str, &str); 3] = [("Gate", ""), ("Exchange", "exchange."), ("ImportPlan", "plan.")];
/// What bindings need to be built on, and no user calls; or is another form of a call.
const NO_CALLS: [&str; 7] = ["at", "backup_with", "now", "open_default", "options", "sending", "view"];

/// A call of the façade.
pub struct Call {
    /// The accessor of its area: `workspaces`; or the object that it is of: `Gate`, `Exchange`, `ImportPlan`.
    pub of: String,
    /// Its own name.
    pub method: String,
    /// As the cases name it: `workspaces.create`, `decide`.
    pub name: String,
    pub doc: Doc,
    pub arguments: Vec<Argument>,
    /// What it gives.
    pub gives: Given,
    /// Whether it gives a `Result`.
    pub fails: bool,
    /// Whether it asks for the time, which bindings read from the host's clock before the call.
    pub timed: bool,
}

/// An argument of a call.
pub struct Argument {
    pub name: String,
    pub of: Taken,
}

/// What an argument is.
#[derive(Debug, PartialEq)]
pub enum Taken {
    Text,
    OptionalText,
    Flag,
    Bytes,
    /// A record that comes in.
    Record(String),
    /// A list of them.
    Records(String),
    /// A word of a closed set.
    Word(String),
    /// What each binding takes in its own way.
    Other,
}

/// What a call gives.
#[derive(Debug, PartialEq)]
pub enum Given {
    Nothing,
    Truth,
    Count,
    Text,
    Vector,
    Record(String),
    Records(String),
    Page(String),
    Optional(Box<Given>),
    /// What each binding makes in its own way.
    Other(String),
}

impl Given {
    /// The record that it is or holds; a page as `Page<…>`.
    pub fn record(&self) -> Option<String> {
        match self {
            Given::Record(name) | Given::Records(name) => Some(name.clone()),
            Given::Page(of) => Some(format!("Page<{of}>")),
            Given::Optional(inner) => inner.record(),
            _ => None,
        }
    }
}

/// An area of a gate.
pub struct Area {
    /// Its accessor: `workspaces`.
    pub name: String,
    pub doc: Doc,
}

/// The calls of the façade by object and area.
pub struct Facade {
    pub areas: Vec<Area>,
    pub calls: Vec<Call>,
}

/// Reads the façade of the core under this root.
pub fn facade(root: &Path, contract: &Contract) -> Result<Facade, String> {
    let mut methods: BTreeMap<String, Vec<Method>> = BTreeMap::new();
    for path in sources(&root.join("codegate-core/src"))? {
        for item in parsed(&path)?.items {
            let Item::Impl(block) = item else { continue };
            if block.trait_.is_some() {
                continue;
            }
            let found = block.items.iter().filter_map(Method::of);
            methods.entry(held(&block.self_ty)).or_default().extend(found);
        }
    }
    methods.values_mut().for_each(|methods| follow(methods));
    let (mut areas, mut calls) = (Vec::new(), Vec::new());
    for (object, prefix) in OBJECTS {
        let own = methods.remove(object).ok_or_else(|| format!("the core has no calls of `{object}`"))?;
        for found in own.into_iter().filter(|found| found.public) {
            // What gives an area is no call; those of the area are.
            let gives = found.gives.as_ref().map(held).unwrap_or_default();
            let is_object = OBJECTS.iter().any(|(object, _)| *object == gives);
            let area = if is_object { None } else { methods.remove(&gives) };
            match area {
                Some(area) => {
                    for one in area.into_iter().filter(|one| one.public) {
                        calls.push(one.call(contract, &found.name, &format!("{}.", found.name))?);
                    }
                    areas.push(Area { name: found.name, doc: found.doc });
                }
                None => calls.push(found.call(contract, object, prefix)?),
            }
        }
    }
    Ok(Facade { areas, calls })
}

/// A method of the façade, as its source has it.
struct Method {
    name: String,
    public: bool,
    doc: Doc,
    arguments: Vec<(String, syn::Type)>,
    gives: Option<syn::Type>,
    /// Methods that its body calls.
    asks: BTreeSet<String>,
}

impl Method {
    fn of(item: &ImplItem) -> Option<Method> {
        let ImplItem::Fn(found) = item else { return None };
        let name = found.sig.ident.to_string();
        let public = matches!(found.vis, syn::Visibility::Public(_));
        let arguments = found.sig.inputs.iter().filter_map(|argument| match argument {
            FnArg::Typed(typed) => match &*typed.pat {
                Pat::Ident(name) => Some((name.ident.to_string(), (*typed.ty).clone())),
                _ => None,
            },
            FnArg::Receiver(_) => None,
        });
        let mut asks = Asks(BTreeSet::new());
        asks.visit_block(&found.block);
        Some(Method {
            public: public && !NO_CALLS.contains(&name.as_str()) && !found.attrs.iter().any(hidden),
            doc: Doc::of(found.attrs.iter().filter_map(doc_line).collect::<Vec<_>>().iter().map(String::as_str)),
            arguments: arguments.collect(),
            gives: match &found.sig.output {
                ReturnType::Default => None,
                ReturnType::Type(_, of) => Some((**of).clone()),
            },
            asks: asks.0,
            name,
        })
    }

    fn is_timed(&self) -> bool {
        CLOCK.iter().any(|name| self.asks.contains(*name))
    }

    fn call(self, contract: &Contract, of: &str, prefix: &str) -> Result<Call, String> {
        let name = format!("{prefix}{}", self.name);
        if self.doc.0.is_empty() {
            return Err(format!("the call `{name}` has no doc comment"));
        }
        let Some((_, errors)) = self.doc.of_call() else {
            return Err(format!("the doc of `{name}` needs its meaning first, and then a paragraph `Errors: …`"));
        };
        let is_code = |word: &str| contract.codes.iter().any(|code| code.word == word);
        let mut named = errors.unwrap_or_default().split('`').skip(1).step_by(2);
        if let Some(word) = named.find(|word| word.contains('_') && !word.contains("::") && !is_code(word)) {
            return Err(format!("the doc of `{name}` lists `{word}` as an error, which is no code"));
        }
        let timed = self.is_timed();
        let arguments = self.arguments.into_iter();
        Ok(Call {
            of: of.to_owned(),
            name,
            doc: self.doc,
            arguments: arguments.map(|(name, of)| Argument { name, of: taken(contract, &of) }).collect(),
            fails: self.gives.as_ref().is_some_and(is_result),
            gives: self.gives.as_ref().map_or(Given::Nothing, |of| given(contract, of)),
            timed,
            method: self.name,
        })
    }
}

/// The methods of a gate that read the clock.
const CLOCK: [&str; 2] = ["start", "now"];

/// Whoever calls a method of the same object that asks for the time asks for it too.
fn follow(methods: &mut [Method]) {
    loop {
        let timed: BTreeSet<String> = methods.iter().filter(|one| one.is_timed()).map(|one| one.name.clone()).collect();
        let fresh = methods.iter_mut().filter(|one| !one.is_timed() && !one.asks.is_disjoint(&timed));
        let found = fresh.map(|one| one.asks.insert(CLOCK[0].into())).count();
        if found == 0 {
            return;
        }
    }
}

/// Collects the methods that a body calls on `self`, and on its gate.
struct Asks(BTreeSet<String>);

impl<'ast> Visit<'ast> for Asks {
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let own = match &*call.receiver {
            syn::Expr::Path(path) => path.path.is_ident("self"),
            syn::Expr::Field(field) => matches!(&*field.base, syn::Expr::Path(path) if path.path.is_ident("self")),
            _ => false,
        };
        if own {
            self.0.insert(call.method.to_string());
        }
        syn::visit::visit_expr_method_call(self, call);
    }
}

/// What an argument of this type is.
fn taken(contract: &Contract, of: &syn::Type) -> Taken {
    let name = held(of);
    let comes_in = |name: &str| contract.record(name).is_some_and(|record| record.comes_in);
    match of {
        syn::Type::Reference(reference) => match &*reference.elem {
            syn::Type::Slice(slice) if held(&slice.elem) == "u8" => Taken::Bytes,
            syn::Type::Slice(slice) => Taken::Records(held(&slice.elem)),
            _ if name == "str" => Taken::Text,
            _ if comes_in(&name) => Taken::Record(name),
            _ => Taken::Other,
        },
        syn::Type::Path(_) if name == "str" => Taken::OptionalText,
        syn::Type::Path(_) if name == "bool" => Taken::Flag,
        syn::Type::Path(_) if contract.is_words(&name) => Taken::Word(name),
        _ => Taken::Other,
    }
}

/// What a result of this type is.
fn given(contract: &Contract, of: &syn::Type) -> Given {
    let path = match of {
        syn::Type::Path(path) => path,
        syn::Type::Reference(reference) => return given(contract, &reference.elem),
        _ => return Given::Other(held(of)),
    };
    let Some(last) = path.path.segments.last() else { return Given::Other(String::new()) };
    let inner = inner(&last.arguments);
    match (last.ident.to_string().as_str(), inner) {
        ("Result", Some(syn::Type::Tuple(empty))) if empty.elems.is_empty() => Given::Nothing,
        ("Result", Some(inner)) => given(contract, inner),
        ("Option", Some(inner)) => Given::Optional(Box::new(given(contract, inner))),
        ("Vec", Some(inner)) if held(inner) == "f32" => Given::Vector,
        ("Vec", Some(inner)) if contract.record(&held(inner)).is_some() => Given::Records(held(inner)),
        ("Page", Some(inner)) => Given::Page(held(inner)),
        ("bool", None) => Given::Truth,
        ("u64", None) => Given::Count,
        ("String", None) => Given::Text,
        (name, None) if contract.record(name).is_some() => Given::Record(name.to_owned()),
        _ => Given::Other(held(of)),
    }
}

fn doc_line(attribute: &Attribute) -> Option<String> {
    let syn::Meta::NameValue(pair) = &attribute.meta else { return None };
    match &pair.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) if pair.path.is_ident("doc") => {
            Some(text.value())
        }
        _ => None,
    }
}

fn hidden(attribute: &Attribute) -> bool {
    let mut hidden = false;
    if attribute.path().is_ident("doc") {
        // A doc comment is no list, and says nothing of this.
        let _ = attribute.parse_nested_meta(|meta| {
            hidden |= meta.path.is_ident("hidden");
            Ok(())
        });
    }
    hidden
}

/// The name of what a result, an option or a list holds.
fn held(of: &syn::Type) -> String {
    let path = match of {
        syn::Type::Path(path) => path,
        syn::Type::Reference(reference) => return held(&reference.elem),
        _ => return String::new(),
    };
    let Some(last) = path.path.segments.last() else { return String::new() };
    match (last.ident.to_string().as_str(), inner(&last.arguments).map(held)) {
        ("Result" | "Option" | "Vec" | "Arc", Some(inner)) => inner,
        (name, Some(inner)) => format!("{name}<{inner}>"),
        (name, None) => name.to_owned(),
    }
}

fn is_result(of: &syn::Type) -> bool {
    matches!(of, syn::Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Result"))
}

/// The first type between angle brackets.
fn inner(arguments: &PathArguments) -> Option<&syn::Type> {
    let PathArguments::AngleBracketed(list) = arguments else { return None };
    list.args.iter().find_map(|one| match one {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    })
}

/// The sources of the façade. The calls of an exchange stand in the order in which it makes them.
fn sources(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = vec![folder.join("gate.rs")];
    found.extend(["accessors", "reading", "tries"].map(|part| folder.join("exchange").join(part).with_extension("rs")));
    found.push(folder.join("exchange.rs"));
    let areas = folder.join("gate");
    let entries = std::fs::read_dir(&areas).map_err(|error| format!("`{}`: {error}", areas.display()))?;
    let mut areas: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    areas.retain(|path| path.extension().is_some_and(|end| end == "rs"));
    areas.sort();
    found.extend(areas);
    Ok(found)
}
