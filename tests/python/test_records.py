"""Records as other code wants them: pickled, copied, hashed, as JSON, with a field changed, made by hand, in a notebook."""

from __future__ import annotations

import copy
import json
import pickle
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

import codegate
from exchanges import PATH, STREAM, begin

SESSION = codegate.Session(
    id="ide", active_workspace="acme", last_update=datetime(2026, 11, 3, 4, 5, 6, 789, tzinfo=timezone.utc)
)
CLASSES = [name for name in codegate.__all__ if hasattr(getattr(codegate, name), "__match_args__")]


def every_record(gate: codegate.Gate) -> list[Any]:
    """Records of many kinds, with others inside of them."""
    gate.providers.add("gpt", type="openai", endpoint="http://127.0.0.1:3", models=["gpt-5.1"])
    gate.workspaces.create("acme", custom_instructions="Be <brief>.", rules=[codegate.rule(files="*.rs", to="gpt/gpt-5.1")])
    gate.personas.add("tester", description="tests", vector=[0.1, -0.0])
    with begin(gate) as exchange:
        list(exchange.wrap(STREAM))
    failed = begin(gate)
    failed.fail(status=503, retry_after=0.1, reason="overloaded")
    receipt = failed.finish()
    alert = gate.alerts.add(severity="critical", type="secret", exchange=receipt.exchange, snippet="<script>")
    with codegate.open(":memory:") as other:
        plan = other.plan_import(gate.export())
        items = [*plan.items, plan.missing, *plan.warnings]
    now = datetime.now(timezone.utc)
    compared = gate.usage(by=["model", "provider"], since=now - timedelta(99), until=now + timedelta(99), compare=True)
    return [
        *(receipt, *receipt.attempts, receipt.usage, exchange.decision, exchange.decision.facts, alert, *items),
        *(gate.workspaces.get("acme"), *gate.workspaces.rules("acme"), codegate.rule(to="gpt").flat()),
        *(gate.sessions.get(), gate.providers.get("gpt"), gate.personas.get("tester"), gate.health()),
        *(gate.history.list(), gate.history.summary(), gate.alerts.list(), gate.alerts.summary(), gate.verify()),
        *(compared, compared.rows[0], compared.total, gate.usage(), gate.export_usage()),
        *(gate.explain(files=["src/main.rs"]), gate.query("SELECT 1, 2.5, 'x', NULL, 0.0"), gate.reprice(now - timedelta(9))),
        *(gate.prices.age(), gate.prices.lookup("gpt-5.1", type="openai"), *gate.prices.own()),
        *(gate.history.prune(keep=1, dry_run=True), gate.apply("", dry_run=True)),
    ]


def test_a_record_is_pickled_copied_and_made_again_of_its_fields(routed: codegate.Gate) -> None:
    kinds = set()
    for record in every_record(routed):
        kinds.add(type(record))
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            again = pickle.loads(pickle.dumps(record, protocol))
            assert again == record and type(again) is type(record) and again.to_dict() == record.to_dict()
        assert copy.copy(record) == record and copy.deepcopy([record]) == [record]
        assert hash(again) == hash(record) and {record: 1}[again] == 1
        assert record.replace() == record == record.__replace__()
        fields = {name: getattr(record, name) for name in record.__match_args__}
        assert type(record)(**fields) == record
        assert json.loads(record.to_json()) == record.to_dict()
        assert json.loads(json.dumps([record], default=codegate.jsonable)) == [record.to_dict()]
    assert len(kinds) > 30


def test_other_records_have_other_hashes() -> None:
    later = SESSION.replace(last_update=SESSION.last_update + timedelta(microseconds=1))
    assert len({SESSION, later, SESSION.replace(id="x"), SESSION.replace()}) == 3
    usage = codegate.Usage(completeness="final")
    assert len({usage, usage.replace(input_tokens=0), usage.replace(output_tokens=0)}) == 3


def test_equal_records_hash_alike_where_zero_has_two_forms() -> None:
    rows = [codegate.QueryResult(columns=["a"], rows=[(zero,)], truncated=False) for zero in (0.0, -0.0)]
    assert rows[0] == rows[1] and hash(rows[0]) == hash(rows[1])


def test_a_record_never_changes_so_that_its_hash_holds(gate: codegate.Gate) -> None:
    report = gate.usage(by="day")
    report.rows.append(report)
    assert report.rows == [] == list(report)


def test_a_record_is_made_with_what_a_test_needs() -> None:
    receipt = codegate.Receipt(
        exchange="x",
        workspace="default",
        session="default",
        usage=codegate.Usage(completeness="final", input_tokens=3, units={"web_search": 1}),
        cost=Decimal("0.01"),
        cost_known="0.01",  # type: ignore[arg-type]
        outcome="completed",
        duplicate=False,
    )
    assert (receipt.provider, receipt.attempts, receipt.cost_known) == (None, [], Decimal("0.01"))
    assert receipt.usage.units == {"web_search": 1}
    huge = codegate.UsageTotals(**dict.fromkeys(codegate.UsageTotals.__match_args__, 0)).replace(  # type: ignore[arg-type]
        cost_known=Decimal("12345678901.5")
    )
    assert huge.cost_known == Decimal("12345678901.5")


MISTAKES: list[tuple[type[Exception], str, Callable[[], Any]]] = [
    (TypeError, "'last_update'", lambda: codegate.Session(id="a", active_workspace="b")),  # type: ignore[call-arg]
    (TypeError, "'colour'", lambda: SESSION.replace(colour="red")),  # type: ignore[call-arg]
    (TypeError, "", lambda: codegate.Session("a")),  # type: ignore[misc, call-arg]
    (codegate.InvalidError, "`id` must be a string, not `int`", lambda: SESSION.replace(id=3)),  # type: ignore[arg-type]
    (codegate.InvalidError, "`last_update` has no time zone", lambda: SESSION.replace(last_update=datetime(2026, 1, 1))),
    (
        codegate.InvalidError,
        "`usage` must be a `Usage`, not `dict`",
        lambda: codegate.HistoryPage(items=[]).replace(items=[{}]) and codegate.Receipt(usage={}),  # type: ignore
    ),
    (codegate.InvalidError, "a text of 8 characters is not one of", lambda: codegate.Usage(completeness="nonsense")),  # type: ignore[arg-type]
    (codegate.InvalidError, "`where` must be one of", lambda: codegate.FileRef(name="a", path="a", where="here")),
]


@pytest.mark.parametrize(("error", "text", "call"), MISTAKES)
def test_a_record_is_not_made_of_what_is_wrong(error: type[Exception], text: str, call: Callable[[], Any]) -> None:
    with pytest.raises(error) as raised:
        call()
    assert text in str(raised.value) or "`items`" in str(raised.value)


def test_jsonable_refuses_what_is_none_of_ours() -> None:
    assert json.dumps(SESSION.last_update, default=codegate.jsonable) == '"2026-11-03T04:05:06.000789Z"'
    assert json.dumps(Decimal("1E+3"), default=codegate.jsonable) == '"1000"'
    for wrong in (object(), datetime(2026, 1, 1), {1}):
        with pytest.raises(TypeError):
            json.dumps(wrong, default=codegate.jsonable)


@pytest.mark.parametrize("name", CLASSES)
def test_every_record_has_it(name: str) -> None:
    record = getattr(codegate, name)
    for method in ("replace", "__replace__", "to_json", "__hash__", "__getnewargs_ex__"):
        assert callable(getattr(record, method)), method
    with pytest.raises(TypeError):
        record(nonsense=1)


def test_a_notebook_shows_tables_in_which_all_text_is_escaped(routed: codegate.Gate) -> None:
    evil = "<script>alert('x')\u202e"
    routed.workspaces.set_rules("default", [codegate.rule(files="*", to="local")])
    routed.record(prompt=evil, output=evil, requested_model=evil, provider="local", model=evil, input_tokens=1)
    receipt = routed.record(provider="local", model=evil, outcome="failed", reason=evil)
    routed.alerts.add(severity="critical", type="secret", exchange=receipt.exchange, snippet=evil)
    shown = [
        routed.usage(by=["model", "day"]),
        routed.usage(),
        receipt,
        routed.history.list(),
        routed.alerts.list(),
        routed.query("SELECT model FROM v_attempts"),
        routed.explain(files=[evil], requested_model=evil),
    ]
    for record in shown:
        html = record._repr_html_()
        assert html.startswith(("<table>", "<pre>")) and "<script" not in html, type(record)
        assert "\u202e" not in html, type(record)
    assert all("&lt;script&gt;" in record._repr_html_() for record in shown if record is not shown[1])
    assert "<td style=\"text-align: right\">1</td>" in shown[1]._repr_html_()


def test_what_is_held_can_be_asked_for(gate: codegate.Gate) -> None:
    gate.providers.add("gpt", type="openai")
    gate.personas.add("tester", description="tests")
    gate.sessions.activate("default", session="ide")
    gate.workspaces.create("acme")
    gate.workspaces.create("old")
    gate.workspaces.archive("old")
    assert "acme" in gate.workspaces and " ACME " in gate.workspaces
    for name in ("old", "nowhere", "", "a b!", "\ud800", 3, None):
        assert name not in gate.workspaces, name
    assert "gpt" in gate.providers and "claude" not in gate.providers
    assert "tester" in gate.personas and "ide" in gate.sessions and "vim" not in gate.sessions
    gate.close()
    with pytest.raises(codegate.HandleError):
        _ = "acme" in gate.workspaces


def test_a_report_is_gone_through_by_its_rows(gate: codegate.Gate) -> None:
    for model in ("a", "b"):
        gate.record(provider_type="openai", model=model, input_tokens=1)
    report = gate.usage(by="model")
    assert [row.key for row in report] == ["a", "b"] and len(report) == 2 == len(list(report))


def test_a_gate_tells_its_path_and_whether_it_is_closed(path: Path) -> None:
    with codegate.open(path) as gate:
        assert gate.path == str(path) and not gate.closed and gate.path in repr(gate)
    assert gate.closed
    with codegate.open(":memory:") as memory:
        assert memory.path == ":memory:"


def test_a_target_is_written_as_it_is_read(gate: codegate.Gate) -> None:
    for text in ("gpt/gpt-5.1", "router/openai/gpt-5.1", "gpt"):
        (target,) = codegate.rule(to=text).to
        assert str(target) == text and codegate.rule(to=str(target)).to == [target]


class Model:
    """What a model of pydantic offers."""

    __api_exclude__ = {"parsed"}

    def __init__(self, **fields: Any) -> None:
        self.fields = fields

    def model_dump(self, *, mode: str, exclude_unset: bool, by_alias: bool, exclude: set[str]) -> dict[str, Any]:
        assert (mode, exclude_unset, by_alias) == ("json", True, True)
        return {name: value for name, value in self.fields.items() if name not in exclude}


class Plain:
    def to_dict(self) -> dict[str, Any]:
        return {"role": "assistant", "content": Model(parts=1, parsed=2)}


def omitted(name: str) -> Any:
    """As the SDKs of OpenAI and Anthropic write it."""
    return type(name, (), {"__bool__": lambda _: False})()


MESSAGE = {"role": "user", "content": "hi"}


@pytest.mark.parametrize(
    "body",
    [
        MappingProxyType({"model": "m", "messages": [MESSAGE]}),
        OrderedDict(model="m", messages=[MESSAGE]),
        {"model": "m", "messages": (MappingProxyType(MESSAGE),)},
        {"model": "m", "messages": [Model(**MESSAGE, parsed=object())]},
        Model(model="m", messages=[Model(**MESSAGE)]),
        {"stop": omitted("NotGiven"), "model": "m", "seed": omitted("Omit"), "messages": [omitted("Omit"), MESSAGE, omitted("Omit")]},
    ],
)
def test_a_body_may_be_what_sdks_make(gate: codegate.Gate, body: Any) -> None:
    exchange = gate.begin(body=body, path=PATH)
    assert exchange.body == {"model": "m", "messages": [MESSAGE]}
    assert exchange.body_bytes == b'{"model":"m","messages":[{"role":"user","content":"hi"}]}'
    exchange.discard()


def test_objects_of_sdks_stand_at_any_depth_and_in_events(routed: codegate.Gate) -> None:
    exchange = routed.begin(body={"model": "m", "messages": [MESSAGE, Plain()]}, path=PATH)
    assert exchange.body["messages"][1] == {"role": "assistant", "content": {"parts": 1}}
    event = {"id": "c", "model": "qwen3", "choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 2}}
    assert exchange.feed_event(Model(**event)) in (True, False)
    assert exchange.finish().usage.input_tokens == 7
    assert routed.begin(body=omitted("NotGiven")).body is None


def test_what_only_looks_like_an_object_is_refused(gate: codegate.Gate) -> None:
    class Endless:
        def to_dict(self) -> dict[str, Any]:
            return {"again": self}

    class Wrong:
        def to_dict(self) -> int:
            return 3

    class NotGiven:
        """Of no SDK."""

    for body in (Model, Wrong(), {"x": Wrong()}, {"x": NotGiven()}, [object()], {"x": Model}):
        with pytest.raises(codegate.InvalidError, match="`body` must be"):
            gate.begin(body=body)  # type: ignore[arg-type]
    with pytest.raises(codegate.Error) as raised:
        gate.workspaces.set_rules("default", [Endless()])  # type: ignore[list-item]
    assert raised.value.code == "limit_exceeded"
    with pytest.raises(codegate.Error) as raised:
        gate.begin(body={"x": Endless()})
    assert raised.value.code == "too_large"
