"""The transports: what is recorded of a call and when, whoever ends it, and however many there are at once."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from conftest import send_to
from kits import BODY, HEADERS, KITS, Answer, Kit
from misbehaving import CHAT, DROPS, HANGS, Misbehaving, events, fails, says
from stub_server import Stub

import codegate


def test_who_stops_reading_is_recorded_as_aborted(kit: Kit, gate: codegate.Gate, bad: Misbehaving) -> None:
    event = 'data: {"choices": [{"index": 0, "delta": {"content": "Ah"}}]}\n\n'
    bad.plan = [events(event, event, then="hang")]
    send_to(gate, "bad/gpt-5.1")
    with codegate.call() as c:
        kit.ask(gate, bad.url, {**BODY, "stream": True}, pieces=1)
    assert c.receipts[0].outcome == "aborted" and bad.gone.wait(10)


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


def test_what_the_store_refuses_takes_no_answer_away(
    kit: Kit, gate: codegate.Gate, caplog: pytest.LogCaptureFixture
) -> None:
    gate.workspaces.create("gone", rules=[codegate.rule(to="gpt/gpt-5.1")])

    def server(_: Any) -> Any:
        gate.workspaces.archive("gone")
        gate.workspaces.delete("gone")
        return kit.package.Response(200, json=CHAT)

    with codegate.call(workspace="gone") as c:
        answer = kit.ask(gate, "http://localhost:9", BODY, inner=lambda: kit.package.MockTransport(server))
    assert answer.status == 200 and json.loads(answer.text) == CHAT and not c.receipts
    assert "was not recorded" in caplog.text and "was deleted meanwhile" in caplog.text


@pytest.mark.parametrize("kit", [kit for kit in KITS.values() if kit.tasks], ids=["httpx", "httpx2"])
def test_tasks_of_trio(kit: Kit, gate: codegate.Gate, stub: Stub, bad: Misbehaving) -> None:
    import trio

    send_to(gate, "bad/gpt-5.1", "gpt/gpt-5.1")
    bad.plan = [fails(503)]

    async def main() -> None:
        await kit._ask_async(gate, {**request, "json": BODY}, None, 20, None, {})
        send_to(gate, "bad/gpt-5.1")
        bad.plan = [HANGS]
        with trio.move_on_after(0.3):
            await kit._ask_async(gate, {**request, "json": BODY}, None, 20, None, {})

    request = {"method": "POST", "url": f"{bad.url}/v1/chat/completions", "headers": {}}
    with codegate.call() as c:
        trio.run(main)
    assert [receipt.outcome for receipt in c.receipts] == ["completed", "aborted"]
