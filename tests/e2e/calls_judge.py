"""Holds what came of an SDK's call against what the model server saw, said and counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from judge import BUCKETS, same

if TYPE_CHECKING:
    from sdk_calls import Call

Json = dict[str, Any]
# US dollars for a million tokens, as the providers' price lists have them. Parts of the input or the output that have a
# price of their own are not charged with the rest.
PRICES: dict[str, dict[str, str]] = {
    "text-embedding-3-small": {"input": "0.02"},
    "text-embedding-3-large": {"input": "0.13"},
    "gpt-image-1": {"input": "5", "image_input": "10", "output": "40"},
    "gpt-image-1-mini": {"input": "2", "image_input": "2.5", "output": "8"},
    "gpt-4o-transcribe": {"input": "2.5", "audio_input": "6", "output": "10"},
    "gpt-4o-mini-transcribe": {"input": "1.25", "audio_input": "3", "output": "5"},
    "gpt-5.1": {"input": "1.25", "cache_read": "0.125", "output": "10"},
    "gemini-embedding-001": {"input": "0.15"},
    "gemini-embedding-2": {"input": "0.2"},
}
# The same of batches. OpenAI's have no price of their own for what was cached.
OF_BATCHES: dict[str, dict[str, str]] = {
    "gpt-4o": {"input": "1.25", "cache_read": "1.25", "output": "5"},
    "claude-opus-5": {"input": "2.5", "cache_read": "0.25", "output": "12.5"},
}


@dataclass
class Verdict:
    """What was seen of a call, and everything that is wrong with it."""

    types: list[str] = field(default_factory=list)
    tokens: int = 0
    cost: str = "-"
    faults: list[str] = field(default_factory=list)


def judge(
    call: Call, rules: dict[str, str | None], got: Any, told: list[Json], seen: list[Json], key: str
) -> Verdict:
    """Everything that differs, in words."""
    verdict = Verdict()
    found = verdict.faults
    if len(seen) != len(call.types):
        found.append(f"the server saw {len(seen)} requests, not {len(call.types)}")
        return verdict
    same(found, "what the SDK gave", got, call.said([one["said"] for one in seen]))
    recorded: list[str] = []
    for place, (line, one) in enumerate(zip(told, seen)):
        verdict.types.append(str(line["decision"]["facts"]["request_type"]))
        faults = decided(call, rules, place, line["decision"], one, key)
        faults += charged(call, place, line["receipt"], seen, recorded)
        found += [f"request {place}: {fault}" for fault in faults]
        if line["receipt"] and call.expected[place].startswith("counted"):
            verdict.tokens += line["receipt"]["usage"]["total_tokens"] or 0
            verdict.cost = str(line["receipt"]["cost"])
    return verdict


def decided(
    call: Call, rules: dict[str, str | None], place: int, decision: Json, seen: Json, key: str
) -> list[str]:
    """What was decided of one request, and whether that is what arrived."""
    found: list[str] = []
    kind = call.types[place]
    converses = kind in ("chat", "count_tokens")
    same(found, "request type", decision["facts"]["request_type"], kind)
    same(found, "purpose at the server", seen["purpose"], "response" if seen["method"] == "GET" and converses else kind)
    first = 0 if not rules["instead"] or converses else decision["rule"]
    same(found, "rule", decision["rule"], first if rules["instead"] or converses else 1)
    wanted = rules["instead"] or (rules["conversation"] if converses else call.model)
    if seen["model"] is not None:
        same(found, "model at the server", seen["model"], wanted)
    same(found, "status", seen["status"], 200)
    same(found, "credential", str(seen["credential"]).removeprefix("Bearer "), key)
    return found


def charged(call: Call, place: int, receipt: Json | None, seen: list[Json], recorded: list[str]) -> list[str]:
    """What one exchange was recorded with."""
    found: list[str] = []
    how, _, number = call.expected[place].partition(" ")
    if how == "aside" or receipt is None:
        same(found, "receipt", receipt, None)
        same(found, "what is expected of it", how, "aside")
        return found
    usage = receipt["usage"]
    same(found, "outcome", receipt["outcome"], "completed")
    same(found, "duplicate", receipt["duplicate"], how == "again")
    same(found, "whether it is an exchange of its own", receipt["exchange"] not in recorded, is_new(call, place))
    recorded.append(receipt["exchange"])
    if how == "counted":
        truth = seen[int(number)]["usage"]
        for name, count in truth.items():
            same(found, name, usage[name], count)
        same(found, "completeness", usage["completeness"], "final")
        batch = call.types[-1] in ("files", "batch")
        # The batches of these calls have several results.
        same(found, "marks", usage["marks"], ["summed"] if batch else [])
        model = receipt["response_model"] or receipt["model"]
        known = Decimal(receipt["cost"]) if receipt["cost"] else None
        same(found, f"cost by {model}", known, cost(truth, model, batch))
    elif how in ("elsewhere", "untold"):
        same(found, "completeness", usage["completeness"], "missing")
        no_model = ["no_model_call"] if call.types[place] in ("models", "files", "batch") else []
        same(found, "marks", usage["marks"], ["elsewhere"] if how == "elsewhere" else no_model)
        same(found, "cost", receipt["cost"], None)
    return found


def is_new(call: Call, place: int) -> bool:
    """Whether a request is an exchange of its own: all are but a repeated look, and that which ends a pending one."""
    return call.expected[place] != "again" and not ("background" in call.name and place > 0)


def cost(usage: Json, model: str, batch: bool) -> Decimal | None:
    """What the tokens cost, worked out anew; None where there is no price."""
    prices = (OF_BATCHES if batch else PRICES).get(model)
    if prices is None:
        return None
    rest = {"input": usage["input_uncached"], "cache_read": usage["cache_read"], "output": usage["output"]}
    for part in ("image_input", "audio_input"):
        if part in prices:
            rest[part] = usage.get(part, 0)
            rest["input"] -= rest[part]
    total = sum((Decimal(prices.get(name, "0")) * count for name, count in rest.items()), Decimal())
    return total / 10**6


def total(usage: Json) -> int:
    """All tokens of a usage of the server's."""
    return sum(usage[bucket] for bucket in BUCKETS)
