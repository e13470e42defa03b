"""The `openai` package over a gate: its calls go where the gate decides, and are recorded.

    import codegate.openai, openai

    client = openai.OpenAI(http_client=codegate.openai.http_client(gate))
    client = codegate.openai.wrap(client, gate)     # or a client that is there already

Everything else is the SDK's own: streams, errors, raw responses. Failures of a provider are tried elsewhere and again
here; `max_retries` of the client counts where no connection came about; its tries are attempts of the same exchange.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from ._needs import package

package(
    "codegate.openai",
    "openai",
    least="2",
    names=("OpenAI.copy", "AsyncOpenAI.copy", "DefaultHttpxClient", "DefaultAsyncHttpxClient"),
)

import openai  # noqa: E402

from . import _clients  # noqa: E402
from ._native import Gate  # noqa: E402

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["async_http_client", "http_client", "wrap"]

C = TypeVar("C", bound="openai.OpenAI | openai.AsyncOpenAI")


def http_client(
    gate: Gate, inner: Any = None, **options: Unpack[_clients.PluginOptions]
) -> openai.DefaultHttpxClient:
    """For `openai.OpenAI(http_client=…)`. The options are those of `codegate.httpx2.Transport`."""
    made: openai.DefaultHttpxClient = _clients.http_client(openai.DefaultHttpxClient, gate, inner, options)
    return made


def async_http_client(
    gate: Gate, inner: Any = None, **options: Unpack[_clients.PluginOptions]
) -> openai.DefaultAsyncHttpxClient:
    """For `openai.AsyncOpenAI(http_client=…)`."""
    made: openai.DefaultAsyncHttpxClient = _clients.http_client(openai.DefaultAsyncHttpxClient, gate, inner, options)
    return made


def wrap(client: C, gate: Gate, /, **options: Unpack[_clients.PluginOptions]) -> C:
    """A copy of a client, of the same class, that sends over the gate. Closing it closes the connections of both."""
    makers: dict[type[Any], type[Any]] = {
        openai.OpenAI: openai.DefaultHttpxClient,
        openai.AsyncOpenAI: openai.DefaultAsyncHttpxClient,
    }
    made: C = _clients.wrapped(client, gate, makers, options)
    return made
