"""The example proxy, run for one agent over a new store."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import codegate

Json = dict[str, Any]
ROOT = Path(__file__).resolve().parents[2]
SECONDS = 30
WORKSPACE = "agents"
INSTRUCTIONS = "House rule of the proxy: name the file that you speak of."
# The rules in order: the file that the agent reads, everything else, and what no catch-all takes: which models there are.
RULES: list[Json] = [
    {"when": {"files": ["src/*.py"]}, "to": ["stub/for-the-file"]},
    {"to": ["stub/for-the-rest"]},
    {"when": {"request_type": ["models", "other"]}, "to": ["stub"]},
]
MODELS = ["for-the-file", "for-the-rest"]
ROUTE_KEY = "the-key-of-the-route"


class Proxy:
    """`with Proxy(...) as proxy:` serves at `proxy.url`; afterwards `proxy.told` is what it said of each exchange."""

    def __init__(self, folder: Path, server: str, provider: str) -> None:
        self.store = folder / "codegate.db"
        self.told: list[Json] = []
        self.url = ""
        stub = {"name": "stub", "type": provider, "endpoint": server, "auth": "api_key", "credential": "env:ROUTE_KEY"}
        workspace = {"name": WORKSPACE, "custom_instructions": INSTRUCTIONS, "rules": RULES}
        setup = folder / "setup.json"
        setup.write_text(json.dumps({"providers": [stub], "workspaces": [workspace], "active": WORKSPACE}))
        self._errors = (folder / "proxy.txt").open("w")
        program = [sys.executable, str(ROOT / "examples/python/proxy.py"), str(self.store), "--setup", str(setup)]
        self._process = subprocess.Popen(
            program,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            env={**os.environ, "ROUTE_KEY": ROUTE_KEY},
        )
        # It would stop where nobody reads what it says.
        self._reader = threading.Thread(target=self._read)

    def __enter__(self) -> Proxy:
        assert self._process.stdout
        self.url = str(json.loads(self._process.stdout.readline())["url"])
        self._reader.start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(timeout=SECONDS)
        self._reader.join()
        self._errors.close()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self.told.append(json.loads(line))

    def recorded(self) -> codegate.UsageTotals:
        """What the store has kept of all exchanges."""
        with codegate.open(self.store, read_only=True) as gate:
            return gate.usage(workspace=WORKSPACE).total
