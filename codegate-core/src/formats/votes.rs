//! Evidence in a body for each format, collected while it is read and weighed at its end.

use super::{FORMATS, Spec};

/// The weight of evidence for a format: bits, so that a repetition weighs no more.
pub(crate) type Weight = u8;

pub(crate) const NONE: Weight = 0;
/// A sign that others borrow; weighs less than the path.
pub(crate) const WEAK: Weight = 1;
/// A sign that one format has, and clients of another hand on; weighs less than the path too.
pub(crate) const MEDIUM: Weight = 2;
/// A sign that one format alone has; weighs more than the path.
pub(crate) const STRONG: Weight = 4;

/// Evidence for a format other than the members of the body.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sign {
    /// A message of the role `system`.
    SystemRole,
    /// A message of the role `developer`.
    DeveloperRole,
    /// A message of the role `tool`.
    ToolRole,
    /// Calls beside the content of a message.
    ToolCalls,
    /// Images beside the content of a message.
    MessageImages,
    /// A part of a message that is a tool's call or result, or thinking.
    ToolPart,
    /// A part of a message that is an image by its URL, a sound or a file.
    MediaPart,
    /// A part of a message with a mark for the cache, or a source.
    CachedPart,
    /// A tool that is wrapped in its type.
    WrappedTool,
    /// A tool with an `input_schema`.
    SchemaTool,
}

/// Weights by the number of a format in [`FORMATS`].
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Ballot([Weight; FORMATS.len()]);

impl Ballot {
    pub(crate) fn add(&mut self, format: usize, weight: Weight) {
        if let Some(sum) = self.0.get_mut(format) {
            *sum |= weight;
        }
    }
}

/// All evidence for any format.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Votes {
    members: Ballot,
    /// One bit for each sign.
    signs: u16,
}

impl Votes {
    pub(crate) fn sign(&mut self, sign: Sign) {
        self.signs |= 1 << sign as u16;
    }

    pub(crate) fn member(&mut self, ballot: &Ballot) {
        for (sum, weight) in self.members.0.iter_mut().zip(ballot.0) {
            *sum |= weight;
        }
    }

    /// These and others.
    pub(crate) fn and(mut self, others: Votes) -> Votes {
        self.member(&others.members);
        self.signs |= others.signs;
        self
    }

    /// Their weight for a format.
    pub(crate) fn weight(&self, of: &Spec) -> Weight {
        let number = FORMATS.iter().position(|spec| spec.format == of.format);
        let members = number.and_then(|number| self.members.0.get(number)).copied().unwrap_or(NONE);
        let seen = of.signs.iter().filter(|(sign, _)| self.signs & 1 << *sign as u16 != 0);
        seen.fold(members, |sum, (_, weight)| sum | weight)
    }
}
