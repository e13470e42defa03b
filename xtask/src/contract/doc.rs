//! A doc comment of the core, rendered in another language's terms.

/// Begins the paragraph of a call's errors.
const ERRORS: &str = "Errors: ";

/// Paragraphs, each on one line, with links as rustdoc has them.
#[derive(Clone, Debug, PartialEq)]
pub struct Doc(pub Vec<String>);

/// How a language expresses what the core says.
pub struct Voice {
    /// The value for what is absent, instead of `None`.
    pub none: &'static str,
    /// The name of a field.
    pub field: fn(&str) -> String,
    /// The name of a type.
    pub name: fn(&str) -> String,
}

impl Doc {
    /// Of the lines of a comment, without its examples.
    pub fn of<'a>(lines: impl IntoIterator<Item = &'a str>) -> Doc {
        let (mut paragraphs, mut is_example) = (vec![String::new()], false);
        for line in lines.into_iter().map(str::trim) {
            if line.starts_with("```") {
                is_example = !is_example;
                continue;
            }
            if is_example {
                continue;
            }
            match paragraphs.last_mut() {
                Some(last) if !line.is_empty() => {
                    if !last.is_empty() {
                        last.push(' ');
                    }
                    last.push_str(line);
                }
                _ => paragraphs.push(String::new()),
            }
        }
        paragraphs.retain(|paragraph| !paragraph.is_empty());
        Doc(paragraphs)
    }

    /// The record and the field that this says all about: ``See [`Record::field`].``
    pub fn refers_to(&self) -> Option<(&str, &str)> {
        let [one] = self.0.as_slice() else { return None };
        let path = one.strip_prefix("See [`")?.strip_suffix("`].")?;
        let (record, field) = path.rsplit_once("::")?;
        Some((record.rsplit("::").next()?, field))
    }

    /// Of a call: the paragraphs of its meaning, and what its last one lists as its errors. `None` if errors are
    /// mentioned in another place, where no writer would find them.
    pub fn of_call(&self) -> Option<(&[String], Option<&str>)> {
        let (meaning, errors) = match self.0.split_last() {
            Some((last, before)) if last.starts_with(ERRORS) => (before, last.strip_prefix(ERRORS)),
            _ => (self.0.as_slice(), None),
        };
        let strays = meaning.iter().any(|paragraph| paragraph.contains("Errors"));
        (!meaning.is_empty() && !strays).then_some((meaning, errors))
    }

    /// The paragraphs in another voice. `fields` are those of the record that is spoken of.
    pub fn said(&self, voice: &Voice, fields: &[&str]) -> Vec<String> {
        self.0.iter().map(|paragraph| said(paragraph, voice, fields)).collect()
    }
}

fn said(paragraph: &str, voice: &Voice, fields: &[&str]) -> String {
    let mut out = String::new();
    for (place, part) in paragraph.split('`').enumerate() {
        if place % 2 == 0 {
            // The brackets of a link surround its backticks.
            let part = if place > 0 { part.strip_prefix(']').unwrap_or(part) } else { part };
            out.push_str(part.strip_suffix('[').unwrap_or(part));
        } else if part == "None" {
            out.push_str(voice.none);
        } else if let Some((path, member)) = part.rsplit_once("::") {
            let record = path.rsplit("::").next().unwrap_or(path);
            out.push_str(&format!("`{}.{}`", (voice.name)(record), (voice.field)(member)));
        } else if fields.contains(&part) {
            out.push_str(&format!("`{}`", (voice.field)(part)));
        } else {
            out.push_str(&format!("`{part}`"));
        }
    }
    out
}

/// A text in lines of at most `width` characters.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let Some(line) = lines.last_mut() else { continue };
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.into());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speaks_in_another_voice() {
        let voice = Voice { none: "null", field: |name| name.to_uppercase(), name: str::to_owned };
        let doc = Doc::of([" First, by `a_b` or `c_d`;", " `None` else.", "", " See also [`super::R::a_b`]."]);
        assert_eq!(doc.said(&voice, &["a_b"]), ["First, by `A_B` or `c_d`; null else.", "See also `R.A_B`."]);
        assert_eq!(Doc::of(["See [`super::R::a_b`]."]).refers_to(), Some(("R", "a_b")));
        assert_eq!(doc.refers_to(), None);
    }

    #[test]
    fn tells_the_errors_of_a_call_from_its_meaning() {
        let doc = Doc::of(["Does it.", "", "```", "it();", "```", "", "Errors: `busy`."]);
        assert_eq!(doc.of_call(), Some((&["Does it.".to_owned()][..], Some("`busy`."))));
        assert_eq!(Doc::of(["Does it."]).of_call().unwrap().1, None);
        for bad in [&["Does it. Errors: `busy`."][..], &["Errors: `busy`.", "", "Does it."], &["Errors: `busy`."]] {
            assert_eq!(Doc::of(bad.iter().copied()).of_call(), None, "{bad:?}");
        }
    }

    #[test]
    fn wraps_between_words() {
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
    }
}
