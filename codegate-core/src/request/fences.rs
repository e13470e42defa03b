//! Files named by code fences: in the info string, in a comment on the first line, or on the line before.

use super::lines::{Text, looked_at};
use super::names::{commented, in_info, on_line};
use super::prose::Sink;
use memchr::memmem;

/// What else may stand alone on a line and open a block, as Aider is told to use for models that mix up fences.
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
        let bare = text.read(info, end).trim().is_empty();
        (len >= 3 && !(mark == b'`' && words.contains(&b'`'))).then_some(Fence { line, end, mark, len, info, bare })
    }
}

/// Bytes of the run of one mark that begins at `at`.
fn run(text: Text<'_>, at: usize) -> usize {
    let rest = text.raw(at, text.len());
    let run = rest.iter().take_while(|byte| rest.first() == Some(*byte)).count();
    looked_at(run);
    run
}

/// The fences of a text, met one after the other.
pub(super) struct Fences<'t> {
    text: Text<'t>,
    open: Option<Fence>,
    closers: Option<Closers>,
    /// What was looked through: no fence or line is so twice.
    done: usize,
}

impl<'t> Fences<'t> {
    pub(super) fn of(text: Text<'t>) -> Fences<'t> {
        Fences { text, open: None, closers: None, done: 0 }
    }

    /// Takes the marks at `at`; `false` when no more files are wanted.
    pub(super) fn marks(&mut self, at: usize, sink: &mut Sink<'_>) -> bool {
        if at < self.done {
            return true;
        }
        let Some(fence) = Fence::at(self.text, at) else {
            self.done = at + run(self.text, at);
            return true;
        };
        self.done = fence.end;
        let before = self.text.line_before(fence.line).filter(|(line, _)| !is_fence(line));
        if let Some(outer) = &self.open {
            let inner = fence.mark != outer.mark || fence.len < outer.len;
            if inner && self.closers.get_or_insert_with(|| Closers::of(self.text, at)).after(outer, fence.line) {
                return true;
            }
            // A block without a close must not swallow the next one: a path after a blank line opens it.
            let opens = before.as_ref().is_some_and(|(line, blank)| *blank && on_line(line).is_some());
            if fence.bare && !inner && !opens {
                self.open = None;
                return true;
            }
        }
        let wanted = self.name(&fence, before.as_ref().map(|(line, _)| line.as_ref()), sink);
        self.open = Some(fence);
        wanted
    }

    fn name(&self, fence: &Fence, before: Option<&str>, sink: &mut Sink<'_>) -> bool {
        if let Some(path) = in_info(&self.text.read(fence.info, fence.end)) {
            return sink(path, "fence");
        }
        let first = self.text.next_line(fence.end).and_then(|start| self.text.rest_of_line(start));
        if let Some(path) = first.as_deref().and_then(commented) {
            return sink(path, "fence");
        }
        before.and_then(on_line).is_none_or(|path| sink(path, "line"))
    }

    /// Takes what may be a tag that opens a block of code: the path stands on the line before.
    pub(super) fn tag(&self, at: usize, sink: &mut Sink<'_>) -> bool {
        let line = if self.text.starts_line(at) { self.text.rest_of_line(at) } else { None };
        if !line.is_some_and(|line| BLOCKS.contains(&line.trim_end())) {
            return true;
        }
        let before = self.text.line_before(at);
        before.as_ref().and_then(|(line, _)| on_line(line)).is_none_or(|path| sink(path, "line"))
    }
}

fn is_fence(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("```") || line.starts_with("~~~")
}

/// Where the last bare fence of each length stands: what tells whether a long fence is ever closed.
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
