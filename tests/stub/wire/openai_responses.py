"""OpenAI Responses: `/v1/responses`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conversation import (
    Block,
    Call,
    Conversation,
    Json,
    Message,
    Tool,
    arguments,
    blocks,
    list_field,
    objects,
    text_field,
)
from counts import Counts

from wire.form import CREATED, Form, Reply, halves, named, pieces

CALLS = ("function_call", "custom_tool_call", "local_shell_call")


def usage(counts: Counts) -> Json:
    return {
        "input_tokens": counts.input_total,
        "input_tokens_details": {
            "cached_tokens": counts.cache_read,
            "cache_write_tokens": counts.cache_write_5m + counts.cache_write_long,
        },
        "output_tokens": counts.output,
        "output_tokens_details": {"reasoning_tokens": counts.reasoning},
        "total_tokens": counts.input_total + counts.output,
    }


def message(item: Json) -> Message:
    """An item of the input as a message; what a tool gave back is a message of its own."""
    kind = item.get("type", "message")
    if kind in CALLS:
        call = Call(str(item.get("call_id", "")), str(item.get("name", "")), arguments(item.get("arguments")))
        return Message("assistant", calls=[call])
    if kind.endswith("_output"):
        return Message("tool", blocks(item.get("output")))
    return Message(str(item.get("role", kind)), blocks(item.get("content")))


class OpenaiResponses(Form):
    name = "openai_responses"

    def read(self, body: Json, model: str) -> Conversation:
        text = body["input"]
        items = [{"role": "user", "content": text}] if isinstance(text, str) else list_field(body, "input")
        preamble = [Block(body["instructions"])] if isinstance(body.get("instructions"), str) else []
        tools = [
            Tool(str(one.get("name", one.get("type"))), one.get("parameters") or {})
            for one in objects(body.get("tools"))
        ]
        return Conversation(
            text_field(body, "model"),
            bool(body.get("stream")),
            preamble,
            [message(one) for one in items],
            tools,
            background=bool(body.get("background")),
        )

    def told(self, counts: Counts) -> Counts:
        written = counts.cache_write_5m + counts.cache_write_long
        return Counts(counts.input_uncached, counts.cache_read, written, 0, counts.output, counts.reasoning)

    def items(self, reply: Reply) -> list[Json]:
        text = {"type": "output_text", "text": reply.answer.text, "annotations": []}
        items: list[Json] = [
            {
                "type": "message",
                "id": f"msg_{reply.number}",
                "status": "completed",
                "role": "assistant",
                "content": [text],
            }
        ]
        if call := reply.answer.call:
            given = {"call_id": call.id, "name": call.name, "arguments": call.json}
            items.append({"type": "function_call", "id": f"fc_{reply.number}", "status": "completed", **given})
        return items

    def response(self, reply: Reply, status: str, items: list[Json], told: Json | None) -> Json:
        return {
            "id": f"resp_{reply.number}",
            "object": "response",
            "created_at": CREATED,
            "status": status,
            "error": None,
            "incomplete_details": None,
            "model": reply.asked.model,
            "output": items,
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": [],
            "usage": told,
        }

    def whole(self, reply: Reply) -> Json:
        return self.response(reply, "completed", self.items(reply), usage(reply.counts))

    def stream(self, reply: Reply, query: dict[str, str]) -> Iterator[bytes]:
        number = 0

        def say(kind: str, **fields: Any) -> bytes:
            nonlocal number
            number += 1
            return named({"type": f"response.{kind}", "sequence_number": number - 1, **fields})

        begun = self.response(reply, "in_progress", [], None)
        yield say("created", response=begun)
        yield say("in_progress", response=begun)
        for index, item in enumerate(self.items(reply)):
            place = {"item_id": item["id"], "output_index": index}
            if item["type"] == "message":
                part = {**place, "content_index": 0}
                text = item["content"][0]
                yield say(
                    "output_item.added", output_index=index, item={**item, "status": "in_progress", "content": []}
                )
                yield say("content_part.added", **part, part={**text, "text": ""})
                for piece in pieces(text["text"]):
                    yield say("output_text.delta", **part, delta=piece, logprobs=[])
                yield say("output_text.done", **part, text=text["text"], logprobs=[])
                yield say("content_part.done", **part, part=text)
            else:
                yield say(
                    "output_item.added", output_index=index, item={**item, "status": "in_progress", "arguments": ""}
                )
                for half in halves(item["arguments"]):
                    yield say("function_call_arguments.delta", **place, delta=half)
                yield say("function_call_arguments.done", **place, arguments=item["arguments"])
            yield say("output_item.done", output_index=index, item=item)
        yield say("completed", response=self.whole(reply))


FORM = OpenaiResponses()
