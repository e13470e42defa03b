"""Losses of power: each scenario is run once with a recorder; then the disk is taken as it may be found at any moment of
it, the store on it is opened, and must hold what was acknowledged, and nothing by halves.

Controls: a disk that syncs nothing, and a writer that acknowledges before it writes; both must lose.
"""

from __future__ import annotations

import copy
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import codegate
import scenarios
import writes
from disk import MODES, Disk, Event, events
from kit import BOUND, FAST, HERE, PROGRAMS, Report, Verdict, arguments

CONTROL = 400


@dataclass
class Recording:
    """A scenario as it went: the disk before, the events, and what the store held after so many acknowledged steps."""

    scenario: str
    disk: Disk
    log: list[Event]
    states: list[str | None]


def record(scenario: str, built: Path, scratch: Path) -> Recording:
    live = scratch / "live"
    live.mkdir()
    store = live / "gate.db"
    states: list[str | None] = [None]
    if not scenarios.is_new(scenario):
        writes.prepare_old(store) if scenario == "upgrade" else writes.prepare(store, closed=True)
        writes.spoil(store, scenario)
        states = [writes.state(writes.copy(store, scratch))]
    disk = Disk(live)
    environment = {"LD_PRELOAD": built / "recorder.so", "CODEGATE_RECORD": scratch / "log", "CODEGATE_RECORD_FOLDER": live}
    paths = os.pathsep.join(map(str, (PROGRAMS, HERE)))
    child = subprocess.Popen(
        [sys.executable, PROGRAMS / "writer.py", store, scenario],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {name: str(value) for name, value in environment.items()} | {"PYTHONPATH": paths},
        text=True,
    )
    assert child.stdin and child.stdout
    for _ in child.stdout:
        states.append(writes.state(writes.copy(store, scratch)))
        child.stdin.write("\n")
        child.stdin.flush()
    if child.wait(BOUND) != 0:
        raise RuntimeError(f"the writer of {scenario} ended with {child.returncode}")
    recording = Recording(scenario, disk, list(events(scratch / "log")), states)
    check_recorder(recording, live)
    return recording


def check_recorder(recording: Recording, live: Path) -> None:
    """With nothing lost, the recorded disk is the one that is there: no way to write went past the recorder."""
    disk = copy.deepcopy(recording.disk)
    for event in recording.log:
        disk.follow(event)
    image = disk.image("kept", random.Random(0))
    for name in ("gate.db", "gate.db-wal"):
        if image.get(name) != (live / name).read_bytes():
            raise RuntimeError(f"the recorder missed something of {name} in {recording.scenario}")


def moments(recording: Recording, syncs: bool, early: bool) -> Iterator[tuple[Disk, int]]:
    """The disk after each thing that was done to it, and how many steps were acknowledged by then."""
    disk = copy.deepcopy(recording.disk)
    disk.syncs = syncs
    acknowledged = 0
    for event in recording.log:
        disk.follow(event)
        if event.kind == "M":
            acknowledged += event.data.startswith(b"begin " if early else b"ack ")
        yield disk, acknowledged


def lose(recording: Recording, images: int, dice: random.Random, syncs: bool = True, early: bool = False) -> Verdict:
    """Takes so many images, evenly over all moments, and judges each."""
    verdict = Verdict(acknowledged=len(recording.states) - 1)
    taken = 0
    with tempfile.TemporaryDirectory(dir=FAST) as folder:
        weights = [weight(disk) for disk, _ in moments(recording, syncs, early)]
        due = [images * done // sum(weights) for done in accumulate(weights)]
        for number, (disk, acknowledged) in enumerate(moments(recording, syncs, early)):
            while taken < due[number]:
                mode = MODES[taken % len(MODES)]
                put(Path(folder), disk.image(mode, dice), dice)
                judge(Path(folder, "gate.db"), recording, acknowledged, early, f"event {number}, {mode}", verdict)
                taken += 1
    verdict.rounds = taken
    return verdict


def weight(disk: Disk) -> int:
    """Moments at which the log is being moved into the file are few, and the ones at which a store can be told wrong."""
    return 10 if "gate.db" in disk.names and disk.files[disk.names["gate.db"]].pending else 1


def put(folder: Path, image: dict[str, bytes], dice: random.Random) -> None:
    for old in folder.iterdir():
        old.unlink()
    # The index is never synced and never trusted: there may be none, or anything.
    image = {name: content for name, content in image.items() if not name.endswith("-shm")}
    if "gate.db-wal" in image and dice.random() < 0.5:
        image["gate.db-shm"] = dice.randbytes(32768)
    for name, content in image.items():
        (folder / name).write_bytes(content)


def judge(store: Path, recording: Recording, acknowledged: int, early: bool, where: str, verdict: Verdict) -> None:
    states = recording.states
    # What was begun and not acknowledged may be there, whole. Where there was no store yet, opening makes a new one.
    allowed = states[acknowledged : acknowledged + 1 if early else acknowledged + 2]
    allowed = [states[1] if one is None else one for one in allowed]
    found = None
    try:
        with writes.open_gate(store) as gate:
            if recording.scenario != "verify" and gate.verify().differences:
                raise sqlite3.DatabaseError("the sums differ")
        found = writes.state(store)
    except codegate.Error as error:
        verdict.refused += 1
        verdict.notes.append(f"{recording.scenario}, {where}: {error.code}: {error}")
        return
    except sqlite3.Error as error:
        verdict.notes.append(f"{recording.scenario}, {where}: {error}")
    if found in allowed:
        return
    known = found is not None and found in states
    verdict.lost += known
    verdict.torn += not known
    verdict.notes.append(f"{recording.scenario}, {where}, {acknowledged} acknowledged: {'lost' if known else 'torn'}")


def part(scenario: str, built: Path, images: int, seed: str, syncs: bool = True, early: bool = False) -> Verdict:
    with tempfile.TemporaryDirectory(dir=FAST) as scratch:
        recording = record(scenario, built, Path(scratch).resolve())
        return lose(recording, images, random.Random(seed), syncs, early)


def main() -> None:
    options = arguments(__doc__ or "", rounds=100_000)
    writes.check_complete()
    report = Report("power", options)
    chosen = options.chosen(scenarios.names())
    share = -(-options.rounds // len(chosen))
    for what, how in (("control without syncs", {"syncs": False}), ("control of early words", {"early": True})):
        report.control(lambda: part("record", options.built, CONTROL, f"{options.seed}", **how), 1, what)
    with ProcessPoolExecutor(2) as pool:
        parts = [pool.submit(part, name, options.built, share, f"{options.seed} {name}") for name in chosen]
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
