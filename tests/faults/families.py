"""Hosts of several processes and several gates: forks of every kind, gates beside each other, two copies of the library;
and a stranger that holds the store with `BEGIN IMMEDIATE`.

Control: the same without OFD locks, which must harm some host.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

from kit import PROGRAMS, Child, Report, Verdict, arguments, judge, python

# Rounds of one life.
LIFE = 25
CONTROL = 40
WAYS = ("fork", "spawn", "forkserver", "gates", "copies")


def programs(built: Path) -> dict[str, list[str | Path]]:
    """By name: the program, and the word that it takes."""
    found: dict[str, list[str | Path]] = {way: [sys.executable, PROGRAMS / "family.py"] for way in WAYS}
    return found | {"c-fork": [built / "forks"], "held": [sys.executable, PROGRAMS / "host.py"]}


def life(name: str, program: list[str | Path], rounds: int, dice: random.Random, preload: Path | None = None) -> Verdict:
    verdict = Verdict(rounds=rounds)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder, "gate.db")
        beside = "holder" if name == "held" else "stock"
        others = [
            python("neighbour.py", store, "n1", "library", dice.random(), preload=preload),
            python("neighbour.py", store, "n2", beside, dice.random()),
        ]
        for other in others:
            other.running()
        way = {"held": "plain"}.get(name, name.removeprefix("c-"))
        acknowledged = Child([*program, store, "host", way, str(rounds)], preload).finish(verdict)
        for other in others:
            acknowledged |= other.finish(verdict)
        judge(store, acknowledged, verdict)
    return verdict


def main() -> None:
    options = arguments(__doc__ or "", rounds=1000)
    dice = random.Random(options.seed)
    report = Report("families", options)
    known = programs(options.built)
    old = options.built / "oldkernel.so"
    report.control(lambda: life("gates", known["gates"], LIFE, dice, old), CONTROL)
    for name in options.chosen(known):
        total = Verdict()
        while total.rounds < options.rounds:
            total += life(name, known[name], min(LIFE, options.rounds - total.rounds), dice)
        report.verdict(name, total)
    report.end()


if __name__ == "__main__":
    main()
