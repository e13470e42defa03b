//! Files named by code fences: in the info string, in a comment on the first line, or on the line before.

use super::lines::{Text, looked_at};
use super::path_heuristics::{Sink, commented, heading, in_info, on_line, quoted, stated};
use crate::request::body::turns::STATED;
use memchr::memmem;
use std::borrow::Cow;

/// What else may open a block, alone on a line: Aider can be set to use it for models that mix up fences.
const BLOCKS: [&str; 5] = ["<source>", "<sourcecode>", "<code>", "<codeblock>", "<pre>"];

/// A line that opens or closes a fenced block.
struct Fence {
    /// Where its line begins.
    line: usize,
    /// Where its line ends.
    end: usize,
    mark: u8,
    len: usize,
    /// Where the info string begins.
    info: usize,
    /// Whether there is no info string.
    bare: bool,
}

impl Fence {
    /// The fence with the marks from `at` on, if its line has nothing else before them.
    fn at(text: Text<'_>, at: usize) -> Option<Fence> {
        let mark = *text.bytes().get(at)?;
        let line = text.indented(at)?;
        let len = run(text, at);
        let info = at + len;
        let end = text.line_end(info)?;
        let words = text.raw(info, end);
        let named = words.first().is_some_and(u8::is_ascii_alphanumeric);
        let bare = words.is_empty() || !named && text.read(info, end).trim().is_empty();
        (len >= 3 && !(mark == b'`' && words.contains(&b'`'))).then_some(Fence { line, end, mark, len, info, bare })
    }
}

/// Bytes of the run of one mark that begins at `at`.
pub(crate) fn run(text: Text<'_>, at: usize) -> usize {
    let rest = text.raw(at, text.len());
    let run = rest.iter().take_while(|byte| rest.first() == Some(*byte)).count();
    looked_at(run);
    run
}

/// The fences of a text, met one after the other.
pub(crate) struct Fences<'t> {
    text: Text<'t>,
    open: Option<Fence>,
    closers: Option<Closers>,
    /// What was looked through: no fence or line is so twice.
    done: usize,
    /// Whether the text states files: whatever precedes a block of it is the name of one.
    states: bool,
}

impl<'t> Fences<'t> {
    pub(crate) fn of(text: Text<'t>) -> Fences<'t> {
        let states = text.bytes().starts_with(STATED.as_bytes());
        Fences { text, open: None, closers: None, done: 0, states }
    }

    /// Takes the marks at `at`; `false` when no more files are wanted.
    pub(crate) fn marks(&mut self, at: usize, sink: &mut Sink<'_>) -> bool {
        if at < self.done {
            return true;
        }
        let Some(fence) = Fence::at(self.text, at) else {
            self.done = at + run(self.text, at);
            return true;
        };
        self.done = fence.end;
        if let Some(outer) = &self.open {
            let inner = fence.mark != outer.mark || fence.len < outer.len;
            if inner && self.closers.get_or_insert_with(|| Closers::of(self.text, at)).after(outer, fence.line) {
                return true;
            }
            // A block without a close must not swallow the next one: a path after a blank line opens it.
            if fence.bare && !inner && !self.opens(&fence) {
                self.open = None;
                return true;
            }
        }
        let wanted = self.name(&fence, sink);
        self.open = Some(fence);
        wanted
    }

    fn name(&self, fence: &Fence, sink: &mut Sink<'_>) -> bool {
        if self.states && fence.bare && self.follows_blank(fence) {
            return self.before(fence.line).as_deref().and_then(stated).is_none_or(|path| sink(path, "line"));
        }
        let info = if fence.bare { "".into() } else { self.text.read(fence.info, fence.end) };
        if let Some(path) = in_info(&info) {
            return sink(path, "fence");
        }
        let first = self.text.next_line(fence.end).and_then(|start| self.text.rest_of_line(start));
        if let Some(path) = first.as_deref().and_then(commented) {
            return sink(path, "fence");
        }
        let before = self.before(fence.line);
        if before.as_deref().is_some_and(|line| line.trim().is_empty()) {
            let above = self.above(fence);
            let path = above.as_deref().and_then(|line| heading(line).or_else(|| quoted(line, &info)));
            return path.is_none_or(|path| sink(path, "line"));
        }
        before.as_deref().and_then(on_line).is_none_or(|path| sink(path, "line"))
    }

    /// The line above the one before a fence.
    fn above(&self, fence: &Fence) -> Option<Cow<'t, str>> {
        let (start, _) = self.text.line_before(fence.line)?;
        self.before(start)
    }

    /// Whether a path and a blank line precede a fence.
    fn opens(&self, fence: &Fence) -> bool {
        self.follows_blank(fence) && self.before(fence.line).as_deref().and_then(on_line).is_some()
    }

    /// Whether a blank line precedes the line before a fence.
    fn follows_blank(&self, fence: &Fence) -> bool {
        self.text.line_before(fence.line).is_some_and(|(start, _)| self.text.is_after_blank(start))
    }

    /// The line before the one that begins at `start`, unless it is a fence.
    fn before(&self, start: usize) -> Option<Cow<'t, str>> {
        let (start, end) = self.text.line_before(start)?;
        let line = self.text.read(start, end);
        let fence = ["```", "~~~"].iter().any(|marks| line.trim_start().starts_with(marks));
        (!fence).then_some(line)
    }

    /// Takes what may be a tag that opens a block of code: the path is on the line before.
    pub(crate) fn tag(&self, at: usize, sink: &mut Sink<'_>) -> bool {
        let line = if self.text.starts_line(at) { self.text.rest_of_line(at) } else { None };
        if !line.is_some_and(|line| BLOCKS.contains(&line.trim_end())) {
            return true;
        }
        self.before(at).as_deref().and_then(on_line).is_none_or(|path| sink(path, "line"))
    }
}

/// Where the last bare fence of each length is: it shows whether a long fence is ever closed.
struct Closers([[usize; Closers::LENGTHS]; 2]);

impl Closers {
    const LENGTHS: usize = 16;

    /// Those from `from` on.
    fn of(text: Text<'_>, from: usize) -> Closers {
        let mut closers = Closers([[0; Closers::LENGTHS]; 2]);
        for (kind, marks) in [b"```", b"~~~"].into_iter().enumerate() {
            let mut done = 0;
            let rest = text.raw(from, text.len());
            looked_at(rest.len());
            for at in memmem::find_iter(rest, marks).map(|at| from + at) {
                if at < done {
                    continue;
                }
                let fence = Fence::at(text, at);
                done = fence.as_ref().map_or_else(|| at + run(text, at), |fence| fence.end);
                if let (Some(fence), Some(lengths)) = (fence.filter(|fence| fence.bare), closers.0.get_mut(kind)) {
                    lengths.iter_mut().take(fence.len).for_each(|last| *last = fence.line);
                }
            }
        }
        closers
    }

    /// Whether a fence like `open` is closed after `at`.
    fn after(&self, open: &Fence, at: usize) -> bool {
        let lengths = self.0.get(usize::from(open.mark == b'~'));
        lengths.and_then(|lengths| lengths.get(open.len - 1)).is_some_and(|last| *last > at)
    }
}
