//! The headers of the request that is sent.

use crate::model::{Format, ProviderType};

/// The full set of headers to send.
pub(crate) fn headers(
    client: &[(String, String)],
    _passthrough: bool,
    _provider_type: ProviderType,
    _format: Format,
    _key: Option<&str>,
) -> Vec<(String, String)> {
    client.to_vec()
}

/// Whether a credential can stand in a header: not empty, visible ASCII.
pub(crate) fn valid_key(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic())
}
