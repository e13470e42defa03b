"""Transports for `httpx`: what a client sends to a model goes where the gate decides, and is recorded.

    import codegate.httpx, httpx

    client = httpx.Client(transport=codegate.httpx.Transport(gate))

Clients whose SDK stands on `httpx2` take those of `codegate.httpx2`.
"""

from __future__ import annotations

from typing import Any, ClassVar

from ._needs import package

package(
    "codegate.httpx",
    "httpx",
    least="0.25",
    names=("BaseTransport", "AsyncBaseTransport", "SyncByteStream", "AsyncByteStream", "TransportError", "Limits"),
)

import httpx  # noqa: E402

from ._transport import AsyncBody, AsyncSending, SyncBody, SyncSending  # noqa: E402

__all__ = ["AsyncTransport", "Transport"]


class _Body(SyncBody, httpx.SyncByteStream):
    pass


class _AsyncBody(AsyncBody, httpx.AsyncByteStream):
    pass


class Transport(SyncSending, httpx.BaseTransport):
    """Decides on the calls of models that a client sends, fails over, tries again, and records them.

    gate: The open store that decides.
    inner: What sends: a transport or an `httpx.Client`; one that keeps to the proxies of the environment by default. It
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

    _package: ClassVar[Any] = httpx
    _body: ClassVar[Any] = _Body

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Sends one request of the client."""
        response: httpx.Response = self._handle(request)
        return response

    def close(self) -> None:
        """Closes what sends. The gate stays open."""
        self._inner.close()


class AsyncTransport(AsyncSending, httpx.AsyncBaseTransport):
    """`Transport` for an `httpx.AsyncClient`."""

    _package: ClassVar[Any] = httpx
    _body: ClassVar[Any] = _AsyncBody

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends one request of the client."""
        response: httpx.Response = await self._handle(request)
        return response

    async def aclose(self) -> None:
        """Closes what sends. The gate stays open."""
        await self._inner.aclose()
