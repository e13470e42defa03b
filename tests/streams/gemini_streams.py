"""`generateContent` and `streamGenerateContent`, of the `google-genai` package's own types.

https://ai.google.dev/api/generate-content#UsageMetadata
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from golden import MISSING, Golden, events
from google.genai import types

MODEL = "gemini-2.5-pro"


def answer(parts: list[types.Part], finish: types.FinishReason | None = None, **counts: Any) -> str:
    candidate = types.Candidate(content=types.Content(parts=parts, role="model"), finish_reason=finish, index=0)
    made = types.GenerateContentResponse(
        candidates=[candidate], model_version=MODEL, usage_metadata=types.GenerateContentResponseUsageMetadata(**counts)
    )
    return made.model_dump_json(exclude_none=True, by_alias=True)


def all_of_them() -> Iterator[Golden]:
    thought, hello = types.Part(text="hm", thought=True), types.Part(text="Grüße ")
    call = types.Part(function_call=types.FunctionCall(name="read", args={"path": "a.rs"}))
    first = answer(
        [thought, hello],
        prompt_token_count=100,
        cached_content_token_count=64,
        thoughts_token_count=9,
        candidates_token_count=2,
        total_token_count=111,
    )
    last = answer(
        [types.Part(text="Welt"), call],
        types.FinishReason.STOP,
        prompt_token_count=100,
        cached_content_token_count=64,
        tool_use_prompt_token_count=20,
        thoughts_token_count=9,
        candidates_token_count=8,
        total_token_count=137,
    )
    # The prompt and what tools added, less what came from the cache; the answer and the thoughts.
    buckets = (56, 64, 0, 0, 17, 9)
    said = 'Grüße Welt\nread({"path":"a.rs"})'
    yield Golden(
        "gemini, events", "gemini", events(first, last, line="\r\n"), buckets, said, receipt={"response_model": MODEL}
    )
    yield Golden("gemini, an array of chunks", "gemini", f"[{first}\n,\r\n{last}\n]\n".encode(), buckets, said)
    yield Golden(
        "gemini, dropped after the first chunk",
        "gemini",
        events(first, line="\r\n"),
        (36, 64, 0, 0, 11, 9),
        "Grüße ",
        completeness="partial",
        outcome="aborted",
    )
    yield Golden("gemini, whole", "gemini", last.encode(), buckets, 'Welt\nread({"path":"a.rs"})')
    blocked = types.GenerateContentResponse(
        prompt_feedback=types.GenerateContentResponsePromptFeedback(block_reason=types.BlockedReason.SAFETY),
        model_version=MODEL,
        usage_metadata=types.GenerateContentResponseUsageMetadata(prompt_token_count=7, total_token_count=7),
    ).model_dump_json(exclude_none=True, by_alias=True)
    # Nothing was answered, as the total says.
    yield Golden(
        "gemini, a prompt that was blocked", "gemini", events(blocked, line="\r\n"), (7, 0, 0, 0, 0, None), None
    )
    silent = types.GenerateContentResponse(model_version=MODEL).model_dump_json(exclude_none=True, by_alias=True)
    yield Golden("gemini, no usage", "gemini", silent.encode(), MISSING, None, completeness="missing")
    thinking = answer(
        [thought], types.FinishReason.MAX_TOKENS, prompt_token_count=10, thoughts_token_count=90, total_token_count=100
    )
    # All of the output was thought; an answer of 0 is left out.
    yield Golden("gemini, nothing but thoughts", "gemini", events(thinking, line="\r\n"), (10, 0, 0, 0, 90, 90), None)
