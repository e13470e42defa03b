"""What the Python processes of the campaigns share: records until they are acknowledged, and tells what became of them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TypeVar

import codegate

# A refusal that is still there after all of them is one for good.
TRIES, PAUSE = 25, 0.02

Given = TypeVar("Given")


def tell(*words: object) -> None:
    """One line, in one write, so that a sudden end leaves no half of it."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def patiently(what: str, call: Callable[[], Given]) -> Given | None:
    """The call's result, tried again where it is refused; `None` where it was refused for good."""
    code = ""
    for _ in range(TRIES):
        try:
            result = call()
        except codegate.Error as error:
            code = error.code
            time.sleep(PAUSE)
            continue
        if code:
            tell("healed", what, code)
        return result
    tell("refused", what, code)
    return None


def close(gate: codegate.Gate) -> bool:
    def closed() -> bool:
        gate.close()
        return True

    return patiently("close", closed) is not None


def record(gate: codegate.Gate, key: str) -> bool:
    """Records a call that is already over."""
    done = patiently(key, lambda: gate.record(key=key, model="m", input_tokens=1, output_tokens=1))
    if done:
        tell("ack", key)
    return done is not None


def exchange(gate: codegate.Gate, key: str, meanwhile: Callable[[], object] = lambda: None) -> bool:
    """Begins an exchange and finishes it; what happens in between may happen to an open exchange."""
    begun = patiently(key, lambda: gate.begin(body=b"{}", key=key))
    if begun is None:
        return False
    begun.report_usage(input_tokens=1, output_tokens=1)
    meanwhile()
    done = patiently(key, begun.finish)
    if done:
        tell("ack", key)
    return done is not None
