"""What SDKs make goes into bodies: answers that are sent back, arguments that were not given, typed parameters."""

from __future__ import annotations

from typing import Any

import anthropic
import openai
import pytest
from anthropic.types import Message, MessageParam
from openai.types.chat import ChatCompletion

import codegate

PATH = "/v1/chat/completions"
ANSWER = {
    "id": "c",
    "object": "chat.completion",
    "created": 1,
    "model": "m",
    "choices": [
        {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "hi", "refusal": None}}
    ],
    "usage": {"prompt_tokens": 7, "completion_tokens": 2, "total_tokens": 9},
}
MESSAGE = {
    "id": "msg",
    "type": "message",
    "role": "assistant",
    "model": "m",
    "content": [{"type": "text", "text": "hi", "citations": None}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {"input_tokens": 7, "output_tokens": 2},
}


def sent(gate: codegate.Gate, body: Any, path: str = PATH) -> Any:
    exchange = gate.begin(body=body, path=path)
    body = exchange.body
    exchange.discard()
    return body


@pytest.fixture
def plain() -> Any:
    with codegate.open(":memory:") as gate:
        yield gate


def test_an_answer_of_openai_goes_back_as_a_message(plain: codegate.Gate) -> None:
    answer = ChatCompletion.model_validate(ANSWER)
    ask = {"role": "user", "content": "hello"}
    body = {"model": "m", "messages": [ask, answer.choices[0].message, ask]}
    assert sent(plain, body)["messages"] == [ask, ANSWER["choices"][0]["message"], ask]  # type: ignore[index]
    exchange = plain.begin(body=body, path=PATH)
    exchange.feed_event(answer)
    assert exchange.finish().usage.total_tokens == 9


def test_an_answer_of_anthropic_goes_back_as_a_message(plain: codegate.Gate) -> None:
    answer = Message.model_validate(MESSAGE)
    messages: list[MessageParam] = [
        {"role": "user", "content": "hello"},
        {"role": "assistant", "content": answer.content},
    ]
    seen = sent(plain, {"model": "m", "max_tokens": 9, "messages": messages}, "/v1/messages")
    assert seen["messages"][1] == {"role": "assistant", "content": MESSAGE["content"]}
    exchange = plain.begin(body={"model": "m", "max_tokens": 9, "messages": messages}, path="/v1/messages")
    exchange.feed_event(answer)
    assert exchange.finish().usage.total_tokens == 9


@pytest.mark.parametrize("package", [openai, anthropic])
def test_what_was_not_given_is_left_out(plain: codegate.Gate, package: Any) -> None:
    absent = [package.NOT_GIVEN, package.omit]
    body = {"model": "m", "seed": absent[0], "messages": [{"role": "user", "content": "x", "name": absent[1]}]}
    assert sent(plain, body) == {"model": "m", "messages": [{"role": "user", "content": "x"}]}
    assert [sent(plain, value) for value in absent] == [None, None]
