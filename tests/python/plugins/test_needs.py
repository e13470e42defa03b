"""Each plug-in where its package is missing, too old or too new: one sentence, and what to do."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from codegate._needs import numbers, package

PLUGINS = {
    "httpx": ("httpx", "0.24.1"),
    "httpx2": ("httpx2", "1.9"),
    "openai": ("openai", "1.99.0"),
    "anthropic": ("anthropic", "0.77.0"),
    "google": ("google-genai", "1.60.0"),
    "litellm": ("litellm", "1.49.9"),
}
MODULES = {"google": "google.genai"}


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The plug-ins as if none had been imported yet."""
    for name in [name for name in sys.modules if name.startswith("codegate.") and name.split(".")[1] in (*PLUGINS, "asgi", "llm")]:
        monkeypatch.delitem(sys.modules, name)
    return monkeypatch


def fake(plugin: str, version: str | None) -> ModuleType:
    module = ModuleType(MODULES.get(plugin, plugin))
    if version is not None:
        module.__version__ = version  # type: ignore[attr-defined]
    return module


@pytest.mark.parametrize("plugin", [*PLUGINS, "llm"])
def test_missing(fresh: pytest.MonkeyPatch, plugin: str) -> None:
    distribution, _ = PLUGINS.get(plugin, (plugin, ""))
    fresh.setitem(sys.modules, MODULES.get(plugin, plugin), None)  # type: ignore[arg-type]
    wanted = rf"^`codegate\.{plugin}` needs the package `{distribution}` [0-9.]+ or newer: pip install '{distribution}>=[0-9.]+'$"
    with pytest.raises(ImportError, match=wanted):
        importlib.import_module(f"codegate.{plugin}")


@pytest.mark.parametrize("plugin", PLUGINS)
def test_too_old(fresh: pytest.MonkeyPatch, plugin: str) -> None:
    distribution, version = PLUGINS[plugin]
    fresh.setitem(sys.modules, MODULES.get(plugin, plugin), fake(plugin, version))
    with pytest.raises(ImportError, match=rf"`{distribution}` [0-9.]+ or newer: .* \({version} is installed\)$"):
        importlib.import_module(f"codegate.{plugin}")


@pytest.mark.parametrize("plugin", PLUGINS)
def test_too_new(fresh: pytest.MonkeyPatch, plugin: str) -> None:
    distribution, _ = PLUGINS[plugin]
    fresh.setitem(sys.modules, MODULES.get(plugin, plugin), fake(plugin, "99.0"))
    wanted = rf"^`codegate\.{plugin}` does not know the package `{distribution}` 99\.0, which has no `\w+(\.\w+)*`: take an older"
    with pytest.raises(ImportError, match=wanted):
        importlib.import_module(f"codegate.{plugin}")


def test_the_proxy_needs_one_of_two(fresh: pytest.MonkeyPatch) -> None:
    fresh.setitem(sys.modules, "httpx2", None)  # type: ignore[arg-type]
    assert importlib.import_module("codegate.asgi")._transports.__name__ == "codegate.httpx"
    fresh.delitem(sys.modules, "codegate.asgi")
    fresh.setitem(sys.modules, "httpx", None)  # type: ignore[arg-type]
    with pytest.raises(ImportError, match="^`codegate.asgi` needs the package `httpx2` 2 or newer, or `httpx` 0.25: pip"):
        importlib.import_module("codegate.asgi")


def test_the_library_itself_needs_none() -> None:
    """And imports none, not even where they are there."""
    names = [*PLUGINS, "google.genai", "anyio", "llm"]
    code = f"import sys, codegate; print([name for name in {names!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_is_missing_inside_of_a_package_is_told_as_it_is(fresh: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fresh.syspath_prepend(str(tmp_path))
    (tmp_path / "broken_sdk.py").write_text("import not_there_at_all\n")
    with pytest.raises(ModuleNotFoundError, match="not_there_at_all"):
        package("codegate.broken", "broken_sdk", least="1", names=())
    (tmp_path / "llm.py").write_text("import not_there_either\n")
    for name in [name for name in sys.modules if name.split(".")[0] == "llm"]:
        fresh.delitem(sys.modules, name)
    with pytest.raises(ModuleNotFoundError, match="not_there_either"):
        importlib.import_module("codegate.llm")


@pytest.mark.parametrize(("text", "expected"), [("2.16.2", (2, 16, 2)), ("3.0rc1", (3, 0)), ("2", (2,)), ("dev", ())])
def test_versions_are_compared_by_their_numbers(text: str, expected: tuple[int, ...]) -> None:
    assert numbers(text) == expected
