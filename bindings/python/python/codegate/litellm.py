"""The `litellm` package over a gate, which says where a call goes and keeps what it cost; LiteLLM sends and translates.

    import codegate.litellm, litellm

    litellm.callbacks = [codegate.litellm.Logger(gate)]
    codegate.litellm.completion(gate, model="auto", messages=messages)
    await litellm.acompletion(**codegate.litellm.route(gate, model="auto", messages=messages))

LiteLLM's tries and fallbacks for one call are attempts of one exchange.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from os import PathLike
from typing import Any
from weakref import WeakValueDictionary

from ._calls import Call, current, stated
from ._errors import CredentialError, InvalidError
from ._native import Gate
from ._needs import package
from ._records import Decision, Receipt, Route
from .types import Format, ProviderType

package("codegate.litellm", "litellm", least="1.50", names=("completion", "acompletion", "Router"))

import litellm  # noqa: E402
from litellm.integrations.custom_logger import CustomLogger  # noqa: E402

__all__ = ["Logger", "completion", "model_list", "route"]

LOG = logging.getLogger("codegate")

# How LiteLLM names a type of provider, the format that it then sends, and what it wants behind the base URL of that.
SPOKEN: dict[str, tuple[str, Format, str]] = {
    "anthropic": ("anthropic", "anthropic_messages", ""),
    "gemini": ("gemini", "gemini", "/v1beta"),
    "ollama": ("ollama_chat", "ollama_chat", ""),
}
OPENAI: tuple[str, Format, str] = ("openai", "openai_chat", "")
# The types of providers by LiteLLM's names, for calls that were not routed here.
TYPES: dict[str, ProviderType] = {
    "openai": "openai",
    "azure": "openai",
    "anthropic": "anthropic",
    "gemini": "gemini",
    "vertex_ai": "gemini",
    "ollama": "ollama",
    "ollama_chat": "ollama",
    "openrouter": "openrouter",
    "hosted_vllm": "vllm",
    "lm_studio": "lm_studio",
}
KINDS = {
    "completion": "chat",
    "responses": "chat",
    "embedding": "embeddings",
    "image_generation": "images",
    "moderation": "moderation",
}

# The blocks of `codegate.call` that wait for the receipts of calls that LiteLLM makes in threads of its own.
_waiting: WeakValueDictionary[str, Call] = WeakValueDictionary()


def route(
    gate: Gate,
    *,
    messages: list[Any],
    model: str = "auto",
    workspace: str | None = None,
    session: str | None = None,
    files: Iterable[str | PathLike[str]] | None = None,
    **arguments: Any,
) -> dict[str, Any]:
    """Arguments for `litellm.completion` or `acompletion`: model, address, key, and messages with the instructions.

    In a task there are `fallbacks`, too. In a thread there are none: there LiteLLM tells its loggers of a call with
    fallbacks only when the program ends, so `codegate.litellm.completion` goes to them itself.

    Other arguments go on as they are. Where no rule takes the call it is `InvalidError` with the code of the decision's
    reason; a credential that is not available is `CredentialError`.
    """
    call = current()
    given = {"workspace": workspace, "session": session, "files": files}
    facts = {**(call.facts if call is not None else {}), **stated(given)}
    known: dict[str, Any] = {name: arguments[name] for name in ("tools", "stream") if name in arguments}
    decision = gate.decide(
        body={"model": model, "messages": messages, **known}, path="/v1/chat/completions", **facts
    )
    found = decision.route
    if found is None or found.provider is None:
        text = "; ".join(warning.message for warning in decision.warnings) or "no rule takes this call"
        raise InvalidError(text, decision.reason or "invalid_argument")
    ways = [(found, params_of(gate, found)), *others_of(gate, decision)]
    first, *others = [params for _, params in ways]
    if decision.custom_instructions is not None and decision.instructions == "applied":
        messages = [{"role": "system", "content": decision.custom_instructions}, *messages]
    if arguments.get("stream"):
        # Otherwise LiteLLM counts the tokens of a stream itself, by a guess.
        arguments["stream_options"] = {"include_usage": True, **(arguments.get("stream_options") or {})}
    if others and "fallbacks" not in arguments and in_a_task():
        arguments["fallbacks"] = others
    metadata = {**(arguments.pop("metadata", None) or {}), "codegate": told(decision, ways, call)}
    return {**arguments, **first, "messages": messages, "metadata": metadata}


def completion(gate: Gate, **arguments: Any) -> Any:
    """`litellm.completion` with the arguments of `route`, and with the fallbacks of the rule."""
    asked = route(gate, **arguments)
    left = asked["metadata"]["codegate"]["routes"][1:]
    while True:
        try:
            return litellm.completion(**asked)
        except Exception as error:
            status = getattr(error, "status_code", None)
            passes = isinstance(status, int) and (status in (408, 429) or status >= 500)
            if not left or not passes:
                raise
        place = left.pop(0)
        asked |= litellm_params(gate, place["provider"], place["of"], place["type"])


def in_a_task() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def params_of(gate: Gate, route: Route) -> dict[str, Any]:
    return litellm_params(gate, str(route.provider), route.model, route.provider_type)


def others_of(gate: Gate, decision: Decision) -> Iterator[tuple[Route, dict[str, Any]]]:
    """The fallbacks whose credential is available: those without must not keep a call from the others."""
    for route in decision.fallbacks:
        try:
            yield route, params_of(gate, route)
        except CredentialError:
            continue


def told(decision: Decision, ways: list[tuple[Route, dict[str, Any]]], call: Call | None) -> dict[str, Any]:
    """What the logger has to know of a call, as plain values."""
    key = f"litellm:{uuid.uuid4().hex}"
    if call is not None:
        _waiting[key] = call
    places = [
        {
            "model": params["model"],
            "api_base": params["api_base"],
            "provider": route.provider,
            "type": route.provider_type,
            "of": route.model,
        }
        for route, params in ways
    ]
    return {
        "key": key,
        "workspace": decision.workspace,
        "session": decision.session,
        "rule": decision.rule,
        "requested_model": decision.facts.requested_model,
        "client": decision.facts.client,
        "files": [file.path for file in decision.facts.files],
        "routes": places,
    }


def litellm_params(gate: Gate, provider: str, model: str | None, kind: str) -> dict[str, Any]:
    """How LiteLLM comes to a model of a provider of this type: model, address and key."""
    name, format, tail = SPOKEN.get(kind, OPENAI)
    target = f"{provider}/{model}"
    exchange = gate.begin(to=target, format=format)
    try:
        there = exchange.route
        if there is None or there.base_url is None:
            text = f"no base URL leads LiteLLM to `{target}`; name one as the provider's `endpoint`"
            raise InvalidError(text, "invalid_argument")
        return {"model": f"{name}/{there.model}", "api_base": there.base_url + tail, "api_key": key_of(exchange.headers)}
    finally:
        # Only the address was wanted.
        exchange.discard()


def key_of(headers: list[tuple[str, str]]) -> str:
    """The credential of a request; LiteLLM wants one even where there is none."""
    for name, value in headers:
        if name.lower() in ("x-api-key", "api-key", "x-goog-api-key"):
            return value
        if name.lower() == "authorization":
            return value.removeprefix("Bearer ")
    return "none"


def model_list(gate: Gate, workspace: str = "default") -> list[dict[str, Any]]:
    """Deployments for `litellm.Router(model_list=…)`: one for each `provider/model` that the rules of a workspace name."""
    targets = [target for rule in gate.workspaces.get(workspace).rules for target in rule.to if target.model is not None]
    names = dict.fromkeys(f"{target.provider}/{target.model}" for target in targets)
    found = []
    for name in names:
        decided = gate.decide(to=name, workspace=workspace, format="openai_chat").route
        if decided is not None:
            params = litellm_params(gate, str(decided.provider), decided.model, decided.provider_type)
            found.append({"model_name": name, "litellm_params": params})
    return found


class Logger(CustomLogger):  # type: ignore[misc, unused-ignore]
    """Records every call that LiteLLM makes, also those that `route` was not asked for.

    gate: The open store.
    workspace, session: those of calls that were not routed.
    on_receipt: Gets the receipt of every recorded call, in a thread of LiteLLM's.
    """

    def __init__(
        self,
        gate: Gate,
        *,
        workspace: str | None = None,
        session: str | None = None,
        on_receipt: Callable[[Receipt], object] | None = None,
    ) -> None:
        super().__init__()
        self._gate = gate
        self._always = {"workspace": workspace, "session": session}
        self._on_receipt = on_receipt

    def log_success_event(self, kwargs: Any, response_obj: Any, start_time: Any, end_time: Any) -> None:
        """LiteLLM calls it after a call that succeeded."""
        self._record(kwargs, response_obj, start_time, end_time)

    def log_failure_event(self, kwargs: Any, response_obj: Any, start_time: Any, end_time: Any) -> None:
        """LiteLLM calls it after a call that failed."""
        self._record(kwargs, None, start_time, end_time)

    async def async_log_success_event(self, kwargs: Any, response_obj: Any, start_time: Any, end_time: Any) -> None:
        """The same for tasks."""
        await self._arecord(kwargs, response_obj, start_time, end_time)

    async def async_log_failure_event(self, kwargs: Any, response_obj: Any, start_time: Any, end_time: Any) -> None:
        """The same for tasks."""
        await self._arecord(kwargs, None, start_time, end_time)

    async def _arecord(self, kwargs: Any, response: Any, start: Any, end: Any) -> None:
        await self._gate.run(self._record, kwargs, response, start, end)

    def _record(self, kwargs: Mapping[str, Any], response: Any, start: Any, end: Any) -> None:
        if kwargs.get("cache_hit"):
            # LiteLLM answered itself.
            return
        params = kwargs.get("litellm_params") or {}
        ours = (params.get("metadata") or {}).get("codegate") or {}
        try:
            receipt = self._gate.record(
                **self._whose(kwargs, params, ours),
                **outcome_of(kwargs, response),
                started_at=aware(start),
                finished_at=aware(end),
            )
        except Exception:
            # LiteLLM would lose it without a word.
            LOG.exception("a call of LiteLLM was not recorded")
            return
        if (call := _waiting.get(str(ours.get("key")))) is not None:
            call.receive(receipt)
        if self._on_receipt is not None:
            try:
                self._on_receipt(receipt)
            except Exception:
                LOG.exception("`on_receipt` raised for exchange %s", receipt.exchange)

    def _whose(self, kwargs: Mapping[str, Any], params: Mapping[str, Any], ours: Mapping[str, Any]) -> dict[str, Any]:
        kind = str(kwargs.get("call_type") or "completion").removeprefix("a")
        named = str(kwargs.get("custom_llm_provider") or "openai")
        said: dict[str, Any] = {
            **self._always,
            "key": kwargs.get("litellm_call_id"),
            "provider": named,
            "provider_type": TYPES.get(named, "openai_compatible"),
            "model": kwargs.get("model"),
        }
        if ours:
            base = str(params.get("api_base") or "")
            for place in ours["routes"]:
                # LiteLLM has put the path of a format behind some of them.
                there = base.startswith(place["api_base"]) and place["model"].split("/", 1)[1] == kwargs.get("model")
                if there:
                    said |= {"provider": place["provider"], "provider_type": None, "model": place["of"]}
            copied = ("key", "workspace", "session", "rule", "requested_model", "client", "files")
            said |= {name: ours[name] for name in copied}
        return {**said, "request_type": KINDS.get(kind, "chat"), "on_duplicate": "attempt"}


def outcome_of(kwargs: Mapping[str, Any], response: Any) -> dict[str, Any]:
    """How a call ended, and its counts."""
    if response is None:
        error = kwargs.get("exception")
        status = getattr(error, "status_code", None)
        known = isinstance(status, int) and 100 <= status <= 599
        return {"outcome": "failed", "status": status if known else None, "reason": str(error)[:500]}
    usage = getattr(response, "usage", None)
    said: dict[str, Any] = {"outcome": "completed", "status": 200, "response_model": getattr(response, "model", None)}
    if usage is None:
        return said
    into, out = getattr(usage, "prompt_tokens_details", None), getattr(usage, "completion_tokens_details", None)
    return {
        **said,
        "input_tokens": count(usage, "prompt_tokens"),
        "output_tokens": count(usage, "completion_tokens"),
        "cache_read": count(into, "cached_tokens"),
        "cache_write_5m": count(into, "cache_creation_tokens") or count(usage, "cache_creation_input_tokens"),
        "reasoning": count(out, "reasoning_tokens"),
        "includes_cache": True,
    }


def count(record: Any, name: str) -> int | None:
    value = getattr(record, name, None)
    return value if isinstance(value, int) else None


def aware(time: Any) -> datetime | None:
    """LiteLLM's times are local, without a zone."""
    return time.astimezone() if isinstance(time, datetime) else None
