"""`codegate.anthropic.Middleware` with the real SDK, against the stub model server."""

from __future__ import annotations

import asyncio
import contextvars
import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anthropic
import pytest
from conftest import CLIENT_KEY, ROUTE_KEY, send_to
from misbehaving import DROPS, HANGS, Misbehaving, events, fails, says
from stub_server import Stub
from test_anthropic import ASKED, MESSAGE, START, TOOLS, text

import codegate
import codegate.anthropic


def connect(gate: codegate.Gate, url: str, *, sdk: Any = None, **options: Any) -> anthropic.Anthropic:
    middleware = [codegate.anthropic.Middleware(gate, **options)]
    return anthropic.Anthropic(**{"base_url": url, "api_key": CLIENT_KEY, "middleware": middleware, **(sdk or {})})


def test_whole_answers_streams_and_tools(gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "claude/fail-529", "claude/claude-opus-5", workspace="acme")
    reading: Any = [{"role": "user", "content": "Read the file src/main.rs"}]
    with connect(gate, stub.url) as client, codegate.call(workspace="acme") as c:
        done = client.messages.create(**ASKED)
        with client.messages.stream(**ASKED) as stream:
            streamed = stream.get_final_message()
        called = client.messages.create(**{**ASKED, "messages": reading}, tools=TOOLS)
    seen = [one for one in stub.truth() if one["status"] == 200]
    assert [text(done), text(streamed)] == [one["answer"] for one in seen[:2]]
    assert [block.input for block in called.content if block.type == "tool_use"] == [{"path": "src/main.rs"}]
    assert {one["credential"] for one in stub.truth()} == {ROUTE_KEY}
    assert all(one["system"] == ["Answer like a pirate."] for one in seen)
    assert [[attempt.status for attempt in receipt.attempts] for receipt in c.receipts] == [[529, 200]] * 3
    assert [r.usage.output_tokens for r in c.receipts] == [one["usage"]["output"] for one in seen]


def test_raw_and_streaming_responses(gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "claude/claude-opus-5")
    with connect(gate, stub.url) as client, codegate.call() as c:
        raw = client.messages.with_raw_response.create(**ASKED)
        with client.messages.with_streaming_response.create(**ASKED) as streaming:
            whole = streaming.read()
    assert raw.headers["x-codegate-exchange"] == c.receipts[0].exchange and len(c.receipts) == 2
    assert text(raw.parse()) == stub.truth()[0]["answer"] and json.loads(whole) == stub.truth()[1]["said"]


@pytest.mark.parametrize(("status", "error"), [(400, anthropic.BadRequestError), (529, anthropic.APIStatusError)])
def test_errors_are_the_sdks_own(gate: codegate.Gate, bad: Misbehaving, status: int, error: type[Exception]) -> None:
    send_to(gate, "worse/claude-opus-5")
    bad.plan = [fails(status, "the provider's words", retry_after_ms="1")]
    with connect(gate, bad.url, retries=1) as client, codegate.call() as c:
        with pytest.raises(error, match="the provider's words"):
            client.messages.create(**ASKED)
        with pytest.raises(error, match="the provider's words"):
            client.messages.create(**ASKED, stream=True)
    assert len(bad.seen) == (4 if status == 529 else 2) and [r.outcome for r in c.receipts] == ["failed"] * 2


def test_the_sdks_tries_are_attempts_of_one_exchange(gate: codegate.Gate, bad: Misbehaving) -> None:
    send_to(gate, "worse/claude-opus-5")
    bad.plan = [DROPS, DROPS, says(MESSAGE)]
    with connect(gate, bad.url) as client, codegate.call() as c:
        assert text(client.messages.create(**ASKED)) == "Ahoy"
    assert [attempt.outcome for attempt in c.receipts[0].attempts] == ["failed", "failed", "completed"]
    assert len(c.receipts) == 1 and gate.usage().total.exchanges == 1


def test_the_clients_key_reaches_no_other_provider(gate: codegate.Gate, bad: Misbehaving) -> None:
    gate.providers.add("free", type="anthropic", endpoint=bad.url, auth="none")
    bad.plan = [says(MESSAGE)]
    secret = {"cf-aig-authorization": CLIENT_KEY, "cookie": CLIENT_KEY}
    for target in ("worse/claude-opus-5", "free/claude-opus-5"):
        send_to(gate, target)
        for more in ({"api_key": CLIENT_KEY}, {"api_key": None, "auth_token": CLIENT_KEY}):
            with connect(gate, "http://127.0.0.1:9", sdk={**more, "default_headers": secret}) as client:
                client.messages.create(**ASKED, extra_headers={"x-api-key": CLIENT_KEY}, extra_query={"key": CLIENT_KEY})
    assert len(bad.seen) == 4 and not any(CLIENT_KEY in str(seen) for seen in bad.seen)
    assert [seen[1].get("x-api-key") for seen in bad.seen] == [ROUTE_KEY] * 2 + ["none"] * 2


def test_a_token_of_the_sdks_reaches_no_other_provider(gate: codegate.Gate, bad: Misbehaving) -> None:
    gate.providers.add("free", type="anthropic", endpoint=bad.url, auth="none")
    bad.plan = [says(MESSAGE)]

    def credentials(**_: Any) -> Any:
        return anthropic.AccessToken(token=CLIENT_KEY)  # type: ignore[attr-defined]

    for target in ("worse/claude-opus-5", "free/claude-opus-5"):
        send_to(gate, target)
        with connect(gate, "http://127.0.0.1:9", sdk={"api_key": None, "credentials": credentials}) as client:
            client.messages.create(**ASKED)
    assert len(bad.seen) == 2 and not any(CLIENT_KEY in str(seen) for seen in bad.seen)


def test_a_credential_that_is_gone_before_another_try(
    gate: codegate.Gate, bad: Misbehaving, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_to(gate, "worse/claude-opus-5")
    bad.plan = [fails(503, retry_after_ms="200")]
    with connect(gate, bad.url) as client, codegate.call() as c, ThreadPoolExecutor(1) as pool:
        asking = pool.submit(contextvars.copy_context().run, client.messages.create, **ASKED)
        while not bad.seen:
            time.sleep(0.01)
        monkeypatch.delenv("ROUTE_KEY")
        with pytest.raises(anthropic.AuthenticationError, match="codegate: .*ROUTE_KEY"):
            asking.result()
    assert len(bad.seen) == 1 and [(r.outcome, len(r.attempts)) for r in c.receipts] == [("failed", 1)]


def test_mistakes_are_told_at_once(gate: codegate.Gate) -> None:
    with pytest.raises(ValueError, match="`unrouted`"):
        codegate.anthropic.Middleware(gate, unrouted="ignore")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="`gate` must be a gate"):
        codegate.anthropic.Middleware("codegate.db")  # type: ignore[arg-type]


def test_a_redirect_is_refused(gate: codegate.Gate, stub: Stub, bad: Misbehaving) -> None:
    send_to(gate, "worse/claude-opus-5")
    bad.plan = [says({}, 307, location=f"{stub.url}/v1/messages")]
    with connect(gate, stub.url) as client, pytest.raises(anthropic.InternalServerError, match="`worse` redirects to"):
        client.messages.create(**ASKED)
    assert not stub.truth() and len(bad.seen) == 1


def test_what_is_not_for_the_gate_goes_on(gate: codegate.Gate, stub: Stub) -> None:
    with connect(gate, stub.url) as client, codegate.call() as c:
        assert client.models.list().data
        client.messages.create(**{**ASKED, "model": "claude-opus-5"})
    assert all(CLIENT_KEY in one["credential"] for one in stub.truth()) and not c.receipts
    with connect(gate, stub.url, unrouted="refuse") as client, pytest.raises(anthropic.BadRequestError, match="codegate:"):
        client.messages.create(**ASKED)
    assert len(stub.truth()) == 2


def test_timeouts_and_who_stops_reading(gate: codegate.Gate, bad: Misbehaving) -> None:
    send_to(gate, "worse/claude-opus-5")
    bad.plan = [HANGS]
    with connect(gate, bad.url, sdk={"timeout": 0.2, "max_retries": 0}) as client, codegate.call() as c:
        with pytest.raises(anthropic.APITimeoutError):
            client.messages.create(**ASKED)
        bad.plan = [events(START, then="hang")]
        with client.messages.create(**ASKED, stream=True) as stream:
            next(iter(stream))
    assert [receipt.outcome for receipt in c.receipts] == ["failed", "aborted"] and bad.gone.wait(10)


def test_tasks(gate: codegate.Gate, stub: Stub, bad: Misbehaving) -> None:
    send_to(gate, "claude/fail-503", "claude/claude-opus-5")

    async def main() -> list[codegate.Receipt]:
        middleware = [codegate.anthropic.Middleware(gate)]
        async with anthropic.AsyncAnthropic(base_url=stub.url, api_key=CLIENT_KEY, middleware=middleware) as client:
            with codegate.call() as c:
                assert text(await client.messages.create(**ASKED)) == stub.truth()[-1]["answer"]
                async with client.messages.stream(**ASKED) as stream:
                    assert text(await stream.get_final_message()) == stub.truth()[-1]["answer"]
                send_to(gate, "worse/claude-opus-5")
                bad.plan = [HANGS]
                waiting = asyncio.ensure_future(client.messages.create(**ASKED))
                while not bad.seen:
                    await asyncio.sleep(0.01)
                waiting.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await waiting
            return c.receipts

    assert [receipt.outcome for receipt in asyncio.run(main())] == ["completed", "completed", "aborted"]


def test_200_at_once(gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "claude/claude-opus-5")
    got: list[codegate.Receipt] = []
    with connect(gate, stub.url, on_receipt=got.append) as client, ThreadPoolExecutor(200) as pool:
        list(pool.map(lambda _: client.messages.create(**ASKED), range(200)))
    assert len(got) == len({receipt.exchange for receipt in got}) == len(stub.truth()) == 200
    assert sum(r.usage.output_tokens or 0 for r in got) == sum(one["usage"]["output"] for one in stub.truth())
