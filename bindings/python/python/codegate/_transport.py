"""What the transports for httpx and httpx2 share. The two packages have the same names, and no classes in common."""

from __future__ import annotations

import ssl
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from urllib.request import getproxies

from . import _attempts
from ._attempts import Asked, Attempts, Options, Refused
from ._calls import CallFacts, Facts, stated
from ._ending import Ending
from ._native import Gate
from ._records import Receipt

if TYPE_CHECKING:
    from typing_extensions import Unpack

# A response that is no stream and not longer than this is read whole before it is given on: until then, another
# provider can still take its place.
WHOLE = 1024 * 1024
# As many as the SDKs of OpenAI and Anthropic allow themselves.
CONNECTIONS = {"max_connections": 1000, "max_keepalive_connections": 100}


class Sending:
    """The part of both transports that sends nothing."""

    # `httpx` or `httpx2`, the class of a response's body there, and the names of what sends, and how.
    _package: ClassVar[Any]
    _body: ClassVar[Any]
    _names: ClassVar[tuple[str, str, str]]

    def __init__(
        self,
        gate: Gate,
        inner: Any = None,
        *,
        retries: int = 2,
        max_wait: float = 30.0,
        unrouted: Literal["pass", "refuse"] = "pass",
        on_receipt: Callable[[Receipt], object] | None = None,
        **facts: Unpack[CallFacts],
    ) -> None:
        self._options = Options(gate, stated(facts), retries, max_wait, unrouted, on_receipt)
        self._errors = (self._package.TransportError, ssl.SSLError, OSError)
        client, transport = self.client_class(), getattr(self._package, self._names[1])
        if inner is None:
            # A transport of its own knows nothing of the proxies that the environment names.
            inner = (client if getproxies() else transport)(limits=self._package.Limits(**CONNECTIONS))
        self._inner = inner
        self._is_client = isinstance(inner, client)
        if not self._is_client and not hasattr(inner, self._names[2]):
            kind, wanted = type(inner), f"`{client.__module__}.{client.__name__}` or a transport for one"
            raise TypeError(f"`inner` must be an {wanted}, not `{kind.__module__}.{kind.__name__}`")

    @classmethod
    def client_class(cls) -> Any:
        """The class of the clients that take this transport."""
        return getattr(cls._package, cls._names[0])

    def _asked(self, request: Any, body: bytes | None) -> Asked:
        url = request.url
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        return Asked(request.method, origin, url.raw_path.decode("ascii"), texts(request.headers), body)

    def _is_for_a_model(self, request: Any) -> bool:
        """Whether the request has to be read. Uploads and the like pass without."""
        if request.url.scheme not in ("http", "https"):
            return False
        length = request.headers.get("content-length", "")
        known = int(length) if length.isdecimal() and length.isascii() else None
        path = request.url.raw_path.decode("ascii")
        return _attempts.for_a_model(request.method, path, known) is not False

    def _request(self, attempts: Attempts, request: Any) -> Any:
        """The request of the current attempt, with the client's timeouts."""
        exchange = attempts.exchange
        content, headers = exchange.body_bytes, raw(exchange.headers)
        return self._package.Request(
            request.method, exchange.url, headers=headers, content=content, extensions=request.extensions
        )

    @staticmethod
    def _auth(attempts: Attempts | None) -> dict[str, None]:
        """Keeps the `auth` of a client from every provider that has a credential of its own, or shall get none."""
        return {} if attempts is None or attempts.passes_credentials else {"auth": None}

    def _refusal(self, refused: Refused) -> Any:
        return self._package.Response(refused.status, headers=refused.all_headers(), content=refused.body())

    def _whole(self, attempts: Attempts, response: Any) -> bool:
        """Whether the response is read whole before it is given on, as far as `WHOLE`."""
        if response.status_code >= 400:
            return True
        kind = response.headers.get("content-type", "")
        # Many providers tell no length. Gemini's streams may be JSON, too.
        length = response.headers.get("content-length", "0")
        short = length.isdecimal() and int(length) <= WHOLE
        return kind.startswith("application/json") and short and not attempts.streams

    def _response(self, attempts: Attempts, response: Any, body: Any) -> Any:
        kind = response.headers.get("content-type", "")
        headers = attempts.response_headers(unframed=not kind.startswith("application/json"))
        return self._package.Response(
            response.status_code, headers=raw(headers), stream=body, extensions=response.extensions
        )


class SyncSending(Sending):
    """Sends from a thread, which waits."""

    _names = ("Client", "HTTPTransport", "handle_request")

    def _send(self, request: Any, attempts: Attempts | None = None) -> Any:
        if self._is_client:
            return self._inner.send(request, stream=True, follow_redirects=False, **self._auth(attempts))
        return self._inner.handle_request(request)

    def _handle(self, request: Any, facts: Facts | None = None) -> Any:
        if not self._is_for_a_model(request):
            return self._send(request)
        begun = _attempts.begin(self._options, self._asked(request, request.read() or None), facts)
        if begun is None:
            return self._send(request)
        if isinstance(begun, Refused):
            return self._refusal(begun)
        ending = Ending(begun)
        try:
            return self._exchange(begun, ending, request)
        except BaseException:
            ending.close()
            raise

    def _exchange(self, attempts: Attempts, ending: Ending, request: Any) -> Any:
        while True:
            response = None
            try:
                response = self._send(self._request(attempts, request), attempts)
                attempts.answered(response.status_code, texts(response.headers))
                if refused := attempts.redirected():
                    response.close()
                    ending.finish()
                    return self._refusal(refused)
                chunks = iter(response.stream)
                held, ended = look(attempts, chunks, self._whole(attempts, response))
                wait = attempts.onward()
            except self._errors as error:
                if response is not None:
                    response.close()
                wait = attempts.broken(error)
                if wait is None:
                    ending.finish()
                    raise
            else:
                if wait is None:
                    body = self._body(attempts, ending, held, None if ended else chunks, response)
                    given = self._response(attempts, response, body)
                    if ended:
                        response.close()
                        ending.finish()
                    return given
                response.close()
            if wait:
                time.sleep(wait)
            if refused := attempts.again():
                ending.finish()
                return self._refusal(refused)


class AsyncSending(Sending):
    """The same for tasks."""

    _names = ("AsyncClient", "AsyncHTTPTransport", "handle_async_request")

    async def _send(self, request: Any, attempts: Attempts | None = None) -> Any:
        if self._is_client:
            return await self._inner.send(request, stream=True, follow_redirects=False, **self._auth(attempts))
        return await self._inner.handle_async_request(request)

    async def _handle(self, request: Any, facts: Facts | None = None) -> Any:
        if not self._options.everything and not self._is_for_a_model(request):
            return await self._send(request)
        begun = _attempts.begin(self._options, self._asked(request, await request.aread() or None), facts)
        if begun is None:
            return await self._send(request)
        if isinstance(begun, Refused):
            return self._refusal(begun)
        ending = Ending(begun)
        try:
            return await self._exchange(begun, ending, request)
        except BaseException:
            await ending.aclose()
            raise

    async def _exchange(self, attempts: Attempts, ending: Ending, request: Any) -> Any:
        while True:
            response = None
            try:
                response = await self._send(self._request(attempts, request), attempts)
                attempts.answered(response.status_code, texts(response.headers))
                if refused := attempts.redirected():
                    await response.aclose()
                    await ending.afinish()
                    return self._refusal(refused)
                chunks = aiter(response.stream)
                held, ended = await alook(attempts, chunks, self._whole(attempts, response))
                wait = attempts.onward()
            except self._errors as error:
                if response is not None:
                    await response.aclose()
                wait = attempts.broken(error)
                if wait is None:
                    await ending.afinish()
                    raise
            else:
                if wait is None:
                    body = self._body(attempts, ending, held, None if ended else chunks, response)
                    given = self._response(attempts, response, body)
                    if ended:
                        await response.aclose()
                        await ending.afinish()
                    return given
                await response.aclose()
            if wait:
                await sleep(wait)
            if refused := attempts.again():
                await ending.afinish()
                return self._refusal(refused)


def texts(headers: Any) -> list[tuple[str, str]]:
    """Headers as text: what is not ASCII is taken for Latin-1, in which all bytes are something."""
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw]


def raw(headers: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    """The same as bytes again. The packages themselves encode none but ASCII."""
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]


def look(attempts: Attempts, chunks: Iterator[bytes], whole: bool) -> tuple[list[bytes], bool]:
    """Reads the first chunk of a response, or as much as `WHOLE` of it; tells whether that was all."""
    held = []
    read = 0
    for chunk in chunks:
        held.append(attempts.exchange.feed(chunk))
        read += len(chunk)
        if not whole or read > WHOLE:
            return held, False
    held.append(attempts.exchange.end())
    return held, True


async def alook(attempts: Attempts, chunks: AsyncIterator[bytes], whole: bool) -> tuple[list[bytes], bool]:
    held = []
    read = 0
    async for chunk in chunks:
        held.append(attempts.exchange.feed(chunk))
        read += len(chunk)
        if not whole or read > WHOLE:
            return held, False
    held.append(attempts.exchange.end())
    return held, True


class SyncBody:
    """The rest of a response, metered as it passes. `chunks` is `None` where everything was read."""

    def __init__(
        self, attempts: Attempts, ending: Ending, held: list[bytes], chunks: Iterator[bytes] | None, response: Any
    ) -> None:
        self._exchange = attempts.exchange
        self._ending = ending
        self._held = held
        self._chunks = chunks
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        held, self._held = self._held, []
        yield from (piece for piece in held if piece)
        if self._chunks is None:
            return
        try:
            for chunk in self._chunks:
                if piece := self._exchange.feed(chunk):
                    yield piece
        except Exception:
            self._ending.break_off()
            raise
        rest = self._exchange.end()
        # Before the last piece, after which a client need not come back.
        self._ending.finish()
        if rest:
            yield rest

    def close(self) -> None:
        try:
            self._response.close()
        finally:
            self._ending.close()


class AsyncBody:
    """The same for tasks."""

    def __init__(
        self, attempts: Attempts, ending: Ending, held: list[bytes], chunks: AsyncIterator[bytes] | None, response: Any
    ) -> None:
        self._exchange = attempts.exchange
        self._ending = ending
        self._held = held
        self._chunks = chunks
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        held, self._held = self._held, []
        for piece in held:
            if piece:
                yield piece
        if self._chunks is None:
            return
        try:
            async for chunk in self._chunks:
                if piece := self._exchange.feed(chunk):
                    yield piece
        except Exception:
            await self._ending.abreak_off()
            raise
        rest = self._exchange.end()
        await self._ending.afinish()
        if rest:
            yield rest

    async def aclose(self) -> None:
        try:
            await self._response.aclose()
        finally:
            await self._ending.aclose()


async def sleep(seconds: float) -> None:
    """Waits in whichever library's loop this is. Both packages depend on anyio."""
    import anyio

    await anyio.sleep(seconds)
