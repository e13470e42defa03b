"""Secrets that the host gives, and the store that is opened without a path."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path
from typing import Any

import pytest

import codegate

PATH = "/v1/chat/completions"


def routed(**options: Any) -> codegate.Gate:
    gate = codegate.open(":memory:", **options)
    gate.providers.add("p", type="openai", credential="host:work laptop")
    gate.providers.add("q", type="openai", credential="host:spare")
    gate.workspaces.set_rules("default", [codegate.rule(to=["p/m", "q/n"])])
    return gate


def key(exchange: codegate.Exchange) -> str | None:
    return dict(exchange.headers).get("authorization")


def test_secrets_are_asked_for_by_their_id_when_a_route_is_taken() -> None:
    asked: list[str] = []

    def credentials(identifier: str) -> str:
        asked.append(identifier)
        return f" sk-{identifier[:5]}\n"

    gate = routed(credentials=credentials)
    gate.decide(path=PATH)
    gate.explain(path=PATH)
    assert asked == []
    exchange = gate.begin(path=PATH)
    assert key(exchange) == "Bearer sk-work"
    assert exchange.decision.warnings == []
    exchange.retry(status=503)
    exchange.fail(status=503)
    assert key(exchange) == "Bearer sk-spare"
    assert asked == ["work laptop", "work laptop", "spare"]
    exchange.authorize("another")
    assert key(exchange) == "Bearer another"
    exchange.close()


def test_what_it_raises_is_the_cause_and_its_text_stays_there() -> None:
    fault = RuntimeError("the key ring with sk-5ecret is locked")

    def credentials(identifier: str) -> str:
        raise fault

    gate = routed(credentials=credentials)
    with pytest.raises(codegate.CredentialError) as caught:
        gate.begin(path=PATH)
    assert caught.value.code == "credential_unavailable"
    assert caught.value.__cause__ is fault
    assert "5ecret" not in str(caught.value)


@pytest.mark.parametrize("given", [None, "", " ", "a\nb", 7, b"bytes"])
def test_what_is_no_secret_is_refused_without_being_shown(given: object) -> None:
    gate = routed(credentials=lambda identifier: given)
    with pytest.raises(codegate.Error) as caught:
        gate.begin(path=PATH)
    assert caught.value.code == "credential_unavailable"
    assert "a\nb" not in str(caught.value) and "bytes" not in str(caught.value)


def test_a_fallback_without_a_secret_is_skipped() -> None:
    gate = routed(credentials=lambda identifier: "sk" if identifier.startswith("work") else None)
    exchange = gate.begin(path=PATH)
    assert exchange.fail(status=503) is None
    assert [warning.code for warning in exchange.warnings] == ["credential_unavailable"]


def test_an_interrupt_passes_through() -> None:
    def credentials(identifier: str) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        routed(credentials=credentials).begin(path=PATH)


def test_it_may_call_the_gate_and_leads_back_to_it_without_a_leak() -> None:
    class Ring:
        gate: codegate.Gate

        def secret(self, identifier: str) -> str:
            return f"sk-{len(self.gate.providers.list())}"

    ring = Ring()
    ring.gate = routed(credentials=ring.secret)
    assert key(ring.gate.begin(path=PATH)) == "Bearer sk-2"
    gone = weakref.ref(ring)
    del ring
    gc.collect()
    assert gone() is None


def test_no_secret_comes_into_the_files(tmp_path: Path) -> None:
    with codegate.open(tmp_path / "store.db", history="all", credentials=lambda identifier: "sk-5ecret") as gate:
        gate.providers.add("p", type="openai", credential="host:x")
        exchange = gate.begin(path=PATH, body={"model": "m", "messages": []}, to="p/m")
        assert key(exchange) == "Bearer sk-5ecret"
        exchange.authorize("sk-0ther")
        exchange.fail(status=401, reason="refused")
        exchange.finish()
        for text in (gate.export(), repr(exchange), repr(gate.health()), repr(exchange.warnings)):
            assert "5ecret" not in text and "0ther" not in text
    for file in tmp_path.iterdir():
        assert b"5ecret" not in file.read_bytes() and b"0ther" not in file.read_bytes()


def test_only_a_callable_gives_secrets() -> None:
    with pytest.raises(codegate.InvalidError):
        codegate.open(":memory:", credentials="sk-5ecret")  # type: ignore[arg-type]


def test_without_a_path_the_default_store_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CODEGATE_STORE", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "data"))
    with codegate.open() as gate:
        gate.workspaces.create("acme")
        path = gate.health().path
    assert path is not None and Path(path).name == "codegate.db" and tmp_path in Path(path).parents
    with codegate.open(None, read_only=True) as gate:
        assert gate.workspaces.get("acme").name == "acme"
    monkeypatch.setenv("CODEGATE_STORE", str(tmp_path / "own.db"))
    with codegate.open() as gate:
        assert gate.health().path == str(tmp_path / "own.db")
        assert [workspace.name for workspace in gate.workspaces.list()] == ["default"]


def test_the_folder_of_a_path_must_be_there_and_home_is_not_written_with_a_tilde(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CODEGATE_STORE", str(tmp_path / "none" / "own.db"))
    for path in (None, tmp_path / "none" / "own.db", "~/own.db"):
        with pytest.raises(codegate.StorageError) as caught:
            codegate.open(path)
        assert caught.value.code == "io"
        assert "own.db" in str(caught.value)
    assert list(tmp_path.iterdir()) == []
