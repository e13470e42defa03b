"""Times calls through the Python package on a store in memory; `cargo xtask bench` sets them against the core's."""

import statistics
import sys
import time
from collections.abc import Callable

import codegate

FILES = ["/home/u/app/src/main.rs"]


def median_ns(work: Callable[[], object], times: int = 2_000, rounds: int = 30) -> float:
    found = []
    for _ in range(rounds):
        start = time.perf_counter_ns()
        for _ in range(times):
            work()
        found.append((time.perf_counter_ns() - start) / times)
    return statistics.median(found)


def main() -> None:
    gate = codegate.open(":memory:")
    gate.providers.add("local", type="ollama")
    gate.workspaces.set_rules("default", [codegate.rule(to="local/qwen3")])
    exchange = gate.begin(body=b'{"model":"m","messages":[]}')

    def decide() -> object:
        return gate.decide(files=FILES, request_type="chat", requested_model="gpt-5", format="openai_chat")

    with open(sys.argv[1], "rb") as file:
        body = file.read()
    headers = {"user-agent": "claude-cli/2.1.0"}

    def whole() -> object:
        return gate.decide(body=body, path="/v1/messages", headers=headers)

    print(f"python decide on a body of 106 KB: {median_ns(whole, times=50):.0f} ns")
    print(f"python decide: {median_ns(decide):.0f} ns")
    print(f"python feed: {median_ns(lambda: exchange.feed(b'data: {}')):.0f} ns")
    print(f"python id: {median_ns(lambda: exchange.id):.0f} ns")


if __name__ == "__main__":
    main()
