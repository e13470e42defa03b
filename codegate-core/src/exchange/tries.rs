//! From one attempt to the next: on the next route, or on the same one again.

use super::{Exchange, attempt, routing, sending};
use crate::error::{Kind, Result};
use crate::model::{Failure, Route, Warning};
use crate::sync::locked;

impl Exchange {
    /// Ends the current attempt as failed and opens one on the next route, with its own url, headers and body; `None`
    /// if there is none left: then url and headers hold no credential any more. A fallback whose credential is not
    /// available, or whose provider does not take the format, is skipped with a warning. What the headers say of the time
    /// to wait is kept with the attempt.
    ///
    /// Errors: `already_finished`, `limit_exceeded`, `invalid_argument` for a bad status and after a `fail` that gave no
    /// route, and those of the host's own resolver.
    pub fn fail(&self, failure: &Failure) -> Result<Option<Route>> {
        let now = self.start()?;
        attempt::check_failure(failure)?;
        let under_way = self.under_way()?;
        let mut next = locked(&self.inner.state).next;
        let (mut warnings, mut found) = (Vec::new(), None);
        while let Some(route) = self.inner.decision.fallbacks.get(next) {
            next += 1;
            if route.needs_translation {
                warnings.push(routing::needs_translation(route));
                continue;
            }
            match self.prepare(&under_way.original, Some(route)) {
                Ok(prepared) => {
                    warnings.extend(routing::usage_unknown(prepared.streamed, Some(route)));
                    warnings.extend(sending::left_to_host(&self.inner.context, route));
                    found = Some((route.clone(), prepared));
                    break;
                }
                Err(error) if error.kind() == Kind::Credential => {
                    warnings.push(Warning::new(error.code().as_str(), error.message()));
                }
                Err(error) => return Err(error),
            }
        }
        let mut state = self.same(&under_way)?;
        state.next = next;
        let now = state.fail(&self.inner, failure, &self.inner.context.prices(), now);
        {
            let mut shown = locked(&self.inner.shown);
            shown.warnings.extend(warnings);
            shown.remaining = self.inner.decision.fallbacks.len() - next;
        }
        let Some((route, prepared)) = found else {
            let headers = under_way.original.bare_headers(&self.inner.decision);
            let mut shown = locked(&self.inner.shown);
            shown.sending = shown.sending.with(|sending| {
                sending.take(headers);
                (sending.url, sending.route) = (None, None);
            });
            return Ok(None);
        };
        state.open(&self.inner, Some(route.clone()), prepared, now);
        Ok(Some(route))
    }

    /// Ends the current attempt as failed and opens one on the same route, which is returned; `None` if unrouted.
    ///
    /// Errors: those of [`Exchange::fail`], `credential_unavailable`.
    pub fn retry(&self, failure: &Failure) -> Result<Option<Route>> {
        let now = self.start()?;
        attempt::check_failure(failure)?;
        let under_way = self.under_way()?;
        let route = self.route();
        let prepared = self.prepare(&under_way.original, route.as_ref())?;
        let mut state = self.same(&under_way)?;
        let now = state.fail(&self.inner, failure, &self.inner.context.prices(), now);
        state.open(&self.inner, route.clone(), prepared, now);
        Ok(route)
    }
}
