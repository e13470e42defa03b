"""Anthropic messages: `/v1/messages`, and the counting of tokens beside it."""

from __future__ import annotations

from collections.abc import Iterator

from conversation import Call, Conversation, Json, Message, Tool, arguments, blocks, list_field, objects, text_field
from counts import Counts

from wire.form import Form, Reply, halves, named, pieces


def usage(counts: Counts, output: int) -> Json:
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


def message(one: Json) -> Message:
    used = [block for block in objects(one.get("content")) if block.get("type") == "tool_use"]
    calls = [Call(str(block.get("id")), str(block.get("name")), arguments(block.get("input"))) for block in used]
    return Message(str(one.get("role")), blocks(one.get("content")), calls)


class AnthropicMessages(Form):
    name = "anthropic_messages"

    def read(self, body: Json, model: str) -> Conversation:
        tools = [
            Tool(str(one.get("name", one.get("type"))), one.get("input_schema") or {})
            for one in objects(body.get("tools"))
        ]
        messages = [message(one) for one in list_field(body, "messages")]
        return Conversation(
            text_field(body, "model"), bool(body.get("stream")), blocks(body.get("system")), messages, tools
        )

    def whole(self, reply: Reply) -> Json:
        content: list[Json] = [{"type": "text", "text": reply.answer.text}]
        call = reply.answer.call
        if call:
            content.append({"type": "tool_use", "id": call.id, "name": call.name, "input": call.arguments})
        return {
            "id": f"msg_{reply.number}",
            "type": "message",
            "role": "assistant",
            "model": reply.asked.model,
            "content": content,
            "stop_reason": "tool_use" if call else "end_turn",
            "stop_sequence": None,
            "usage": usage(reply.counts, reply.counts.output),
        }

    def stream(self, reply: Reply, query: dict[str, str]) -> Iterator[bytes]:
        whole = self.whole(reply)
        # At the start only a placeholder of the output is known, as with the real API.
        start = {**whole, "content": [], "stop_reason": None, "usage": usage(reply.counts, 1)}
        yield named({"type": "message_start", "message": start})
        for index, block in enumerate(whole["content"]):
            if block["type"] == "text":
                empty = {**block, "text": ""}
                deltas = [{"type": "text_delta", "text": piece} for piece in pieces(block["text"])]
            else:
                empty = {**block, "input": {}}
                parts = halves(reply.answer.call.json) if reply.answer.call else ()
                deltas = [{"type": "input_json_delta", "partial_json": part} for part in parts]
            yield named({"type": "content_block_start", "index": index, "content_block": empty})
            yield named({"type": "ping"})
            for delta in deltas:
                yield named({"type": "content_block_delta", "index": index, "delta": delta})
            yield named({"type": "content_block_stop", "index": index})
        counts = reply.counts
        told = {"output_tokens": counts.output, "output_tokens_details": {"thinking_tokens": counts.reasoning}}
        end = {"stop_reason": whole["stop_reason"], "stop_sequence": None}
        yield named({"type": "message_delta", "delta": end, "usage": told})
        yield named({"type": "message_stop"})

    def error(self, status: int, message: str) -> Json:
        kind = "overloaded_error" if status in (503, 529) else "api_error"
        return {"type": "error", "error": {"type": kind, "message": message}}


class CountTokens(AnthropicMessages):
    counts_only = True

    def whole(self, reply: Reply) -> Json:
        return {"input_tokens": reply.counts.input_total}


FORM = AnthropicMessages()
COUNT = CountTokens()
