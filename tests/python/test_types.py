"""What comes out and what goes in: records, times, money, paths, and everything that is not what it should be."""

from __future__ import annotations

import inspect
import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import codegate
from codegate import types

Call = Callable[[codegate.Gate], Any]


def code_of(call: Callable[[], Any]) -> str:
    with pytest.raises(codegate.Error) as raised:
        call()
    return raised.value.code


def test_a_record_prints_compares_and_becomes_a_dict(gate: codegate.Gate) -> None:
    session = gate.sessions.get()
    assert repr(session).startswith("Session(id='default', active_workspace='default', last_update=datetime.datetime(")
    assert session == gate.sessions.get()
    assert session != gate.sessions.activate("default", session="other")
    assert session != "default"
    written = session.last_update.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert session.to_dict() == {"id": "default", "active_workspace": "default", "last_update": written}
    with pytest.raises(AttributeError):
        session.id = "x"  # type: ignore[misc]


def test_a_record_can_be_matched(gate: codegate.Gate) -> None:
    match gate.sessions.get():
        case codegate.Session(id, active):
            assert (id, active) == ("default", "default")
        case _:
            pytest.fail("a session did not match its own class")


@pytest.mark.parametrize("name", [name for name in codegate.__all__ if name[0].isupper()])
def test_every_property_has_a_type_and_a_text(name: str) -> None:
    record = getattr(codegate, name)
    for field in getattr(record, "__match_args__", ()):
        assert inspect.isgetsetdescriptor(inspect.getattr_static(record, field)), f"{name}.{field}"


def test_times_are_aware_and_exact(path: Path) -> None:
    start = datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=timezone(timedelta(hours=2)))
    with codegate.open(path, clock=lambda: start) as gate:
        created = gate.workspaces.create("acme").created_at
    assert created == start and created.tzinfo is timezone.utc


@pytest.mark.parametrize("clock", [lambda: datetime(2026, 1, 1), lambda: "now", 3, {"step_us": 1}])
def test_a_clock_that_cannot_be_read_is_an_argument_error(path: Path, clock: Any) -> None:
    def use() -> None:
        with codegate.open(path, clock=clock) as gate:
            gate.workspaces.create("acme")

    assert code_of(use) == "invalid_argument"


def test_a_stepped_clock_takes_a_datetime(path: Path) -> None:
    start = datetime(2026, 1, 1, tzinfo=timezone.utc)
    with codegate.open(path, clock={"start": start, "step_us": 1}) as gate:
        assert gate.workspaces.create("acme").created_at == start + timedelta(microseconds=1)


def test_clients_are_typed_dicts_and_errors_name_the_entry(path: Path) -> None:
    own: types.ClientSpec = {"name": "acme", "headers": [{"name": "user-agent", "contains": "Acme/"}]}
    table: types.ClientTable = {"version": 1, "clients": [own]}
    for clients in ([own], (own,), table):
        with codegate.open(path, clients=clients) as gate:
            facts = gate.decide(headers={"User-Agent": "acme/2"}).facts
            assert (facts.client, facts.client_evidence[0].strength) == ("acme", "strong")
    wrong: list[Any] = [{"name": "a", "system": ["b"]}, {"name": "b", "system": [3]}]
    with pytest.raises(codegate.Error, match=r"`clients\[1\]` \(`b`\), `system`") as raised:
        codegate.open(path, clients=wrong)
    assert raised.value.code == "invalid_argument"


def test_money_is_decimal_in_and_out(gate: codegate.Gate) -> None:
    for cost in (Decimal("0.0125"), "0.0125", 0.0125):
        receipt = gate.record(input_tokens=1, output_tokens=1, reported_cost=cost)
        assert receipt.reported_cost == receipt.cost == Decimal("0.0125")
        assert receipt.to_dict()["cost"] == "0.0125"
    assert code_of(lambda: gate.record(reported_cost="much")) == "invalid_argument"
    assert code_of(lambda: gate.record(reported_cost=True)) == "invalid_argument"


def test_reports_print_as_tables_and_explanations_as_text(gate: codegate.Gate) -> None:
    gate.providers.add("local", type="ollama")
    gate.workspaces.set_rules("default", [codegate.rule(files="*.rs", to="local/qwen3")])
    gate.record(provider="local", model="qwen3", input_tokens=10, output_tokens=5)
    report = gate.usage(by="model")
    assert str(report).splitlines()[0].split() == ["model", *"exchanges input cached output cost USD".split(),
                                                   "incomplete", "unpriced"]  # fmt: skip
    assert report.rows[0].key == "qwen3" and report.rows[0].input_tokens == report.rows[0].totals.input_tokens == 10
    explained = str(gate.explain(files=["src/main.rs"]))
    assert "rule 0: holds  <- taken" in explained and "src/main.rs" in explained


def test_a_rule_is_an_object_or_a_dict_in_either_form(gate: codegate.Gate) -> None:
    gate.providers.add("claude", type="anthropic")
    made = codegate.rule(files="*.rs", request_type="fim", to=["claude/claude-opus-5"])
    flat = {"provider_name": "claude", "model": "claude-opus-5", "matcher_type": "fim_filename", "matcher": "*.rs"}
    full = {"when": {"files": ["*.rs"], "request_type": "fim"}, "to": [codegate.rule(to="claude/claude-opus-5").to[0]]}
    assert gate.workspaces.set_rules("default", [made, flat, full]) == [made, made, made]
    assert gate.workspaces.set_rules("default", (rule for rule in gate.workspaces.rules("default"))) == [made] * 3
    read = made.flat()
    assert read is not None and read.to_dict() == {**flat, "provider_type": None}
    assert codegate.rule(client="cline", to="claude").flat() is None


def test_a_matcher_is_given_back_as_it_was_written(gate: codegate.Gate) -> None:
    gate.providers.add("claude", type="anthropic")
    flat = {"provider_name": "claude", "model": "m", "matcher_type": "filename_match", "matcher": "src/{a}.py"}
    (kept,) = gate.workspaces.set_rules("default", [flat])
    assert kept.when.files == ["src/[{]a}.py"] and kept.matcher == "src/{a}.py"
    read = kept.flat()
    assert read is not None and read.to_dict() == {**flat, "provider_type": None}
    assert gate.workspaces.set_rules("default", [kept, kept.to_dict()]) == [kept, kept]
    assert codegate.rule(files="*.{ts,tsx}", to="claude").flat() is None


def test_paths_may_be_pathlib(tmp_path: Path) -> None:
    with codegate.open(tmp_path / "codegate.db") as gate:
        decision = gate.decide(files=[Path("src") / "main.rs"], root=tmp_path)
        assert [file.path for file in decision.facts.files] == ["src/main.rs"]
    with codegate.open(str(tmp_path / "codegate.db")) as gate:
        assert gate.workspaces.list()


def test_busy_timeout_is_seconds_or_a_timedelta(path: Path) -> None:
    codegate.open(path, busy_timeout=timedelta(milliseconds=50)).close()
    codegate.open(path, busy_timeout=1).close()
    for wrong in (-1, 3601, "5", float("nan"), True):
        assert code_of(lambda: codegate.open(path, busy_timeout=wrong)) == "invalid_argument"  # type: ignore[arg-type]


def endless() -> dict[str, Any]:
    value: dict[str, Any] = {}
    value["again"] = value
    return value


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def shared(doublings: int) -> Any:
    value: Any = ["x"]
    for _ in range(doublings):
        value = [value, value]
    return value


class Hostile:
    def __getattr__(self, name: str) -> Any:
        raise RuntimeError("not for you")


WRONG: list[tuple[str, Call]] = [
    ("a name that is a number", lambda gate: gate.workspaces.create(3)),  # type: ignore[arg-type]
    ("a name that is bytes", lambda gate: gate.workspaces.create(b"acme")),  # type: ignore[arg-type]
    ("a name that is None", lambda gate: gate.workspaces.get(None)),  # type: ignore[arg-type]
    ("a surrogate in text", lambda gate: gate.workspaces.create("x", custom_instructions="\ud800")),
    ("a surrogate in a body of text", lambda gate: gate.begin(body="\udfff")),
    ("a surrogate in a name", lambda gate: gate.workspaces.rename("default", "a\ud800")),
    ("a surrogate in a rule", lambda gate: gate.workspaces.set_rules("default", [{"when": {"files": "\ud800"}, "to": "x"}])),
    ("a surrogate in a key of a rule", lambda gate: gate.workspaces.set_rules("default", [{"\udc00": 1, "to": "x"}])),
    ("a surrogate in a header", lambda gate: gate.begin(headers={"x": "\ud800"})),
    ("a surrogate in the name of a header", lambda gate: gate.begin(headers={"\ud800": "x"})),
    ("a surrogate in a prompt", lambda gate: gate.record(prompt="\ud800")),
    ("a surrogate in SQL", lambda gate: gate.query("SELECT '\ud800'")),
    ("a surrogate in the name of a parameter", lambda gate: gate.query("SELECT :a", {"\ud800": 1})),
    ("a flag that is a number", lambda gate: gate.workspaces.archive("default", force=1)),  # type: ignore[arg-type]
    ("rules that are text", lambda gate: gate.workspaces.set_rules("default", "x")),  # type: ignore[arg-type]
    ("rules that are a dict", lambda gate: gate.workspaces.set_rules("default", {})),
    ("a rule without a target", lambda gate: gate.workspaces.set_rules("default", [{"when": {}}])),
    ("a rule with an unknown field", lambda gate: gate.workspaces.set_rules("default", [{"to": "x", "if": 1}])),
    ("a rule with a number as key", lambda gate: gate.workspaces.set_rules("default", [{1: 2}])),  # type: ignore[dict-item]
    ("a rule that is a set", lambda gate: gate.workspaces.set_rules("default", [{"to": {"x"}}])),
    ("an unknown word", lambda gate: gate.usage(by="colour")),  # type: ignore[arg-type]
    ("an unknown provider type", lambda gate: gate.providers.add("x", type="best")),  # type: ignore[arg-type]
    ("models that are text", lambda gate: gate.providers.add("x", type="openai", models="gpt")),
    ("models with a number", lambda gate: gate.providers.add("x", type="openai", models=[1])),  # type: ignore[list-item]
    ("a naive datetime", lambda gate: gate.usage(since=datetime(2026, 1, 1))),
    ("a time without an offset", lambda gate: gate.usage(since="2026-01-01T00:00:00")),
    ("a day that is none", lambda gate: gate.usage(since="2026-13-01")),
    ("a time that is a number", lambda gate: gate.usage(since=3)),  # type: ignore[arg-type]
    ("a limit that is a float", lambda gate: gate.history.list(limit=1.5)),  # type: ignore[arg-type]
    ("a limit that is huge", lambda gate: gate.history.list(limit=10**40)),
    ("a negative limit", lambda gate: gate.history.list(limit=-1)),
    ("a count that is text", lambda gate: gate.record(input_tokens="3")),  # type: ignore[arg-type]
    ("a count that is huge", lambda gate: gate.record(input_tokens=10**400)),
    ("a count that is not a number", lambda gate: gate.record(input_tokens=float("nan"))),
    ("a count that is True", lambda gate: gate.record(input_tokens=True)),
    ("a body that is a number", lambda gate: gate.begin(body=3)),  # type: ignore[arg-type]
    ("a body that is a set", lambda gate: gate.begin(body={1})),  # type: ignore[arg-type]
    ("a body with a value that JSON has not", lambda gate: gate.begin(body={"x": object()})),
    ("a body with infinity", lambda gate: gate.begin(body={"x": float("inf")})),
    ("a body with 5,000 digits", lambda gate: gate.begin(body={"x": 10**5000})),
    ("headers that are text", lambda gate: gate.begin(headers="x: y")),  # type: ignore[arg-type]
    ("headers with three parts", lambda gate: gate.begin(headers=[("a", "b", "c")])),  # type: ignore[list-item]
    ("headers with numbers", lambda gate: gate.begin(headers={"a": 3})),  # type: ignore[dict-item]
    ("files that are text", lambda gate: gate.begin(files="main.rs")),
    ("a vector with text", lambda gate: gate.personas.add("x", description="y", vector=["1"])),  # type: ignore[list-item]
    ("a bundle that is a list", lambda gate: gate.plan_import([])),  # type: ignore[arg-type]
    ("a bundle that is None", lambda gate: gate.plan_import(None)),  # type: ignore[arg-type]
]

LONG_URL = "http://" + "a" * 2**20

TOO_MUCH: list[tuple[str, str, Call]] = [
    ("a rule that holds itself", "limit_exceeded", lambda gate: gate.workspaces.set_rules("default", [endless()])),
    ("a rule of 33 levels", "limit_exceeded", lambda gate: gate.workspaces.set_rules("default", [{"to": deep(31)}])),
    ("a rule over 1 MiB", "limit_exceeded", lambda gate: gate.workspaces.set_rules("default", [{"to": "x" * 2**20}])),
    ("a bundle that holds itself", "limit_exceeded", lambda gate: gate.plan_import(endless())),
    ("a body that holds itself", "limit_exceeded", lambda gate: gate.begin(body=endless())),
    ("an endpoint over 1 MiB", "limit_exceeded", lambda gate: gate.providers.add("x", type="openai", endpoint=LONG_URL)),
    ("a body that is small only in memory", "too_large", lambda gate: gate.begin(body={"x": shared(40)})),
    ("a body over 32 MiB", "too_large", lambda gate: gate.begin(body=b" " * (32 * 2**20 + 1))),
]


@pytest.mark.parametrize("call", [pytest.param(call, id=name) for name, call in WRONG])
def test_a_value_of_a_wrong_type_is_refused(gate: codegate.Gate, call: Call) -> None:
    before = gate.export()
    with pytest.raises(codegate.InvalidError) as raised:
        call(gate)
    assert raised.value.code == "invalid_argument"
    assert isinstance(raised.value, ValueError)
    assert gate.export() == before and gate.history.count() == 0


@pytest.mark.parametrize(("code", "call"), [pytest.param(code, call, id=name) for name, code, call in TOO_MUCH])
def test_a_value_over_a_limit_is_refused(gate: codegate.Gate, code: str, call: Call) -> None:
    assert code_of(lambda: call(gate)) == code


def test_a_surrogate_in_a_rule_is_told_without_json(gate: codegate.Gate) -> None:
    for rule in ({"to": "\ud800"}, {"\ud800": 1, "to": "x"}):
        with pytest.raises(codegate.InvalidError, match="`rules` holds a lone surrogate"):
            gate.workspaces.set_rules("default", [rule])


def test_a_body_keeps_the_escape_of_a_surrogate(gate: codegate.Gate) -> None:
    body = {"model": "a", "messages": [], "\udc00": "\ud800"}
    exchange = gate.begin(body=body, path="/v1/chat/completions")
    assert exchange.body == body
    assert exchange.body_bytes is not None and b"\\ud800" in exchange.body_bytes


def test_the_value_itself_is_not_shown(gate: codegate.Gate) -> None:
    with pytest.raises(codegate.Error) as raised:
        gate.providers.add("x", type="openai", credential=["sk-secret"])  # type: ignore[arg-type]
    assert "sk-secret" not in str(raised.value) and "`credential`" in str(raised.value)


def test_an_unknown_or_missing_keyword_is_the_interpreters_type_error(gate: codegate.Gate) -> None:
    for call in (
        lambda: gate.workspaces.create("acme", colour="red"),  # type: ignore[call-arg]
        lambda: gate.workspaces.create(),  # type: ignore[call-arg]
        lambda: gate.providers.add("x"),  # type: ignore[call-arg]
        lambda: gate.workspaces.create("acme", "instructions"),  # type: ignore[call-arg]
        lambda: codegate.rule(files="*.rs"),  # type: ignore[call-arg]
    ):
        with pytest.raises(TypeError):
            call()


def test_an_exception_of_the_hosts_own_passes_through(gate: codegate.Gate) -> None:
    def files() -> Any:
        yield "main.rs"
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        gate.decide(files=files())
    with pytest.raises(RuntimeError, match="not for you"):
        gate.decide(headers=Hostile())


def test_errors_form_a_tree_by_what_a_host_can_do(gate: codegate.Gate, path: Path) -> None:
    with pytest.raises(LookupError) as missing:
        gate.workspaces.get("nowhere")
    assert isinstance(missing.value, codegate.NotFoundError) and missing.value.code == "workspace_not_found"
    gate.workspaces.create("acme")
    with pytest.raises(codegate.ConflictError) as taken:
        gate.workspaces.create("acme")
    assert taken.value.code == "workspace_exists" and "`acme`" in str(taken.value)
    with pytest.raises(codegate.CredentialError):
        gate.providers.add("x", type="openai", credential="sk-a-raw-key")
    with pytest.raises(codegate.StorageError):
        codegate.open(path.parent)
    gate.close()
    with pytest.raises(codegate.HandleError) as closed:
        gate.workspaces.list()
    assert closed.value.code == "gate_closed"


def test_an_error_can_be_pickled(gate: codegate.Gate) -> None:
    import pickle

    with pytest.raises(codegate.Error) as raised:
        gate.workspaces.get("nowhere")
    again = pickle.loads(pickle.dumps(raised.value))
    assert (type(again), str(again), again.code) == (codegate.NotFoundError, str(raised.value), "workspace_not_found")


def test_left_out_keeps_and_none_clears(gate: codegate.Gate) -> None:
    gate.workspaces.create("acme", custom_instructions="Be brief.")
    assert gate.workspaces.update("acme").custom_instructions == "Be brief."
    assert gate.workspaces.update("acme", custom_instructions=None).custom_instructions is None
    gate.providers.add("local", type="ollama", models=["qwen3"], description="mine")
    kept = gate.providers.update("local", description=None)
    assert kept.description is None and kept.models == ["qwen3"]
    assert gate.providers.update("local", models=None).models is None


def test_a_body_goes_back_in_the_type_that_came(gate: codegate.Gate) -> None:
    gate.providers.add("local", type="openai_compatible", endpoint="http://127.0.0.1:1")
    gate.workspaces.set_rules("default", [codegate.rule(to="local/qwen3")])
    request = {"model": "gpt-5.1", "messages": [{"role": "user", "content": "héllo"}]}
    text = json.dumps(request)
    path = "/v1/chat/completions"
    for body in (text.encode(), bytearray(text.encode()), memoryview(text.encode()), text, request):
        exchange = gate.begin(body=body, path=path)
        sent = exchange.body_bytes
        assert sent is not None and json.loads(sent) == {**request, "model": "qwen3"}
        if isinstance(body, dict):
            assert exchange.body == {**request, "model": "qwen3"} and request["model"] == "gpt-5.1"
        elif isinstance(body, str):
            assert exchange.body == sent.decode()
        else:
            assert type(exchange.body) is bytes and exchange.body == sent
    assert gate.begin(path=path).body is None


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"null", "not json", [1, 2], {"x": "\ud800"}, {"x": deep(600)}, {}])
def test_a_body_of_any_content_begins(gate: codegate.Gate, body: Any) -> None:
    exchange = gate.begin(body=body)
    if isinstance(body, (bytes, str, list)):
        assert exchange.body == body
    assert exchange.body_bytes is not None


def test_headers_come_as_a_dict_or_pairs_and_go_as_pairs(gate: codegate.Gate) -> None:
    given: list[Any] = [{"X-Title": "1", "Host": "x"}, [("X-Title", "1"), ("Host", "x")], iter([["X-Title", "1"]])]
    for headers in given:
        sent = dict(gate.begin(headers=headers).headers)
        assert {name.lower() for name in sent} >= {"x-title"} and "host" not in {name.lower() for name in sent}


def test_the_environment_is_the_one_that_python_sees(gate: codegate.Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    gate.providers.add("local", type="openai", credential="env:CODEGATE_TEST_KEY")
    gate.workspaces.set_rules("default", [codegate.rule(to="local/gpt")])
    monkeypatch.delenv("CODEGATE_TEST_KEY", raising=False)
    assert code_of(lambda: gate.begin()) == "credential_unavailable"
    monkeypatch.setattr(os, "environ", {"CODEGATE_TEST_KEY": "sk-from-a-dict"})
    exchange = gate.begin()
    assert ("authorization", "Bearer sk-from-a-dict") in [(name.lower(), value) for name, value in exchange.headers]
    assert "sk-from-a-dict" not in repr(exchange) + repr(exchange.decision) + str(gate.explain())


def test_pages_are_walked_by_their_cursor(gate: codegate.Gate) -> None:
    for number in range(5):
        gate.record(prompt=str(number))
    page = gate.history.list(limit=2)
    assert [entry.prompt for entry in page] == ["4", "3"] and len(page) == 2
    page = gate.history.list(limit=2, cursor=page.next)
    assert [entry.prompt for entry in page] == ["2", "1"]
    page = gate.history.list(limit=2, cursor=page.next)
    assert [entry.prompt for entry in page.items] == ["0"] and page.next is None
    alert = gate.alerts.add(severity="critical", type="secret", exchange=page.items[0].exchange, snippet="sk-…")
    assert gate.alerts.list(severity="critical").items == [alert] == gate.history.get(page.items[0].exchange).alerts


def test_a_bundle_is_planned_and_applied(gate: codegate.Gate, tmp_path: Path) -> None:
    gate.workspaces.create("acme", custom_instructions="Be brief.")
    bundle = gate.export(workspaces=["acme"], parts=["instructions"])
    with codegate.open(tmp_path / "other.db") as other:
        for given in (bundle, bundle.encode(), json.loads(bundle)):
            assert [item.to_dict()["status"] for item in other.plan_import(given).items] == ["new"]
        plan = other.plan_import(bundle)
        assert plan.apply().created == ["acme"]
        other.workspaces.update("acme", custom_instructions=None)
        again = other.plan_import(bundle)
        assert repr(again).startswith("ImportPlan(items=[PlanItem(name='acme', status='conflict'")
        assert code_of(lambda: again.apply()) == "import_conflict"
        assert code_of(lambda: again.apply({"acme": 3})) == "invalid_argument"  # type: ignore[dict-item]
        assert again.apply({"acme": "replace"}).replaced == ["acme"]
        assert other.workspaces.get("acme").custom_instructions == "Be brief."


def test_what_was_recorded_can_be_read_by_any_sqlite(gate: codegate.Gate, path: Path) -> None:
    gate.workspaces.create("acme")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_version_is_the_packages() -> None:
    from importlib.metadata import version

    assert codegate.__version__ == version("codegate")


def test_depth_costs_no_stack(gate: codegate.Gate) -> None:
    seen: list[str] = []

    def decide() -> None:
        seen.extend(warning.code for warning in gate.decide(body={"x": deep(100_000)}).warnings)

    before = threading.stack_size(256 * 1024)
    try:
        thread = threading.Thread(target=decide)
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    assert seen == ["body_unreadable", "no_rules"]


SAID: list[tuple[str, Call]] = [
    (r'`headers\["a"\]` must be a string, not `int`', lambda gate: gate.begin(headers={"a": 1})),  # type: ignore[dict-item]
    ("pass a status as `status=", lambda gate: gate.begin(body=b"{}").finish(200)),  # type: ignore[arg-type]
    ("`since` has no time zone; .*astimezone", lambda gate: gate.usage(since=datetime(2026, 1, 1))),
    ("pass the path of a file as `pathlib.Path`", lambda gate: gate.prices.load("prices.json")),
]


@pytest.mark.parametrize(("text", "call"), SAID)
def test_an_error_says_what_to_do(gate: codegate.Gate, text: str, call: Call) -> None:
    with pytest.raises(codegate.InvalidError, match=text):
        call(gate)


def test_a_day_is_its_beginning_in_utc(path: Path) -> None:
    start = datetime(2026, 11, 2, tzinfo=timezone.utc)
    with codegate.open(path, clock=lambda: start) as gate:
        gate.record(input_tokens=1)
        for day in (date(2026, 11, 2), "2026-11-02"):
            assert gate.usage(since=day).total.exchanges == 1 and gate.usage(until=day).total.exchanges == 0
        assert gate.usage(since="2026-11-03").total.exchanges == 0


def test_types_are_there_without_an_import_of_their_own() -> None:
    script = "import codegate; print('day' in codegate.types.GroupBy.__args__)"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "True"
