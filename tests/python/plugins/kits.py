"""Clients of both packages, with and without tasks, for tests that hold for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import httpx2

import codegate
import codegate.httpx
import codegate.httpx2

# The key of every client, which only the server that the client itself names may see.
CLIENT_KEY = "client-key-that-must-not-go-on"
HEADERS = {"authorization": f"Bearer {CLIENT_KEY}"}
BODY = {"model": "auto", "messages": [{"role": "user", "content": "Say something nice about ships"}]}


@dataclass
class Answer:
    """What a client got; `text` as far as it read."""

    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Kit:
    """One package, with or without tasks."""

    package: Any
    plugin: Any
    tasks: bool

    def ask(
        self,
        gate: codegate.Gate,
        url: str,
        body: Any = None,
        *,
        path: str = "/v1/chat/completions",
        method: str = "POST",
        pieces: int | None = None,
        headers: dict[str, str] | None = None,
        timeout: float = 20,
        inner: Callable[[], Any] | None = None,
        **options: Any,
    ) -> Answer:
        """One request by a client of its own; of a stream no more than `pieces` are read."""
        request = {"method": method, "url": url + path, "json": body, "headers": {**HEADERS, **(headers or {})}}
        made = inner() if inner else None
        options.setdefault("max_wait", 3)
        if self.tasks:
            return asyncio.run(self._ask_async(gate, request, pieces, timeout, made, options))
        transport = self.plugin.Transport(gate, made, **options)
        with self.package.Client(transport=transport, timeout=timeout, follow_redirects=True) as client:
            with client.stream(**request) as response:
                text = b""
                for count, piece in enumerate(response.iter_bytes(), 1):
                    text += piece
                    if count == pieces:
                        break
            return Answer(response.status_code, dict(response.headers), text.decode())

    async def _ask_async(
        self, gate: codegate.Gate, request: Any, pieces: int | None, timeout: float, inner: Any, options: Any
    ) -> Answer:
        transport = self.plugin.AsyncTransport(gate, inner, **options)
        async with self.package.AsyncClient(transport=transport, timeout=timeout, follow_redirects=True) as client:
            async with client.stream(**request) as response:
                text, count = b"", 0
                async for piece in response.aiter_bytes():
                    text += piece
                    count += 1
                    if count == pieces:
                        break
            return Answer(response.status_code, dict(response.headers), text.decode())


KITS = {
    f"{plugin.__name__.split('.')[1]}-{'async' if tasks else 'sync'}": Kit(package, plugin, tasks)
    for package, plugin in ((httpx, codegate.httpx), (httpx2, codegate.httpx2))
    for tasks in (False, True)
}
