//! Files in shell commands: the operands of a few commands that read or edit a file and do nothing else.

use super::path_heuristics::{Sink, names_file, stated};

/// How a command takes its operands.
#[derive(Clone, Copy)]
enum Operands {
    /// All of them are files.
    Files,
    /// The first is a script, unless an option gives it.
    AfterScript,
}

/// The commands; every other one gives no file.
const COMMANDS: [(&str, Operands); 24] = [
    ("cat", Operands::Files),
    ("tac", Operands::Files),
    ("head", Operands::Files),
    ("tail", Operands::Files),
    ("nl", Operands::Files),
    ("bat", Operands::Files),
    ("batcat", Operands::Files),
    ("less", Operands::Files),
    ("more", Operands::Files),
    ("view", Operands::Files),
    ("vi", Operands::Files),
    ("vim", Operands::Files),
    ("nvim", Operands::Files),
    ("nano", Operands::Files),
    ("emacs", Operands::Files),
    ("code", Operands::Files),
    ("wc", Operands::Files),
    ("type", Operands::Files),
    ("gc", Operands::Files),
    ("get-content", Operands::Files),
    ("sed", Operands::AfterScript),
    ("gsed", Operands::AfterScript),
    ("awk", Operands::AfterScript),
    ("gawk", Operands::AfterScript),
];
/// Shells that take a script as the word after an option such as `-c`, `-lc` or `/c`.
const SHELLS: [&str; 9] = ["sh", "bash", "zsh", "dash", "ksh", "fish", "pwsh", "powershell", "cmd"];
/// Prefixes of a command that change nothing about it.
const PREFIXES: [&str; 11] = ["sudo", "command", "time", "nice", "{", "!", "if", "then", "else", "while", "do"];
/// Words of a command, and here-documents of a line, that are read.
pub(crate) const WORDS: usize = 1_024;
/// How deep scripts in scripts are read.
const DEPTH: usize = 4;

/// Finds the files in the text of a command. `false` when no more are wanted.
pub(crate) fn script(text: &str, sink: &mut Sink<'_>) -> bool {
    in_script(text, DEPTH, sink)
}

/// Finds the files in a command whose words are given.
pub(crate) fn words<W: AsRef<str>>(words: &[W], sink: &mut Sink<'_>) -> bool {
    let words: Vec<Word> = words.iter().map(|word| Word { text: word.as_ref().to_owned(), open: false }).collect();
    command(&words, DEPTH, sink)
}

fn in_script(text: &str, depth: usize, sink: &mut Sink<'_>) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return true };
    let mut reader = Reader { text, at: 0, documents: Vec::new() };
    loop {
        let (words, more) = reader.command();
        if !command(&words, depth, sink) {
            return false;
        }
        if !more {
            return true;
        }
    }
}

/// A word of a command without its quotes.
#[derive(Default)]
struct Word {
    text: String,
    /// Whether the shell puts something else in its place: a variable, a pattern, the output of a command.
    open: bool,
}

fn command(words: &[Word], depth: usize, sink: &mut Sink<'_>) -> bool {
    let assigns = |word: &&Word| word.text.split_once('=').is_some_and(|(name, _)| is_name(name));
    let skipped = words.iter().take_while(|word| assigns(word) || PREFIXES.contains(&word.text.as_str())).count();
    let Some((first, rest)) = words.get(skipped..).and_then(<[Word]>::split_first) else { return true };
    let name = first.text.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
    let name = name.trim_end_matches(".exe");
    if SHELLS.contains(&name) {
        let script = rest.iter().skip_while(|word| !takes_script(&word.text)).nth(1);
        return script.is_none_or(|script| in_script(&script.text, depth, sink));
    }
    let Some((_, operands)) = COMMANDS.iter().find(|(command, _)| *command == name) else { return true };
    let given = |word: &Word| ["-e", "-f", "--expression", "--file"].iter().any(|option| word.text.starts_with(option));
    let scripts = match operands {
        Operands::Files => 0,
        Operands::AfterScript => usize::from(!rest.iter().any(given)),
    };
    let operands = rest.iter().filter(|word| !word.text.is_empty() && !word.text.starts_with(['-', '+']));
    operands.skip(scripts).filter(|word| !word.open).filter_map(operand).all(|path| sink(path, "tool_call"))
}

/// A file by its shape, unlike `12,20p` and `s/a.b/c.d/`.
fn operand(word: &Word) -> Option<&str> {
    let odd = word.text.contains(['{', '}', '(', ')', '"', '\'', '=', ';', ',', '^', '%', '#', '@']);
    stated(&word.text).filter(|path| !odd && names_file(path))
}

fn takes_script(option: &str) -> bool {
    let option = option.to_ascii_lowercase();
    option == "/c"
        || option == "-command"
        || (option.starts_with('-') && !option.starts_with("--") && option.ends_with('c'))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Cuts a script into commands and words, as far as quotes, redirections and here-documents go.
struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// Ends of the here-documents that begin after this line.
    documents: Vec<String>,
}

impl Reader<'_> {
    /// The words of the next command, and whether another may follow.
    fn command(&mut self) -> (Vec<Word>, bool) {
        let mut words = Vec::new();
        // Whether the next word is where output goes, or where a here-document ends.
        let mut redirected = Next::Word;
        loop {
            match self.peek() {
                None => return (words, false),
                Some(' ' | '\t' | '\r') => self.at += 1,
                Some('\n') => {
                    self.at += 1;
                    self.pass_documents();
                    return (words, true);
                }
                Some(';' | '&' | '|' | '(' | ')') => {
                    self.at += 1;
                    return (words, true);
                }
                Some('#') => self.pass_line(),
                Some('<' | '>') => redirected = self.redirection(),
                Some(_) => {
                    let word = self.word();
                    match std::mem::replace(&mut redirected, Next::Word) {
                        Next::Document if self.documents.len() < WORDS => self.documents.push(word.text),
                        // `2>`: the digit belongs to what follows.
                        Next::Word if self.is_redirected(&word.text) => {}
                        Next::Word if words.len() < WORDS => words.push(word),
                        Next::Target | Next::Document | Next::Word => {}
                    }
                }
            }
        }
    }

    fn is_redirected(&self, word: &str) -> bool {
        word.bytes().all(|byte| byte.is_ascii_digit()) && matches!(self.peek(), Some('<' | '>'))
    }

    fn redirection(&mut self) -> Next {
        let rest = self.rest();
        let len = rest.bytes().take_while(|byte| matches!(byte, b'<' | b'>')).count();
        let document = len == 2 && rest.starts_with("<<");
        self.at += len;
        if self.rest().starts_with(['&', '|']) || (document && self.rest().starts_with('-')) {
            self.at += 1;
        }
        if document { Next::Document } else { Next::Target }
    }

    fn word(&mut self) -> Word {
        let mut word = Word::default();
        while let Some(character) = self.peek() {
            match character {
                ' ' | '\t' | '\r' | '\n' | ';' | '&' | '|' | '(' | ')' | '<' | '>' => break,
                '\'' | '"' => self.quoted(character, &mut word),
                '\\' => self.escaped(&mut word),
                _ => {
                    word.open |= matches!(character, '$' | '`' | '*' | '?' | '[');
                    self.take(character, &mut word);
                }
            }
        }
        word
    }

    fn quoted(&mut self, quote: char, word: &mut Word) {
        self.at += 1;
        loop {
            match self.peek() {
                // Nothing closes it, so it is no word.
                None => {
                    word.open = true;
                    return;
                }
                Some(character) if character == quote => {
                    self.at += 1;
                    return;
                }
                Some('\\') if quote == '"' => self.escaped(word),
                Some(character) => {
                    word.open |= quote == '"' && matches!(character, '$' | '`');
                    self.take(character, word);
                }
            }
        }
    }

    /// A backslash before a letter is a separator of Windows: no shell needs it there.
    fn escaped(&mut self, word: &mut Word) {
        self.at += 1;
        match self.peek() {
            Some('\n') => self.at += 1,
            Some(character) => {
                if character.is_alphanumeric() || matches!(character, '.' | '_') {
                    word.text.push('\\');
                }
                self.take(character, word);
            }
            None => {}
        }
    }

    /// Passes over the here-documents whose line has just ended.
    fn pass_documents(&mut self) {
        for end in std::mem::take(&mut self.documents) {
            loop {
                let rest = self.rest();
                let Some(line) = rest.split('\n').next().filter(|_| !rest.is_empty()) else { return };
                let ends = line.trim() == end;
                self.at = (self.at + line.len() + 1).min(self.text.len());
                if ends {
                    break;
                }
            }
        }
    }

    fn pass_line(&mut self) {
        self.at += memchr::memchr(b'\n', self.rest().as_bytes()).unwrap_or(self.rest().len());
    }

    fn take(&mut self, character: char, word: &mut Word) {
        word.text.push(character);
        self.at += character.len_utf8();
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }
}

/// What the next word is.
enum Next {
    Word,
    /// What a redirection goes to or comes from.
    Target,
    /// The end of a here-document.
    Document,
}
