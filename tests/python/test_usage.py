"""Reports as Python sees them: types, pages of an export, and the file read by SQLite itself."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pytest

import codegate

ROOT = Path(__file__).parents[2]
START = datetime(2026, 11, 1, tzinfo=timezone.utc)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with three days of a workspace."""
    path = tmp_path / "codegate.db"
    with codegate.open(path) as gate:
        gate.providers.add("p", type="openai")
        gate.workspaces.create("acme")
        for day in range(3):
            for model, tokens in (("gpt-4o", 1000), ("gpt-4o-mini", 10)):
                gate.record(
                    workspace="acme",
                    provider="p",
                    model=model,
                    client='=1+1,"x"',
                    started_at=START + timedelta(days=day),
                    input_tokens=tokens * (day + 1),
                    cache_read=tokens,
                    output_tokens=day,
                )
    return path


def pages(gate: codegate.Gate, format: Literal["csv", "jsonl", "otel"]) -> str:
    text, cursor, count = "", None, 0
    while True:
        page = gate.export_usage(format=format, limit=4, cursor=cursor)
        text, cursor, count = text + page.text, page.next, count + page.rows
        if cursor is None:
            assert count == 6
            return text


def test_what_a_comparison_holds_has_types(path: Path) -> None:
    with codegate.open(path) as gate:
        day = timedelta(days=1)
        report = gate.usage(by=("day", "model"), since=START + 2 * day, until=START + 3 * day, compare=True)
        assert report.compared is not None and report.before is not None and report.change is not None
        assert (report.compared.since, report.compared.until) == (START + day, START + 2 * day)
        # 1,000 uncached tokens of gpt-4o at 2.50 and 10 of gpt-4o-mini at 0.15 more, and an output at 10 and at 0.60.
        assert report.change.cost_known == Decimal("0.0025") + Decimal("0.0000015") + Decimal("0.0000106")
        assert report.change.input_tokens == 1010 and report.before.exchanges == 2
        row = report.rows[0]
        assert (row.key, row.series, row.input_tokens) == ("2026-11-03", "gpt-4o", 3000)
        assert row.before is not None and row.before.input_tokens == 2000
        assert row.change is not None and row.change.to_dict()["input_tokens"] == 1000
        explicit: Any = {"since": START, "until": START + day}
        again = gate.usage(since=START + 2 * day, until=START + 3 * day, compare=explicit)
        assert again.change is not None and again.change.input_tokens == 2020
        assert str(report).splitlines()[0].split() == (
            "day model exchanges input cached output cost USD saved USD incomplete unpriced change USD".split()
        )


@pytest.mark.parametrize("compare", [3, "yes", {}, {"since": START}, {"since": START, "until": START, "by": "day"}])
def test_a_comparison_of_another_form_is_refused(path: Path, compare: Any) -> None:
    with codegate.open(path) as gate, pytest.raises(codegate.InvalidError) as raised:
        gate.usage(since=START, until=START, compare=compare)
    assert raised.value.code == "invalid_argument"


def test_the_pages_of_an_export_are_one_document(path: Path) -> None:
    with codegate.open(path) as gate:
        rows = list(csv.DictReader(io.StringIO(pages(gate, "csv"), newline="")))
        lines = [json.loads(line) for line in pages(gate, "jsonl").splitlines()]
        spans = [json.loads(line) for line in pages(gate, "otel").splitlines()]
        total = gate.usage().total
    assert sum(int(row["input_tokens"]) for row in rows) == total.input_tokens
    assert sum(Decimal(line["cost"]) for line in lines) == total.cost_known
    assert sum(Decimal(line["cache_saved"]) for line in lines) == total.cache_saved > 0
    assert {row["client"] for row in rows} == {"'=1+1,\"x\""}
    assert {line["client"] for line in lines} == {'=1+1,"x"'}
    assert [list(line) for line in lines] == [list(rows[0])] * 6
    attributes = [span["attributes"] for span in spans]
    assert sum(each["gen_ai.usage.input_tokens"] for each in attributes) == total.input_tokens
    assert {each["gen_ai.provider.name"] for each in attributes} == {"openai"}


def test_questions_in_sql_are_answered_by_the_gate_and_by_any_sqlite(path: Path) -> None:
    page = (ROOT / "docs" / "sql.md").read_text(encoding="utf-8")
    query = page.split("```sql\n")[1].split("```")[0]
    with codegate.open(path) as gate:
        report = gate.usage(workspace="acme", by="model")
        found = gate.query(query)
    plain = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        rows = plain.execute(query).fetchall()
        views = [name for (name,) in plain.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
        columns = {view: [row[1] for row in plain.execute(f"PRAGMA table_info({view})")] for view in views}
    finally:
        plain.close()
    assert found.rows == rows
    assert [(model, tokens) for model, tokens, _ in rows] == [(row.key, row.output_tokens) for row in report.rows]
    assert [usd for *_, usd in rows] == pytest.approx([float(row.cost_known) for row in report.rows])
    # Every column stands in the row of its view; those in pico-USD are told of beside the table.
    assert len(columns) == 4
    for view, names in columns.items():
        (line,) = [line for line in page.splitlines() if line.startswith("| `v_") and f"`{view}`" in line]
        missing = [name for name in names if f"`{name.removesuffix('_pico')}`" not in line]
        assert not missing, (view, missing)


def test_sums_that_were_changed_are_found_and_set_right(path: Path) -> None:
    plain = sqlite3.connect(path)
    plain.execute("UPDATE usage_sums SET output = output + 7 WHERE hours = 24 AND model = 'gpt-4o'")
    plain.commit()
    plain.close()
    with codegate.open(path) as gate:
        check = gate.verify()
        assert (check.attempts, check.differing, check.rebuilt) == (6, 3, False)
        difference = check.differences[0]
        assert (difference.field, difference.recorded, difference.counted) == ("output", "7", "0")
        assert (difference.start, difference.hours, difference.model) == (START, 24, "gpt-4o")
        assert gate.verify(rebuild=True).rebuilt
        assert gate.verify().differing == 0
