"""What the disks of `power.py` go through: steps that a process makes, each acknowledged before the next begins."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import codegate
from writes import WRITES, Call, open_gate

# Enough to fill the log, so that it is moved into the file and begun anew, more than once.
MANY = 220
TEXT = "what was asked and answered " * 700


def names() -> list[str]:
    return ["create", "many", "upgrade", *WRITES]


def is_new(scenario: str) -> bool:
    """Whether it begins without a store."""
    return scenario in ("create", "many")


def steps(store: Path, scenario: str) -> Iterator[tuple[str, Call]]:
    opened: list[codegate.Gate] = []

    def open_once() -> None:
        # Other ids each time, or the second would draw those of the first again.
        opened.append(open_gate(store, id_seed=7 + len(opened)))

    yield "open", open_once
    if scenario == "many":
        yield from many(opened, open_once)
    elif scenario != "create":
        if scenario in WRITES:
            yield scenario, WRITES[scenario](opened[-1])
        if scenario == "close":
            yield "open again", open_once
        yield "record", lambda: opened[-1].record(key="next", model="m", input_tokens=1)
    yield "close", lambda: opened[-1].close()


def many(opened: list[codegate.Gate], open_once: Call) -> Iterator[tuple[str, Call]]:
    for number in range(MANY):
        text = TEXT[: number * 97 % len(TEXT)]
        yield f"record {number}", lambda: opened[-1].record(key=f"k{number}", model="m", input_tokens=1, prompt=text)
        if number % 100 == 99:
            yield f"close {number}", lambda: opened[-1].close()
            yield f"open {number}", open_once
