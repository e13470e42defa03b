"""Iterators and awaitables over the compiled calls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from ._errors import InvalidError

if TYPE_CHECKING:
    from ._native import Exchange, Gate

T = TypeVar("T")


async def offload(call: Callable[[], T]) -> T:
    """Makes a call that may wait for the disk on a worker thread."""
    return await asyncio.to_thread(call)


async def ready(value: T) -> T:
    """A value that is ready."""
    return value


async def close(gate: Gate) -> None:
    """Closes a gate on a worker thread."""
    await offload(gate.close)


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
