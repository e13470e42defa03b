"""The transports, in both packages, with and without tasks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import httpx2
import pytest
from conftest import CLIENT_KEY, ROUTE_KEY, send_to
from misbehaving import CHAT, DROPS, HANGS, Misbehaving, events, fails, says
from stub_server import Stub

import codegate
import codegate.httpx
import codegate.httpx2

HEADERS = {"authorization": f"Bearer {CLIENT_KEY}"}
BODY = {"model": "auto", "messages": [{"role": "user", "content": "Say something nice about ships"}]}


@dataclass
class Answer:
    """What a client got; `text` as far as it read."""

    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Kit:
    """One package, with or without tasks."""

    package: Any
    plugin: Any
    tasks: bool

    def ask(
        self,
        gate: codegate.Gate,
        url: str,
        body: Any = None,
        *,
        path: str = "/v1/chat/completions",
        method: str = "POST",
        pieces: int | None = None,
        headers: dict[str, str] | None = None,
        timeout: float = 20,
        inner: Callable[[], Any] | None = None,
        **options: Any,
    ) -> Answer:
        """One request by a client of its own; of a stream no more than `pieces` are read."""
        request = {"method": method, "url": url + path, "json": body, "headers": {**HEADERS, **(headers or {})}}
        made = inner() if inner else None
        options.setdefault("max_wait", 3)
        if self.tasks:
            return asyncio.run(self._ask_async(gate, request, pieces, timeout, made, options))
        transport = self.plugin.Transport(gate, made, **options)
        with self.package.Client(transport=transport, timeout=timeout, follow_redirects=True) as client:
            with client.stream(**request) as response:
                text = b""
                for count, piece in enumerate(response.iter_bytes(), 1):
                    text += piece
                    if count == pieces:
                        break
            return Answer(response.status_code, dict(response.headers), text.decode())

    async def _ask_async(
        self, gate: codegate.Gate, request: Any, pieces: int | None, timeout: float, inner: Any, options: Any
    ) -> Answer:
        transport = self.plugin.AsyncTransport(gate, inner, **options)
        async with self.package.AsyncClient(transport=transport, timeout=timeout, follow_redirects=True) as client:
            async with client.stream(**request) as response:
                text, count = b"", 0
                async for piece in response.aiter_bytes():
                    text += piece
                    count += 1
                    if count == pieces:
                        break
            return Answer(response.status_code, dict(response.headers), text.decode())


KITS = {
    f"{plugin.__name__.split('.')[1]}-{'async' if tasks else 'sync'}": Kit(package, plugin, tasks)
    for package, plugin in ((httpx, codegate.httpx), (httpx2, codegate.httpx2))
    for tasks in (False, True)
}


@pytest.fixture(params=KITS.values(), ids=KITS.keys())
def kit(request: pytest.FixtureRequest) -> Kit:
    kit: Kit = request.param
    return kit


def test_a_call_goes_where_the_rule_says_and_is_recorded(kit: Kit, gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "gpt/gpt-5.1", workspace="acme")
    got: list[codegate.Receipt] = []
    with codegate.call(workspace="acme", files=["src/main.rs"]) as c:
        answer = kit.ask(gate, stub.url, BODY, on_receipt=got.append)
    [seen] = stub.truth()
    assert seen["model"] == "gpt-5.1" and seen["system"] == ["Answer like a pirate."]
    assert seen["credential"] == f"Bearer {ROUTE_KEY}"
    assert json.loads(answer.text) == seen["said"]
    [receipt] = c.receipts
    assert receipt.exchange == got[0].exchange == answer.headers["x-codegate-exchange"]
    assert receipt.workspace == "acme" and receipt.outcome == "completed" and len(got) == 1
    assert receipt.usage.output_tokens == seen["usage"]["output"]


def test_a_stream_is_metered_and_keeps_what_the_client_asked_for(kit: Kit, gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "gpt/gpt-5.1")
    with codegate.call() as c:
        answer = kit.ask(gate, stub.url, {**BODY, "stream": True})
    [seen] = stub.truth()
    assert seen["stream"] and "usage" not in answer.text and answer.text.endswith("data: [DONE]\n\n")
    assert c.receipts[0].usage.output_tokens == seen["usage"]["output"] and c.receipts[0].outcome == "completed"


def test_it_fails_over_without_waiting(kit: Kit, gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "gpt/fail-503", "gpt/gpt-5.1")
    with codegate.call() as c:
        answer = kit.ask(gate, stub.url, BODY)
    assert answer.status == 200 and [seen["status"] for seen in stub.truth()] == [503, 200]
    assert [(attempt.status, attempt.outcome) for attempt in c.receipts[0].attempts] == [
        (503, "failed"),
        (200, "completed"),
    ]


def test_the_last_route_is_tried_again_after_the_time_it_asks_for(
    kit: Kit, gate: codegate.Gate, stub: Stub, bad: Misbehaving
) -> None:
    bad.plan = [fails(429, retry_after_ms="50"), fails(529), says(CHAT)]
    send_to(gate, "bad/gpt-5.1")
    with codegate.call() as c:
        answer = kit.ask(gate, stub.url, BODY)
    assert answer.status == 200 and len(bad.seen) == 3 and not stub.truth()
    assert [attempt.status for attempt in c.receipts[0].attempts] == [429, 529, 200]
    assert c.receipts[0].attempts[0].retry_after == 0.05


def test_what_fails_to_the_end_is_the_providers_own_answer(kit: Kit, gate: codegate.Gate, bad: Misbehaving) -> None:
    bad.plan = [fails(503, "first", retry_after_ms="10"), fails(503, "second", retry_after_ms="10", x_should_retry="true")]
    send_to(gate, "bad/gpt-5.1")
    with codegate.call() as c:
        answer = kit.ask(gate, bad.url, BODY, retries=1)
    assert answer.status == 503 and "second" in answer.text and answer.headers["x-should-retry"] == "false"
    assert len(bad.seen) == 2 and c.receipts[0].outcome == "failed" and len(c.receipts[0].attempts) == 2


def test_nobody_waits_longer_than_max_wait(kit: Kit, gate: codegate.Gate, bad: Misbehaving) -> None:
    bad.plan = [fails(429, retry_after="3600")]
    send_to(gate, "bad/gpt-5.1")
    answer = kit.ask(gate, bad.url, BODY)
    assert answer.status == 429 and len(bad.seen) == 1 and answer.headers["retry-after"] == "3600"


def test_what_no_retry_mends_is_given_on_at_once(kit: Kit, gate: codegate.Gate, bad: Misbehaving) -> None:
    bad.plan = [fails(400, "no such thing")]
    send_to(gate, "bad/gpt-5.1", "gpt/gpt-5.1")
    with codegate.call() as c:
        answer = kit.ask(gate, bad.url, BODY)
    assert answer.status == 400 and len(bad.seen) == 1 and "x-should-retry" not in answer.headers
    assert c.receipts[0].attempts[0].failure_class == "client"


@pytest.mark.parametrize("act", [DROPS, events(then="drop"), events('data: {"error": {"code": 503, "message": "x"}}\n\n')])
def test_a_connection_that_breaks_before_anything_came_fails_over(
    kit: Kit, gate: codegate.Gate, stub: Stub, bad: Misbehaving, act: Any
) -> None:
    bad.plan = [act]
    send_to(gate, "bad/gpt-5.1", "gpt/gpt-5.1")
    with codegate.call() as c:
        answer = kit.ask(gate, bad.url, {**BODY, "stream": True})
    assert answer.status == 200 and "heard" in answer.text
    assert [attempt.outcome for attempt in c.receipts[0].attempts] == ["failed", "completed"]


def test_a_stream_that_breaks_off_is_an_error_of_the_package(kit: Kit, gate: codegate.Gate, bad: Misbehaving) -> None:
    bad.plan = [events('data: {"choices": [{"index": 0, "delta": {"content": "Ah"}}]}\n\n', then="drop")]
    send_to(gate, "bad/gpt-5.1")
    with codegate.call() as c, pytest.raises(kit.package.RemoteProtocolError):
        kit.ask(gate, bad.url, {**BODY, "stream": True})
    assert c.receipts[0].outcome == "failed" and len(bad.seen) == 1
    assert "broken_off" in c.receipts[0].usage.marks


def test_a_timeout_is_the_packages_own(kit: Kit, gate: codegate.Gate, bad: Misbehaving) -> None:
    bad.plan = [HANGS]
    send_to(gate, "bad/gpt-5.1")
    with codegate.call() as c, pytest.raises(kit.package.ReadTimeout):
        kit.ask(gate, bad.url, BODY, timeout=0.2, retries=1)
    [receipt] = c.receipts
    assert [attempt.failure_class for attempt in receipt.attempts] == ["network"] * 2 and len(bad.seen) == 2
    assert "ReadTimeout" in (receipt.attempts[0].reason or "")


def test_who_stops_reading_is_recorded_as_aborted(kit: Kit, gate: codegate.Gate, bad: Misbehaving) -> None:
    event = 'data: {"choices": [{"index": 0, "delta": {"content": "Ah"}}]}\n\n'
    bad.plan = [events(event, event, then="hang")]
    send_to(gate, "bad/gpt-5.1")
    with codegate.call() as c:
        kit.ask(gate, bad.url, {**BODY, "stream": True}, pieces=1)
    assert c.receipts[0].outcome == "aborted" and bad.gone.wait(10)


def test_what_is_for_no_model_goes_where_it_was_going(kit: Kit, gate: codegate.Gate, stub: Stub) -> None:
    gate.workspaces.set_rules("default", [codegate.rule(to="bad/gpt-5.1")])
    with codegate.call() as c:
        answer = kit.ask(gate, stub.url, path="/v1/models", method="GET")
    assert answer.status == 200 and "x-codegate-exchange" not in answer.headers and not c.receipts
    assert stub.truth()[0]["credential"] == f"Bearer {CLIENT_KEY}"


def test_a_call_that_no_rule_takes_goes_on_with_the_clients_key(kit: Kit, gate: codegate.Gate, stub: Stub) -> None:
    with codegate.call() as c:
        chat = kit.ask(gate, stub.url, {**BODY, "model": "gpt-4.1"})
        vector = kit.ask(gate, stub.url, {"model": "text-embedding-3-small", "input": "a b c"}, path="/v1/embeddings")
    assert (chat.status, vector.status) == (200, 200)
    assert [seen["model"] for seen in stub.truth()] == ["gpt-4.1", "text-embedding-3-small"]
    assert {seen["credential"] for seen in stub.truth()} == {f"Bearer {CLIENT_KEY}"}
    assert [receipt.provider for receipt in c.receipts] == [None, None]
    refused = kit.ask(gate, stub.url, BODY, unrouted="refuse")
    assert refused.status == 400 and refused.headers["x-should-retry"] == "false" and len(stub.truth()) == 2


def test_the_clients_key_reaches_no_other_origin(kit: Kit, gate: codegate.Gate, stub: Stub, bad: Misbehaving) -> None:
    send_to(gate, "bad/gpt-5.1", "gpt/gpt-5.1")
    bad.plan = [fails(503)]
    keys = {"x-api-key": CLIENT_KEY, "cookie": f"a={CLIENT_KEY}", "x-goog-api-key": CLIENT_KEY}
    kit.ask(gate, stub.url, BODY, path=f"/v1/chat/completions?key={CLIENT_KEY}", headers=keys)
    [(path, headers, raw)] = bad.seen
    assert headers["authorization"] == f"Bearer {ROUTE_KEY}" and CLIENT_KEY not in f"{path}{headers}{raw!r}"
    assert stub.truth()[0]["credential"] == f"Bearer {ROUTE_KEY}"


def test_a_providers_redirect_is_not_followed_with_the_clients_key(
    kit: Kit, gate: codegate.Gate, stub: Stub, bad: Misbehaving
) -> None:
    send_to(gate, "bad/gpt-5.1")
    bad.plan = [says({}, 307, location=f"{stub.url}/v1/chat/completions?key=secret")]
    answer = kit.ask(gate, "http://localhost:9", BODY, headers={"x-api-key": CLIENT_KEY})
    assert answer.status == 502 and "`bad` redirects to" in answer.text and "secret" not in answer.text
    assert not stub.truth()


def test_a_format_that_would_need_translation_is_refused_clearly(kit: Kit, gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "claude/claude-opus-5")
    with codegate.call() as c:
        answer = kit.ask(gate, stub.url, {"model": "m", "input": "hi"}, path="/v1/responses")
    assert answer.status == 400 and answer.headers["x-codegate-error"] == "needs_translation"
    assert "claude" in json.loads(answer.text)["error"]["message"] and not stub.truth() and not c.receipts
    send_to(gate, "claude/claude-opus-5", "gpt/gpt-5.1")
    assert kit.ask(gate, stub.url, {"model": "m", "input": "hi"}, path="/v1/responses").status == 200


def test_a_missing_credential_is_refused_as_one(
    kit: Kit, gate: codegate.Gate, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_to(gate, "gpt/gpt-5.1")
    monkeypatch.delenv("ROUTE_KEY")
    answer = kit.ask(gate, stub.url, BODY)
    assert answer.status == 401 and answer.headers["x-codegate-error"] == "credential_unavailable"
    assert "ROUTE_KEY" in answer.text and not stub.truth()


def test_tries_of_a_client_are_attempts_of_one_exchange(kit: Kit, gate: codegate.Gate, bad: Misbehaving) -> None:
    """As an SDK does: the same request again, with a count."""
    send_to(gate, "bad/gpt-5.1")
    bad.plan = [DROPS, DROPS, says(CHAT)]
    tries = [{"x-stainless-retry-count": str(count)} for count in range(3)]
    with codegate.call() as c:
        if kit.tasks:
            answer = asyncio.run(tried_async(kit, gate, bad, tries))
        else:
            for headers in tries[:2]:
                with pytest.raises(kit.package.TransportError):
                    kit.ask(gate, bad.url, BODY, headers=headers)
            answer = kit.ask(gate, bad.url, BODY, headers=tries[2])
    assert answer.status == 200 and len(bad.seen) == 3
    [receipt] = c.receipts
    assert [attempt.outcome for attempt in receipt.attempts] == ["failed", "failed", "completed"]
    assert gate.usage().total.exchanges == 1 and gate.usage().total.attempts == 3


async def tried_async(kit: Kit, gate: codegate.Gate, bad: Misbehaving, tries: list[dict[str, str]]) -> Answer:
    async def ask(headers: dict[str, str]) -> Answer:
        request = {"method": "POST", "url": f"{bad.url}/v1/chat/completions", "json": BODY, "headers": headers}
        return await kit._ask_async(gate, request, None, 20, None, {})

    for headers in tries[:2]:
        with pytest.raises(kit.package.TransportError):
            await ask(headers)
    return await ask(tries[2])


def test_another_call_is_another_exchange(kit: Kit, gate: codegate.Gate, bad: Misbehaving) -> None:
    send_to(gate, "bad/gpt-5.1")
    bad.plan = [fails(503), says(CHAT)]
    first = {"x-stainless-retry-count": "0"}
    with codegate.call() as c:
        kit.ask(gate, bad.url, BODY, headers=first, retries=0)
        kit.ask(gate, bad.url, BODY, headers=first, retries=0)
    assert [receipt.outcome for receipt in c.receipts] == ["failed", "completed"]


def test_a_client_may_send(kit: Kit, gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "gpt/gpt-5.1")
    client = kit.package.AsyncClient if kit.tasks else kit.package.Client
    with codegate.call() as c:
        answer = kit.ask(gate, stub.url, {**BODY, "stream": True}, inner=client)
        listed = kit.ask(gate, stub.url, path="/v1/models", method="GET", inner=client)
    assert (answer.status, listed.status, len(c.receipts)) == (200, 200, 1)


def test_200_at_once(kit: Kit, gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "gpt/gpt-5.1")
    got: list[codegate.Receipt] = []
    bodies = [{**BODY, "stream": number % 2 == 0, "user": str(number)} for number in range(200)]
    if kit.tasks:
        asyncio.run(many(kit, gate, stub, bodies, got))
    else:
        transport = kit.plugin.Transport(gate, on_receipt=got.append)
        with kit.package.Client(transport=transport, timeout=60) as client, ThreadPoolExecutor(200) as pool:
            url = f"{stub.url}/v1/chat/completions"
            answers = list(pool.map(lambda body: client.post(url, json=body, headers=HEADERS), bodies))
        assert {answer.status_code for answer in answers} == {200}
    assert len(stub.truth()) == len(got) == len({receipt.exchange for receipt in got}) == 200
    assert sum(receipt.usage.output_tokens or 0 for receipt in got) == sum(s["usage"]["output"] for s in stub.truth())
    assert gate.usage().total.exchanges == 200


async def many(kit: Kit, gate: codegate.Gate, stub: Stub, bodies: list[Any], got: list[codegate.Receipt]) -> None:
    transport = kit.plugin.AsyncTransport(gate, on_receipt=got.append)
    async with kit.package.AsyncClient(transport=transport, timeout=60) as client:
        url = f"{stub.url}/v1/chat/completions"
        answers = await asyncio.gather(*(client.post(url, json=body, headers=HEADERS) for body in bodies))
    assert {answer.status_code for answer in answers} == {200}


@pytest.mark.parametrize("kit", [kit for kit in KITS.values() if kit.tasks], ids=["httpx", "httpx2"])
def test_a_task_that_is_cancelled_is_recorded(kit: Kit, gate: codegate.Gate, bad: Misbehaving) -> None:
    bad.plan = [HANGS]
    send_to(gate, "bad/gpt-5.1")
    got: list[codegate.Receipt] = []

    async def main() -> None:
        async with kit.package.AsyncClient(transport=kit.plugin.AsyncTransport(gate, on_receipt=got.append)) as client:
            task = asyncio.ensure_future(client.post(f"{bad.url}/v1/chat/completions", json=BODY))
            while not bad.seen:
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(main())
    assert [receipt.outcome for receipt in got] == ["aborted"] and bad.gone.wait(10)


def test_what_cannot_be_recorded_takes_no_answer_away(
    kit: Kit, gate: codegate.Gate, stub: Stub, caplog: pytest.LogCaptureFixture
) -> None:
    send_to(gate, "gpt/gpt-5.1", workspace="acme")
    got: list[codegate.Receipt] = []

    def harmful(receipt: codegate.Receipt) -> None:
        got.append(receipt)
        raise RuntimeError("a mistake of the program")

    answer = kit.ask(gate, stub.url, BODY, workspace="acme", on_receipt=harmful)
    assert answer.status == 200 and len(got) == 1 and "`on_receipt` raised" in caplog.text


def test_mistakes_are_told_at_once(kit: Kit, gate: codegate.Gate) -> None:
    make = kit.plugin.AsyncTransport if kit.tasks else kit.plugin.Transport
    with pytest.raises(TypeError, match="`gate` must be a gate"):
        make("codegate.db")
    with pytest.raises(TypeError, match="`workspce` is no fact; use `client`"):
        make(gate, workspce="acme")
    with pytest.raises(ValueError, match="`unrouted`"):
        make(gate, unrouted="ignore")
