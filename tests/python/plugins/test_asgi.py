"""`codegate.asgi` under uvicorn, alone and mounted in FastAPI, with the real SDKs as its clients."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import anthropic
import fastapi
import httpx
import httpx2
import openai
import pytest
import uvicorn
from conftest import CLIENT_KEY, ROUTE_KEY, send_to
from misbehaving import CHAT as CHAT_ANSWER
from misbehaving import DROPS, Misbehaving, events, fails, says
from stub_server import Stub

import codegate
import codegate.asgi

MESSAGES: Any = [{"role": "user", "content": "Say something nice about ships"}]
CHAT = "/v1/chat/completions"
BODY = {"model": "auto", "messages": MESSAGES}


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """The address of an application that is served."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=256)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=5))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()


def until(receipts: list[codegate.Receipt], count: int) -> list[codegate.Receipt]:
    """The receipts, once there are so many: a client has its answer before the last of them is handed out."""
    for _ in range(500):
        if len(receipts) >= count:
            break
        time.sleep(0.01)
    assert len(receipts) == count
    return receipts


@pytest.mark.parametrize("client", [None, httpx.AsyncClient, httpx2.AsyncClient])
def test_mounted_in_fastapi(gate: codegate.Gate, stub: Stub, client: Any) -> None:
    send_to(gate, "gpt/fail-503", "gpt/gpt-5.1", workspace="acme")
    got: list[codegate.Receipt] = []

    def facts(scope: Any) -> dict[str, Any]:
        return {"workspace": dict(scope["headers"]).get(b"x-workspace", b"default").decode(), "files": ["a.rs"]}

    app = fastapi.FastAPI()
    app.mount("/llm", codegate.asgi.Proxy(gate, client and client(), facts=facts, on_receipt=got.append))
    with serving(app) as url:
        sdk = openai.OpenAI(
            base_url=f"{url}/llm/v1", api_key=CLIENT_KEY, default_headers={"x-workspace": "acme"}, max_retries=0
        )
        whole = sdk.chat.completions.create(model="auto", messages=MESSAGES)
        chunks = list(sdk.chat.completions.create(model="auto", messages=MESSAGES, stream=True))
        until(got, 2)
    text = "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
    seen = [one for one in stub.truth() if one["status"] == 200]
    assert [whole.choices[0].message.content, text] == [one["answer"] for one in seen]
    assert {one["credential"] for one in stub.truth()} == {f"Bearer {ROUTE_KEY}"}
    assert [receipt.workspace for receipt in got] == ["acme"] * 2
    assert [[attempt.status for attempt in receipt.attempts] for receipt in got] == [[503, 200]] * 2


def test_every_format(gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "claude/claude-opus-5", "llama/qwen3", "gemini/gemini-3-pro")
    got: list[codegate.Receipt] = []
    with serving(codegate.asgi.Proxy(gate, on_receipt=got.append)) as url:
        sdk = anthropic.Anthropic(base_url=url, api_key=CLIENT_KEY, max_retries=0)
        sdk.messages.create(model="auto", max_tokens=9, messages=MESSAGES)
        with httpx.Client(base_url=url) as client:
            assert client.post("/api/chat", json=BODY).status_code == 200
            asked = {"contents": [{"role": "user", "parts": [{"text": "hi"}]}]}
            assert client.post("/v1beta/models/auto:generateContent", json=asked).status_code == 200
        until(got, 3)
    assert [one["model"] for one in stub.truth()] == ["claude-opus-5", "qwen3", "gemini-3-pro"]


def test_who_hangs_up_ends_the_providers_stream(gate: codegate.Gate, bad: Misbehaving) -> None:
    send_to(gate, "bad/gpt-5.1")
    bad.plan = [events('data: {"choices": [{"index": 0, "delta": {"content": "Ah"}}]}\n\n', then="hang")]
    got: list[codegate.Receipt] = []
    with serving(codegate.asgi.Proxy(gate, on_receipt=got.append)) as url:
        with httpx.Client() as client, client.stream("POST", url + CHAT, json={**BODY, "stream": True}) as response:
            assert next(response.iter_bytes())
        assert bad.gone.wait(10)
        assert [receipt.outcome for receipt in until(got, 1)] == ["aborted"]


def test_a_provider_that_breaks_off(gate: codegate.Gate, bad: Misbehaving) -> None:
    send_to(gate, "bad/gpt-5.1")
    bad.plan = [events('data: {"choices": [{"index": 0, "delta": {"content": "Ah"}}]}\n\n', then="drop"), DROPS]
    got: list[codegate.Receipt] = []
    with serving(codegate.asgi.Proxy(gate, on_receipt=got.append, retries=0)) as url, httpx.Client() as client:
        with pytest.raises(httpx.RemoteProtocolError):
            client.post(url + CHAT, json={**BODY, "stream": True})
        answer = client.post(url + CHAT, json=BODY)
        until(got, 2)
    assert answer.status_code == 502 and answer.json()["error"]["code"] == "unreachable"
    assert [receipt.outcome for receipt in got] == ["failed", "failed"]


def test_a_connection_that_breaks_is_tried_again_here(gate: codegate.Gate, bad: Misbehaving) -> None:
    """Whoever asks: an SDK's own tries would be calls of their own, as they come without a memory."""
    send_to(gate, "bad/gpt-5.1")
    bad.plan = [DROPS, DROPS, says(CHAT_ANSWER)]
    got: list[codegate.Receipt] = []
    with serving(codegate.asgi.Proxy(gate, on_receipt=got.append)) as url:
        with openai.OpenAI(base_url=f"{url}/v1", api_key=CLIENT_KEY) as sdk:
            sdk.chat.completions.create(model="auto", messages=MESSAGES)
        [receipt] = until(got, 1)
    assert [attempt.outcome for attempt in receipt.attempts] == ["failed", "failed", "completed"]


def test_what_no_rule_takes(gate: codegate.Gate, stub: Stub) -> None:
    headers = {"authorization": f"Bearer {CLIENT_KEY}"}
    got: list[codegate.Receipt] = []
    with serving(codegate.asgi.Proxy(gate)) as url, httpx.Client(headers=headers) as client:
        refused = client.post(url + CHAT, json=BODY)
        assert (refused.status_code, client.get(f"{url}/v1/models").status_code) == (400, 400)
        assert refused.headers["x-codegate-error"] and not stub.truth()
    proxy = codegate.asgi.Proxy(gate, upstream=stub.url, on_receipt=got.append)
    with serving(proxy) as url, httpx.Client(headers=headers) as client:
        assert client.get(f"{url}/v1/models").json()["data"]
        assert client.post(url + CHAT, json={**BODY, "model": "gpt-4.1"}).status_code == 200
        until(got, 1)
    assert {one["credential"] for one in stub.truth()} == {f"Bearer {CLIENT_KEY}"} and got[0].provider is None
    gate.workspaces.set_rules("default", [codegate.rule(request_type="models", to="gpt")])
    with serving(codegate.asgi.Proxy(gate)) as url, httpx.Client(headers=headers) as client:
        assert client.get(f"{url}/v1/models").json()["data"]
    assert stub.truth()[-1]["credential"] == f"Bearer {ROUTE_KEY}" and gate.usage().total.exchanges == 1


def test_answers_and_errors_pass_as_they_are(gate: codegate.Gate, bad: Misbehaving) -> None:
    send_to(gate, "bad/gpt-5.1")
    bad.plan = [fails(418, "short and stout", x_request_id="r1")]
    with serving(codegate.asgi.Proxy(gate)) as url, httpx.Client() as client:
        title: dict[Any, Any] = {b"x-title": "J\u00fcrgens Schiff".encode()}
        answer = client.post(f"{url}{CHAT}?a=1", json=BODY, headers=title)
        assert answer.status_code == 418 and answer.headers["x-request-id"] == "r1" and "stout" in answer.text
        assert answer.headers["x-codegate-exchange"]
        too_long = client.post(url + CHAT, content=b" " * (32 * 1024 * 1024 + 1))
    assert too_long.status_code == 413 and len(bad.seen) == 1
    assert bad.seen[0][1]["x-title"].encode("latin-1") == title[b"x-title"]


def test_200_at_once(gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "gpt/gpt-5.1")
    got: list[codegate.Receipt] = []
    with serving(codegate.asgi.Proxy(gate, on_receipt=got.append)) as url, httpx.Client(timeout=60) as client:

        def one(number: int) -> str:
            return client.post(url + CHAT, json={**BODY, "stream": number % 2 == 0}).raise_for_status().text

        with ThreadPoolExecutor(100) as pool:
            answers = list(pool.map(one, range(200)))
        until(got, 200)
    assert all(json.loads(text)["choices"] if text[0] == "{" else text.endswith("[DONE]\n\n") for text in answers)
    assert len(stub.truth()) == len({receipt.exchange for receipt in got}) == 200
    assert sum(r.usage.output_tokens or 0 for r in got) == sum(one["usage"]["output"] for one in stub.truth())


def test_mistakes_are_told_at_once(gate: codegate.Gate) -> None:
    with pytest.raises(ValueError, match="`upstream` must be an origin"):
        codegate.asgi.Proxy(gate, upstream="https://api.openai.com/v1")
    with pytest.raises(TypeError, match="no client of httpx2 or httpx"):
        codegate.asgi.Proxy(gate, client=object())
    with pytest.raises(TypeError, match="must be an `httpx.AsyncClient`"):
        codegate.asgi.Proxy(gate, client=httpx.Client())
