//! What a request asks for in addition to its text: thinking, and how long the answer may be.

use crate::formats::Setting;
use crate::limits::TOKENS;
use crate::request::json::scan::{Scan, Scanner};
use crate::request::json::text::word;

#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Settings {
    /// Whether the model is to think before it answers; `None` where the request leaves it to the model.
    pub thinking: Option<bool>,
    /// The most output tokens.
    pub max_output_tokens: Option<u64>,
}

impl Settings {
    /// Reads the value of a member that sets something.
    pub(crate) fn read(&mut self, scanner: &mut Scanner<'_>, setting: Setting) -> Scan {
        match setting {
            Setting::MaxTokens => self.max(scanner),
            Setting::Switch => self.switch(scanner),
            Setting::Thinking => self.think(scanner),
            Setting::Nested(settings) => scanner.object_or_other(|scanner, key| {
                let key = word(key.of(scanner.bytes()));
                match settings.iter().find(|(name, _)| name.as_bytes() == key.as_ref()) {
                    Some((_, setting)) => self.read(scanner, *setting),
                    None => scanner.skip().map(drop),
                }
            }),
        }
    }

    fn max(&mut self, scanner: &mut Scanner<'_>) -> Scan {
        let value = scanner.skip()?.of(scanner.bytes());
        if value == b"null" {
            return Ok(());
        }
        let digits = std::str::from_utf8(value).ok();
        self.max_output_tokens = digits.and_then(|digits| digits.parse().ok()).filter(|count| *count <= TOKENS);
        Ok(())
    }

    fn switch(&mut self, scanner: &mut Scanner<'_>) -> Scan {
        let value = scanner.skip()?;
        self.thinking = is_on(value.of(scanner.bytes())).or(self.thinking);
        Ok(())
    }

    /// An object that says whether, how hard or how long to think. Where it says several things, a no outweighs.
    fn think(&mut self, scanner: &mut Scanner<'_>) -> Scan {
        let mut said = None;
        scanner.object_or_other(|scanner, key| {
            let key = word(key.of(scanner.bytes()));
            let value = scanner.skip()?;
            let on = is_on(value.of(scanner.bytes()));
            match key.as_ref() {
                _ if said == Some(false) => {}
                b"type" | b"effort" | b"enabled" | b"max_tokens" | b"thinkingBudget" | b"thinking_budget"
                | b"thinkingLevel" | b"thinking_level" => said = on.or(said),
                // To leave the thoughts out is not to have none.
                b"includeThoughts" | b"include_thoughts" => said = said.or(on.filter(|on| *on)),
                _ => {}
            }
            Ok(())
        })?;
        self.thinking = said.or(self.thinking);
        Ok(())
    }
}

/// Whether a JSON value turns something on; `None` where it says nothing.
fn is_on(value: &[u8]) -> Option<bool> {
    match value {
        b"null" => None,
        b"false" | b"0" | b"\"none\"" | b"\"disabled\"" | b"\"off\"" | b"\"\"" => Some(false),
        _ => Some(true),
    }
}
