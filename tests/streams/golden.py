"""What a golden stream is, and the conformance case that it becomes."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Golden:
    """A response as it comes from the wire, and the receipt that was worked out by hand from what is documented."""

    name: str
    format: str
    stream: bytes
    # input_uncached, cache_read, cache_write_5m, cache_write_long, output, reasoning
    buckets: tuple[int | None, int | None, int | None, int | None, int | None, int | None]
    text: str | None
    why: str = ""
    completeness: str = "final"
    marks: list[str] = field(default_factory=list)
    outcome: str = "completed"
    receipt: dict[str, Any] = field(default_factory=dict)


MISSING = (None, None, None, None, None, None)


def total(parts: Iterable[int | None]) -> int | None:
    found = list(parts)
    return None if None in found else sum(part for part in found if part is not None)


def usage(golden: Golden) -> dict[str, Any]:
    uncached, read, short, long, output, reasoning = golden.buckets
    given = total([uncached, read, short, long])
    return {
        "input_uncached": uncached,
        "cache_read": read,
        "cache_write_5m": short,
        "cache_write_long": long,
        "output": output,
        "reasoning": reasoning,
        "input_tokens": given,
        "output_tokens": output,
        "total_tokens": total([given, output]),
        "completeness": golden.completeness,
        "marks": golden.marks,
    }


def pieces(golden: Golden) -> list[bytes]:
    """The stream cut at a few places that are the same in every run, one of them in a character that has many bytes."""
    chance = random.Random(golden.name)
    size = len(golden.stream)
    cuts = {chance.randrange(1, size) for _ in range(5)}
    cuts |= {
        place
        for place in (golden.stream.find(b"\xc3"), golden.stream.find(b"\r"))
        if place >= 0
        for place in (place + 1,)
    }
    ends = [*sorted(cuts), size]
    return [golden.stream[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def feed(piece: bytes, on: str) -> dict[str, Any]:
    try:
        args = {"text": piece.decode()}
    except UnicodeDecodeError:
        args = {"base64": base64.b64encode(piece).decode()}
    return {"call": "exchange.feed", "on": on, "args": args}


def case(golden: Golden) -> dict[str, Any]:
    """The stream in one piece and in several: the receipt is the same."""
    steps: list[dict[str, Any]] = []
    receipt = {"outcome": golden.outcome, "usage": usage(golden), **golden.receipt}
    for name, fed in (("whole", [golden.stream]), ("cut", pieces(golden))):
        steps.append({"call": "begin", "as": name, "args": {"format": golden.format}})
        steps += [feed(piece, name) for piece in fed]
        steps.append({"call": "exchange.close", "on": name, "expect_part": receipt})
    output = {"output": golden.text}
    steps.append({"call": "history.list", "expect_part": {"items": [output, output]}})
    why = {"why": golden.why} if golden.why else {}
    return {"name": f"golden: {golden.name}", **why, "steps": steps}


def dumps(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def events(*data: Any, line: str = "\n", done: bool = False) -> bytes:
    """Server-sent events, of JSON or of text as it is."""
    texts = [entry if isinstance(entry, str) else dumps(entry) for entry in data]
    texts += ["[DONE]"] if done else []
    return "".join(f"data: {text}{line}{line}" for text in texts).encode()
