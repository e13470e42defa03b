"""A model server for tests: loopback, standard library only, with token counts that are known beforehand.

    python3 tests/stub/stub_server.py

prints one line of JSON, `{"url": "http://127.0.0.1:PORT"}`, and serves until its stdin closes:

    POST /v1/chat/completions   OpenAI chat, whole and streamed (honours `stream_options.include_usage`)
    POST /v1/messages           Anthropic messages, whole and streamed
    GET  /v1/models             the models that a client may list
    GET  /truth[?since=N]       what was asked and what it really cost, a list in order

A model named `fail-503` (or any status from 400 to 599) fails with that status and a `retry-after`.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent))

from counts import answer, count, system_texts  # noqa: E402
from formats import FORMATS, Form, OpenAIChat  # noqa: E402

MODELS = ["gpt-5.1", "gpt-5.1-mini", "claude-opus-5", "claude-haiku-5", "qwen3-coder", "deep-think"]
RETRY_AFTER = "1"


class Stub(ThreadingHTTPServer):
    """The server; `with Stub() as stub:` serves at `stub.url` until the block ends."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self._truth: list[dict[str, Any]] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Stub:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def note(self, entry: dict[str, Any]) -> int:
        """Keeps what was asked and what it cost; gives its number."""
        with self._lock:
            self._truth.append(entry)
            return len(self._truth)

    def truth(self, since: int = 0) -> list[dict[str, Any]]:
        with self._lock:
            return self._truth[since:]


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Stub

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: stdout is for the one line."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/truth":
            since = parse_qs(parts.query).get("since", ["0"])[0]
            self.send_json(200, self.server.truth(int(since) if since.isdigit() else 0))
        elif parts.path == "/v1/models":
            self.send_json(200, {"object": "list", "data": [{"id": model, "object": "model"} for model in MODELS]})
        else:
            self.send_json(404, OpenAIChat.error(404, f"no such path: {parts.path}"))

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        path = urlsplit(self.path).path
        form = FORMATS.get(path)
        if form is None:
            self.send_json(404, OpenAIChat.error(404, f"no such path: {path}"))
            return
        try:
            body = json.loads(raw)
            if not isinstance(body["model"], str) or not all(isinstance(one, dict) for one in body["messages"]):
                raise TypeError
        except (ValueError, KeyError, TypeError):
            self.send_json(400, form.error(400, "a JSON object with `model` and `messages` is needed"))
            return
        self.answer(path, form, body)

    def answer(self, path: str, form: Form, body: dict[str, Any]) -> None:
        status = failure(body["model"])
        counts = count(body)
        told = status == 200 and form.tells_usage(body)
        number = self.server.note(
            {
                "format": form.name,
                "path": path,
                "model": body["model"],
                "stream": bool(body.get("stream")),
                "status": status,
                "system": system_texts(body),
                "credential": self.headers.get("authorization") or self.headers.get("x-api-key"),
                "answer": answer(body) if status == 200 else None,
                "usage": counts.as_dict() if told else None,
            }
        )
        if status != 200:
            self.send_json(status, form.error(status, "told to fail"), {"retry-after": RETRY_AFTER})
        elif body.get("stream"):
            self.send_stream(form.stream(body, counts, number))
        else:
            self.send_json(200, form.whole(body, counts, number))

    def send_json(self, status: int, value: Any, headers: dict[str, str] | None = None) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        for name, text in (headers or {}).items():
            self.send_header(name, text)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def send_stream(self, events: Iterable[bytes]) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for piece in torn(events):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")


def failure(model: str) -> int:
    """The status that a model of this name answers with."""
    head, _, status = model.partition("fail-")
    if head == "" and status.isdigit() and 400 <= int(status) <= 599:
        return int(status)
    return 200


def torn(events: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, cut where no event ends: a reader must not rely on one event per chunk."""
    held = b""
    for event in events:
        held += event
        if len(held) > 61:
            yield held[:-17]
            held = held[-17:]
    if held:
        yield held


def main() -> None:
    with Stub() as stub:
        print(json.dumps({"url": stub.url}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
