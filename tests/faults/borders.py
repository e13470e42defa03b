"""Calls every function of the header with every argument made bad, where memory is watched; and loads, unloads, doubles
and ends the library while it is used. `--rounds` is how many made up handles each handle argument gets."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import codegate
import header
from kit import BOUND, FAST, Options, Report, Verdict, arguments

HERE = Path(__file__).parent / "borders"
HEADER = Path(__file__).parents[2] / "include" / "codegate.h"
STRICT = ["-std=c11", "-Wall", "-Wextra", "-Werror", "-pedantic", "-g", "-pthread"]
SANITIZED = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
VALGRIND = ["valgrind", "-q", "--error-exitcode=9", "--leak-check=full", "--errors-for-leak-kinds=definite"]
# What a whole run may take, in seconds, where it goes many times slower than by itself.
WHOLE = 3600
# What is said where memory is misused.
REPORTS = ("heap-use-after-free", "Invalid read")
# Of so many functions valgrind sees one, in short.
SHARE = 16
# How many programs end while they call, and how many workspaces each copy makes, at least.
FEW = 10


class Built:
    """Programs against the library next to `--built`."""

    def __init__(self, options: Options) -> None:
        self.folder = options.built.resolve()
        self.library = self.folder.parent / "libcodegate.so"

    def program(self, cc: str, sources: list[str | Path], name: str, flags: list[str], linked: bool = True) -> Path:
        program = self.folder / name
        link = [f"-L{self.library.parent}", "-lcodegate", f"-Wl,-rpath,{self.library.parent}"] if linked else ["-ldl"]
        include = [f"-I{HEADER.parent}", f"-I{HERE}"]
        subprocess.run([cc, *STRICT, *flags, *include, *sources, "-o", program, *link], check=True)
        return program


def run(command: list[object], bound: int = WHOLE) -> subprocess.CompletedProcess[str]:
    """In an empty folder, as a path made bad may become a file."""
    with tempfile.TemporaryDirectory(dir=FAST) as folder:
        words = [str(word) for word in command]
        return subprocess.run(
            words, cwd=folder, capture_output=True, text=True, errors="replace", timeout=bound, check=False
        )


def watched(report: Report, options: Options, built: Built, name: str) -> None:
    """All functions under one watcher of memory, after its control was told."""
    cc = "clang" if name == "clang" else "gcc"
    for tool in {cc, name}:
        if not shutil.which(tool):
            report.line(name, f"SKIPPED this machine has no `{tool}`", True)
            return
    flags = [] if name == "valgrind" else SANITIZED
    watcher = VALGRIND if name == "valgrind" else []
    control = run([*watcher, built.program(cc, [HERE / "control.c"], f"control-{name}", flags)])
    told = control.returncode != 0 and any(words in control.stderr for words in REPORTS)
    report.line(f"{name} control", "harmed" if told else f"NOT harmed: {control.stderr[-300:]}", told)
    source = built.folder / "table.c"
    names = header.write(HEADER, source)
    program = built.program(cc, [source, HERE / "borders.c"], f"borders-{name}", flags)
    symbols = subprocess.run(["nm", program], capture_output=True, text=True, check=True).stdout
    if name != "valgrind" and "__asan_init" not in symbols:
        report.line(name, "AddressSanitizer is not in the program", False)
    # Random numbers are for the fast ones; in short, valgrind sees the functions whose turn it is by the seed.
    rounds, every = (0, 1 if options.rounds > 1 else SHARE) if name == "valgrind" else (options.rounds, 1)
    done = run([*watcher, program, options.seed, rounds, every])
    last = (done.stdout.splitlines() or [""])[-1]
    expected = len(range(options.seed % every, len(names), every))
    good = done.returncode == 0 and last.startswith(f"{expected} functions, ")
    if not good:
        print(done.stdout[-4000:], done.stderr[-4000:])
    report.line(name, last or f"0 functions, ended with {done.returncode}", good)


def rows(report: Report, built: Built) -> None:
    """A function without a row must be refused, else one that is new would go uncalled."""
    refused = False
    try:
        header.write(HEADER, built.folder / "refused.c", without="gate_health")
    except SystemExit as error:
        refused = "codegate_gate_health" in str(error)
    report.line("rows", "a function without a row is refused" if refused else "NOT refused", refused)


def life(report: Report, built: Built, name: str, rounds: int) -> None:
    """What was acknowledged must be there at the end, and nobody may die."""
    lives = built.program("gcc", [HERE / "lives.c"], "lives", [], linked=False)
    other = built.folder / "other.so"
    shutil.copyfile(built.library, other)
    verdict, said = Verdict(), ""
    with tempfile.TemporaryDirectory(dir=FAST) as folder:
        store = Path(folder, "gate.db")
        commands: dict[str, list[object]] = {
            "loop": [lives, "loop", built.library, store, rounds],
            "copies": [lives, "copies", store, rounds, built.library, other],
            "exit": [lives, "exit", built.library, store],
        }
        for turn in range(rounds if name == "exit" else 1):
            store = Path(folder, f"gate{turn}.db")
            command = [store if word == Path(folder, "gate.db") else word for word in commands[name]]
            done = run(command, BOUND)
            lines = done.stdout.splitlines()
            said = " ".join(line.removeprefix("#") for line in lines if line.startswith("#"))
            names = {line for line in lines if not line.startswith("#")}
            with codegate.open(store) as gate:
                left = {one.name for one in gate.workspaces.list()}
            verdict.rounds += 1 if name == "exit" else rounds
            verdict.acknowledged += len(names)
            verdict.lost += len(names - left)
            verdict.dead += done.returncode != 0
            verdict.notes += [done.stderr] if done.returncode else []
    for note in verdict.notes[:20]:
        print(f"  {note}")
    report.line(name, f"{verdict}{said and f',{said}'}", verdict.bad == 0 and verdict.acknowledged > 0)


def main() -> None:
    options = arguments(__doc__ or "", rounds=300)
    options.built.mkdir(parents=True, exist_ok=True)
    report, built = Report("borders", options), Built(options)
    for name in options.chosen(["rows", "gcc", "clang", "valgrind", "loop", "copies", "exit"]):
        if name == "rows":
            rows(report, built)
        elif name in {"gcc", "clang", "valgrind"}:
            # In short one compiler is enough.
            if name != "clang" or options.rounds > 1 or options.names:
                watched(report, options, built, name)
        else:
            life(report, built, name, max(FEW, options.rounds))
    report.end()


if __name__ == "__main__":
    main()
