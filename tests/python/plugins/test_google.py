"""`codegate.google` with the real SDK, against the stub model server."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from conftest import CLIENT_KEY, ROUTE_KEY, send_to
from google import genai
from google.genai import errors, types
from misbehaving import DROPS, Misbehaving, says
from stub_server import Stub

import codegate
import codegate.google

ASKED: Any = {"model": "auto", "contents": "Say something nice about ships"}


def connect(gate: codegate.Gate, url: str, **options: Any) -> genai.Client:
    # Its own tries would be made on top of ours.
    base = {"base_url": url, "retry_options": {"attempts": 3, "initial_delay": 0.01}}
    http_options = codegate.google.http_options(gate, base, **options)
    return genai.Client(api_key=CLIENT_KEY, http_options=http_options)


def test_whole_answers_and_streams(gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "gemini/fail-503", "gemini/gemini-3-pro", workspace="acme")
    client = connect(gate, stub.url)
    with codegate.call(workspace="acme") as c:
        whole = client.models.generate_content(**ASKED).text
        streamed = "".join(chunk.text or "" for chunk in client.models.generate_content_stream(**ASKED))
    seen = [one for one in stub.truth() if one["status"] == 200]
    assert [whole, streamed] == [one["answer"] for one in seen] and {one["model"] for one in seen} == {"gemini-3-pro"}
    assert all("Answer like a pirate." in one["system"] for one in seen)
    assert {one["credential"] for one in stub.truth()} == {ROUTE_KEY}
    assert [[attempt.status for attempt in receipt.attempts] for receipt in c.receipts] == [[503, 200]] * 2
    assert [receipt.usage.output_tokens for receipt in c.receipts] == [
        one["usage"]["output"] for one in seen
    ]


def test_tasks(gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "gemini/gemini-3-pro")

    async def main() -> tuple[list[str], list[codegate.Receipt]]:
        client = connect(gate, stub.url).aio
        with codegate.call() as c:
            whole = (await client.models.generate_content(**ASKED)).text or ""
            stream = await client.models.generate_content_stream(**ASKED)
            streamed = "".join([chunk.text or "" async for chunk in stream])
        return [whole, streamed], c.receipts

    said, receipts = asyncio.run(main())
    assert said == [one["answer"] for one in stub.truth()]
    assert [receipt.outcome for receipt in receipts] == ["completed"] * 2


def test_tools_and_what_is_no_conversation(gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "gemini/gemini-3-pro")
    client = connect(gate, stub.url)
    schema: Any = {"type": "OBJECT", "properties": {"path": {"type": "STRING"}}, "required": ["path"]}
    tool = types.Tool(function_declarations=[types.FunctionDeclaration(name="read_file", parameters=schema)])
    config = types.GenerateContentConfig(tools=[tool])
    with codegate.call() as c:
        done = client.models.generate_content(model="auto", contents="Read the file src/main.rs", config=config)
        client.models.list()
    assert done.function_calls and done.function_calls[0].args == {"path": "src/main.rs"}
    assert CLIENT_KEY in stub.truth()[-1]["credential"] and len(c.receipts) == 1


def test_errors_are_the_sdks_own_and_tried_here_alone(gate: codegate.Gate, bad: Misbehaving) -> None:
    gate.providers.add("off", type="gemini", endpoint=bad.url, auth="api_key", credential="env:ROUTE_KEY")
    send_to(gate, "off/gemini-3-pro")
    told = {"error": {"code": 503, "status": "UNAVAILABLE", "message": "the provider's words"}}
    bad.plan = [says(told, 503, retry_after="0")]
    with codegate.call() as c:
        with pytest.raises(errors.ServerError, match="the provider's words"):
            connect(gate, bad.url, retries=2).models.generate_content(**ASKED)
        bad.plan = [DROPS]
        with pytest.raises(Exception, match="disconnected"):
            connect(gate, bad.url, retries=0).models.generate_content(**ASKED)
    assert [len(receipt.attempts) for receipt in c.receipts] == [3, 1] and len(bad.seen) == 4
    send_to(gate, "gpt/gpt-5.1")
    with pytest.raises(errors.ClientError, match="codegate: .*gpt"):
        connect(gate, bad.url).models.generate_content(**ASKED)


def test_200_at_once(gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "gemini/gemini-3-pro")
    got: list[codegate.Receipt] = []
    client = connect(gate, stub.url, on_receipt=got.append)
    with ThreadPoolExecutor(200) as pool:
        list(pool.map(lambda _: client.models.generate_content(**ASKED), range(200)))
    assert len(got) == len({receipt.exchange for receipt in got}) == len(stub.truth()) == 200
    assert sum(r.usage.output_tokens or 0 for r in got) == sum(one["usage"]["output"] for one in stub.truth())
