"""Questions in SQL, stopping, and how a store stands, beside what the cases say."""

from __future__ import annotations

import fcntl
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import codegate

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"


class Call(threading.Thread):
    """A call on a thread of its own: it ends with the code of its error."""

    def __init__(self, call: Any, *args: Any, **options: Any) -> None:
        super().__init__()
        self.code = ""
        self.call, self.args, self.options = call, args, options
        self.start()

    def run(self) -> None:
        try:
            self.call(*self.args, **self.options)
        except codegate.Error as error:
            self.code = error.code

    def stopped(self, gate: codegate.Gate) -> str:
        """Stops the gate until the call has ended: an interrupt before it has begun does nothing."""
        assert self.is_alive(), "nothing else ends it"
        while self.is_alive():
            gate.interrupt()
            self.join(0.001)
        return self.code


def test_an_answer_is_a_record_of_tuples(gate: codegate.Gate) -> None:
    found = gate.query("SELECT :a AS a, 2.5, 'x', NULL UNION ALL SELECT 2, 3, 4, 5", {"a": 2**63 - 1})
    assert found.columns == ["a", "2.5", "'x'", "NULL"]
    assert found.rows == [(2**63 - 1, 2.5, "x", None), (2, 3, 4, 5)]
    assert (len(found), list(found)) == (2, found.rows)
    assert found.to_dict()["rows"][0] == [2**63 - 1, 2.5, "x", None]
    assert found == gate.query("SELECT ? AS a, 2.5, 'x', NULL UNION ALL SELECT 2, 3, 4, 5", (2**63 - 1,))
    assert repr(gate.query("SELECT 1 AS n")) == "QueryResult(columns=['n'], rows=[(1,)], truncated=False)"


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, float("inf"), float("nan"), b"x", object(), [1], "\ud800"])
def test_a_parameter_that_sql_has_no_word_for_is_refused(gate: codegate.Gate, value: Any) -> None:
    with pytest.raises(codegate.InvalidError, match="params"):
        gate.query("SELECT ?", [value])


def test_time_is_seconds_or_a_timedelta(gate: codegate.Gate) -> None:
    for timeout in (0.01, timedelta(milliseconds=10)):
        with pytest.raises(codegate.StorageError, match="`timeout`") as raised:
            gate.query(ENDLESS, timeout=timeout)
        assert raised.value.code == "interrupted"


@pytest.mark.parametrize("place", ["file", ":memory:"])
def test_a_question_lets_other_threads_run_and_is_stopped(place: str, tmp_path: Path) -> None:
    with codegate.open(place if place == ":memory:" else tmp_path / "gate.db") as gate:
        asking = Call(gate.query, ENDLESS, timeout=3600)
        if place == "file":
            for _ in range(20):
                gate.begin().finish()
        gate.decide()
        assert asking.stopped(gate) == "interrupted"
        assert gate.query("SELECT 1").rows == [(1,)]


def test_a_finish_that_waits_is_stopped_and_done_again(path: Path) -> None:
    with codegate.open(path, busy_timeout=3600) as gate:
        exchange = gate.begin()
        with open(f"{path}.lock", "rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            assert Call(exchange.finish).stopped(gate) == "interrupted"
        assert not exchange.finish().duplicate
        assert gate.usage().total.exchanges == 1


def test_health_is_a_record(gate: codegate.Gate, path: Path) -> None:
    health = gate.health()
    assert (health.path, health.size, health.writable) == (str(path.resolve()), path.stat().st_size, True)
    assert health.to_dict()["locks"] == health.locks
