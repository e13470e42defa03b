"""A gate whose providers are the stub model server, and a server that misbehaves as it is told."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import codegate

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "tests/stub"), str(Path(__file__).resolve().parent)]

from kits import CLIENT_KEY as CLIENT_KEY  # noqa: E402
from kits import KITS, Kit  # noqa: E402
from misbehaving import Misbehaving  # noqa: E402
from stub_server import Stub  # noqa: E402

ROUTE_KEY = "the-key-of-the-route"


@pytest.fixture(scope="session")
def server() -> Iterator[Stub]:
    with Stub() as stub:
        yield stub


@pytest.fixture
def stub(server: Stub) -> Stub:
    """The model server, with nothing asked so far."""
    server._truth.clear()
    return server


@pytest.fixture
def bad() -> Iterator[Misbehaving]:
    with Misbehaving() as server:
        yield server


@pytest.fixture
def gate(tmp_path: Path, stub: Stub, bad: Misbehaving, monkeypatch: pytest.MonkeyPatch) -> Iterator[codegate.Gate]:
    """Providers `gpt`, `claude`, `gemini` and `llama` are the stub, `bad` and `worse` misbehave; `acme` has instructions."""
    monkeypatch.setenv("ROUTE_KEY", ROUTE_KEY)
    with codegate.open(tmp_path / "codegate.db") as gate:
        for name, kind in (("gpt", "openai"), ("claude", "anthropic"), ("gemini", "gemini"), ("llama", "ollama")):
            gate.providers.add(name, type=kind, endpoint=stub.url, auth="api_key", credential="env:ROUTE_KEY")
        for name, kind in (("bad", "openai"), ("worse", "anthropic")):
            gate.providers.add(name, type=kind, endpoint=bad.url, auth="api_key", credential="env:ROUTE_KEY")
        gate.workspaces.create("acme", custom_instructions="Answer like a pirate.")
        yield gate


def send_to(gate: codegate.Gate, *targets: str, workspace: str = "default") -> None:
    """Makes all conversations of a workspace go to these."""
    gate.workspaces.set_rules(workspace, [codegate.rule(to=list(targets))])


@pytest.fixture(params=KITS.values(), ids=KITS.keys())
def kit(request: pytest.FixtureRequest) -> Kit:
    kit: Kit = request.param
    return kit
