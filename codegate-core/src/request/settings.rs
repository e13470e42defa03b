//! What a request asks for beside its text: thinking, and how long the answer may be.

use super::scan::{Kind, Scan, Scanner};
use super::text::word;
use crate::limits::TOKENS;

#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Settings {
    /// Whether the model is to think before it answers; `None` where the request leaves it to the model.
    pub thinking: Option<bool>,
    /// The most output tokens.
    pub max_output_tokens: Option<u64>,
}

impl Settings {
    /// Takes a top-level member that is a setting in one of the formats; `false` if it is none, and still to be read.
    pub(super) fn member(&mut self, scanner: &mut Scanner<'_>, name: &[u8]) -> Scan<bool> {
        match name {
            // OpenAI chat and completions, Anthropic; OpenAI chat since o1; Responses; llama.cpp.
            b"max_tokens" | b"max_completion_tokens" | b"max_output_tokens" | b"n_predict" => self.max(scanner)?,
            // OpenAI chat, and Ollama's `think`, which is a switch or an effort; Qwen's switch.
            b"reasoning_effort" | b"think" | b"enable_thinking" => self.switch(scanner)?,
            // Anthropic's and others' `{"type": "enabled"}`; Responses' and OpenRouter's `{"effort": "high"}`.
            b"thinking" | b"reasoning" => self.think(scanner)?,
            // Gemini.
            b"generationConfig" | b"generation_config" => self.object(scanner, |settings, scanner, key| match key {
                b"maxOutputTokens" | b"max_output_tokens" => settings.max(scanner),
                b"thinkingConfig" | b"thinking_config" => settings.think(scanner),
                _ => scanner.skip().map(drop),
            })?,
            // Ollama.
            b"options" => self.object(scanner, |settings, scanner, key| match key {
                b"num_predict" => settings.max(scanner),
                _ => scanner.skip().map(drop),
            })?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn object(
        &mut self,
        scanner: &mut Scanner<'_>,
        mut member: impl FnMut(&mut Settings, &mut Scanner<'_>, &[u8]) -> Scan,
    ) -> Scan {
        if scanner.kind() != Kind::Object {
            return scanner.skip().map(drop);
        }
        scanner.object(|scanner, key| {
            let key = word(key.of(scanner.bytes()));
            member(self, scanner, &key)
        })?;
        Ok(())
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
        self.object(scanner, |_, scanner, key| {
            let value = scanner.skip()?;
            let on = is_on(value.of(scanner.bytes()));
            match key {
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
