"""Names for annotations: the words of closed sets, and what calls take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Union

if TYPE_CHECKING:
    from ._native import Rule, Target

Part = Literal["instructions", "rules"]
"""What an export takes of a workspace."""

ItemStatus = Literal["new", "same", "conflict"]
"""How a workspace of a bundle stands to this store."""

Instructions = Literal["applied", "present", "not_applied", "none"]
"""What became of the custom instructions."""

Severity = Literal["info", "critical"]
"""How much an alert matters."""

HistoryMode = Literal["all", "text", "metadata", "none"]
"""What the history keeps of an exchange. Usage is kept always."""

ProviderType = Literal[
    "openai",
    "anthropic",
    "gemini",
    "ollama",
    "openrouter",
    "vllm",
    "lm_studio",
    "llamacpp",
    "openai_compatible",
]
"""What kind of API a provider offers."""

PriceFormat = Literal["codegate", "litellm", "models.dev"]
"""What kind of price table a file is."""

Auth = Literal["none", "passthrough", "api_key"]
"""Where the credential of a request comes from."""

Outcome = Literal["completed", "failed", "aborted"]
"""How an exchange ended."""

GroupBy = Literal[
    "model",
    "provider",
    "session",
    "workspace",
    "client",
    "rule",
    "request_type",
    "hour",
    "day",
    "week",
    "month",
]
"""What the rows of a report are grouped by."""

ExportFormat = Literal["csv", "jsonl", "otel"]
"""How recorded attempts are written: CSV, JSON lines, or spans under OpenTelemetry's names."""

Format = Literal[
    "openai_chat",
    "openai_responses",
    "openai_completions",
    "anthropic_messages",
    "ollama_chat",
    "ollama_generate",
    "gemini",
    "unknown",
]
"""The wire format of a request, which is that of its response too."""

FilesFrom = Literal["last_turn", "conversation"]
"""Which part of a conversation counts for the files of a request."""

Completeness = Literal["final", "partial", "missing"]
"""How much of the token usage was seen."""

Locks = Literal["held", "process", "none"]
"""What keeps writers of several processes apart, beside the lock file."""

Strength = Literal["certain", "strong", "medium", "weak"]
"""How much a sign of a client proves."""

Buffer = Union[bytes, bytearray, memoryview]
"""Bytes: `bytes` are used as they lie, others are copied."""

Body = Union[Buffer, str, dict[str, Any], list[Any]]
"""A request body: raw bytes, their text, or parsed JSON."""

HeaderItems = Union[Mapping[str, str], Iterable[tuple[str, str]]]
"""Headers: a mapping or pairs."""

SqlValue = Union[str, int, float, None]
"""A value of SQL; `True` and `False` are 1 and 0."""

Time = Union[datetime, str]
"""An aware `datetime`, or text such as `2026-11-22T10:00:00Z`."""

RuleLike = Union["Rule", dict[str, Any]]
"""A rule, or a dict in either of its two forms."""

TargetLike = Union["Target", str, dict[str, Any]]
"""Where a rule leads: `provider/model`, `provider`, or a dict of them."""


class _Name(TypedDict):
    name: str


class ClientSign(_Name, total=False):
    """A header, or a member of the body, that tells a client by being there, or by its value."""

    equals: str | None
    contains: str | None


class ClientSpec(_Name, total=False):
    """How one client is told: by any one of its signs, of which it has at least one."""

    headers: list[ClientSign]
    system: list[str]
    openings: list[str]
    members: list[ClientSign]
    tools: list[list[str]]
    sources: list[str]


class ClientTable(TypedDict):
    """A table of clients in place of the library's own."""

    version: int
    clients: list[ClientSpec]
