"""Plays the cases that every surface must answer alike; tests/cases/README.md says what stands in them."""

from __future__ import annotations

import base64
import inspect
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import codegate

CASES = Path(__file__).parents[1] / "cases"
DEFAULTS: dict[str, Any] = {"clock": {"start": "2026-01-01T00:00:00Z", "step_us": 1_000_000}, "id_seed": 1}


def cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.json")):
        for case in json.loads(path.read_text())["cases"]:
            yield pytest.param(case, id=f"{path.stem}: {case['name']}")


ALL = list(cases())


@pytest.mark.parametrize("case", ALL)
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    with environment(case.get("given", {}).get("env", {})):
        player = Player(case.get("given", {}), tmp_path)
        try:
            for number, step in enumerate(case["steps"]):
                player.play(step, f"step {number}: {step['call']}")
        finally:
            player.close()


def test_there_are_cases() -> None:
    assert ALL, "no conformance case was played"


@contextmanager
def environment(variables: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


class Player:
    """One case: its gates, and what its steps gave names to."""

    def __init__(self, given: dict[str, Any], folder: Path) -> None:
        self.folder = folder
        self.path = ":memory:" if given.get("memory") else str(folder / "codegate.db")
        self.options = {**DEFAULTS, **given.get("options", {})}
        self.gates = {"": codegate.open(self.path, **self.options)}
        self.named: dict[str, Any] = {}
        self.raw: set[str] = set()

    def close(self) -> None:
        self.named.clear()
        for gate in self.gates.values():
            gate.close()

    def play(self, step: dict[str, Any], where: str) -> None:
        try:
            result = self.call(step)
        except codegate.Error as error:
            assert error.code == step.get("error"), f"{where}: {error.code}: {error}"
            assert step.get("says", "") in str(error), f"{where}: {error}"
            return
        except TypeError as error:
            # A keyword that is missing or unknown is the interpreter's own error.
            assert re.search("unexpected keyword|required keyword|required positional", str(error)), where
            assert step.get("error") == "invalid_argument", f"{where}: {error}"
            return
        assert "error" not in step, f"{where}: {step['error']} was expected, not {result}"
        if "expect" in step:
            assert result == step["expect"], where
        if "expect_part" in step:
            assert_part(result, step["expect_part"], where)

    def call(self, step: dict[str, Any]) -> Any:
        area, _, verb = step["call"].rpartition(".")
        args = {name: expanded(value, self.folder) for name, value in step.get("args", {}).items()}
        if area == "gate":
            return self.on_gate(verb, step, args)
        gate = self.gates[step.get("gate", "")]
        if area == "exchange":
            return self.on_exchange(verb, step["on"], args)
        if area == "plan":
            return plain(self.named[step["on"]].apply(args.get("choices"), providers=args.get("providers")))
        if verb == "begin":
            return self.begin(gate, step["as"], args)
        if verb in ("decide", "explain"):
            read_body(args)
        if verb == "load" and "table_text" in args:
            args["table"] = args.pop("table_text")
        if verb == "apply" and "config_text" in args:
            args["config"] = args.pop("config_text")
        if verb == "plan_import":
            bundle = args["bundle"] if "bundle" in args else args["bundle_text"]
            self.named[step["as"]] = gate.plan_import(bundle)
            return plain(self.named[step["as"]])
        if area == "usage":
            return getattr(gate.usage(**args), f"to_{verb}")()
        call = getattr(getattr(gate, area) if area else gate, verb)
        result = plain(invoke(call, args))
        return json.loads(result) if verb == "export" else result

    def on_gate(self, verb: str, step: dict[str, Any], args: dict[str, Any]) -> None:
        name = step.get("gate", "")
        if verb == "open":
            self.gates[step["as"]] = codegate.open(args.get("file", self.path), **{**self.options, **args.get("options", {})})
            return
        self.gates[name].close()
        if verb == "reopen":
            self.gates[name] = codegate.open(self.path, **self.options)

    def begin(self, gate: codegate.Gate, name: str, args: dict[str, Any]) -> dict[str, Any]:
        if read_body(args):
            self.raw.add(name)
        exchange = gate.begin(**args)
        self.named[name] = exchange
        return {
            "id": exchange.id,
            "decision": exchange.decision.to_dict(),
            "url": exchange.url,
            "headers": [list(pair) for pair in exchange.headers],
            "body": plain(exchange.body),
        }

    def on_exchange(self, verb: str, name: str, args: dict[str, Any]) -> Any:
        exchange: codegate.Exchange = self.named[name]
        shown = ("id", "decision", "url", "headers", "body", "route", "warnings", "remaining", "failure_class", "retry_after")
        if verb in shown:
            return plain(getattr(exchange, verb))
        if verb == "feed":
            chunk = args["text"].encode() if "text" in args else base64.b64decode(args["base64"])
            return plain(exchange.feed(chunk))
        if verb == "feed_event":
            return exchange.feed_event(args.get("event", args.get("text")))
        return plain(invoke(getattr(exchange, verb), args))


def read_body(args: dict[str, Any]) -> bool:
    """Puts the body in its place; tells whether it is raw bytes."""
    if "body_text" in args:
        args["body"] = args.pop("body_text").encode()
    elif "body_base64" in args:
        args["body"] = base64.b64decode(args.pop("body_base64"))
    else:
        return False
    return True


def invoke(call: Callable[..., Any], args: dict[str, Any]) -> Any:
    """Calls with those arguments positional that Python takes so."""
    takes = inspect.signature(call).parameters.values()
    first = [each.name for each in takes if each.kind is not each.KEYWORD_ONLY and each.name in args]
    rest = {name: value for name, value in args.items() if name not in first}
    return call(*(args[name] for name in first), **rest)


def plain(value: Any) -> Any:
    """A result as the cases write it."""
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return value.to_dict() if hasattr(value, "to_dict") else value


def expanded(value: Any, folder: Path) -> Any:
    """`$REPEAT:x:65` is 65 times `x`, `$FOLDER/x` a path in the folder of the case."""
    if isinstance(value, str) and value.startswith("$FOLDER/"):
        return str(folder / value.removeprefix("$FOLDER/"))
    if isinstance(value, str) and (found := re.fullmatch(r"\$REPEAT:(.*):(\d+)", value, re.DOTALL)):
        return found[1] * int(found[2])
    if isinstance(value, list):
        return [expanded(item, folder) for item in value]
    if isinstance(value, dict):
        return {name: expanded(item, folder) for name, item in value.items()}
    return value


def assert_part(result: Any, part: Any, where: str) -> None:
    if isinstance(part, dict):
        assert isinstance(result, dict), f"{where}: {result} is not an object"
        for name, value in part.items():
            assert name in result, f"{where}: no `{name}`"
            assert_part(result[name], value, f"{where}.{name}")
    elif isinstance(part, list):
        assert isinstance(result, list) and len(result) == len(part), f"{where}: {result} has another length"
        for index, value in enumerate(part):
            assert_part(result[index], value, f"{where}[{index}]")
    else:
        assert result == part, where
