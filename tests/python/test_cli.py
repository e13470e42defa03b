"""`codegate proxy` against the stub model server: failing over, streams, clients that leave, other calls, web pages."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import codegate

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests/stub"))

from stub_server import Stub  # noqa: E402

CHAT = "/openai/v1/chat/completions"
SECRET = "sk-of-this-machine"
CLIENTS_OWN = "sk-of-the-client"


def program() -> Path:
    """The command line as `cargo test` or `cargo build` left it."""
    built = Path(os.environ["CODEGATE_BUILT"]) if "CODEGATE_BUILT" in os.environ else None
    folders = [built] if built else [*ROOT.glob("target/*/debug"), ROOT / "target/debug"]
    found = [folder / "codegate" for folder in folders if (folder / "codegate").is_file()]
    assert found, "no `codegate` is built: run `cargo build -p codegate-cli`"
    return found[0]


def request(model: str = "any", **more: Any) -> dict[str, Any]:
    return {"model": model, "messages": [{"role": "user", "content": "Say something."}], **more}


class Proxy:
    """The proxy as a process of its own."""

    def __init__(self, path: Path, log: Path, *options: str) -> None:
        self.log = log
        self.path = path
        command = [str(program()), "--store", str(path), "proxy", "--listen", "127.0.0.1:0", "--json", *options]
        environment = {**os.environ, "CODEGATE_TEST_KEY": SECRET}
        with log.open("w") as stderr:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, text=True, env=environment)
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, log.read_text()
        self.told: dict[str, Any] = json.loads(line)
        self.netloc = urlsplit(self.told["url"]).netloc

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.netloc, timeout=30)

    def call(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        connection = self.connect()
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        answer = response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
        connection.close()
        return answer

    def post(self, body: dict[str, Any], path: str = CHAT, **headers: str) -> tuple[int, dict[str, str], bytes]:
        given = {"content-type": "application/json", "authorization": f"Bearer {CLIENTS_OWN}"}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.call("POST", path, json.dumps(body).encode(), {**given, **named})

    def recorded(self, number: int) -> list[codegate.HistoryEntry]:
        """The history once it has so many exchanges, newest first."""
        with codegate.open(self.path, read_only=True) as gate:
            until(lambda: gate.history.count() >= number, lambda: self.log.read_text())
            return list(gate.history.list())

    def attempts(self) -> list[tuple[Any, ...]]:
        with codegate.open(self.path, read_only=True) as gate:
            sql = "SELECT model, status, outcome, failure_class FROM v_attempts ORDER BY started_at, attempt"
            return [tuple(row) for row in gate.query(sql).rows]

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(20)


def until(holds: Callable[[], bool], why: Callable[[], str] = lambda: "") -> None:
    end = time.monotonic() + 15
    while not holds():
        assert time.monotonic() < end, why()
        time.sleep(0.01)


class Slow(ThreadingHTTPServer):
    """A model that says one event, and goes on only when it is told to."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Speaking)
        self.go_on = threading.Event()
        self.gone = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Speaking(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Slow

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        try:
            self.say(b'data: {"choices": [{"index": 0, "delta": {"content": "first"}}]}\n\n')
            while not self.server.go_on.wait(0.05):
                # What is written into a connection that is closed fails only the second time.
                self.say(b": still here\n\n")
            self.say(b'data: {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 2}}\n\n')
            # Without its empty line the event is not at its end: the library holds it back until the response is.
            self.say(b"data: [DONE]\n")
            self.wfile.write(b"0\r\n\r\n")
        except OSError:
            self.server.gone.set()

    def say(self, event: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(event), event))
        self.wfile.flush()


@pytest.fixture
def stub() -> Iterator[Stub]:
    with Stub() as stub:
        yield stub


@pytest.fixture
def slow() -> Iterator[Slow]:
    slow = Slow()
    yield slow
    slow.go_on.set()
    slow.shutdown()
    slow.server_close()


@pytest.fixture
def store(path: Path, stub: Stub, slow: Slow) -> Path:
    with codegate.open(path) as gate:
        add = gate.providers.add
        add("gone", type="openai_compatible", endpoint="http://127.0.0.1:9")
        add("stub", type="openai_compatible", endpoint=stub.url, credential="env:CODEGATE_TEST_KEY")
        add("slow", type="openai_compatible", endpoint=slow.url)
        rules = [
            codegate.rule(requested_model="busy", to=["gone/x", "stub/fail-503"]),
            codegate.rule(requested_model="wrong", to=["stub/fail-400", "stub/gpt-5.1"]),
            codegate.rule(requested_model="nobody", to=["gone/x"]),
            codegate.rule(requested_model="slow", to=["slow/m"]),
            codegate.rule(requested_model="any", to=["gone/x", "stub/fail-503", "stub/gpt-5.1"]),
        ]
        gate.workspaces.create("acme", rules=rules, custom_instructions="Be brief.")
        gate.sessions.activate("acme")
    return path


@pytest.fixture
def start(store: Path, stub: Stub, tmp_path: Path) -> Iterator[Callable[..., Proxy]]:
    running: list[Proxy] = []

    def start(*options: str) -> Proxy:
        upstreams = [f"--upstream={vendor}={stub.url}" for vendor in ("openai", "anthropic", "gemini", "ollama")]
        running.append(Proxy(store, tmp_path / "log", *upstreams, *options))
        return running[-1]

    yield start
    for proxy in running:
        proxy.process.kill()
        proxy.process.wait()
        if proxy.process.stdout:
            proxy.process.stdout.close()


def test_an_answer_comes_through_two_fallbacks(start: Callable[..., Proxy], stub: Stub) -> None:
    proxy = start()
    status, headers, body = proxy.post(request())
    assert status == 200 and json.loads(body)["choices"] and headers["content-type"] == "application/json"
    entry = proxy.recorded(1)[0]
    assert (entry.workspace, entry.model, entry.outcome) == ("acme", "gpt-5.1", "completed")
    assert entry.usage.output_tokens == stub.truth()[-1]["usage"]["output"]
    assert [(row[2], row[3]) for row in proxy.attempts()] == [
        ("failed", "network"),
        ("failed", "overloaded"),
        ("completed", None),
    ]
    truth = stub.truth()[-1]
    assert truth["credential"] == f"Bearer {SECRET}" and "Be brief." in truth["system"]
    assert proxy.end() == 0
    said = proxy.log.read_text()
    assert "gpt-5.1" in said and SECRET not in said and CLIENTS_OWN not in said and "Say something" not in said


def test_a_stream_is_passed_on_as_it_comes(start: Callable[..., Proxy], slow: Slow) -> None:
    proxy = start()
    connection = proxy.connect()
    connection.request("POST", CHAT, json.dumps(request("slow", stream=True)), {"content-type": "application/json"})
    response = connection.getresponse()
    begun = time.monotonic()
    assert b"first" in response.readline()
    assert not slow.go_on.is_set() and time.monotonic() - begun < 5, "before the provider is at its end"
    slow.go_on.set()
    rest = response.read()
    connection.close()
    assert rest.endswith(b"data: [DONE]\n") and b"prompt_tokens" not in rest, "nobody asked for the usage"
    entry = proxy.recorded(1)[0]
    assert (entry.outcome, entry.usage.input_tokens, entry.usage.output_tokens) == ("completed", 7, 2)


def test_a_client_that_leaves_is_recorded_and_ends_the_call(start: Callable[..., Proxy], slow: Slow) -> None:
    proxy = start()
    connection = proxy.connect()
    connection.request("POST", CHAT, json.dumps(request("slow", stream=True)), {"content-type": "application/json"})
    response = connection.getresponse()
    assert b"first" in response.readline()
    assert connection.sock
    connection.sock.shutdown(socket.SHUT_RDWR)
    response.close()
    connection.close()
    entry = proxy.recorded(1)[0]
    assert (entry.outcome, entry.output) == ("aborted", "first")
    until(slow.gone.is_set, lambda: "the provider still speaks to nobody")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_end_records_what_is_open(start: Callable[..., Proxy], number: int) -> None:
    proxy = start()
    connection = proxy.connect()
    connection.request("POST", CHAT, json.dumps(request("slow", stream=True)), {"content-type": "application/json"})
    assert b"first" in connection.getresponse().readline()
    assert proxy.end(number) == 0
    connection.close()
    assert [entry.outcome for entry in proxy.recorded(1)] == ["aborted"]


def test_the_last_route_is_tried_again_within_bounds(start: Callable[..., Proxy]) -> None:
    proxy = start("--retries", "1", "--max-pause", "2")
    status, headers, body = proxy.post(request("busy"))
    assert (status, headers["retry-after"]) == (503, "1") and b"told to fail" in body
    assert proxy.recorded(1)[0].outcome == "failed"
    assert [row[1] for row in proxy.attempts()] == [None, 503, 503]
    proxy.end()
    impatient = start("--max-pause", "0")
    begun = time.monotonic()
    assert impatient.post(request("busy"))[0] == 503
    assert time.monotonic() - begun < 1, "it asks for a second, which is too long"
    impatient.recorded(2)
    assert len(impatient.attempts()) == 5


def test_what_no_other_provider_does_better_is_passed_on(start: Callable[..., Proxy]) -> None:
    proxy = start("--retries", "0")
    assert proxy.post(request("wrong"))[0] == 400
    status, headers, body = proxy.post(request("nobody"))
    assert status == 502 and headers["x-should-retry"] == "false"
    assert json.loads(body)["error"]["code"] == "unreachable"
    proxy.recorded(2)
    assert [(row[1], row[2]) for row in proxy.attempts()] == [(400, "failed"), (None, "failed")]


def test_what_is_no_model_call_goes_where_it_was_going(start: Callable[..., Proxy], stub: Stub) -> None:
    proxy = start()
    own = {"authorization": f"Bearer {CLIENTS_OWN}"}
    status, _, body = proxy.call("GET", "/openai/v1/models?limit=5", headers=own)
    assert status == 200 and "gpt-5.1" in [model["id"] for model in json.loads(body)["data"]]
    assert stub.truth()[-1]["credential"] == f"Bearer {CLIENTS_OWN}", "its own credential goes with it"
    status, _, body = proxy.call("GET", "/api/tags")
    assert status == 200 and json.loads(body)["models"]
    count = json.dumps({"model": "claude", "messages": [{"role": "user", "content": "one two"}]}).encode()
    headers = {"content-type": "application/json", "x-api-key": CLIENTS_OWN, "anthropic-version": "2023-06-01"}
    status, _, body = proxy.call("POST", "/anthropic/v1/messages/count_tokens", count, headers)
    assert status == 200 and json.loads(body)["input_tokens"] > 0
    status, _, body = proxy.call("GET", "/openai/v1/no/such/path", headers=own)
    assert status == 404 and b"no such path" in body
    # A model call that no rule is for goes there as well, and is recorded.
    assert proxy.post(request("gpt-4o"))[0] == 200
    assert [entry.model for entry in proxy.recorded(1)] == ["gpt-4o"]


def test_a_file_goes_through_whatever_its_size(start: Callable[..., Proxy], stub: Stub) -> None:
    proxy = start()
    edge = "edge"
    head = f'--{edge}\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nbatch\r\n' + (
        f'--{edge}\r\ncontent-disposition: form-data; name="file"; filename="a.jsonl"\r\n\r\n'
    )
    body = head.encode() + b"x" * (40 << 20) + f"\r\n--{edge}--\r\n".encode()
    kind = {"content-type": f"multipart/form-data; boundary={edge}", "authorization": f"Bearer {CLIENTS_OWN}"}
    status, _, answer = proxy.call("POST", "/openai/v1/files", body, kind)
    assert status == 200, answer
    assert json.loads(answer)["bytes"] == 40 << 20
    status, _, answer = proxy.post(request(content="x" * (33 << 20)))
    assert status == 413 and json.loads(answer)["error"]["code"] == "too_large"


def test_web_pages_cannot_use_it(start: Callable[..., Proxy], stub: Stub) -> None:
    proxy = start("--allow-origin", "app://editor")
    for headers in (
        {"host": "evil.example:4141"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec_fetch_site": "cross-site"},
    ):
        status, _, body = proxy.post(request(), **headers)
        assert status == 403 and json.loads(body)["error"]["code"] == "refused", headers
    assert stub.truth() == []
    assert proxy.post(request(), origin="app://editor")[0] == 200
    assert proxy.post(request(), host="localhost:1")[0] == 200


def test_sessions_and_workspaces_are_told_by_headers(start: Callable[..., Proxy]) -> None:
    proxy = start()
    with codegate.open(proxy.path) as gate:
        gate.workspaces.create("beta", rules=[codegate.rule(to="stub/gpt-5.1")])
        gate.sessions.activate("beta", session="s1")
    assert proxy.post(request(), x_codegate_session="s1")[0] == 200
    proxy.recorded(1)
    assert proxy.post(request(), x_codegate_workspace="beta")[0] == 200
    assert [(entry.workspace, entry.session) for entry in proxy.recorded(2)] == [("beta", "default"), ("beta", "s1")]
    status, _, body = proxy.post(request(), x_codegate_workspace="bet")
    assert status == 404 and json.loads(body)["error"]["code"] == "workspace_not_found"


def test_nobody_waits_for_a_store_that_another_holds(start: Callable[..., Proxy]) -> None:
    proxy = start("--wait", "20")
    assert proxy.post(request())[0] == 200
    proxy.recorded(1)
    other = sqlite3.connect(proxy.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    begun = time.monotonic()
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(proxy.post(request())[0])) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - begun
    assert answers == [200] * 40 and took < 10, took
    other.execute("ROLLBACK")
    other.close()
    assert len(proxy.recorded(41)) == 41


def test_what_ends_while_another_holds_the_store_is_recorded(start: Callable[..., Proxy]) -> None:
    proxy = start("--wait", "0.1")
    assert proxy.post(request())[0] == 200
    proxy.recorded(1)
    other = sqlite3.connect(proxy.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert [proxy.post(request())[0] for _ in range(3)] == [200] * 3
    until(lambda: "others hold the store" in proxy.log.read_text())
    proxy.process.send_signal(signal.SIGTERM)
    with pytest.raises(subprocess.TimeoutExpired):
        proxy.process.wait(1)
    other.execute("ROLLBACK")
    other.close()
    assert proxy.process.wait(20) == 0
    assert "not recorded" not in proxy.log.read_text()
    assert [entry.outcome for entry in proxy.recorded(4)] == ["completed"] * 4


def test_who_offers_another_protocol_is_answered_in_this_one(start: Callable[..., Proxy]) -> None:
    proxy = start()
    # As Java's client asks, every time.
    offer = {"connection": "Upgrade, HTTP2-Settings", "upgrade": "h2c", "HTTP2_Settings": "AAEAAEAAAAIAAAAB"}
    status, _, body = proxy.post(request(), **offer)
    assert status == 200 and json.loads(body)["choices"]
    asked = {"connection": "Upgrade", "upgrade": "websocket", "sec_websocket_key": "x", "sec_websocket_version": "13"}
    status, _, body = proxy.post(request(), **asked)
    assert status == 501 and json.loads(body)["error"]["code"] == "refused"
