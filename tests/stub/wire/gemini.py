"""Gemini: `/v1beta/models/MODEL:METHOD`. The url names the model, and whether the answer is a stream."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from conversation import Block, Call, Conversation, Json, Message, Tool, arguments, blocks, list_field, objects
from counts import Counts

from wire.form import Form, Reply, event, pieces


def usage(counts: Counts) -> Json:
    reasoning = counts.reasoning or 0
    return {
        "promptTokenCount": counts.input_total,
        "cachedContentTokenCount": counts.cache_read,
        "candidatesTokenCount": counts.output - reasoning,
        "thoughtsTokenCount": reasoning,
        "totalTokenCount": counts.input_total + counts.output,
    }


def parts(content: Any) -> list[Json]:
    return objects(content.get("parts")) if isinstance(content, dict) else []


def message(content: Json) -> Message:
    used = [part["functionCall"] for part in parts(content) if isinstance(part.get("functionCall"), dict)]
    calls = [Call(str(call.get("id", "")), str(call.get("name")), arguments(call.get("args"))) for call in used]
    texts = [text for part in parts(content) for text in (blocks(part) or result(part))]
    return Message("assistant" if content.get("role") == "model" else "user", texts, calls)


def result(part: Json) -> list[Block]:
    """What a tool gave back."""
    response = (part.get("functionResponse") or {}).get("response") or {}
    return [Block(text) for text in response.values() if isinstance(text, str)]


def tools(body: Json) -> list[Tool]:
    groups = objects(body.get("tools"))
    declared = [one for group in groups for one in objects(group.get("functionDeclarations"))]
    return [
        Tool(str(one.get("name")), one.get("parametersJsonSchema") or one.get("parameters") or {}) for one in declared
    ]


class Gemini(Form):
    name = "gemini"
    streams = False

    def read(self, body: Json, model: str) -> Conversation:
        messages = [message(one) for one in list_field(body, "contents")]
        system = blocks(parts(body.get("systemInstruction") or body.get("system_instruction")))
        return Conversation(model, self.streams, system, messages, tools(body))

    def told(self, counts: Counts) -> Counts:
        uncached = counts.input_total - counts.cache_read
        return Counts(uncached, counts.cache_read, output=counts.output, reasoning=counts.reasoning)

    def chunk(self, reply: Reply, given: list[Json], finish: str | None) -> Json:
        candidate: Json = {"content": {"role": "model", "parts": given}, "index": 0}
        if finish:
            candidate["finishReason"] = finish
        return {
            "candidates": [candidate],
            "usageMetadata": usage(reply.counts),
            "modelVersion": reply.asked.model,
            "responseId": f"response-{reply.number}",
        }

    def call(self, reply: Reply) -> list[Json]:
        call = reply.answer.call
        return [{"functionCall": {"id": call.id, "name": call.name, "args": call.arguments}}] if call else []

    def whole(self, reply: Reply) -> Json:
        return self.chunk(reply, [{"text": reply.answer.text}, *self.call(reply)], "STOP")

    def stream_type(self, query: dict[str, str]) -> str:
        return "text/event-stream" if query.get("alt") == "sse" else "application/json"

    def stream(self, reply: Reply, query: dict[str, str]) -> Iterator[bytes]:
        texts: list[list[Json]] = [[{"text": piece}] for piece in pieces(reply.answer.text)]
        given = [*texts, called] if (called := self.call(reply)) else texts
        chunks = [self.chunk(reply, one, "STOP" if one is given[-1] else None) for one in given]
        if query.get("alt") == "sse":
            for chunk in chunks:
                yield event(chunk, end="\r\n")
            return
        for place, chunk in enumerate(chunks):
            yield (("[" if place == 0 else ",\r\n") + json.dumps(chunk, indent=2)).encode()
        yield b"]"

    def error(self, status: int, message: str) -> Json:
        word = "RESOURCE_EXHAUSTED" if status == 429 else "UNAVAILABLE"
        return {"error": {"code": status, "message": message, "status": word}}


class GeminiStream(Gemini):
    streams = True


class GeminiCount(Gemini):
    counts_only = True

    def whole(self, reply: Reply) -> Json:
        return {"totalTokens": reply.counts.input_total, "cachedContentTokenCount": reply.counts.cache_read}


WHOLE = Gemini()
STREAM = GeminiStream()
COUNT = GeminiCount()
