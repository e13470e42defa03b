"""A server that answers each request with the next thing that it was told, for what the stub model server never does."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Act:
    """One answer. `pieces` go out one by one; `then` says what comes after them: `end`, `hang` or `drop`."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pieces: tuple[bytes, ...] = ()
    then: str = "end"


def says(value: Any, status: int = 200, **headers: str) -> Act:
    """A whole answer in JSON."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Act(status, {"content-type": "application/json", **named}, (json.dumps(value).encode(),))


def events(*pieces: str, then: str = "end") -> Act:
    """A stream of events."""
    return Act(200, {"content-type": "text/event-stream"}, tuple(piece.encode() for piece in pieces), then)


def fails(status: int, message: str = "told to fail", **headers: str) -> Act:
    """An error as OpenAI and Anthropic write it."""
    return says({"type": "error", "error": {"type": "told", "message": message}}, status, **headers)


DROPS = Act(0)
HANGS = Act(0, then="hang")
CHAT = {
    "id": "c",
    "object": "chat.completion",
    "created": 1,
    "model": "gpt-5.1",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Ahoy"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
}


class Misbehaving(ThreadingHTTPServer):
    """`plan` is what the next requests get, in order; the last one is repeated. `seen` is what came."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.plan: list[Act] = [says(CHAT)]
        self.seen: list[tuple[str, dict[str, str], bytes]] = []
        self.gone = threading.Event()
        self.over = threading.Event()
        self._lock = threading.Lock()

    def __enter__(self) -> Misbehaving:
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are what this is for."""

    def next(self) -> Act:
        with self._lock:
            return self.plan.pop(0) if len(self.plan) > 1 else self.plan[0]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Misbehaving

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.server.seen.append((self.path, {name.lower(): text for name, text in self.headers.items()}, raw))
        act = self.server.next()
        if act.status:
            self.answer(act)
        if act.then == "hang":
            self.wait()
        if act.status == 0 or act.then != "end":
            self.close_connection = True

    do_GET = do_POST

    def answer(self, act: Act) -> None:
        self.send_response(act.status)
        for name, text in act.headers.items():
            self.send_header(name, text)
        whole = act.headers.get("content-type") == "application/json" and act.then == "end"
        frame: Callable[[bytes], bytes] = (lambda piece: piece) if whole else chunk
        if whole:
            self.send_header("content-length", str(sum(map(len, act.pieces))))
        else:
            self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for piece in act.pieces:
            self.wfile.write(frame(piece))
            self.wfile.flush()
        if act.then == "end" and not whole:
            self.wfile.write(b"0\r\n\r\n")

    def wait(self) -> None:
        """Until the client has hung up, or the test is over."""
        self.connection.settimeout(0.05)
        while not self.server.over.is_set():
            try:
                if self.connection.recv(1) == b"":
                    self.server.gone.set()
                    return
            except TimeoutError:
                continue
            except OSError:
                # It left before it had read everything.
                self.server.gone.set()
                return


def chunk(piece: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(piece), piece)
