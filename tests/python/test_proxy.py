"""The example proxy against the stub model server: fallbacks, streams, a client that leaves, and its own end."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import codegate

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests/stub"))

from stub_server import Stub  # noqa: E402

REQUEST: dict[str, Any] = {"model": "any", "messages": [{"role": "user", "content": "Say something."}]}


class Running:
    """The proxy as a process of its own."""

    def __init__(self, path: Path, setup: Path) -> None:
        command = [sys.executable, str(ROOT / "examples/python/proxy.py"), str(path), "--setup", str(setup)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = urlsplit(self.line()["url"])

    def line(self) -> dict[str, Any]:
        assert self.process.stdout
        line: dict[str, Any] = json.loads(self.process.stdout.readline())
        return line

    def post(self, body: dict[str, Any]) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(self.url.netloc, timeout=30)
        connection.request("POST", "/v1/chat/completions", json.dumps(body), {"content-type": "application/json"})
        response = connection.getresponse()
        answer = response.status, response.read()
        connection.close()
        return answer


@pytest.fixture
def stub() -> Iterator[Stub]:
    with Stub() as stub:
        yield stub


@pytest.fixture
def proxy(stub: Stub, path: Path, tmp_path: Path) -> Iterator[Running]:
    setup = tmp_path / "setup.json"
    providers = [
        {"name": "gone", "type": "openai_compatible", "endpoint": "http://127.0.0.1:9"},
        {"name": "stub", "type": "openai_compatible", "endpoint": stub.url},
    ]
    rules = [
        {"when": {"requested_model": "hopeless"}, "to": ["gone/x", "stub/fail-529"]},
        {"when": {"requested_model": "nobody"}, "to": ["gone/x"]},
        {"to": ["gone/x", "stub/fail-503", "stub/gpt-5.1"]},
        {"when": {"request_type": "models"}, "to": ["gone", "stub"]},
    ]
    workspaces = [{"name": "acme", "custom_instructions": "Be brief.", "rules": rules}]
    setup.write_text(json.dumps({"providers": providers, "workspaces": workspaces, "active": "acme"}))
    running = Running(path, setup)
    yield running
    running.process.kill()
    running.process.wait()
    for pipe in (running.process.stdin, running.process.stdout):
        if pipe:
            pipe.close()


def test_an_answer_comes_through_two_fallbacks(proxy: Running, stub: Stub) -> None:
    status, body = proxy.post(REQUEST)
    told = proxy.line()
    truth = stub.truth()[-1]
    assert status == 200 and json.loads(body)["choices"]
    assert told["decision"]["workspace"] == "acme" and told["decision"]["rule"] == 2
    assert [attempt["outcome"] for attempt in told["receipt"]["attempts"]] == ["failed", "failed", "completed"]
    assert told["receipt"]["model"] == "gpt-5.1"
    assert told["receipt"]["usage"]["output_tokens"] == truth["usage"]["output"]


def test_a_client_may_ask_which_models_there_are(proxy: Running, stub: Stub, path: Path) -> None:
    connection = http.client.HTTPConnection(proxy.url.netloc, timeout=30)
    connection.request("GET", "/v1/models?limit=5", headers={"authorization": "Bearer unused"})
    response = connection.getresponse()
    listed = json.loads(response.read())
    connection.close()
    told = proxy.line()
    assert response.status == 200 and "gpt-5.1" in [model["id"] for model in listed["data"]]
    assert told["decision"]["facts"]["format"] == "unknown"
    assert told["receipt"] is None
    assert proxy.post(REQUEST)[0] == 200 and proxy.line()["receipt"]
    with codegate.open(path, read_only=True) as gate:
        assert gate.usage().total.exchanges == 1, "to tell its models is no exchange"


def test_a_stream_is_passed_on_without_what_the_client_did_not_ask_for(proxy: Running, stub: Stub) -> None:
    status, body = proxy.post({**REQUEST, "stream": True})
    told = proxy.line()
    assert status == 200 and body.rstrip().endswith(b"data: [DONE]") and b"prompt_tokens" not in body
    assert told["receipt"]["usage"]["completeness"] == "final"
    assert told["receipt"]["usage"]["output_tokens"] == stub.truth()[-1]["usage"]["output"]


def test_the_last_failure_is_passed_on(proxy: Running) -> None:
    assert proxy.post({**REQUEST, "model": "hopeless"})[0] == 529
    assert proxy.line()["receipt"]["outcome"] == "failed"
    status, body = proxy.post({**REQUEST, "model": "nobody"})
    assert status == 502 and "no provider can be reached" in json.loads(body)["error"]["message"]
    assert proxy.line()["receipt"]["outcome"] == "failed"


@pytest.mark.parametrize("stop", ["stdin", "SIGTERM"])
def test_it_ends_in_good_order(proxy: Running, path: Path, stop: str) -> None:
    proxy.post(REQUEST)
    proxy.line()
    if stop == "stdin":
        assert proxy.process.stdin
        proxy.process.stdin.close()
    else:
        proxy.process.send_signal(signal.SIGTERM)
    assert proxy.process.wait(20) == 0
    with codegate.open(path) as gate:
        assert gate.usage(workspace="acme").total.exchanges == 1
