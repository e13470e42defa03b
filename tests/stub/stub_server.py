"""A model server for tests: loopback, standard library only, with token counts that are known beforehand.

    python3 tests/stub/stub_server.py [--keep FOLDER]

prints one line of JSON, `{"url": "http://127.0.0.1:PORT"}`, and serves until its stdin closes:

    POST /v1/chat/completions              OpenAI chat (honours `stream_options.include_usage`)
    POST /v1/responses                     OpenAI Responses
    POST /v1/completions                   OpenAI's legacy completions
    POST /v1/messages                      Anthropic messages, and `/v1/messages/count_tokens`
    POST /api/chat, /api/generate          Ollama
    POST /v1beta/models/MODEL:METHOD       Gemini: generateContent, streamGenerateContent (an array, or `?alt=sse`),
                                           countTokens; and OpenAI chat at /v1beta/openai/chat/completions
    GET  /v1/models, /v1beta/models,       the models that a client may list, as OpenAI, Anthropic (told by its
         /api/tags, /api/version           version header), Gemini and Ollama tell them
    embeddings, images, audio, moderation, files, batches and their results, responses that were made before: `calls`
    GET  /truth[?since=N]                  what was asked and what it really cost, a list in order

all of them whole and streamed. A model named `fail-503` (or any status from 400 to 599) fails with that status and a
`retry-after`. Asked to `Read the file PATH`, a model calls a tool that does it: see `model.py`. With `--keep`, every
request is also written to a file of its own.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent))

import calls  # noqa: E402
import wire  # noqa: E402
from calls.form import Asked, Kept, Said  # noqa: E402
from conversation import Conversation, Json  # noqa: E402
from counts import count  # noqa: E402
from model import answer, asked_for  # noqa: E402
from wire import openai_chat, openai_responses  # noqa: E402
from wire.form import Form, Reply  # noqa: E402

RETRY_AFTER = "1"
CREDENTIALS = ("authorization", "x-api-key", "api-key", "x-goog-api-key")


class Stub(ThreadingHTTPServer):
    """The server; `with Stub() as stub:` serves at `stub.url` until the block ends."""

    daemon_threads = True
    # As many as may connect at once.
    request_queue_size = 256

    def __init__(self, keep: Path | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        # The address that it tells its clients, who may come by way of another server.
        self.public = self.url
        self.kept = Kept()
        self._keep = keep
        self._truth: list[Json] = []
        self._seen = 0
        self._lock = threading.Lock()

    def __enter__(self) -> Stub:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def number(self) -> int:
        """A number for the next request."""
        with self._lock:
            self._seen += 1
            return self._seen

    def note(self, entry: Json) -> None:
        """Keeps what was asked and what it cost."""
        with self._lock:
            self._truth.append(entry)

    def truth(self, since: int = 0) -> list[Json]:
        with self._lock:
            return self._truth[since:]

    def keep(self, number: int, method: str, path: str, headers: list[tuple[str, str]], raw: bytes) -> None:
        """Writes a request down, if that was asked for."""
        if self._keep is None:
            return
        try:
            body = json.loads(raw) if raw else None
        except ValueError:
            body = raw.decode(errors="replace")
        kept = {"method": method, "path": path, "headers": headers, "body": body}
        self._keep.mkdir(parents=True, exist_ok=True)
        (self._keep / f"{number:03}.json").write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n")


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Stub

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: stdout is for the one line."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query))
        if parts.path == "/truth":
            since = query.get("since", "0")
            self.send_json(200, self.server.truth(int(since) if since.isdigit() else 0))
            return
        number = self.server.number()
        self.server.keep(number, "GET", self.path, self.headers.items(), b"")
        self.call(number, parts.path, query, b"")

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        number = self.server.number()
        self.server.keep(number, "POST", self.path, self.headers.items(), raw)
        parts = urlsplit(self.path)
        spoken = wire.at(parts.path)
        if spoken is None:
            self.call(number, parts.path, dict(parse_qsl(parts.query)), raw)
            return
        form, model = spoken
        try:
            body = json.loads(raw)
            if not isinstance(body, dict):
                raise TypeError("not an object")
            asked = form.read(body, model)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self.send_json(400, form.error(400, f"no request of the format {form.name}: {error}"))
            return
        self.answer(number, form, asked, dict(parse_qsl(parts.query)))

    def call(self, number: int, path: str, query: dict[str, str], raw: bytes) -> None:
        """Answers what is no conversation."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, path, headers, raw, number, self.server.public)
        try:
            said = calls.at(self.server.kept, asked)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            said = Said("other", openai_chat.FORM.error(400, f"no request of this path: {error}"), status=400)
        if said is None:
            said = Said("other", openai_chat.FORM.error(404, f"no such path: {path}"), status=404)
        entry = self.seen(number, said.purpose, query, said.model, said.status)
        content = said.content
        told = content.decode("latin-1") if isinstance(content, bytes) else content
        self.server.note({**entry, "stream": said.kind == "text/event-stream", "usage": said.usage, "said": told})
        self.send_bytes(said.status, said.kind, said.bytes)

    def seen(self, number: int, purpose: str, query: dict[str, str], model: str | None, status: int) -> Json:
        """What is noted of every request."""
        return {
            "number": number,
            "purpose": purpose,
            "format": None,
            "method": self.command,
            "path": urlsplit(self.path).path,
            "query": query,
            "model": model,
            "status": status,
            "credential": next((self.headers[name] for name in CREDENTIALS if name in self.headers), None),
            "answer": None,
        }

    def answer(self, number: int, form: Form, asked: Conversation, query: dict[str, str]) -> None:
        status = failure(asked.model)
        said = answer(asked, number)
        path, called = asked_for(asked.messages)
        reply = Reply(asked, said, count(asked, said), number)
        streamed = asked.stream and not form.counts_only
        told = status == 200 and asked.tells_usage and not form.counts_only
        whole = form.whole(reply)
        if form is openai_responses.FORM:
            whole = self.server.kept.response(reply, whole)
        entry = self.seen(number, "count_tokens" if form.counts_only else "chat", query, asked.model, status)
        self.server.note(
            {
                **entry,
                "format": form.name,
                "stream": streamed,
                "tools": [tool.name for tool in asked.tools],
                "system": asked.system_texts(),
                "answer": None if status != 200 or form.counts_only else said.text,
                "call": {"name": said.call.name, "arguments": said.call.arguments} if said.call else None,
                "read": path if called else None,
                "messages": len(asked.messages),
                "usage": form.told(reply.counts).as_dict() if told else None,
                "said": None if streamed else whole,
            }
        )
        if status != 200:
            self.send_json(status, form.error(status, "told to fail"), {"retry-after": RETRY_AFTER})
        elif streamed:
            self.send_stream(form.stream_type(query), form.stream(reply, query))
        else:
            self.send_json(200, whole)

    def send_json(self, status: int, value: Any, headers: dict[str, str] | None = None) -> None:
        self.send_bytes(status, "application/json", json.dumps(value).encode(), headers)

    def send_bytes(self, status: int, kind: str, data: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, text in (headers or {}).items():
            self.send_header(name, text)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def send_stream(self, kind: str, events: Iterable[bytes]) -> None:
        self.send_response(200)
        self.send_header("content-type", kind)
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
    parser = argparse.ArgumentParser(description="A model server for tests.")
    parser.add_argument("--keep", type=Path, help="a folder; every request is written to a file there")
    with Stub(parser.parse_args().keep) as stub:
        print(json.dumps({"url": stub.url}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
