"""The run of the agents can fail: every kind of difference is found."""

from __future__ import annotations

import copy
import unittest
from typing import Any

import verdict

USAGE = {"input_uncached": 10, "cache_read": 4, "cache_write_5m": 0, "cache_write_long": 0, "output": 3, "reasoning": 0}
EXPECTED = verdict.Expected("codex", "openai_responses", "gpt", "w", "be brief", "k", ["in", "out"], "src/a.py")
FACTS: dict[str, Any] = {
    "format": "openai_responses",
    "request_type": "chat",
    "client": "codex",
    "requested_model": "gpt",
    "stream": True,
    "tools": ["shell", "web_search"],
    "files": [{"name": "a.py", "path": "/home/dev/src/a.py", "where": "tool_call"}],
}
LINE: dict[str, Any] = {
    "decision": {
        "workspace": "w",
        "rule": 0,
        "facts": FACTS,
        "instructions": "applied",
        "warnings": [],
        "route": {"url": "http://h/v1/responses"},
    },
    "receipt": {
        "exchange": "x",
        "model": "in",
        "outcome": "completed",
        "usage": {**USAGE, "completeness": "final", "marks": [], "input_tokens": 14, "output_tokens": 3},
    },
}
SEEN: dict[str, Any] = {
    "number": 1,
    "format": "openai_responses",
    "stream": True,
    "tools": ["shell", "web_search"],
    "model": "in",
    "credential": "Bearer k",
    "system": ["be brief"],
    "read": "src/a.py",
    "usage": USAGE,
}


class VerdictTest(unittest.TestCase):
    def faults(self, told: list[dict[str, Any]], truth: list[dict[str, Any]]) -> list[str]:
        return verdict.judge(EXPECTED, told, truth).faults

    def test_finds_nothing_where_all_is_well(self) -> None:
        found = verdict.judge(EXPECTED, [LINE], [SEEN])
        self.assertEqual((found.faults, found.rules, found.files), ([], [0], {"src/a.py"}))
        self.assertEqual((found.recorded, found.counted), (17, 17))

    def test_finds_every_difference_in_what_was_told(self) -> None:
        paths = ["workspace", "rule", "instructions", "warnings", "facts/format", "facts/client", "facts/stream"]
        paths += ["facts/tools"]
        paths += ["facts/requested_model", "facts/files/0/path"]
        places = [f"decision/{path}" for path in paths]
        places += ["receipt/outcome", "receipt/usage/completeness", "receipt/usage/marks", "receipt/usage/reasoning"]
        places += [f"receipt/usage/{bucket}" for bucket in verdict.BUCKETS]
        for path in places:
            line = copy.deepcopy(LINE)
            *inner, last = path.split("/")
            place: Any = line
            for name in inner:
                place = place[int(name) if name.isdigit() else name]
            place[last] = "99"
            self.assertTrue(self.faults([line], [SEEN]), path)

    def test_finds_every_difference_in_what_was_seen(self) -> None:
        changes: list[dict[str, Any]] = [{"credential": "x"}, {"model": "x"}, {"format": "gemini"}, {"usage": None}]
        changes += [{"system": []}, {"system": ["be brief", "be brief"]}, {"read": None}]
        for change in changes:
            self.assertTrue(self.faults([LINE], [{**SEEN, **change}]), str(change))

    def test_a_file_that_nobody_read_is_wrong(self) -> None:
        line = copy.deepcopy(LINE)
        line["decision"]["facts"]["files"].append({"name": "b.py", "path": "path/to/b.py", "where": "fence"})
        self.assertTrue(self.faults([line], [SEEN]))

    def test_finds_what_is_missing(self) -> None:
        self.assertTrue(self.faults([], []))
        self.assertTrue(self.faults([LINE], [SEEN, SEEN]))
        self.assertTrue(self.faults([LINE, LINE], [SEEN]))

    def test_exchanges_may_end_in_any_order(self) -> None:
        other = copy.deepcopy(LINE)
        other["decision"].update(rule=1, facts={**FACTS, "files": []})
        other["receipt"].update(model="out", usage={**LINE["receipt"]["usage"], "output": 9})
        seen = {**SEEN, "model": "out", "read": None, "usage": {**USAGE, "output": 9}}
        self.assertEqual(self.faults([other, LINE], [SEEN, seen]), [])

    def test_questions_about_models_are_held_against_nothing(self) -> None:
        facts = {**FACTS, "request_type": "models"}
        aside = {"decision": {**LINE["decision"], "facts": facts, "rule": 2}, "receipt": None}
        found = verdict.judge(EXPECTED, [aside, LINE], [SEEN])
        self.assertEqual((found.faults, found.asides), ([], 1))


if __name__ == "__main__":
    unittest.main()
