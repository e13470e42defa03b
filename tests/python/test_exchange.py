"""One exchange in Python's own ways: bytes, iterators, async, attempts."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

import codegate
from exchanges import REQUEST, STREAM, assert_counted, begin, code


def test_feed_gives_back_the_same_bytes(routed: codegate.Gate) -> None:
    exchange = begin(routed)
    for chunk in STREAM:
        assert exchange.feed(chunk) is chunk, "bytes that pass unchanged are not copied"
    assert exchange.feed(bytearray(b"\n")) == exchange.feed(memoryview(b"\n")) == b"\n"
    assert exchange.end() == b""
    with pytest.raises(codegate.Error) as raised:
        exchange.feed("text")  # type: ignore[arg-type]
    assert raised.value.code == "invalid_argument"
    assert_counted(exchange.finish())
    with pytest.raises(codegate.ConflictError) as twice:
        exchange.finish()
    assert twice.value.code == "already_finished"


@pytest.mark.parametrize("given", ["text", "bytes", "parsed", "list"])
def test_the_body_of_a_failure_comes_in_any_form(routed: codegate.Gate, given: str) -> None:
    error = {"error": {"code": "context_length_exceeded"}}
    text = "\ufeff" + json.dumps(error)
    forms: dict[str, Any] = {"text": text, "bytes": bytearray(text.encode()), "parsed": error, "list": [error]}
    exchange = begin(routed)
    exchange.retry(status=400, body=forms[given])
    assert exchange.failure_class == "context_length"
    with pytest.raises(codegate.InvalidError):
        exchange.fail(body=5)  # type: ignore[arg-type]


def test_an_object_that_is_no_json_is_no_event_and_the_error_says_what_is(routed: codegate.Gate) -> None:
    class Chunk:
        pass

    with pytest.raises(codegate.InvalidError, match="bytes, text or parsed JSON, not `Chunk`"):
        begin(routed).feed_event(Chunk())  # type: ignore[arg-type]


def test_wrap_passes_an_iterable_through(routed: codegate.Gate) -> None:
    exchange = begin(routed)
    assert list(exchange.wrap(iter(STREAM))) == STREAM
    assert_counted(exchange.finish())
    for wrong in (b"bytes", "text", 3):
        with pytest.raises(codegate.InvalidError):
            begin(routed).wrap(wrong)  # type: ignore[arg-type]


def test_wrap_holds_back_what_the_client_did_not_ask_for(path: Path) -> None:
    with codegate.open(path, inject_usage=True) as gate:
        gate.providers.add("local", type="openai_compatible", endpoint="http://127.0.0.1:1")
        gate.workspaces.set_rules("default", [codegate.rule(to="local/qwen3")])
        exchange = begin(gate, REQUEST)
        exchange.begin_response(200, {"content-type": "text/event-stream"})
        sent = exchange.body_bytes
        assert sent is not None and json.loads(sent)["stream_options"] == {"include_usage": True}
        whole = b"".join(STREAM)
        pieces = [whole[start : start + 11] for start in range(0, len(whole), 11)]
        passed = b"".join(exchange.wrap(pieces))
        assert b"prompt_tokens" not in passed and passed.endswith(STREAM[-1])
        assert_counted(exchange.finish())


def test_async_with_wrap_and_finish(path: Path) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for chunk in STREAM:
            await asyncio.sleep(0)
            yield chunk

    async def main() -> codegate.Receipt:
        async with codegate.open(path) as gate:
            async with begin(gate) as exchange:
                assert [chunk async for chunk in exchange.wrap(chunks())] == STREAM
                receipt = await exchange.afinish(status=200)
            async with begin(gate) as left:
                pass
            assert gate.history.get(left.id).outcome == "aborted"
            return receipt

    assert_counted(asyncio.run(main()))
    with codegate.open(path) as gate:
        assert gate.history.count() == 2


def test_afinish_reads_the_clock_on_the_thread_that_calls(path: Path) -> None:
    threads = []

    def clock() -> datetime:
        threads.append(threading.get_ident())
        return datetime.now(timezone.utc)

    async def main(gate: codegate.Gate) -> None:
        # The exchange itself is gone before the worker thread finishes it.
        receipt = await begin(gate).afinish("failed")
        assert receipt.outcome == "failed"

    with codegate.open(path, clock=clock) as gate:
        asyncio.run(main(gate))
        assert gate.history.count() == 1
    assert set(threads) == {threading.get_ident()}


def test_other_tasks_run_while_one_finishes(routed: codegate.Gate) -> None:
    async def main() -> list[codegate.Receipt]:
        exchanges = [begin(routed) for _ in range(20)]
        return await asyncio.gather(*(exchange.afinish() for exchange in exchanges))

    assert len({receipt.exchange for receipt in asyncio.run(main())}) == 20


def test_fail_takes_the_next_route_and_then_none(routed: codegate.Gate) -> None:
    exchange = begin(routed)
    first, warnings = exchange.url, exchange.warnings
    route = exchange.fail(status=429, retry_after=1.5, reason="too many")
    assert route is not None and route.provider == "spare" and exchange.route == route
    assert exchange.url != first and warnings == []
    assert exchange.retry(status=500) == route
    assert exchange.fail() is None and exchange.route is None
    assert exchange.feed(b"late") == b"late" and exchange.end() == b"", "the provider's answer goes on to the client"
    with pytest.raises(codegate.InvalidError):
        exchange.retry()
    receipt = exchange.finish()
    assert receipt.outcome == "failed"
    assert [(attempt.provider, attempt.status) for attempt in receipt.attempts] == [
        ("local", 429),
        ("spare", 500),
        ("spare", None),
    ]
    assert receipt.attempts[0].retry_after == 1.5 and receipt.attempts[0].reason == "too many"


def test_counts_of_the_host_replace_what_was_read(routed: codegate.Gate) -> None:
    exchange = begin(routed)
    list(exchange.wrap(STREAM))
    exchange.report_usage(input_tokens=100, output_tokens=10, cache_read=40)
    usage = exchange.finish().usage
    assert (usage.input_uncached, usage.cache_read, usage.output) == (60, 40, 10)


def test_a_parsed_body_of_any_depth_is_sent_on(gate: codegate.Gate) -> None:
    body: dict[str, Any] = {}
    for _ in range(100_000):
        body = {"a": body}
    with gate.begin(body=body) as exchange:
        assert "body_unreadable" in {warning.code for warning in exchange.decision.warnings}
        assert exchange.body_bytes == b'{"a":' * 100_000 + b"{}" + b"}" * 100_000


def test_headers_of_bytes_are_taken(routed: codegate.Gate) -> None:
    raw = [(b"x-title", b"Cline"), (b"http-referer", "sch\xf6n".encode("latin-1"))]
    exchange = routed.begin(path="/v1/chat/completions", headers=raw)
    assert exchange.headers[:2] == [("x-title", "Cline"), ("http-referer", "sch\xf6n")]
    exchange.begin_response(200, raw)
    assert routed.begin(headers={b"x-title": b"Cline"}).headers[0] == ("x-title", "Cline")


def test_what_a_call_is_for_is_told_without_a_gate() -> None:
    chat = {"model": "m", "messages": []}
    assert codegate.request_type("POST", "/v1/chat/completions", chat) == "chat"
    assert codegate.request_type("POST", "/proxy", json.dumps(chat).encode()) == "chat"
    assert codegate.request_type("POST", "/v1/embeddings") == "embeddings"
    assert codegate.request_type("GET", "/v1/models") == "models"
    assert codegate.request_type("POST", "/anything") is None
