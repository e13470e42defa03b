//! The macros that the contract is written with: `words!`, `sums!` and `codes!`.

use crate::contract::doc::Doc;
use crate::contract::shape::{Code, Words};
use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Ident, Item, ItemStruct, LitStr, Macro, Token};

/// `/// Doc` `Name { /// Doc` `Variant = "word", … }`.
pub fn words(found: &Macro) -> syn::Result<Words> {
    let parse = |input: ParseStream<'_>| {
        let doc = doc(input)?;
        let name = input.parse::<Ident>()?.to_string();
        let inside;
        syn::braced!(inside in input);
        let mut words = Vec::new();
        while !inside.is_empty() {
            let doc = self::doc(&inside)?;
            inside.parse::<Ident>()?;
            inside.parse::<Token![=]>()?;
            words.push((inside.parse::<LitStr>()?.value(), doc));
            inside.parse::<Token![,]>()?;
        }
        Ok(Words { name, doc, words })
    };
    parse.parse2(found.tokens.clone())
}

/// `Variant "code" Kind "Doc.";` of the one call of `codes!` in the file.
pub fn codes(file: &syn::File) -> syn::Result<Vec<Code>> {
    let called = file.items.iter().find_map(|item| match item {
        Item::Macro(found) if found.ident.is_none() && found.mac.path.is_ident("codes") => Some(&found.mac),
        _ => None,
    });
    let Some(called) = called else { return Err(syn::Error::new(proc_macro2::Span::call_site(), "no `codes!`")) };
    let parse = |input: ParseStream<'_>| {
        let mut codes = Vec::new();
        while !input.is_empty() {
            input.parse::<Ident>()?;
            let word = input.parse::<LitStr>()?.value();
            input.parse::<Ident>()?;
            codes.push(Code { word, doc: Doc::of([input.parse::<LitStr>()?.value().as_str()]) });
            input.parse::<Token![;]>()?;
        }
        Ok(codes)
    };
    parse.parse2(called.tokens.clone())
}

/// The structures of `sums! { /// Doc` `Name: u64; … }`: the one in the macro's definition, once for each.
pub fn sums(definition: Option<&TokenStream>, called: &Macro) -> syn::Result<Vec<ItemStruct>> {
    let missing = || syn::Error::new_spanned(&called.path, "`sums!` is called where it is not defined");
    let template = definition.and_then(template).ok_or_else(missing)?;
    let parse = |input: ParseStream<'_>| {
        let mut found = Vec::new();
        while !input.is_empty() {
            let attributes = input.call(Attribute::parse_outer)?;
            let name = input.parse::<Ident>()?;
            input.parse::<Token![:]>()?;
            let count = input.parse::<Ident>()?;
            input.parse::<Token![;]>()?;
            let mut one: ItemStruct = syn::parse2(filled(template.clone(), &name, &count))?;
            one.attrs.splice(..0, attributes);
            found.push(one);
        }
        Ok(found)
    };
    parse.parse2(called.tokens.clone())
}

/// The content of the outer repetition of a definition with one rule: `(…) => {$( template )*};`.
fn template(definition: &TokenStream) -> Option<TokenStream> {
    let groups = |tokens: TokenStream| {
        tokens.into_iter().filter_map(|token| match token {
            TokenTree::Group(group) => Some(group.stream()),
            _ => None,
        })
    };
    groups(groups(definition.clone()).nth(1)?).next()
}

/// The template with its `$name` and `$count`; a repetition is that of the attributes, which are put back by hand.
fn filled(template: TokenStream, name: &Ident, count: &Ident) -> TokenStream {
    let mut out = Vec::new();
    let mut tokens = template.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(sign) if sign.as_char() == '$' => match tokens.next() {
                Some(TokenTree::Ident(word)) if word == "name" => out.push(name.clone().into()),
                Some(TokenTree::Ident(_)) => out.push(count.clone().into()),
                // `$(…)*`: the sign after it goes too.
                _ => drop(tokens.next()),
            },
            TokenTree::Group(group) => {
                let inside = filled(group.stream(), name, count);
                out.push(proc_macro2::Group::new(group.delimiter(), inside).into());
            }
            other => out.push(other),
        }
    }
    out.into_iter().collect()
}

/// The doc comment at this place.
fn doc(input: ParseStream<'_>) -> syn::Result<Doc> {
    let place = input.span();
    super::doc_at(place, &input.call(Attribute::parse_outer)?)
}
