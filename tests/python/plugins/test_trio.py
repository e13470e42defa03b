"""What waits, under trio and under anyio on either library."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
import trio

import codegate
import codegate.httpx

RUNNERS: dict[str, Callable[[Any], Any]] = {
    "trio": trio.run,
    "anyio on trio": lambda main: anyio.run(main, backend="trio"),
    "anyio on asyncio": lambda main: anyio.run(main, backend="asyncio"),
}


@pytest.fixture(params=RUNNERS)
def run(request: pytest.FixtureRequest) -> Callable[[Any], Any]:
    return RUNNERS[request.param]


def test_everything_that_waits(run: Callable[[Any], Any], tmp_path: Path) -> None:
    async def main() -> None:
        async with codegate.open(tmp_path / "codegate.db") as gate:
            receipt = await gate.begin(body=b"{}").afinish("failed", status=500)
            assert receipt.outcome == "failed"
            async with gate.begin(body=b"{}") as left:
                pass
            assert gate.history.get(left.id).outcome == "aborted"
            assert (await gate.arecord(input_tokens=1)).usage.input_tokens == 1
            assert (await gate.run(gate.usage)).total.exchanges == 3
            with pytest.raises(codegate.NotFoundError):
                await gate.run(gate.workspaces.get, "nowhere")
        assert gate.closed

    run(main)


def test_a_cancelled_finish_is_recorded(run: Callable[[Any], Any], tmp_path: Path) -> None:
    held: list[Any] = []

    async def main() -> None:
        async with anyio.create_task_group() as tasks:
            with codegate.open(tmp_path / "codegate.db", busy_timeout=30) as other:
                assert other.workspaces.list()
            gate = codegate.open(tmp_path / "codegate.db", busy_timeout=30)
            exchange = gate.begin(body=b"{}")
            held.extend((gate, exchange.id))
            with lock(tmp_path / "codegate.db"):
                tasks.start_soon(exchange.afinish)
                await anyio.sleep(0.05)
                tasks.cancel_scope.cancel()
                with anyio.CancelScope(shield=True):
                    await anyio.sleep(0.05)
                assert gate.history.count() == 0

    run(main)
    gate, name = held
    asyncio.run(gate.aclose())
    with codegate.open(tmp_path / "codegate.db") as gate:
        assert gate.history.get(name).outcome == "completed"


class lock:
    """The write lock of a store, held by another process."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        from test_waits import Held

        self.held = Held(self.path)

    def __exit__(self, *_: object) -> None:
        self.held.let_go()


def test_trio_as_the_guest_of_asyncio(tmp_path: Path) -> None:
    """Both libraries run in one thread: each task waits in its own."""

    async def main() -> None:
        loop, ended = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()

        async def guest() -> str:
            return (await gate.begin(body=b"{}").afinish("aborted")).outcome

        trio.lowlevel.start_guest_run(
            guest, run_sync_soon_threadsafe=loop.call_soon_threadsafe, done_callback=ended.set_result
        )
        assert (await gate.begin(body=b"{}").afinish()).outcome == "completed"
        assert (await ended).unwrap() == "aborted"

    with codegate.open(tmp_path / "codegate.db") as gate:
        asyncio.run(main())


def test_a_plugin_that_records_lets_trio_run(tmp_path: Path) -> None:
    """The store is let go by another task: it would be too late if the loop stood still."""
    path, asked, answers = tmp_path / "codegate.db", trio.Event(), []
    answer = {"choices": [{"message": {"content": "hi"}}], "usage": {"prompt_tokens": 7, "completion_tokens": 2}}

    def serve(_request: httpx.Request) -> httpx.Response:
        asked.set()
        return httpx.Response(200, json=answer)

    async def main() -> None:
        transport = codegate.httpx.AsyncTransport(gate, httpx.MockTransport(serve))
        async with httpx.AsyncClient(transport=transport) as client, trio.open_nursery() as nursery:

            async def ask() -> None:
                answers.append(await client.post("http://localhost:9/v1/chat/completions", json={"messages": []}))

            with lock(path):
                nursery.start_soon(ask)
                await asked.wait()
                await trio.sleep(0.1)
                assert answers == []

    with codegate.open(path, busy_timeout=20) as gate:
        trio.run(main)
        assert [one.json() for one in answers] == [answer] and gate.usage().total.total_tokens == 9
