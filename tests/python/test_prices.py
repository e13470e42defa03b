"""The cost, held against genai-prices: the same data, another project's arithmetic.

Exceptions, each with its reason; everything else must be equal to the last digit:

- `input` or `output` without a price: genai-prices charges nothing for such tokens, here their cost is not known. They
  are left out of the usage of such models.
- models that `xtask/prices/corrections.json` corrects, as the source has them wrong.
- `route` and `search_type`: nothing tells them; the standard price holds in both.
- prices finer than a pico-USD for a million tokens (in some 20 models of two lists): they are rounded half
  to even to that unit, which is the unit of all prices here, and so they are before the comparison.
- a batch or tier of a model that another provider's list prices, or of which no price is known yet: the standard price holds
  in both, here with a mark, and as a lower bound where the tier costs more.
"""

from __future__ import annotations

import importlib.util
import json
import random
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from pathlib import Path
from typing import Any

import pytest

if sys.version_info < (3, 11):
    # The one package among those of the tests that has no release for Python 3.10 with today's prices.
    pytest.skip("genai-prices, which the cost is held against, needs Python 3.11", allow_module_level=True)

from genai_prices import Usage, types
from genai_prices.data import providers

import codegate

ROOT = Path(__file__).parents[2]
PICO = Decimal("0.000000000001")
USAGES = 12_000

#: What else a request may have been charged for by a key of a variant.
TOLD = {"processing", "service_tier", "speed"}
#: Tiers that cost more than the standard one.
DEARER = {"priority", "fast"}


def converter() -> Any:
    spec = importlib.util.spec_from_file_location("convert", ROOT / "xtask/prices/convert.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CONVERT = converter()

#: Parts of the tokens, by their names here and there: the price, the count, and the bucket that they are of.
PARTS = {
    "audio_input": ("input_audio_mtok", "input_audio_tokens", "uncached"),
    "image_input": ("input_image_mtok", "input_image_tokens", "uncached"),
    "video_input": ("input_video_mtok", "input_video_tokens", "uncached"),
    "audio_cache_read": ("cache_audio_read_mtok", "cache_audio_read_tokens", "cache_read"),
    "image_cache_read": ("cache_image_read_mtok", "cache_image_read_tokens", "cache_read"),
    "audio_output": ("output_audio_mtok", "output_audio_tokens", "output"),
    "image_output": ("output_image_mtok", "output_image_tokens", "output"),
    "video_output": ("output_video_mtok", "output_video_tokens", "output"),
}

#: What is charged by the piece, with the prices and the counts there.
PIECES = {
    "web_search": (["web_searches_kcount"], ["web_searches"]),
    "file_search": (["storage_searches_kcount"], ["storage_searches"]),
    "social_search": (["social_searches_kcount"], ["social_searches"]),
    "code_execution": (["code_executions_kcount"], ["code_executions"]),
    "page": (["input_document_kpages"], ["input_document_pages"]),
    # Annotated pages are pages there.
    "annotated_page": (["input_annotated_document_kpages"], ["input_document_pages", "input_annotated_document_pages"]),
    "text_message": (["input_text_messages_kcount"], ["input_text_messages"]),
    "character": (["input_mchars"], ["input_characters"]),
    "citation_token": (["output_citation_mtok"], ["output_citation_tokens", "output_tokens"]),
    # What is heard is also a duration of any kind there.
    "audio_second": (["audio_hours", "input_audio_hours"], ["audio_seconds", "input_audio_seconds"]),
}
CORRECTED = {(one["list"], one["name"]) for one in json.loads(CONVERT.CORRECTIONS.read_text())["models"]}


def test_the_snapshot_is_what_the_script_gives() -> None:
    committed = (ROOT / "codegate-core/src/price/snapshot.json").read_text(encoding="utf-8")
    assert committed == CONVERT.text(), "the snapshot is not current; run `cargo xtask prices`"


def test_the_snapshot_is_small_and_says_where_it_comes_from() -> None:
    import gzip

    raw = (ROOT / "codegate-core/src/price/snapshot.json").read_bytes()
    assert len(gzip.compress(raw, 9, mtime=0)) < 100_000
    head = json.loads(raw)
    assert head["source"] in (ROOT / "NOTICE").read_text()
    assert "MIT" in head["notice"] and date.fromisoformat(head["as_of"])


class Host:
    """A gate with a provider for every price list, whose clock tells what it is set to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, tzinfo=timezone.utc)
        self.gate = codegate.open(":memory:", history="none", clock=lambda: self.now)
        for provider in providers:
            hosts = CONVERT.hosts(provider)
            if hosts:
                endpoint = "https://" + hosts[0].replace("*", "x")
                self.gate.providers.add(provider.id, type="openai_compatible", endpoint=endpoint)

    def cost(self, case: Case) -> Decimal | None:
        self.now = case.at
        receipt = self.gate.record(
            provider=case.provider.id,
            model=case.model.id,
            started_at=case.at,
            service_tier=case.tier,
            **case.counts,
        )
        dearer = case.tier in DEARER and "tier_unpriced" in receipt.usage.marks
        return receipt.cost_known if dearer else receipt.cost


class Case:
    """A usage of a model, and what genai-prices says that it costs."""

    def __init__(self, provider: types.Provider, model: types.ModelInfo, dice: random.Random) -> None:
        self.provider, self.model = provider, model
        self.at = moment(model, dice)
        self.context = context(model, dice)
        self.tier = next(iter(self.context.values()), None) if self.context else None
        prices = model.get_prices(self.at, self.context)
        self.counts = counts(prices, dice)

    def expected(self) -> Decimal:
        told = self.counts
        theirs: Counter[str] = Counter(
            input_tokens=told["input_tokens"],
            cache_read_tokens=told["cache_read"],
            cache_write_tokens=told["cache_write_5m"] + told["cache_write_long"],
            cache_write_1h_tokens=told["cache_write_long"],
            output_tokens=told["output_tokens"],
            output_reasoning_tokens=told["reasoning"],
        )
        theirs.update({name: told[part] for part, (_, name, _) in PARTS.items() if part in told})
        for unit, count in told["units"].items():
            theirs.update({name: count for name in PIECES[unit][1]})
        usage = Usage(**theirs)
        with localcontext() as exact:
            exact.prec = 60
            prices = rounded(self.model.get_prices(self.at, self.context))
            return prices.calc_price(usage)["total_price"].quantize(PICO, ROUND_HALF_EVEN)

    def __str__(self) -> str:
        return f"{self.provider.id} {self.model.id} at {self.at} {self.context} {self.counts}"


def rounded(prices: types.ModelPrice) -> types.ModelPrice:
    """Prices in whole pico-USD for a million tokens."""

    def unit(price: Any) -> Any:
        if isinstance(price, types.TieredPrices):
            tiers = [types.Tier(start=tier.start, price=unit(tier.price)) for tier in price.tiers]
            return types.TieredPrices(base=unit(price.base), tiers=tiers)
        return price.quantize(PICO, ROUND_HALF_EVEN)

    return types.ModelPrice(**{key: unit(price) for key, price in vars(prices).items() if price is not None})


def moment(model: types.ModelInfo, dice: random.Random) -> datetime:
    """Any time of the last years and the next, and often just before or after a price changes."""
    at = datetime(2025, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=dice.randrange(3 * 365 * 86_400))
    constraints = [part.constraint for part in [*conditions(model), *(model.price_variants or [])] if part.constraint]
    if constraints and dice.random() < 0.7:
        match dice.choice(constraints):
            case types.StartDateConstraint(start_date=start):
                at = datetime.combine(start, datetime.min.time(), timezone.utc)
            case types.TimeOfDateConstraint(start_time=start, end_time=end):
                edge = dice.choice([start, end]).replace(tzinfo=timezone.utc)
                at = datetime.combine(at.date(), edge, timezone.utc)
        at += timedelta(microseconds=dice.choice([-1, 0, 1, 1_000_000, 86_400_000_000]))
    return at


def conditions(model: types.ModelInfo) -> list[types.ConditionalPrice]:
    return model.prices if isinstance(model.prices, list) else []


def context(model: types.ModelInfo, dice: random.Random) -> dict[str, str] | None:
    found = [variant.when for variant in model.price_variants or [] if set(variant.when) <= TOLD]
    found += [{"service_tier": "default"}, {"processing": "batch"}]
    return dice.choice(found) if dice.random() < 0.6 else None


def counts(prices: types.ModelPrice, dice: random.Random) -> dict[str, Any]:
    """Disjoint counts of what has a price, often at the edge of a tier."""
    parts = {name: 0 for name in ("uncached", "cache_read", "cache_write_5m", "cache_write_long")}
    if prices.input_mtok is not None:
        for name in parts:
            parts[name] = amount(dice)
        starts = [tier.start for price in vars(prices).values() if isinstance(price, types.TieredPrices) for tier in price.tiers]
        if starts and dice.random() < 0.5:
            edge = dice.choice(starts) + dice.choice([0, 1])
            cached = min(parts["cache_read"], edge)
            parts = {**dict.fromkeys(parts, 0), "uncached": edge - cached, "cache_read": cached}
    output = amount(dice) if prices.output_mtok is not None else 0
    reasoning = dice.randint(0, output)
    told = of_parts(prices, {**parts, "output": output - reasoning}, dice)
    known = {unit for unit, (keys, _) in PIECES.items() if any(getattr(prices, key) is not None for key in keys)}
    # Less than 10 seconds are charged as 10 at one provider, as only genai-prices knows.
    units = {unit: dice.choice([10, 11, dice.randrange(10, 5_000)]) for unit in sorted(known) if dice.random() < 0.7}
    return {
        **told,
        "units": units,
        "input_tokens": sum(parts.values()),
        "cache_read": parts["cache_read"],
        "cache_write_5m": parts["cache_write_5m"],
        "cache_write_long": parts["cache_write_long"],
        "output_tokens": output,
        "reasoning": reasoning,
    }


def of_parts(prices: types.ModelPrice, left: dict[str, int], dice: random.Random) -> dict[str, int]:
    """What of the buckets is no text, of each kind that has a price; input includes what was read from a cache."""
    told: dict[str, int] = {}
    for part, (price, _, bucket) in PARTS.items():
        if getattr(prices, price) is not None:
            told[part] = dice.randint(0, left[bucket]) if dice.random() < 0.7 else 0
            left[bucket] -= told[part]
    for kind in ("audio", "image"):
        if f"{kind}_input" in told:
            told[f"{kind}_input"] += told.get(f"{kind}_cache_read", 0)
    return told


def amount(dice: random.Random) -> int:
    return dice.choice([0, dice.randrange(10), dice.randrange(5_000), dice.randrange(2_000_000)])


def reachable() -> Iterator[tuple[types.Provider, types.ModelInfo]]:
    """Every model with prices of tokens that its own name finds at its provider's endpoint."""
    for provider in providers:
        if not CONVERT.hosts(provider):
            continue
        for model in provider.models:
            corrected = (provider.id, model.id) in CORRECTED
            if CONVERT.price_model(model) and provider.find_model(model.id) is model and not corrected:
                yield provider, model


def differences(host: Host, number: int, cost: Callable[[Case], Decimal | None]) -> Iterator[str]:
    dice = random.Random(20261122)
    models = list(reachable())
    # Every model at least twice, the rest by chance.
    chosen = models * 2 + dice.choices(models, k=number - 2 * len(models))
    for provider, model in chosen:
        case = Case(provider, model, dice)
        expected, got = case.expected(), cost(case)
        if expected != got:
            yield f"{case}: {got} here, {expected} there"


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    warnings.simplefilter("error")
    host = Host()
    with host.gate:
        yield host


def test_the_cost_is_that_of_genai_prices(host: Host) -> None:
    found = list(differences(host, USAGES, host.cost))
    assert not found, f"{len(found)} of {USAGES} differ:\n" + "\n".join(found[:20])


def test_the_comparison_reaches_almost_every_model_and_every_kind_of_price() -> None:
    models = list(reachable())
    assert len(models) > 2_000 and len({provider.id for provider, _ in models}) > 40
    dice = random.Random(20261122)
    kinds: Counter[str] = Counter()
    for provider, model in models * 2:
        case = Case(provider, model, dice)
        entries = [entry for part in CONVERT.entries(model) for entry in part.values()]
        kinds["tiered"] += any(isinstance(entry, dict) and "tiers" in entry for entry in entries)
        kinds["dated or timed"] += bool(conditions(model))
        kinds["served otherwise"] += case.tier is not None
        kinds["no text"] += any(case.counts.get(part) for part in PARTS)
        kinds["by the piece"] += bool(case.counts["units"])
        kinds["without a price there"] += case.expected() == 0
    assert kinds["no text"] > 20 and kinds["by the piece"] > 100, kinds
    assert all(kinds[kind] > 100 for kind in ("tiered", "dated or timed", "served otherwise")), kinds
    assert kinds["without a price there"] < len(models), kinds


def test_few_prices_are_finer_than_the_unit() -> None:
    finer = {
        f"{provider.id} {model.id}"
        for provider, model in reachable()
        for prices in [part.prices for part in conditions(model)] or [model.prices]
        if isinstance(prices, types.ModelPrice) and vars(prices) != vars(rounded(prices))
    }
    assert 0 < len(finer) < 30 and {name.split(" ")[0] for name in finer} == {"openrouter", "huggingface_together"}


def test_the_comparison_can_fail(host: Host) -> None:
    """A price that is off by the smallest unit, for one token, is found."""

    def one_more(case: Case) -> Decimal | None:
        cost = host.cost(case)
        return cost + PICO if cost is not None and case.model.id == "claude-opus-5" else cost

    found = list(differences(host, 2 * len(list(reachable())), one_more))
    assert found and all("claude-opus-5" in line for line in found)


def test_another_providers_models_are_charged_as_there(host: Host) -> None:
    azure = next(provider for provider in providers if provider.id == "azure")
    found = azure.find_model("gpt-4.1", all_providers=providers)
    assert found
    host.now = datetime(2026, 11, 22, tzinfo=timezone.utc)
    told: dict[str, Any] = {"input_tokens": 1_000, "output_tokens": 10}
    receipt = host.gate.record(provider="azure", model="gpt-4.1", service_tier="batch", **told)
    price = found.calc_price(
        Usage(input_tokens=1_000, output_tokens=10),
        azure,
        genai_request_timestamp=host.now,
        price_context={"processing": "batch"},
    )
    assert receipt.cost == price.total_price
    [attempt] = receipt.attempts
    assert attempt.prices and attempt.prices.list == "openai" and attempt.usage.marks == ["tier_unpriced"]


def test_a_table_is_read_from_a_file_and_from_parsed_json(tmp_path: Path) -> None:
    table = {"m": {"litellm_provider": "openai", "input_cost_per_token": 1.25e-06, "output_cost_per_token": 1e-05}}
    file = tmp_path / "prices.json"
    file.write_text('{"m":{"litellm_provider":"openai","input_cost_per_token":2.5e-06,"output_cost_per_token":1e-05}}')
    with codegate.open(":memory:") as gate:
        gate.prices.load(table, format="litellm")
        found = gate.prices.lookup("m", type="openai")
        assert found and found.input == Decimal("1.25") and found.source == "loaded"
        told = gate.prices.load(file, format="litellm", as_of=date(2026, 11, 20), source="mine")
        assert (told.table, told.as_of, told.models) == ("mine", "2026-11-20", 1)
        found = gate.prices.lookup("m", type="openai")
        assert found and found.input == Decimal("2.5")
        with pytest.raises(FileNotFoundError):
            gate.prices.load(tmp_path / "nothing.json")
        for wrong in (1, None, [], datetime(2026, 1, 1, tzinfo=timezone.utc)):
            with pytest.raises(codegate.Error) as error:
                gate.prices.load("{}", as_of=wrong) if isinstance(wrong, datetime) else gate.prices.load(wrong)  # type: ignore[arg-type]
            assert error.value.code == "invalid_argument"
