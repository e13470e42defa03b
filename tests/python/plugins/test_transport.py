"""The transports, in both packages, with and without tasks: where calls go, and what becomes of failures."""

from __future__ import annotations

import gc
import json
from typing import Any

import httpx
import pytest
from conftest import CLIENT_KEY, ROUTE_KEY, send_to
from kits import BODY, Kit
from misbehaving import CHAT, DROPS, HANGS, Act, Misbehaving, events, fails, says
from stub_server import Stub

import codegate
import codegate.httpx


def test_a_call_goes_where_the_rule_says_and_is_recorded(kit: Kit, gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "gpt/gpt-5.1", workspace="acme")
    got: list[codegate.Receipt] = []
    with codegate.call(workspace="acme", files=["src/main.rs"]) as c:
        answer = kit.ask(gate, stub.url, BODY, on_receipt=got.append)
    [seen] = stub.truth()
    assert seen["model"] == "gpt-5.1" and seen["system"] == ["Answer like a pirate."]
    assert seen["credential"] == f"Bearer {ROUTE_KEY}"
    assert json.loads(answer.text) == seen["said"]
    [receipt] = c.receipts
    assert receipt.exchange == got[0].exchange == answer.headers["x-codegate-exchange"]
    assert receipt.workspace == "acme" and receipt.outcome == "completed" and len(got) == 1
    assert receipt.usage.output_tokens == seen["usage"]["output"]


def test_a_stream_is_metered_and_keeps_what_the_client_asked_for(kit: Kit, gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "gpt/gpt-5.1")
    with codegate.call() as c:
        answer = kit.ask(gate, stub.url, {**BODY, "stream": True})
    [seen] = stub.truth()
    assert seen["stream"] and "usage" not in answer.text and answer.text.endswith("data: [DONE]\n\n")
    assert c.receipts[0].usage.output_tokens == seen["usage"]["output"] and c.receipts[0].outcome == "completed"


def test_it_fails_over_without_waiting(kit: Kit, gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "gpt/fail-503", "gpt/gpt-5.1")
    with codegate.call() as c:
        answer = kit.ask(gate, stub.url, BODY)
    assert answer.status == 200 and [seen["status"] for seen in stub.truth()] == [503, 200]
    assert [(attempt.status, attempt.outcome) for attempt in c.receipts[0].attempts] == [
        (503, "failed"),
        (200, "completed"),
    ]


def test_the_last_route_is_tried_again_after_the_time_it_asks_for(
    kit: Kit, gate: codegate.Gate, stub: Stub, bad: Misbehaving
) -> None:
    bad.plan = [fails(429, retry_after_ms="50"), fails(529), says(CHAT)]
    send_to(gate, "bad/gpt-5.1")
    with codegate.call() as c:
        answer = kit.ask(gate, stub.url, BODY)
    assert answer.status == 200 and len(bad.seen) == 3 and not stub.truth()
    assert [attempt.status for attempt in c.receipts[0].attempts] == [429, 529, 200]
    assert c.receipts[0].attempts[0].retry_after == 0.05


@pytest.mark.parametrize(
    ("act", "wait"),
    [
        (says({"error": {"message": "Please try again in 0.05s", "code": "rate_limit_exceeded"}}, 429), 0.05),
        (fails(429, x_ratelimit_reset_requests="50ms", x_ratelimit_remaining_requests="0"), 0.05),
        (fails(503, retry_after="Sun, 06 Nov 1994 08:49:37 GMT"), 0.0),
    ],
)
def test_the_time_to_wait_is_read_in_all_its_forms(
    kit: Kit, gate: codegate.Gate, bad: Misbehaving, act: Any, wait: float
) -> None:
    bad.plan = [act, says(CHAT)]
    send_to(gate, "bad/gpt-5.1")
    with codegate.call() as c:
        # Where nothing were told, the first wait would be 0.375 seconds and more: too long.
        answer = kit.ask(gate, bad.url, BODY, max_wait=0.2)
    assert answer.status == 200 and c.receipts[0].attempts[0].retry_after == wait


def test_a_wait_that_only_the_body_tells_is_held_against_max_wait(
    kit: Kit, gate: codegate.Gate, bad: Misbehaving
) -> None:
    delay = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "3600s"}
    bad.plan = [says({"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "details": [delay]}}, 429)]
    send_to(gate, "bad/gpt-5.1")
    answer = kit.ask(gate, bad.url, BODY)
    assert answer.status == 429 and len(bad.seen) == 1 and "3600s" in answer.text


def test_what_fails_to_the_end_is_the_providers_own_answer(kit: Kit, gate: codegate.Gate, bad: Misbehaving) -> None:
    bad.plan = [fails(503, "first", retry_after_ms="10"), fails(503, "second", retry_after_ms="10", x_should_retry="true")]
    send_to(gate, "bad/gpt-5.1")
    with codegate.call() as c:
        answer = kit.ask(gate, bad.url, BODY, retries=1)
    assert answer.status == 503 and "second" in answer.text and answer.headers["x-should-retry"] == "false"
    assert len(bad.seen) == 2 and c.receipts[0].outcome == "failed" and len(c.receipts[0].attempts) == 2


def test_nobody_waits_longer_than_max_wait(kit: Kit, gate: codegate.Gate, bad: Misbehaving) -> None:
    bad.plan = [fails(429, retry_after="3600")]
    send_to(gate, "bad/gpt-5.1")
    answer = kit.ask(gate, bad.url, BODY)
    assert answer.status == 429 and len(bad.seen) == 1 and answer.headers["retry-after"] == "3600"


def test_what_no_retry_mends_is_given_on_at_once(kit: Kit, gate: codegate.Gate, bad: Misbehaving) -> None:
    bad.plan = [fails(400, "no such thing")]
    send_to(gate, "bad/gpt-5.1", "gpt/gpt-5.1")
    with codegate.call() as c:
        answer = kit.ask(gate, bad.url, BODY)
    assert answer.status == 400 and len(bad.seen) == 1 and "x-should-retry" not in answer.headers
    assert c.receipts[0].attempts[0].failure_class == "client"


@pytest.mark.parametrize("act", [DROPS, events(then="drop"), events('data: {"error": {"code": 503, "message": "x"}}\n\n')])
def test_a_connection_that_breaks_before_anything_came_fails_over(
    kit: Kit, gate: codegate.Gate, stub: Stub, bad: Misbehaving, act: Any
) -> None:
    bad.plan = [act]
    send_to(gate, "bad/gpt-5.1", "gpt/gpt-5.1")
    with codegate.call() as c:
        answer = kit.ask(gate, bad.url, {**BODY, "stream": True})
    assert answer.status == 200 and "heard" in answer.text
    assert [attempt.outcome for attempt in c.receipts[0].attempts] == ["failed", "completed"]


def test_a_stream_that_breaks_off_is_an_error_of_the_package(kit: Kit, gate: codegate.Gate, bad: Misbehaving) -> None:
    bad.plan = [events('data: {"choices": [{"index": 0, "delta": {"content": "Ah"}}]}\n\n', then="drop")]
    send_to(gate, "bad/gpt-5.1")
    with codegate.call() as c, pytest.raises(kit.package.RemoteProtocolError):
        kit.ask(gate, bad.url, {**BODY, "stream": True})
    assert c.receipts[0].outcome == "failed" and len(bad.seen) == 1
    assert "broken_off" in c.receipts[0].usage.marks


def test_a_timeout_is_the_packages_own(kit: Kit, gate: codegate.Gate, bad: Misbehaving) -> None:
    bad.plan = [HANGS]
    send_to(gate, "bad/gpt-5.1")
    with codegate.call() as c, pytest.raises(kit.package.ReadTimeout):
        kit.ask(gate, bad.url, BODY, timeout=0.2, retries=1)
    [receipt] = c.receipts
    assert [attempt.failure_class for attempt in receipt.attempts] == ["network"] * 2 and len(bad.seen) == 2
    assert "ReadTimeout" in (receipt.attempts[0].reason or "")


def test_what_is_for_no_model_goes_where_it_was_going(kit: Kit, gate: codegate.Gate, stub: Stub) -> None:
    gate.workspaces.set_rules("default", [codegate.rule(to="bad/gpt-5.1")])
    with codegate.call() as c:
        answer = kit.ask(gate, stub.url, path="/v1/models", method="GET")
    assert answer.status == 200 and "x-codegate-exchange" not in answer.headers and not c.receipts
    assert stub.truth()[0]["credential"] == f"Bearer {CLIENT_KEY}"


def test_a_call_that_no_rule_takes_goes_on_with_the_clients_key(kit: Kit, gate: codegate.Gate, stub: Stub) -> None:
    with codegate.call() as c:
        chat = kit.ask(gate, stub.url, {**BODY, "model": "gpt-4.1"})
        vector = kit.ask(gate, stub.url, {"model": "text-embedding-3-small", "input": "a b c"}, path="/v1/embeddings")
    assert (chat.status, vector.status) == (200, 200)
    assert [seen["model"] for seen in stub.truth()] == ["gpt-4.1", "text-embedding-3-small"]
    assert {seen["credential"] for seen in stub.truth()} == {f"Bearer {CLIENT_KEY}"}
    assert [receipt.provider for receipt in c.receipts] == [None, None]
    refused = kit.ask(gate, stub.url, BODY, unrouted="refuse")
    assert refused.status == 400 and refused.headers["x-should-retry"] == "false" and len(stub.truth()) == 2


def test_the_clients_key_reaches_no_other_origin(kit: Kit, gate: codegate.Gate, stub: Stub, bad: Misbehaving) -> None:
    send_to(gate, "bad/gpt-5.1", "gpt/gpt-5.1")
    bad.plan = [fails(503)]
    keys = {"x-api-key": CLIENT_KEY, "cookie": f"a={CLIENT_KEY}", "x-goog-api-key": CLIENT_KEY}
    kit.ask(gate, stub.url, BODY, path=f"/v1/chat/completions?key={CLIENT_KEY}", headers=keys)
    [(path, headers, raw)] = bad.seen
    assert headers["authorization"] == f"Bearer {ROUTE_KEY}" and CLIENT_KEY not in f"{path}{headers}{raw!r}"
    assert stub.truth()[0]["credential"] == f"Bearer {ROUTE_KEY}"


def test_a_providers_redirect_is_not_followed_with_the_clients_key(
    kit: Kit, gate: codegate.Gate, stub: Stub, bad: Misbehaving
) -> None:
    send_to(gate, "bad/gpt-5.1")
    bad.plan = [says({}, 307, location=f"{stub.url}/v1/chat/completions?key=secret")]
    answer = kit.ask(gate, "http://localhost:9", BODY, headers={"x-api-key": CLIENT_KEY})
    assert answer.status == 502 and "`bad` redirects to" in answer.text and "secret" not in answer.text
    assert not stub.truth()


def test_a_format_that_would_need_translation_is_refused_clearly(kit: Kit, gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "claude/claude-opus-5")
    with codegate.call() as c:
        answer = kit.ask(gate, stub.url, {"model": "m", "input": "hi"}, path="/v1/responses")
    assert answer.status == 400 and answer.headers["x-codegate-error"] == "needs_translation"
    assert "claude" in json.loads(answer.text)["error"]["message"] and not stub.truth() and not c.receipts
    # Nothing was sent, and nothing is recorded, not even when the exchange is collected.
    gc.collect()
    assert not list(gate.history.list()) and gate.usage().total.exchanges == 0
    send_to(gate, "claude/claude-opus-5", "gpt/gpt-5.1")
    assert kit.ask(gate, stub.url, {"model": "m", "input": "hi"}, path="/v1/responses").status == 200


def test_a_missing_credential_is_refused_as_one(
    kit: Kit, gate: codegate.Gate, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_to(gate, "gpt/gpt-5.1")
    monkeypatch.delenv("ROUTE_KEY")
    answer = kit.ask(gate, stub.url, BODY)
    assert answer.status == 401 and answer.headers["x-codegate-error"] == "credential_unavailable"
    assert "ROUTE_KEY" in answer.text and not stub.truth()


def test_blocks_add_up(kit: Kit, gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "gpt/gpt-5.1", workspace="acme")
    gate.sessions.activate("default", session="mine")
    with codegate.call(workspace="acme", client="outer") as outer:
        with codegate.call(client="inner") as inner:
            kit.ask(gate, stub.url, BODY, client="always", session="mine")
        kit.ask(gate, stub.url, BODY)
    kit.ask(gate, stub.url, BODY, workspace="acme")
    assert [receipt.session for receipt in outer.receipts] == ["mine", "default"]
    assert outer.receipts[:1] == inner.receipts
    rows = gate.usage(workspace="acme", by="client").rows
    assert {row.key: row.exchanges for row in rows if row.key in ("inner", "outer", "always")} == {"inner": 1, "outer": 1}


def test_uploads_pass_unread(gate: codegate.Gate) -> None:
    read: list[bool] = []

    def server(request: httpx.Request) -> httpx.Response:
        read.append(hasattr(request, "_content"))
        return httpx.Response(200)

    class Inner(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            return server(request)

    with httpx.Client(transport=codegate.httpx.Transport(gate, Inner())) as client:
        for path in ("/v1/files", "/v1/whatever"):
            client.post(f"http://localhost:9{path}", content=iter([b"a", b"b"]))
        client.post("http://localhost:9/v1/chat/completions", content=iter([b"{", b"}"]))
    assert read == [False, False, True]


def test_a_client_may_send(kit: Kit, gate: codegate.Gate, stub: Stub) -> None:
    send_to(gate, "gpt/gpt-5.1")
    client = kit.package.AsyncClient if kit.tasks else kit.package.Client
    with codegate.call() as c:
        answer = kit.ask(gate, stub.url, {**BODY, "stream": True}, inner=client)
        listed = kit.ask(gate, stub.url, path="/v1/models", method="GET", inner=client)
    assert (answer.status, listed.status, len(c.receipts)) == (200, 200, 1)


def test_the_auth_of_a_client_below_reaches_no_other_provider(
    kit: Kit, gate: codegate.Gate, stub: Stub, bad: Misbehaving
) -> None:
    """It is put in by what sends, behind the gate's back."""
    client = kit.package.AsyncClient if kit.tasks else kit.package.Client
    below = {"inner": lambda: client(auth=("user", CLIENT_KEY)), "headers": {"authorization": ""}}
    send_to(gate, "bad/gpt-5.1")
    kit.ask(gate, stub.url, BODY, **below)
    kit.ask(gate, stub.url, path="/v1/models", method="GET", **below)
    gate.workspaces.set_rules("default", [])
    kit.ask(gate, stub.url, BODY, **below)
    assert [seen[1]["authorization"] for seen in bad.seen] == [f"Bearer {ROUTE_KEY}"]
    # The server that the client itself names has it.
    assert [seen["credential"].split()[0] for seen in stub.truth()] == ["Basic", "Basic"]


def test_headers_that_are_not_ascii_pass(kit: Kit, gate: codegate.Gate, bad: Misbehaving) -> None:
    send_to(gate, "bad/gpt-5.1")
    said: dict[Any, Any] = {b"x-title": "J\u00fcrgens Schiff".encode(), b"http-referer": "J\u00fcrgen".encode("latin-1")}
    bad.plan = [says(CHAT, x_name="J\u00fcrgen")]
    answer = kit.ask(gate, bad.url, BODY, headers=said)
    assert answer.status == 200 and answer.headers["x-name"] == "J\u00fcrgen"
    [(_, headers, _)] = bad.seen
    # The server reads all of it as Latin-1.
    assert [headers[name.decode()].encode("latin-1") for name in said] == list(said.values())


def test_json_of_unknown_length_is_read_whole_before_it_is_given_on(
    kit: Kit, gate: codegate.Gate, stub: Stub, bad: Misbehaving
) -> None:
    """Most providers tell no length. A stream that is JSON is given on as it comes."""
    kind = {"content-type": "application/json"}
    bad.plan = [Act(200, kind, (b'{"id": "c", ',), then="drop")]
    send_to(gate, "bad/gpt-5.1", "gpt/gpt-5.1")
    with codegate.call() as c:
        answer = kit.ask(gate, bad.url, BODY)
    assert json.loads(answer.text) == stub.truth()[0]["said"]
    assert [attempt.outcome for attempt in c.receipts[0].attempts] == ["failed", "completed"]
    bad.plan = [Act(200, kind, (b"[{}",), then="hang")]
    assert kit.ask(gate, bad.url, {**BODY, "stream": True}, pieces=1).text == "[{}"


def test_a_credential_that_is_gone_before_another_try_is_refused_as_one(
    kit: Kit, gate: codegate.Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Gone(Misbehaving):
        def next(self) -> Act:
            monkeypatch.delenv("ROUTE_KEY", raising=False)
            return fails(503, retry_after_ms="1")

    with Gone() as server, codegate.call() as c:
        gate.providers.update("bad", endpoint=server.url, credential="env:ROUTE_KEY")
        send_to(gate, "bad/gpt-5.1")
        answer = kit.ask(gate, server.url, BODY)
    assert answer.status == 401 and answer.headers["x-codegate-error"] == "credential_unavailable"
    assert len(server.seen) == 1 and [(r.outcome, len(r.attempts)) for r in c.receipts] == [("failed", 1)]


def test_mistakes_are_told_at_once(kit: Kit, gate: codegate.Gate) -> None:
    make = kit.plugin.AsyncTransport if kit.tasks else kit.plugin.Transport
    other = kit.package.Client if kit.tasks else kit.package.AsyncClient
    with pytest.raises(TypeError, match="`gate` must be a gate"):
        make("codegate.db")
    with pytest.raises(TypeError, match="`workspce` is no fact; use `client`"):
        make(gate, workspce="acme")
    with pytest.raises(ValueError, match="`unrouted`"):
        make(gate, unrouted="ignore")
    for wrong in ({"retries": -1}, {"retries": None}, {"max_wait": "3"}, {"max_wait": float("nan")}):
        with pytest.raises(ValueError, match=f"`{next(iter(wrong))}` must be a"):
            make(gate, **wrong)
    with pytest.raises(TypeError, match="`on_receipt` must be a callable, not `str`"):
        make(gate, on_receipt="print")
    with pytest.raises(TypeError, match="`files` must be a list of paths, not `str`"):
        make(gate, files="src/main.rs")
    for inner in (other, str):
        with pytest.raises(TypeError, match=rf"`inner` must be an `{kit.package.__name__}\.\w+` or a transport for one, not `"):
            make(gate, inner())
