"""Blocks of `codegate.call`, wherever the program goes on with what is inside of them."""

from __future__ import annotations

import asyncio
import contextvars
import gc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from conftest import send_to
from kits import BODY, KITS
from stub_server import Stub

import codegate

KIT = KITS["httpx-sync"]


def test_a_generator_that_goes_on_in_another_context(gate: codegate.Gate, stub: Stub) -> None:
    """As Starlette reads one: each piece in a context of its own."""
    send_to(gate, "gpt/gpt-5.1")
    blocks: list[codegate.Call] = []

    def pieces() -> Iterator[str]:
        with codegate.call(client="mine") as c:
            blocks.append(c)
            yield KIT.ask(gate, stub.url, BODY).text
            yield "the end"

    reading = pieces()
    read = [contextvars.copy_context().run(next, reading, None) for _ in range(3)]
    assert read == [read[0], "the end", None] and len(blocks[0].receipts) == 1
    assert [row.key for row in gate.usage(by="client")] == ["mine"]


def test_a_generator_that_is_left_is_closed_in_another_context(gate: codegate.Gate) -> None:
    told: list[object] = []

    async def pieces() -> AsyncIterator[int]:
        with codegate.call(client="mine"):
            yield 1
            yield 2

    async def main() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
        async for _ in pieces():
            break
        gc.collect()
        await asyncio.sleep(0.05)

    asyncio.run(main())
    assert not told


def test_files_are_a_list_and_hold_for_every_call(gate: codegate.Gate, stub: Stub) -> None:
    gate.workspaces.set_rules("default", [codegate.rule(files="*.rs", to="gpt/gpt-5.1")])
    for text in ("src/main.rs", b"src/main.rs", Path("src/main.rs")):
        with pytest.raises(TypeError, match="`files` must be a list of paths, not `"):
            with codegate.call(files=text):  # type: ignore[arg-type]
                pass
    with codegate.call(files=(name for name in ["src/main.rs"])) as c:
        for _ in range(2):
            KIT.ask(gate, stub.url, BODY)
    for _ in range(2):
        KIT.ask(gate, stub.url, BODY, files=iter(["src/main.rs"]))
    assert {one["model"] for one in stub.truth()} == {"gpt-5.1"} and len(c.receipts) == 2
