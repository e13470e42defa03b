//! The one pass over escaped text against the straightforward way, and what it looks at on hostile texts.

use crate::request::body::tools;
use crate::request::files::condensed::condensed;
use crate::request::files::lines::WORK;
use crate::request::files::path_heuristics::{after_label, commented, in_info, names_file, on_line, phrased, stated};
use crate::request::files::{arguments, prose};
use crate::request::json::text;
use proptest::prelude::*;

type Files = Vec<(String, &'static str)>;

/// All that the pass finds, in a settled order.
fn found_in(raw: &[u8]) -> Files {
    let mut files = Vec::new();
    prose::files(raw, true, &mut |path, found| {
        files.push((path.to_owned(), found));
        true
    });
    files.sort();
    files.dedup();
    files
}

/// What the pass should find, a line and a kind at a time, with no care for speed.
fn expected(text: &str) -> Files {
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
        add(line.strip_prefix("File: ").and_then(after_label), "mention");
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
    files.sort();
    files.dedup();
    files
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
            None => files.extend(before.map(|path| (path.to_owned(), "line"))),
        }
    }
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

#[test]
fn ranges_before_a_path_are_cut_however_many_there_are() {
    assert_eq!(in_info("12:15:src/a.py"), Some("src/a.py"));
    // No level of recursion for each of them.
    let many = || assert_eq!(in_info(&format!("{}src/a.py", "1:".repeat(2_000))), Some("src/a.py"));
    std::thread::Builder::new().stack_size(128 * 1024).spawn(many).unwrap().join().unwrap();
}

/// What texts are made of: whole shapes, halves of them, and what separates them.
const PIECES: [&str; 72] = [
    "```",
    "```",
    "````",
    "~~~",
    "`",
    "~",
    "\n",
    "\n",
    "\n",
    "\n\n",
    "\r\n",
    " ",
    "\t",
    "> ",
    "py",
    "a.py",
    "src/b.rs",
    "dir/",
    "C:\\x\\y.ts",
    "ünï.go",
    "x",
    ":",
    "**",
    "\\",
    "\\n",
    "\\\\",
    "\"",
    "'",
    "é",
    "語",
    "\u{1b}[0m",
    "&",
    "+",
    "// filepath: ",
    "title=\"",
    "(1-10)",
    ":10-20",
    "<file path=\"",
    "<file_content ",
    "<attachment filePath='",
    "<document index=\"1\">\n",
    "<source>",
    "</source>",
    "<path>",
    "</path>",
    "\n<type>directory",
    "<code>",
    "\n<pre>\n",
    "path=",
    ">",
    "<",
    "/>",
    "*** ",
    "\n*** Update File: ",
    "--- a/",
    "\n--- a/c.c\n",
    "+++ b/",
    "\n+++ b/c.c\n",
    "\ndiff --git a/",
    " b/",
    "LICENSE",
    "/dev/null",
    "Called the Read tool with the following input: {\"file_path\":\"",
    "\"}",
    "\nContent from @",
    "\nContent from ",
    "\nContent of ",
    "\nIn file `",
    "\nFile: ",
    "\n[read_file for '",
    "'] Result:",
    "file:///",
];

/// JSON as most write it; as those do that think of HTML; and in ASCII alone.
fn encodings(text: &str) -> [String; 3] {
    let plain = serde_json::to_string(text).unwrap();
    let html = |c: char| match c {
        '<' | '>' | '&' | '\'' | '+' | '`' | '*' => format!("\\u{:04x}", u32::from(c)),
        _ => c.to_string(),
    };
    let ascii = |c: char| match c {
        '\0'..='\x7f' => c.to_string(),
        _ => c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect(),
    };
    let (html, ascii) = (plain.chars().map(html).collect(), plain.chars().map(ascii).collect());
    [plain, html, ascii].map(|json: String| json[1..json.len() - 1].to_owned())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]
    #[test]
    fn one_pass_finds_what_the_straightforward_way_finds(pieces in prop::collection::vec(0..PIECES.len(), 0..40)) {
        let text: String = pieces.iter().map(|piece| PIECES[*piece]).collect();
        for raw in encodings(&text) {
            prop_assert_eq!(found_in(raw.as_bytes()), expected(&text), "{:?}", raw);
        }
    }

    #[test]
    fn any_bytes_are_read_without_harm(raw in prop::collection::vec(any::<u8>(), 0..200)) {
        found_in(&raw);
        arguments::files_in_string(&raw, false, &mut |_, _| true);
        // The same where quotes and backslashes are common.
        let raw: Vec<u8> = raw.iter().map(|byte| if byte % 2 == 0 { b"{\\\"`\n,:a"[usize::from(byte % 8)] } else { *byte }).collect();
        found_in(&raw);
        condensed(&raw);
    }
}

/// Texts made to be looked through again and again.
const HOSTILE: [&str; 40] = [
    "`",
    "~",
    "```\n",
    "```",
    "``` ```\n",
    "````\n```\n",
    "~~~\n```\n",
    "```py a.py\n",
    "`````````\n~~~ x\n",
    "\n\n```\n",
    "> ",
    "\t",
    "a.py\n```\n",
    "<",
    "<file",
    "<file ",
    "<file <file path=",
    "<file path=\"",
    "<attachment x=\"y\" ",
    "<document>\n<source>a.py</source>",
    "<path>",
    "<path>a.py</path>",
    "<code>\n",
    "a.py\n<pre>\n",
    "*** Update File: a\n",
    "*** ",
    "--- a\n+++ b\n",
    "+++ ",
    "Called the ",
    "Called the x tool with the following input: ",
    "Content of x:\n",
    "Content from @",
    "File: ",
    "In file `",
    "[read_file for '",
    "[read_file for 'a'] Result:",
    "file:///",
    "\\",
    "\"",
    "[[{{",
];

#[test]
fn what_is_looked_at_grows_with_the_text_alone() {
    for piece in HOSTILE {
        let costs = [1 << 14, 1 << 18].map(|size: usize| {
            let text = piece.repeat(size / piece.len());
            let raw = &encodings(&text)[0];
            WORK.set(0);
            found_in(raw.as_bytes());
            arguments::files_in_string(format!("{{{raw}").as_bytes(), false, &mut |_, _| true);
            (WORK.get() as f64 + 1.0) / raw.len() as f64
        });
        assert!(costs[1] < 40.0, "{piece:?}: {costs:?} bytes looked at for each byte");
        assert!(costs[1] < costs[0] * 1.5 + 1.0, "{piece:?}: {costs:?} grows faster than the text");
    }
}

#[test]
fn little_of_a_long_text_is_read() {
    let text = format!("{}\n```py src/a.py\nx\n```\n{}", "let x = \"1\";\n".repeat(8_000), "y\n".repeat(8_000));
    let raw = &encodings(&text)[0];
    WORK.set(0);
    assert_eq!(found_in(raw.as_bytes()), [("src/a.py".to_owned(), "fence")]);
    assert!(WORK.get() < 1_000, "{} of {} bytes were looked at", WORK.get(), raw.len());
    assert_eq!(text::unescape(raw.as_bytes()), text);
}
