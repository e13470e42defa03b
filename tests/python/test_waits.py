"""What waits, and what must not: no call of the library holds up the other threads of a program."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timezone
from pathlib import Path

import pytest

import codegate
from exchanges import PATH, STREAM, begin, code

HOLDER = """
import sqlite3, sys
other = sqlite3.connect(sys.argv[1], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


class Held:
    """Another process that writes to the store, until it is let go."""

    def __init__(self, path: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "held\n"

    def let_go(self) -> None:
        self.process.communicate(timeout=60)


@pytest.fixture
def patient(path: Path) -> Iterator[codegate.Gate]:
    with codegate.open(path, busy_timeout=30) as gate:
        gate.providers.add("local", type="openai_compatible", endpoint="http://127.0.0.1:1")
        gate.workspaces.set_rules("default", [codegate.rule(to=["local/one", "local/two"])])
        yield gate


def comes_back(gate: codegate.Gate, path: Path, patience: float, look: Callable[[codegate.Exchange], object]) -> bool:
    """Whether `look` comes back while a finish waits for the store; it is given so many seconds."""
    exchange = begin(gate)
    held = Held(path)
    receipts: list[codegate.Receipt] = []
    finishing = threading.Thread(target=lambda: receipts.append(exchange.finish()))
    finishing.start()
    while code(lambda: exchange.begin_response(200)) != "already_finished":
        time.sleep(0.001)
    answered = threading.Event()
    looking = threading.Thread(target=lambda: (look(exchange), answered.set()))
    looking.start()
    first = answered.wait(patience)
    assert not receipts, "the write was waiting all the while"
    held.let_go()
    finishing.join()
    looking.join()
    assert answered.is_set() and [receipt.outcome for receipt in receipts] == ["completed"]
    return first


def test_looking_at_an_exchange_never_waits_for_its_write(patient: codegate.Gate, path: Path) -> None:
    def look(exchange: codegate.Exchange) -> None:
        assert exchange.url is not None and exchange.headers and exchange.body and exchange.body_bytes
        assert exchange.route is not None and exchange.route.model == "one" and exchange.warnings == []
        assert exchange.decision.routed and exchange.id in repr(exchange)
        assert exchange.feed(STREAM[0]) == STREAM[0] and exchange.end() == b""

    assert comes_back(patient, path, 20, look)
    # The control: what does wait is seen to.
    assert not comes_back(patient, path, 0.3, lambda exchange: exchange.close())


def test_an_event_loop_looks_at_an_exchange_that_is_being_finished(patient: codegate.Gate, path: Path) -> None:
    """The store is let go by the loop itself: it would never be if the loop stood still."""

    async def main() -> codegate.Receipt:
        exchange = begin(patient)
        held = Held(path)
        finishing = asyncio.ensure_future(exchange.afinish())
        while code(lambda: exchange.begin_response(200)) != "already_finished":
            await asyncio.sleep(0.001)
        for _ in range(20):
            assert exchange.url is not None and exchange.id in repr(exchange)
            await asyncio.sleep(0)
        assert not finishing.done()
        held.let_go()
        return await finishing

    assert asyncio.run(main()).outcome == "completed"


def test_a_finish_that_waits_lets_other_threads_run(patient: codegate.Gate, path: Path) -> None:
    """The store is let go by another thread of this program: it would never be if `finish` kept the GIL."""
    exchange = begin(patient)
    held = Held(path)
    other = threading.Timer(0.05, held.let_go)
    other.start()
    assert exchange.finish().outcome == "completed"
    other.join()


@contextmanager
def ticking() -> Iterator[Callable[[Callable[[], object]], bool]]:
    """Gives a function that tells whether another thread ran during a call. None is ever made to give way here, so
    that it ran only if the call let go of the GIL."""
    ticks, done = [0], threading.Event()

    def tick() -> None:
        while not done.is_set():
            ticks[0] += 1
            time.sleep(0.0001)

    def ran(call: Callable[[], object]) -> bool:
        before = ticks[0]
        call()
        return ticks[0] > before

    thread = threading.Thread(target=tick)
    thread.start()
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1000)
    try:
        yield ran
    finally:
        sys.setswitchinterval(interval)
        done.set()
        thread.join()


TRIES = 500
"""How often a call is made: one that is short is not noticed every time, on a busy machine least of all."""


def test_a_call_that_has_much_to_do_lets_other_threads_run(patient: codegate.Gate, path: Path) -> None:
    text = "a line of prose, and `src/some/file.py`.\n" * 50_000
    body = json.dumps({"model": "auto", "messages": [{"role": "user", "content": text}]}).encode()
    files = [f"src/{number}/file.py" for number in range(1000)]
    answer = json.dumps({"choices": [{"message": {"content": text}}], "usage": {"prompt_tokens": 1}}).encode()
    patient.workspaces.create("many", rules=[codegate.rule(files=f"*{n}*x", to="local/one") for n in range(1000)])
    patient.workspaces.create("far", rules=[codegate.rule(to=[f"local/{n}" for n in range(TRIES + 1)])])
    exchange = patient.begin(body=body, path=PATH, workspace="far")
    explained = patient.explain(files=files[:50], workspace="many")
    calls: dict[str, Callable[[], object]] = {
        "decide": lambda: patient.decide(body=body, path=PATH),
        "decide on text": lambda: patient.decide(body=body.decode(), path=PATH),
        "decide on files": lambda: patient.decide(files=files, workspace="many"),
        "explain": lambda: patient.explain(files=files[:50], workspace="many"),
        "begin": lambda: patient.begin(body=body, path=PATH),
        "fail": exchange.fail,
        "retry": exchange.retry,
        "feed": lambda: exchange.feed(answer),
        "the body": lambda: exchange.body,
        "the body's bytes": lambda: exchange.body_bytes,
        "a plan": lambda: patient.plan_import(patient.export()),
        "a price table": lambda: patient.prices.list(),
        "text": lambda: str(explained),
        "usage": lambda: patient.usage(by="day"),
        "decide on nothing": lambda: patient.decide(body=b"{}"),
    }
    with ticking() as ran:
        held = [name for name, call in calls.items() if not any(ran(call) for _ in range(TRIES))]
        assert held == []
        # The control: code that keeps the GIL is seen to.
        assert not any(ran(lambda: sum(range(100_000))) for _ in range(TRIES))


class Raised(BaseException):
    """What a host's own code raises."""


@pytest.mark.parametrize("what", [KeyboardInterrupt("stop"), SystemExit(3), Raised("own"), ZeroDivisionError("own")])
def test_what_a_clock_raises_reaches_the_caller_as_it_is(path: Path, what: BaseException) -> None:
    broken = [True]

    def clock() -> datetime:
        if broken[0]:
            raise what
        return datetime(2026, 1, 1, tzinfo=timezone.utc)

    def raises(call: Callable[[], object]) -> None:
        broken[0] = True
        with pytest.raises(type(what)) as raised:
            call()
        assert raised.value is what
        broken[0] = False

    raises(lambda: codegate.open(path, clock=clock))
    assert not path.exists()
    with codegate.open(path, clock=clock) as gate:
        gate.providers.add("local", type="openai_compatible", endpoint="http://127.0.0.1:1")
        gate.workspaces.set_rules("default", [codegate.rule(to=["local/one", "local/two"])])
        plan = gate.plan_import(gate.export())
        exchange = begin(gate)
        raises(lambda: gate.workspaces.create("acme"))
        raises(lambda: gate.record(provider="local", model="one"))
        raises(lambda: begin(gate))
        raises(lambda: plan.apply({"default": "replace"}))
        raises(lambda: exchange.fail(status=500))
        raises(lambda: exchange.retry(status=500))
        raises(exchange.finish)
        raises(lambda: exchange.afinish())
        raises(exchange.close)
        raises(lambda: exchange.aclose())
        assert [workspace.name for workspace in gate.workspaces.list()] == ["default"]
        assert exchange.route is not None and exchange.route.model == "one" and gate.history.count() == 0
        assert len(exchange.finish().attempts) == 1


def test_what_the_environment_raises_reaches_the_caller_as_it_is(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupt = KeyboardInterrupt("stop")

    class Environment(dict[str, str]):
        broken = False

        def get(self, name: str, default: object = None) -> object:  # type: ignore[override]
            if self.broken:
                raise interrupt
            return super().get(name, default)

    environment = Environment(os.environ, CODEGATE_TEST_KEY="sk-test")
    monkeypatch.setattr(os, "environ", environment)
    with codegate.open(path) as gate:
        gate.providers.add("one", type="openai", credential="env:CODEGATE_TEST_KEY")
        gate.workspaces.set_rules("default", [codegate.rule(to=["one/a", "one/b"])])
        exchange = begin(gate)
        Environment.broken = True
        for call in (lambda: begin(gate), exchange.fail, exchange.retry):
            with pytest.raises(KeyboardInterrupt) as raised:
                call()
            assert raised.value is interrupt
        Environment.broken = False
        assert exchange.route is not None and exchange.route.model == "a" and exchange.warnings == []
        route = exchange.fail()
        assert route is not None and route.model == "b"


def test_a_collected_exchange_waits_briefly_and_is_recorded_later(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    gate = codegate.open(store, busy_timeout=60, drop_timeout=0.02)
    exchange = gate.begin(path="/v1/chat/completions", body={"model": "m", "messages": []})
    exchange.report_usage(input_tokens=3, output_tokens=2)
    name = exchange.id
    with closing(sqlite3.connect(store, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        del exchange
        gc.collect()
        assert time.monotonic() - began < 10
        assert gate.health().unwritten == 1
        assert gate.history.count() == 0
        other.execute("COMMIT")
    gate.workspaces.create("next")
    assert gate.health().unwritten == 0
    assert gate.history.get(name).usage.output == 2
    gate.close()
