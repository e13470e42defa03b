//! Where the API of a provider is: the base that its endpoint gives, and what goes behind it.

use crate::formats::hosts::{self, Host};
use crate::formats::{FORMATS, Spec};
use crate::model::ProviderType;
use std::borrow::Cow;

/// An endpoint in its parts.
#[derive(Clone, Copy)]
pub(super) struct Place<'e> {
    pub provider_type: ProviderType,
    /// Scheme, host and port.
    pub origin: &'e str,
    pub host: &'e str,
    /// Without a `/` at its end; empty if the endpoint is a bare origin.
    pub path: &'e str,
    pub query: &'e str,
}

impl<'e> Place<'e> {
    pub(super) fn of(provider_type: ProviderType, endpoint: &'e str) -> Place<'e> {
        let (base, query) = endpoint.split_once('?').unwrap_or((endpoint, ""));
        let authority = base.find("://").map_or(0, |at| at + 3);
        let end = base[authority..].find('/').map_or(base.len(), |at| authority + at);
        let (origin, path) = base.split_at(end);
        let named = origin.get(authority..).unwrap_or_default();
        let host = if named.starts_with('[') { named } else { named.split(':').next().unwrap_or_default() };
        Place { provider_type, origin, host, path: path.trim_end_matches('/'), query }
    }

    fn known(&self) -> Option<&'static Host> {
        hosts::of(self.host)
    }

    /// The root of a format here; `None` if it is not taken.
    pub(super) fn root(&self, spec: &Spec) -> Option<&'static str> {
        let usual = root_of(self.provider_type, spec)?;
        // The SDKs that put a root in have their vendor's behind a path that is given.
        if self.adds_root() && !self.path.is_empty() && self.own_root(spec).is_none_or(|root| root.is_some()) {
            return Some(usual);
        }
        self.own_root(spec).unwrap_or(Some(usual))
    }

    /// The root that the host has for a format itself, if any: none where it does not take it.
    fn own_root(&self, spec: &Spec) -> Option<Option<&'static str>> {
        if let Some((_, root)) = spec.hosts.iter().find(|(name, _)| hosts::is(self.host, name)) {
            return Some(*root);
        }
        self.known().and_then(|known| known.root).filter(|_| !self.adds_root()).map(Some)
    }

    /// The root of OpenAI's formats here, which is that of all who are compatible with it.
    pub(super) fn openai_root(&self) -> &'static str {
        let mut openai = FORMATS.into_iter().filter(|spec| spec.vendor == ProviderType::Openai);
        let usual = openai.find_map(|spec| root_of(self.provider_type, spec)).unwrap_or_default();
        self.known().and_then(|known| known.root).filter(|_| !self.adds_root()).unwrap_or(usual)
    }

    /// The root of the API that is the type's own.
    pub(super) fn vendor_root(&self) -> &'static str {
        let mut own = FORMATS.into_iter().filter(|spec| spec.vendor == self.provider_type);
        own.find_map(|spec| self.root(spec)).filter(|_| self.adds_root()).unwrap_or_else(|| self.openai_root())
    }

    /// Whether the host has a path beside its root for OpenAI's formats.
    pub(super) fn has(&self, path: &str) -> bool {
        self.known().is_some_and(|known| known.has(path))
    }

    /// A path that is not behind the version of the base.
    pub(super) fn at_root(&self, path: &str) -> String {
        let versioned = self.path.rsplit('/').next().is_some_and(is_version);
        format!("{}{path}", if versioned { before_version(self.path) } else { self.path })
    }

    /// Whether a root goes behind a path that has none: the SDKs of these vendors take their base without it.
    pub(super) fn adds_root(&self) -> bool {
        FORMATS.iter().any(|spec| spec.vendor == self.provider_type && spec.own_sdk_root())
    }

    /// The path of the base for formats with this root: what stands before their tails.
    pub(super) fn base(&self, root: &str) -> String {
        if self.adds_root() {
            if !self.path.is_empty() && self.known().is_some_and(|known| known.versioned) {
                return self.path.into();
            }
            let (before, version) = self.without_root();
            return format!("{before}{}", with_version(root, version));
        }
        // A part of the host's own root is taken for all of it.
        let part = self.path.is_empty() || root.strip_prefix(self.path).is_some_and(|rest| rest.starts_with('/'));
        if part { root.into() } else { self.path.into() }
    }

    /// The path of a call that is not moved, behind the base of formats with this root. `named`: it is known to be one of
    /// the API, so that it goes behind the root even without a version of its own.
    pub(super) fn behind(&self, root: &str, path: &str, named: bool) -> String {
        let own = version_of(path);
        if self.adds_root() {
            let (before, version) = self.without_root();
            let rooted = self.roots().any(|root| starts_with(path, root));
            return match (own, version) {
                (Some(own), Some(version)) => format!("{before}/{version}{}", &path[1 + own.len()..]),
                (Some(_), None) if self.path.is_empty() => format!("{}{path}", before_version(root)),
                (Some(_), None) => format!("{before}{path}"),
                (None, _) if rooted || !named => format!("{before}{path}"),
                (None, _) => format!("{}{path}", self.base(root)),
            };
        }
        let special = self.known().is_some_and(|known| known.root.is_some());
        if self.path.is_empty() && !special {
            let versioned = path.split('/').any(is_version);
            return if versioned || !named { path.into() } else { format!("{root}{path}") };
        }
        let base = self.base(root);
        if let Some(own) = own {
            return format!("{base}{}", &path[1 + own.len()..]);
        }
        // A version further on, as in `/api/v0/models`, replaces the one at the end of the base.
        let last = base.rsplit('/').next().unwrap_or_default();
        if is_version(last) && path.split('/').any(is_version) {
            return format!("{}{path}", &base[..base.len() - 1 - last.len()]);
        }
        format!("{base}{path}")
    }

    /// A path that the client called here, behind the endpoint's unless it begins with that already.
    pub(super) fn joined(&self, path: &str) -> String {
        let last = self.path.rsplit('/').next().unwrap_or_default();
        match version_of(path) {
            _ if self.path.is_empty() || starts_with(path, self.path) => path.into(),
            Some(version) if is_version(last) => format!("{}{}", self.path, &path[1 + version.len()..]),
            _ => format!("{}{path}", self.path),
        }
    }

    /// The endpoint's path without one of the type's roots at its end, and the version that it had there.
    fn without_root(&self) -> (&'e str, Option<&'e str>) {
        if self.path.is_empty() {
            return ("", None);
        }
        let mut found: (&str, Option<&str>) = (self.path, None);
        for root in self.roots() {
            if let Some((before, version)) = ends_with(self.path, root)
                && before.len() < found.0.len()
            {
                found = (before, version);
            }
        }
        if found.0.len() == self.path.len() {
            // A version that none of the roots has, such as `/v4`.
            let last = self.path.rsplit('/').next().unwrap_or_default();
            if is_version(last) {
                found = (&self.path[..self.path.len() - 1 - last.len()], Some(last));
            }
        }
        found
    }

    /// The roots of the formats that the type takes.
    fn roots(&self) -> impl Iterator<Item = &'static str> + use<> {
        let provider_type = self.provider_type;
        FORMATS.into_iter().filter_map(move |spec| root_of(provider_type, spec))
    }
}

/// The root of a format at a type of provider; `None` if that does not take it.
pub(super) fn root_of(provider_type: ProviderType, spec: &Spec) -> Option<&'static str> {
    spec.served.iter().find(|(known, _)| *known == provider_type).map(|(_, root)| *root)
}

/// A path without a root at its end, whatever the version there, and that version.
fn ends_with<'p>(path: &'p str, root: &str) -> Option<(&'p str, Option<&'p str>)> {
    let (mut rest, mut version) = (path, None);
    for expected in root.rsplit('/').filter(|segment| !segment.is_empty()) {
        let (before, last) = rest.rsplit_once('/')?;
        if is_version(expected) && is_version(last) {
            version = Some(last);
        } else if expected != last {
            return None;
        }
        rest = before;
    }
    (rest.len() < path.len()).then_some((rest, version))
}

/// Whether a path begins with a root.
fn starts_with(path: &str, root: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A root with another version in place of its own.
fn with_version<'r>(root: &'r str, version: Option<&str>) -> Cow<'r, str> {
    let Some(version) = version else { return Cow::Borrowed(root) };
    let segments = root.split('/').map(|segment| if is_version(segment) { version } else { segment });
    Cow::Owned(segments.collect::<Vec<_>>().join("/"))
}

/// What stands before the version at the end of a root.
fn before_version(root: &str) -> &str {
    root.rsplit_once('/').filter(|(_, last)| is_version(last)).map_or("", |(before, _)| before)
}

/// The version at the start of a path.
fn version_of(path: &str) -> Option<&str> {
    path.strip_prefix('/')?.split('/').next().filter(|first| is_version(first))
}

/// `v1`, `v1beta`, `v4`: a `v`, a digit, anything.
pub(super) fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
}
