"""The judge of SDKs' calls: it finds each way in which what came of one can be wrong."""

from __future__ import annotations

import copy
from types import SimpleNamespace
from typing import Any

import pytest

import calls_judge

CALL: Any = SimpleNamespace(
    name="embeddings", types=["embeddings", "chat"], expected=["counted 0", "aside"], model="m", said=lambda said: said[0]
)
USAGE = {"input_uncached": 3, "cache_read": 0, "cache_write_5m": 0, "cache_write_long": 0, "output": 0, "reasoning": None}
RULES = {"conversation": "gpt-5.1", "instead": None}


def seen(purpose: str, model: str) -> Any:
    return {
        "purpose": purpose,
        "method": "POST",
        "model": model,
        "status": 200,
        "credential": "Bearer k",
        "usage": USAGE,
        "said": {"a": 1},
    }


def right() -> tuple[Any, list[Any], list[Any]]:
    """What the SDK gave, what the proxy told, and what the server saw, without a fault."""
    facts = {"request_type": "embeddings"}
    usage = {**USAGE, "completeness": "final", "marks": [], "total_tokens": 3}
    receipt = {"exchange": "e", "outcome": "completed", "duplicate": False, "usage": usage, "cost": None}
    receipt |= {"model": "m", "response_model": None}
    first = {"decision": {"facts": facts, "rule": 1}, "receipt": receipt}
    second = {"decision": {"facts": {"request_type": "chat"}, "rule": 0}, "receipt": None}
    return {"a": 1}, [first, second], [seen("embeddings", "m"), seen("chat", "gpt-5.1")]


def faults(got: Any, told: Any, saw: Any) -> list[str]:
    return calls_judge.judge(CALL, RULES, got, told, saw, "k").faults


def test_nothing_is_wrong_with_what_is_right() -> None:
    assert faults(*right()) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ([0, "a"], 2),
        ([1, 0, "decision", "facts", "request_type"], "chat"),
        ([1, 0, "decision", "rule"], 0),
        ([1, 0, "receipt", "usage", "input_uncached"], 4),
        ([1, 0, "receipt", "usage", "output"], None),
        ([1, 0, "receipt", "usage", "completeness"], "partial"),
        ([1, 0, "receipt", "usage", "marks"], ["elsewhere"]),
        ([1, 0, "receipt", "cost"], "0.1"),
        ([1, 0, "receipt", "outcome"], "aborted"),
        ([1, 0, "receipt", "duplicate"], True),
        ([1, 0, "receipt"], None),
        ([1, 1, "receipt"], {"exchange": "f"}),
        ([2, 0, "model"], "another"),
        ([2, 1, "model"], "m"),
        ([2, 0, "status"], 404),
        ([2, 0, "credential"], "client-key"),
        ([2, 0, "purpose"], "images"),
        ([2], [seen("embeddings", "m")]),
    ],
)
def test_each_difference_is_found(path: list[Any], value: Any) -> None:
    whole: Any = copy.deepcopy(list(right()))
    place = whole
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert faults(*whole), path


def test_costs_are_worked_out_from_the_price_list() -> None:
    usage = {**USAGE, "input_uncached": 110, "audio_input": 100, "output": 20}
    assert str(calls_judge.cost(usage, "gpt-4o-transcribe", False)) == "0.000825"
    assert calls_judge.cost(usage, "tts-1", False) is None
    assert str(calls_judge.cost({**usage, "audio_input": 0}, "gpt-4o", True)) == "0.0002375"
