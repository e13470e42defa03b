"""Names for annotations: the words of closed sets, and what calls take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict, Union

from ._words import *

if TYPE_CHECKING:
    from ._records import Rule, Target

__all__ = [
    "Body",
    "Buffer",
    "ClientSign",
    "ClientSpec",
    "ClientTable",
    "HeaderItems",
    "RuleLike",
    "SqlValue",
    "TargetLike",
    "Time",
]

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
"""A target of a rule: `provider/model`, `provider`, or a dict of them."""


class _Name(TypedDict):
    name: str


class ClientSign(_Name, total=False):
    """A header or a member of the body that identifies a client by its presence or its value."""

    equals: str | None
    contains: str | None


class ClientSpec(_Name, total=False):
    """How one client is recognised: by any one of its signs, of which it has at least one."""

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

# What follows is generated from codegate-core by `cargo xtask gen`.
__all__ += [
    "Auth",
    "Completeness",
    "ErrorCode",
    "ExportFormat",
    "FilesFrom",
    "Format",
    "GroupBy",
    "HistoryMode",
    "InjectUsage",
    "Instructions",
    "ItemStatus",
    "Locks",
    "Outcome",
    "Part",
    "PriceFormat",
    "ProviderType",
    "Severity",
    "Strength",
]
