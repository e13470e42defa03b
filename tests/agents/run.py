"""Real coding agents, end to end: each sends its requests through the example proxy to the stub model server.

`cargo xtask agents` builds what this needs, and runs it. Each agent runs in a scratch home and project, in each wire
format that it can be set up for: once with a plain prompt, once where it reads a file, and where it can, once with a
mention of the file, and once more in the same session, where the file no longer counts. It fails if an agent cannot
be had or run here, and if anything that the library told or recorded differs from what the model server saw.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "stub"))

import scratch  # noqa: E402
from catalog import AGAIN, AGENTS, PROMPT, Agent, Scratch, Start, Way  # noqa: E402
from example import INSTRUCTIONS, MODELS, ROUTE_KEY, WORKSPACE, Proxy  # noqa: E402
from install import NotInstalled, install  # noqa: E402
from stub_server import Stub  # noqa: E402
from verdict import Expected, Verdict, judge  # noqa: E402

PLAIN = "Say hello in one short sentence."
READ = "Read the file {path}, and tell me what it adds up."
MENTION = "Explain @{path} in one sentence."
COLUMNS = "{:<11} {:<10} {:<18} {:<8} {:<16} {:<24} {:<10} {:>15}  {}"


class Table:
    """One line for every run, printed as it ends."""

    def __init__(self) -> None:
        self.good = 0
        self.bad = 0
        head = COLUMNS.format("agent", "version", "format", "prompt", "client", "files", "rules", "tokens/truth", "")
        print(head.rstrip(), flush=True)

    def line(self, agent: Agent, version: str, kind: str, verdict: Verdict) -> None:
        tokens = f"{verdict.recorded}/{verdict.counted}"
        rules = " ".join(str(rule) for rule in verdict.rules)
        told = [", ".join(sorted(some)) or "-" for some in (verdict.formats, verdict.clients, verdict.files)]
        outcome = "WRONG" if verdict.faults else "ok"
        line = COLUMNS.format(agent.name, version, told[0], kind, told[1], told[2], rules, tokens, outcome)
        print(line, flush=True)
        for fault in verdict.faults:
            print(f"            {fault}")
        self.good += not verdict.faults
        self.bad += bool(verdict.faults)

    def not_run(self, agent: Agent, why: str) -> None:
        print(f"{agent.name:<11} NOT RUN    {why}", flush=True)
        self.bad += 1


def drive(agent: Agent, way: Way, kind: str, packages: Path, folder: Path, stub: Stub) -> Verdict:
    """One run of an agent, and what came of it."""
    home, project = scratch.make(folder)
    before = len(stub.truth())
    status: int | None = 0
    output = ""
    proxy = Proxy(folder, stub.url, way.provider)
    with proxy:
        start = way.start(Scratch(packages, home, project, proxy.url), way.model)
        try:
            for command in [*start.before, *commands(agent, start, kind, project)]:
                if status == 0:
                    status, output = scratch.run([str(word) for word in command], home, project, start.env)
        finally:
            scratch.stop_left_over(home)
    expected = Expected(
        client=agent.client,
        format=way.format,
        requested_model=way.model,
        workspace=WORKSPACE,
        instructions=INSTRUCTIONS,
        credential=ROUTE_KEY,
        models=MODELS,
        file=None if kind == "plain" else scratch.FILE,
        always=kind in ("mention", agent.task) or bool(agent.given) or agent.attaches,
        beside=agent.beside or [],
        instructible=agent.beside is None,
        nameless=agent.nameless,
    )
    truth = [seen for seen in stub.truth(before) if seen["answer"] is not None]
    verdict = judge(expected, proxy.told, truth)
    if kind == "again" and truth and (truth[-1]["read"] or truth[-1]["messages"] <= truth[0]["messages"]):
        verdict.faults.append("its last request does not go on with the session")
    finish(expected, verdict, proxy, truth, status, output)
    if verdict.faults:
        verdict.faults.append(f"its output, its project and the store are in {folder}")
    return verdict


def commands(agent: Agent, start: Start, kind: str, project: Path) -> list[list[str | Path]]:
    """The commands of a run: one prompt, or two where the session goes on."""

    def command(prompt: str, again: list[str], *more: str) -> list[str | Path]:
        place = start.command.index(AGAIN) if AGAIN in start.command else 1
        words = [word for word in start.command if word != AGAIN]
        return [prompt if word == PROMPT else word for word in [*words[:place], *again, *words[place:]]] + [*more]

    if kind == agent.task:
        return [start.command]
    read = READ.format(path=project / scratch.FILE if agent.absolute else scratch.FILE)
    if kind == "plain":
        return [command(PLAIN, [])]
    if kind == "read" and start.piped:
        return [["sh", "-c", f'{start.piped} | "$@"', "sh", *command(read, [])]]
    if kind == "read":
        return [command(read, [], *agent.given, *[scratch.FILE for _ in agent.given])]
    if kind == "mention":
        options = agent.mentions or []
        return [command(MENTION.format(path=scratch.FILE), [], *options, *[scratch.FILE for _ in options])]
    return [command(read, []), command(PLAIN, agent.again or [])]


def finish(
    expected: Expected,
    verdict: Verdict,
    proxy: Proxy,
    truth: list[dict[str, object]],
    status: int | None,
    output: str,
) -> None:
    """What is held after the agent's end: its own end, what it printed, and what the store has kept."""
    if status != 0:
        verdict.faults.append("it did not end in time" if status is None else f"it ended with status {status}")
    # What is filled in is cut at the special tokens that the model repeats.
    answers = [str(seen["answer"]) for seen in truth if expected.instructible]
    if answers and not any(plain(answer) in plain(output) for answer in answers[-2:]):
        verdict.faults.append(f"it did not print the answer {answers[-1]!r}")
    kept = proxy.recorded()
    total = (kept.input_tokens or 0) + (kept.output_tokens or 0)
    if (kept.exchanges, total) != (len(truth), verdict.counted):
        verdict.faults.append(f"the store has {kept.exchanges} exchanges with {total} tokens")


def kinds(agent: Agent) -> list[str]:
    """The prompts that an agent is given: a plain one, to read a file, to explain a mentioned one, and another subject."""
    if agent.task:
        return [agent.task]
    if not agent.reads:
        return ["plain"]
    more = {"mention": agent.mentions, "again": agent.again}
    return ["plain", "read", *(kind for kind, options in more.items() if options is not None)]


def plain(text: str) -> str:
    """The letters of a text: how an agent lays out an answer is its own affair."""
    return "".join(letter for letter in text if letter.isalnum())


def version(packages: Path, agent: Agent, folder: Path) -> str:
    """The version that the agent itself tells."""
    home, project = scratch.make(folder)
    program, *words = agent.told or [agent.program, "--version"]
    status, output = scratch.run([str(packages / program), *words], home, project, {})
    numbers = [word for word in output.split() if word[:1].isdigit() and "." in word]
    if status != 0 or not numbers:
        raise NotInstalled(f"the command for its version ended with status {status}: {' '.join(output.split())[:300]}")
    return numbers[-1].rstrip(".")


def main() -> int:
    names = [agent.name for agent in AGENTS]
    parser = argparse.ArgumentParser(description="Real coding agents through the example proxy.")
    parser.add_argument("--folder", type=Path, required=True, help="where packages and scratch folders go")
    parser.add_argument("--keep", type=Path, help="a folder; what arrives at the server is written there")
    parser.add_argument("agent", nargs="*", help=f"run only these: {', '.join(names)}")
    options = parser.parse_args()
    if unknown := sorted(set(options.agent) - set(names)):
        parser.error(f"no agent `{unknown[0]}`: there are {', '.join(names)}")
    folder: Path = options.folder.resolve()
    table = Table()
    with Stub(options.keep) as stub:
        for agent in AGENTS:
            if options.agent and agent.name not in options.agent:
                continue
            try:
                packages = install(agent.package, agent.program, folder)
                told = version(packages, agent, folder / "scratch" / agent.name / "version")
            except NotInstalled as error:
                table.not_run(agent, str(error))
                continue
            for way in agent.ways:
                for kind in kinds(agent):
                    place = folder / "scratch" / agent.name / f"{way.format}-{way.model}-{kind}"
                    table.line(agent, told, kind, drive(agent, way, kind, packages, place, stub))
    print(f"\n{table.good} of {table.good + table.bad} runs are as the model server saw them")
    return 1 if table.bad or not table.good else 0


if __name__ == "__main__":
    sys.exit(main())
