"""`codegate.openai` with the real SDK, against the stub model server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from conftest import CLIENT_KEY, ROUTE_KEY, send_to
from misbehaving import CHAT, DROPS, HANGS, Misbehaving, events, fails, says
from stub_server import Stub

import codegate
import codegate.httpx
import codegate.openai

MESSAGES: Any = [{"role": "user", "content": "Say something nice about ships"}]
TOOLS: Any = [
    {
        "type": "function",
        "function": {
            "name": "read_file",
            "parameters": {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]},
        },
    }
]


def connect(gate: codegate.Gate, url: str, **options: Any) -> openai.OpenAI:
    sdk = {name: options.pop(name) for name in ("max_retries", "timeout") if name in options}
    http_client = codegate.openai.http_client(gate, **options)
    return openai.OpenAI(base_url=f"{url}/v1", api_key=CLIENT_KEY, http_client=http_client, **sdk)


def connect_async(gate: codegate.Gate, url: str, **options: Any) -> openai.AsyncOpenAI:
    http_client = codegate.openai.async_http_client(gate, **options)
    return openai.AsyncOpenAI(base_url=f"{url}/v1", api_key=CLIENT_KEY, http_client=http_client)


@pytest.fixture
def client(gate: codegate.Gate, stub: Stub) -> Iterator[openai.OpenAI]:
    send_to(gate, "gpt/gpt-5.1")
    with connect(gate, stub.url) as client:
        yield client


def test_a_whole_answer(client: openai.OpenAI, gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "gpt/gpt-5.1", workspace="acme")
    with codegate.call(workspace="acme") as c:
        done = client.chat.completions.create(model="auto", messages=MESSAGES)
    [seen] = stub.truth()
    assert done.choices[0].message.content == seen["answer"] and seen["model"] == "gpt-5.1"
    assert seen["system"] == ["Answer like a pirate."] and seen["credential"] == f"Bearer {ROUTE_KEY}"
    assert done.usage and c.receipts[0].usage.output_tokens == done.usage.completion_tokens
    assert c.receipts[0].cost is not None


def test_a_stream(client: openai.OpenAI, stub: Stub) -> None:
    with codegate.call() as c:
        chunks = list(client.chat.completions.create(model="auto", messages=MESSAGES, stream=True))
    text = "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
    [seen] = stub.truth()
    assert text == seen["answer"] and all(chunk.choices for chunk in chunks)
    assert c.receipts[0].usage.output_tokens == seen["usage"]["output"] and c.receipts[0].outcome == "completed"


def test_tools(client: openai.OpenAI, stub: Stub) -> None:
    messages: Any = [{"role": "user", "content": "Read the file src/main.rs"}]
    for stream in (False, True):
        answer: Any = client.chat.completions.create(model="auto", messages=messages, tools=TOOLS, stream=stream)
        if stream:
            deltas = [call for chunk in answer for call in chunk.choices[0].delta.tool_calls or []]
            arguments = "".join(call.function.arguments or "" for call in deltas)
        else:
            arguments = answer.choices[0].message.tool_calls[0].function.arguments
        assert json.loads(arguments) == {"path": "src/main.rs"}
    assert [seen["call"]["name"] for seen in stub.truth()] == ["read_file"] * 2


def test_responses(client: openai.OpenAI, stub: Stub) -> None:
    with codegate.call() as c:
        whole = client.responses.create(model="auto", input="Say it again")
        with client.responses.stream(model="auto", input="Say it again") as stream:
            final = stream.get_final_response()
    assert whole.output_text == final.output_text == stub.truth()[0]["answer"] == stub.truth()[1]["answer"]
    assert [receipt.outcome for receipt in c.receipts] == ["completed"] * 2


def test_raw_and_streaming_responses(client: openai.OpenAI, stub: Stub) -> None:
    with codegate.call() as c:
        raw = client.chat.completions.with_raw_response.create(model="auto", messages=MESSAGES)
        with client.chat.completions.with_streaming_response.create(model="auto", messages=MESSAGES) as streaming:
            text = streaming.read()
    assert raw.headers["x-codegate-exchange"] == c.receipts[0].exchange
    assert raw.parse().choices[0].message.content == stub.truth()[0]["answer"]
    assert json.loads(text) == stub.truth()[1]["said"] and len(c.receipts) == 2


def test_what_is_no_conversation_goes_on_as_it_was(client: openai.OpenAI, stub: Stub) -> None:
    with codegate.call() as c:
        assert client.models.list().data
        client.embeddings.create(model="text-embedding-3-small", input="a b c")
        client.files.create(file=("a.txt", b"hello"), purpose="user_data")
    assert {seen["credential"] for seen in stub.truth()} == {f"Bearer {CLIENT_KEY}"}
    # An embedding is a call of a model, and recorded; files and lists of models are not.
    assert [(receipt.provider, receipt.model) for receipt in c.receipts] == [(None, "text-embedding-3-small")]


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, openai.BadRequestError),
        (401, openai.AuthenticationError),
        (403, openai.PermissionDeniedError),
        (404, openai.NotFoundError),
        (429, openai.RateLimitError),
        (500, openai.InternalServerError),
        (503, openai.InternalServerError),
    ],
)
def test_errors_are_the_sdks_own(gate: codegate.Gate, bad: Misbehaving, status: int, error: type[Exception]) -> None:
    send_to(gate, "bad/gpt-5.1")
    bad.plan = [fails(status, "the provider's words", retry_after_ms="1")]
    with connect(gate, bad.url, retries=1) as client, codegate.call() as c:
        with pytest.raises(error, match="the provider's words"):
            client.chat.completions.create(model="auto", messages=MESSAGES)
    # Ours is the one retry; the SDK's two are not made on top of it.
    assert len(bad.seen) == (2 if status in (429, 500, 503) else 1)
    assert [receipt.outcome for receipt in c.receipts] == ["failed"] and gate.usage().total.exchanges == 1


def test_failing_over(client: openai.OpenAI, gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "gpt/fail-529", "gpt/gpt-5.1")
    with codegate.call() as c:
        client.chat.completions.create(model="auto", messages=MESSAGES)
        list(client.chat.completions.create(model="auto", messages=MESSAGES, stream=True))
    assert [seen["status"] for seen in stub.truth()] == [529, 200] * 2
    assert [len(receipt.attempts) for receipt in c.receipts] == [2, 2]


def test_the_sdks_tries_are_attempts_of_one_exchange(gate: codegate.Gate, bad: Misbehaving) -> None:
    send_to(gate, "bad/gpt-5.1")
    bad.plan = [DROPS, DROPS, says(CHAT)]
    with connect(gate, bad.url) as client, codegate.call() as c:
        client.chat.completions.create(model="auto", messages=MESSAGES)
    assert [attempt.outcome for attempt in c.receipts[0].attempts] == ["failed", "failed", "completed"]
    assert len(c.receipts) == 1 and len(bad.seen) == 3 and gate.usage().total.exchanges == 1


def test_a_connection_that_fails_to_the_end(gate: codegate.Gate, bad: Misbehaving) -> None:
    send_to(gate, "bad/gpt-5.1")
    bad.plan = [DROPS]
    with connect(gate, bad.url, max_retries=1) as client, codegate.call() as c:
        with pytest.raises(openai.APIConnectionError):
            client.chat.completions.create(model="auto", messages=MESSAGES)
    assert len(bad.seen) == len(c.receipts[0].attempts) == 2 and c.receipts[0].outcome == "failed"


def test_tries_that_all_time_out_are_attempts_of_one_exchange(gate: codegate.Gate, bad: Misbehaving) -> None:
    send_to(gate, "bad/gpt-5.1")
    bad.plan = [HANGS]
    with connect(gate, bad.url, max_retries=2, timeout=0.2) as client, codegate.call() as c:
        with pytest.raises(openai.APITimeoutError):
            client.chat.completions.create(model="auto", messages=MESSAGES)
    assert len(bad.seen) == len(c.receipts[-1].attempts) == 3
    assert [receipt.duplicate for receipt in c.receipts] == [False] * len(c.receipts)
    assert (gate.usage().total.exchanges, gate.usage().total.attempts) == (1, 3)


def test_timeouts_and_hang_ups(gate: codegate.Gate, bad: Misbehaving) -> None:
    send_to(gate, "bad/gpt-5.1")
    bad.plan = [HANGS]
    with connect(gate, bad.url, max_retries=0, timeout=0.2) as client, codegate.call() as c:
        with pytest.raises(openai.APITimeoutError):
            client.chat.completions.create(model="auto", messages=MESSAGES)
        bad.plan = [events('data: {"choices": [{"index": 0, "delta": {"content": "Ah"}}]}\n\n', then="drop")]
        with pytest.raises(openai.APIConnectionError):
            list(client.chat.completions.create(model="auto", messages=MESSAGES, stream=True))
    assert [receipt.outcome for receipt in c.receipts] == ["failed", "failed"]


def test_who_stops_reading(gate: codegate.Gate, bad: Misbehaving) -> None:
    send_to(gate, "bad/gpt-5.1")
    event = 'data: {"choices": [{"index": 0, "delta": {"content": "Ah"}}]}\n\n'
    bad.plan = [events(event, event, then="hang")]
    with connect(gate, bad.url) as client, codegate.call() as c:
        stream = client.chat.completions.create(model="auto", messages=MESSAGES, stream=True)
        for _ in stream:
            break
        stream.close()
        with client.chat.completions.create(model="auto", messages=MESSAGES, stream=True) as stream:
            next(iter(stream))
    assert [receipt.outcome for receipt in c.receipts] == ["aborted", "aborted"] and bad.gone.wait(10)


def test_what_the_gate_refuses_is_an_error_of_the_sdk(client: openai.OpenAI, gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "claude/claude-opus-5")
    with pytest.raises(openai.BadRequestError, match="codegate: .*claude"):
        client.responses.create(model="auto", input="hi")
    with codegate.call(workspace="nobody"), pytest.raises(openai.BadRequestError, match="`nobody`"):
        client.chat.completions.create(model="auto", messages=MESSAGES)
    assert not stub.truth() and gate.usage().total.exchanges == 0


def test_wrapping_a_client(gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "gpt/gpt-5.1")
    plain = openai.OpenAI(base_url=f"{stub.url}/v1", api_key=CLIENT_KEY, timeout=7, max_retries=5)
    wrapped = codegate.openai.wrap(plain, gate, workspace="acme", client="mine")
    assert type(wrapped) is openai.OpenAI and (wrapped.timeout, wrapped.max_retries) == (7, 5)
    send_to(gate, "gpt/gpt-5.1-mini", workspace="acme")
    with codegate.call() as c:
        wrapped.chat.completions.create(model="auto", messages=MESSAGES)
        plain.chat.completions.create(model="gpt-4.1", messages=MESSAGES)
    assert [seen["model"] for seen in stub.truth()] == ["gpt-5.1-mini", "gpt-4.1"]
    assert [receipt.workspace for receipt in c.receipts] == ["acme"]
    azure: openai.AzureOpenAI = codegate.openai.wrap(
        openai.AzureOpenAI(azure_endpoint=stub.url, api_version="2024-10-21", api_key=CLIENT_KEY), gate
    )
    azure.chat.completions.create(model="auto", messages=MESSAGES)
    assert type(azure) is openai.AzureOpenAI and stub.truth()[-1]["credential"] == f"Bearer {ROUTE_KEY}"
    legacy = openai.OpenAI(base_url=f"{stub.url}/v1", api_key=CLIENT_KEY, http_client=httpx.Client())  # type: ignore[arg-type]
    with codegate.call() as c:
        codegate.openai.wrap(legacy, gate).chat.completions.create(model="auto", messages=MESSAGES)
    assert len(c.receipts) == 1
    with pytest.raises(TypeError, match="`client` must be an `openai.OpenAI` or `openai.AsyncOpenAI`, not `str`"):
        codegate.openai.wrap("client", gate)  # type: ignore[type-var]


def test_tasks(gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "gpt/fail-503", "gpt/gpt-5.1")

    async def main() -> list[codegate.Receipt]:
        plain = openai.AsyncOpenAI(base_url=f"{stub.url}/v1", api_key=CLIENT_KEY)
        async with connect_async(gate, stub.url) as client, codegate.openai.wrap(plain, gate) as wrapped:
            with codegate.call() as c:
                await client.chat.completions.create(model="auto", messages=MESSAGES)
                stream = await wrapped.chat.completions.create(model="auto", messages=MESSAGES, stream=True)
                text = "".join([choice.delta.content or "" async for chunk in stream for choice in chunk.choices])
                assert text == stub.truth()[-1]["answer"]
            return c.receipts

    receipts = asyncio.run(main())
    assert [[attempt.status for attempt in receipt.attempts] for receipt in receipts] == [[503, 200]] * 2


def test_a_task_that_breaks_out_of_a_stream(gate: codegate.Gate, bad: Misbehaving) -> None:
    send_to(gate, "bad/gpt-5.1")
    event = 'data: {"choices": [{"index": 0, "delta": {"content": "Ah"}}]}\n\n'
    bad.plan = [events(event, event, then="hang")]
    got: list[codegate.Receipt] = []

    async def main() -> None:
        async with connect_async(gate, bad.url, on_receipt=got.append) as client:
            stream = await client.chat.completions.create(model="auto", messages=MESSAGES, stream=True)
            async for _ in stream:
                break
            await stream.close()
            waiting = asyncio.ensure_future(client.chat.completions.create(model="auto", messages=MESSAGES))
            while len(bad.seen) < 2:
                await asyncio.sleep(0.01)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting

    asyncio.run(main())
    assert [receipt.outcome for receipt in got] == ["aborted", "aborted"] and bad.gone.wait(10)


def test_receipts_are_there_when_a_stream_ends_while_the_store_is_held(
    gate: codegate.Gate, stub: Stub, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The SDK waits no more than 0.1 seconds for what comes behind the last event, and closes the response then."""
    from test_waits import Held

    send_to(gate, "gpt/gpt-5.1")

    async def main() -> list[codegate.Receipt]:
        async with connect_async(gate, stub.url) as client:

            async def read() -> None:
                async for _ in await client.chat.completions.create(model="auto", messages=MESSAGES, stream=True):
                    pass

            held = Held(tmp_path / "codegate.db")
            with codegate.call() as c:
                reading = [asyncio.ensure_future(read()) for _ in range(20)]
                await asyncio.sleep(1)
                held.let_go()
                await asyncio.gather(*reading)
            return c.receipts

    assert [receipt.outcome for receipt in asyncio.run(main())] == ["completed"] * 20 and not caplog.text


def test_200_at_once(gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "gpt/gpt-5.1")
    got: list[codegate.Receipt] = []

    def one(client: openai.OpenAI, number: int) -> None:
        answer: Any = client.chat.completions.create(model="auto", messages=MESSAGES, stream=number % 2 == 0)
        if number % 2 == 0:
            list(answer)

    async def many() -> None:
        async with connect_async(gate, stub.url, on_receipt=got.append) as client:
            create = client.chat.completions.create
            await asyncio.gather(*(create(model="auto", messages=MESSAGES) for _ in range(200)))

    with connect(gate, stub.url, on_receipt=got.append) as client, ThreadPoolExecutor(200) as pool:
        list(pool.map(lambda number: one(client, number), range(200)))
    asyncio.run(many())
    assert len(got) == len({receipt.exchange for receipt in got}) == len(stub.truth()) == 400
    assert sum(r.usage.output_tokens or 0 for r in got) == sum(seen["usage"]["output"] for seen in stub.truth())
