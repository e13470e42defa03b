"""The plug-in for `llm`, through its command line and its library."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

import llm
import llm.cli
import pytest
from click.testing import CliRunner
from conftest import ROUTE_KEY, send_to
from stub_server import Stub

import codegate
import codegate.llm


@pytest.fixture
def store(gate: codegate.Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[codegate.Gate]:
    monkeypatch.setenv("CODEGATE_STORE", str(tmp_path / "codegate.db"))
    monkeypatch.setenv("LLM_USER_PATH", str(tmp_path))
    yield gate
    codegate.llm._gates.clear()


def run(*arguments: str) -> str:
    done = CliRunner().invoke(llm.cli.cli, list(arguments), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    # Not what others say to stderr meanwhile.
    return done.stdout.strip()


def test_llm_finds_it() -> None:
    [found] = [one for one in entry_points(group="llm") if one.name == "codegate"]
    assert found.load() is codegate.llm
    assert "codegate: codegate" in run("models")


@pytest.mark.parametrize("flags", [(), ("--no-stream",)])
def test_a_prompt(store: codegate.Gate, stub: Stub, flags: Any) -> None:
    send_to(store, "gpt/fail-503", "gpt/gpt-5.1", workspace="acme")
    store.sessions.activate("acme")
    said = run("-m", "codegate", "Say something nice about ships", *flags)
    [seen] = [one for one in stub.truth() if one["status"] == 200]
    assert said == seen["answer"] and seen["model"] == "gpt-5.1" and seen["credential"] == f"Bearer {ROUTE_KEY}"
    usage = store.usage(workspace="acme", by="client")
    assert usage.total.exchanges == 1 and usage.rows[0].key == "llm"
    assert usage.total.output_tokens == seen["usage"]["output"]


def test_the_library_and_tasks(store: codegate.Gate, stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODEGATE_WORKSPACE", "acme")
    send_to(store, "gpt/gpt-5.1", workspace="acme")
    assert llm.get_model("codegate").prompt("Ahoy there").text() == stub.truth()[0]["answer"]

    async def main() -> str:
        return str(await llm.get_async_model("codegate").prompt("Ahoy there").text())

    assert asyncio.run(main()) == stub.truth()[1]["answer"] and store.usage(workspace="acme").total.exchanges == 2


def test_what_is_wrong_is_told(store: codegate.Gate, stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    done = CliRunner().invoke(llm.cli.cli, ["-m", "codegate", "Ahoy"])
    assert done.exit_code == 1 and "codegate: " in done.output and not stub.truth()


def test_the_store_is_the_default_one_unless_it_is_named(
    store: codegate.Gate, stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_to(store, "gpt/gpt-5.1", workspace="acme")
    monkeypatch.setenv("CODEGATE_WORKSPACE", "acme")
    monkeypatch.delenv("CODEGATE_STORE")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    done = CliRunner().invoke(llm.cli.cli, ["-m", "codegate", "Ahoy"])
    assert done.exit_code == 1 and "acme" in done.output and not stub.truth()
    assert list(tmp_path.rglob("codegate/codegate.db"))


def test_a_version_that_it_does_not_know_breaks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "llm.default_plugins.openai_models", ModuleType("openai_models"))
    registered: list[Any] = []
    with pytest.warns(UserWarning, match="`codegate.llm` does not know the package `llm` .*`Chat.get_client`"):
        codegate.llm.register_models(registered.append)
    assert not registered
    # Its models took fewer options then.
    monkeypatch.setattr(llm, "__version__", "0.25", raising=False)
    with pytest.warns(UserWarning, match=r"`llm` 0\.26 or newer: .*\(0\.25 is installed\)"):
        codegate.llm.register_models(registered.append)
    assert not registered
