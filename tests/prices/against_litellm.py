"""The cost, held against LiteLLM's own calculator with LiteLLM's own table loaded: the same prices, another reading.

`cargo xtask prices compare` runs it with the version that `requirements.txt` beside it pins. LiteLLM counts in
binary floating point, so costs are equal if they are so to nine digits. What differs is listed in `reason`; anything else fails.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
import litellm  # noqa: E402
from litellm.types.utils import CompletionTokensDetailsWrapper, PromptTokensDetailsWrapper, Usage  # noqa: E402

import codegate  # noqa: E402

litellm.suppress_debug_info = True

USAGES = 10_000
TABLE = Path(litellm.__file__).with_name("model_prices_and_context_window_backup.json")
MODES = {"chat", "completion", "responses", "embedding"}
#: Providers that LiteLLM charges by code of its own, or cannot be asked about without one.
APART = {
    "openrouter": "the cost is the one that the provider reports",
    "perplexity": "the cost is the one that the provider reports",
    "databricks": "prices are in a currency of its own, converted in code",
    "dashscope": "prices by ranges are interpolated over the ranges, where the provider charges one",
}


def known(name: str, entry: dict[str, Any]) -> bool:
    """Whether an entry has prices of tokens that both read in the same way."""
    prices = {key for key in entry if "cost" in key}
    return (
        entry.get("mode") in MODES
        and entry.get("litellm_provider") not in APART
        and "input_cost_per_token" in entry
        and "output_cost_per_token" in entry
        and "tiered_pricing" not in entry
        and "off_peak_pricing" not in entry
        and not any("character" in key or "second" in key or "per_image" in key and "token" not in key for key in prices)
    )


def usage(entry: dict[str, Any], dice: random.Random) -> tuple[dict[str, Any], Usage]:
    """A usage for codegate and the same for LiteLLM, of what has a price there."""
    fresh, output = dice.choice([0, 7, dice.randrange(400_000)]), dice.choice([0, 5, dice.randrange(60_000)])
    cached = dice.randrange(fresh + 1) if entry.get("cache_read_input_token_cost") else 0
    reasoning = dice.randrange(output + 1) if "output_cost_per_reasoning_token" in entry else 0
    audio = dice.randrange(fresh - cached + 1) if "input_cost_per_audio_token" in entry else 0
    spoken = dice.randrange(output - reasoning + 1) if "output_cost_per_audio_token" in entry else 0
    ours = dict(input_tokens=fresh, output_tokens=output, cache_read=cached, reasoning=reasoning)
    ours |= dict(audio_input=audio, audio_output=spoken)
    theirs = Usage(
        prompt_tokens=fresh,
        completion_tokens=output,
        total_tokens=fresh + output,
        prompt_tokens_details=PromptTokensDetailsWrapper(
            cached_tokens=cached, audio_tokens=audio, text_tokens=fresh - cached - audio
        ),
        completion_tokens_details=CompletionTokensDetailsWrapper(
            reasoning_tokens=reasoning, audio_tokens=spoken, text_tokens=output - reasoning - spoken
        ),
    )
    return ours, theirs


def reason(entry: dict[str, Any], told: str | None, ours: dict[str, Any]) -> str | None:
    """Why a cost is another there, if it is known."""
    if told is None:
        return None
    if entry["litellm_provider"] == "fireworks_ai":
        return "its calculator of this provider knows no tiers"
    sized = any("_above_" in key for key in entry)
    if sized and any("_above_" in key and not key.endswith(told) for key in entry):
        if ours["input_tokens"] > 100_000:
            return "a size that the tier has no price for: here the tier's own price, there the standard one of that size"
    if ours["audio_input"] and f"input_cost_per_audio_token_{told}" not in entry:
        return "audio that the tier has no price for: here the tier's price of its bucket, there the standard one of audio"
    return None


def tier(entry: dict[str, Any], dice: random.Random) -> str | None:
    tiers = [word for word in ("flex", "priority") if f"input_cost_per_token_{word}" in entry]
    return dice.choice([None, *tiers])


def main() -> int:
    table = json.loads(TABLE.read_text())
    gate = codegate.open(":memory:", history="none")
    loaded = gate.prices.load(TABLE, format="litellm")
    # Of a model that the file has twice at one provider, each may take the other.
    twice = {name for name, entry in table.items() if f"{entry.get('litellm_provider')}/{name}" in table}
    names = [name for name, entry in table.items() if name not in twice and known(name, entry)]
    for provider in sorted({table[name]["litellm_provider"] for name in names}):
        gate.providers.add(provider, type="openai_compatible", endpoint="https://example.invalid/v1", prices=provider)
    dice = random.Random(20261130)
    found: Counter[str] = Counter()
    differ: list[str] = []
    for name in dice.choices(names, k=USAGES):
        entry = table[name]
        ours, theirs = usage(entry, dice)
        told = tier(entry, dice)
        receipt = gate.record(provider=entry["litellm_provider"], model=name, service_tier=told, **ours)
        parts = litellm.cost_per_token(
            model=name, custom_llm_provider=entry["litellm_provider"], usage_object=theirs, service_tier=told
        )
        expected = sum(Decimal(repr(float(part))) for part in parts)
        got = receipt.cost
        if got is not None and abs(got - expected) <= max(expected, Decimal(1)) * Decimal("1e-9"):
            found["equal"] += 1
            continue
        why = reason(entry, told, ours)
        if why is not None:
            found[why] += 1
            continue
        differ.append(f"{name} {told} {ours}: {got} here, {expected} there")
    print(f"{loaded.models} models loaded, {USAGES} usages of {len(names)} models; {len(differ)} differ")
    for word, count in found.most_common():
        print(f"  {count:6} {word}")
    for line in differ[:40]:
        print("  " + line)
    return 1 if differ or found["equal"] < USAGES * 0.98 else 0


if __name__ == "__main__":
    sys.exit(main())
