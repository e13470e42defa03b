"""What a task waits for: on threads of the gate's own, in line, and made in any case."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

import codegate
from exchanges import STREAM, begin
from test_waits import Held

MANY = 200


@pytest.fixture
def patient(path: Path) -> Iterator[codegate.Gate]:
    with codegate.open(path, busy_timeout=30) as gate:
        gate.providers.add("local", type="openai_compatible", endpoint="http://127.0.0.1:1")
        gate.workspaces.set_rules("default", [codegate.rule(to=["local/one", "local/two"])])
        yield gate


def own_threads() -> set[threading.Thread]:
    """Those of every gate, also of earlier tests'."""
    return {thread for thread in threading.enumerate() if thread.name == "codegate"}


def test_the_loop_and_its_executor_stay_free_while_many_wait(patient: codegate.Gate, path: Path) -> None:
    """The store is let go only after the loop and the executor have done other work: had one of them waited, it never would."""

    async def main() -> list[codegate.Receipt]:
        loop, before = asyncio.get_running_loop(), own_threads()
        held = Held(path)
        finishing = [asyncio.ensure_future(begin(patient).afinish()) for _ in range(MANY)]
        for _ in range(50):
            await asyncio.sleep(0)
        await asyncio.gather(*(loop.run_in_executor(None, os.getpid) for _ in range(100)))
        await loop.getaddrinfo("127.0.0.1", 80)
        # Nor do reports wait for what is in line.
        assert (await patient.run(patient.usage)).total.exchanges == 0
        assert 0 < len(own_threads() - before) <= 5
        assert not any(task.done() for task in finishing)
        held.let_go()
        return await asyncio.gather(*finishing)

    receipts = asyncio.run(main())
    assert {receipt.outcome for receipt in receipts} == {"completed"} and patient.history.count() == MANY
    # In the order in which they came.
    recorded = [row[0] for row in patient.query("SELECT exchange FROM v_exchanges", limit=MANY).rows]
    assert len({receipt.exchange for receipt in receipts} & set(recorded)) == MANY


def test_what_was_cancelled_is_recorded_all_the_same(patient: codegate.Gate, path: Path) -> None:
    """Of ten that wait in line, and of one that was cancelled before its task ran at all."""

    async def main() -> list[str]:
        held = Held(path)
        exchanges = [begin(patient) for _ in range(11)]
        tasks = [asyncio.create_task(exchange.afinish("failed")) for exchange in exchanges]
        tasks[10].cancel()
        await asyncio.sleep(0.01)
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(error, asyncio.CancelledError) for error in ended)
        assert patient.history.count() == 0
        held.let_go()
        await patient.aclose()
        return [exchange.id for exchange in exchanges]

    names = asyncio.run(main())
    with codegate.open(path) as gate:
        assert [gate.history.get(name).outcome for name in names] == ["failed"] * 11


def test_a_failure_that_nobody_waits_for_is_logged(routed: codegate.Gate, caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        begun, go = threading.Event(), threading.Event()

        def fail() -> None:
            begun.set()
            go.wait(30)
            raise KeyError("lost")

        early, late = asyncio.create_task(routed.run(fail)), asyncio.create_task(routed.run(fail))
        early.cancel()
        await asyncio.sleep(0)
        while not begun.is_set():
            await asyncio.sleep(0.001)
        late.cancel()
        await asyncio.gather(early, late, return_exceptions=True)
        go.set()

    with caplog.at_level(logging.ERROR, logger="codegate"):
        asyncio.run(main())
        asyncio.run(routed.aclose())
        until = time.monotonic() + 30
        while len(caplog.records) < 2 and time.monotonic() < until:
            gc.collect()
            time.sleep(0.01)
    assert caplog.text.count("KeyError: 'lost'") == 2


def test_calls_are_awaited_and_raise_what_they_raise(routed: codegate.Gate) -> None:
    number = ContextVar[int]("number")

    async def main() -> None:
        await routed.run(routed.workspaces.create, "acme", custom_instructions="Be brief.")
        receipt = await routed.arecord(workspace="acme", provider="local", model="m", input_tokens=3)
        assert receipt.usage.input_tokens == 3 and receipt.workspace == "acme"
        report = await routed.run(routed.usage, by="workspace")
        assert [row.key for row in report] == ["acme"]
        exchange = await routed.run(routed.begin, body=b"{}")
        assert await exchange.aclose() is not None and await exchange.aclose() is None
        number.set(3)
        assert await routed.run(number.get) == 3
        with pytest.raises(codegate.NotFoundError) as missing:
            await routed.run(routed.workspaces.get, "nowhere")
        assert missing.value.code == "workspace_not_found"
        with pytest.raises(codegate.InvalidError):
            await routed.arecord(input_tokens="3")  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            await routed.arecord(colour="red")  # type: ignore[call-arg]
        with pytest.raises(codegate.InvalidError):
            routed.run(3)  # type: ignore[arg-type]
        await routed.aclose()
        await routed.aclose()
        with pytest.raises(codegate.HandleError):
            await routed.run(routed.workspaces.list)

    asyncio.run(main())
    assert routed.closed


def test_the_clock_is_read_by_the_caller(path: Path) -> None:
    threads: list[int] = []
    start = datetime(2026, 1, 1, tzinfo=timezone.utc)

    def clock() -> datetime:
        threads.append(threading.get_ident())
        return start + timedelta(seconds=len(threads))

    async def main() -> None:
        async with codegate.open(path, clock=clock) as gate:
            exchange = gate.begin(body=b"{}")
            threads.clear()
            waiting = exchange.afinish(), gate.arecord(input_tokens=1)
            assert threads == [threading.get_ident()] * 2
            for coroutine in waiting:
                await coroutine
            assert set(threads) == {threading.get_ident()}

    asyncio.run(main())


def test_what_is_in_line_is_made_before_a_program_ends(path: Path) -> None:
    """Also after its loop has ended without waiting for it."""
    script = """
import asyncio, sys, codegate
gate = codegate.open(sys.argv[1])
async def main():
    for _ in range(50):
        asyncio.ensure_future(gate.begin(body=b"{}").afinish())
    await asyncio.sleep(0)
asyncio.run(main())
"""
    subprocess.run([sys.executable, "-c", script, str(path)], check=True, timeout=60)
    with codegate.open(path) as gate:
        assert [entry.outcome for entry in gate.history.list()] == ["completed"] * 50


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_forked_child_is_told_that_the_gate_is_not_its_own(path: Path) -> None:
    script = """
import asyncio, os, sys, codegate
gate = codegate.open(sys.argv[1])
exchange = gate.begin(body=b"{}")
asyncio.run(gate.run(gate.usage))
child = os.fork()
async def both():
    for waiting in (exchange.afinish, lambda: gate.run(gate.workspaces.list), gate.aclose):
        try:
            await waiting()
        except codegate.Error as error:
            print(error.code, flush=True)
if child == 0:
    asyncio.run(both())
    os._exit(0)
os.waitpid(child, 0)
exchange.finish()
gate.close()
"""
    command = [sys.executable, "-W", "error::ResourceWarning", "-c", script, str(path)]
    done = subprocess.run(command, check=True, timeout=60, capture_output=True, text=True)
    assert (done.stdout.split(), done.stderr) == (["forked_handle"] * 3, "")


def test_a_gate_that_is_gone_leaves_no_threads(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from codegate import _work

    monkeypatch.setattr(_work, "IDLE", 0.05)
    before = set(threading.enumerate())

    async def main() -> None:
        async with codegate.open(path) as gate:
            await gate.begin(body=b"{}").afinish()
            await gate.run(gate.usage)

    asyncio.run(main())
    for thread in set(threading.enumerate()) - before:
        thread.join(30)
        assert not thread.is_alive()


def told(text: str, caught: list[warnings.WarningMessage]) -> int:
    """How often; other tests' garbage may be collected meanwhile."""
    return sum(text in str(warning.message) for warning in caught if warning.category is ResourceWarning)


def test_what_was_left_open_is_told_as_of_files(path: Path) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        gate = codegate.open(path)
        exchange = gate.begin(body=b"{}")
        name = exchange.id
        del exchange
        gc.collect()
        assert told(f"unfinished exchange {name}", caught) == 1
        assert gate.history.get(name).outcome == "aborted"
        workspaces = gate.workspaces
        del gate
        gc.collect()
        assert workspaces.list() and not told(str(path), caught)
        del workspaces
        gc.collect()
        assert told(f'unclosed <codegate.Gate "{path}">', caught) == 1


def test_what_was_ended_is_not(routed: codegate.Gate, path: Path) -> None:
    names: list[str] = []

    def begun() -> codegate.Exchange:
        exchange = begin(routed)
        names.append(exchange.id)
        return exchange

    async def main() -> None:
        waiting = begun().afinish()
        gc.collect()
        await waiting
        async with begun():
            pass

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        begun().finish()
        begun().close()
        begun().discard()
        with begun() as exchange:
            list(exchange.wrap(STREAM))
        del exchange
        asyncio.run(main())
        codegate.open(path).close()
        gc.collect()
    assert len(names) == 6 and not any(told(name, caught) for name in [*names, str(path)])


def test_a_warning_that_is_an_error_leaves_the_exchange_recorded(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raised: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda unraisable: raised.append(unraisable.exc_type))
    with codegate.open(path) as gate, warnings.catch_warnings():
        warnings.simplefilter("error")
        exchange = gate.begin(body=b"{}")
        name = exchange.id
        del exchange
        gc.collect()
        assert ResourceWarning in raised and gate.history.get(name).outcome == "aborted"
