"""The N-th call to the operating system fails, once or from then on, in every call that writes to a store and in opening it.

The call is then made again with nothing in its way. What was acknowledged must be there, what was not must be there
whole or not at all, nothing twice; no healthy store may be set aside, and no error may be `internal`.
Control: writes that say they were done and were not; what was acknowledged must be missing.
"""

from __future__ import annotations

import random
import socket
import sqlite3
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import codegate
import trap
import writes
from kit import FAST, Report, Verdict, arguments
from trap import FAULTS, LIES, Fault, Forked
from writes import Call

# A call without a key of its own adds another, when it is made again after it was done.
ADDS = ("alerts.add",)


@dataclass(frozen=True)
class Case:
    name: str
    # Gives the call that runs into the trap; before that, whatever must be open is opened.
    ready: Callable[[Path], Call]
    new: bool = False


def case(name: str, write: Callable[[codegate.Gate], Call]) -> Case:
    return Case(name, lambda store: write(writes.open_gate(store)))


ALL = [
    Case("open", lambda store: lambda: writes.open_gate(store)),
    Case("open-aside", lambda store: lambda: writes.open_gate(store, set_aside_corrupt=True)),
    Case("open-new", lambda store: lambda: writes.open_gate(store, set_aside_corrupt=True), new=True),
    Case("upgrade", lambda store: lambda: writes.open_gate(store, set_aside_corrupt=True)),
    *(case(name, write) for name, write in writes.WRITES.items()),
]
CASES = {case.name: case for case in ALL}


def attempt(case: Case, store: Path, fault: Fault, at: int) -> Callable[[socket.socket], None]:
    """In a child: makes the call with the fault, tells how it went, waits, makes it again, tells again."""

    def work(line: socket.socket) -> None:
        calls = [0]
        call = case.ready(store)

        def told(make: Call) -> None:
            try:
                make()
                line.sendall(f"ok {calls[0]}\n".encode())
            except codegate.Error as error:
                line.sendall(f"{error.code} {error}".replace("\n", " ").encode() + b"\n")

        def trapped() -> None:
            calls[0] = trap.sprung(call, fault, at)

        told(trapped)
        if line.recv(1):
            told(call)
            line.recv(1)

    return work


def state(store: Path) -> str:
    """What is on the disk, looked at in a copy, so that looking changes nothing for those who have it open."""
    if not store.exists() or not store.stat().st_size:
        return writes.NOTHING
    with tempfile.TemporaryDirectory(dir=FAST) as folder:
        return writes.state(writes.copy(store, Path(folder)))


@dataclass
class Expected:
    before: str
    after: str
    fault: str


def run(case: Case, base: Path, fault: Fault, at: int, expected: Expected | None, verdict: Verdict) -> tuple[str, int]:
    """One fault at one call. Gives the state after the first try and how many calls it made, if it was undisturbed."""
    with tempfile.TemporaryDirectory(dir=FAST) as folder:
        store = Path(folder, base.name) if case.new else writes.copy(base, Path(folder))
        writes.spoil(store, case.name)
        child = Forked(attempt(case, store, fault, at))
        first = child.hear()
        try:
            between = state(store)
            if fault.for_good:
                writes.remove_parts(store)
            if case.name == "backup" and (problem := writes.backup_problem(store, between, first.startswith("ok "))):
                between = f"unreadable: {problem}"
        except sqlite3.Error as error:
            between = f"unreadable: {error}"
        if expected is None:
            child.end()
            return between, int(first.partition(" ")[2])
        child.line.sendall(b".")
        second = child.hear()
        ended = child.end()
        where = f"{case.name}, {expected.fault} at call {at}"
        problem = judge(case, expected, first, between, second, store, verdict)
        if ended != 0 or not first or not second:
            verdict.dead += 1
            problem = f"ended with {ended}"
        if problem:
            verdict.notes.append(f"{where}: {problem}; first `{first}`, then `{second}`")
        verdict.rounds += 1
        verdict.acknowledged += first.startswith("ok") + second.startswith("ok")
    return between, 0


def judge(
    case: Case, expected: Expected, first: str, between: str, second: str, store: Path, verdict: Verdict
) -> str | None:
    """What is wrong, counted; `None` if nothing is."""
    done = first.startswith("ok ")
    if any(".corrupt-" in path.name for path in store.parent.iterdir()):
        verdict.lost += 1
        return "a healthy store was set aside"
    if any(said.startswith("internal ") for said in (first, second)):
        verdict.refused += 1
        return "an internal error"
    if done and between != expected.after:
        verdict.lost += between == expected.before
        verdict.torn += between != expected.before
        return f"acknowledged, and not there ({between})"
    if not done and between not in (expected.before, expected.after):
        verdict.torn += 1
        return f"half there ({between})"
    if between == expected.before != expected.after and not second.startswith("ok "):
        verdict.refused += 1
        return "refused for good"
    try:
        with writes.open_gate(store) as gate:
            wrong = gate.verify().differences
        last = state(store)
    except (codegate.Error, sqlite3.Error) as error:
        verdict.torn += 1
        return f"the store cannot be read: {error}"
    problem = writes.backup_problem(store, last, second.startswith("ok ")) if case.name == "backup" else None
    if problem:
        verdict.torn += 1
        return problem
    twice = case.name in ADDS and between == expected.after
    if wrong or (last != expected.after and not twice):
        verdict.torn += 1
        return f"other than it should be in the end: {last}, {wrong}"
    return None


def points(case: Case, base: Path, faults: list[Fault]) -> tuple[Expected, list[tuple[Fault, int]]]:
    """What the call comes to when nothing disturbs it, and every call to the system that each fault can hit."""
    far = 1 << 40
    with tempfile.TemporaryDirectory(dir=FAST) as folder:
        store = base if case.new else writes.copy(base, Path(folder))
        writes.spoil(store, case.name)
        before = writes.NOTHING if case.new else state(store)
    found = []
    for fault in faults:
        after, calls = run(case, base, fault, far, None, Verdict())
        found += [(fault, at) for at in range(1, calls + 1)]
    return Expected(before, after, ""), found


def prepared(case: Case, base: Path) -> None:
    """The store that a case begins with; made in a child, so that this process has none open when it forks."""
    prepare = writes.prepare_old if case.name == "upgrade" else writes.prepare
    if Forked(lambda _: prepare(base)).end() != 0:
        raise RuntimeError("the store could not be prepared")


def part(name: str, most: int, seed: str, faults: list[Fault] = FAULTS) -> Verdict:
    """The points of a case; if there are more than asked for, some of them."""
    case, verdict, dice = CASES[name], Verdict(), random.Random(seed)
    with tempfile.TemporaryDirectory(dir=FAST) as folder:
        base = Path(folder, "gate.db")
        prepared(case, base)
        expected, found = points(case, base, faults)
        for fault, at in dice.sample(found, min(most, len(found))):
            run(case, base, fault, at, Expected(expected.before, expected.after, str(fault)), verdict)
    return verdict


def main() -> None:
    options = arguments(__doc__ or "", rounds=1_000_000)
    trap.preload(options.built / "trap.so")
    writes.check_complete()
    report = Report("calls", options)
    chosen = options.chosen(CASES)
    report.control(lambda: part("record", 20, str(options.seed), [LIES]), 1)
    with ProcessPoolExecutor(2) as pool:
        share = -(-options.rounds // len(chosen))
        parts = [pool.submit(part, name, share, f"{options.seed} {name}") for name in chosen]
        total = Verdict()
        for name, done in zip(chosen, parts, strict=True):
            verdict = done.result()
            total += verdict
            if verdict.bad:
                report.verdict(name, verdict)
        report.verdict("in all", total)
    report.end()


if __name__ == "__main__":
    main()
