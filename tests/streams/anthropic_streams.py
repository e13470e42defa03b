"""Messages, of the `anthropic` package's own types.

https://docs.anthropic.com/en/api/messages-streaming
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from anthropic.types import (
    CacheCreation,
    InputJSONDelta,
    Message,
    MessageDeltaUsage,
    OutputTokensDetails,
    RawContentBlockDeltaEvent,
    RawContentBlockStartEvent,
    RawContentBlockStopEvent,
    RawMessageStartEvent,
    RawMessageStopEvent,
    ServerToolUsage,
    TextBlock,
    TextDelta,
    ThinkingBlock,
    ThinkingDelta,
    ToolUseBlock,
    Usage,
)
from anthropic.types.beta import BetaMessageDeltaUsage
from anthropic.types.beta.beta_compaction_iteration_usage import BetaCompactionIterationUsage
from anthropic.types.beta.beta_message_iteration_usage import BetaMessageIterationUsage
from anthropic.types.raw_message_delta_event import Delta
from golden import Golden, dumps
from pydantic import BaseModel

MODEL = "claude-opus-5"
PING = {"type": "ping"}


def text(model: BaseModel) -> str:
    return model.model_dump_json(exclude_unset=True)


Part = BaseModel | dict[str, Any]


def stream(*parts: Part) -> bytes:
    out = ""
    for part in parts:
        kind = part["type"] if isinstance(part, dict) else part.type  # type: ignore[attr-defined]
        data = dumps(part) if isinstance(part, dict) else text(part)
        out += f"event: {kind}\ndata: {data}\n\n"
    return out.encode()


def start(usage: Usage) -> RawMessageStartEvent:
    message = Message(
        id="msg_1",
        content=[],
        model=MODEL,
        role="assistant",
        stop_reason=None,
        stop_sequence=None,
        type="message",
        usage=usage,
    )
    return RawMessageStartEvent(message=message, type="message_start")


def words(*said: str, index: int = 0) -> list[Part]:
    begun = RawContentBlockStartEvent(
        content_block=TextBlock(text="", type="text"), index=index, type="content_block_start"
    )
    pieces = [
        RawContentBlockDeltaEvent(
            delta=TextDelta(text=word, type="text_delta"), index=index, type="content_block_delta"
        )
        for word in said
    ]
    return [begun, *pieces, RawContentBlockStopEvent(index=index, type="content_block_stop")]


def end(usage: BaseModel, reason: Any = "end_turn") -> dict[str, Any]:
    delta = Delta(stop_reason=reason, stop_sequence=None)
    made = {"type": "message_delta", "delta": delta.model_dump(exclude_unset=True)}
    return {**made, "usage": usage.model_dump(exclude_unset=True)}


STOP = RawMessageStopEvent(type="message_stop")


def all_of_them() -> Iterator[Golden]:
    cached = Usage(
        input_tokens=12,
        cache_creation_input_tokens=120,
        cache_read_input_tokens=300,
        cache_creation=CacheCreation(ephemeral_5m_input_tokens=20, ephemeral_1h_input_tokens=100),
        output_tokens=1,
        service_tier="standard",
    )
    told = MessageDeltaUsage(
        cache_creation_input_tokens=120,
        cache_read_input_tokens=300,
        input_tokens=12,
        output_tokens=57,
        output_tokens_details=OutputTokensDetails(thinking_tokens=40),
    )
    thinking = [
        RawContentBlockStartEvent(
            content_block=ThinkingBlock(signature="", thinking="", type="thinking"), index=0, type="content_block_start"
        ),
        *(
            RawContentBlockDeltaEvent(
                delta=ThinkingDelta(thinking=word, type="thinking_delta"), index=0, type="content_block_delta"
            )
            for word in ("Let ", "me ", "see.")
        ),
        RawContentBlockStopEvent(index=0, type="content_block_stop"),
    ]
    tool = [
        RawContentBlockStartEvent(
            content_block=ToolUseBlock(id="toolu_1", input={}, name="Read", type="tool_use"),
            index=2,
            type="content_block_start",
        ),
        *(
            RawContentBlockDeltaEvent(
                delta=InputJSONDelta(partial_json=piece, type="input_json_delta"), index=2, type="content_block_delta"
            )
            for piece in ("", '{"file_', 'path":"a.rs"}')
        ),
        RawContentBlockStopEvent(index=2, type="content_block_stop"),
    ]
    parts: list[Part] = [
        start(cached),
        PING,
        *thinking,
        *words("Grüße,", ' "so"', "\n", index=1),
        *tool,
        end(told, "tool_use"),
        STOP,
    ]
    said = 'Grüße, "so"\n\nRead({"file_path":"a.rs"})'
    # The split of the written tokens stands in the start alone; what was thought is a part of the output.
    buckets = (12, 300, 20, 100, 57, 40)
    yield Golden(
        "messages, with thinking, caches and a tool",
        "anthropic_messages",
        stream(*parts),
        buckets,
        said,
        receipt={"response_model": MODEL},
    )
    yield Golden(
        "messages, dropped before the delta",
        "anthropic_messages",
        stream(*parts[:-2]),
        (12, 300, 20, 100, None, None),
        said,
        completeness="partial",
        outcome="aborted",
        why="the output of the start is a placeholder",
    )
    yield Golden(
        "messages, dropped after the delta", "anthropic_messages", stream(*parts[:-1]), buckets, said, outcome="aborted"
    )
    broken = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    yield Golden(
        "messages, an error in the middle",
        "anthropic_messages",
        stream(*parts[:4], broken),
        (12, 300, 20, 100, None, None),
        None,
        completeness="partial",
        outcome="failed",
    )

    plain = Usage(input_tokens=25, output_tokens=1)
    refused: list[Part] = [start(plain), end(MessageDeltaUsage(output_tokens=0), "refusal"), STOP]
    yield Golden(
        "messages, a refusal without output", "anthropic_messages", stream(*refused), (25, 0, 0, 0, 0, None), None
    )

    searched: list[Part] = [
        start(
            Usage(
                input_tokens=2679,
                cache_creation_input_tokens=31490,
                cache_read_input_tokens=0,
                cache_creation=CacheCreation(ephemeral_5m_input_tokens=31490, ephemeral_1h_input_tokens=0),
                output_tokens=3,
            )
        ),
        *words("Found."),
        end(
            MessageDeltaUsage(
                cache_creation_input_tokens=184457,
                cache_read_input_tokens=426653,
                input_tokens=123201,
                output_tokens=510,
                server_tool_use=ServerToolUsage(web_search_requests=5, web_fetch_requests=0),
            )
        ),
        STOP,
    ]
    yield Golden(
        "messages, tools of the server",
        "anthropic_messages",
        stream(*searched),
        (123201, 426653, 184457, 0, 510, None),
        "Found.",
        why="https://github.com/BerriAI/litellm/issues/42663: the split of the start covers the first turn alone, "
        "the total of the delta all of them",
    )

    compacted = BetaMessageDeltaUsage(
        cache_creation_input_tokens=0,
        cache_read_input_tokens=0,
        input_tokens=23000,
        output_tokens=1000,
        iterations=[
            BetaCompactionIterationUsage(
                cache_creation_input_tokens=0,
                cache_read_input_tokens=150000,
                input_tokens=30000,
                output_tokens=3500,
                type="compaction",
            ),
            BetaMessageIterationUsage(
                cache_creation_input_tokens=0,
                cache_read_input_tokens=0,
                input_tokens=23000,
                output_tokens=1000,
                type="message",
            ),
        ],
    )
    # 23000 and 30000 fresh, 150000 from the cache, 1000 and 3500 written.
    yield Golden(
        "messages, a conversation summed up on the way",
        "anthropic_messages",
        stream(start(Usage(input_tokens=23000, output_tokens=1)), *words("On."), end(compacted), STOP),
        (53000, 150000, 0, 0, 4500, None),
        "On.",
        why="the tokens of a compaction are not in the counts of the message: "
        "https://docs.anthropic.com/en/docs/build-with-claude/compaction",
    )

    whole = Message(
        id="msg_2",
        content=[TextBlock(text="Hi", type="text"), ToolUseBlock(id="t", input={"a": 1}, name="f", type="tool_use")],
        model=MODEL,
        role="assistant",
        stop_reason="tool_use",
        stop_sequence=None,
        type="message",
        usage=Usage(input_tokens=10, cache_creation_input_tokens=20, cache_read_input_tokens=30, output_tokens=5),
    )
    # Written for a time that is not told: five minutes.
    yield Golden(
        "messages, whole",
        "anthropic_messages",
        text(whole).encode(),
        (10, 30, 20, 0, 5, None),
        'Hi\nf({"a":1})',
        receipt={"response_model": MODEL},
    )
