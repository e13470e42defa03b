"""Transports for `httpx2`: what a client sends to a model goes where the gate decides, and is recorded.

    import codegate.httpx2, httpx2

    client = httpx2.Client(transport=codegate.httpx2.Transport(gate))

The SDKs of OpenAI and Anthropic stand on `httpx2`. Others take those of `codegate.httpx`.
"""

from __future__ import annotations

from typing import Any, ClassVar

from ._needs import package

package(
    "codegate.httpx2",
    "httpx2",
    least="2",
    names=("BaseTransport", "AsyncBaseTransport", "SyncByteStream", "AsyncByteStream", "TransportError", "Limits"),
)

import httpx2  # noqa: E402

from ._transport import AsyncBody, AsyncSending, SyncBody, SyncSending  # noqa: E402

__all__ = ["AsyncTransport", "Transport"]


class _Body(SyncBody, httpx2.SyncByteStream):
    pass


class _AsyncBody(AsyncBody, httpx2.AsyncByteStream):
    pass


class Transport(SyncSending, httpx2.BaseTransport):
    """Decides on the calls of models that a client sends, fails over, tries again, and records them.

    gate: The open store that decides.
    inner: What sends: a transport or an `httpx2.Client`; one that keeps to the proxies of the environment by default. It
        is closed with this one.
    retries: How often the last route is tried again where it fails in a way that may pass.
    max_wait: The longest time to wait before that, in seconds. Where a provider asks for more, the client gets its
        answer.
    unrouted: What becomes of a call that no rule takes: `pass` sends it where the client does, `refuse` answers with
        status 400.
    on_receipt: Gets the receipt of every exchange when it ends.
    facts: What is known of all calls, as in `codegate.call`, which stands before it.

    Calls of no model (files, lists of models) go where they were going, unread. A response has the header
    `x-codegate-exchange`. What the gate refuses is a response, too, with the reason in its body and in
    `x-codegate-error`.
    """

    _package: ClassVar[Any] = httpx2
    _body: ClassVar[Any] = _Body

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Sends one request of the client."""
        response: httpx2.Response = self._handle(request)
        return response

    def close(self) -> None:
        """Closes what sends. The gate stays open."""
        self._inner.close()


class AsyncTransport(AsyncSending, httpx2.AsyncBaseTransport):
    """`Transport` for an `httpx2.AsyncClient`."""

    _package: ClassVar[Any] = httpx2
    _body: ClassVar[Any] = _AsyncBody

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Sends one request of the client."""
        response: httpx2.Response = await self._handle(request)
        return response

    async def aclose(self) -> None:
        """Closes what sends. The gate stays open."""
        await self._inner.aclose()
