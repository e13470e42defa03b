//! Endpoints, and the URL at which a provider takes a format.

use crate::error::Result;
use crate::model::{Format, ProviderType};

/// Where to send a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// The URL.
    pub url: String,
    /// Whether the provider has no path for the format.
    pub needs_translation: bool,
}

/// Where a provider takes a request of this format.
pub(crate) fn target(
    _provider_type: ProviderType,
    endpoint: &str,
    _format: Format,
    _client_path: Option<&str>,
    _model: Option<&str>,
    _stream: Option<bool>,
) -> Target {
    Target { url: endpoint.into(), needs_translation: false }
}

/// The endpoint as it is kept, or the type's own.
pub(crate) fn normalise_endpoint(_provider_type: ProviderType, endpoint: Option<&str>) -> Result<String> {
    Ok(endpoint.unwrap_or("https://api.openai.com").into())
}

/// Scheme, host and port of an endpoint.
pub(crate) fn origin(endpoint: &str) -> Option<String> {
    Some(endpoint.into())
}
