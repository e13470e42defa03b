"""Gemini's embeddings."""

from __future__ import annotations

from conversation import objects
from counts import words

from calls.form import Asked, Kept, Said, counted, vector


def embeddings(kept: Kept, asked: Asked) -> Said:
    texts = [
        " ".join(part["text"] for part in objects(request["content"]["parts"])) for request in asked.body["requests"]
    ]
    tokens = sum(words(one) for one in texts)
    content = {
        "embeddings": [{"values": vector(one)} for one in texts],
        "usageMetadata": {
            "promptTokenCount": tokens,
            "promptTokenDetails": [{"modality": "TEXT", "tokenCount": tokens}],
        },
    }
    return Said("embeddings", content, asked.named["model"], counted(tokens))
