//! Conditions of rules on files and models, against their definition.

use super::fnmatch::{fnmatch, set_end};
use super::paths;
use codegate_core::fuzz::rules::{files_hold, model_holds};

/// What the definition can be asked about in time.
const LONGEST: usize = 400;
const ROOTS: [Option<&str>; 4] = [None, None, Some("/p"), Some("C:/w/x")];

/// A condition: in the first byte whether it is one on the model, and the root; behind it its values, a line each, and behind
/// an empty line the paths or the model.
pub(crate) fn patterns(data: &[u8]) {
    let [how, text @ ..] = data else { return };
    let text = String::from_utf8_lossy(text);
    let Some((values, seen)) = text.split_once("\n\n") else { return };
    let values: Vec<String> = values.lines().map(str::to_owned).collect();
    if text.len() > LONGEST || values.is_empty() || text.contains('\0') {
        return;
    }
    let (held, expected) = if how & 1 == 0 {
        let root = ROOTS[usize::from(how >> 1) % ROOTS.len()];
        let paths: Vec<String> = seen.lines().map(|path| path.replace('\\', "/")).collect();
        let told: Vec<&str> = paths.iter().map(String::as_str).collect();
        let Some(held) = files_hold(values.clone(), &told, root) else { return };
        let expected = paths.iter().filter(|path| paths::is_file(path)).any(|path| {
            let matches = |value: &str| each(value, false).any(|one| paths::matches(&one, path, root));
            holds(&values, matches)
        });
        (held, expected)
    } else {
        let model = seen.lines().next().filter(|model| !model.is_empty());
        let Some(model) = model else { return };
        let Some(held) = model_holds(values.clone(), model) else { return };
        let matches = |value: &str| {
            // A name that is written like the pattern matches whatever the pattern means.
            value == model || each(value, true).any(|one| fnmatch(&with_window(&one), model))
        };
        (held, holds(&values, matches))
    };
    assert_eq!(held.decided, held.explained, "decided otherwise than explained");
    assert_eq!(held.decided, expected, "decided otherwise than defined");
}

/// Whether one of the values matches and none of those that exclude; exclusions alone leave anything.
fn holds(values: &[String], matches: impl Fn(&str) -> bool) -> bool {
    let (no, yes): (Vec<&str>, Vec<&str>) = values.iter().map(String::as_str).partition(|value| value.starts_with('!'));
    (yes.is_empty() || yes.iter().any(|value| matches(value))) && !no.iter().any(|value| matches(&value[1..]))
}

/// The alternatives of a value, of which empty ones match nothing. A leading `[!]` is the character.
fn each(value: &str, names: bool) -> impl Iterator<Item = String> {
    let text = value.strip_prefix("[!]").map(|rest| format!("!{rest}"));
    let all = expanded(&text.unwrap_or_else(|| value.to_owned()).chars().collect::<Vec<_>>(), names);
    all.into_iter().filter(|one| !one.is_empty())
}

/// The first pair of braces outside sets is replaced by each of what it holds.
fn expanded(text: &[char], names: bool) -> Vec<String> {
    let whole = |text: &[char]| text.iter().collect::<String>();
    let (mut at, mut depth, mut edges) = (0, 0, Vec::new());
    while at < text.len() {
        match text[at] {
            '[' => {
                let end = set_end(text, at);
                // No set of characters spans two parts of a path.
                at = if names || !text[at..end].contains(&'/') { end } else { at };
            }
            '{' => {
                depth += 1;
                if depth == 1 {
                    edges.push(at);
                }
            }
            ',' if depth == 1 => edges.push(at),
            '}' if depth == 1 => {
                edges.push(at);
                let before = whole(&text[..edges[0]]);
                let behind = expanded(&text[at + 1..], names);
                let choices = edges.windows(2).flat_map(|edge| expanded(&text[edge[0] + 1..edge[1]], names));
                let joined =
                    |choice: String| behind.iter().map(|end| format!("{before}{choice}{end}")).collect::<Vec<_>>();
                return choices.flat_map(joined).collect();
            }
            '}' if depth > 1 => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    vec![whole(text)]
}

/// A pattern whose `[1m]` at the end is that text.
fn with_window(pattern: &str) -> String {
    let Some((name, window)) = pattern.strip_suffix(']').and_then(|text| text.rsplit_once('[')) else {
        return pattern.to_owned();
    };
    let (digits, unit) = window.split_at(window.len() - window.chars().next_back().map_or(0, char::len_utf8));
    let marks = matches!(unit, "k" | "m" | "K" | "M") && !digits.is_empty();
    if marks && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("{name}[[]{window}]");
    }
    pattern.to_owned()
}
