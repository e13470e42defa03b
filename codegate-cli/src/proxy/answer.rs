//! Answers to the client: those of a provider, and the proxy's own.

use bytes::Bytes;
use codegate_core::{Code, Error, Kind};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Empty, Full};
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};

/// Why a body ends before its end.
pub(super) type Broken = Box<dyn std::error::Error + Send + Sync>;
/// A body for the client.
pub(super) type Body = UnsyncBoxBody<Bytes, Broken>;

/// What belongs to one connection (RFC 9110 § 7.6.1), and the length, which the library may change.
const NOT_PASSED_ON: [&str; 10] = [
    "connection",
    "content-length",
    "keep-alive",
    "proxy-authenticate",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "alt-svc",
];

/// A provider's answer.
pub(super) fn passed_on(status: u16, headers: &HeaderMap, body: Body, without_body: bool) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    for (name, value) in headers {
        // Where there is no body, its length tells something of another one.
        let told = without_body && name.as_str() == "content-length";
        if told || !NOT_PASSED_ON.contains(&name.as_str()) {
            response.headers_mut().append(name, value.clone());
        }
    }
    response
}

/// No body.
pub(super) fn empty() -> Body {
    Empty::new().map_err(|never| match never {}).boxed_unsync()
}

/// The proxy's own refusal, in a form that OpenAI's and Anthropic's SDKs both read. They do not try it again.
pub(super) fn refusal(status: StatusCode, code: &str, message: &str) -> Response<Body> {
    let error = serde_json::json!({ "type": "codegate", "code": code, "message": message });
    let text = serde_json::json!({ "type": "error", "error": error }).to_string();
    let mut response = Response::new(Full::new(Bytes::from(text)).map_err(|never| match never {}).boxed_unsync());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(HeaderName::from_static("x-should-retry"), HeaderValue::from_static("false"));
    response
}

/// The library's refusal.
pub(super) fn error(error: &Error) -> Response<Body> {
    let status = match (error.code(), error.kind()) {
        (Code::TooLarge, _) => StatusCode::PAYLOAD_TOO_LARGE,
        (_, Kind::Invalid) => StatusCode::BAD_REQUEST,
        (_, Kind::NotFound) => StatusCode::NOT_FOUND,
        (_, Kind::Conflict) => StatusCode::CONFLICT,
        (_, Kind::Credential) => StatusCode::UNAUTHORIZED,
        (_, Kind::Storage | Kind::Handle) => StatusCode::SERVICE_UNAVAILABLE,
        (_, Kind::Internal) => StatusCode::INTERNAL_SERVER_ERROR,
    };
    refusal(status, error.code().as_str(), error.message())
}
