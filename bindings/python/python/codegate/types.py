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

HeaderItems = Union[
    Mapping[str, str], Iterable[tuple[str, str]], Mapping[bytes, bytes], Iterable[tuple[bytes, bytes]]
]
"""Headers: a mapping or pairs."""

SqlValue = Union[str, int, float, None]
"""A value of SQL; `True` and `False` are 1 and 0."""

Time = Union[datetime, str]
"""An aware `datetime`, or text such as `2026-11-22T10:00:00Z`."""

RuleLike = Union["Rule", dict[str, Any]]
"""A rule, or a dict in either of its two forms."""

TargetLike = Union["Target", str, dict[str, Any]]
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


__all__ += [
    "Auth",
    "ClientSign",
    "ClientSpec",
    "ClientTable",
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
