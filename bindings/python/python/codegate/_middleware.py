"""A gate as a middleware of the SDK of Anthropic, which runs around every try of the SDK, above the HTTP client."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import anthropic
import httpx2

from . import _attempts
from ._attempts import Asked, Attempts, Options, Refused
from ._calls import stated
from ._ending import Ending
from ._native import Gate
from ._transport import AsyncBody, SyncBody, alook, look, sleep

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._clients import PluginOptions

# Headers in which the SDK, and gateways before it, send a client's credential. They are put in below a middleware.
CREDENTIALS = (
    "authorization",
    "x-api-key",
    "api-key",
    "cookie",
    "proxy-authorization",
    "cf-aig-authorization",
    "x-litellm-api-key",
    "x-portkey-api-key",
    "helicone-auth",
    "ocp-apim-subscription-key",
    "x-amz-security-token",
)
# Headers by which the SDK tells itself something.
INTERNAL = ("x-stainless-raw-response", "____stainless_override_cast_to")
# Headers that the SDK makes, and ours of every try.
MADE = ("accept-encoding", "content-type", "content-length", "x-stainless-retry-count", "idempotency-key")
ERRORS: dict[int, type[anthropic.APIStatusError]] = {
    400: anthropic.BadRequestError,
    401: anthropic.AuthenticationError,
    502: anthropic.InternalServerError,
}


class _Body(SyncBody, httpx2.SyncByteStream):
    pass


class _AsyncBody(AsyncBody, httpx2.AsyncByteStream):
    pass


class Middleware(anthropic.Middleware):
    """For `anthropic.Anthropic(middleware=[…])` and `AsyncAnthropic`. The options are those of `codegate.httpx2.Transport`.

    A middleware does not see what the client adds below it. The headers in which the SDK and gateways send credentials are
    taken off for other providers; a secret in a header or a query of your own making (`default_headers`,
    `default_query`) goes along, so that such a client should have `http_client` instead. What no rule takes goes on
    unchanged, and is not recorded.
    """

    def __init__(self, gate: Gate, **options: Unpack[PluginOptions]) -> None:
        given: dict[str, Any] = {**options}
        retries, max_wait = given.pop("retries", 2), given.pop("max_wait", 30.0)
        unrouted, on_receipt = given.pop("unrouted", "pass"), given.pop("on_receipt", None)
        options_given = Options(gate, stated(given), retries, max_wait, unrouted, on_receipt)
        self._pass = unrouted == "pass"
        # The gate itself is told of no upstream, which a middleware does not know.
        self._options = replace(options_given, unrouted="refuse")

    def handle(self, request: anthropic.APIRequest, call_next: Any) -> Any:
        """Sends one try of the SDK. The SDK calls it."""
        attempts = self._begin(request)
        if attempts is None:
            return call_next(request)
        ending = Ending(attempts)
        try:
            return self._exchange(attempts, ending, request, call_next)
        except BaseException:
            ending.close()
            raise

    async def handle_async(self, request: anthropic.APIRequest, call_next: Any) -> Any:
        """The same for the asynchronous client."""
        attempts = self._begin(request)
        if attempts is None:
            return await call_next(request)
        ending = Ending(attempts)
        try:
            return await self._aexchange(attempts, ending, request, call_next)
        except BaseException:
            await ending.aclose()
            raise

    def _exchange(self, attempts: Attempts, ending: Ending, request: anthropic.APIRequest, call_next: Any) -> Any:
        while True:
            try:
                answer = call_next(sent(attempts, request))
                response = answer.http_response
                attempts.answered(response.status_code, response.headers.multi_items())
                if response.is_stream_consumed or response.status_code >= 400:
                    fed(attempts, response.read())
                    ended = True
                else:
                    stream = response.stream
                    chunks = iter(stream)
                    held, ended = look(attempts, chunks, False)
                    response.stream = _Body(attempts, ending, held, None if ended else chunks, stream)
                wait = attempts.onward()
            except (anthropic.APIConnectionError, httpx2.TransportError) as error:
                wait = attempts.broken(error)
                if wait is None:
                    ending.finish()
                    raise
            else:
                if wait is None:
                    refused = marked(attempts, response)
                    if ended or refused:
                        ending.finish()
                    if refused:
                        raise refusal(refused)
                    return answer
                response.close()
            if wait:
                time.sleep(wait)
            if refused := attempts.again():
                ending.finish()
                raise refusal(refused)

    async def _aexchange(
        self, attempts: Attempts, ending: Ending, request: anthropic.APIRequest, call_next: Any
    ) -> Any:
        while True:
            try:
                answer = await call_next(sent(attempts, request))
                response = answer.http_response
                attempts.answered(response.status_code, response.headers.multi_items())
                if response.is_stream_consumed or response.status_code >= 400:
                    fed(attempts, await response.aread())
                    ended = True
                else:
                    stream = response.stream
                    chunks = aiter(stream)
                    held, ended = await alook(attempts, chunks, False)
                    response.stream = _AsyncBody(attempts, ending, held, None if ended else chunks, stream)
                wait = attempts.onward()
            except (anthropic.APIConnectionError, httpx2.TransportError) as error:
                wait = attempts.broken(error)
                if wait is None:
                    await ending.afinish()
                    raise
            else:
                if wait is None:
                    refused = marked(attempts, response)
                    if ended or refused:
                        await ending.afinish()
                    if refused:
                        raise refusal(refused)
                    return answer
                await response.aclose()
            if wait:
                await sleep(wait)
            if refused := attempts.again():
                await ending.afinish()
                raise refusal(refused)

    def _begin(self, request: anthropic.APIRequest) -> Attempts | None:
        asked = asked_of(request)
        begun = _attempts.begin(self._options, asked) if asked is not None else None
        if isinstance(begun, Refused):
            if self._pass and begun.code in ("no_rules", "no_match"):
                return None
            raise refusal(begun)
        return begun


def asked_of(request: anthropic.APIRequest) -> Asked | None:
    """The request as the client made it, as far as a middleware sees it; `None` for what has no body in JSON."""
    body = {**request.json, **(request.options.extra_json or {})} if isinstance(request.json, dict) else None
    try:
        raw = json.dumps(body).encode() if body is not None else None
    except TypeError:
        return None
    query = urlencode({name: value for name, value in request.query_params.items() if isinstance(value, (str, int))})
    path = httpx2.URL(request.url).raw_path.decode("ascii")
    headers = [(name, value) for name, value in request.headers.items() if isinstance(value, str)]
    headers = [(name, value) for name, value in headers if name.lower() not in INTERNAL]
    headers.append(("x-stainless-retry-count", str(request.retries_taken)))
    if request.options.idempotency_key:
        headers.append(("idempotency-key", request.options.idempotency_key))
    joint = "&" if "?" in path else "?"
    return Asked(request.method.upper(), None, f"{path}{joint}{query}" if query else path, headers, raw)


def sent(attempts: Attempts, request: anthropic.APIRequest) -> anthropic.APIRequest:
    """The request of the current attempt, as the SDK takes it."""
    exchange = attempts.exchange
    kept = {name: value for name, value in request.headers.items() if name.lower() in INTERNAL}
    headers: dict[str, Any] = {name: value for name, value in exchange.headers if name.lower() not in MADE}
    if not attempts.passes_credentials:
        if not any(name.lower() in ("authorization", "x-api-key") for name in headers):
            # Otherwise the SDK would put in a token of its own.
            headers["x-api-key"] = "none"
        headers = {**{name: anthropic.Omit() for name in CREDENTIALS}, **headers}
    body = exchange.body_bytes
    made = request.copy(
        url=exchange.url or "",
        headers={**kept, **headers},
        params={},
        body=json.loads(body) if body is not None else None,
    )
    made.options.extra_json = None
    # A provider's redirect would be followed with its credential.
    made.options.follow_redirects = False
    return made


def fed(attempts: Attempts, body: bytes) -> None:
    attempts.exchange.feed(body)
    attempts.exchange.end()


def marked(attempts: Attempts, response: httpx2.Response) -> Refused | None:
    """Names the exchange in a response, and tells the SDK not to try again what was tried; a redirect is refused."""
    response.headers["x-codegate-exchange"] = attempts.exchange.id
    if attempts.failing():
        response.headers["x-should-retry"] = "false"
    return attempts.redirected()


def refusal(refused: Refused) -> anthropic.APIStatusError:
    """What the gate refuses, as an error of the SDK."""
    request = httpx2.Request("POST", "https://codegate.invalid/")
    response = httpx2.Response(
        refused.status, headers=refused.all_headers(), content=refused.body(), request=request
    )
    kind = ERRORS.get(refused.status, anthropic.APIStatusError)
    return kind(f"codegate: {refused.message}", response=response, body=json.loads(refused.body()))
