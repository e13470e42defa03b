//! How the calls of an exchange reach its state: locked, in the phase that they need, and again after a lookup without a lock.

use super::sending::{self, Original, Preparation};
use super::state::{Inner, Phase, State};
use super::{Exchange, routing};
use crate::error::{Code, Error, Result};
use crate::limits::BODY_BYTES;
use crate::model::{HistoryMode, Route, Timestamp};
use crate::sync::locked;
use std::sync::{Arc, MutexGuard};

impl Exchange {
    /// Keeps bytes of the response where the history keeps all, up to its limit.
    pub(super) fn keep(&self, state: &mut State, bytes: &[u8]) {
        if self.inner.context.history == HistoryMode::All {
            let kept = Arc::make_mut(&mut state.response_body);
            let room = BODY_BYTES.saturating_sub(kept.len());
            kept.extend_from_slice(&bytes[..bytes.len().min(room)]);
        }
    }

    /// The start of a call that reads the clock; open exchanges stay usable after their gate was closed.
    pub(super) fn start(&self) -> Result<Timestamp> {
        self.inner.context.store.check_process()?;
        self.now()
    }

    /// The state, for the bytes of the client.
    pub(super) fn running(&self) -> Result<MutexGuard<'_, State>> {
        self.inner.context.store.check_process()?;
        let state = locked(&self.inner.state);
        if state.phase == Phase::Finished { Err(self.already("has ended already")) } else { Ok(state) }
    }

    /// The state, for calls that would change the record. They do not wait for a record that is being written: the
    /// caller may block a whole host.
    pub(super) fn changing(&self) -> Result<MutexGuard<'_, State>> {
        let state = self.running()?;
        match state.phase {
            Phase::Finishing => Err(self.already("is being finished by another call")),
            Phase::HandedOver => Err(self.already("goes on in the exchange that a later `begin` with its key gave")),
            Phase::Open | Phase::Finished => Ok(state),
        }
    }

    pub(super) fn already(&self, how: &str) -> Error {
        Error::new(Code::AlreadyFinished, format!("exchange `{}` {how}", self.inner.id))
    }

    /// The current attempt.
    pub(super) fn under_way(&self) -> Result<UnderWay> {
        let mut state = self.changing()?;
        state.current()?;
        let original = state.original.clone().ok_or_else(|| self.already("was finished before"))?;
        Ok(UnderWay { behind: state.past.len(), original })
    }

    /// Locks the state again; fails if somebody else has ended the attempt while no lock was held.
    pub(super) fn same(&self, under_way: &UnderWay) -> Result<MutexGuard<'_, State>> {
        let mut state = self.changing()?;
        state.current()?;
        if state.past.len() == under_way.behind {
            Ok(state)
        } else {
            Err(Error::argument("another thread ended the attempt at the same time; use an exchange from one thread"))
        }
    }

    /// Looks up the credential of a route, with no lock held, and writes the request for it.
    pub(super) fn prepare(&self, original: &Original, route: Option<&Route>) -> Result<Preparation> {
        let Inner { context, snapshot, decision, .. } = &*self.inner;
        let key = match route {
            Some(route) => sending::credential(context, snapshot, decision, route, original.client())?,
            None => None,
        };
        let instructions = decision.custom_instructions.as_deref();
        let streams = decision.facts.stream == Some(true);
        let edit = routing::edit(context.inject_usage, snapshot, route, instructions, streams);
        let plan = original.plan(decision, &edit);
        Ok(original.prepare(snapshot, decision, route, key.as_ref().map(|key| key.as_str()), &plan))
    }
}

/// An attempt as it is looked at with no lock held.
pub(super) struct UnderWay {
    /// The number of attempts before it, which identifies it.
    behind: usize,
    pub(super) original: Arc<Original>,
}
