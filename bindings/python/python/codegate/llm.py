"""A plug-in for the command line tool `llm`: the model `codegate` goes where a gate decides, and is recorded.

    llm -m codegate 'Why does it not compile?'

Nothing is to be set up in `llm`, which finds the plug-in by itself. The gate is that of the default store, which
`CODEGATE_STORE` may name, the workspace the one that is active there, unless `CODEGATE_WORKSPACE` names one. Keys are the gate's, not those of `llm`.
"""

from __future__ import annotations

import atexit
import os
import warnings
from importlib.util import find_spec
from typing import Any

if find_spec("llm") is None:
    raise ImportError(
        "`codegate.llm` needs the package `llm` 0.26 or newer: pip install 'llm>=0.26'", name="llm"
    )

import llm  # noqa: E402

from ._native import Gate  # noqa: E402
from ._native import open as open_gate  # noqa: E402
from ._needs import package  # noqa: E402

__all__ = ["register_models"]

# What no rule takes is refused, so that nothing is ever sent here.
NOWHERE = "https://codegate.invalid/v1"


# The gates of this program, by the paths of their stores.
_gates: dict[str, Gate] = {}


def opened() -> Gate:
    """The gate of the default store, which ends with the program."""
    store = os.environ.get("CODEGATE_STORE", "")
    if store not in _gates:
        _gates[store] = open_gate(os.path.expanduser(store) if store else None)
        atexit.register(_gates[store].close)
    return _gates[store]


def client(asynchronous: bool) -> Any:
    """A client of `openai` over the gate."""
    import openai

    from . import openai as plugin

    make: Any = openai.AsyncOpenAI if asynchronous else openai.OpenAI
    http_client: Any = plugin.async_http_client if asynchronous else plugin.http_client
    workspace = os.environ.get("CODEGATE_WORKSPACE") or None
    sending = http_client(opened(), unrouted="refuse", workspace=workspace, client="llm")
    return make(base_url=NOWHERE, api_key="unused", http_client=sending)


@llm.hookimpl  # type: ignore[misc, unused-ignore]
def register_models(register: Any) -> None:
    """Adds the model `codegate`. `llm` calls it."""
    try:
        package("codegate.llm", "llm", least="0.26", names=())
        found = package(
            "codegate.llm",
            "llm.default_plugins.openai_models",
            least="0",
            names=("Chat.get_client", "AsyncChat.get_client"),
            distribution="llm",
        )
    except ImportError as error:
        # Whoever has both packages may not want them together: `llm` works on without this model.
        warnings.warn(str(error), stacklevel=2)
        return
    chat, async_chat = models(found)
    options = {"vision": True, "supports_schema": True, "supports_tools": True}
    register(chat("codegate", model_name="auto", **options), async_chat("codegate", model_name="auto", **options))


class Gated:
    """What makes a model of `llm` for OpenAI's chats go over a gate."""

    needs_key: str | None = None

    def __str__(self) -> str:
        return "codegate: codegate"

    def get_client(self, key: str | None, *, async_: bool = False) -> Any:
        """The client that the model sends with; `llm` calls it."""
        return client(async_)


def models(found: Any) -> tuple[type[Any], type[Any]]:
    """The models of `llm` for OpenAI's chats, with a client of ours."""
    return type("Chat", (Gated, found.Chat), {}), type("AsyncChat", (Gated, found.AsyncChat), {})
