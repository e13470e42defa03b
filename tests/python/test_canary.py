"""10,000 random secrets through what a host, its clients and strangers do: none is in anything that is written or shown."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from canaries import Canaries
from test_cli import program

import codegate

PATH = "/v1/chat/completions"
BODY: dict[str, Any] = {"model": "gpt-5.1", "messages": [{"role": "user", "content": "Say hello."}]}
SECRETS = 10_000
VARIABLE = "CODEGATE_CANARY"


class Leaks(list[str]):
    """What was shown with a secret in it."""

    def __init__(self, canaries: Canaries) -> None:
        super().__init__()
        self.canaries = canaries

    def look(self, what: str, value: object) -> None:
        if self.canaries.found_in(value):
            self.append(what)

    def refused(self, what: str, call: Callable[..., object], *arguments: object, **named: object) -> None:
        """A call that is no call: its error shows nothing of what was given."""
        with pytest.raises((codegate.Error, TypeError, ValueError)) as caught:
            call(*arguments, **named)
        for error in (caught.value, getattr(caught.value, "message", ""), *getattr(caught.value, "__notes__", [])):
            self.look(f"the error of {what}", error)


def requests(canaries: Canaries) -> Iterator[tuple[str, dict[str, Any]]]:
    """Requests with a client's own credentials, in all the places where clients put them."""
    secret = canaries.secret
    for name in ("authorization", "x-api-key", "api-key", "x-goog-api-key", "cookie", "x-vault-token", "x_api_key"):
        yield f"header {name}", {"path": PATH, "headers": {name: secret("Bearer " if name == "authorization" else "")}}
    for name in ("key", "api_key", "access_token", "sig", "x-unheard-of"):
        query = "".join(f"%{byte:02X}" for byte in secret().encode())
        yield f"query {name}", {"path": f"{PATH}?{name}={query}"}


def ask(gate: codegate.Gate, leaks: Leaks, what: str, facts: dict[str, Any]) -> None:
    """Everything that is asked of a request and its exchange but the address and headers that are to be sent."""
    leaks.look(f"decide: {what}", gate.decide(**facts, body=BODY))
    leaks.look(f"explain: {what}", gate.explain(**facts, body=BODY))
    exchange = gate.begin(**facts, body=BODY)
    for value in (exchange, exchange.decision, exchange.route, exchange.warnings, exchange.body):
        leaks.look(f"begin: {what}", value)
    leaks.look(f"fail: {what}", exchange.fail(status=503, headers={"retry-after": "1"}))
    if exchange.url is None:
        leaks.look(f"headers after the last fail: {what}", exchange.headers)
    leaks.look(f"receipt: {what}", exchange.finish())
    leaks.look(f"history: {what}", gate.history.get(exchange.id))


def settings(gate: codegate.Gate, canaries: Canaries, leaks: Leaks) -> None:
    """Secrets where they do not belong."""
    secret, providers, workspaces = canaries.secret, gate.providers, gate.workspaces
    leaks.refused("auth", providers.add, "x", type="openai", auth=secret())
    leaks.refused("type", providers.add, "x", type=secret())
    leaks.refused("inject_usage", providers.add, "x", type="openai", inject_usage=secret())
    leaks.refused("credential", providers.add, "x", type="openai", credential=secret())
    leaks.refused("api_key", providers.add, "x", type="openai", api_key=f"{secret()} {secret()}")
    leaks.refused("api_key", providers.add, "x", type="openai", endpoint="http://h.example", api_key=secret())
    leaks.refused("api_key", providers.add, "x", type="openai", credential="env:A", api_key=secret())
    leaks.refused("api_key", providers.add, "asked", type="openai", api_key=secret())
    leaks.refused("key", codegate.open, ":memory:", key=secret())
    leaks.refused("key", gate.rotate_key, key=secret())
    leaks.refused("user", providers.add, "x", type="openai", endpoint=f"https://u:{canaries.secret('')}@h.example/v1")
    leaks.refused("query", providers.add, "x", type="openai", endpoint=f"https://h.example/v1?api_key={secret()}")
    leaks.refused("update", providers.update, "asked", credential=secret())
    leaks.refused("outcome", gate.record, outcome=secret())
    leaks.refused("a record's field", gate.apply, {"providers": {"x": {"type": "openai", "api_key": secret(), "auth": secret()}}})
    leaks.refused("settings", gate.apply, f"[providers.x]\ntype = 'openai'\napi_key = '{secret()}'\n")
    leaks.refused("settings", gate.apply, f"[providers.x]\ntype = '{secret()}'\n")
    leaks.refused("a bundle", gate.plan_import, json.dumps({"version": secret(), "api_key": secret()}))
    leaks.refused("rules", workspaces.set_rules, "default", [{"to": "asked/m", "api_key": secret()}])
    leaks.refused("a session", gate.sessions.ensure, "s", secret())
    leaks.refused("a client", gate.begin, path=PATH, files_from=secret())


def written(gate: codegate.Gate, leaks: Leaks) -> None:
    """Whatever the gate lists, exports and reports."""
    for value in (
        gate, gate.providers.list(), gate.workspaces.list(), gate.sessions.list(), gate.prices.own(), gate.health(),
        gate.export(), gate.history.list(limit=1_000), gate.history.summary(), gate.alerts.list(), gate.usage(by="model"),
        gate.export_usage(format="csv"), gate.export_usage(format="jsonl"),
        gate.query("SELECT * FROM v_attempts"), gate.query("SELECT * FROM v_exchanges"),
    ):
        leaks.look(f"a {type(value).__name__}", value)


def set_up(gate: codegate.Gate, canaries: Canaries) -> None:
    gate.providers.add("named", type="openai", endpoint="https://one.example/v1", credential=f"env:{VARIABLE}")
    gate.providers.add("asked", type="openai", endpoint="https://two.example/v1", credential="host:canary")
    gate.providers.add("through", type="openai", endpoint="https://three.example/v1", auth="passthrough")
    gate.providers.add("kept", type="openai", endpoint="https://four.example/v1", api_key=canaries.secret())
    gate.providers.add("locked", type="openai", endpoint="https://five.example/v1", api_key=canaries.secret())
    gate.providers.update("locked", endpoint="https://six.example/v1")


def turn(gate: codegate.Gate, canaries: Canaries, leaks: Leaks) -> None:
    """The scenario, once."""
    os.environ[VARIABLE] = canaries.secret()
    leaks.look("update", gate.providers.update("kept", api_key=canaries.secret()))
    leaks.look("rotate_key", gate.rotate_key())
    for route in (["named/a", "asked/b"], ["through/a", "kept/b"], ["kept/a", "locked/b"], ["asked/a", "through/b"]):
        gate.workspaces.set_rules("default", [codegate.rule(to=route)])
        for what, facts in requests(canaries):
            ask(gate, leaks, f"{what}, {route}", facts)
    exchange = gate.begin(path=PATH, body=BODY)
    exchange.authorize(canaries.secret())
    leaks.look("authorize", exchange)
    leaks.refused("authorize", exchange.authorize, f"{canaries.secret()}\n\n{canaries.secret()}")
    exchange.close()
    os.environ[VARIABLE] = f"{canaries.secret()}\n{canaries.secret()}"
    gate.workspaces.set_rules("default", [codegate.rule(to="named/a")])
    leaks.refused("begin", gate.begin, path=PATH, body=BODY)
    settings(gate, canaries, leaks)


def opened(store: Path, canaries: Canaries) -> codegate.Gate:
    return codegate.open(store, history="all", credentials=lambda _: canaries.secret())


@pytest.fixture
def canaries(monkeypatch: pytest.MonkeyPatch) -> Canaries:
    monkeypatch.setenv(VARIABLE, "")
    return Canaries(int.from_bytes(os.urandom(8), "big"))


def test_no_secret_is_written_or_shown(
    tmp_path: Path, canaries: Canaries, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    leaks = Leaks(canaries)
    with opened(tmp_path / "codegate.db", canaries) as gate:
        set_up(gate, canaries)
        while canaries.made < SECRETS:
            turn(gate, canaries, leaks)
        written(gate, leaks)
        gate.backup(tmp_path / "backup.db")
        # With the log that was not carried over yet.
        assert canaries.files_with([tmp_path]) == []
    assert canaries.files_with([tmp_path]) == []
    leaks.look("the log", caplog.text)
    leaks.look("standard output and error", capfd.readouterr())
    assert sorted(set(leaks)) == []


def victim(store: str, seed: str) -> None:
    """Goes on until it is killed, and says after each turn how many secrets there were."""
    canaries = Canaries(int(seed))
    gate = opened(Path(store), canaries)
    set_up(gate, canaries)
    while True:
        turn(gate, canaries, Leaks(canaries))
        os.environ[VARIABLE] = canaries.secret()
        kept = [gate.begin(path=PATH, body=BODY) for _ in range(3)]
        print(canaries.made, len(kept), flush=True)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGABRT, signal.SIGTERM])
def test_what_a_killed_process_leaves_holds_no_secret(tmp_path: Path, number: signal.Signals) -> None:
    seed = int.from_bytes(os.urandom(8), "big")
    command = f"import test_canary; test_canary.victim({str(tmp_path / 'codegate.db')!r}, '{seed}')"
    process = subprocess.Popen(
        [sys.executable, "-X", "faulthandler", "-c", command], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout and process.stdout.readline()
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == -number
    canaries = Canaries(seed)
    assert not canaries.found(said), said
    assert (tmp_path / "codegate.db-wal").stat().st_size > 0
    assert canaries.files_with([tmp_path]) == []


def test_the_command_line_shows_no_secret(tmp_path: Path, canaries: Canaries) -> None:
    with opened(tmp_path / "codegate.db", canaries) as gate:
        set_up(gate, canaries)
        turn(gate, canaries, Leaks(canaries))
    secret, leaks = canaries.secret, Leaks(canaries)
    body = tmp_path / "body.json"
    body.write_text(json.dumps(BODY))
    asking = ["--path", PATH, "--body", str(body), "--header", f"authorization: Bearer {secret()}", "--header", f"x-own: {secret()}"]
    for command in (
        ["provider", "list"], ["provider", "get", "named"], ["history", "list"], ["doctor"], ["export"], ["usage"],
        ["decide", *asking], ["explain", *asking],
        ["provider", "add", "x", "--type", secret()], ["provider", "add", "x", "--type", "openai", "--auth", secret()],
        ["provider", "add", "x", "--type", "openai", "--credential", secret()],
        ["provider", "add", "x", "--type", "openai", "--endpoint", f"https://u:{secret('')}@h.example"],
        ["provider", "add", "x", "--type", "openai", "--inject-usage", secret()],
        ["record", "--outcome", secret()], ["decide", "--files-from", secret()], ["decide", "--format", secret()],
        ["provider", "add", "x", f"--{secret()}"],
    ):  # fmt: skip
        for more in ([], ["--json"]):
            done = subprocess.run(
                [program(), "--store", str(tmp_path / "codegate.db"), *more, *command], capture_output=True, timeout=60,
                env={**os.environ, VARIABLE: secret()}, check=False,
            )  # fmt: skip
            assert done.stdout + done.stderr
            if canaries.found(done.stdout) or canaries.found(done.stderr):
                leaks.append(" ".join(command[:4]))
    assert sorted(set(leaks)) == []
    body.unlink()
    assert canaries.files_with([tmp_path]) == []


@pytest.mark.parametrize("form", ["plain", "json", "url", "html", "hex", "utf-16", "base64"])
def test_the_search_finds_each_form(canaries: Canaries, tmp_path: Path, form: str) -> None:
    """The control: a secret that is written is found, at any offset, and what is none is not."""
    forms = canaries.forms()[form]
    for number, content in enumerate(forms):
        (tmp_path / f"{form}-{number}").write_bytes(b"what is before " + content + b" and after")
    assert len(canaries.files_with([tmp_path])) == len(forms) > 0
    assert not canaries.found(b"what is before and after")
