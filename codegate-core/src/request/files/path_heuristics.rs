//! What is a file name and what is not: fence info strings, and paths on a line of their own.

/// Takes a path and where it was found; `false` when no more are wanted.
pub(crate) type Sink<'s> = dyn FnMut(&str, &'static str) -> bool + 's;

/// The longest recognised path, in bytes.
const PATH_BYTES: usize = 1024;

/// How placeholder paths in instructions begin.
const PLACEHOLDER: &str = "path/to/";

/// Well-known files whose names have no extension.
const BARE_NAMES: [&str; 10] = [
    "Makefile",
    "Dockerfile",
    "Containerfile",
    "Gemfile",
    "Rakefile",
    "Procfile",
    "Jenkinsfile",
    "Vagrantfile",
    "Justfile",
    "Brewfile",
];

/// Languages and libraries that look like a file name, in lower case.
const DOTTED_WORDS: [&str; 16] = [
    "ado.net",
    "asp.net",
    "f.net",
    "vb.net",
    "ml.net",
    "node.js",
    "next.js",
    "nuxt.js",
    "vue.js",
    "react.js",
    "express.js",
    "three.js",
    "d3.js",
    "nest.js",
    "socket.io",
    "backbone.js",
];

/// Attributes of an info string that carry a path.
const ATTRIBUTES: [&str; 6] = ["title", "filename", "filepath", "file", "path", "name"];

/// What a comment or a line says before the path of a file.
const LABELS: [&str; 8] =
    ["filepath", "path", "file", "filename", "file path", "file name", "current file", "the file path is"];

/// Kinds of characters, as bits.
mod kind {
    pub(crate) const SEPARATOR: u16 = 1;
    pub(crate) const COLON: u16 = 1 << 1;
    /// What ends a range of lines or begins one.
    pub(crate) const RANGE: u16 = 1 << 2;
    pub(crate) const LETTER: u16 = 1 << 3;
    /// Characters of code, which a guessed path does not contain.
    pub(crate) const CODE: u16 = 1 << 4;
    /// What no path has.
    pub(crate) const BARRED: u16 = 1 << 5;
    pub(crate) const BRACKET: u16 = 1 << 6;
    pub(crate) const DOT: u16 = 1 << 7;
    /// White space, and what is between words.
    pub(crate) const PROSE: u16 = 1 << 8;
    /// What is not ASCII.
    pub(crate) const FOREIGN: u16 = 1 << 9;

    /// The kinds of each byte.
    pub(crate) const OF: [u16; 256] = {
        let mut kinds = [0; 256];
        let mut byte = 0;
        while byte < 256 {
            kinds[byte] = match byte as u8 {
                b'/' | b'\\' => SEPARATOR,
                b':' => COLON,
                b'#' => RANGE,
                b')' => RANGE,
                b'a'..=b'z' | b'A'..=b'Z' => LETTER,
                0x80..=0xff => LETTER | FOREIGN,
                b' ' | b',' | b'!' | b'?' | b'}' => PROSE,
                b'\t'..=b'\r' => BARRED | PROSE,
                b'"' | b'\'' | b'`' | b';' | b'=' => CODE,
                0..=0x1f | 0x7f | b'<' | b'>' | b'|' | b'*' => BARRED,
                b'(' | b'[' => BRACKET,
                b'{' => BRACKET | PROSE,
                b'.' => DOT,
                _ => 0,
            };
            byte += 1;
        }
        kinds
    };
}

/// The classes of all characters of a text, in one pass; they answer most questions about a path.
fn kinds(text: &str) -> u16 {
    text.bytes().fold(0, |kinds, byte| kinds | kind::OF[usize::from(byte)])
}

/// A path that a client states, rather than one that is guessed from its looks: trimmed, and not a URL.
pub(crate) fn stated(path: &str) -> Option<&str> {
    let path = path.trim();
    let path = path.strip_prefix("file://").map_or(path, before_drive);
    sound(path, kinds(path))
}

/// A path that is no URL and names something, given the kinds of its characters.
fn sound(path: &str, kinds: u16) -> Option<&str> {
    let url = kinds & kind::COLON != 0 && path.contains("://");
    let odd = url || kinds & kind::BARRED != 0;
    let none = matches!(base(path), "" | "." | "..");
    let none = none || path.strip_prefix('/').unwrap_or(path).starts_with(PLACEHOLDER);
    (!odd && !none && path.len() <= PATH_BYTES).then_some(path)
}

/// The path of a `file:` URL without its scheme: `/C:/a` is the drive's.
fn before_drive(path: &str) -> &str {
    match path.as_bytes() {
        [b'/', drive, b':', ..] if drive.is_ascii_alphabetic() => path.get(1..).unwrap_or(path),
        _ => path,
    }
}

/// The path in the info string of a code fence.
pub(crate) fn in_info(info: &str) -> Option<&str> {
    let info = info.trim();
    let braced = info.starts_with('{');
    let info = info.trim_matches(['{', '}']).trim();
    if info.is_empty() {
        return None;
    }
    let kinds = kinds(info);
    if kinds & kind::CODE != 0
        && let Some(path) = attribute(info)
    {
        return Some(path);
    }
    if braced && info.starts_with(['.', '#']) {
        // `{.python #example}`: a class and an id.
        return None;
    }
    let info = if kinds & (kind::CODE | kind::BRACKET) != 0 { cut_decorations(info) } else { info };
    let (first, rest) = split_word(info);
    if let Some(path) = after_colon(first) {
        return Some(path);
    }
    if is_path(first) {
        return guessed(if has_spaces(first, rest) { info } else { first });
    }
    // The first word is the language. What follows is the path: its first word, or all of it where that is no file.
    let rest = rest.trim();
    let (second, more) = split_word(rest);
    let whole = !more.is_empty() && has_spaces(second, more);
    guessed(if whole { rest } else { second })
}

/// A path alone on a line, as before a fence: `src/app.ts`, `**src/app.ts**`, `` `src/app.ts`: ``.
pub(crate) fn on_line(line: &str) -> Option<&str> {
    const DRESS: u16 = kind::BARRED | kind::CODE | kind::COLON | kind::PROSE | kind::FOREIGN | kind::RANGE;
    let (mut line, mut kinds) = (line, kinds(line));
    // Mostly it is bare.
    if kinds & DRESS != 0 {
        line = undressed(line);
        kinds = self::kinds(line);
    }
    let call = kinds & kind::BRACKET != 0 && kinds & kind::SEPARATOR == 0;
    let spaced = kinds & kind::FOREIGN != 0 && line.contains(char::is_whitespace);
    let prose = kinds & kind::PROSE != 0 || line.starts_with('@') || spaced;
    if call || prose || !names_file(line) {
        return None;
    }
    let ranged = kinds & (kind::RANGE | kind::COLON) != 0;
    if ranged { guessed(line) } else { looks_sound(line, kinds, true) }
}

/// A line without the marks and the label that a path on it may have.
fn undressed(line: &str) -> &str {
    const DRESS: [char; 4] = ['*', '`', ':', ' '];
    let line = line.trim().trim_start_matches(['#', '*', '`', ' ']).trim_end_matches(DRESS);
    labelled(line).unwrap_or(line).trim_start_matches(DRESS)
}

/// A path in a comment of its own: `// filepath: src/app.ts`, `# Path: src/app.py`.
pub(crate) fn commented(line: &str) -> Option<&str> {
    said(comment(line)?)
}

/// The path behind a label: `Path: src/app.py`.
pub(crate) fn said(line: &str) -> Option<&str> {
    let path = labelled(line)?;
    (names_file(path) && !path.contains(", ")).then(|| stated(path)).flatten()
}

/// A comment that is nothing but a path: `// src/app.ts`, `#utils.py`.
pub(crate) fn bare_comment(line: &str) -> Option<&str> {
    let path = comment(line).filter(|_| !line.starts_with([' ', '\t']) && !line.starts_with("#!"))?;
    on_line(path).filter(|found| *found == path)
}

/// A comment that puts a part of another file beside the code: `# Compare this snippet from src/app.py:`.
pub(crate) fn compared(line: &str) -> Option<&str> {
    snippet(comment(line)?)
}

/// The same without the comment.
pub(crate) fn snippet(line: &str) -> Option<&str> {
    let path = line.strip_prefix("Compare this snippet from ")?;
    stated(path.trim_end_matches(':')).filter(|path| names_file(path))
}

/// What a line says that is a comment.
pub(crate) fn comment(line: &str) -> Option<&str> {
    const OPENERS: [&str; 6] = ["(*", "{-", "{#", "\" ", "' ", "REM "];
    const CLOSERS: [&str; 5] = ["-->", "*/", "*)", "-}", "#}"];
    let line = line.trim();
    let said = OPENERS.iter().find_map(|opener| line.strip_prefix(opener)).unwrap_or(line);
    let said = said.trim_start_matches(['/', '#', '-', ';', '*', '<', '!', '%']);
    let closed = || CLOSERS.iter().fold(said, |said, closer| said.trim_end_matches(closer));
    (said.len() < line.len()).then(|| closed().trim())
}

/// A path that a special token or a heading announces on the rest of its line.
pub(crate) fn announced(line: &str) -> Option<&str> {
    phrased(cut_range(line.trim()))
}

/// What follows `File:` or `filepath:`, but not the scheme of a url.
fn labelled(line: &str) -> Option<&str> {
    let (word, path) = line.split_once(':').filter(|(_, path)| !path.starts_with("//"))?;
    LABELS.iter().any(|label| label.eq_ignore_ascii_case(word.trim())).then(|| path.trim())
}

/// `src/app.ts` or `` `src/app.ts`. Lines 1 to 10 `` after `File: ` on a line.
pub(crate) fn after_label(rest: &str) -> Option<&str> {
    let rest = rest.trim();
    let (path, plain) = match rest.strip_prefix('`') {
        Some(rest) => (rest.split('`').next()?, false),
        // `src/app.ts (TypeScript)`
        None => (rest.split(" (").next().unwrap_or(rest), true),
    };
    let path = cut_range(path);
    let prose = plain && path.contains(char::is_whitespace);
    (!prose && names_file(path)).then(|| guessed(path)).flatten()
}

/// The path that a sentence goes on with: `src/app.ts`, `` `src/app.ts`. ``, `"src/app.ts", and`.
pub(crate) fn in_sentence(rest: &str) -> Option<&str> {
    const QUOTES: [char; 3] = ['`', '"', '\''];
    let path = match rest.chars().next().filter(|first| QUOTES.contains(first)) {
        Some(quote) => rest.get(1..)?.split(quote).next()?,
        None => rest.split(char::is_whitespace).next()?.trim_end_matches(['.', ',', ':', ';', ')']),
    };
    names_file(path).then(|| guessed(path)).flatten()
}

/// A path above an empty line and a block of code: in backticks, as a heading, or behind a label.
pub(crate) fn heading(line: &str) -> Option<&str> {
    let heads = line.starts_with(['`', '#', '*']) || labelled(line).is_some();
    if heads { on_line(line) } else { None }
}

/// A path with spaces in backticks above an empty line and a block, as code2prompt writes it: what the block is said to be
/// is its extension, unlike what comes out of a command that ends with a path.
pub(crate) fn quoted<'l>(line: &'l str, info: &str) -> Option<&'l str> {
    let path = line.strip_prefix('`')?.trim_end().strip_suffix("`:")?;
    let (_, extension) = path.rsplit_once('.')?;
    (!path.contains('`') && extension.eq_ignore_ascii_case(info.trim())).then(|| stated(path)).flatten()
}

/// A path that some phrase is followed by: it looks like a file's, or like one in some folder.
pub(crate) fn phrased(path: &str) -> Option<&str> {
    stated(path).filter(|path| names_file(path) || path.contains(['/', '\\']))
}

/// `title="src/app.ts"`, `file=src/app.ts`.
fn attribute(info: &str) -> Option<&str> {
    ATTRIBUTES.iter().find_map(|name| {
        let at = info.match_indices(name).map(|(at, _)| at).find(|at| {
            let before = info.get(..*at).and_then(|before| before.chars().next_back());
            before.is_none_or(|c| c.is_whitespace() || c == '{')
                && info.get(at + name.len()..).is_some_and(|rest| rest.starts_with('='))
        })?;
        let value = info.get(at + name.len() + 1..)?;
        let value = match value.chars().next()? {
            quote @ ('"' | '\'') => value.get(1..)?.split(quote).next()?,
            _ => value.split(char::is_whitespace).next()?.trim_end_matches(','),
        };
        guessed(value)
    })
}

/// Cuts what follows a path: ` (1-10)`, `{1,3}`, ` [n]`, ` linenos=table`.
fn cut_decorations(info: &str) -> &str {
    let marks = info.bytes().enumerate().find(|(at, byte)| match byte {
        b'{' => true,
        b'(' | b'[' => info.as_bytes().get(at.wrapping_sub(1)) == Some(&b' '),
        _ => false,
    });
    let info = marks.and_then(|(end, _)| info.get(..end)).unwrap_or(info);
    let Some((before, _)) = info.split_once('=') else { return info.trim() };
    before.rsplit_once(char::is_whitespace).map_or("", |(before, _)| before).trim()
}

/// Cuts a range of lines from the end of a path: `:10`, `:10-20`, `:10:5`, `#L1-L2`, `(1-10)`.
fn cut_range(path: &str) -> &str {
    let kinds = kinds(path);
    if kinds & (kind::RANGE | kind::COLON) == 0 {
        return path;
    }
    let mut path = match path.rsplit_once("#L") {
        Some((before, lines)) if lines.starts_with(|c: char| c.is_ascii_digit()) => before,
        _ => path,
    };
    if let Some((before, range)) = path.strip_suffix(')').and_then(|path| path.rsplit_once('(')) {
        path = if is_range(range) { before } else { path };
    }
    while let Some((before, range)) = path.rsplit_once(':') {
        if !is_range(range) || before.is_empty() {
            break;
        }
        path = before;
    }
    path
}

fn is_range(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && text.bytes().all(|b| b.is_ascii_digit() || b"-,".contains(&b))
}

/// `lang:path` and `12:15:path`. A single letter before the colon is a drive.
fn after_colon(word: &str) -> Option<&str> {
    let mut rest = word;
    while let Some((_, after)) = rest.split_once(':').filter(|(range, _)| is_range(range)) {
        rest = after;
    }
    let is_language =
        |word: &str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"+#-_".contains(&b));
    let named = rest.split_once(':').filter(|(language, path)| is_language(language) && !path.starts_with("//"));
    let ranged = if rest.len() < word.len() { Some(rest) } else { None };
    named.and_then(|(_, path)| guessed(path)).or_else(|| ranged.and_then(guessed))
}

/// Whether a word can be a path rather than a language: it has a dot or a separator, and a letter.
fn is_path(word: &str) -> bool {
    let kinds = kinds(word);
    kinds & (kind::DOT | kind::SEPARATOR) != 0 && kinds & kind::LETTER != 0 && !is_dotted_word(word)
}

fn is_dotted_word(word: &str) -> bool {
    DOTTED_WORDS.iter().any(|dotted| dotted.eq_ignore_ascii_case(word))
}

/// Whether the first word is the start of a path with spaces: `/abs/my file.rs`.
fn has_spaces(first: &str, rest: &str) -> bool {
    first.contains(['/', '\\']) && !names_file(cut_range(first)) && names_file(cut_range(rest))
}

/// The first word, and what follows it.
fn split_word(text: &str) -> (&str, &str) {
    let end = text.bytes().position(|byte| byte.is_ascii_whitespace()).unwrap_or(text.len());
    (text.get(..end).unwrap_or(text), text.get(end..).unwrap_or_default().trim_start())
}

fn base(path: &str) -> &str {
    let start = memchr::memrchr2(b'/', b'\\', path.as_bytes()).map_or(0, |at| at + 1);
    path.get(start..).unwrap_or_default()
}

/// Whether the base name is a file's by its looks: it has an extension, or is well known without one.
pub(crate) fn names_file(path: &str) -> bool {
    let name = base(path);
    let extension = memchr::memrchr(b'.', name.as_bytes()).and_then(|at| name.get(at + 1..)).unwrap_or_default();
    let plausible = (1..=16).contains(&extension.len())
        && extension.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+'))
        && extension.bytes().any(|b| b.is_ascii_alphabetic());
    plausible || BARE_NAMES.contains(&name)
}

/// A path recognised by its shape alone, without the range of lines at its end.
fn guessed(path: &str) -> Option<&str> {
    let path = cut_range(path);
    looks_sound(path, kinds(path), names_file(path))
}

/// The path, if it looks like one, given the kinds of its characters and whether it names a file.
fn looks_sound(path: &str, kinds: u16, file: bool) -> Option<&str> {
    let mime = || path.starts_with("application/") || path.starts_with("text/");
    let looks = file || (kinds & kind::SEPARATOR != 0 && !mime());
    // `$HOME/a.sh` is the shell's, `app/$id.tsx` a route.
    let code = kinds & kind::CODE != 0 || path.starts_with('$');
    let odd = path.ends_with('.') || code || kinds & kind::LETTER == 0;
    let word = kinds & kind::SEPARATOR == 0 && is_dotted_word(path);
    if !looks || odd || word {
        return None;
    }
    // Neither a scheme nor white space is to be cut.
    let clean = kinds & (kind::COLON | kind::PROSE | kind::FOREIGN) == 0;
    if clean { sound(path, kinds) } else { stated(path) }
}
