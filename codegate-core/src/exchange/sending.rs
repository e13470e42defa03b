//! What to send for one attempt: url, headers with the credential, body.

use crate::context::Context;
use crate::error::{Code, Error, Result};
use crate::model::{Auth, Decision, Format, ProviderType, Route, Warning, shown};
use crate::request::{self, Edit, Plan, Reading, Streamed, endpoint, headers, known, url};
use crate::secret::Reference;
use crate::snapshot::Snapshot;
use std::sync::Arc;

/// What to send for the current attempt.
#[derive(Clone, PartialEq, Eq)]
pub struct Sending {
    /// Where; `None` if it is not routed, or when there is nothing more to send.
    pub url: Option<String>,
    /// All headers to send, the credential among them.
    pub headers: Vec<(String, String)>,
    /// The body; `None` if there was none, and once the exchange has ended.
    pub body: Option<Arc<Vec<u8>>>,
    /// The route; `None` if unrouted, or after a `fail` without a further route.
    pub route: Option<Route>,
}

/// Without headers and body: they hold credentials and prompts, and this text may be logged.
impl std::fmt::Debug for Sending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sending").field("url", &self.url).field("route", &self.route).finish_non_exhaustive()
    }
}

/// The request as it came, kept so that it can be written again for each route.
pub(super) struct Original {
    pub(super) path: Option<String>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<Arc<Vec<u8>>>,
    pub(super) reading: Reading,
}

/// What to send, and who asks for the usage of the stream.
pub(super) struct Preparation {
    pub(super) sending: Arc<Sending>,
    pub(super) streamed: Streamed,
}

/// Whether the client's own credential is meant for a route: the first that passes it on, and others at that origin or at
/// one that the provider of the first names.
fn is_meant(snapshot: &Snapshot, decision: &Decision, route: &Route) -> bool {
    let row = |route: &Route| snapshot.providers.get(route.provider.as_deref()?);
    let origin = |route: &Route| row(route).and_then(|row| row.credential_origin.as_deref());
    let names = |first: &Route| {
        let Some((first, wanted)) = row(first).zip(origin(route)) else { return false };
        first.provider.passthrough_to.iter().any(|named| endpoint::origin(named).as_deref() == Some(wanted))
    };
    let mut routes = decision.route.iter().chain(&decision.fallbacks);
    let first = routes.find(|route| route.auth == Auth::Passthrough && !route.needs_translation);
    route.auth == Auth::Passthrough
        && !route.needs_translation
        && first.is_some_and(|first| first.provider == route.provider || origin(first) == origin(route) || names(first))
}

/// Whether a route takes the `key` of a client's query in a header. What it does with one of a call that nobody knows is its
/// own affair.
fn key_in_header(decision: &Decision, route: &Route) -> bool {
    decision.facts.format != Format::Unknown || route.provider_type != ProviderType::OpenaiCompatible
}

/// The credential that goes into a header of the route, looked up now; callers hold no lock. With passthrough it is the
/// one from the client's query string. `None` where the library adds none.
///
/// Errors: `credential_locked`, `credential_unavailable`, and those of the host's own resolver.
pub(super) fn credential(
    context: &Context,
    snapshot: &Snapshot,
    decision: &Decision,
    route: &Route,
    client: (Option<&str>, &[(String, String)]),
) -> Result<Option<String>> {
    let (client_path, client_headers) = client;
    let of_query = || client_path.filter(|_| key_in_header(decision, route)).and_then(url::client_key);
    if route.auth == Auth::None || route.needs_translation {
        return Ok(None);
    }
    let Some(name) = route.provider.as_deref() else {
        // Where the client itself was going its credential belongs.
        return Ok(of_query());
    };
    let Some(row) = snapshot.providers.get(name) else {
        return Err(Error::new(Code::Internal, "the snapshot lacks a provider that it routes to"));
    };
    if row.credential_origin.is_none() || row.credential_origin != endpoint::origin(&row.provider.endpoint) {
        let text = format!(
            "the credential of provider `{}` was given for another origin; update the provider with it again",
            shown(name)
        );
        return Err(Error::new(Code::CredentialLocked, text));
    }
    if route.auth == Auth::Passthrough {
        let has_own = || {
            client_headers.iter().any(|(name, _)| known::is_credential(name))
                || client_path.is_some_and(url::has_secret)
        };
        return match is_meant(snapshot, decision, route) {
            true => Ok(of_query()),
            false if has_own() => {
                let text = format!(
                    "the client's credential is meant for the first provider that it is passed to, and not for provider `{}` at another origin; give that one a credential of its own, or name its origin in `passthrough_to` of the first",
                    shown(name)
                );
                Err(Error::new(Code::CredentialUnavailable, text))
            }
            false => Ok(None),
        };
    }
    let of = || format!("of provider `{}`", shown(name));
    match route.credential.as_deref().map(Reference::parse).transpose()? {
        None => Ok(None),
        Some(Reference::Env(variable)) => {
            let found = (context.env)(&variable)?;
            usable(found.as_deref(), || format!("the environment variable `{variable}` {}", of())).map(Some)
        }
        Some(Reference::Host(id)) => {
            let Some(resolver) = &context.credentials else { return Ok(None) };
            let found = resolver(&id)?;
            usable(found.as_deref(), || format!("the host's credential `{}` {}", shown(&id), of())).map(Some)
        }
    }
}

/// A key without the white space around it, if it can stand in a header. The error says `what` it is, and never shows it.
fn usable(found: Option<&str>, what: impl Fn() -> String) -> Result<String> {
    let unavailable = |state: &str| Error::new(Code::CredentialUnavailable, format!("{} {state}", what()));
    match found.map(str::trim) {
        None | Some("") => Err(unavailable("is not set")),
        Some(key) if headers::valid_key(key) => Ok(key.to_owned()),
        Some(_) => Err(unavailable(UNUSABLE)),
    }
}

const UNUSABLE: &str = "holds no usable key: there is white space, a control character or no ASCII in it";

/// A warning where a credential is the host's own affair, and it has not said how it comes in.
pub(super) fn left_to_host(context: &Context, route: &Route) -> Option<Warning> {
    let reference = Reference::parse(route.credential.as_deref()?).ok()?;
    let Reference::Host(id) = reference else { return None };
    let text = format!(
        "the credential `host:{}` is not in the headers: give it by `authorize`, or open the gate with `credentials`",
        shown(&id)
    );
    context.credentials.is_none().then(|| Warning::new("host_credential", text))
}

/// The headers with the host's secret for a route, under the header that its provider looks for.
///
/// Errors: `invalid_argument`, which never shows the secret.
pub(super) fn authorized(sending: &Sending, secret: &str) -> Result<Vec<(String, String)>> {
    let Some(route) = sending.route.as_ref().filter(|route| route.url.is_some() && !route.needs_translation) else {
        return Err(Error::argument("there is no route to authorize; route the request first"));
    };
    if route.auth != Auth::ApiKey {
        let text = format!(
            "the route has the `auth` `{}`, and takes no secret; give its provider a `credential` of `host:<id>`",
            route.auth
        );
        return Err(Error::argument(text));
    }
    let secret = secret.trim();
    if !headers::valid_key(secret) {
        let state = if secret.is_empty() { "is empty" } else { UNUSABLE };
        return Err(Error::argument(format!("the secret {state}")));
    }
    let (name, value) = headers::credential(route.provider_type, route.format, route.url.as_deref(), secret);
    // No other credential stands beside it: that of the environment, or one that was given before.
    let mut all = sending.headers.clone();
    all.retain(|(other, _)| !known::is_credential(other));
    all.push((name.into(), value));
    Ok(all)
}

impl Original {
    /// What the client sent its credentials in: path and headers.
    pub(super) fn client(&self) -> (Option<&str>, &[(String, String)]) {
        (self.path.as_deref(), &self.headers)
    }

    /// Whether it only fetches an answer that was made before.
    pub(super) fn fetches(&self) -> bool {
        self.path.as_deref().is_some_and(request::fetches)
    }

    /// An edit of the body, planned.
    pub(super) fn plan(&self, decision: &Decision, edit: &Edit<'_>) -> Plan {
        request::plan(self.body.as_ref().map(|body| body.as_slice()), &self.reading, &decision.facts, edit)
    }

    /// The headers without any credential.
    pub(super) fn bare_headers(&self, decision: &Decision) -> Vec<(String, String)> {
        let (kind, json) = (ProviderType::OpenaiCompatible, self.reading.has_body());
        headers::headers(&self.headers, false, (kind, decision.facts.format, None), None, json)
    }

    /// Writes the request for a route, or for none.
    pub(super) fn prepare(
        &self,
        snapshot: &Snapshot,
        decision: &Decision,
        route: Option<&Route>,
        key: Option<&str>,
        plan: &Plan,
    ) -> Preparation {
        let whole = route.is_some_and(|route| is_meant(snapshot, decision, route));
        let path = self.path.as_deref().filter(|path| whole && path.contains('?'));
        let in_header = route.is_some_and(|route| key_in_header(decision, route));
        let url = route.and_then(|route| route.url.as_deref());
        let provider_type = route.map_or(ProviderType::OpenaiCompatible, |route| route.provider_type);
        let rewritten = |body: &Arc<Vec<u8>>| plan.apply(body).map_or_else(|| body.clone(), Arc::new);
        let sending = Sending {
            url: url.map(|url| path.map_or_else(|| url.to_owned(), |path| url::with_whole_query(url, path, in_header))),
            headers: headers::headers(
                &self.headers,
                whole,
                (provider_type, decision.facts.format, url),
                key,
                self.reading.has_body(),
            ),
            body: self.body.as_ref().map(rewritten),
            route: route.cloned(),
        };
        Preparation { sending: Arc::new(sending), streamed: plan.streamed }
    }
}
