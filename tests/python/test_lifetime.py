"""What becomes of gates and exchanges: `with`, garbage, threads, forks, other processes, the end of a script."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path

import pytest

import codegate
from exchanges import PATH, REQUEST, STREAM, begin, code


def test_with_records_what_was_left(routed: codegate.Gate) -> None:
    with begin(routed) as seen:
        list(seen.wrap(STREAM))
    assert routed.history.get(seen.id).outcome == "completed"
    with pytest.raises(KeyError), begin(routed) as broken:
        broken.feed(STREAM[0])
        raise KeyError
    assert routed.history.get(broken.id).outcome == "aborted"
    with begin(routed) as finished:
        finished.finish("failed")
    assert routed.history.get(finished.id).outcome == "failed"
    assert finished.close() is None


def test_an_exception_that_leaves_with_is_never_hidden(gate: codegate.Gate) -> None:
    def lose_the_workspace() -> None:
        gate.workspaces.archive("brief")
        gate.workspaces.delete("brief")
        raise KeyError("the host's own")

    gate.workspaces.create("brief")
    with pytest.raises(KeyError, match="own"), gate.begin(workspace="brief"):
        lose_the_workspace()

    async def end() -> None:
        async with gate.begin(workspace="brief"):
            lose_the_workspace()

    gate.workspaces.create("brief")
    with pytest.raises(KeyError, match="own"):
        asyncio.run(end())

    gate.workspaces.create("brief")
    with pytest.raises(codegate.Error) as lost, gate.begin(workspace="brief"):
        gate.workspaces.archive("brief")
        gate.workspaces.delete("brief")
    assert lost.value.code == "workspace_not_found"


def test_aclose_ends_as_close_does(routed: codegate.Gate) -> None:
    async def end() -> tuple[codegate.Receipt | None, codegate.Receipt | None]:
        exchange = begin(routed)
        list(exchange.wrap(STREAM))
        return await exchange.aclose(), await exchange.aclose()

    first, second = asyncio.run(end())
    assert first is not None and first.outcome == "completed" and second is None


def test_a_discarded_exchange_is_not_recorded(routed: codegate.Gate) -> None:
    with begin(routed) as exchange:
        exchange.discard()
        exchange.discard()
    with pytest.raises(codegate.Error) as ended:
        exchange.finish()
    assert ended.value.code == "already_finished"
    del exchange, ended
    gc.collect()
    assert routed.history.count() == 0


def test_garbage_is_recorded(routed: codegate.Gate) -> None:
    exchange = begin(routed)
    name = exchange.id
    list(exchange.wrap(STREAM))
    del exchange
    gc.collect()
    assert routed.history.get(name).outcome == "completed"
    assert routed.history.get(name).usage.total_tokens == 9


def test_garbage_in_a_cycle_is_recorded(routed: codegate.Gate) -> None:
    class Holder:
        me: Holder
        exchange: codegate.Exchange

    holder = Holder()
    holder.me, holder.exchange = holder, begin(routed)
    name = holder.exchange.id
    del holder
    gc.collect()
    assert routed.history.get(name).outcome == "aborted"


def test_a_cycle_through_the_clock_is_collected(path: Path) -> None:
    def leak() -> str:
        held: list[object] = []

        def clock() -> datetime:
            assert held
            return datetime.now(timezone.utc)

        held.append(clock)
        gate = codegate.open(path, clock=clock)
        exchange = begin(gate)
        held.extend([gate, gate.workspaces, exchange])
        return exchange.id

    name = leak()
    gc.collect()
    with codegate.open(path) as gate:
        assert gate.history.get(name).outcome == "aborted"


def test_a_script_that_ends_leaves_nothing_open(path: Path) -> None:
    """Also with a clock that leads back to the gate, by the names of its module."""
    script = """
import codegate, sys
from datetime import datetime, timezone
def clock():
    return datetime.now(timezone.utc)
gate = codegate.open(sys.argv[1], clock=clock if sys.argv[2] == "host" else None)
exchange = gate.begin(body=b"{}")
"""
    for clock in ("host", "system"):
        subprocess.run([sys.executable, "-c", script, str(path), clock], check=True, timeout=60)
    with codegate.open(path) as gate:
        assert [entry.outcome for entry in gate.history.list()] == ["aborted", "aborted"]


def test_an_exchange_outlives_its_closed_gate(routed: codegate.Gate, path: Path) -> None:
    exchange = begin(routed)
    routed.close()
    routed.close()
    assert code(lambda: begin(routed)) == "gate_closed"
    assert exchange.finish().outcome == "completed"
    with codegate.open(path) as gate:
        assert gate.history.get(exchange.id).outcome == "completed"


def test_threads_share_a_gate(routed: codegate.Gate) -> None:
    def work(number: int) -> str:
        routed.workspaces.create(f"workspace-{number}")
        with routed.begin(body=REQUEST, path=PATH, workspace=f"workspace-{number}") as exchange:
            list(exchange.wrap(STREAM))
            return exchange.finish().workspace

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(work, range(40))) == sorted(f"workspace-{number}" for number in range(40))
    assert routed.usage().total.exchanges == 40


def test_a_call_that_waits_lets_other_threads_run(path: Path) -> None:
    """The first gate's write keeps the second waiting; Python code must go on meanwhile."""
    with codegate.open(path, busy_timeout=20) as gate:
        ticks, done = [0], threading.Event()

        def tick() -> None:
            while not done.is_set():
                ticks[0] += 1

        thread = threading.Thread(target=tick)
        thread.start()
        try:
            for number in range(50):
                before = ticks[0]
                gate.workspaces.create(f"w{number}")
                if ticks[0] - before > 100:
                    break
            else:
                pytest.fail("no other thread ran while the disk was waited for")
        finally:
            done.set()
            thread.join()


def test_a_clock_of_the_hosts_may_use_the_gate(path: Path) -> None:
    """No lock is held while the clock is read, or this would never end."""
    opened: list[codegate.Gate] = []

    def clock() -> datetime:
        if opened:
            opened[0].sessions.list()
        return datetime(2026, 1, 1, tzinfo=timezone.utc)

    with codegate.open(path, clock=clock) as gate:
        opened.append(gate)
        gate.workspaces.create("acme")
        with begin(gate) as exchange:
            exchange.fail(reason="x")
            exchange.finish()
        del exchange
        begin(gate)
        gc.collect()
        opened.clear()
        assert gate.history.count() == 2


def test_no_lock_is_held_while_python_is_asked(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Clock and environment are Python's: a thread that waits for a lock of theirs would hold the GIL for ever."""
    monkeypatch.setenv("CODEGATE_TEST_KEY", "sk-test")
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with codegate.open(path, clock=lambda: datetime.now(timezone.utc)) as gate:
            gate.providers.add("one", type="openai", credential="env:CODEGATE_TEST_KEY")
            gate.workspaces.set_rules("default", [codegate.rule(to=["one/a", "one/b", "one/c"])])
            shared = begin(gate)

            def work(number: int) -> None:
                for _ in range(20):
                    assert shared.url is not None and shared.feed(b"\n") == b"\n"
                    gate.sessions.activate("default", session=f"s{number}")
                    with begin(gate) as exchange:
                        exchange.fail(status=500)
                        exchange.retry()

            with ThreadPoolExecutor(8) as pool:
                list(pool.map(work, range(8)))
            assert gate.history.count() == 160
            assert shared.finish().outcome == "completed"
    finally:
        sys.setswitchinterval(interval)


def in_child(work: Callable[[], str]) -> str:
    """What the work comes to in a forked process."""
    context = multiprocessing.get_context("fork")
    queue = context.SimpleQueue()
    child = context.Process(target=lambda: queue.put(work()))
    child.start()
    answer = str(queue.get())
    child.join(30)
    assert child.exitcode == 0
    return answer


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_child_must_open_its_own(routed: codegate.Gate, path: Path) -> None:
    exchange = begin(routed)
    for call in (routed.workspaces.list, routed.decide, lambda: begin(routed), exchange.finish, exchange.close):
        assert in_child(lambda: code(call)) == "forked_handle"

    def drop() -> str:
        nonlocal exchange
        del exchange
        gc.collect()
        return "dropped"

    assert in_child(drop) == "dropped"
    assert routed.history.count() == 0, "a child's drop must not record the parent's exchange"

    def own() -> str:
        with codegate.open(path) as gate:
            return gate.workspaces.create("from-the-child").name

    assert in_child(own) == "from-the-child"
    assert routed.workspaces.get("from-the-child")
    assert exchange.finish().outcome == "completed"


def test_another_process_sees_a_change_at_once(routed: codegate.Gate, path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        assert pool.apply(decide_elsewhere, (str(path),)) == "local"
        routed.workspaces.set_rules("default", [codegate.rule(to="spare/qwen3")])
        assert pool.apply(decide_elsewhere, (str(path),)) == "spare"


OPENED: dict[str, codegate.Gate] = {}


def decide_elsewhere(path: str) -> str:
    gate = OPENED.setdefault(path, codegate.open(path)) if path not in OPENED else OPENED[path]
    route = gate.decide(body=REQUEST, path=PATH).route
    return route.provider if route else "none"
