"""Converts the price data of genai-prices (MIT) into this library's own price table.

`cargo xtask prices` runs it with the version that `tests/python/requirements.txt` pins, and writes
`codegate-core/src/price/snapshot.json`. Nothing is fetched here but the package itself.

Over it lies `corrections.json`: what the source does not know or has wrong, each with where it stands; the script stops
at one that has become needless, or whose model the source has changed. It prints every difference from the table before.

What is left out: the variants by `route` and `search_type`, of which no response tells which it was.
"""

from __future__ import annotations

import json
import re._constants as op
import re._parser as parser
import sys
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import Any

from genai_prices import types
from genai_prices.data import providers

#: When the pinned version was published.
AS_OF = "2026-11-22"

NOTICE = (
    "Converted from the data of genai-prices (https://github.com/pydantic/genai-prices), "
    "Copyright (c) Pydantic Services Inc. 2025 to present, MIT License; see NOTICE"
)

#: What is laid over the source.
CORRECTIONS = Path(__file__).with_name("corrections.json")

#: Prices of tokens, by their names there and here.
BUCKETS = {
    "input_mtok": "input",
    "cache_read_mtok": "cache_read",
    "cache_write_mtok": "cache_write_5m",
    "cache_write_1h_mtok": "cache_write_long",
    "output_mtok": "output",
    "output_reasoning_mtok": "reasoning",
    "input_audio_mtok": "audio_input",
    "input_image_mtok": "image_input",
    "input_video_mtok": "video_input",
    "cache_audio_read_mtok": "audio_cache_read",
    "cache_image_read_mtok": "image_cache_read",
    "output_audio_mtok": "audio_output",
    "output_image_mtok": "image_output",
    "output_video_mtok": "video_output",
}

#: A price per thousand requests, which is charged whatever the tokens.
REQUESTS = "requests_kcount"

#: Prices of what is charged by the piece: their names here, and what makes the price of a million of it.
UNITS = {
    "web_searches_kcount": ("web_search", Decimal(1000)),
    "storage_searches_kcount": ("file_search", Decimal(1000)),
    "social_searches_kcount": ("social_search", Decimal(1000)),
    "code_executions_kcount": ("code_execution", Decimal(1000)),
    "input_document_kpages": ("page", Decimal(1000)),
    "input_annotated_document_kpages": ("annotated_page", Decimal(1000)),
    "input_text_messages_kcount": ("text_message", Decimal(1000)),
    "input_mchars": ("character", Decimal(1)),
    "output_citation_mtok": ("citation_token", Decimal(1)),
    # An hour of what is heard is named twice.
    "input_audio_hours": ("audio_second", Decimal(1_000_000) / 3600),
    "audio_hours": ("audio_second", Decimal(1_000_000) / 3600),
}

#: Pico-USD is the finest price that the table has.
FINEST = Decimal("1e-12")

#: Which types of provider a list stands for where the endpoint does not say.
TYPES = {"openai": ["openai"], "anthropic": ["anthropic"], "google": ["gemini"], "openrouter": ["openrouter"]}

#: Other names of a list: what gateways, SDKs and other tables put before a model's name.
ALIASES = {
    "aws": ["bedrock", "bedrock_converse", "amazon-bedrock"],
    "azure": ["azure_ai", "azure-cognitive-services"],
    "cloudflare": ["cloudflare-workers-ai"],
    "cohere": ["cohere_chat"],
    "fireworks": ["fireworks_ai", "fireworks-ai"],
    "github-copilot": ["github_copilot"],
    "google": ["gemini", "models", "vertex_ai", "google-vertex", "vertex_ai-language-models"],
    "huggingface_fireworks-ai": [],
    "mistral": ["mistralai"],
    "moonshotai": ["moonshot"],
    "novita": ["novita-ai"],
    "together": ["together_ai", "together-ai", "togetherai"],
    "voyageai": ["voyage"],
    "x-ai": ["xai", "x_ai"],
    "zai": ["z-ai"],
}

#: Where an endpoint's pattern is more than a plain origin.
HOSTS = {
    "arcee": ["api.arcee.ai"],
    "aws": ["bedrock-runtime.*.amazonaws.com", "bedrock-runtime-fips.*.amazonaws.com"],
    "azure": ["*.openai.azure.com", "*.azure-api.net", "*.cognitiveservices.azure.com", "*.services.ai.azure.com"],
    "baseten": ["inference.baseten.co"],
    "cloudflare": ["api.cloudflare.com/client/v4/accounts/*/ai"],
    "cohere": ["api.cohere.ai", "api.cohere.com"],
    "databricks": [
        f"*.{host}/{path}"
        for host in ("cloud.databricks.com", "azuredatabricks.net", "gcp.databricks.com")
        for path in ("serving-endpoints", "ai-gateway")
    ],
    "elevenlabs": ["api.elevenlabs.io", "api.*.elevenlabs.io"],
    # docs.github.com/copilot § Copilot allowlist reference: a host for each plan.
    "github-copilot": ["api.githubcopilot.com", "api.*.githubcopilot.com"],
    "google": ["googleapis.com", "*.googleapis.com"],
    "meta": ["api.meta.ai"],
    "minimax": ["api.minimax.com", "api.minimax.io", "api.minimaxi.com", "api.minimaxi.io"],
    # docs.mistral.ai/capabilities/code_generation: a host of its own for code.
    "mistral": ["api.mistral.ai", "codestral.mistral.ai"],
    "modal": ["*.modal.run", "*.modal.direct"],
    "moonshotai": ["api.moonshot.*"],
    "openai": ["api.openai.com", "*.api.openai.com"],
    "openrouter": ["openrouter.ai", "api.openrouter.ai"],
    # docs.together.ai/docs/openai-api-compatibility
    "together": ["api.together.xyz", "api.together.ai"],
    # The same endpoint as `openai`, which comes first: found by its name alone.
    "openai-decisions": [],
}

#: DeepSeek charges by the time at which a request is done.
CHARGED_AT_END = {"deepseek"}

#: Keys of a variant's condition that a response or a host can tell, with what they are called here.
VARIANTS = {"processing", "service_tier", "speed"}
STANDARD_TIER = "default"
NO_VARIANT = {"route", "search_type"}


def main() -> None:
    path = Path(sys.argv[1])
    before = path.read_text(encoding="utf-8") if path.exists() else '{"providers":[]}'
    after = text()
    for line in differences(before, after):
        print(line)
    path.write_text(after, encoding="utf-8")


def text() -> str:
    """The table, a model a line, so that a difference can be read."""
    source = f"genai-prices {version('genai-prices')}"
    lists = [entry for entry in map(price_list, providers) if entry["models"]]
    correct({entry["id"]: entry for entry in lists}, json.loads(CORRECTIONS.read_text(encoding="utf-8")))
    head = {"version": 1, "source": source, "as_of": AS_OF, "notice": NOTICE}
    return compact(head)[:-1] + ',"providers":[\n' + ",\n".join(map(lines, lists)) + "\n]}\n"


def correct(lists: dict[str, dict[str, Any]], corrections: dict[str, Any]) -> None:
    """Lays the corrections over the lists; stops at one that says nothing new, or about what has changed."""
    for name, more in corrections["lists"].items():
        for key in ("units", "surcharges"):
            if key in more:
                assert key not in lists[name], f"the source has `{key}` of `{name}` now"
                lists[name][key] = more[key]
    for one in corrections["models"]:
        models = lists[one["list"]]["models"]
        name, whole = one["name"], one.get("whole")
        found = [model for model in models if name in ([model["id"]] if whole else model.get("match", [model["id"]]))]
        if len(found) != 1 or found[0]["prices"] != one["source_has"]:
            raise ValueError(f"`{name}` of `{one['list']}` has changed; look at its correction again")
        if one["prices"] == one["source_has"]:
            raise ValueError(f"the correction of `{name}` of `{one['list']}` is needless; take it out")
        if whole:
            found[0]["prices"] = one["prices"]
            continue
        # One name of several: the first model that has it counts.
        models.insert(0, {"id": name, "prices": one["prices"]})


def differences(before: str, after: str) -> list[str]:
    """What has changed, by model."""
    old, new = (by_model(json.loads(table)) for table in (before, after))
    changed = [name for name in [*old, *(name for name in new if name not in old)] if old.get(name) != new.get(name)]
    return [f"{name}\n  - {old.get(name, 'none')}\n  + {new.get(name, 'none')}" for name in changed]


def by_model(table: dict[str, Any]) -> dict[str, str]:
    found = {}
    for entry in table["providers"]:
        head = {key: value for key, value in entry.items() if key != "models"}
        found[entry["id"]] = compact(head)
        found |= {f"{entry['id']}/{model['id']}": compact(model) for model in entry["models"]}
    return found


def lines(entry: dict[str, Any]) -> str:
    models = ",\n".join(compact(model) for model in entry.pop("models"))
    return compact(entry)[:-1] + ',"models":[\n' + models + "\n]}"


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def price_list(provider: types.Provider) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": provider.id, "name": provider.name}
    entry["aliases"] = ALIASES.get(provider.id)
    entry["types"] = TYPES.get(provider.id)
    entry["hosts"] = hosts(provider)
    entry["fallbacks"] = provider.fallback_model_providers
    entry["charged_at"] = "end" if provider.id in CHARGED_AT_END else None
    entry["models"] = [model for model in map(price_model, provider.models) if model]
    return {key: value for key, value in entry.items() if value}


def hosts(provider: types.Provider) -> list[str]:
    """The endpoints of a provider: a host, and the beginning of a path where one host serves several."""
    if provider.id in HOSTS:
        return HOSTS[provider.id]
    plain = provider.api_pattern.removeprefix("https://").replace("\\.", ".")
    if any(sign in plain for sign in "\\()[]^$*+?|"):
        raise ValueError(f"`{provider.id}`: say in HOSTS what `{provider.api_pattern}` stands for")
    return [plain]


def price_model(model: types.ModelInfo) -> dict[str, Any] | None:
    match, unless = patterns(model.match)
    found = [entry for entry in entries(model) if set(entry) & {*BUCKETS.values(), "request", "units"}]
    if not any("variant" not in entry for entry in found):
        return None
    entry: dict[str, Any] = {"id": model.id}
    if match != [model.id.lower()]:
        entry["match"] = match
    if unless:
        entry["except"] = unless
    if model.context_window:
        entry["context_window"] = model.context_window
    return {**entry, "prices": found}


def entries(model: types.ModelInfo) -> list[dict[str, Any]]:
    """The standard prices in their order, the last that holds counting; then the variants."""
    standard = model.prices if isinstance(model.prices, list) else [types.ConditionalPrice(prices=model.prices)]
    found = [{**when(price.constraint), **rates(price.prices)} for price in standard]
    # There the first that holds counts, here the last.
    for variant in reversed(model.price_variants or []):
        [(key, word)] = variant.when.items()
        if key not in VARIANTS | NO_VARIANT:
            raise ValueError(f"`{model.id}`: a variant by `{key}` is not known")
        told = rates(variant.prices)
        if key in NO_VARIANT or word == STANDARD_TIER or not told:
            continue
        found.append({"variant": word, **when(variant.constraint), **told})
    return found


def when(constraint: object) -> dict[str, Any]:
    match constraint:
        case None:
            return {}
        case types.StartDateConstraint(start_date=date):
            return {"from": date.isoformat()}
        case types.TimeOfDateConstraint(start_time=start, end_time=end):
            return {"hours": {"from": start.strftime("%H:%M"), "to": end.strftime("%H:%M")}}
    raise ValueError(f"a constraint of type {type(constraint).__name__} is not known")


def rates(prices: types.ModelPrice) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for theirs, ours in BUCKETS.items():
        price = getattr(prices, theirs)
        if price is not None:
            found[ours] = rate(price)
    fee = getattr(prices, REQUESTS)
    if fee is not None:
        found["request"] = plain(fee * 1000)
    units = {}
    for theirs, (unit, factor) in UNITS.items():
        price = getattr(prices, theirs)
        if price is not None:
            units[unit] = plain((price * factor).quantize(FINEST))
    if units:
        found["units"] = units
    known = {*BUCKETS, *UNITS, REQUESTS}
    left = [key for key, value in vars(prices).items() if value is not None and key not in known]
    if left:
        raise ValueError(f"prices of {left} are not known")
    return found


def rate(price: Decimal | types.TieredPrices) -> object:
    if isinstance(price, Decimal):
        return plain(price)
    tiers = [{"over": tier.start, "price": plain(tier.price)} for tier in price.tiers]
    return {"base": plain(price.base), "tiers": tiers}


def plain(number: Decimal) -> str:
    """Without exponent and trailing zeros."""
    digits = format(number, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def patterns(clause: Any) -> tuple[list[str], list[str]]:
    """Patterns that match, and those that forbid it; `*` is any text, `#` a digit."""
    match clause:
        case types.ClauseEquals(equals=word):
            return [word.lower()], []
        case types.ClauseStartsWith(starts_with=word):
            return [word.lower() + "*"], []
        case types.ClauseEndsWith(ends_with=word):
            return ["*" + word.lower()], []
        case types.ClauseContains(contains=word):
            return [f"*{word.lower()}*"], []
        case types.ClauseRegex(regex=regex):
            return expand(regex), []
        case types.ClauseOr(or_=parts):
            return either(parts)
        case types.ClauseAnd(and_=[first, types.ClauseRegex(regex=regex)]) if regex == NOT_SPEECH:
            return patterns(first)[0], ["*-tts", "*-tts-*"]
    raise ValueError(f"{clause} is not known")


#: The one condition that forbids: models that speak.
NOT_SPEECH = r"^(?!.*-[tT][tT][sS](?:$|-))"


def either(parts: list[Any]) -> tuple[list[str], list[str]]:
    """What several clauses come to; what one of them forbids must be nothing that another allows."""
    found: list[str] = []
    forbidden: list[str] = []
    for match, unless in map(patterns, parts):
        found += [pattern for pattern in match if pattern not in found]
        forbidden += [pattern for pattern in unless if pattern not in forbidden]
    if forbidden:
        for match, unless in map(patterns, parts):
            if unless != forbidden and any("*" in pattern or "-tts" in pattern for pattern in match):
                raise ValueError(f"{parts}: what one of them forbids, another allows")
    return found, forbidden


def expand(regex: str) -> list[str]:
    """Every pattern that a simple regular expression comes to."""
    tokens = list(parser.parse(regex))
    if not tokens or tokens[0] != (op.AT, op.AT_BEGINNING):
        raise ValueError(f"`{regex}` has no beginning")
    closed = tokens[-1] == (op.AT, op.AT_END)
    texts = sequence(tokens[1 : -1 if closed else None], regex)
    return texts if closed else [text + "*" for text in texts]


def sequence(tokens: Any, regex: str) -> list[str]:
    texts = [""]
    for token in tokens:
        texts = [text + end for text in texts for end in alternatives(token, regex)]
    return texts


def alternatives(token: Any, regex: str) -> list[str]:
    match token:
        case (op.LITERAL, code) if chr(code) not in "*#":
            return [chr(code).lower()]
        case (op.IN, [(op.CATEGORY, op.CATEGORY_DIGIT)]):
            return ["#"]
        case (op.IN, members) if all(kind == op.LITERAL for kind, _ in members):
            return [chr(code).lower() for _, code in members]
        case (op.MAX_REPEAT, (low, high, inner)) if low == high:
            [one] = sequence(inner, regex)
            return [one * low]
        case (op.MAX_REPEAT, (0, 1, inner)):
            return ["", *sequence(inner, regex)]
        case (op.SUBPATTERN, (_, _, _, inner)):
            return sequence(inner, regex)
    raise ValueError(f"`{regex}`: {token} is not known")


if __name__ == "__main__":
    main()
