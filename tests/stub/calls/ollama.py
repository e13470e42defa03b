"""Ollama's embeddings."""

from __future__ import annotations

from counts import words

from calls.form import Asked, Kept, Said, counted, vector


def embeddings(kept: Kept, asked: Asked) -> Said:
    body = asked.body
    texts = [body["input"]] if isinstance(body["input"], str) else list(body["input"])
    tokens = sum(words(one) for one in texts)
    content = {
        "model": body["model"],
        "embeddings": [vector(one) for one in texts],
        "total_duration": 2_000_000,
        "load_duration": 1_000_000,
        "prompt_eval_count": tokens,
    }
    return Said("embeddings", content, body["model"], counted(tokens))
