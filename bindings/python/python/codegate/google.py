"""The `google-genai` package over a gate: its calls go where the gate decides, and are recorded.

    import codegate.google
    from google import genai

    client = genai.Client(http_options=codegate.google.http_options(gate))

It serves `client` and `client.aio`. Failures of a provider are tried elsewhere and again here, so the SDK tries once.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ._needs import numbers, package

package("codegate.google", "google.genai", least="2", names=("Client", "types"), distribution="google-genai")

from google.genai import types, version  # noqa: E402

from ._native import Gate  # noqa: E402

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._clients import PluginOptions

if "httpx_async_client" not in types.HttpOptions.model_fields:
    raise ImportError(
        f"`codegate.google` does not know the package `google-genai` {version.__version__}, whose `HttpOptions` has no"
        " `httpx_async_client`: take an older one, or a newer codegate"
    )

__all__ = ["http_options"]


def http_options(
    gate: Gate,
    base: types.HttpOptions | Mapping[str, Any] | None = None,
    /,
    **options: Unpack[PluginOptions],
) -> types.HttpOptions:
    """For `genai.Client(http_options=…)`: the options `base`, if there are any, with clients that send over the gate.

    The options are those of `codegate.httpx2.Transport`. Closing the SDK's client does not close these clients; they
    end with their last use.
    """
    # What the SDK stands on since version 3, and before.
    name = "httpx2" if numbers(version.__version__) >= (3,) else "httpx"
    plugin, packaged = importlib.import_module(f"codegate.{name}"), importlib.import_module(name)
    given = types.HttpOptions.model_validate(base or {})
    # The SDK gives every request a timeout of its own.
    plain: dict[str, Any] = {"follow_redirects": True, "timeout": None}
    return given.model_copy(
        update={
            "httpx_client": packaged.Client(transport=plugin.Transport(gate, **options), **plain),
            "httpx_async_client": packaged.AsyncClient(transport=plugin.AsyncTransport(gate, **options), **plain),
            "retry_options": types.HttpRetryOptions(attempts=1),
        }
    )
