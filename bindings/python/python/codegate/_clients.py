"""The HTTP clients of SDKs, with a transport of ours in them."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from ._calls import CallFacts

if TYPE_CHECKING:
    from ._native import Gate
    from ._records import Receipt


class PluginOptions(CallFacts, total=False):
    """What every plug-in takes: the facts of `codegate.call`, and the options of `codegate.httpx.Transport`."""

    retries: int
    max_wait: float
    unrouted: Literal["pass", "refuse"]
    on_receipt: Callable[[Receipt], object] | None


def transports(client: type[Any]) -> Any:
    """`codegate.httpx2` or `codegate.httpx`, whichever this class of clients belongs to."""
    for name in ("httpx2", "httpx"):
        package = sys.modules.get(name)
        if package is not None and issubclass(client, (package.Client, package.AsyncClient)):
            return importlib.import_module(f"codegate.{name}")
    raise TypeError(f"`{client.__module__}.{client.__qualname__}` is no client of httpx2 or httpx")


def http_client(make: type[Any], gate: Gate, inner: Any, options: PluginOptions) -> Any:
    """A client that `make` makes, which sends by way of the gate."""
    plugin = transports(make)
    transport = plugin.AsyncTransport if hasattr(make, "aclose") else plugin.Transport
    return make(transport=transport(gate, inner, **options))


def wrapped(client: Any, gate: Gate, makers: dict[type[Any], type[Any]], options: PluginOptions) -> Any:
    """A copy of an SDK's client that sends by way of the gate, over the connections of the first."""
    for kind, make in makers.items():
        if not isinstance(client, kind):
            continue
        inner = getattr(client, "_client", None)
        if inner is None:
            return client.copy(http_client=http_client(make, gate, None, options))
        # It may be of the other package than the SDK's own.
        plugin = transports(type(inner))
        transport = (plugin.AsyncTransport if hasattr(make, "aclose") else plugin.Transport)(gate, inner, **options)
        plain = transport.client_class()
        return client.copy(http_client=plain(transport=transport, timeout=inner.timeout, follow_redirects=True))
    names = " or ".join(f"`{kind.__module__.split('.')[0]}.{kind.__name__}`" for kind in makers)
    raise TypeError(f"`client` must be an {names}, not `{type(client).__name__}`")
