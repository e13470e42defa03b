"""Records inside of what a program writes as JSON."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

from . import _records
from ._native import ImportPlan

_RECORDS = (ImportPlan, *(getattr(_records, name) for name in _records.__all__))


def jsonable(value: object) -> Any:
    """What `json.dumps(…, default=codegate.jsonable)` makes of a record, and of the times and amounts in one: what
    `to_dict` makes of them.
    """
    if isinstance(value, _RECORDS):
        return value.to_dict()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise TypeError("a `datetime` has no time zone; add one, such as by `.astimezone()`")
        return value.astimezone(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")
