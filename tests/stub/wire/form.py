"""What every wire format can do, and the small things that they share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conversation import Conversation, Json
from counts import Counts
from model import Answer

# The moment that every answer bears.
CREATED = 1_767_225_600
CREATED_TEXT = "2026-01-01T00:00:00Z"


@dataclass(frozen=True)
class Reply:
    """An answer about to be written: what was asked, what is said, what it costs, and its number."""

    asked: Conversation
    answer: Answer
    counts: Counts
    number: int


class Form:
    """One wire format."""

    name = "unknown"
    # What an exchange at this path is: it answers, or it only counts.
    counts_only = False

    def read(self, body: Json, model: str) -> Conversation:
        """The request; `model` is the one in the url. An error for what is no such request."""
        raise NotImplementedError

    def told(self, counts: Counts) -> Counts:
        """The counts as this format can tell them."""
        return counts

    def whole(self, reply: Reply) -> Json:
        raise NotImplementedError

    def stream_type(self, query: dict[str, str]) -> str:
        """The content type of a stream."""
        return "text/event-stream"

    def stream(self, reply: Reply, query: dict[str, str]) -> Iterator[bytes]:
        raise NotImplementedError

    def error(self, status: int, message: str) -> Json:
        return {"error": {"message": message, "type": "server_error", "code": str(status)}}


def pieces(text: str) -> list[str]:
    """The text as a model would stream it: a word at a time."""
    first, *rest = text.split(" ")
    return [first, *(" " + word for word in rest)]


def halves(text: str) -> tuple[str, str]:
    """The arguments of a call as a model would stream them: never whole at once."""
    middle = len(text) // 2
    return text[:middle], text[middle:]


def event(data: Any, name: str | None = None, end: str = "\n") -> bytes:
    """One server-sent event."""
    head = f"event: {name}{end}" if name else ""
    text = data if isinstance(data, str) else json.dumps(data)
    return f"{head}data: {text}{end}{end}".encode()


def named(data: Json) -> bytes:
    """An event that is named after its type."""
    return event(data, str(data["type"]))
