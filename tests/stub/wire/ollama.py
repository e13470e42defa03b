"""Ollama: `/api/chat` and `/api/generate`. They stream unless told not to, a line of JSON for each piece."""

from __future__ import annotations

import json
from collections.abc import Iterator

from conversation import Conversation, Json, Message, blocks, list_field, text_field
from counts import Counts

from wire.form import CREATED_TEXT, Form, Reply, pieces
from wire.openai_chat import calls, tools


class Ollama(Form):
    def stream_type(self, query: dict[str, str]) -> str:
        return "application/x-ndjson"

    def told(self, counts: Counts) -> Counts:
        uncached = counts.input_total - counts.cache_read
        return Counts(uncached, counts.cache_read, output=counts.output, reasoning=None)

    def piece(self, reply: Reply, text: str) -> Json:
        """The part that holds the text."""
        raise NotImplementedError

    def part(self, reply: Reply, text: str) -> Json:
        return {"model": reply.asked.model, "created_at": CREATED_TEXT, **self.piece(reply, text), "done": False}

    def end(self, reply: Reply) -> Json:
        return {
            "done": True,
            "done_reason": "stop",
            "total_duration": 4_000_000,
            "load_duration": 1_000_000,
            "prompt_eval_count": reply.counts.input_total,
            "prompt_eval_cached_count": reply.counts.cache_read,
            "prompt_eval_duration": 1_000_000,
            "eval_count": reply.counts.output,
            "eval_duration": 2_000_000,
        }

    def whole(self, reply: Reply) -> Json:
        return {**self.part(reply, reply.answer.text), **self.end(reply)}

    def stream(self, reply: Reply, query: dict[str, str]) -> Iterator[bytes]:
        parts = [self.part(reply, piece) for piece in pieces(reply.answer.text)]
        for part in [*parts, {**self.part(reply, ""), **self.end(reply)}]:
            yield (json.dumps(part) + "\n").encode()

    def error(self, status: int, message: str) -> Json:
        return {"error": message}


class OllamaChat(Ollama):
    name = "ollama_chat"

    def read(self, body: Json, model: str) -> Conversation:
        messages = [
            Message(str(one.get("role")), blocks(one.get("content")), calls(one))
            for one in list_field(body, "messages")
        ]
        stream = bool(body.get("stream", True))
        return Conversation(text_field(body, "model"), stream, [], messages, tools(body))

    def piece(self, reply: Reply, text: str) -> Json:
        message: Json = {"role": "assistant", "content": text}
        call = reply.answer.call
        # A call comes whole, in the first part.
        if call and reply.answer.text.startswith(text) and text:
            message["tool_calls"] = [{"id": call.id, "function": {"name": call.name, "arguments": call.arguments}}]
        return {"message": message}


class OllamaGenerate(Ollama):
    name = "ollama_generate"

    def read(self, body: Json, model: str) -> Conversation:
        message = Message("user", blocks(body["prompt"]))
        stream = bool(body.get("stream", True))
        return Conversation(text_field(body, "model"), stream, blocks(body.get("system")), [message])

    def piece(self, reply: Reply, text: str) -> Json:
        return {"response": text}


CHAT = OllamaChat()
GENERATE = OllamaGenerate()
