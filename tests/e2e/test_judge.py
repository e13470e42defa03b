"""The demonstration can fail: every kind of difference is found."""

from __future__ import annotations

import copy
import json
import unittest
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import judge

USAGE = {"input_uncached": 10, "cache_read": 4, "cache_write_5m": 0, "cache_write_long": 2, "output": 3, "reasoning": 0}
PRICES = {"input": 2_000_000, "cache_read": 1_000_000, "cache_write_5m": None, "cache_write_long": None, "output": 9}
SEEN = {"model": "m", "status": 200, "usage": USAGE, "credential": "k", "answer": "hi", "system": ["a\n\nbe brief"]}
EXPECT = {"workspace": "w", "rule": 0, "provider": "p", "model": "m"}


def done() -> Any:
    usage = {**USAGE, "completeness": "final"}
    cost = str(judge.cost(USAGE, PRICES))
    attempt = {"provider": "p", "model": "m", "status": 200, "usage": usage, "prices": PRICES, "cost": cost}
    receipt = {"provider": "p", "model": "m", "outcome": "completed", "usage": usage, "attempts": [attempt]}
    decision = {"workspace": "w", "rule": 0, "instructions": "applied"}
    return SimpleNamespace(client="test", text="hi", decision=decision, receipt=receipt)


class JudgeTest(unittest.TestCase):
    def faults(self, exchange: Any, seen: dict[str, Any] = SEEN) -> list[str]:
        return judge.faults({"expect": EXPECT}, exchange, [seen], "be brief", {"p": "k"})

    def test_finds_nothing_where_all_is_well(self) -> None:
        self.assertEqual(self.faults(done()), [])

    def test_finds_every_difference_in_what_was_recorded(self) -> None:
        paths = ["decision/rule", "receipt/model", "receipt/usage/output", "receipt/attempts/0/usage/cache_write_long"]
        paths += ["receipt/attempts/0/status", "receipt/attempts/0/cost", "decision/instructions", "receipt/outcome"]
        for path in paths:
            exchange = copy.deepcopy(done())
            area, *inner, last = path.split("/")
            place: Any = getattr(exchange, area)
            for name in inner:
                place = place[int(name) if name.isdigit() else name]
            place[last] = "99"
            self.assertTrue(self.faults(exchange), path)

    def test_finds_every_difference_in_what_was_seen(self) -> None:
        changes: list[dict[str, Any]] = [{"credential": "x"}, {"answer": "ho"}, {"system": []}, {"model": "x"}]
        for change in changes:
            self.assertTrue(self.faults(done(), {**SEEN, **change}), json.dumps(change))

    def test_finds_a_missing_attempt(self) -> None:
        self.assertTrue(judge.faults({"expect": EXPECT}, done(), [SEEN, SEEN], "be brief", {"p": "k"}))

    def test_works_out_a_cost(self) -> None:
        self.assertEqual(judge.cost(USAGE, PRICES), Decimal("0.000000000028"))


if __name__ == "__main__":
    unittest.main()
