"""Names for annotations: the words of closed sets, and what calls take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol, TypedDict, Union

from ._words import *

if TYPE_CHECKING:
    from ._records import Rule, Target

__all__ = [
    "Body",
    "Buffer",
    "Dumped",
    "HeaderItems",
    "JsonObject",
    "RuleLike",
    "SqlValue",
    "TargetLike",
    "Time",
]

Buffer = Union[bytes, bytearray, memoryview]
"""Bytes: `bytes` are used as they lie, others are copied."""



class Dumped(Protocol):
    """An SDK's object that a model of pydantic is."""

    @property
    def model_dump(self) -> Callable[..., Any]: ...


JsonObject = Union[Mapping[str, object], Dumped]
"""Parsed JSON: a mapping, or an SDK's object. SDKs' objects may also stand inside of it, and what they leave out, such as
`NOT_GIVEN`, is left out."""

Body = Union[Buffer, str, JsonObject, list[Any]]
"""A request body: raw bytes, their text, or parsed JSON."""

HeaderItems = Union[
    Mapping[str, str], Iterable[tuple[str, str]], Mapping[bytes, bytes], Iterable[tuple[bytes, bytes]]
]
"""Headers: a mapping or pairs."""

SqlValue = Union[str, int, float, None]
"""A value of SQL; `True` and `False` are 1 and 0."""

Time = Union[datetime, date, str]
"""An aware `datetime`, or text such as `2026-11-22T10:00:00Z`. A day, as a `date` or `2026-11-22`, is its beginning in UTC."""

RuleLike = Union["Rule", Mapping[str, object]]
"""A rule, or a dict in either of its two forms."""

TargetLike = Union["Target", str, Mapping[str, object]]
"""A target of a rule: `provider/model`, `provider`, or a dict of them."""

# What follows is generated from codegate-core by `cargo xtask gen`.


class _ClientSign(TypedDict):
    name: str


class ClientSign(_ClientSign, total=False):
    """A header or a member of the body that identifies a client by its presence or its value.

    name: Name of the header or the member. Headers for credentials are no signs.
    equals: The exact value.
    contains: A part of the value, instead of `equals`.
    """

    equals: str | None
    contains: str | None


class _ClientSpec(TypedDict):
    name: str


class ClientSpec(_ClientSpec, total=False):
    """How one client is recognised: by any one of its signs, of which it has at least one. Over all clients, headers
    are tried first, then the user agent, then the body (`system`, `openings`, `members`), then `tools`. Text
    matches at word boundaries only: `cline/` does not match in `decline/1.0`.

    name: Its name, at most 64 bytes: what rules compare `client` with.
    headers: Headers that it sends, `user-agent` among them; names and values in any case.
    system: Parts of the system text that it writes, also of developer messages and `instructions`; case-sensitive.
    openings: How a message begins that it writes in the user's name. Text further on is the user's own and is not
        searched.
    members: Top-level members of the body that only it sends; `contains` and `equals` are case-sensitive.
    tools: Sets of tools; a set matches if all its tools are offered.
    sources: Where this is documented; for people.
    """

    headers: list[ClientSign]
    system: list[str]
    openings: list[str]
    members: list[ClientSign]
    tools: list[list[str]]
    sources: list[str]


class ClientTable(TypedDict):
    """A table of clients, in the format of the built-in one.

    version: Version of the table's format.
    clients: The clients, each name once. Where signs of the same kind match several, the first is taken.
    """

    version: int
    clients: list[ClientSpec]


class RecordAttempt(TypedDict, total=False):
    """One try of a recorded call at one provider.

    provider: Provider that answered. One that was not added needs `provider_type`.
    provider_type: Type of the provider, whose prices apply where it was not added. Without `provider` it is named
        by its type.
    model: Model that was asked for.
    outcome: How it ended; by default failed where the status is 400 or more or another attempt follows, else
        completed.
    status: Status of the HTTP response.
    reason: Why it failed, in the host's words; at most 1,024 bytes are kept.
    failure_class: What kind of failure it was; by its status by default.
    retry_after: Seconds that the provider asked to wait before the next try.
    started_at: When it began; by default when the one before it ended, or the exchange began.
    finished_at: When it ended; by default when the exchange did, or the next one began.
    input_tokens: Input tokens; `includes_cache` says whether they include the cached ones.
    output_tokens: Output tokens, reasoning included.
    cache_read: Input tokens read from a cache; 0 if not given.
    cache_write_5m: Input tokens written to a cache for five minutes; 0 if not given.
    cache_write_long: Input tokens written to a cache for longer; 0 if not given.
    reasoning: Output tokens spent on reasoning.
    audio_input: Tokens of audio among all input tokens, cached ones included; 0 if not given, as are the parts that
        follow.
    image_input: Tokens of images among all input tokens, cached ones included.
    video_input: Tokens of video among all input tokens.
    audio_cache_read: Tokens of audio among those read from a cache.
    image_cache_read: Tokens of images among those read from a cache.
    audio_output: Tokens of audio in the output.
    image_output: Tokens of images in the output.
    video_output: Tokens of video in the output.
    units: What is charged by the piece, with its number, as in `Usage.units`.
    includes_cache: Whether `input_tokens` includes the cached ones; true by default.
    reported_cost: What the provider reports as cost, in US dollars: a decimal.
    response_model: The model that answered, where it is not the one asked for.
    service_tier: Service tier, in the provider's words: `batch`, `flex`, `priority`. It selects among the prices.
    inference_geo: Where the model ran, in the provider's words, where that has a surcharge: `us`.
    """

    provider: str | None
    provider_type: ProviderType | None
    model: str | None
    outcome: Outcome | None
    status: int | None
    reason: str | None
    failure_class: FailureClass | None
    retry_after: float | None
    started_at: Time | None
    finished_at: Time | None
    input_tokens: int | None
    output_tokens: int | None
    cache_read: int | None
    cache_write_5m: int | None
    cache_write_long: int | None
    reasoning: int | None
    audio_input: int | None
    image_input: int | None
    video_input: int | None
    audio_cache_read: int | None
    image_cache_read: int | None
    audio_output: int | None
    image_output: int | None
    video_output: int | None
    units: dict[str, int] | None
    includes_cache: bool | None
    reported_cost: Decimal | float | str | None
    response_model: str | None
    service_tier: str | None
    inference_geo: str | None


__all__ += [
    "Auth",
    "ClientSign",
    "ClientSpec",
    "ClientTable",
    "Completeness",
    "ErrorCode",
    "ExportFormat",
    "FailureClass",
    "FilesFrom",
    "Format",
    "GroupBy",
    "HistoryMode",
    "InjectUsage",
    "Instructions",
    "ItemStatus",
    "Locks",
    "OnDuplicate",
    "Outcome",
    "Part",
    "PriceFormat",
    "ProviderType",
    "RecordAttempt",
    "SettingsKind",
    "SettingsStatus",
    "Severity",
    "Strength",
]
