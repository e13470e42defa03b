"""OpenAI chat: `/v1/chat/completions`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conversation import Call, Conversation, Json, Message, Tool, arguments, blocks, list_field, objects, text_field
from counts import Counts

from wire.form import CREATED, Form, Reply, event, halves, pieces


def usage(counts: Counts) -> Json:
    return {
        "prompt_tokens": counts.input_total,
        "completion_tokens": counts.output,
        "total_tokens": counts.input_total + counts.output,
        "prompt_tokens_details": {
            "cached_tokens": counts.cache_read,
            "cache_write_tokens": counts.cache_write_5m + counts.cache_write_long,
        },
        "completion_tokens_details": {"reasoning_tokens": counts.reasoning},
    }


def tells_usage(body: Json) -> bool:
    options = body.get("stream_options") or {}
    return not body.get("stream") or bool(options.get("include_usage"))


def calls(message: Json) -> list[Call]:
    found = [(one.get("id", ""), one.get("function") or {}) for one in objects(message.get("tool_calls"))]
    return [Call(id, function.get("name", ""), arguments(function.get("arguments"))) for id, function in found]


def tools(body: Json) -> list[Tool]:
    functions = [one.get("function") or {} for one in objects(body.get("tools"))]
    return [Tool(one.get("name", ""), one.get("parameters") or {}) for one in functions]


class OpenaiChat(Form):
    name = "openai_chat"

    def read(self, body: Json, model: str) -> Conversation:
        messages = [
            Message(str(one.get("role")), blocks(one.get("content")), calls(one))
            for one in list_field(body, "messages")
        ]
        return Conversation(
            text_field(body, "model"), bool(body.get("stream")), [], messages, tools(body), tells_usage(body)
        )

    def told(self, counts: Counts) -> Counts:
        # One count for everything that was written to a cache: it reads as written for the usual time.
        written = counts.cache_write_5m + counts.cache_write_long
        return Counts(counts.input_uncached, counts.cache_read, written, 0, counts.output, counts.reasoning)

    def whole(self, reply: Reply) -> Json:
        message: Json = {"role": "assistant", "content": reply.answer.text}
        call = reply.answer.call
        if call:
            function = {"name": call.name, "arguments": call.json}
            message["tool_calls"] = [{"id": call.id, "type": "function", "function": function}]
        choice = {"index": 0, "message": message, "finish_reason": "tool_calls" if call else "stop"}
        return {
            "id": f"chatcmpl-{reply.number}",
            "object": "chat.completion",
            "created": CREATED,
            "model": reply.asked.model,
            "choices": [choice],
            "usage": usage(reply.counts),
        }

    def stream(self, reply: Reply, query: dict[str, str]) -> Iterator[bytes]:
        asked = reply.asked.tells_usage

        def chunk(choices: list[Any], told: Json | None = None) -> bytes:
            data = {
                "id": f"chatcmpl-{reply.number}",
                "object": "chat.completion.chunk",
                "created": CREATED,
                "model": reply.asked.model,
                "choices": choices,
            }
            return event({**data, "usage": told} if asked else data)

        def choice(delta: Json, finish: str | None = None) -> list[Json]:
            return [{"index": 0, "delta": delta, "finish_reason": finish}]

        yield chunk(choice({"role": "assistant", "content": ""}))
        for piece in pieces(reply.answer.text):
            yield chunk(choice({"content": piece}))
        call = reply.answer.call
        if call:
            start, rest = halves(call.json)
            function = {"name": call.name, "arguments": start}
            yield chunk(choice({"tool_calls": [{"index": 0, "id": call.id, "type": "function", "function": function}]}))
            yield chunk(choice({"tool_calls": [{"index": 0, "function": {"arguments": rest}}]}))
        yield chunk(choice({}, "tool_calls" if call else "stop"))
        if asked:
            yield chunk([], usage(reply.counts))
        yield event("[DONE]")


FORM = OpenaiChat()
