"""How long an event loop stands still while 200 streams end and another process holds the store for 3 seconds.

    target/venv/bin/python tests/bench/lag.py [streams] [seconds]

It prints, for `afinish` and for `finish` on the loop: the lag of the loop (p50, p99, most), how long a call of the loop's own
executor waited, and when all was recorded.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import codegate

HOLDER = """
import sqlite3, sys, time
other = sqlite3.connect(sys.argv[1], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
"""
EVENTS = [
    b'data: {"id":"c","model":"qwen3","choices":[{"index":0,"delta":{"content":"word "}}]}\n\n',
] * 20 + [
    b'data: {"id":"c","model":"qwen3","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":20}}\n\n',
    b"data: [DONE]\n\n",
]
BODY = b'{"model": "m", "stream": true, "stream_options": {"include_usage": true}, "messages": []}'
TICK = 0.005


async def stream(gate: codegate.Gate, waits: bool) -> None:
    exchange = gate.begin(body=BODY, path="/v1/chat/completions")
    for event in EVENTS:
        exchange.feed(event)
        await asyncio.sleep(TICK)
    exchange.end()
    if waits:
        exchange.finish(status=200)
    else:
        await exchange.afinish(status=200)


async def measure(gate: codegate.Gate, path: Path, streams: int, seconds: float, waits: bool) -> str:
    lags: list[float] = []
    queued = 0.0
    over = False

    async def tick() -> None:
        while not over:
            before = time.perf_counter()
            await asyncio.sleep(TICK)
            lags.append(time.perf_counter() - before - TICK)

    async def ask() -> None:
        nonlocal queued
        while not over:
            before = time.perf_counter()
            await asyncio.get_running_loop().run_in_executor(None, os.getpid)
            queued = max(queued, time.perf_counter() - before)
            await asyncio.sleep(0.05)

    watching = [asyncio.ensure_future(tick()), asyncio.ensure_future(ask())]
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(path), str(seconds)], stdout=subprocess.PIPE)
    assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
    begun = time.perf_counter()
    await asyncio.gather(*(stream(gate, waits) for _ in range(streams)))
    took = time.perf_counter() - begun
    over = True
    await asyncio.gather(*watching)
    holder.wait()
    lags.sort()
    p50, p99, most = (1000 * lags[min(int(len(lags) * part), len(lags) - 1)] for part in (0.5, 0.99, 1))
    return f"{p50:8.1f} {p99:8.1f} {most:8.1f} ms   executor {1000 * queued:8.1f} ms   recorded after {took:5.2f} s"


def main() -> None:
    streams = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 3.0
    print(f"{streams} streams, the store held for {seconds:g} s; lag of the loop p50, p99, most:")
    for name, waits in (("afinish", False), ("finish", True)):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "codegate.db"
            with codegate.open(path, busy_timeout=seconds + 30) as gate:
                gate.providers.add("local", type="openai_compatible", endpoint="http://127.0.0.1:1")
                gate.workspaces.set_rules("default", [codegate.rule(to="local/qwen3")])
                print(f"{name:8}", asyncio.run(measure(gate, path, streams, seconds, waits)), flush=True)


if __name__ == "__main__":
    main()
