"""What each plug-in of the Python package adds to a request, beside its bare SDK.

    target/venv/bin/python tests/bench/plugins.py [--rounds 10] [--folder FOLDER] [NAME ...]

prints, for one call after another and for 200 at once, the median and the 99th percentile of the time of a call in
milliseconds, bare and over a gate, and their ratio. Both go by turns to the same server on loopback, a process of its own; the
gate records durably in a file, in `--folder` if given: one in memory leaves out what the disk takes. It needs what `tests/python/plugins/requirements.txt` lists.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import codegate

CROWD = 200
MESSAGES: Any = [{"role": "user", "content": "Say something nice about ships"}]
CHAT = {
    "id": "c",
    "object": "chat.completion",
    "created": 1,
    "model": "gpt-5.1",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Ahoy"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
}
MESSAGE = {
    "id": "m",
    "type": "message",
    "role": "assistant",
    "model": "claude-opus-5",
    "content": [{"type": "text", "text": "Ahoy"}],
    "stop_reason": "end_turn",
    "usage": {"input_tokens": 10, "output_tokens": 5},
}
GEMINI = {
    "candidates": [{"content": {"role": "model", "parts": [{"text": "Ahoy"}]}, "finishReason": "STOP"}],
    "usageMetadata": {"promptTokenCount": 10, "candidatesTokenCount": 5, "totalTokenCount": 15},
}

Ask = Callable[[], Awaitable[object]]


def serve(pipe: Any) -> None:
    """Answers each request at once, as the format of its path has it."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
                await reader.readexactly(length)
                path = head.split(b" ", 2)[1]
                said = MESSAGE if b"messages" in path else GEMINI if b":generateContent" in path else CHAT
                body = json.dumps(said).encode()
                kind = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body)
                writer.write(kind + body)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def main() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=512)
        pipe.send(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        await server.serve_forever()

    asyncio.run(main())


async def over_httpx(name: str, url: str, gate: codegate.Gate | None, stack: AsyncExitStack) -> Ask:
    import importlib

    package, plugin = importlib.import_module(name), importlib.import_module(f"codegate.{name}")
    limits = package.Limits(max_connections=1000, max_keepalive_connections=CROWD)
    inner = package.AsyncHTTPTransport(limits=limits)
    transport = inner if gate is None else plugin.AsyncTransport(gate, inner)
    client = await stack.enter_async_context(package.AsyncClient(transport=transport, timeout=60))
    body = {"model": "gpt-5.1", "messages": MESSAGES}
    return lambda: client.post(f"{url}/v1/chat/completions", json=body)


async def over_openai(name: str, url: str, gate: codegate.Gate | None, stack: AsyncExitStack) -> Ask:
    import openai

    import codegate.openai

    http_client = None if gate is None else codegate.openai.async_http_client(gate)
    made = openai.AsyncOpenAI(base_url=f"{url}/v1", api_key="k", http_client=http_client)
    client = await stack.enter_async_context(made)
    return lambda: client.chat.completions.create(model="gpt-5.1", messages=MESSAGES)


async def over_anthropic(name: str, url: str, gate: codegate.Gate | None, stack: AsyncExitStack) -> Ask:
    import anthropic

    import codegate.anthropic

    http_client = None if gate is None else codegate.anthropic.async_http_client(gate)
    made = anthropic.AsyncAnthropic(base_url=url, api_key="k", http_client=http_client)
    client = await stack.enter_async_context(made)
    return lambda: client.messages.create(model="claude-opus-5", max_tokens=9, messages=MESSAGES)


async def over_google(name: str, url: str, gate: codegate.Gate | None, stack: AsyncExitStack) -> Ask:
    import httpx2
    from google import genai

    import codegate.google

    if gate is None:
        http_options: Any = {"base_url": url, "httpx_async_client": httpx2.AsyncClient(timeout=60)}
    else:
        http_options = codegate.google.http_options(gate, {"base_url": url})
    client = genai.Client(api_key="k", http_options=http_options)
    return lambda: client.aio.models.generate_content(model="gemini-2.5-pro", contents="Say something nice")


async def over_litellm(name: str, url: str, gate: codegate.Gate | None, stack: AsyncExitStack) -> Ask:
    import litellm

    import codegate.litellm

    litellm.callbacks = []
    if gate is None:
        plain: Any = {"model": "openai/gpt-5.1", "api_base": f"{url}/v1", "api_key": "k", "messages": MESSAGES}
        return lambda: litellm.acompletion(**plain)
    litellm.callbacks = [codegate.litellm.Logger(gate)]
    return lambda: litellm.acompletion(**codegate.litellm.route(gate, messages=MESSAGES))


async def over_asgi(name: str, url: str, gate: codegate.Gate | None, stack: AsyncExitStack) -> Ask:
    """Beside an application that passes everything on, both called without a network."""
    import httpx2

    import codegate.asgi

    limits = httpx2.Limits(max_connections=1000, max_keepalive_connections=CROWD)
    sending = await stack.enter_async_context(httpx2.AsyncClient(limits=limits, timeout=60))

    async def plain(scope: Any, receive: Any, send: Any) -> None:
        body = (await receive())["body"]
        async with sending.stream(scope["method"], url + scope["path"], content=body) as response:
            await send({"type": "http.response.start", "status": 200, "headers": response.headers.raw})
            async for piece in response.aiter_raw():
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})

    app: Any = plain if gate is None else codegate.asgi.Proxy(gate, sending)
    client = await stack.enter_async_context(httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app)))
    body = {"model": "gpt-5.1", "messages": MESSAGES}
    return lambda: client.post("http://proxy/v1/chat/completions", json=body)


PLUGINS = {
    "httpx": over_httpx,
    "httpx2": over_httpx,
    "openai": over_openai,
    "anthropic": over_anthropic,
    "google": over_google,
    "asgi": over_asgi,
    "litellm": over_litellm,
}


async def timed(ask: Ask) -> float:
    start = time.perf_counter()
    await ask()
    return (time.perf_counter() - start) * 1000


async def measure(name: str, url: str, gate: codegate.Gate, rounds: int) -> None:
    async with AsyncExitStack() as stack:
        asks = [await PLUGINS[name](name, url, None, stack), await PLUGINS[name](name, url, gate, stack)]
        for ask in asks:
            await ask()
        for crowd in (1, CROWD):
            times: tuple[list[float], list[float]] = ([], [])
            for _ in range(rounds):
                for kept, ask in zip(times, asks, strict=True):
                    if crowd == 1:
                        kept.extend([await timed(ask) for _ in range(20)])
                    else:
                        kept.extend(await asyncio.gather(*(timed(ask) for _ in range(crowd))))
            show(name, crowd, *times)
        await settled(gate)


async def settled(gate: codegate.Gate) -> None:
    """Waits for what is recorded beside the calls, as LiteLLM does."""
    before = -1
    while (now := gate.usage().total.exchanges) != before:
        before = now
        await asyncio.sleep(1)


def show(name: str, crowd: int, bare: list[float], gated: list[float]) -> None:
    parts = []
    for label, share in (("p50", 0.5), ("p99", 0.99)):
        without, over = (sorted(times)[int(len(times) * share)] for times in (bare, gated))
        parts.append(f"{label} {without:8.2f} {over:8.2f} ms  x{over / without:5.2f}")
    print(f"{name:<10} {crowd:>4} at once   " + "   ".join(parts), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="What each plug-in adds to a request.")
    parser.add_argument("names", nargs="*", choices=[*PLUGINS, []], help="plug-ins; all by default")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--folder", help="where the store is made, in a folder of its own")
    options = parser.parse_args()
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(there,), daemon=True)
    server.start()
    url = here.recv()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder, codegate.open(Path(folder) / "codegate.db") as gate:
        os.environ["ROUTE_KEY"] = "k"
        for name, kind in (("gpt", "openai"), ("claude", "anthropic"), ("gemini", "gemini")):
            gate.providers.add(name, type=kind, endpoint=url, auth="api_key", credential="env:ROUTE_KEY")
        everything = [
            codegate.rule(requested_model="claude*", to="claude"),
            codegate.rule(requested_model="gemini*", to="gemini"),
            codegate.rule(to="gpt/gpt-5.1"),
        ]
        gate.workspaces.set_rules("default", everything)
        for name in options.names or PLUGINS:
            asyncio.run(measure(name, url, gate, options.rounds))
    server.terminate()


if __name__ == "__main__":
    main()
