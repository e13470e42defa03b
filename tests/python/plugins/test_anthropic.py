"""`codegate.anthropic` with the real SDK, against the stub model server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anthropic
import pytest
from conftest import CLIENT_KEY, ROUTE_KEY, send_to
from misbehaving import DROPS, HANGS, Misbehaving, events, fails, says
from stub_server import Stub

import codegate
import codegate.anthropic

MESSAGES: Any = [{"role": "user", "content": "Say something nice about ships"}]
ASKED: Any = {"model": "auto", "max_tokens": 100, "messages": MESSAGES}
TOOLS: Any = [
    {
        "name": "read_file",
        "input_schema": {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]},
    }
]
MESSAGE = {
    "id": "m",
    "type": "message",
    "role": "assistant",
    "model": "claude-opus-5",
    "content": [{"type": "text", "text": "Ahoy"}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {"input_tokens": 10, "output_tokens": 5},
}
START = "event: message_start\ndata: " + json.dumps({"type": "message_start", "message": MESSAGE}) + "\n\n"


def connect(gate: codegate.Gate, url: str, **options: Any) -> anthropic.Anthropic:
    sdk = {name: options.pop(name) for name in ("max_retries", "timeout") if name in options}
    http_client = codegate.anthropic.http_client(gate, **options)
    return anthropic.Anthropic(base_url=url, api_key=CLIENT_KEY, http_client=http_client, **sdk)


@pytest.fixture
def client(gate: codegate.Gate, stub: Stub) -> Iterator[anthropic.Anthropic]:
    send_to(gate, "claude/claude-opus-5")
    with connect(gate, stub.url) as client:
        yield client


def text(message: Any) -> str:
    return "".join(block.text for block in message.content if block.type == "text")


def test_a_whole_answer_and_a_stream(client: anthropic.Anthropic, gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "claude/claude-opus-5", workspace="acme")
    with codegate.call(workspace="acme") as c:
        done = client.messages.create(**ASKED)
        with client.messages.stream(**ASKED) as stream:
            streamed = stream.get_final_message()
    first, second = stub.truth()
    assert text(done) == first["answer"] and text(streamed) == second["answer"]
    for seen, receipt in zip(stub.truth(), c.receipts, strict=True):
        assert seen["model"] == "claude-opus-5" and seen["system"] == ["Answer like a pirate."]
        assert seen["credential"] == ROUTE_KEY and receipt.usage.output_tokens == seen["usage"]["output"]
        assert receipt.outcome == "completed" and receipt.cost is not None


def test_tools(client: anthropic.Anthropic, stub: Stub) -> None:
    messages: Any = [{"role": "user", "content": "Read the file src/main.rs"}]
    done = client.messages.create(**{**ASKED, "messages": messages}, tools=TOOLS)
    with client.messages.stream(**{**ASKED, "messages": messages}, tools=TOOLS) as stream:
        streamed = stream.get_final_message()
    for message in (done, streamed):
        [called] = [block for block in message.content if block.type == "tool_use"]
        assert called.input == {"path": "src/main.rs"}


def test_raw_and_streaming_responses(client: anthropic.Anthropic, stub: Stub) -> None:
    with codegate.call() as c:
        raw = client.messages.with_raw_response.create(**ASKED)
        with client.messages.with_streaming_response.create(**ASKED) as streaming:
            whole = streaming.read()
    assert raw.headers["x-codegate-exchange"] == c.receipts[0].exchange
    assert text(raw.parse()) == stub.truth()[0]["answer"] and json.loads(whole) == stub.truth()[1]["said"]


def test_what_is_no_conversation(client: anthropic.Anthropic, gate: codegate.Gate, stub: Stub) -> None:
    with codegate.call() as c:
        assert client.models.list().data
        counted = client.messages.count_tokens(model="auto", messages=MESSAGES)
    listed, asked = stub.truth()
    assert CLIENT_KEY in listed["credential"] and asked["credential"] == ROUTE_KEY
    assert counted.input_tokens and len(c.receipts) == 1 and gate.usage().total.exchanges == 0


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, anthropic.BadRequestError),
        (401, anthropic.AuthenticationError),
        (429, anthropic.RateLimitError),
        (500, anthropic.InternalServerError),
        (529, anthropic.APIStatusError),
    ],
)
def test_errors_are_the_sdks_own(gate: codegate.Gate, bad: Misbehaving, status: int, error: type[Exception]) -> None:
    send_to(gate, "worse/claude-opus-5")
    bad.plan = [fails(status, "the provider's words", retry_after_ms="1")]
    with connect(gate, bad.url, retries=1) as client, codegate.call() as c:
        with pytest.raises(error, match="the provider's words") as raised:
            client.messages.create(**ASKED)
    assert getattr(raised.value, "status_code", None) == status
    assert len(bad.seen) == (2 if status in (429, 500, 529) else 1) and len(c.receipts) == 1
    assert c.receipts[0].outcome == "failed"


def test_failing_over_and_tries_of_the_sdk(gate: codegate.Gate, stub: Stub, bad: Misbehaving) -> None:
    send_to(gate, "claude/fail-529", "claude/claude-opus-5")
    with connect(gate, stub.url) as client, codegate.call() as c:
        client.messages.create(**ASKED)
        send_to(gate, "worse/claude-opus-5")
        bad.plan = [DROPS, says(MESSAGE)]
        client.messages.create(**ASKED)
    assert [[attempt.status for attempt in receipt.attempts] for receipt in c.receipts] == [[529, 200], [None, 200]]
    assert gate.usage().total.exchanges == 2


def test_an_error_before_anything_else_in_a_stream_fails_over(
    gate: codegate.Gate, stub: Stub, bad: Misbehaving
) -> None:
    send_to(gate, "worse/claude-opus-5", "claude/claude-opus-5")
    error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    bad.plan = [events(f"event: error\ndata: {json.dumps(error)}\n\n")]
    with connect(gate, stub.url) as client, codegate.call() as c, client.messages.stream(**ASKED) as stream:
        assert text(stream.get_final_message()) == stub.truth()[0]["answer"]
    assert [attempt.failure_class for attempt in c.receipts[0].attempts] == ["overloaded", None]


def test_timeouts_and_who_stops_reading(gate: codegate.Gate, bad: Misbehaving) -> None:
    send_to(gate, "worse/claude-opus-5")
    bad.plan = [HANGS]
    with connect(gate, bad.url, max_retries=0, timeout=0.2) as client, codegate.call() as c:
        with pytest.raises(anthropic.APITimeoutError):
            client.messages.create(**ASKED)
        bad.plan = [events(START, then="hang")]
        with client.messages.create(**ASKED, stream=True) as stream:
            next(iter(stream))
    assert [receipt.outcome for receipt in c.receipts] == ["failed", "aborted"] and bad.gone.wait(10)


def test_tasks_and_wrapping(gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "claude/fail-503", "claude/claude-opus-5")

    async def main() -> list[codegate.Receipt]:
        http_client = codegate.anthropic.async_http_client(gate)
        plain = anthropic.AsyncAnthropic(base_url=stub.url, api_key=CLIENT_KEY)
        async with (
            anthropic.AsyncAnthropic(base_url=stub.url, api_key=CLIENT_KEY, http_client=http_client) as client,
            codegate.anthropic.wrap(plain, gate, workspace="default") as wrapped,
        ):
            with codegate.call() as c:
                await client.messages.create(**ASKED)
                async with wrapped.messages.stream(**ASKED) as stream:
                    assert text(await stream.get_final_message()) == stub.truth()[-1]["answer"]
            return c.receipts

    receipts = asyncio.run(main())
    assert [[attempt.status for attempt in receipt.attempts] for receipt in receipts] == [[503, 200]] * 2
    with codegate.anthropic.wrap(anthropic.Anthropic(base_url=stub.url, api_key=CLIENT_KEY), gate) as wrapped_sync:
        assert text(wrapped_sync.messages.create(**ASKED)) == stub.truth()[-1]["answer"]


def test_200_at_once(gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "claude/claude-opus-5")
    got: list[codegate.Receipt] = []
    with connect(gate, stub.url, on_receipt=got.append) as client, ThreadPoolExecutor(200) as pool:
        list(pool.map(lambda _: client.messages.create(**ASKED), range(200)))
    assert len(got) == len({receipt.exchange for receipt in got}) == len(stub.truth()) == 200
    assert sum(r.usage.output_tokens or 0 for r in got) == sum(seen["usage"]["output"] for seen in stub.truth())
