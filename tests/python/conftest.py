from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import codegate


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "codegate.db"


@pytest.fixture
def gate(path: Path) -> Iterator[codegate.Gate]:
    with codegate.open(path) as gate:
        yield gate


@pytest.fixture
def routed(gate: codegate.Gate) -> codegate.Gate:
    gate.providers.add("local", type="openai_compatible", endpoint="http://127.0.0.1:1")
    gate.providers.add("spare", type="openai_compatible", endpoint="http://127.0.0.1:2")
    gate.workspaces.set_rules("default", [codegate.rule(to=["local/qwen3", "spare/qwen3"])])
    return gate


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The line that every conformance runner ends with."""
    played = {
        outcome: sum("test_conformance.py::test_case[" in report.nodeid for report in reports)
        for outcome, reports in terminalreporter.stats.items()
        if outcome in ("passed", "failed")
    }
    if any(played.values()):
        passed, failed = played.get("passed", 0), played.get("failed", 0)
        terminalreporter.write_line(f"conformance (Python): {passed} cases passed, {failed} failed")
