"""Servers that speak one of the formats in their own way, from their documentation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from golden import Golden, dumps, events


def chunk(content: str | None = None, finish: str | None = None, **more: Any) -> dict[str, Any]:
    delta = {} if content is None else {"content": content}
    return {"id": "1", "model": "m", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **more}


def told(**usage: Any) -> dict[str, Any]:
    return {"id": "1", "model": "m", "choices": [], "usage": usage}


def of_chat() -> Iterator[Golden]:
    yield Golden(
        "deepseek, cache hits and misses",
        "openai_chat",
        events(
            chunk("Ja", None),
            {
                **chunk(None, "stop"),
                "usage": {
                    "prompt_tokens": 19,
                    "completion_tokens": 10,
                    "total_tokens": 29,
                    "prompt_cache_hit_tokens": 16,
                    "prompt_cache_miss_tokens": 3,
                    "completion_tokens_details": {"reasoning_tokens": 8},
                },
            },
            done=True,
        ),
        (3, 16, 0, 0, 10, 8),
        "Ja",
        why="https://api-docs.deepseek.com/api/create-chat-completion",
    )
    yield Golden(
        "moonshot, usage in the last choice",
        "openai_chat",
        events(
            chunk("Hi"),
            {
                "id": "1",
                "model": "kimi-k2",
                "choices": [
                    {
                        "index": 0,
                        "delta": {},
                        "finish_reason": "stop",
                        "usage": {"prompt_tokens": 30, "completion_tokens": 5, "total_tokens": 35, "cached_tokens": 20},
                    }
                ],
            },
            done=True,
        ),
        (10, 20, 0, 0, 5, None),
        "Hi",
        why="https://platform.moonshot.ai/docs/api/chat",
    )
    yield Golden(
        "groq, usage in x_groq",
        "openai_chat",
        events(
            chunk("Hi", x_groq={"id": "req_1"}),
            chunk(
                None,
                "stop",
                x_groq={
                    "id": "req_1",
                    "usage": {
                        "queue_time": 0.1,
                        "prompt_tokens": 24,
                        "prompt_time": 0.01,
                        "completion_tokens": 9,
                        "completion_time": 0.02,
                        "total_tokens": 33,
                    },
                },
            ),
            done=True,
        ),
        (24, 0, 0, 0, 9, None),
        "Hi",
        why="https://console.groq.com/docs/api-reference",
    )
    yield Golden(
        "xai, reasoning beside the output and cost in ticks",
        "openai_chat",
        events(
            chunk("42"),
            told(
                prompt_tokens=32,
                completion_tokens=9,
                total_tokens=135,
                prompt_tokens_details={"cached_tokens": 6},
                completion_tokens_details={"reasoning_tokens": 94},
                num_sources_used=0,
                cost_in_usd_ticks=37756000,
            ),
            done=True,
        ),
        # 9 and 94 beside it make the total of 135.
        (26, 6, 0, 0, 103, 94),
        "42",
        why="https://docs.x.ai/developers/cost-tracking: a tick is a ten billionth of a dollar",
        receipt={"reported_cost": "0.0037756", "cost": "0.0037756", "price_source": "provider"},
    )
    yield Golden(
        "openrouter, comments and a cost",
        "openai_chat",
        b": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n"
        + events(
            chunk("Hey", provider="Anthropic"),
            told(
                prompt_tokens=194,
                completion_tokens=2,
                total_tokens=196,
                cost=0.00095,
                is_byok=False,
                prompt_tokens_details={"cached_tokens": 100, "cache_write_tokens": 50, "audio_tokens": 0},
                cost_details={"upstream_inference_cost": 0.00095},
                completion_tokens_details={"reasoning_tokens": 0},
            ),
            done=True,
        ),
        (44, 100, 50, 0, 2, 0),
        "Hey",
        why="https://openrouter.ai/docs/use-cases/usage-accounting",
        receipt={"reported_cost": "0.00095", "cost": "0.00095", "price_source": "provider"},
    )
    yield Golden(
        "openrouter, a key of one's own",
        "openai_chat",
        events(
            chunk("Hey"),
            told(
                prompt_tokens=194,
                completion_tokens=2,
                total_tokens=196,
                cost=0.00005,
                is_byok=True,
                cost_details={"upstream_inference_cost": 0.00095},
            ),
            done=True,
        ),
        (194, 0, 0, 0, 2, None),
        "Hey",
        why="the cost is the fee then, and the key was charged the rest",
        receipt={"reported_cost": "0.001", "cost": "0.001"},
    )
    yield Golden(
        "perplexity, a cost in parts",
        "openai_chat",
        dumps(
            {
                "model": "sonar",
                "choices": [{"index": 0, "message": {"role": "assistant", "content": "Yes."}, "finish_reason": "stop"}],
                "usage": {
                    "prompt_tokens": 8,
                    "completion_tokens": 439,
                    "total_tokens": 447,
                    "cost": {
                        "input_tokens_cost": 0.000008,
                        "output_tokens_cost": 0.000439,
                        "request_cost": 0.006,
                        "total_cost": 0.006447,
                    },
                },
            }
        ).encode(),
        (8, 0, 0, 0, 439, None),
        "Yes.",
        why="https://docs.perplexity.ai/api-reference/chat-completions-post",
        receipt={"reported_cost": "0.006447", "cost": "0.006447"},
    )
    growing = [
        chunk(word, usage={"prompt_tokens": 10, "completion_tokens": nth, "total_tokens": 10 + nth})
        for nth, word in enumerate(["a", "b", "c"], 1)
    ]
    last = told(prompt_tokens=10, completion_tokens=4, total_tokens=14)
    yield Golden(
        "vllm, usage in every chunk",
        "openai_chat",
        events(*growing, chunk(None, "stop"), last, done=True),
        (10, 0, 0, 0, 4, None),
        "abc",
        why="`continuous_usage_stats`: it replaces, it does not add",
    )
    yield Golden(
        "vllm, dropped with usage in every chunk",
        "openai_chat",
        events(*growing[:2]),
        (10, 0, 0, 0, 2, None),
        "ab",
        completeness="partial",
        outcome="aborted",
    )
    timings = {
        "cache_n": 236,
        "prompt_n": 1,
        "prompt_ms": 30.958,
        "prompt_per_token_ms": 30.958,
        "predicted_n": 35,
        "predicted_ms": 661.064,
        "predicted_per_second": 52.94,
    }
    yield Golden(
        "llama.cpp, timings and no usage",
        "openai_chat",
        events(chunk("Hi"), chunk(None, "stop", timings=timings), done=True),
        (1, 236, 0, 0, 35, None),
        "Hi",
        why="https://github.com/ggml-org/llama.cpp/tree/master/tools/server: the prompt is `cache_n` and `prompt_n`",
    )
    yield Golden(
        "llama.cpp, usage and timings",
        "openai_chat",
        events(
            chunk("Hi"),
            chunk(None, "stop"),
            {**told(prompt_tokens=237, completion_tokens=35, total_tokens=272), "timings": timings},
            done=True,
        ),
        (1, 236, 0, 0, 35, None),
        "Hi",
    )
    yield Golden(
        "mistral, usage with the last text",
        "openai_chat",
        events(
            chunk("Bonjour"),
            chunk("!", "stop", usage={"prompt_tokens": 9, "total_tokens": 12, "completion_tokens": 3}),
            done=True,
        ),
        (9, 0, 0, 0, 3, None),
        "Bonjour!",
        why="https://docs.mistral.ai/api/#tag/chat",
    )
    yield Golden(
        "lm studio, whole",
        "openai_chat",
        dumps(
            {
                "model": "qwen3-8b",
                "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hi"}, "finish_reason": "stop"}],
                "usage": {"prompt_tokens": 12, "completion_tokens": 2, "total_tokens": 14},
                "stats": {},
                "system_fingerprint": "qwen3-8b",
            }
        ).encode(),
        (12, 0, 0, 0, 2, None),
        "Hi",
        why="https://lmstudio.ai/docs/app/api/endpoints/openai",
    )


def of_ollama() -> Iterator[Golden]:
    def line(**more: Any) -> str:
        return dumps({"model": "qwen3", "created_at": "2026-01-01T00:00:00Z", **more}) + "\n"

    def said(content: str, **more: Any) -> str:
        return line(message={"role": "assistant", "content": content, **more}, done=False)

    end = {
        "done_reason": "stop",
        "done": True,
        "total_duration": 4883583458,
        "load_duration": 1334875,
        "prompt_eval_duration": 342546000,
        "eval_duration": 4535599000,
    }
    last = {"message": {"role": "assistant", "content": ""}, **end}
    chat = said("Grüße", thinking="hm") + said(" Welt")
    call = {"tool_calls": [{"function": {"name": "read", "arguments": {"path": "a.rs"}}}]}
    why = "https://github.com/ollama/ollama/blob/main/docs/api.md"
    yield Golden(
        "ollama chat",
        "ollama_chat",
        (chat + said("", **call) + line(**last, prompt_eval_count=26, eval_count=298)).encode(),
        (26, 0, 0, 0, 298, None),
        'Grüße Welt\nread({"path":"a.rs"})',
        why=why,
        receipt={"response_model": "qwen3"},
    )
    yield Golden(
        "ollama chat, a prompt from the cache",
        "ollama_chat",
        (chat + line(**last, prompt_eval_count=26, prompt_eval_cached_count=20, eval_count=298)).encode(),
        (6, 20, 0, 0, 298, None),
        "Grüße Welt",
    )
    yield Golden(
        "ollama chat, a prompt that was not counted",
        "ollama_chat",
        (chat + line(**last, eval_count=298)).encode(),
        (None, None, None, None, 298, None),
        "Grüße Welt",
        why="https://github.com/ollama/ollama/issues/2068: unknown, not 0",
    )
    yield Golden(
        "ollama chat, dropped",
        "ollama_chat",
        chat.encode(),
        (None, None, None, None, None, None),
        "Grüße Welt",
        completeness="missing",
        outcome="aborted",
    )
    yield Golden(
        "ollama generate",
        "ollama_generate",
        (
            line(response="fn ", done=False)
            + line(response="x()", done=False)
            + line(response="", context=[1, 2], **end, prompt_eval_count=11, eval_count=18)
        ).encode(),
        (11, 0, 0, 0, 18, None),
        "fn x()",
        why=why,
    )
    yield Golden(
        "ollama generate, whole",
        "ollama_generate",
        line(response="fn x()", **end, prompt_eval_count=11, eval_count=18).encode(),
        (11, 0, 0, 0, 18, None),
        "fn x()",
    )


def of_litellm() -> Iterator[Golden]:
    """The shapes that other routers read wrongly."""
    issue = "https://github.com/BerriAI/litellm/issues/"
    yield Golden(
        "usage in a last chunk with an empty choice",
        "openai_chat",
        events(
            {
                "id": "ffd2",
                "created": 1786540743,
                "model": "deepseek/deepseek-v4-flash-0731",
                "object": "chat.completion.chunk",
                "choices": [{"index": 0, "delta": {"content": "ok"}}],
            },
            {
                "id": "ffd2",
                "created": 1786540743,
                "model": "deepseek/deepseek-v4-flash-0731",
                "object": "chat.completion.chunk",
                "choices": [{"index": 0, "delta": {}}],
                "usage": {
                    "completion_tokens": 2,
                    "prompt_tokens": 16111,
                    "total_tokens": 16113,
                    "completion_tokens_details": {"reasoning_tokens": 0},
                    "prompt_tokens_details": {"cached_tokens": 15872},
                },
            },
            done=True,
        ),
        (239, 15872, 0, 0, 2, 0),
        "ok",
        why=issue + "36168: the cached tokens got lost as the choices were not empty",
    )
    yield Golden(
        "usage in the chunk that finishes",
        "openai_chat",
        events(
            chunk("ok"),
            chunk(
                None,
                "stop",
                usage={
                    "prompt_tokens": 1000,
                    "completion_tokens": 100,
                    "total_tokens": 1100,
                    "prompt_tokens_details": {"cached_tokens": 600},
                },
            ),
            done=True,
        ),
        (400, 600, 0, 0, 100, None),
        "ok",
        why=issue + "36083: it was counted anew, as 8 and 1, and without its cache",
    )
    yield Golden(
        "a gateway's usage with details and a cost",
        "openai_chat",
        events(
            chunk("ok"),
            told(
                prompt_tokens=9520,
                completion_tokens=16,
                total_tokens=9536,
                cost=0.00254674,
                prompt_tokens_details={"cached_tokens": 9519, "audio_tokens": 0, "video_tokens": 0},
                market_cost=0.00254674,
                gateway_cost=0.00254674,
            ),
            done=True,
        ),
        (1, 9519, 0, 0, 16, None),
        "ok",
        why=issue + "39088: the details were dropped, and every cached token charged as a new one",
        receipt={"reported_cost": "0.00254674", "cost": "0.00254674", "price_source": "provider"},
    )

    zero = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
    yield Golden(
        "a usage of zeros before the client hung up",
        "openai_chat",
        events(chunk("ok", usage=zero)),
        (0, 0, 0, 0, 0, None),
        "ok",
        completeness="partial",
        outcome="aborted",
        why=issue + "37992: an explicit 0 was taken for a missing count, and an estimate charged instead",
    )
    yield Golden(
        "a last usage of zeros",
        "openai_chat",
        events(chunk("ok"), told(**zero)),
        (0, 0, 0, 0, 0, None),
        "ok",
        outcome="aborted",
        why=issue + "37992",
    )


def all_of_them() -> Iterator[Golden]:
    yield from of_chat()
    yield from of_ollama()
    yield from of_litellm()
