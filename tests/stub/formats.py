"""Answers in the two wire formats, whole and streamed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from counts import Counts, answer


def pieces(text: str) -> list[str]:
    """The text as a model would stream it: a word at a time."""
    first, *rest = text.split(" ")
    return [first, *(" " + word for word in rest)]


def event(data: Any, name: str | None = None) -> bytes:
    head = f"event: {name}\n" if name else ""
    text = data if isinstance(data, str) else json.dumps(data)
    return f"{head}data: {text}\n\n".encode()


class OpenAIChat:
    """`/v1/chat/completions`."""

    name = "openai_chat"

    @staticmethod
    def usage(counts: Counts) -> dict[str, Any]:
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

    @staticmethod
    def tells_usage(body: dict[str, Any]) -> bool:
        options = body.get("stream_options") or {}
        return not body.get("stream") or bool(options.get("include_usage"))

    @classmethod
    def whole(cls, body: dict[str, Any], counts: Counts, number: int) -> dict[str, Any]:
        message = {"role": "assistant", "content": answer(body)}
        return {
            "id": f"chatcmpl-{number}",
            "object": "chat.completion",
            "created": 1_767_225_600,
            "model": body["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": cls.usage(counts),
        }

    @classmethod
    def stream(cls, body: dict[str, Any], counts: Counts, number: int) -> Iterator[bytes]:
        asked = cls.tells_usage(body)

        def chunk(choices: list[Any], usage: Any = None) -> bytes:
            data = {
                "id": f"chatcmpl-{number}",
                "object": "chat.completion.chunk",
                "created": 1_767_225_600,
                "model": body["model"],
                "choices": choices,
            }
            return event({**data, "usage": usage} if asked else data)

        def choice(delta: dict[str, str], finish: str | None = None) -> list[Any]:
            return [{"index": 0, "delta": delta, "finish_reason": finish}]

        yield chunk(choice({"role": "assistant", "content": ""}))
        for piece in pieces(answer(body)):
            yield chunk(choice({"content": piece}))
        yield chunk(choice({}, "stop"))
        if asked:
            yield chunk([], cls.usage(counts))
        yield event("[DONE]")

    @staticmethod
    def error(status: int, message: str) -> dict[str, Any]:
        return {"error": {"message": message, "type": "server_error", "code": str(status)}}


class AnthropicMessages:
    """`/v1/messages`."""

    name = "anthropic_messages"

    @staticmethod
    def usage(counts: Counts, output: int) -> dict[str, Any]:
        return {
            "input_tokens": counts.input_uncached,
            "cache_creation_input_tokens": counts.cache_write_5m + counts.cache_write_long,
            "cache_read_input_tokens": counts.cache_read,
            "cache_creation": {
                "ephemeral_5m_input_tokens": counts.cache_write_5m,
                "ephemeral_1h_input_tokens": counts.cache_write_long,
            },
            "output_tokens": output,
            "output_tokens_details": {"thinking_tokens": counts.reasoning},
        }

    @staticmethod
    def tells_usage(body: dict[str, Any]) -> bool:
        del body
        return True

    @classmethod
    def whole(cls, body: dict[str, Any], counts: Counts, number: int) -> dict[str, Any]:
        return {
            "id": f"msg_{number}",
            "type": "message",
            "role": "assistant",
            "model": body["model"],
            "content": [{"type": "text", "text": answer(body)}],
            "stop_reason": "end_turn",
            "stop_sequence": None,
            "usage": cls.usage(counts, counts.output),
        }

    @classmethod
    def stream(cls, body: dict[str, Any], counts: Counts, number: int) -> Iterator[bytes]:
        def named(data: dict[str, Any]) -> bytes:
            return event(data, str(data["type"]))

        # At the start only a placeholder of the output is known, as with the real API.
        message = {**cls.whole(body, counts, number), "content": [], "stop_reason": None}
        yield named({"type": "message_start", "message": {**message, "usage": cls.usage(counts, 1)}})
        yield named({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}})
        yield named({"type": "ping"})
        for piece in pieces(answer(body)):
            delta = {"type": "text_delta", "text": piece}
            yield named({"type": "content_block_delta", "index": 0, "delta": delta})
        yield named({"type": "content_block_stop", "index": 0})
        end = {"stop_reason": "end_turn", "stop_sequence": None}
        told = {"output_tokens": counts.output, "output_tokens_details": {"thinking_tokens": counts.reasoning}}
        yield named({"type": "message_delta", "delta": end, "usage": told})
        yield named({"type": "message_stop"})

    @staticmethod
    def error(status: int, message: str) -> dict[str, Any]:
        kind = "overloaded_error" if status in (503, 529) else "api_error"
        return {"type": "error", "error": {"type": kind, "message": message}}


Form = type[OpenAIChat] | type[AnthropicMessages]
FORMATS: dict[str, Form] = {"/v1/chat/completions": OpenAIChat, "/v1/messages": AnthropicMessages}
