//! Splices: replacements of byte ranges of a body. Planned without copying it, and applied when it is sent.

use crate::request::body::outline::Value;
use crate::request::json::scan::{Kind, Scanner};
use crate::request::json::span::Span;
use crate::request::json::text::{is, quoted, word};

/// Replacements of byte ranges of a body.
#[derive(Debug, Default)]
pub(crate) struct Splices {
    /// In order; several at one offset in insertion order.
    pub list: Vec<(Span, String)>,
    /// What replaces every `model` that is another one, where there are several.
    pub models: Option<Models>,
}

/// Several members `model` in one body. Their places are looked up when the splices are applied: a body may be made of
/// nothing else.
#[derive(Debug)]
pub(crate) struct Models {
    pub model: String,
    pub count: usize,
}

impl Splices {
    /// The new body; `None` where nothing changes. `body` must be the one that they were planned for.
    pub(crate) fn apply(&self, body: &[u8]) -> Option<Vec<u8>> {
        let quoted = self.models.as_ref().map(|models| (models, quoted(&models.model)));
        let models = quoted.as_ref().map_or(0, |(models, quoted)| quoted.len() * models.count);
        let added = models + self.list.iter().map(|(_, text)| text.len()).sum::<usize>();
        let mut out = Splicing { body, from: 0, added, out: Vec::new() };
        let mut list = self.list.iter().peekable();
        if let Some((models, quoted)) = &quoted {
            models.places(body, &mut |place| {
                while let Some((span, text)) = list.next_if(|(span, _)| span.start() <= place.start()) {
                    out.put(*span, text);
                }
                out.put(place, quoted);
            });
        }
        list.for_each(|(span, text)| out.put(*span, text));
        out.end()
    }
}

impl Models {
    /// Gives the place of each model to replace, in order.
    fn places(&self, body: &[u8], put: &mut dyn FnMut(Span)) {
        // The body was read whole before, so it can be walked again.
        let _ = Scanner::again(body).object(|scanner, key| {
            let kind = scanner.kind();
            let span = scanner.skip()?;
            if is_model(&word(key.of(body))) && !names(body, Value { kind, span }, &self.model) {
                put(span);
            }
            Ok(())
        });
    }
}

/// Whether this is the name of the member, in any case: no letter of it has a form outside of ASCII.
fn is_model(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"model")
}

/// Whether a value is this very text.
pub(crate) fn names(body: &[u8], value: Value, text: &str) -> bool {
    value.kind == Kind::String && is(value.span.inside().of(body), text)
}

/// A new body as it grows.
struct Splicing<'a> {
    body: &'a [u8],
    from: usize,
    /// The most bytes that all splices add.
    added: usize,
    out: Vec<u8>,
}

impl Splicing<'_> {
    fn put(&mut self, span: Span, text: &str) {
        if self.out.is_empty() {
            self.out.reserve_exact(self.body.len() + self.added);
        }
        self.out.extend_from_slice(self.body.get(self.from..span.start()).unwrap_or_default());
        self.out.extend_from_slice(text.as_bytes());
        self.from = span.end();
    }

    /// The new body; `None` where nothing was put.
    fn end(mut self) -> Option<Vec<u8>> {
        if self.out.is_empty() {
            return None;
        }
        self.out.extend_from_slice(self.body.get(self.from..).unwrap_or_default());
        Some(self.out)
    }
}
