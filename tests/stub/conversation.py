"""What a request says, whichever wire format it is in: the stub's own reading, as plain as it can be."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
# Roles under which a client gives standing orders.
SYSTEM = ("system", "developer")


@dataclass(frozen=True)
class Block:
    """A piece of text; `cache` says for how long the client wants it kept: "", "5m" or "1h"."""

    text: str
    cache: str = ""


@dataclass(frozen=True)
class Call:
    """A tool call: one that a model made earlier, or makes now."""

    id: str
    name: str
    arguments: Json

    @property
    def json(self) -> str:
        return json.dumps(self.arguments)


@dataclass
class Message:
    """One message of a conversation."""

    role: str
    blocks: list[Block] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(block.text for block in self.blocks)


@dataclass(frozen=True)
class Tool:
    """A tool that the client offers, with the JSON schema of its arguments; one of the server's own has its type."""

    name: str
    schema: Json


@dataclass
class Conversation:
    """A request. The preamble is system text that stands outside the messages."""

    model: str
    stream: bool = False
    preamble: list[Block] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    tools: list[Tool] = field(default_factory=list)
    # Whether a stream ends with token usage.
    tells_usage: bool = True
    # Whether the answer is made in the background, and fetched.
    background: bool = False

    def system_texts(self) -> list[str]:
        """The system texts, in order."""
        inside = [message.text for message in self.messages if message.role in SYSTEM]
        return [block.text for block in self.preamble] + inside


def blocks(content: Any) -> list[Block]:
    """The text in a content of any format: a string, blocks of text, results of tools, or nothing."""
    if isinstance(content, str):
        return [Block(content)]
    if isinstance(content, dict):
        content = [content]
    if not isinstance(content, list):
        return []
    found: list[Block] = []
    for block in content:
        if isinstance(block, str):
            found.append(Block(block))
        elif isinstance(block, dict) and isinstance(block.get("text"), str):
            marker = block.get("cache_control")
            ttl = marker.get("ttl", "5m") if isinstance(marker, dict) else ""
            found.append(Block(block["text"], ttl))
        elif isinstance(block, dict) and block.get("type") == "tool_result":
            found += blocks(block.get("content"))
    return found


def arguments(value: Any) -> Json:
    """The arguments of a call, which some formats give as JSON in a string."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {"input": value}
    return value if isinstance(value, dict) else {}


def text_field(body: Json, name: str) -> str:
    """A field that must be there and must be text."""
    value = body[name]
    if not isinstance(value, str):
        raise TypeError(f"`{name}` must be a string")
    return value


def list_field(body: Json, name: str) -> list[Json]:
    """A field that must be there and must be a list of objects."""
    value = body[name]
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise TypeError(f"`{name}` must be a list of objects")
    return value


def objects(value: Any) -> list[Json]:
    """The objects in a list that may not be there."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
