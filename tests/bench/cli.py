"""How long the command line takes from its start to a table of 100,000 exchanges.

    target/venv/bin/python tests/bench/cli.py PROGRAM [exchanges]

prints the median, the fastest and the slowest of 30 runs of each command, in milliseconds. The store is made in memory where the
system has a folder for that: what takes long is to record, and that is not measured here.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import codegate

COMMANDS = (["--version"], ["usage"], ["usage", "--by", "day,model"], ["history"], ["workspace", "list"])
MODELS = ("gpt-5.1", "gpt-5.1-mini", "claude-opus-5", "qwen3")
RUNS = 30


def fill(path: Path, exchanges: int) -> None:
    begun = datetime(2026, 1, 1, tzinfo=timezone.utc)
    with codegate.open(path, history="none") as gate:
        for name in ("acme", "legal", "web"):
            gate.workspaces.create(name)
        gate.providers.add("p", type="openai")
        for at in range(exchanges):
            gate.record(
                workspace=("default", "acme", "legal", "web")[at % 4],
                provider="p",
                model=MODELS[at % 7 % 4],
                started_at=begun + timedelta(minutes=4 * at),
                input_tokens=1000 + at % 911,
                output_tokens=at % 307,
            )


def main() -> None:
    program, exchanges = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        store = Path(folder) / "codegate.db"
        fill(store, exchanges)
        for command in COMMANDS:
            took = []
            for _ in range(RUNS):
                start = time.perf_counter()
                asked = [program, "--store", os.fspath(store), *command]
                done = subprocess.run(asked, stdout=subprocess.PIPE, check=True)
                took.append((time.perf_counter() - start) * 1000)
                assert done.stdout
            took.sort()
            told = f"{took[RUNS // 2]:7.1f} ms, {took[0]:.1f} to {took[-1]:.1f}"
            print(f"codegate {' '.join(command):<20} {told}", flush=True)


if __name__ == "__main__":
    main()
