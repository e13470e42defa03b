"""The models that a client may list, as each provider tells them."""

from __future__ import annotations

from conversation import Json
from wire import openai_chat
from wire.form import CREATED, CREATED_TEXT

from calls.form import Asked, Kept, Said

MODELS = ["gpt-5.1", "gpt-5.1-mini", "claude-opus-5", "claude-haiku-5", "gemini-3-pro", "qwen3-coder", "deep-think"]


def at(kept: Kept, asked: Asked) -> Said:
    """What stands at a path that no other call has."""
    found = listed(asked.path, "anthropic-version" in asked.headers)
    if found is None:
        return Said("other", openai_chat.FORM.error(404, f"no such path: {asked.path}"), status=404)
    return Said("other" if asked.path == "/api/version" else "models", found)


def listed(path: str, anthropic: bool) -> Json | None:
    if path == "/v1/models" and anthropic:
        models = [{"type": "model", "id": one, "display_name": one, "created_at": CREATED_TEXT} for one in MODELS]
        return {"data": models, "has_more": False, "first_id": MODELS[0], "last_id": MODELS[-1]}
    if path == "/v1/models":
        listed = [{"id": one, "object": "model", "created": CREATED, "owned_by": "stub"} for one in MODELS]
        return {"object": "list", "data": listed}
    if path == "/v1beta/models":
        methods = ["generateContent", "countTokens"]
        return {"models": [{"name": f"models/{one}", "supportedGenerationMethods": methods} for one in MODELS]}
    if path == "/api/tags":
        return {"models": [{"name": one, "model": one, "modified_at": CREATED_TEXT, "size": 0} for one in MODELS]}
    if path == "/api/version":
        return {"version": "0.12.0"}
    return None


def ollama_show(kept: Kept, asked: Asked) -> Said:
    """What Ollama tells of one model."""
    name = str(asked.body["model"])
    details = {"format": "gguf", "family": "stub", "parameter_size": "1B", "quantization_level": "Q4_K_M"}
    shown = {"modelfile": f"FROM {name}", "parameters": "", "template": "{{ .Prompt }}", "details": details}
    told = {**shown, "model_info": {"general.architecture": "stub"}, "capabilities": ["completion", "tools"]}
    return Said("models", told, name)
