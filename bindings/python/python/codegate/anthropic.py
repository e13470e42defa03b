"""The `anthropic` package over a gate: its calls go where the gate decides, and are recorded.

    import codegate.anthropic, anthropic

    client = anthropic.Anthropic(http_client=codegate.anthropic.http_client(gate))
    client = codegate.anthropic.wrap(client, gate)     # or a client that is there already
    client = anthropic.Anthropic(middleware=[codegate.anthropic.Middleware(gate)])

Everything else is the SDK's own: streams, errors, raw responses. Failures of a provider are tried elsewhere and again
here; `max_retries` of the client counts where no connection came about; its tries are attempts of the same exchange.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from ._needs import package

package(
    "codegate.anthropic",
    "anthropic",
    least="2",
    names=("Anthropic.copy", "AsyncAnthropic.copy", "DefaultHttpxClient", "DefaultAsyncHttpxClient", "Middleware"),
)

import anthropic  # noqa: E402

from . import _clients  # noqa: E402
from ._middleware import Middleware  # noqa: E402
from ._native import Gate  # noqa: E402

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["Middleware", "async_http_client", "http_client", "wrap"]

C = TypeVar("C", bound="anthropic.Anthropic | anthropic.AsyncAnthropic")


def http_client(
    gate: Gate, inner: Any = None, **options: Unpack[_clients.PluginOptions]
) -> anthropic.DefaultHttpxClient:
    """For `anthropic.Anthropic(http_client=…)`. The options are those of `codegate.httpx2.Transport`."""
    made: anthropic.DefaultHttpxClient = _clients.http_client(anthropic.DefaultHttpxClient, gate, inner, options)
    return made


def async_http_client(
    gate: Gate, inner: Any = None, **options: Unpack[_clients.PluginOptions]
) -> anthropic.DefaultAsyncHttpxClient:
    """For `anthropic.AsyncAnthropic(http_client=…)`."""
    make = anthropic.DefaultAsyncHttpxClient
    made: anthropic.DefaultAsyncHttpxClient = _clients.http_client(make, gate, inner, options)
    return made


def wrap(client: C, gate: Gate, /, **options: Unpack[_clients.PluginOptions]) -> C:
    """A copy of a client, of the same class, that sends over the gate. Closing it closes the connections of both."""
    makers: dict[type[Any], type[Any]] = {
        anthropic.Anthropic: anthropic.DefaultHttpxClient,
        anthropic.AsyncAnthropic: anthropic.DefaultAsyncHttpxClient,
    }
    made: C = _clients.wrapped(client, gate, makers, options)
    return made
