//! The one pass over escaped text against the straightforward way, and what it looks at on hostile texts.

use super::expected::{Files, expected};
use crate::request::files::condensed::condensed;
use crate::request::files::lines::WORK;
use crate::request::files::path_heuristics::in_info;
use crate::request::files::{arguments, prose};
use crate::request::json::text;
use proptest::prelude::*;

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

#[test]
fn ranges_before_a_path_are_cut_however_many_there_are() {
    assert_eq!(in_info("12:15:src/a.py"), Some("src/a.py"));
    // No level of recursion for each of them.
    let many = || assert_eq!(in_info(&format!("{}src/a.py", "1:".repeat(2_000))), Some("src/a.py"));
    std::thread::Builder::new().stack_size(128 * 1024).spawn(many).unwrap().join().unwrap();
}

/// What texts are made of: whole shapes, halves of them, and what separates them.
const PIECES: [&str; 84] = [
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
    "\nFILE: ",
    "\n**Current file:** ",
    " the active file is ",
    "\nThe user selected the lines 1 to 2 from ",
    "The user opened the file ",
    " in the IDE",
    "\n==> ",
    " <==\n",
    "\n---\n",
    "\n\n---",
    "{\"file_path\": \"",
    "\", \"content\"",
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
const HOSTILE: [&str; 52] = [
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
    "File: active file is ",
    " file is ",
    "FILE: a.py\n",
    "The user selected the lines from ",
    "The user opened the file \n",
    "==> a.py\n",
    "-",
    "a.py\n---\n",
    "\n\n---\n",
    "\"path\":\"",
    "{\"file_path\": \"a.py\"",
    "`a.py`:\n\n```\n",
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
