"""A proxy as an ASGI application: clients talk to it as to a provider, the gate decides the rest.

    import codegate.asgi, fastapi

    app = fastapi.FastAPI()
    app.mount("/llm", codegate.asgi.Proxy(gate))      # a client's base URL is then http://…/llm/v1

It stands on httpx2 or httpx, whichever is there, and needs no framework.
"""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any
from urllib.parse import quote, urlsplit

from . import _needs
from ._attempts import BODY_LIMIT, Refused
from ._calls import stated
from ._clients import transports
from ._native import Gate
from ._records import Receipt

try:
    _needs.package("codegate.asgi", "httpx2", least="2", names=("AsyncClient",))
except ImportError:
    try:
        _needs.package("codegate.asgi", "httpx", least="0.25", names=("AsyncClient",))
    except ImportError:
        raise ImportError(
            "`codegate.asgi` needs the package `httpx2` 2 or newer, or `httpx` 0.25: pip install 'httpx2>=2'", name="httpx2"
        ) from None
    _transports = importlib.import_module("codegate.httpx")
else:
    _transports = importlib.import_module("codegate.httpx2")

__all__ = ["Proxy"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

# Headers of one connection, which its server makes.
CONNECTION = frozenset(
    (b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-connection", b"te", b"trailer", b"transfer-encoding")
    + (b"upgrade",)
)
# Where requests go if there is no upstream: nowhere, as they are refused then.
NOWHERE = "http://upstream.invalid"


class Proxy:
    """Answers every request by way of the gate.

    gate: The open store that decides.
    client: What sends: an `httpx2.AsyncClient` or `httpx.AsyncClient`; one with the proxies of the environment by
        default.
    upstream: An origin such as `https://api.openai.com`. What no rule takes goes there, with the client's own
        credential; without an upstream it is refused.
    facts: What is known of a request, from its ASGI scope: a mapping as the arguments of `codegate.call`.
    session, workspace: those of all requests; `facts` stands before them.
    retries, max_wait, on_receipt: as with `codegate.httpx2.Transport`.

    When the client of a request hangs up, the stream of the provider ends, and the exchange is recorded as aborted.
    Calls of no model are decided on, too, by rules that ask for them; they are not recorded.
    """

    def __init__(
        self,
        gate: Gate,
        client: Any = None,
        *,
        upstream: str | None = None,
        facts: Callable[[Scope], Mapping[str, Any]] | None = None,
        retries: int = 2,
        max_wait: float = 30.0,
        on_receipt: Callable[[Receipt], object] | None = None,
        session: str | None = None,
        workspace: str | None = None,
    ) -> None:
        if upstream is not None and (urlsplit(upstream).path not in ("", "/") or not urlsplit(upstream).netloc):
            raise ValueError("`upstream` must be an origin such as `https://api.openai.com`, without a path")
        plugin = _transports if client is None else transports(type(client))
        self._transport = plugin.AsyncTransport(
            gate,
            client,
            retries=retries,
            max_wait=max_wait,
            unrouted="refuse" if upstream is None else "pass",
            on_receipt=on_receipt,
            session=session,
            workspace=workspace,
        )
        # A proxy has no other place for what is for no model.
        self._transport._options = dataclasses.replace(self._transport._options, everything=True)
        self._upstream = (upstream or NOWHERE).rstrip("/")
        self._facts = facts

    async def aclose(self) -> None:
        """Closes what sends. The gate stays open."""
        await self._transport.aclose()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, as ASGI has it."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1003, "reason": "this proxy takes no websockets"})
        else:
            await self._proxy(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            kind = (await receive())["type"]
            if kind == "lifespan.shutdown":
                await self.aclose()
            await send({"type": f"{kind}.complete"})
            if kind == "lifespan.shutdown":
                return

    async def _proxy(self, scope: Scope, receive: Receive, send: Send) -> None:
        import anyio

        body = await read(receive)
        if body is None:
            return
        if len(body) > BODY_LIMIT:
            await refuse(send, Refused("limit_exceeded", f"the body has more than {BODY_LIMIT} bytes", 413))
            return
        async with anyio.create_task_group() as tasks:

            async def watch() -> None:
                while (await receive())["type"] != "http.disconnect":
                    pass
                tasks.cancel_scope.cancel()

            tasks.start_soon(watch)
            await self._answer(scope, body, send)
            tasks.cancel_scope.cancel()

    async def _answer(self, scope: Scope, body: bytes, send: Send) -> None:
        package = self._transport._package
        url = self._upstream + target(scope)
        request = package.Request(scope["method"], url, headers=list(scope["headers"]), content=body)
        facts = stated(self._facts(scope)) if self._facts is not None else None
        try:
            response = await self._transport._handle(request, facts)
        except package.TransportError as error:
            text = f"no provider can be reached: {type(error).__name__}: {error}"
            await refuse(send, Refused("unreachable", text.rstrip(": "), 502))
            return
        try:
            kept = [(name.lower(), value) for name, value in response.headers.raw if name.lower() not in CONNECTION]
            await send({"type": "http.response.start", "status": response.status_code, "headers": kept})
            async for piece in response.stream:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            await response.aclose()


async def read(receive: Receive) -> bytes | None:
    """The body of a request, no longer than it takes to see that it is too long; `None` if the client went away."""
    body = bytearray()
    while len(body) <= BODY_LIMIT:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    return bytes(body)


async def refuse(send: Send, refused: Refused) -> None:
    body = refused.body()
    headers = [*refused.all_headers(), ("content-length", str(len(body)))]
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": refused.status, "headers": raw})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def target(scope: Scope) -> str:
    """Path and query of a request, below the path at which the proxy is mounted."""
    root = scope.get("root_path", "")
    path = scope["path"]
    if root and (path == root or path.startswith(f"{root}/")):
        path = path[len(root) :]
    query = scope.get("query_string", b"").decode("ascii", "replace")
    return quote(path, safe="/:@!$&'()*+,;=-._~") + (f"?{query}" if query else "")
