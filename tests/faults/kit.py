"""What the campaigns share: children that tell what was acknowledged, the judge of what they left, and the verdict."""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field, fields
from pathlib import Path

import codegate

HERE = Path(__file__).parent
PROGRAMS = HERE / "programs"
# What no child takes unless it hangs, in seconds.
BOUND = 120
# Where a file costs no disk.
FAST = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


@dataclass
class Verdict:
    """What was seen, over all rounds."""

    rounds: int = 0
    acknowledged: int = 0
    lost: int = 0
    torn: int = 0
    dead: int = 0
    refused: int = 0
    healed: int = 0
    notes: list[str] = field(default_factory=list)

    def __iadd__(self, other: Verdict) -> Verdict:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))
        return self

    @property
    def bad(self) -> int:
        return self.lost + self.torn + self.dead + self.refused

    def __str__(self) -> str:
        return (
            f"{self.rounds} rounds, {self.acknowledged} acknowledged, {self.lost} lost, {self.torn} torn, "
            f"{self.dead} dead, {self.refused} refused for good, {self.healed} refused for a moment"
        )


class Child:
    """A process that tells on stdout what became of its calls; see `worker.py` for the words."""

    def __init__(self, command: list[str | Path], preload: Path | None = None) -> None:
        self.output = tempfile.TemporaryFile()
        environment = dict(os.environ, PYTHONPATH=str(PROGRAMS), PYTHONFAULTHANDLER="")
        if preload:
            environment["LD_PRELOAD"] = str(preload)
        self.process = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.PIPE,
            stdout=self.output,
            stderr=subprocess.STDOUT,
            env=environment,
        )

    def running(self) -> Child:
        """Waits until it has said something, or is gone."""
        until = time.monotonic() + BOUND
        while os.fstat(self.output.fileno()).st_size == 0 and self.process.poll() is None and time.monotonic() < until:
            time.sleep(0.002)
        return self

    def finish(self, verdict: Verdict) -> set[str]:
        """Waits for its end, counts what it told, and gives the keys that were acknowledged."""
        try:
            self.process.communicate(timeout=BOUND)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
        self.output.seek(0)
        lines = self.output.read().decode(errors="replace").splitlines()
        self.output.close()
        words = Counter(line.split(" ", 1)[0] for line in lines)
        # A code that says the library broke is never one to try again.
        broken = [line for line in lines if line.startswith("healed ") and line.rstrip().endswith(" internal")]
        verdict.refused += words["refused"] + len(broken)
        verdict.healed += words["healed"] - len(broken)
        verdict.notes += broken
        verdict.notes += [line for line in lines if line.startswith("refused ")]
        if self.process.returncode != 0 or "done" not in words:
            verdict.dead += 1
            verdict.notes += [f"ended with {self.process.returncode}", *lines[-5:]]
        return {line.split(" ")[1] for line in lines if line.startswith("ack ")}


def python(program: str, *arguments: object, preload: Path | None = None) -> Child:
    return Child([sys.executable, PROGRAMS / program, *map(str, arguments)], preload)


def judge(store: Path, acknowledged: set[str], verdict: Verdict) -> None:
    """Looks with a SQLite that is not ours, then lets the library hold its sums against the attempts."""
    verdict.acknowledged += len(acknowledged)
    try:
        with closing(sqlite3.connect(store)) as connection:
            [[integrity]] = connection.execute("PRAGMA integrity_check(1)").fetchall()
            kept = {key for (key,) in connection.execute("SELECT host_key FROM exchanges")}
            torn = "SELECT count(*) FROM exchanges WHERE seq NOT IN (SELECT exchange_seq FROM attempts)"
            [[half]] = connection.execute(torn).fetchall()
        with codegate.open(store) as gate:
            wrong = len(gate.verify().differences)
    except (sqlite3.Error, codegate.Error) as error:
        verdict.torn += 1
        verdict.notes.append(f"the store cannot be read: {error}")
        return
    missing = sorted(acknowledged - kept)
    verdict.lost += len(missing)
    verdict.torn += half + wrong + (integrity != "ok")
    if missing or half or wrong or integrity != "ok":
        verdict.notes.append(f"lost {missing[:5]}, {half} halves, {wrong} sums differ, integrity {integrity}")


@dataclass
class Options:
    """The words that every campaign takes. With the same seed a run makes the same choices."""

    names: list[str]
    rounds: int
    seed: int
    built: Path

    def chosen(self, known: Iterable[str]) -> list[str]:
        """The parts to run: those whose names begin with a word that was given, or all."""
        chosen = [name for name in known if not self.names or name.startswith(tuple(self.names))]
        if not chosen:
            sys.exit(f"no part begins with {' or '.join(self.names)}; there are {', '.join(known)}")
        return chosen


def arguments(description: str, rounds: int) -> Options:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("names", nargs="*", help="only parts whose names begin so")
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--built", type=Path, required=True, help="where shims and programs were compiled to")
    parsed = parser.parse_args()
    return Options(**vars(parsed))


class Report:
    """Prints a line for each part as it is done; ends with failure where one was bad, or a control saw nothing."""

    def __init__(self, campaign: str, options: Options) -> None:
        self.campaign, self.failed, self.start = campaign, False, time.monotonic()
        print(f"faults {campaign}: seed {options.seed}", flush=True)

    def line(self, name: str, text: object, good: bool) -> None:
        took = time.monotonic() - self.start
        print(f"{'faults' if good else 'FAILED faults'} {self.campaign} {name}: {text} ({took:.0f} s)", flush=True)
        self.failed |= not good

    def verdict(self, name: str, verdict: Verdict) -> None:
        for note in verdict.notes[:20] if verdict.bad else []:
            print(f"  {note}")
        self.line(name, verdict, verdict.bad == 0)

    def control(self, attempt: Callable[[], Verdict], times: int, name: str = "control") -> None:
        """Something must be lost or die, within so many attempts, where the library is not protected."""
        total, seen = Verdict(), False
        while not seen and times > 0:
            total += attempt()
            seen = total.lost + total.torn + total.dead > 0
            times -= 1
        self.line(name, f"{'harmed' if seen else 'NOT harmed'} in {total}", seen)

    def end(self) -> None:
        sys.exit(1 if self.failed else 0)
