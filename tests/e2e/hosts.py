"""The programs that the demonstration drives: each takes a request, and tells the answer, the decision, the receipt."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
from dataclasses import dataclass
from typing import Any, Protocol

import sdk

SECONDS = 60
Json = dict[str, Any]


@dataclass
class Done:
    """One finished exchange, as the host and its client saw it."""

    client: str
    text: str
    decision: Json
    receipt: Json


class Host(Protocol):
    """Something that sends requests through codegate."""

    def send(self, request: Json) -> Done: ...

    def close(self) -> None: ...


class Child:
    """A program that says lines of JSON on stdout and ends when its stdin closes."""

    def __init__(self, command: list[str], env: dict[str, str]) -> None:
        pipe = subprocess.PIPE
        self.name = os.path.basename(command[1])
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, env={**os.environ, **env}, text=True)
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def line(self) -> Json:
        """The next line; an error if none comes in time."""
        try:
            line = self._lines.get(timeout=SECONDS)
        except queue.Empty:
            raise RuntimeError(f"{self.name} said nothing for {SECONDS} s") from None
        if not line:
            raise RuntimeError(f"{self.name} ended early with status {self._process.wait()}")
        parsed: Json = json.loads(line)
        return parsed

    def say(self, line: Json) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()

    def close(self) -> None:
        """Lets it end, and sees that it does."""
        assert self._process.stdin
        self._process.stdin.close()
        try:
            status = self._process.wait(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise RuntimeError(f"{self.name} did not end when its stdin closed") from None
        if status != 0:
            raise RuntimeError(f"{self.name} ended with status {status}")


class PythonProxy:
    """The example proxy, called with the real SDKs."""

    def __init__(self, command: list[str], env: dict[str, str]) -> None:
        self._child = Child(command, env)
        self._url = str(self._child.line()["url"])

    def send(self, request: Json) -> Done:
        client, text = sdk.call(self._url, request["path"], request["body"])
        told = self._child.line()
        return Done(client, text, told["decision"], told["receipt"])

    def close(self) -> None:
        self._child.close()


class NodeHost:
    """A Node program that calls the real npm package over codegate's `fetch`."""

    def __init__(self, command: list[str], env: dict[str, str]) -> None:
        self._child = Child(command, env)

    def send(self, request: Json) -> Done:
        self._child.say(request)
        told = self._child.line()
        return Done(told["client"], told["text"], told["decision"], told["receipt"])

    def close(self) -> None:
        self._child.close()


class OneShot:
    """A compiled program that takes one request on stdin, as the C and the Rust example do."""

    def __init__(self, command: list[str], database: str, env: dict[str, str]) -> None:
        self._command = [*command, database]
        self._env = {**os.environ, **env}

    def send(self, request: Json) -> Done:
        done = subprocess.run(
            [*self._command, request["path"]],
            input=json.dumps(request["body"]).encode(),
            env=self._env,
            capture_output=True,
            timeout=SECONDS,
        )
        said = done.stderr.decode()
        if done.returncode != 0:
            raise RuntimeError(f"{self._command[0]} ended with status {done.returncode}: {said}")
        told = json.loads(said.splitlines()[-1])
        text = sdk.text_of(done.stdout.decode(), request["body"])
        return Done("plain TCP", text, told["decision"], told["receipt"])

    def close(self) -> None:
        """Nothing is left of it."""
