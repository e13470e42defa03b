"""Chat completions, completions and responses, of the `openai` package's own types.

https://platform.openai.com/docs/api-reference/chat-streaming, /responses-streaming, /completions
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from golden import MISSING, Golden, events
from openai.types import Completion, CompletionChoice
from openai.types.chat import ChatCompletion, ChatCompletionChunk, ChatCompletionMessage
from openai.types.chat.chat_completion import Choice as WholeChoice
from openai.types.chat.chat_completion_chunk import (
    Choice,
    ChoiceDelta,
    ChoiceDeltaToolCall,
    ChoiceDeltaToolCallFunction,
)
from openai.types.completion_usage import CompletionTokensDetails, CompletionUsage, PromptTokensDetails
from openai.types.responses import (
    Response,
    ResponseCompletedEvent,
    ResponseCreatedEvent,
    ResponseFailedEvent,
    ResponseFunctionCallArgumentsDeltaEvent,
    ResponseFunctionToolCall,
    ResponseIncompleteEvent,
    ResponseOutputItemAddedEvent,
    ResponseOutputMessage,
    ResponseOutputText,
    ResponseReasoningSummaryTextDeltaEvent,
    ResponseTextDeltaEvent,
)
from openai.types.responses.response_usage import InputTokensDetails, OutputTokensDetails, ResponseUsage
from pydantic import BaseModel

MODEL = "gpt-5.5-2026-04-23"
USAGE = CompletionUsage(
    prompt_tokens=1030,
    completion_tokens=12,
    total_tokens=1042,
    prompt_tokens_details=PromptTokensDetails(cached_tokens=1024, audio_tokens=0),
    completion_tokens_details=CompletionTokensDetails(
        reasoning_tokens=5, audio_tokens=0, accepted_prediction_tokens=0, rejected_prediction_tokens=0
    ),
)
# Of 1030 input tokens 1024 came from the cache.
BUCKETS = (6, 1024, 0, 0, 12, 5)


def text(model: BaseModel) -> str:
    return model.model_dump_json(exclude_unset=True)


def chunk(choices: list[Choice], **more: Any) -> str:
    made = ChatCompletionChunk(
        id="chatcmpl-1", choices=choices, created=1_767_225_600, model=MODEL, object="chat.completion.chunk", **more
    )
    return text(made)


def delta(finish: Any = None, **content: Any) -> list[Choice]:
    return [Choice(index=0, delta=ChoiceDelta(**content), finish_reason=finish)]


def call(index: int, **function: str) -> ChoiceDeltaToolCall:
    return ChoiceDeltaToolCall(index=index, function=ChoiceDeltaToolCallFunction(**function))


def chat() -> Iterator[Golden]:
    words = [
        chunk(delta(role="assistant", content="")),
        chunk(delta(content="Grüße, ")),
        chunk(delta(content='"Welt"\n')),
    ]
    stop, told = chunk(delta("stop")), chunk([], usage=USAGE, service_tier="default")
    said = 'Grüße, "Welt"\n'
    yield Golden(
        "chat, usage in a chunk of its own",
        "openai_chat",
        events(*words, stop, told, done=True),
        BUCKETS,
        said,
        receipt={"response_model": MODEL},
    )
    yield Golden(
        "chat, lines that end with CR LF",
        "openai_chat",
        events(*words, stop, told, done=True, line="\r\n"),
        BUCKETS,
        said,
    )
    yield Golden(
        "chat, nobody asked for usage",
        "openai_chat",
        events(*words, stop, done=True),
        MISSING,
        said,
        completeness="missing",
    )
    yield Golden(
        "chat, dropped in the text",
        "openai_chat",
        events(*words[:2]),
        MISSING,
        "Grüße, ",
        completeness="missing",
        outcome="aborted",
    )
    yield Golden("chat, dropped after the usage", "openai_chat", events(*words, stop, told), BUCKETS, said)
    yield Golden(
        "chat, tool calls side by side",
        "openai_chat",
        events(
            chunk(delta(role="assistant", content="I look.")),
            chunk(delta(tool_calls=[call(0, name="read_file", arguments="")])),
            chunk(delta(tool_calls=[call(0, arguments='{"path":')])),
            chunk(delta(tool_calls=[call(1, name="list", arguments="{}")])),
            chunk(delta(tool_calls=[call(0, arguments='"ä.rs"}')])),
            chunk(delta("tool_calls")),
            chunk([], usage=CompletionUsage(prompt_tokens=80, completion_tokens=30, total_tokens=110)),
            done=True,
        ),
        (80, 0, 0, 0, 30, None),
        'I look.\nread_file({"path":"ä.rs"})\nlist({})',
    )
    written = CompletionUsage(
        prompt_tokens=2000,
        completion_tokens=40,
        total_tokens=2040,
        prompt_tokens_details=PromptTokensDetails(cached_tokens=500, cache_write_tokens=1200),
    )
    message = ChatCompletionMessage(role="assistant", content="Done.")
    whole = ChatCompletion(
        id="chatcmpl-2",
        choices=[WholeChoice(index=0, message=message, finish_reason="stop", logprobs=None)],
        created=1_767_225_600,
        model=MODEL,
        object="chat.completion",
        usage=written,
    )
    # 2000 less 500 read less 1200 written.
    yield Golden(
        "chat, whole, with tokens written to the cache",
        "openai_chat",
        text(whole).encode(),
        (300, 500, 1200, 0, 40, None),
        "Done.",
        receipt={"response_model": MODEL},
    )


def completions() -> Iterator[Golden]:
    def piece(said: str, finish: Any, **more: Any) -> str:
        choice = CompletionChoice(index=0, text=said, finish_reason=finish or "stop", logprobs=None)
        made = Completion(id="cmpl-1", choices=[choice], created=1, model="codestral", object="text_completion", **more)
        # A chunk that is not the last has no reason yet, which the type of a whole completion cannot say.
        return text(made) if finish else text(made).replace('"finish_reason":"stop"', '"finish_reason":null')

    told = CompletionUsage(prompt_tokens=50, completion_tokens=4, total_tokens=54)
    yield Golden(
        "completions, streamed",
        "openai_completions",
        events(piece("fn ", None), piece("main()", None), piece("", "stop", usage=told), done=True),
        (50, 0, 0, 0, 4, None),
        "fn main()",
    )
    yield Golden(
        "completions, whole",
        "openai_completions",
        piece("fn x", "stop", usage=told).encode(),
        (50, 0, 0, 0, 4, None),
        "fn x",
    )


def response(status: Any, output: list[Any], told: ResponseUsage | None) -> Response:
    return Response(
        id="resp_1",
        created_at=1_767_225_600,
        model="gpt-5.5-codex",
        object="response",
        output=output,
        parallel_tool_calls=True,
        tool_choice="auto",
        tools=[],
        status=status,
        usage=told,
        service_tier="default",
    )


def responses() -> Iterator[Golden]:
    usage = ResponseUsage(
        input_tokens=3000,
        input_tokens_details=InputTokensDetails(cached_tokens=2048, cache_write_tokens=900),
        output_tokens=70,
        output_tokens_details=OutputTokensDetails(reasoning_tokens=64),
        total_tokens=3070,
    )
    # 3000 less 2048 read less 900 written.
    buckets = (52, 2048, 900, 0, 70, 64)
    part = ResponseOutputText(annotations=[], text="Fertig – ja.", type="output_text")
    message = ResponseOutputMessage(id="msg_1", content=[part], role="assistant", status="completed", type="message")
    call = ResponseFunctionToolCall(
        arguments='{"cmd":"ls"}', call_id="c1", name="shell", type="function_call", id="fc_1"
    )
    begun = call.model_copy(update={"arguments": ""})
    said = 'Fertig – ja.\nshell({"cmd":"ls"})'

    def stream(end: BaseModel) -> bytes:
        parts: list[BaseModel] = [
            ResponseCreatedEvent(
                response=response("in_progress", [], None), sequence_number=0, type="response.created"
            ),
            ResponseReasoningSummaryTextDeltaEvent(
                delta="I think.",
                item_id="rs_1",
                output_index=0,
                sequence_number=1,
                summary_index=0,
                type="response.reasoning_summary_text.delta",
            ),
        ]
        parts += [
            ResponseTextDeltaEvent(
                content_index=0,
                delta=word,
                item_id="msg_1",
                logprobs=[],
                output_index=1,
                sequence_number=2 + nth,
                type="response.output_text.delta",
            )
            for nth, word in enumerate(["Fertig", " – ", "ja."])
        ]
        parts += [
            ResponseOutputItemAddedEvent(
                item=begun, output_index=2, sequence_number=5, type="response.output_item.added"
            ),
            ResponseFunctionCallArgumentsDeltaEvent(
                delta='{"cmd":',
                item_id="fc_1",
                output_index=2,
                sequence_number=6,
                type="response.function_call_arguments.delta",
            ),
            ResponseFunctionCallArgumentsDeltaEvent(
                delta='"ls"}',
                item_id="fc_1",
                output_index=2,
                sequence_number=7,
                type="response.function_call_arguments.delta",
            ),
            end,
        ]
        return b"".join(f"event: {part.type}\n".encode() + events(text(part)) for part in parts)  # type: ignore[attr-defined]

    end = ResponseCompletedEvent(
        response=response("completed", [message, call], usage), sequence_number=8, type="response.completed"
    )
    yield Golden(
        "responses, streamed",
        "openai_responses",
        stream(end),
        buckets,
        said,
        receipt={"response_model": "gpt-5.5-codex"},
    )
    yield Golden(
        "responses, dropped before its end",
        "openai_responses",
        stream(end).split(b"event: response.completed")[0],
        MISSING,
        said,
        completeness="missing",
        outcome="aborted",
    )
    cut = ResponseIncompleteEvent(
        response=response("incomplete", [message, call], usage), sequence_number=8, type="response.incomplete"
    )
    yield Golden("responses, incomplete", "openai_responses", stream(cut), buckets, said)
    failed = ResponseFailedEvent(response=response("failed", [], None), sequence_number=8, type="response.failed")
    yield Golden(
        "responses, failed without usage", "openai_responses", stream(failed), MISSING, said, completeness="missing"
    )
    yield Golden(
        "responses, whole",
        "openai_responses",
        text(response("completed", [message, call], usage)).encode(),
        buckets,
        said,
    )


def all_of_them() -> Iterator[Golden]:
    yield from chat()
    yield from completions()
    yield from responses()
