"""What the tests of exchanges share: a request, its streamed response, and what they come to."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import codegate

PATH = "/v1/chat/completions"
REQUEST: dict[str, Any] = {"model": "gpt-5.1", "stream": True, "messages": [{"role": "user", "content": "hello"}]}
# One that asks for the usage that the stream ends with.
ASKING: dict[str, Any] = {**REQUEST, "stream_options": {"include_usage": True}}
STREAM = [
    b'data: {"id":"c","model":"qwen3","choices":[{"index":0,"delta":{"content":"Good "}}]}\n\n',
    b'data: {"id":"c","model":"qwen3","choices":[{"index":0,"delta":{"content":"day"},"finish_reason":"stop"}]}\n\n',
    b'data: {"id":"c","model":"qwen3","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}}\n\n',
    b"data: [DONE]\n\n",
]


def begin(gate: codegate.Gate, request: dict[str, Any] = ASKING) -> codegate.Exchange:
    return gate.begin(body=json.dumps(request).encode(), path=PATH, headers={"content-type": "application/json"})


def assert_counted(receipt: codegate.Receipt) -> None:
    assert (receipt.usage.input_tokens, receipt.usage.output_tokens) == (7, 2)
    assert receipt.usage.completeness == "final" and receipt.outcome == "completed"


def code(call: Callable[[], object]) -> str:
    try:
        call()
    except codegate.Error as error:
        return error.code
    return "no error"
