//! System text at the top level of a body.

use crate::request::json::scan::{Kind, Scan, Scanner};
use crate::request::json::span::Span;

/// Texts of system messages that are kept to recognise the client.
pub(crate) const SYSTEM_TEXTS: usize = 1_024;

/// The texts of `system`, `instructions` and `system_instruction`.
#[derive(Debug, Default)]
pub(crate) struct SystemText(Vec<Span>);

impl SystemText {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Span> {
        self.0.iter()
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Reads a value: a string, a list of blocks, or an object with parts.
    pub(crate) fn read(&mut self, scanner: &mut Scanner<'_>) -> Scan {
        match scanner.kind() {
            Kind::String => self.text(scanner),
            Kind::Array => scanner.array(|scanner| self.block(scanner)).map(drop),
            Kind::Object | Kind::Scalar => self.block(scanner),
        }
    }

    fn block(&mut self, scanner: &mut Scanner<'_>) -> Scan {
        scanner.object_or_other(|scanner, _| match scanner.kind() {
            // The type of a block is read with its text; no client is recognised by it.
            Kind::String => self.text(scanner),
            _ => scanner.array_or_other(|scanner| scanner.object_or_other(|scanner, _| self.text(scanner))),
        })
    }

    fn text(&mut self, scanner: &mut Scanner<'_>) -> Scan {
        let text = scanner.string_or_other()?;
        self.0.extend(text.filter(|_| self.0.len() < SYSTEM_TEXTS));
        Ok(())
    }
}
