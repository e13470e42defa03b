//! One request of a client and its answer.

use super::answer::{self, Body};
use super::attempts::{Attempts, Clients, Patience, Payload, Sent, pairs};
use super::guard::Guard;
use super::open::{Open, blocking};
use super::passing::Passing;
use super::recorder::Recorder;
use super::upstream::Upstreams;
use bytes::{Bytes, BytesMut};
use codegate_core::limits::BODY_BYTES;
use codegate_core::model::Request as Asked;
use codegate_core::{Gate, request_type};
use http_body_util::BodyExt;
use hyper::body::{Body as _, Incoming};
use hyper::header::{HeaderMap, UPGRADE};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode};
use std::convert::Infallible;
use std::sync::Arc;

/// Of a body that is refused, so much is read.
const SENT_IN_VAIN: usize = 8 * BODY_BYTES;

/// What all requests share.
pub(super) struct State {
    pub(super) gate: Gate,
    pub(super) clients: Clients,
    pub(super) guard: Guard,
    pub(super) upstreams: Upstreams,
    pub(super) session: Option<String>,
    pub(super) workspace: Option<String>,
    pub(super) patience: Patience,
    pub(super) recorder: Recorder,
}

/// Answers a request; whatever happens is an answer.
pub(super) async fn serve(state: Arc<State>, request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
    Ok(answered(state, request).await.unwrap_or_else(|refusal| *refusal))
}

type Refusal = Box<Response<Body>>;

async fn answered(state: Arc<State>, request: Request<Incoming>) -> Result<Response<Body>, Refusal> {
    if let Some(why) = state.guard.refuses(request.headers()) {
        return Err(refusal(StatusCode::FORBIDDEN, "refused", &why));
    }
    if asks_for_a_websocket(request.headers()) || request.method() == Method::CONNECT {
        return Err(refusal(StatusCode::NOT_IMPLEMENTED, "refused", "this proxy passes on plain HTTP alone"));
    }
    let (parts, body) = request.into_parts();
    let given = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let (upstream, path) = state.upstreams.of(given, &parts.headers);
    let (upstream, path) = (upstream.to_owned(), path.to_owned());
    // Files may be larger than anything that is kept; they go where they were going, and are not looked at.
    let streamed = request_type(parts.method.as_str(), &path, None) == Some("files");
    let (kept, payload) = if streamed {
        (None, Payload::Streamed(Some(body).filter(|body| !body.is_end_stream())))
    } else {
        (kept(body).await?, Payload::Kept)
    };
    let what = format!("{} {}", parts.method, path.split('?').next().unwrap_or_default());
    let (asked, method) = (asked(&state, &parts, kept, path, upstream), parts.method);
    let gate = state.gate.clone();
    let exchange = blocking(move || gate.begin(asked)).await.map_err(|error| Box::new(answer::error(&error)))?;
    let open = Open::new(state.clone(), exchange, what);
    let mut attempts = Attempts {
        open: &open,
        clients: &state.clients,
        method: method.clone(),
        payload,
        patience: state.patience,
        retried: 0,
    };
    let sent = attempts.send().await;
    passed_on(sent, open, &method)
}

/// Whether nothing but another protocol will do. Whoever merely offers one, as Java's client offers HTTP/2, is answered in this
/// one.
fn asks_for_a_websocket(headers: &HeaderMap) -> bool {
    let offers = headers.get_all(UPGRADE).iter().filter_map(|offer| offer.to_str().ok());
    offers.flat_map(|offer| offer.split(',')).any(|offer| offer.trim().eq_ignore_ascii_case("websocket"))
}

fn passed_on(sent: Sent, open: Open, method: &Method) -> Result<Response<Body>, Refusal> {
    match sent {
        Sent::Refused { unreachable, message } => {
            open.finish(None);
            let status = if unreachable { StatusCode::BAD_GATEWAY } else { StatusCode::NOT_FOUND };
            Err(refusal(status, if unreachable { "unreachable" } else { "no_route" }, &message))
        }
        Sent::Answered { status, headers, first, rest } => {
            let without_body = method == Method::HEAD || status == 204 || status == 304;
            let body = if without_body {
                open.finish(Some(status));
                answer::empty()
            } else {
                Passing::new(open, status, first, rest).boxed_unsync()
            };
            Ok(answer::passed_on(status, &headers, body, without_body))
        }
    }
}

fn refusal(status: StatusCode, code: &str, message: &str) -> Refusal {
    Box::new(answer::refusal(status, code, message))
}

/// The body of a request, whole; `None` if it has none.
async fn kept(mut body: Incoming) -> Result<Option<Bytes>, Refusal> {
    if body.is_end_stream() {
        return Ok(None);
    }
    let (mut whole, mut length) = (BytesMut::new(), 0);
    // A client reads the refusal only once it has sent everything, so that what is too much is read too, and thrown away.
    while length < SENT_IN_VAIN
        && let Some(frame) = body.frame().await
    {
        let frame = frame.map_err(|_| refusal(StatusCode::BAD_REQUEST, "refused", "the body did not come whole"))?;
        let Ok(data) = frame.into_data() else { continue };
        length += data.len();
        if length <= BODY_BYTES {
            whole.extend_from_slice(&data);
        }
    }
    if length > BODY_BYTES {
        let text = format!("the body is over its limit of {BODY_BYTES} bytes");
        return Err(refusal(StatusCode::PAYLOAD_TOO_LARGE, "too_large", &text));
    }
    Ok(Some(whole.freeze()))
}

/// The request as the library takes it.
fn asked(state: &State, parts: &Parts, body: Option<Bytes>, path: String, upstream: String) -> Asked<'static> {
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    Asked {
        body: body.map(|body| Vec::from(body).into()),
        path: Some(path),
        method: Some(parts.method.to_string()),
        headers: pairs(&parts.headers),
        session: header("x-codegate-session").or_else(|| state.session.clone()),
        workspace: header("x-codegate-workspace").or_else(|| state.workspace.clone()),
        upstream: Some(upstream),
        ..Asked::default()
    }
}
