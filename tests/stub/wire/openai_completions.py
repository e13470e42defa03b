"""OpenAI's legacy completions: `/v1/completions`. A prompt goes in; there are no roles, tools or caches."""

from __future__ import annotations

from collections.abc import Iterator

from conversation import Block, Conversation, Json, Message, text_field
from counts import Counts

from wire.form import CREATED, Form, Reply, event, pieces
from wire.openai_chat import tells_usage


def usage(counts: Counts) -> Json:
    return {
        "prompt_tokens": counts.input_total,
        "completion_tokens": counts.output,
        "total_tokens": counts.input_total + counts.output,
    }


class OpenaiCompletions(Form):
    name = "openai_completions"

    def read(self, body: Json, model: str) -> Conversation:
        prompt = body["prompt"]
        texts = [prompt] if isinstance(prompt, str) else [one for one in prompt if isinstance(one, str)]
        message = Message("user", [Block(text) for text in texts])
        return Conversation(
            text_field(body, "model"), bool(body.get("stream")), messages=[message], tells_usage=tells_usage(body)
        )

    def told(self, counts: Counts) -> Counts:
        return Counts(counts.input_total, output=counts.output, reasoning=None)

    def chunk(self, reply: Reply, text: str, finish: str | None) -> Json:
        return {
            "id": f"cmpl-{reply.number}",
            "object": "text_completion",
            "created": CREATED,
            "model": reply.asked.model,
            "choices": [{"index": 0, "text": text, "logprobs": None, "finish_reason": finish}],
        }

    def whole(self, reply: Reply) -> Json:
        return {**self.chunk(reply, reply.answer.text, "stop"), "usage": usage(reply.counts)}

    def stream(self, reply: Reply, query: dict[str, str]) -> Iterator[bytes]:
        for piece in pieces(reply.answer.text):
            yield event(self.chunk(reply, piece, None))
        yield event(self.chunk(reply, "", "stop"))
        if reply.asked.tells_usage:
            yield event({**self.chunk(reply, "", None), "choices": [], "usage": usage(reply.counts)})
        yield event("[DONE]")


FORM = OpenaiCompletions()
