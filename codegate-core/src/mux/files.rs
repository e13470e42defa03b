//! The conditions on files of all rules of a workspace.

use super::path::Subject;
use super::patterns::{Hits, Interner, Patterns, Reading};
use super::written::{Fault, Written};
use crate::model::Over;
use std::borrow::Cow;
use std::cell::OnceCell;

/// A rule's condition on files, by the ids of its patterns.
#[derive(Debug)]
pub(super) enum FileCondition {
    /// Any file that matches one of these suffices.
    Any(Vec<u32>),
    /// A file must match one of the first and none of the second.
    Except(Vec<u32>, Vec<u32>),
}

/// The patterns of these conditions. What a rule wants that also excludes is apart from the rest: there every file counts by
/// itself, while of any other pattern one file that matches is enough.
#[derive(Debug)]
pub(super) struct FilePatterns {
    any: Patterns,
    wanted: Patterns,
    excluded: Patterns,
    /// The first rule with such a condition.
    first: Option<u32>,
}

/// What is read of the rules before their patterns can be looked up.
#[derive(Default)]
pub(super) struct Reader<'a> {
    any: Interner<'a>,
    wanted: Interner<'a>,
    excluded: Interner<'a>,
}

impl<'a> Reader<'a> {
    /// Reads a condition; one that could not be set never holds.
    pub(super) fn read(&mut self, values: &'a [String]) -> FileCondition {
        self.checked(values).unwrap_or_else(|_| FileCondition::Any(Vec::new()))
    }

    fn checked(&mut self, values: &'a [String]) -> Result<FileCondition, Fault> {
        let (excluded, wanted): (Vec<_>, Vec<_>) =
            values.iter().map(|value| Written::read(value)).partition(|written| written.excludes);
        // Exclusions alone leave any file.
        let all = (wanted.is_empty() && !excluded.is_empty()).then_some(Cow::Borrowed("*"));
        let wanted = alternatives(wanted)?.into_iter().chain(all);
        if excluded.is_empty() {
            return Ok(FileCondition::Any(self.any.ids(Reading::File, wanted)));
        }
        let excluded = self.excluded.ids(Reading::File, alternatives(excluded)?);
        Ok(FileCondition::Except(self.wanted.ids(Reading::File, wanted), excluded))
    }

    pub(super) fn finish(self) -> FilePatterns {
        let [any, wanted, excluded] = [self.any, self.wanted, self.excluded].map(Interner::finish);
        FilePatterns { any, wanted, excluded, first: None }
    }
}

fn alternatives(values: Vec<Written<'_>>) -> Result<Vec<Cow<'_, str>>, Fault> {
    let each = values.into_iter().map(|written| written.alternatives(Over::Files));
    Ok(each.collect::<Result<Vec<_>, Fault>>()?.into_iter().flatten().collect())
}

impl FilePatterns {
    /// Lets a rule be found by its condition; in the order of the rules.
    pub(super) fn hang(&mut self, condition: &FileCondition, rule: u32) {
        match condition {
            FileCondition::Any(ids) => self.any.hang(ids, rule),
            FileCondition::Except(wanted, _) => self.wanted.hang(wanted, rule),
        }
        self.first.get_or_insert(rule);
    }

    pub(super) fn first(&self) -> Option<u32> {
        self.first
    }

    /// What [`FilePatterns::visit`] remembers from one file to the next.
    pub(super) fn seen(&self) -> Hits {
        Hits::new(self.any.len())
    }

    /// Calls `found` with rules that want this file, and with what says whether such a rule's condition holds for it.
    pub(super) fn visit(
        &self,
        file: &Subject<'_>,
        seen: &mut Hits,
        mut found: impl FnMut(&[u32], &dyn Fn(&FileCondition) -> bool),
    ) {
        self.any.visit(file, seen, |rules| found(rules, &|_| true));
        if self.wanted.is_empty() {
            return;
        }
        let excluded = OnceCell::new();
        let holds = |condition: &FileCondition| match condition {
            FileCondition::Any(_) => true,
            FileCondition::Except(_, ids) => !excluded.get_or_init(|| self.excluded.hits([file])).any(ids),
        };
        self.wanted.visit(file, &mut Hits::new(self.wanted.len()), |rules| found(rules, &holds));
    }

    /// Everything that matches, to explain each condition.
    pub(super) fn matched<'f>(&self, files: impl Iterator<Item = (&'f str, Subject<'f>)>) -> Matched<'f> {
        let mut any = self.seen();
        let each = |(path, file)| {
            self.any.visit(&file, &mut any, |_| {});
            FileHits { path, wanted: self.wanted.hits([&file]), excluded: self.excluded.hits([&file]) }
        };
        let each = files.map(each).collect();
        Matched { any, each }
    }
}

/// What matched of all patterns.
pub(super) struct Matched<'f> {
    any: Hits,
    each: Vec<FileHits<'f>>,
}

struct FileHits<'f> {
    path: &'f str,
    wanted: Hits,
    excluded: Hits,
}

impl Matched<'_> {
    pub(super) fn holds(&self, condition: &FileCondition) -> bool {
        match condition {
            FileCondition::Any(ids) => self.any.any(ids),
            FileCondition::Except(wanted, excluded) => {
                self.each.iter().any(|file| file.wanted.any(wanted) && !file.excluded.any(excluded))
            }
        }
    }

    /// The files that the condition excludes.
    pub(super) fn excluded(&self, condition: &FileCondition) -> Vec<String> {
        let FileCondition::Except(_, ids) = condition else { return Vec::new() };
        let excluded = self.each.iter().filter(|file| file.excluded.any(ids));
        excluded.map(|file| file.path.to_owned()).collect()
    }
}
