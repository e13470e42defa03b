"""Sudden ends. `acks`: two processes record until one has acknowledged so many records, then both are killed, wherever
they are. The others are killed at a call to the system that the dice choose, inside opening a new store or an old one,
upgrading one, importing, moving the log into the file, finishing an exchange, compacting, backing up, pruning.

Control: a process that acknowledges before it writes; something must be missing.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import tempfile
import threading
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import codegate
import trap
import writes
from calls import CASES, prepared
from kit import BOUND, FAST, Report, Verdict, arguments, judge
from trap import KILLS, Forked

# Seconds within which a writer must have acknowledged something.
PATIENCE = 20
# Kills of one store.
LIFE = 20
INSIDE = ("open", "open-new", "upgrade", "import", "close", "finish", "compact", "backup", "history.prune")


def after_acks(victim: Path, rounds: int, dice: random.Random, early: bool = False) -> Verdict:
    """One store, whose writers are killed again and again."""
    verdict, acknowledged = Verdict(rounds=rounds), set[str]()
    with tempfile.TemporaryDirectory(dir=FAST) as folder:
        store = Path(folder, "gate.db")
        for number in range(rounds):
            words = ["early"] if early else []
            writers = [
                subprocess.Popen([victim, store, f"{name}{number}", *words], stdout=subprocess.PIPE, text=True)
                for name in "ab"
            ]
            first = writers[0].stdout
            assert first
            # A writer that comes to nothing is ended; then there is no line to read.
            watch = threading.Timer(PATIENCE, writers[0].kill)
            watch.start()
            lines = [first.readline() for _ in range(dice.randint(1, 8))]
            watch.cancel()
            acknowledged |= acks(lines)
            # Not only right after an acknowledgement.
            os.sched_yield()
            for _ in range(dice.randint(0, 3000)):
                pass
            for writer in writers:
                writer.kill()
            for writer in writers:
                rest, _ = writer.communicate(timeout=BOUND)
                acknowledged |= acks(rest.splitlines())
                if writer.returncode != -signal.SIGKILL:
                    verdict.dead += 1
                    verdict.notes.append(f"a writer ended by itself: {writer.returncode}, {rest[-200:]}")
            if "" in lines:
                verdict.refused += 1
                verdict.notes.append(f"after {number} kills nothing was acknowledged within {PATIENCE} s")
                break
        judge(store, acknowledged, verdict)
    return verdict


def acks(lines: list[str]) -> set[str]:
    """Only whole lines: a process that is killed may leave a part of one."""
    return {line.split()[1] for line in lines if line.startswith("ack ") and len(line.split()) > 1}


def killed(name: str, base: Path, at: int) -> tuple[str, int]:
    """Makes the call of a case in a child and kills it at a call to the system, 0 for never.

    Gives the state that is found, and how many calls there were if it lived.
    """
    case = CASES[name]
    with tempfile.TemporaryDirectory(dir=FAST) as folder:
        store = Path(folder, base.name) if case.new else writes.copy(base, Path(folder))
        writes.spoil(store, name)

        def work(line: object) -> None:
            call = case.ready(store)
            made = trap.sprung(call, KILLS, at or 1 << 40)
            line.sendall(f"{made}\n".encode())  # type: ignore[attr-defined]

        child = Forked(work)
        calls = child.hear()
        if child.end() != (-signal.SIGKILL if at else 0):
            raise RuntimeError(f"{name} was not killed at call {at}")
        with writes.open_gate(store) as gate:
            if gate.verify().differences:
                raise sqlite3.DatabaseError("the sums differ")
        found = writes.state(store)
        if at:
            writes.remove_parts(store)
        if name == "backup" and (problem := writes.backup_problem(store, found, done=False)):
            raise sqlite3.DatabaseError(problem)
        return found, int(calls or 0)


def inside(name: str, rounds: int, dice: random.Random) -> Verdict:
    verdict = Verdict()
    with tempfile.TemporaryDirectory(dir=FAST) as folder:
        base = Path(folder, "gate.db")
        prepared(CASES[name], base)
        after, calls = killed(name, base, 0)
        # Opening brings up what is old or new, so what was before is told by a gate that is let alone.
        before = after if CASES[name].new else untouched(base)
        for _ in range(rounds):
            at = dice.randint(1, calls)
            verdict.rounds += 1
            try:
                found, _ = killed(name, base, at)
            except (codegate.Error, sqlite3.Error) as error:
                verdict.refused += 1
                verdict.notes.append(f"{name}, killed at call {at}: {error}")
                continue
            if found not in (before, after):
                verdict.torn += 1
                verdict.notes.append(f"{name}, killed at call {at}: half there")
    return verdict


def untouched(base: Path) -> str:
    with tempfile.TemporaryDirectory(dir=FAST) as folder:
        store = writes.copy(base, Path(folder))
        if Forked(lambda _: writes.open_gate(store).close()).end() != 0:
            raise RuntimeError("the store cannot be opened")
        return writes.state(store)


def part(name: str, built: Path, rounds: int, seed: str) -> Verdict:
    dice, total = random.Random(seed), Verdict()
    if name != "acks":
        return inside(name, rounds, dice)
    while total.rounds < rounds:
        total += after_acks(built / "victim", min(LIFE, rounds - total.rounds), dice)
    return total


def main() -> None:
    options = arguments(__doc__ or "", rounds=10_000)
    trap.preload(options.built / "trap.so")
    report = Report("kills", options)
    dice = random.Random(options.seed)
    report.control(lambda: after_acks(options.built / "victim", 3, dice, early=True), 5)
    chosen = options.chosen(("acks", *INSIDE))
    # Half of them by acknowledgements.
    weights = [len(chosen) - 1 if name == "acks" and len(chosen) > 1 else 1 for name in chosen]
    with ProcessPoolExecutor(2) as pool:
        parts = []
        for name, weight in zip(chosen, weights, strict=True):
            rounds = -(-options.rounds * weight // sum(weights))
            # In pieces, so that the longest does not run alone at the end.
            pieces = 4 if weight > 1 else 1
            for piece in range(pieces):
                seed = f"{options.seed} {name} {piece}"
                parts.append((name, pool.submit(part, name, options.built, -(-rounds // pieces), seed)))
        totals = {name: Verdict() for name in chosen}
        for name, done in parts:
            totals[name] += done.result()
    for name, verdict in totals.items():
        report.verdict(name, verdict)
    report.end()


if __name__ == "__main__":
    main()
