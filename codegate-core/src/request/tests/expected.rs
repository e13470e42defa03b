//! What the one pass over a text should find: a line and a kind at a time, with no care for speed.

use crate::request::body::tools;
use crate::request::files::path_heuristics::{
    after_label, commented, heading, in_info, in_sentence, names_file, on_line, phrased, stated,
};
use crate::request::files::phrases;
use crate::request::json::text;

pub(super) type Files = Vec<(String, &'static str)>;

/// What the pass should find, a line and a kind at a time, with no care for speed.
pub(super) fn expected(text: &str) -> Files {
    let lines: Vec<&str> = text.split('\n').collect();
    let mut files = Vec::new();
    fences(&lines, &mut files);
    let mut add = |path: Option<&str>, found| files.extend(path.map(|path| (path.to_owned(), found)));
    for (number, line) in lines.iter().enumerate() {
        let before = number.checked_sub(1).map(|before| lines[before]);
        if ["<source>", "<sourcecode>", "<code>", "<codeblock>", "<pre>"].contains(&line.trim_end()) {
            let fence = |line: &&str| line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
            add(before.filter(|line| !fence(line)).and_then(on_line), "line");
        }
        let header = line.strip_prefix("*** ").and_then(|line| {
            ["Add File: ", "Update File: ", "Delete File: ", "Move to: "]
                .iter()
                .find_map(|head| line.strip_prefix(head))
        });
        add(header.and_then(stated), "patch");
        let sides = line.strip_prefix("+++ ").zip(before.and_then(|before| before.strip_prefix("--- ")));
        if let Some((new, old)) = sides {
            let side = |side: &str| unquoted(side.split('\t').next().unwrap().trim());
            let (new, old) = (side(new), side(old));
            let ours = if new == "/dev/null" { &old } else { &new };
            let git = (old == "/dev/null" || old.starts_with("a/")) && (new == "/dev/null" || new.starts_with("b/"));
            let path = if git { stated(&ours[2..]) } else { phrased(ours) };
            add(path.filter(|path| *path != "/dev/null"), "patch");
        }
        if let Some(sides) = line.strip_prefix("diff --git ").map(str::trim_end) {
            let bare = |side: &str| side.trim_start_matches('"').get(2..).map(str::to_owned);
            let mut halves = sides.match_indices(' ').filter(|(at, _)| at * 2 + 1 == sides.len());
            let same = halves.find_map(|(at, _)| {
                let (old, new) = (&sides[..at], &sides[at + 1..]);
                (old == new || bare(old).is_some_and(|old| bare(new) == Some(old))).then_some(new)
            });
            let mark = if sides.ends_with('"') { " \"" } else { " b/" };
            let end = if mark == " b/" { sides.len() } else { sides.len() - 1 };
            let new = same.or_else(|| sides[..end].rfind(mark).map(|at| &sides[at + 1..]));
            let new = new.map(unquoted);
            add(new.as_deref().and_then(|new| stated(new.strip_prefix("b/").unwrap_or(new))), "patch");
        }
        for (start, end) in [("Content from ", ":"), ("Content of ", ":"), ("In file `", "`:")] {
            let rest = line.strip_prefix(start).and_then(|rest| rest.trim_end().strip_suffix(end));
            add(rest.map(|path| path.strip_prefix('@').unwrap_or(path)).and_then(phrased), "mention");
        }
        labelled(line).into_iter().for_each(|path| add(Some(path), "mention"));
        add(line.strip_prefix("FILE: ").and_then(after_label), "mention");
        for (at, sign) in line.match_indices(" file is ") {
            add(ends_with_a_state(&line[..at]).then(|| in_sentence(&line[at + sign.len()..])).flatten(), "mention");
        }
        add(
            line.strip_prefix("==> ")
                .and_then(|rest| rest.trim_end().strip_suffix(" <=="))
                .and_then(stated)
                .filter(|path| names_file(path)),
            "mention",
        );
        for (sign, selected) in [("The user selected the lines ", true), ("The user opened the file ", false)] {
            for (at, _) in line.match_indices(sign).filter(|(at, _)| *at == 0 || line[..*at].ends_with('>')) {
                let rest = &line[at + sign.len()..];
                let path = if selected {
                    rest.split_once(" from ")
                        .map(|(_, path)| path.trim_end())
                        .map(|path| path.strip_suffix(':').unwrap_or(path))
                } else {
                    rest.split_once(" in the IDE").map(|(path, _)| path)
                };
                add(path.and_then(phrased), "mention");
            }
        }
        let head = line.strip_prefix('[').filter(|_| line.contains("_file for '") || line.contains("] Result:"));
        if let Some((tool, paths)) = head.and_then(|line| line.split_once(" for '")) {
            let word = tool.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            if word && tools::edits_or_reads(tool) {
                for path in paths.split_once('\'').map_or("", |(path, _)| path).split("\', \'") {
                    add(stated(path).filter(|path| names_file(path)), "mention");
                }
            }
        }
    }
    for (at, _) in text.match_indices('<') {
        let inside = text[at + 1..].split('<').next().unwrap();
        if let Some((name, attributes)) = inside.split_once(char::is_whitespace) {
            let tags = ["file", "file_content", "file_contents", "attachment", "document", "code_selection"];
            add(attribute(attributes).filter(|_| tags.contains(&name)).and_then(stated), "tag");
        }
        let after = &text[at + 1 + inside.len()..];
        if let Some(path) = inside.strip_prefix("path>").filter(|_| after.starts_with("</")) {
            let folder = after.trim_start_matches("</path>").trim_start().starts_with("<type>dir");
            add(stated(path).filter(|path| names_file(path) && !folder), "tag");
        }
        if let Some(path) = inside.strip_prefix("source>").filter(|_| after.starts_with("</")) {
            let tag = text[..at].trim_end().rsplit_once('<').map_or("", |(_, tag)| tag);
            let document = tag.starts_with("document") && tag.len() <= 32 && tag.find('>') == Some(tag.len() - 1);
            add(stated(path).filter(|path| names_file(path) && document), "tag");
        }
    }
    let mut done = 0;
    for (at, _) in text.match_indices("file:///") {
        if at >= done {
            let ends = |c: char| c.is_ascii_whitespace() || "\\\"'`()[]<>?#".contains(c);
            let path = text[at..].split(ends).next().unwrap();
            done = at + path.len();
            add(stated(&path.replace("%20", " ")).filter(|path| names_file(path)), "mention");
        }
    }
    for part in text.split("Called the ").skip(1) {
        if let Some((tool, input)) = part.split_once(" tool with the following input: ") {
            let rest = input.strip_prefix("{\"file_path\":\"").filter(|_| tool == "Read");
            let path = rest.and_then(string).map(|raw| text::unescape(raw.as_bytes()));
            add(path.as_deref().and_then(stated), "mention");
        }
    }
    divided(&lines, &mut files);
    members(text, &mut files);
    files.sort();
    files.dedup();
    files
}

/// The paths behind `File: ` at the start of a line, or behind such a word with what the file is to the person.
fn labelled(line: &str) -> Vec<&str> {
    let signs = ["File: ", "File:** ", "file: ", "file:** "].into_iter().flat_map(|sign| line.match_indices(sign));
    let said = signs.filter_map(|(at, sign)| {
        let before = &line[..at];
        let marks = before.len() <= 8 && before.starts_with(['#', '*']) && before.chars().all(|c| "#* ".contains(c));
        let heads = sign.starts_with('F') && (before.is_empty() || marks);
        let state = before.strip_suffix(' ').is_some_and(ends_with_a_state);
        (heads || state).then(|| after_label(&line[at + sign.len()..]))
    });
    said.flatten().collect()
}

fn ends_with_a_state(text: &str) -> bool {
    let word = text.rsplit(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric()).next().unwrap();
    ["active", "current", "open", "opened", "selected", "focused"].iter().any(|state| word.eq_ignore_ascii_case(state))
}

/// Files with three dashes above and below their text.
fn divided(lines: &[&str], files: &mut Files) {
    let (mut open, mut next) = (None::<(String, bool)>, 0);
    // Nothing more, or another path above a divider.
    let goes_on = |first: usize| {
        lines[first..].iter().all(|line| line.trim().is_empty())
            || lines.get(first + 1).is_some_and(|line| is_divider(line))
    };
    let blank = |number: usize| number == 0 || lines[number - 1].trim_end_matches('\r').is_empty();
    for (number, _) in lines.iter().enumerate().filter(|(_, line)| is_divider(line)) {
        let first = std::mem::replace(&mut next, number + 1);
        match open.take() {
            Some((path, sure)) if blank(number) && (sure || goes_on(number + 1)) => {
                files.push((path, "line"));
                continue;
            }
            Some(_) if blank(number) => continue,
            before => open = before,
        }
        if number > 0 && (number - 1 == first || blank(number - 1)) {
            let follows = number - 1 == first && first > 0;
            let path = phrases::divided(lines[number - 1].trim_end(), follows);
            open = path.map(|(path, sure)| (path.to_owned(), sure)).or(open);
        }
    }
}

fn is_divider(line: &str) -> bool {
    line.strip_suffix('\r').unwrap_or(line) == "---"
}

/// Paths in JSON that is part of the text, each just before the file's text.
fn members(text: &str, files: &mut Files) {
    for key in ["file_path", "path", "filename"] {
        for (at, sign) in text.match_indices(&format!("\"{key}\":")) {
            let rest = text[at + sign.len()..].trim_start_matches([' ', '\n', '\r', '\t']);
            let Some((value, after)) = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) else { continue };
            let beside = after.starts_with(", \"content\"");
            let value = text::unescape(value.as_bytes()).into_owned();
            let escaped = value.ends_with('\\');
            if beside && !escaped {
                files.extend(stated(&value).filter(|path| names_file(path)).map(|path| (path.to_owned(), "mention")));
            }
        }
    }
}

/// A name that Git may have quoted; no piece has an octal escape.
fn unquoted(name: &str) -> String {
    let Some(inside) = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) else {
        return name.trim_matches('"').to_owned();
    };
    let mut characters = inside.chars();
    let mut out = String::new();
    while let Some(c) = characters.next() {
        out.push(if c == '\\' { characters.next().map_or(c, |c| if c == 'n' { '\n' } else { c }) } else { c });
    }
    out
}

/// What precedes the quote that ends a string of JSON.
fn string(rest: &str) -> Option<&str> {
    let mut escaped = false;
    let ends = |c: char| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    };
    let raw = rest.split_once(ends)?.0;
    (!raw.contains(char::is_control)).then_some(raw)
}

/// The mark, its length and the info string of a line that is a fence.
fn fence(line: &str) -> Option<(char, usize, &str)> {
    let rest = line.trim_start_matches([' ', '\t', '>']);
    let mark = rest.chars().next().filter(|mark| "`~".contains(*mark))?;
    let info = rest.trim_start_matches(mark);
    let len = rest.len() - info.len();
    (len >= 3 && !(mark == '`' && info.contains('`'))).then(|| (mark, len, info.trim()))
}

fn fences(lines: &[&str], files: &mut Files) {
    let mut open: Option<(char, usize)> = None;
    for (number, line) in lines.iter().enumerate() {
        let Some((mark, len, info)) = fence(line) else { continue };
        let before = number.checked_sub(1).map(|before| lines[before]);
        let before =
            before.filter(|line| !line.trim_start().starts_with("```") && !line.trim_start().starts_with("~~~"));
        let before = before.and_then(on_line);
        if let Some((outer, outer_len)) = open {
            let inner = mark != outer || len < outer_len;
            let closes = |line: &&str| {
                fence(line).is_some_and(|(mark, len, info)| mark == outer && len >= outer_len && info.is_empty())
            };
            if inner && lines[number + 1..].iter().any(closes) {
                continue;
            }
            let blank = number == 1 || (number > 1 && lines[number - 2].trim_end_matches('\r').is_empty());
            if info.is_empty() && !inner && !(blank && before.is_some()) {
                open = None;
                continue;
            }
        }
        open = Some((mark, len));
        let first = lines.get(number + 1).copied().and_then(commented);
        match in_info(info).or(first) {
            Some(path) => files.push((path.to_owned(), "fence")),
            None if number > 1 && lines[number - 1].trim().is_empty() => {
                let above = Some(lines[number - 2]).filter(|line| fence_marks(line).is_none()).and_then(heading);
                files.extend(above.map(|path| (path.to_owned(), "line")));
            }
            None => files.extend(before.map(|path| (path.to_owned(), "line"))),
        }
    }
}

/// The marks of a fence that a line may begin with.
fn fence_marks(line: &str) -> Option<&str> {
    ["```", "~~~"].into_iter().find(|marks| line.trim_start().starts_with(marks))
}

/// The path among the attributes of a tag.
fn attribute(mut attributes: &str) -> Option<&str> {
    while let Some((name, rest)) = attributes.split_once('=').filter(|(name, _)| !name.contains('>')) {
        let rest = rest.trim_start();
        let quote = rest.chars().next()?;
        let (value, after) = match quote {
            '"' | '\'' => rest[1..].split_once(quote)?,
            _ => rest.split_once([' ', '\n', '>']).unwrap_or((rest, "")),
        };
        if ["path", "filePath", "filepath", "file_path"].contains(&name.trim()) {
            return Some(value);
        }
        attributes = after;
    }
    None
}
