//! The segments of a client's path, with `.` and `..` resolved as the most lenient server would.

use super::escaped;
use std::borrow::Cow;

/// How often an escape may be escaped itself: servers behind proxies decode more than once.
const ROUNDS: usize = 4;

/// A path within its root, whatever a server behind it takes for a step up.
pub(super) fn resolved(path: &str) -> String {
    let mut segments: Vec<Cow<'_, str>> = Vec::new();
    for segment in path.split('/').skip(usize::from(path.starts_with('/'))) {
        match hidden_steps(segment) {
            None => segments.push(Cow::Borrowed(segment)),
            Some(parts) => parts.into_iter().for_each(|part| match without_parameters(&part) {
                "." | "" => {}
                ".." => drop(segments.pop()),
                _ => segments.push(Cow::Owned(escaped(&part, false))),
            }),
        }
    }
    segments.iter().map(|segment| format!("/{segment}")).collect()
}

/// The parts of a segment, if one of them is `.` or `..` to a server that decodes `%2f` and `%5c` before it splits the
/// path (Apache's AllowEncodedSlashes, IIS), or that takes parameters behind `;` off (Tomcat).
fn hidden_steps(segment: &str) -> Option<Vec<String>> {
    if !segment.contains('.') && !segment.contains('%') {
        return None;
    }
    let mut plain = segment.to_owned();
    for _ in 0..ROUNDS {
        let decoded = percent_encoding::percent_decode_str(&plain).decode_utf8_lossy().into_owned();
        if decoded == plain {
            break;
        }
        plain = decoded;
    }
    let parts: Vec<String> = plain.split(['/', '\\']).map(str::to_owned).collect();
    parts.iter().any(|part| matches!(without_parameters(part), "." | "..")).then_some(parts)
}

fn without_parameters(part: &str) -> &str {
    part.split(';').next().unwrap_or_default()
}
