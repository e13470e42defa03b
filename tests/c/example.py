"""The program of `examples/c` against servers that fail, break off and hang up, and a client that does.

    python3 tests/c/example.py PROGRAM LIBRARY
"""

from __future__ import annotations

import ctypes
import json
import os
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
ANSWER = b'{"model": "m", "choices": [], "usage": {"prompt_tokens": 8, "completion_tokens": 1}}'
EVENT = b'data: {"choices": [{"delta": {"content": "hello"}}]}\n\n'
STREAM = HEAD.replace(b"application/json", b"text/event-stream")
CHUNKED = b"transfer-encoding: chunked\r\n\r\n"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


# What the server sends before it closes the connection, what the client has to get, and how it has to be recorded.
CASES = {
    "a body with a length": (HEAD + b"content-length: %d\r\n\r\n" % len(ANSWER) + ANSWER, ANSWER, "completed"),
    "a body in chunks": (
        HEAD + CHUNKED + chunk(ANSWER[:5]) + chunk(ANSWER[5:]) + b"0\r\n\r\n",
        ANSWER,
        "completed",
    ),
    "a body to the end": (HEAD + b"\r\n" + ANSWER, ANSWER, "completed"),
    "a stream that breaks off": (STREAM + CHUNKED + chunk(EVENT), EVENT, "failed"),
    "a body that breaks off": (HEAD + b"content-length: 1000\r\n\r\n" + ANSWER[:20], ANSWER[:20], "failed"),
    "no answer": (b"", b"", "failed"),
}


class Server:
    """Answers every connection with the same bytes; with none it resets it."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            connection, _ = self.socket.accept()
            if not self.answer:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            elif connection.recv(1 << 16):
                connection.sendall(self.answer)
                connection.shutdown(socket.SHUT_WR)
                connection.recv(1)
            connection.close()


def run(
    program: str, store: Path, arguments: list[str], stdout: int = subprocess.PIPE
) -> subprocess.CompletedProcess[bytes]:
    body = json.dumps({"model": "m", "messages": [{"role": "user", "content": "hi"}]}).encode()
    command = [program, str(store), "/v1/chat/completions", *arguments]
    return subprocess.run(command, input=body, stdout=stdout, stderr=subprocess.PIPE, timeout=60)


def configure(library: str, store: Path, servers: dict[str, str]) -> None:
    """A store whose rule goes through all servers."""
    calls = ctypes.CDLL(library)
    gate = ctypes.c_void_p()

    def call(name: str, on: list[object], *texts: str) -> None:
        given = [part for text in texts for part in (text.encode(), ctypes.c_size_t(len(text.encode())))]
        status = getattr(calls, name)(*on, *given, None, None)
        assert status == 0, f"{name}: {status}"

    path, none = str(store).encode(), ctypes.c_size_t(0)
    assert calls.codegate_open(path, ctypes.c_size_t(len(path)), None, none, ctypes.byref(gate), None) == 0
    for name, url in servers.items():
        call("codegate_provider_add", [gate], json.dumps({"name": name, "type": "openai_compatible", "endpoint": url}))
    call("codegate_workspace_set_rules", [gate], "default", json.dumps([{"to": list(servers)}]))
    calls.codegate_gate_close(gate, None)
    calls.codegate_gate_free(gate)


def recorded(store: Path) -> list[str]:
    with sqlite3.connect(store) as connection:
        return [outcome for (outcome,) in connection.execute("SELECT outcome FROM v_exchanges")]


def main(program: str, library: str) -> int:
    passed = failed = 0

    def check(name: str, have: object, want: object) -> None:
        nonlocal passed, failed
        passed, failed = passed + (have == want), failed + (have != want)
        if have != want:
            print(f"{name}: {have!r}, not {want!r}")

    with tempfile.TemporaryDirectory() as folder:
        for number, (name, (answer, body, outcome)) in enumerate(CASES.items()):
            store = Path(folder, f"{number}.db")
            done = run(program, store, [Server(answer).url])
            check(name, (done.stdout, recorded(store), done.returncode), (body, [outcome], int(outcome != "completed")))

        store = Path(folder, "fallback.db")
        with socket.create_server(("127.0.0.1", 0)) as closed:
            nowhere = f"http://127.0.0.1:{closed.getsockname()[1]}"
        whole = Server(CASES["a body to the end"][0])
        configure(library, store, {"nowhere": nowhere, "there": whole.url})
        done = run(program, store, [])
        have = (done.stdout, recorded(store), done.returncode)
        check("a server that cannot be reached", have, (ANSWER, ["completed"], 0))

        # The client is gone before the first byte.
        reading, writing = os.pipe()
        os.close(reading)
        store = Path(folder, "gone.db")
        done = run(program, store, [whole.url], stdout=writing)
        os.close(writing)
        check("a client that hangs up", (recorded(store), done.returncode), (["aborted"], 1))
    print(f"{passed} passed, {failed} failed")
    return failed


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
