"""The clients: the real SDKs, and a reader of raw answers for hosts that have none."""

from __future__ import annotations

import json
from typing import Any

import anthropic
import openai

Json = dict[str, Any]
# The route's own credential takes its place; that the SDKs want one is all that it is for.
UNUSED = "client-key-that-must-not-go-on"


def call(url: str, path: str, body: Json) -> tuple[str, str]:
    """Sends a request with the SDK that speaks its format; gives the client's name and the answer's text."""
    if path == "/v1/messages":
        return "anthropic SDK", call_anthropic(url, body)
    return "openai SDK", call_openai(url, body)


def call_openai(url: str, body: Json) -> str:
    with openai.OpenAI(base_url=f"{url}/v1", api_key=UNUSED, max_retries=0) as client:
        answer: Any = client.chat.completions.create(**body)
        if not body.get("stream"):
            return str(answer.choices[0].message.content)
        text = ""
        for chunk in answer:
            check_chunk(bool(chunk.choices), body)
            text += "".join(choice.delta.content or "" for choice in chunk.choices)
        return text


def call_anthropic(url: str, body: Json) -> str:
    with anthropic.Anthropic(base_url=url, api_key=UNUSED, max_retries=0) as client:
        answer: Any = client.messages.create(**body)
        if not body.get("stream"):
            return "".join(block.text for block in answer.content)
        deltas = (event.delta for event in answer if event.type == "content_block_delta")
        return "".join(delta.text for delta in deltas)


def check_chunk(has_choices: bool, body: Json) -> None:
    """A client that did not ask for token usage must not see the chunk with it."""
    if not has_choices and not (body.get("stream_options") or {}).get("include_usage"):
        raise RuntimeError("the client got a usage chunk that it did not ask for")


def text_of(raw: str, body: Json) -> str:
    """The text in a raw answer of either format, whole or streamed."""
    if not body.get("stream"):
        answer = json.loads(raw)
        if "content" in answer:
            return "".join(block["text"] for block in answer["content"])
        return str(answer["choices"][0]["message"]["content"])
    text = ""
    for line in raw.splitlines():
        if not line.startswith("data: {"):
            continue
        event = json.loads(line.removeprefix("data: "))
        if event.get("type") == "content_block_delta":
            text += event["delta"]["text"]
        if event.get("object") == "chat.completion.chunk":
            check_chunk(bool(event["choices"]), body)
            text += "".join(choice["delta"].get("content") or "" for choice in event["choices"])
    return text
