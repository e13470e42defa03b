//! Forms with files (RFC 7578), in which pictures and sounds are sent: the fields that say which model is asked for, and
//! whether its answer is to be a stream.

use crate::limits::PATTERN_BYTES;
use crate::request::json::span::Span;
use memchr::memmem;

/// Bytes of a boundary: RFC 2046 § 5.1.1.
const BOUNDARY_BYTES: usize = 70;
/// Bytes that are read of the headers of a part.
const HEADER_BYTES: usize = 1_024;
/// Models that a form may name: the last counts, and all are replaced.
const MODELS: usize = 16;

/// More parts than any form has.
const DELIMITERS: usize = 1_000;

/// What was read of a form.
pub(crate) struct Form {
    /// Where it names a model.
    pub(crate) models: Vec<Span>,
    pub(crate) stream: Option<bool>,
}

impl Form {
    /// Reads a body that is a form by its content type; `None` where it is none, or cannot be read.
    pub(crate) fn read(body: &[u8], headers: &[(String, String)]) -> Option<Form> {
        let kind = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let boundary = boundary(&kind?.1)?;
        let mut form = Form { models: Vec::new(), stream: None };
        let mut at = None;
        for delimiter in delimiters(body, &boundary) {
            if let Some(start) = at {
                form.part(body, start, delimiter.before)?;
            }
            match delimiter.after {
                Some(after) => at = Some(after),
                None => return Some(form),
            }
        }
        // It lacks its end.
        None
    }

    /// The model that it asks for.
    pub(crate) fn model<'b>(&self, body: &'b [u8]) -> Option<&'b str> {
        std::str::from_utf8(self.models.last()?.of(body)).ok()
    }

    /// Reads a part; `None` where the form names too many models.
    fn part(&mut self, body: &[u8], start: usize, end: usize) -> Option<()> {
        let part = body.get(start..end).unwrap_or_default();
        let head = part.get(..HEADER_BYTES).unwrap_or(part);
        let Some(blank) = memmem::find(head, b"\r\n\r\n") else { return Some(()) };
        let content = Span::new(start + blank + 4, end);
        match field(part.get(..blank).unwrap_or_default()) {
            Some(b"model") if (1..=PATTERN_BYTES).contains(&content.of(body).len()) => {
                if std::str::from_utf8(content.of(body)).is_ok() {
                    self.models.push(content);
                }
                (self.models.len() <= MODELS).then_some(())
            }
            Some(b"stream") => {
                let value = content.of(body);
                self.stream = Some(value.eq_ignore_ascii_case(b"true") || value == b"1");
                Some(())
            }
            _ => Some(()),
        }
    }
}

/// The boundary that a content type names.
fn boundary(kind: &str) -> Option<String> {
    let mut parts = kind.split(';').map(str::trim);
    parts.next().filter(|kind| kind.eq_ignore_ascii_case("multipart/form-data"))?;
    let (_, value) =
        parts.filter_map(|part| part.split_once('=')).find(|(name, _)| name.eq_ignore_ascii_case("boundary"))?;
    let value = value.trim_matches('"');
    (1..=BOUNDARY_BYTES).contains(&value.len()).then(|| value.to_owned())
}

/// A line that parts a form: where the part before it ends, and where the next begins; none begins after the last.
struct Delimiter {
    before: usize,
    after: Option<usize>,
}

fn delimiters(body: &[u8], boundary: &str) -> impl Iterator<Item = Delimiter> {
    let line = format!("--{boundary}");
    let places: Vec<usize> = memmem::find_iter(body, line.as_bytes()).take(DELIMITERS).collect();
    places.into_iter().filter_map(move |at| {
        let before = match at {
            0 => 0,
            _ => body.get(..at)?.strip_suffix(b"\r\n")?.len(),
        };
        let rest = body.get(at + line.len()..)?;
        if rest.starts_with(b"--") {
            return Some(Delimiter { before, after: None });
        }
        let blank = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        rest.get(blank..)?.starts_with(b"\r\n").then_some(())?;
        Some(Delimiter { before, after: Some(at + line.len() + blank + 2) })
    })
}

/// The name of a part's field, by its headers.
fn field(head: &[u8]) -> Option<&[u8]> {
    const DISPOSITION: &[u8] = b"content-disposition:";
    let lines = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let mut values = lines.filter_map(|line| {
        let (name, value) = line.split_at_checked(DISPOSITION.len())?;
        name.eq_ignore_ascii_case(DISPOSITION).then_some(value)
    });
    let mut parameters = values.next()?.split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
    let value = parameters.find_map(|parameter| {
        let (name, value) = parameter.split_at_checked(5)?;
        name.eq_ignore_ascii_case(b"name=").then_some(value)
    })?;
    Some(value.strip_prefix(b"\"").and_then(|value| value.strip_suffix(b"\"")).unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(body: &str, kind: &str) -> Option<(Vec<String>, Option<bool>)> {
        let form = Form::read(body.as_bytes(), &[("Content-Type".into(), kind.into())])?;
        let models = form.models.iter().map(|span| String::from_utf8_lossy(span.of(body.as_bytes())).into_owned());
        Some((models.collect(), form.stream))
    }

    const KIND: &str = "multipart/form-data; boundary=xyz";

    fn with(parts: &str) -> String {
        format!("{parts}--xyz--\r\n")
    }

    fn part(name: &str, value: &str) -> String {
        format!("--xyz\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    }

    #[test]
    fn the_fields_of_a_form_are_read() {
        let file = "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"model\"\r\n\
            Content-Type: audio/wav\r\n\r\nRIFF\0\r\n\r\n--xy\r\n--xyzz\r\n";
        let body = with(&[&part("model", "whisper-1"), file, &part("stream", "true")].concat());
        assert_eq!(form(&body, KIND), Some((vec!["whisper-1".into()], Some(true))));
        let quoted = "Multipart/Form-Data; charset=utf-8; BOUNDARY=\"xyz\"";
        assert_eq!(form(&body, quoted), Some((vec!["whisper-1".into()], Some(true))));
        let unquoted =
            with("--xyz \r\ncontent-type: text/plain\r\ncontent-disposition: form-data;NAME=model\r\n\r\nm\r\n");
        assert_eq!(form(&unquoted, KIND), Some((vec!["m".into()], None)));
        let twice = with(&[part("model", "a"), part("model", "b")].concat());
        assert_eq!(form(&twice, KIND), Some((vec!["a".into(), "b".into()], None)));
    }

    #[test]
    fn what_is_no_form_is_not_read() {
        let body = with(&part("model", "m"));
        for kind in [
            "application/json",
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "multipart/mixed; boundary=xyz",
        ] {
            assert_eq!(form(&body, kind), None, "{kind}");
        }
        for body in ["", "{}", "--xyz", "--xyz\r\n", "--xyz--x", &part("model", "m"), "x--xyz\r\n\r\n--xyz-"] {
            assert!(form(body, KIND).is_none_or(|(models, _)| models.is_empty()), "{body}");
        }
        assert_eq!(form(&with(&part("model", &"m".repeat(PATTERN_BYTES + 1))), KIND), Some((vec![], None)));
        assert_eq!(form(&with(&part("model", "m").repeat(MODELS + 1)), KIND), None);
        assert_eq!(form(&with(&part("n", "1").repeat(DELIMITERS)), KIND), None);
    }
}
