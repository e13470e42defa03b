"""Records as notebooks show them. All text in them is escaped: models and clients write a part of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from html import escape
from typing import Any

from ._records import AlertPage, Explanation, HistoryPage, QueryResult, Receipt, UsageReport, UsageTotals

LONG = 200
"""Characters of a text that a table shows."""

SUMS = (
    "exchanges",
    "attempts",
    "failed",
    "input_tokens",
    "cache_read",
    "output_tokens",
    "cost_known",
    "incomplete",
    "unpriced",
)
EXCHANGES = ("started_at", "workspace", "session", "client", "provider", "model", "outcome", "cost", "prompt", "output")
ALERTS = ("created_at", "workspace", "session", "severity", "type", "snippet", "trigger", "exchange")


def report(report: UsageReport) -> str:
    """The rows of a report, and their total."""
    groups = [word for word in (report.by, report.series) if word is not None]

    def line(names: Iterable[Any], sums: UsageTotals) -> list[Any]:
        return [*names, *(getattr(sums, name) for name in SUMS)]

    rows = [line((row.key, row.series)[: len(groups)], row.totals) for row in report.rows]
    total = line(["total"] * bool(groups) + [""] * (len(groups) - 1), report.total)
    return _table([*groups, *SUMS], [*rows, total])


def receipt(receipt: Receipt) -> str:
    """What an exchange came to, and its attempts."""
    usage = receipt.usage
    facts = {
        "exchange": receipt.exchange,
        "workspace": receipt.workspace,
        "session": receipt.session,
        "outcome": receipt.outcome,
        "cost": receipt.cost,
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "completeness": usage.completeness,
        "marks": ", ".join(usage.marks),
    }
    columns = ("provider", "model", "response_model", "status", "outcome", "reason", "started_at", "finished_at", "cost")
    attempts = [[getattr(attempt, name) for name in columns] for attempt in receipt.attempts]
    return _table(list(facts), [list(facts.values())]) + _table(columns, attempts)


def page(page: HistoryPage | AlertPage) -> str:
    """A page of the history, or of alerts."""
    columns = EXCHANGES if isinstance(page, HistoryPage) else ALERTS
    return _table(columns, [[getattr(row, name) for name in columns] for row in page])


def answer(answer: QueryResult) -> str:
    """The rows of an answer in SQL."""
    return _table(answer.columns, answer.rows)


def text(explanation: Explanation) -> str:
    """What prints as text."""
    return f"<pre>{escape(str(explanation))}</pre>"


def _table(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: Any) -> str:
    if value is None:
        return "<td></td>"
    if isinstance(value, datetime):
        value = value.isoformat(sep=" ", timespec="seconds")
    shown = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if len(shown) > LONG:
        shown = shown[:LONG] + "…"
    side = ' style="text-align: right"' if isinstance(value, (int, float, Decimal)) else ""
    return f"<td{side}>{escape(_visible(shown))}</td>"


def _visible(text: str) -> str:
    """Text with its controls, marks of direction and the like to be seen: it is a stranger's."""
    return "".join(c if c.isprintable() or c in "\n\t" else c.encode("unicode_escape").decode() for c in text)
