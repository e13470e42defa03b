"""Holds what a host recorded against what the model server saw."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hosts import Done

Json = dict[str, Any]
BUCKETS = ("input_uncached", "cache_read", "cache_write_5m", "cache_write_long", "output")
PICO = Decimal("0.000000000001")


def faults(
    request: Json, done: Done, truth: list[Json], instructions: str, credentials: dict[str, str | None]
) -> list[str]:
    """Everything that differs, in words; empty if nothing does."""
    found = decided(request["expect"], done)
    attempts = done.receipt["attempts"]
    if len(attempts) != len(truth):
        return [*found, f"{len(attempts)} attempts were recorded, the server saw {len(truth)}"]
    for attempt, seen in zip(attempts, truth):
        found += attempted(attempt, seen)
        same(found, "credential", seen["credential"], credentials[attempt["provider"]])
    for bucket in (*BUCKETS, "reasoning"):
        told = [seen["usage"][bucket] for seen in truth if seen["usage"]]
        same(found, f"receipt's {bucket}", done.receipt["usage"][bucket], sum(told))
    same(found, "answer", done.text, truth[-1]["answer"])
    applied = done.decision["instructions"] == "applied"
    arrived = any(instructions in text for text in truth[-1]["system"])
    same(found, "whether the instructions arrived", arrived, applied)
    return found


def decided(expect: Json, done: Done) -> list[str]:
    found: list[str] = []
    same(found, "workspace", done.decision["workspace"], expect["workspace"])
    same(found, "rule", done.decision["rule"], expect["rule"])
    for field in ("provider", "model"):
        same(found, field, done.receipt[field], expect[field])
    same(found, "outcome", done.receipt["outcome"], "completed")
    return found


def attempted(attempt: Json, seen: Json) -> list[str]:
    """One attempt against one request that the server saw."""
    found: list[str] = []
    for field in ("model", "status"):
        same(found, f"attempt's {field}", attempt[field], seen[field])
    if seen["usage"] is None:
        same(found, "completeness of a failed attempt", attempt["usage"]["completeness"], "missing")
        return found
    same(found, "completeness", attempt["usage"]["completeness"], "final")
    for bucket in (*BUCKETS, "reasoning"):
        same(found, bucket, attempt["usage"][bucket], seen["usage"][bucket])
    if attempt["prices"] is not None:
        same(found, "cost", Decimal(attempt["cost"]), cost(seen["usage"], attempt["prices"]))
    return found


def cost(usage: Json, prices: Json) -> Decimal:
    """What the tokens cost, worked out anew: prices are pico-USD per million tokens."""
    input_price = prices["input"] or 0
    parent = {"cache_read": input_price, "cache_write_5m": input_price, "output": 0, "input_uncached": input_price}
    total = 0
    for bucket in BUCKETS:
        price = prices.get(bucket.replace("input_uncached", "input"))
        if price is None and bucket == "cache_write_long":
            price = prices.get("cache_write_5m")
        total += usage[bucket] * (price if price is not None else parent.get(bucket, input_price))
    return (Decimal(total) / 10**6 * PICO).quantize(PICO, ROUND_HALF_EVEN)


def same(found: list[str], what: str, have: object, want: object) -> None:
    if have != want:
        found.append(f"{what} is {have!r}, not {want!r}")
