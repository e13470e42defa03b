//! From a request to a decision: facts, rule, routes, instructions.

use super::routing;
use crate::context::Context;
use crate::error::{Code, Error, Result};
use crate::limits::{BODY_BYTES, FILES, PATTERN_BYTES};
use crate::model::{
    Decision, ExplainedRule, Explanation, Facts, FileRef, FilesFrom, Request, Route, Warning, is_conversation,
    session_id,
};
use crate::request::{self, Hints, Plan, Reading};
use crate::snapshot::{Snapshot, WorkspaceView};
use std::sync::Arc;

/// A request with its decision, and all that sending it needs.
pub(super) struct Resolution {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) workspace: Arc<WorkspaceView>,
    pub(super) reading: Reading,
    /// The body as it was read, where it came packed or behind a byte order mark.
    pub(super) plain: Option<Vec<u8>>,
    /// The edit of the body for the first route.
    pub(super) plan: Plan,
    pub(super) decision: Decision,
    root: Option<String>,
}

pub(super) fn decide(context: &Context, request: &Request<'_>) -> Result<Resolution> {
    let snapshot = context.snapshot()?;
    check(request)?;
    let (session, workspace) = place(&snapshot, request.session.as_deref(), request.workspace.as_deref())?;
    let (mut reading, plain) = request::read_as_sent(request.body.as_deref(), &hints(context, request));
    let mut facts = std::mem::take(&mut reading.facts);
    state_facts(&mut facts, request)?;
    let mut warnings = std::mem::take(&mut reading.warnings);
    let set = workspace.rules.set();
    let rule = if request.to.is_some() { None } else { set.decide(&facts, request.root.as_deref()) };
    warn_unknown(set.unknown_conditions(), &mut warnings);
    let mut routes = routes(&snapshot, &workspace, rule, &facts, request)?;
    look_at_seals(context, &snapshot, &mut routes, &mut warnings);
    let mut routes = routes.into_iter();
    let route = routes.next();
    let reason = reason(&workspace, &facts, route.as_ref(), &mut warnings);
    if route.as_ref().is_some_and(|route| route.model.is_none() && route.provider.is_some()) && converses(&facts) {
        warnings.push(Warning::new("no_model", "neither the rule nor the request names a model; name one in the rule"));
    }
    let instructions = workspace.row.custom_instructions.clone().filter(|text| !text.is_empty());
    let edit = routing::edit(
        context.inject_usage,
        &snapshot,
        route.as_ref(),
        instructions.as_deref(),
        facts.stream == Some(true),
    );
    let plan = request::plan(plain.as_deref().or(request.body.as_deref()), &reading, &facts, &edit);
    warnings.extend(routing::usage_unknown(plan.streamed, route.as_ref()));
    let decision = Decision {
        workspace: workspace.row.name.clone(),
        session: session.to_owned(),
        routed: reason.is_none(),
        rule,
        reason,
        route,
        fallbacks: routes.collect(),
        instructions: plan.instructions,
        custom_instructions: instructions,
        facts,
        warnings,
    };
    Ok(Resolution { snapshot, workspace, reading, plain, plan, decision, root: request.root.clone() })
}

/// The decision with every rule matched against the facts.
pub(super) fn explain(context: &Context, request: &Request<'_>) -> Result<Explanation> {
    let decided = decide(context, request)?;
    let rules: Vec<ExplainedRule> =
        decided.workspace.rules.set().explain(&decided.decision.facts, decided.root.as_deref());
    Ok(Explanation { decision: decided.decision, rules })
}

/// The session and the workspace of a request: the stated workspace, or the one that is active in its session.
pub(super) fn place<'a>(
    snapshot: &'a Snapshot,
    session: Option<&'a str>,
    workspace: Option<&str>,
) -> Result<(&'a str, Arc<WorkspaceView>)> {
    let session = session_id(session)?;
    let active = snapshot.active(session)?;
    let workspace = match workspace {
        Some(name) => snapshot.workspace(name)?,
        None => active,
    };
    if workspace.row.archived_at.is_some() {
        return Err(Error::archived(&workspace.row.name));
    }
    Ok((session, workspace.clone()))
}

pub(super) fn hints<'a>(context: &'a Context, request: &'a Request<'_>) -> Hints<'a> {
    Hints {
        path: request.path.as_deref(),
        method: request.method.as_deref(),
        headers: &request.headers,
        format: request.format,
        // Files that the host states take the place of any that could be found.
        files_from: request.files.is_none().then(|| request.files_from.unwrap_or(FilesFrom::LastTurn)),
        client: request.client.as_deref(),
        clients: context.clients.as_ref(),
    }
}

/// Validates the arguments of a request; its body may hold anything.
pub(super) fn check(request: &Request<'_>) -> Result<()> {
    if request.body.as_ref().is_some_and(|body| body.len() > BODY_BYTES) {
        let text = format!("the request body is over its limit of {BODY_BYTES} bytes; send it without the library");
        return Err(Error::new(Code::TooLarge, text));
    }
    for (name, text) in [
        ("method", &request.method),
        ("request_type", &request.request_type),
        ("client", &request.client),
        ("requested_model", &request.requested_model),
        ("key", &request.key),
    ] {
        match text {
            Some(text) if text.len() > PATTERN_BYTES => {
                return Err(Error::limit(&format!("`{name}`"), PATTERN_BYTES, "bytes"));
            }
            Some(text) if text.is_empty() || text.contains('\0') => {
                return Err(Error::argument(format!("`{name}` must not be empty or hold NUL; leave it out instead")));
            }
            _ => {}
        }
    }
    routing::check(request)?;
    if request.files.as_ref().is_some_and(|files| files.len() > FILES) {
        return Err(Error::limit("`files`", FILES, "paths"));
    }
    if request.root.as_deref().is_some_and(|root| !is_absolute(root)) {
        return Err(Error::argument("`root` must be an absolute path"));
    }
    let broken = |text: &str| text.contains(['\r', '\n', '\0']);
    if request.headers.iter().any(|(name, value)| name.is_empty() || broken(name) || broken(value)) {
        return Err(Error::argument("`headers` must not hold an empty name, a line break or NUL"));
    }
    if request.path.as_deref().is_some_and(broken) {
        return Err(Error::argument("`path` must not hold a line break or NUL"));
    }
    Ok(())
}

/// A path from the root of a Unix or a Windows file system, whichever this one is.
fn is_absolute(path: &str) -> bool {
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    path.starts_with(['/', '\\']) || drive
}

/// Replaces what was read by what the host states.
pub(super) fn state_facts(facts: &mut Facts, request: &Request<'_>) -> Result<()> {
    if let Some(request_type) = &request.request_type {
        facts.request_type = Some(request_type.clone());
    }
    if let Some(model) = &request.requested_model {
        facts.requested_model = Some(model.clone());
    }
    if let Some(paths) = &request.files {
        let file = |path: &String| {
            let named = FileRef::new(path, "host").filter(|file| !file.path.contains('\0'));
            named.ok_or_else(|| Error::argument(format!("`{}` in `files` names no file", crate::model::shown(path))))
        };
        facts.files = paths.iter().map(file).collect::<Result<_>>()?;
    }
    Ok(())
}

/// Where the request can go: what it says itself, the targets of its rule, or where it was going.
fn routes(
    snapshot: &Snapshot,
    workspace: &WorkspaceView,
    rule: Option<usize>,
    facts: &Facts,
    request: &Request<'_>,
) -> Result<Vec<Route>> {
    let path = request.path.as_deref();
    // Checked even where it is not used: a host should learn of it at once.
    let upstream = request.upstream.as_deref().map(|upstream| routing::upstream(upstream, facts, path)).transpose()?;
    if let Some(to) = &request.to {
        return Ok(vec![routing::chosen(snapshot, to, facts, path)?]);
    }
    Ok(match rule.and_then(|rule| workspace.rules.rules.get(rule)) {
        Some(rule) => routing::of_targets(snapshot, &rule.to, facts, path),
        None => upstream.into_iter().collect(),
    })
}

/// Says of each route whether its credential is locked.
fn look_at_seals(context: &Context, snapshot: &Snapshot, routes: &mut [Route], warnings: &mut Vec<Warning>) {
    for route in routes.iter_mut().filter(|route| !route.needs_translation) {
        let Some(row) = route.provider.as_deref().and_then(|name| snapshot.providers.get(name)) else { continue };
        if !context.is_locked(&snapshot.store_id, row) {
            continue;
        }
        route.locked = true;
        if let Err(error) = context.released(&snapshot.store_id, row) {
            warnings.push(Warning::new(error.code().as_str(), error.message()));
        }
    }
}

/// Whether the request is a conversation, or code to fill in.
fn converses(facts: &Facts) -> bool {
    facts.request_type.as_deref().is_none_or(is_conversation)
}

/// Why the request is not routed, if it is not.
fn reason(
    workspace: &WorkspaceView,
    facts: &Facts,
    route: Option<&Route>,
    warnings: &mut Vec<Warning>,
) -> Option<String> {
    let warning = match route {
        Some(route) if route.needs_translation => routing::needs_translation(route),
        Some(_) => return None,
        None => unrouted(workspace, facts),
    };
    let code = warning.code.clone();
    warnings.push(warning);
    Some(code)
}

/// Why there is no route, with a sentence that says what to do.
fn unrouted(workspace: &WorkspaceView, facts: &Facts) -> Warning {
    let name = &workspace.row.name;
    if workspace.rules.rules.is_empty() {
        let text = format!("workspace `{name}` has no muxing rules; set some, or send the request where it was going");
        return Warning::new("no_rules", text);
    }
    let text = match facts.request_type.as_deref().filter(|word| !is_conversation(word)) {
        Some(word) => format!(
            "no muxing rule of workspace `{name}` asks for `{word}`, which is no conversation; give one a `request_type` or `requested_model`, or send the request where it was going"
        ),
        None => format!("no muxing rule of workspace `{name}` matches; add a catch-all as its last rule"),
    };
    Warning::new("no_match", text)
}

fn warn_unknown(unknown: &[(usize, String)], warnings: &mut Vec<Warning>) {
    for (rule, condition) in unknown {
        let text = format!(
            "rule {rule} has the condition `{}`, which this version does not know; it never matches",
            crate::model::shown(condition)
        );
        warnings.push(Warning::new("unknown_condition", text));
    }
}
