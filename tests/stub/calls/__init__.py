"""Calls that are no conversation, and fetches of what was made before: the paths at which the stub takes them."""

from __future__ import annotations

import re
from collections.abc import Callable

from calls import anthropic, google, lists, ollama, openai
from calls.form import Asked, Kept, Said

Answer = Callable[[Kept, Asked], Said]
# Where two match, the first counts. Groups of a pattern are in `asked.named`.
PATHS: list[tuple[str, re.Pattern[str], Answer]] = [
    (method, re.compile(path), answer)
    for method, path, answer in [
        ("POST", r"/v1/embeddings", openai.embeddings),
        ("POST", r"/v1/images/generations", openai.generate_images),
        ("POST", r"/v1/images/edits", openai.edit_images),
        ("POST", r"/v1/audio/speech", openai.speech),
        ("POST", r"/v1/audio/transcriptions", openai.transcription),
        ("POST", r"/v1/moderations", openai.moderation),
        ("POST", r"/v1/files", openai.upload),
        ("GET", r"/v1/files/(?P<id>[^/]+)/content", openai.content),
        ("POST", r"/v1/batches", openai.make_batch),
        ("GET", r"/v1/batches/(?P<id>[^/]+)", openai.batch),
        ("GET", r"/v1/responses/(?P<id>[^/]+)", openai.response),
        ("POST", r"/v1/messages/batches", anthropic.make_batch),
        ("GET", r"/v1/messages/batches/(?P<id>[^/]+)", anthropic.batch),
        ("GET", r"/v1/messages/batches/(?P<id>[^/]+)/results", anthropic.results),
        ("POST", r"/v1beta/models/(?P<model>[^/:]+):batchEmbedContents", google.embeddings),
        ("POST", r"/api/embed", ollama.embeddings),
        ("POST", r"/api/show", lists.ollama_show),
        ("GET", r"(?P<path>.*)", lists.at),
    ]
]


def at(kept: Kept, asked: Asked) -> Said | None:
    """What is said to a call; None where it is none of these.

    Errors: `ValueError` and its like for a body that is not what belongs there.
    """
    for method, pattern, answer in PATHS:
        match = pattern.fullmatch(asked.path)
        if match and method == asked.method:
            asked.named = match.groupdict()
            return answer(kept, asked)
    return None
