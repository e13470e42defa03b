"""Iterators and awaitables over the compiled calls."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable, Coroutine, Iterable, Iterator
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from ._errors import InvalidError
from ._work import Line, done

if TYPE_CHECKING:
    from ._native import Exchange

P = ParamSpec("P")
T = TypeVar("T")


def run(line: Line, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, T]:
    """Puts a call that may wait in line now, in the context of the caller; the coroutine waits for what comes of it."""
    context = copy_context()
    return done(line.put(lambda: context.run(call, *args, **kwargs)))


async def ready(value: T) -> T:
    """A value that is ready."""
    return value


def wrap(
    exchange: Exchange, chunks: Iterable[bytes] | AsyncIterable[bytes]
) -> Iterator[bytes] | AsyncIterator[bytes]:
    """The chunks for the client, as they pass through the exchange."""
    if isinstance(chunks, AsyncIterable):
        return _wrap_async(exchange, chunks)
    if isinstance(chunks, Iterable) and not isinstance(chunks, (bytes, bytearray, memoryview, str)):
        return _wrap(exchange, chunks)
    raise InvalidError("`chunks` must be an iterable or an async iterable of bytes", "invalid_argument")


def _wrap(exchange: Exchange, chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        if out := exchange.feed(chunk):
            yield out
    if tail := exchange.end():
        yield tail


async def _wrap_async(exchange: Exchange, chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    async for chunk in chunks:
        if out := exchange.feed(chunk):
            yield out
    if tail := exchange.end():
        yield tail
