//! Calls that a host made without this library.

use super::{Counts, FailureClass, Headers, Money, Outcome, ProviderType, RequestFields, Timestamp, words};
use serde::Deserialize;
use std::collections::BTreeMap;

words! {
    /// What recording a key again does. The earlier charge stays readable in each case.
    OnDuplicate {
        /// Nothing: the first receipt is given again.
        Keep = "keep",
        /// Where it counts more, it takes the place of what was recorded, as the running counts of a message do: its
        /// attempts that of as many last ones. Else nothing.
        Replace = "replace",
        /// Its attempts are added to those of the exchange.
        Attempt = "attempt",
    }
}

/// A finished call that the host made without this library.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Record {
    /// See [`super::Request::session`].
    pub session: Option<String>,
    /// See [`super::Request::workspace`].
    pub workspace: Option<String>,
    /// See [`super::Request::files`].
    pub files: Option<Vec<String>>,
    /// See [`super::Request::request_type`].
    pub request_type: Option<String>,
    /// See [`super::Request::client`].
    pub client: Option<String>,
    /// See [`super::Request::requested_model`].
    pub requested_model: Option<String>,
    /// See [`super::Request::format`].
    pub format: Option<super::Format>,
    /// See [`super::Request::path`].
    pub path: Option<String>,
    /// See [`super::Request::headers`].
    pub headers: Option<Headers>,
    /// See [`super::Request::root`].
    pub root: Option<String>,
    /// The host's own key, such as the id of a message; see `on_duplicate`.
    pub key: Option<String>,
    /// What to do where the key was recorded before; `replace` by default.
    pub on_duplicate: Option<OnDuplicate>,
    /// 0-based index of the rule that routed it, in its workspace.
    pub rule: Option<u32>,
    /// Its attempts in order, at least one, where it took several. What is said of one is then said there and not here:
    /// provider, model, status, reason and counts.
    pub attempts: Option<Vec<RecordAttempt>>,
    /// Provider that answered. One that was not added needs `provider_type`.
    pub provider: Option<String>,
    /// Type of the provider, whose prices apply where it was not added. Without `provider` it is named by its type.
    pub provider_type: Option<ProviderType>,
    /// Model that was asked for.
    pub model: Option<String>,
    /// How it ended; by default as its last attempt, which is failed where the status is 400 or more, else completed.
    pub outcome: Option<Outcome>,
    /// Status of the HTTP response.
    pub status: Option<u16>,
    /// Why it failed, in the host's words; at most 1,024 bytes are kept.
    pub reason: Option<String>,
    /// When it began; by default when its first attempt did, else now.
    pub started_at: Option<Timestamp>,
    /// When it ended; by default when its last attempt did, else now.
    pub finished_at: Option<Timestamp>,
    /// The user's text, for the history.
    pub prompt: Option<String>,
    /// The assistant's text, for the history.
    pub output: Option<String>,
    /// See [`Counts::input_tokens`].
    pub input_tokens: Option<u64>,
    /// See [`Counts::output_tokens`].
    pub output_tokens: Option<u64>,
    /// See [`Counts::cache_read`].
    pub cache_read: Option<u64>,
    /// See [`Counts::cache_write_5m`].
    pub cache_write_5m: Option<u64>,
    /// See [`Counts::cache_write_long`].
    pub cache_write_long: Option<u64>,
    /// See [`Counts::reasoning`].
    pub reasoning: Option<u64>,
    /// See [`Counts::audio_input`].
    pub audio_input: Option<u64>,
    /// See [`Counts::image_input`].
    pub image_input: Option<u64>,
    /// See [`Counts::video_input`].
    pub video_input: Option<u64>,
    /// See [`Counts::audio_cache_read`].
    pub audio_cache_read: Option<u64>,
    /// See [`Counts::image_cache_read`].
    pub image_cache_read: Option<u64>,
    /// See [`Counts::audio_output`].
    pub audio_output: Option<u64>,
    /// See [`Counts::image_output`].
    pub image_output: Option<u64>,
    /// See [`Counts::video_output`].
    pub video_output: Option<u64>,
    /// See [`Counts::units`].
    pub units: Option<BTreeMap<String, u64>>,
    /// See [`Counts::includes_cache`].
    pub includes_cache: Option<bool>,
    /// See [`Counts::reported_cost`].
    pub reported_cost: Option<Money>,
    /// See [`Counts::response_model`].
    pub response_model: Option<String>,
    /// See [`Counts::service_tier`].
    pub service_tier: Option<String>,
    /// See [`Counts::inference_geo`].
    pub inference_geo: Option<String>,
}

/// One try of a recorded call at one provider.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RecordAttempt {
    /// See [`Record::provider`].
    pub provider: Option<String>,
    /// See [`Record::provider_type`].
    pub provider_type: Option<ProviderType>,
    /// Model that was asked for.
    pub model: Option<String>,
    /// How it ended; by default failed where the status is 400 or more or another attempt follows, else completed.
    pub outcome: Option<Outcome>,
    /// Status of the HTTP response.
    pub status: Option<u16>,
    /// Why it failed, in the host's words; at most 1,024 bytes are kept.
    pub reason: Option<String>,
    /// What kind of failure it was; by its status by default.
    pub failure_class: Option<FailureClass>,
    /// Seconds that the provider asked to wait before the next try.
    pub retry_after: Option<f64>,
    /// When it began; by default when the one before it ended, or the exchange began.
    pub started_at: Option<Timestamp>,
    /// When it ended; by default when the exchange did, or the next one began.
    pub finished_at: Option<Timestamp>,
    /// See [`Counts::input_tokens`].
    pub input_tokens: Option<u64>,
    /// See [`Counts::output_tokens`].
    pub output_tokens: Option<u64>,
    /// See [`Counts::cache_read`].
    pub cache_read: Option<u64>,
    /// See [`Counts::cache_write_5m`].
    pub cache_write_5m: Option<u64>,
    /// See [`Counts::cache_write_long`].
    pub cache_write_long: Option<u64>,
    /// See [`Counts::reasoning`].
    pub reasoning: Option<u64>,
    /// See [`Counts::audio_input`].
    pub audio_input: Option<u64>,
    /// See [`Counts::image_input`].
    pub image_input: Option<u64>,
    /// See [`Counts::video_input`].
    pub video_input: Option<u64>,
    /// See [`Counts::audio_cache_read`].
    pub audio_cache_read: Option<u64>,
    /// See [`Counts::image_cache_read`].
    pub image_cache_read: Option<u64>,
    /// See [`Counts::audio_output`].
    pub audio_output: Option<u64>,
    /// See [`Counts::image_output`].
    pub image_output: Option<u64>,
    /// See [`Counts::video_output`].
    pub video_output: Option<u64>,
    /// See [`Counts::units`].
    pub units: Option<BTreeMap<String, u64>>,
    /// See [`Counts::includes_cache`].
    pub includes_cache: Option<bool>,
    /// See [`Counts::reported_cost`].
    pub reported_cost: Option<Money>,
    /// See [`Counts::response_model`].
    pub response_model: Option<String>,
    /// See [`Counts::service_tier`].
    pub service_tier: Option<String>,
    /// See [`Counts::inference_geo`].
    pub inference_geo: Option<String>,
}

impl Record {
    /// What it says of its one attempt, but for its outcome and its times.
    pub(crate) fn attempt(&self) -> RecordAttempt {
        RecordAttempt {
            provider: self.provider.clone(),
            provider_type: self.provider_type,
            model: self.model.clone(),
            status: self.status,
            reason: self.reason.clone(),
            input_tokens: self.input_tokens,
            output_tokens: self.output_tokens,
            cache_read: self.cache_read,
            cache_write_5m: self.cache_write_5m,
            cache_write_long: self.cache_write_long,
            reasoning: self.reasoning,
            audio_input: self.audio_input,
            image_input: self.image_input,
            video_input: self.video_input,
            audio_cache_read: self.audio_cache_read,
            image_cache_read: self.image_cache_read,
            audio_output: self.audio_output,
            image_output: self.image_output,
            video_output: self.video_output,
            units: self.units.clone(),
            includes_cache: self.includes_cache,
            reported_cost: self.reported_cost,
            response_model: self.response_model.clone(),
            service_tier: self.service_tier.clone(),
            inference_geo: self.inference_geo.clone(),
            ..RecordAttempt::default()
        }
    }

    /// The facts of the call, as a request without a body.
    pub(crate) fn request_fields(&self) -> RequestFields {
        RequestFields {
            method: None,
            to: None,
            upstream: None,
            path: self.path.clone(),
            headers: self.headers.clone(),
            files: self.files.clone(),
            request_type: self.request_type.clone(),
            client: self.client.clone(),
            requested_model: self.requested_model.clone(),
            session: self.session.clone(),
            workspace: self.workspace.clone(),
            root: self.root.clone(),
            files_from: None,
            format: self.format,
            key: self.key.clone(),
        }
    }
}

impl RecordAttempt {
    /// Its token usage.
    pub(crate) fn counts(&self) -> Counts {
        Counts {
            input_tokens: self.input_tokens,
            output_tokens: self.output_tokens,
            cache_read: self.cache_read,
            cache_write_5m: self.cache_write_5m,
            cache_write_long: self.cache_write_long,
            reasoning: self.reasoning,
            audio_input: self.audio_input,
            image_input: self.image_input,
            video_input: self.video_input,
            audio_cache_read: self.audio_cache_read,
            image_cache_read: self.image_cache_read,
            audio_output: self.audio_output,
            image_output: self.image_output,
            video_output: self.video_output,
            units: self.units.clone(),
            includes_cache: self.includes_cache,
            reported_cost: self.reported_cost,
            response_model: self.response_model.clone(),
            service_tier: self.service_tier.clone(),
            inference_geo: self.inference_geo.clone(),
        }
    }
}
