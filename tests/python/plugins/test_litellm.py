"""`codegate.litellm` with the real package, against the stub model server."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import ROUTE_KEY, send_to
from stub_server import Stub

import codegate

# It asks GitHub for prices otherwise.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import litellm  # noqa: E402

import codegate.litellm  # noqa: E402

MESSAGES: Any = [{"role": "user", "content": "Say something nice about ships"}]
SENT = {"gpt": "gpt-5.1", "claude": "claude-opus-5", "gemini": "gemini-3-pro", "llama": "qwen3"}


@pytest.fixture
def got(gate: codegate.Gate) -> Iterator[list[codegate.Receipt]]:
    """The receipts of what is recorded."""
    receipts: list[codegate.Receipt] = []
    litellm.suppress_debug_info = True
    litellm.callbacks = [codegate.litellm.Logger(gate, on_receipt=receipts.append)]
    yield receipts
    for name in ("callbacks", "success_callback", "failure_callback", "_async_success_callback", "_async_failure_callback"):
        setattr(litellm, name, [])


def until(receipts: list[codegate.Receipt], count: int) -> list[codegate.Receipt]:
    """LiteLLM records in threads of its own."""
    for _ in range(500):
        if len(receipts) >= count:
            break
        time.sleep(0.01)
    assert len(receipts) == count
    return receipts


async def received(receipts: list[codegate.Receipt], count: int) -> None:
    """The same in a task."""
    for _ in range(500):
        if len(receipts) >= count:
            break
        await asyncio.sleep(0.01)
    assert len(receipts) == count


@pytest.mark.parametrize("provider", SENT)
def test_a_call_goes_where_the_rule_says(
    gate: codegate.Gate, stub: Stub, got: list[codegate.Receipt], provider: str
) -> None:
    send_to(gate, f"{provider}/{SENT[provider]}", workspace="acme")
    with codegate.call(workspace="acme", files=["a.rs"]) as c:
        done = litellm.completion(**codegate.litellm.route(gate, model="auto", messages=MESSAGES))
        streamed = litellm.completion(**codegate.litellm.route(gate, model="auto", messages=MESSAGES, stream=True))
        text = "".join(chunk.choices[0].delta.content or "" for chunk in streamed if chunk.choices)
        until(got, 2)
    seen = [one for one in stub.truth() if one["purpose"] == "chat"]
    assert [done.choices[0].message.content, text] == [one["answer"] for one in seen]
    assert all(ROUTE_KEY in one["credential"] and "Answer like a pirate." in one["system"] for one in seen)
    assert c.receipts == got and {(r.workspace, r.provider, r.model) for r in got} == {
        ("acme", provider, SENT[provider])
    }
    assert [r.usage.output_tokens for r in got] == [one["usage"]["output"] for one in seen]


def test_fallbacks_are_attempts_of_one_exchange(
    gate: codegate.Gate, stub: Stub, got: list[codegate.Receipt]
) -> None:
    send_to(gate, "gpt/fail-503", "claude/claude-opus-5")

    async def main() -> list[codegate.Receipt]:
        with codegate.call() as c:
            await litellm.acompletion(**codegate.litellm.route(gate, messages=MESSAGES, max_retries=0))
        await received(got, 2)
        return c.receipts

    receipts = asyncio.run(main())
    assert [one["status"] for one in stub.truth()] == [503, 200]
    with codegate.call() as c:
        codegate.litellm.completion(gate, messages=MESSAGES, max_retries=0)
        until(got, 4)
    for receipt in (*receipts, *c.receipts):
        assert [(a.provider, a.outcome) for a in receipt.attempts] == [("gpt", "failed"), ("claude", "completed")]
    assert gate.usage().total.exchanges == len(receipts) + len(c.receipts) == 2
    send_to(gate, "gpt/fail-400", "claude/claude-opus-5")
    with pytest.raises(litellm.BadRequestError):
        codegate.litellm.completion(gate, messages=MESSAGES)


def test_a_fallback_without_a_credential_keeps_no_call_from_the_others(
    gate: codegate.Gate, stub: Stub, got: list[codegate.Receipt]
) -> None:
    gate.providers.add("off", type="openai", endpoint=stub.url, auth="api_key", credential="env:NO_SUCH_KEY")
    send_to(gate, "gpt/fail-503", "off/gpt-5.1", "claude/claude-opus-5")
    codegate.litellm.completion(gate, messages=MESSAGES, max_retries=0)
    assert [attempt.provider for attempt in until(got, 2)[-1].attempts] == ["gpt", "claude"]
    send_to(gate, "off/gpt-5.1", "gpt/gpt-5.1")
    with pytest.raises(codegate.CredentialError, match="NO_SUCH_KEY"):
        codegate.litellm.route(gate, messages=MESSAGES)


def test_tasks_and_failures(gate: codegate.Gate, stub: Stub, got: list[codegate.Receipt]) -> None:
    send_to(gate, "gpt/gpt-5.1")

    async def main() -> None:
        await litellm.acompletion(**codegate.litellm.route(gate, messages=MESSAGES))
        send_to(gate, "gpt/fail-400")
        with pytest.raises(litellm.BadRequestError):
            await litellm.acompletion(**codegate.litellm.route(gate, messages=MESSAGES))
        await received(got, 2)

    asyncio.run(main())
    assert sorted(receipt.outcome for receipt in got) == ["completed", "failed"]
    assert gate.usage().total.exchanges == len(stub.truth()) == 2


def test_a_call_that_was_not_routed_is_recorded(gate: codegate.Gate, stub: Stub, got: list[codegate.Receipt]) -> None:
    litellm.completion(model="openai/gpt-5.1", api_base=f"{stub.url}/v1", api_key="k", messages=MESSAGES)
    [receipt] = until(got, 1)
    assert (receipt.provider, receipt.model, receipt.workspace) == ("openai", "gpt-5.1", "default")
    assert receipt.usage.output_tokens == stub.truth()[0]["usage"]["output"] and receipt.cost is not None


def test_a_router(gate: codegate.Gate, stub: Stub, got: list[codegate.Receipt]) -> None:
    rules = [codegate.rule(files="*.rs", to=["gpt/gpt-5.1", "claude/claude-opus-5"]), codegate.rule(to="gpt/gpt-5.1")]
    gate.workspaces.set_rules("acme", rules)
    router = litellm.Router(model_list=codegate.litellm.model_list(gate, "acme"))
    assert [one["model_name"] for one in router.model_list] == ["gpt/gpt-5.1", "claude/claude-opus-5"]
    router.completion(model="claude/claude-opus-5", messages=MESSAGES)
    assert stub.truth()[0]["model"] == "claude-opus-5" and until(got, 1)


def test_no_route_and_no_credential(gate: codegate.Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(codegate.InvalidError) as raised:
        codegate.litellm.route(gate, messages=MESSAGES)
    assert raised.value.code == "no_rules"
    send_to(gate, "gpt/gpt-5.1")
    monkeypatch.delenv("ROUTE_KEY")
    with pytest.raises(codegate.CredentialError, match="ROUTE_KEY"):
        codegate.litellm.route(gate, messages=MESSAGES)
