"""Token counts that are known beforehand: one token is one word, and a few rules on top.

The counts depend on the request alone, so that anyone can work them out again:

- every message costs the words of its text plus 3; the arguments of earlier tool calls and the tools offered are free;
- the system text counts as read from a cache;
- for Anthropic, blocks with `cache_control` count as written to a cache (`ttl` "1h": for long);
- the answer costs the words of its text and of the arguments, as JSON, of its tool call;
- models whose name contains `think` spend 7 tokens of output on reasoning.

A format that cannot tell a bucket apart tells it in another: see `told` of each format.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from conversation import SYSTEM, Conversation
from model import Answer

PER_MESSAGE = 3
REASONING = 7


@dataclass
class Counts:
    """Token usage in disjoint buckets; `reasoning` is a part of `output`, None where a format never tells it."""

    input_uncached: int = 0
    cache_read: int = 0
    cache_write_5m: int = 0
    cache_write_long: int = 0
    output: int = 0
    reasoning: int | None = 0

    @property
    def input_total(self) -> int:
        return self.input_uncached + self.cache_read + self.cache_write_5m + self.cache_write_long

    def as_dict(self) -> dict[str, int | None]:
        return asdict(self)


def words(text: str) -> int:
    return len(text.split())


def count(asked: Conversation, answer: Answer) -> Counts:
    """The token usage of a request and its answer."""
    counts = Counts()
    for block in asked.preamble:
        counts.cache_read += words(block.text)
    for message in asked.messages:
        counts.input_uncached += PER_MESSAGE
        for block in message.blocks:
            amount = words(block.text)
            if message.role in SYSTEM:
                counts.cache_read += amount
            elif block.cache == "1h":
                counts.cache_write_long += amount
            elif block.cache:
                counts.cache_write_5m += amount
            else:
                counts.input_uncached += amount
    counts.reasoning = REASONING if "think" in asked.model else 0
    counts.output = words(answer.text) + counts.reasoning
    if answer.call:
        counts.output += words(answer.call.json)
    return counts
