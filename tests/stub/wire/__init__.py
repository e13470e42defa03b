"""The wire formats that the stub speaks, and the paths at which it does."""

from __future__ import annotations

import re

from wire import anthropic_messages, gemini, ollama, openai_chat, openai_completions, openai_responses
from wire.form import Form

# Where two match, the first counts. A group `model` is the model, where the url names it.
PATHS: list[tuple[re.Pattern[str], Form]] = [
    (re.compile(path), form)
    for path, form in [
        (r"/v1/chat/completions", openai_chat.FORM),
        (r"/v1beta/openai/chat/completions", openai_chat.FORM),
        (r"/v1/completions", openai_completions.FORM),
        (r"/v1/responses", openai_responses.FORM),
        (r"/v1/messages", anthropic_messages.FORM),
        (r"/v1/messages/count_tokens", anthropic_messages.COUNT),
        (r"/api/chat", ollama.CHAT),
        (r"/api/generate", ollama.GENERATE),
        (r"/v1beta/models/(?P<model>[^/:]+):generateContent", gemini.WHOLE),
        (r"/v1beta/models/(?P<model>[^/:]+):streamGenerateContent", gemini.STREAM),
        (r"/v1beta/models/(?P<model>[^/:]+):countTokens", gemini.COUNT),
    ]
]


def at(path: str) -> tuple[Form, str] | None:
    """The format that is spoken at a path, and the model that the path names."""
    for pattern, form in PATHS:
        if match := pattern.fullmatch(path):
            return form, match.groupdict().get("model", "")
    return None
