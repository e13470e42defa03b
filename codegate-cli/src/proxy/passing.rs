//! The body of a provider's response on its way to the client: read by the library as it passes, and passed on at once.

use super::answer::Broken;
use super::open::Open;
use bytes::Bytes;
use hyper::body::{Body, Frame};
use std::borrow::Cow;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// A body that is under way. Whoever drops it before its end has lost the client: its exchange is recorded as far as it came.
pub(super) struct Passing {
    /// What was read, and fed, before it was known that the response is passed on.
    first: Option<Bytes>,
    rest: Option<reqwest::Body>,
    open: Option<Open>,
    status: u16,
}

impl Passing {
    pub(super) fn new(open: Open, status: u16, first: Bytes, rest: reqwest::Body) -> Passing {
        Passing { first: Some(first).filter(|first| !first.is_empty()), rest: Some(rest), open: Some(open), status }
    }

    /// The end of the response: what the library held back is for the client, and the exchange is recorded.
    fn end(&mut self) -> Bytes {
        self.rest = None;
        let Some(open) = self.open.take() else { return Bytes::new() };
        let held = open.exchange().end().unwrap_or_default();
        open.finish(Some(self.status));
        held.into()
    }
}

impl Body for Passing {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        let this = &mut *self;
        if let Some(first) = this.first.take() {
            return Poll::Ready(Some(Ok(Frame::data(first))));
        }
        loop {
            let Some(rest) = this.rest.as_mut() else { return Poll::Ready(None) };
            let bytes = match ready!(Pin::new(rest).poll_frame(cx)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => this.open.as_ref().map_or(data.clone(), |open| fed(open, &data)),
                    Err(_trailers) => continue,
                },
                Some(Err(error)) => {
                    this.rest = None;
                    if let Some(open) = this.open.take() {
                        open.broke_off(this.status);
                    }
                    return Poll::Ready(Some(Err(error.without_url().into())));
                }
                None => this.end(),
            };
            if !bytes.is_empty() {
                return Poll::Ready(Some(Ok(Frame::data(bytes))));
            }
        }
    }
}

/// The bytes for the client. An exchange that has ended meanwhile still lets them pass.
pub(super) fn fed(open: &Open, data: &Bytes) -> Bytes {
    match open.exchange().feed(data) {
        Ok(Cow::Borrowed(part)) => data.slice_ref(part),
        Ok(Cow::Owned(bytes)) => bytes.into(),
        Err(_) => data.clone(),
    }
}
