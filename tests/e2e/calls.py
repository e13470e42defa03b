"""Calls that are no conversation, and answers that are fetched later, by the real SDKs through the example proxy.

`cargo xtask test` runs it, against the stub model server. It fails if an SDK gets anything but what the server said, if a
rule changed what it should not, and if usage or cost are not what the server counted, each exactly once.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import Any

import codegate
import sdk_calls
from calls_judge import Verdict, judge, total
from hosts import Child
from sdk_calls import CALLS, Call

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "tests/stub"))

from stub_server import Stub  # noqa: E402

Json = dict[str, Any]
KEY = "the-key-of-the-route"
# Everything but conversations, in the words of the library.
OTHERS = ["embeddings", "images", "audio", "moderation", "batch", "models", "files", "other"]
TYPES = {"openai": "openai", "anthropic": "anthropic", "google": "gemini", "ollama": "ollama"}
# What the catch-all of each makes of the model of a conversation.
CONVERSES = {"openai": "gpt-5.1", "anthropic": "claude-opus-5", "google": "gemini-3-pro", "ollama": "qwen3-coder"}


def configure(gate: codegate.Gate, server: str) -> None:
    """For each SDK a provider, a workspace whose rules keep models, and one whose rule for a type names another."""
    for name, kind in TYPES.items():
        gate.providers.add(name, type=kind, endpoint=server, auth="api_key", credential="env:ROUTE_KEY")
        keeps = [codegate.rule(to=f"{name}/{CONVERSES[name]}"), codegate.rule(request_type=OTHERS, to=name)]
        other = [
            codegate.rule(request_type=call.types[0], to=f"{name}/{call.instead}")
            for call in CALLS
            if call.sdk == name and call.instead
        ]
        gate.workspaces.create(name, rules=keeps)
        gate.workspaces.create(f"{name}-instead", rules=[*other, *keeps])
        for workspace in (name, f"{name}-instead"):
            gate.sessions.activate(workspace, session=workspace)


class Run:
    """All calls over one proxy and one server."""

    def __init__(self, stub: Stub, proxy: Child) -> None:
        self.stub = stub
        self.proxy = proxy
        self.url = str(proxy.line()["url"])
        # As any server behind another one, it tells the address under which it is reached.
        stub.public = self.url
        self.wrong = 0
        self.done = 0
        self.recorded: set[str] = set()

    def call(self, call: Call, instead: bool) -> None:
        session = f"{call.sdk}-instead" if instead else call.sdk
        before = len(self.stub.truth())
        got = call.run(sdk_calls.client(call.sdk, self.url, session))
        seen = self.stub.truth(before)
        told = [self.proxy.line() for _ in seen]
        self.recorded |= {line["receipt"]["exchange"] for line in told if line["receipt"]}
        rules = {"conversation": CONVERSES[call.sdk], "instead": call.instead if instead else None}
        verdict = judge(call, rules, got, told, seen, KEY)
        self.show(call, instead, verdict)

    def show(self, call: Call, instead: bool, verdict: Verdict) -> None:
        name = f"{call.sdk} {call.name}" + (" (another model)" if instead else "")
        outcome = "WRONG" if verdict.faults else "ok"
        print(f"  {name:<52} {' '.join(verdict.types):<28} {verdict.tokens:>6} {verdict.cost:>12}  {outcome}", flush=True)
        for fault in verdict.faults:
            print(f"      {fault}")
        self.done += 1
        self.wrong += bool(verdict.faults)

    def report(self, gate: codegate.Gate) -> None:
        """The reports of all workspaces must come to what the server counted, and to the exchanges that were recorded."""
        reported = [gate.usage(workspace=name).total for sdk in TYPES for name in (sdk, f"{sdk}-instead")]
        have = sum((one.input_tokens or 0) + (one.output_tokens or 0) for one in reported)
        want = sum(total(seen["usage"]) for seen in self.stub.truth() if seen["usage"])
        exchanges = sum(one.exchanges for one in reported)
        print(f"  the reports come to {have} tokens of {exchanges} exchanges, the server counted {want}")
        self.wrong += have != want or exchanges != len(self.recorded)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True, help="where the store is made anew")
    folder: Path = parser.parse_args().folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    database = str(folder / "codegate.db")
    with Stub() as stub, codegate.open(database) as gate:
        configure(gate, stub.url)
        proxy = Child([sys.executable, str(ROOT / "examples/python/proxy.py"), database], {"ROUTE_KEY": KEY})
        try:
            run = Run(stub, proxy)
            for call in CALLS:
                run.call(call, False)
                if call.instead:
                    run.call(call, True)
            run.report(gate)
        finally:
            proxy.close()
    print(f"SDKs: {run.done - run.wrong} of {run.done} calls are what the model server saw")
    return 1 if run.wrong or not run.done else 0


if __name__ == "__main__":
    sys.exit(main())
