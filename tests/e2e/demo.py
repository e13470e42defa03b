"""One whole exchange from four languages, against a model server on this machine.

`cargo xtask demo` builds what this drives, and runs it. It fails if anything that was recorded differs from what the
model server saw.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import urllib.request
from pathlib import Path
from typing import Any

import codegate
import judge
import show
from hosts import Child, Host, NodeHost, OneShot, PythonProxy

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
Json = dict[str, Any]

# The keys are in the hosts' environment alone; the store holds their names.
ENV = {"DEMO_OPENAI_KEY": "openai-demo-key", "DEMO_ANTHROPIC_KEY": "anthropic-demo-key"}
CREDENTIALS = {
    "gpt": "Bearer openai-demo-key",
    "claude": "anthropic-demo-key",
    "flaky": "Bearer openai-demo-key",
    "local": None,
}
INSTRUCTIONS = {
    "backend": "Prefer the standard library. Say what you left out.",
    "docs": "Write plainly, for people in a hurry.",
}


def configure(gate: codegate.Gate, server: str) -> None:
    """Four providers, two workspaces."""
    gate.providers.add("gpt", type="openai", endpoint=server, auth="api_key", credential="env:DEMO_OPENAI_KEY")
    gate.providers.add("flaky", type="openai", endpoint=server, auth="api_key", credential="env:DEMO_OPENAI_KEY")
    gate.providers.add("claude", type="anthropic", endpoint=server, auth="api_key", credential="env:DEMO_ANTHROPIC_KEY")
    gate.providers.add("local", type="openai_compatible", endpoint=server, models=["qwen3-coder", "deep-think"])
    backend = [
        codegate.rule(request_type="fim", to="local/qwen3-coder"),
        codegate.rule(files="*.rs", requested_model="claude-*", to="claude/claude-opus-4-8"),
        codegate.rule(files="*.rs", to=["flaky/fail-503", "gpt/gpt-5.1"]),
        codegate.rule(requested_model="claude-*", to="claude/claude-haiku-4-5"),
        codegate.rule(to="gpt/gpt-5.1-mini"),
    ]
    docs = [
        codegate.rule(requested_model="claude-*", to="claude/claude-haiku-4-5"),
        codegate.rule(to="local"),
    ]
    gate.workspaces.create("backend", custom_instructions=INSTRUCTIONS["backend"], rules=backend)
    gate.workspaces.create("docs", custom_instructions=INSTRUCTIONS["docs"], rules=docs)


def truth(server: str, since: int) -> list[Json]:
    with urllib.request.urlopen(f"{server}/truth?since={since}", timeout=10) as response:
        seen: list[Json] = json.load(response)
        return seen


class Demonstration:
    """Sends every request from every host, and counts what is wrong."""

    def __init__(self, gate: codegate.Gate, server: str) -> None:
        self.gate = gate
        self.server = server
        self.requests: list[Json] = json.loads((HERE / "requests.json").read_text())
        names = ("backend", "docs")
        self.rules = {name: [rule.to_dict() for rule in gate.workspaces.rules(name)] for name in names}
        self.wrong = 0
        self.sent = 0

    def introduce(self) -> None:
        print(f"A model server listens at {self.server}; it counts every token that it takes and gives.")
        for name, rules in self.rules.items():
            show.rules(name, INSTRUCTIONS[name], rules)

    def drive(self, language: str, host: Host) -> None:
        print(f"\n{language}")
        try:
            for request in self.requests:
                self.send(host, request)
        finally:
            host.close()

    def send(self, host: Host, request: Json) -> None:
        # The hosts are other processes; they see this with their next decision.
        self.gate.sessions.activate(request["active"])
        before = len(truth(self.server, 0))
        done = host.send(request)
        seen = truth(self.server, before)
        faults = judge.faults(request, done, seen, INSTRUCTIONS[request["active"]], CREDENTIALS)
        show.exchange(request, done, self.rules, faults)
        self.sent += 1
        self.wrong += bool(faults)

    def report(self) -> None:
        """The usage of both workspaces, which must add up to what the server counted."""
        print("\nToken usage by workspace and model")
        counted = [seen["usage"] for seen in truth(self.server, 0) if seen["usage"]]
        want = sum(sum(usage[bucket] for bucket in judge.BUCKETS) for usage in counted)
        have = 0
        for name in ("backend", "docs"):
            report = self.gate.usage(workspace=name, by="model")
            show.usage(name, report)
            have += show.both(report.total)
        if have != want:
            print(f"\n  WRONG      the tables come to {have} tokens, the server counted {want}")
            self.wrong += 1


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True, help="where the store is made anew")
    parser.add_argument("--c", required=True, help="the compiled C example")
    parser.add_argument("--rust", required=True, help="the compiled Rust example")
    arguments = parser.parse_args()
    shutil.rmtree(arguments.folder, ignore_errors=True)
    arguments.folder.mkdir(parents=True)
    database = str(arguments.folder / "codegate.db")

    stub = Child([sys.executable, str(ROOT / "tests/stub/stub_server.py")], {})
    try:
        server = stub.line()["url"]
        with codegate.open(database) as gate:
            configure(gate, server)
            demonstration = Demonstration(gate, server)
            demonstration.introduce()
            proxy = [sys.executable, str(ROOT / "examples/python/proxy.py"), database]
            demonstration.drive("Python: the proxy of examples/python, real SDKs", PythonProxy(proxy, ENV))
            node = ["node", str(HERE / "host.mjs"), database]
            demonstration.drive("Node: the fetch of examples/node, real openai package", NodeHost(node, ENV))
            demonstration.drive("C: the program of examples/c", OneShot([arguments.c], database, ENV))
            demonstration.drive("Rust: the program of examples/rust", OneShot([arguments.rust], database, ENV))
            demonstration.report()
    finally:
        stub.close()
    right = demonstration.sent - demonstration.wrong
    print(f"\nThe database lies at {database}")
    print(f"{right} of {demonstration.sent} receipts are what the model server counted")
    return 1 if demonstration.wrong or not demonstration.sent else 0


if __name__ == "__main__":
    sys.exit(main())
