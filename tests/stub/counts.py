"""Token counts that are known beforehand: one token is one word, and a few rules on top.

The counts depend on the request alone, so that anyone can work them out again:

- every message costs the words of its text plus 3;
- the system text counts as read from a cache;
- for Anthropic, blocks with `cache_control` count as written to a cache (`ttl` "1h": for long);
- models whose name contains `think` spend 7 tokens of output on reasoning.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

PER_MESSAGE = 3
REASONING = 7


@dataclass
class Counts:
    """Token usage in disjoint buckets; `reasoning` is a part of `output`."""

    input_uncached: int = 0
    cache_read: int = 0
    cache_write_5m: int = 0
    cache_write_long: int = 0
    output: int = 0
    reasoning: int = 0

    @property
    def input_total(self) -> int:
        return self.input_uncached + self.cache_read + self.cache_write_5m + self.cache_write_long

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def words(text: str) -> int:
    return len(text.split())


def blocks(content: Any) -> list[dict[str, Any]]:
    """Content as blocks, whether it was a string, a list of blocks or nothing."""
    if isinstance(content, str):
        return [{"type": "text", "text": content}]
    if isinstance(content, list):
        return [block for block in content if isinstance(block, dict)]
    return []


def text_of(content: Any) -> str:
    return " ".join(block["text"] for block in blocks(content) if isinstance(block.get("text"), str))


def system_texts(body: dict[str, Any]) -> list[str]:
    """The system texts of a request of either format, in order."""
    texts = [text_of([block]) for block in blocks(body.get("system"))]
    for message in body.get("messages", []):
        if message.get("role") in ("system", "developer"):
            texts.append(text_of(message.get("content")))
    return texts


def answer(body: dict[str, Any]) -> str:
    """What the model says: its name and the last words of the last message."""
    messages = body.get("messages") or [{}]
    last = text_of(messages[-1].get("content")).split()[-6:]
    return f"{body.get('model')} heard: {' '.join(last)}"


def count(body: dict[str, Any]) -> Counts:
    """The token usage of a request of either format and its answer."""
    counts = Counts()
    for block in blocks(body.get("system")):
        counts.cache_read += words(text_of([block]))
    for message in body.get("messages", []):
        counts.input_uncached += PER_MESSAGE
        for block in blocks(message.get("content")):
            amount = words(text_of([block]))
            marker = block.get("cache_control")
            if message.get("role") in ("system", "developer"):
                counts.cache_read += amount
            elif isinstance(marker, dict) and marker.get("ttl") == "1h":
                counts.cache_write_long += amount
            elif isinstance(marker, dict):
                counts.cache_write_5m += amount
            else:
                counts.input_uncached += amount
    counts.reasoning = REASONING if "think" in str(body.get("model")) else 0
    counts.output = words(answer(body)) + counts.reasoning
    return counts
