"""A host that is more than one process or more than one gate: `family.py STORE NAME WAY ROUNDS`.

`fork`, `spawn` and `forkserver` start children in that way, each with a gate of its own, while this process goes on
recording and reads its store with the SQLite of Python; of the children some end well, some at once, some are killed.
`gates` has several gates on the one file, opened and closed in turn. `copies` loads the library twice.
"""

from __future__ import annotations

import importlib.util
import multiprocessing
import os
import shutil
import signal
import sqlite3
import sys
import tempfile
import threading
from contextlib import suppress
from importlib.machinery import ExtensionFileLoader
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

import codegate
from host import Reader, plain
from worker import close, exchange, patiently, record, tell

# Seconds that no child takes.
BOUND = 60


def child(store: str, key: str, ending: int) -> None:
    """Records with a gate of its own, and leaves in one of three ways."""
    gate = patiently("open", lambda: codegate.open(store, busy_timeout=20))
    if gate is None or not record(gate, key):
        return
    if ending == 1:
        os._exit(0)
    if ending == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    close(gate)


def family(context: BaseContext, store: str, name: str, rounds: int) -> None:
    gate = codegate.open(store, busy_timeout=20)
    for number in range(rounds):
        ending = number % 3
        process: Any = context.Process(target=child, args=(store, f"{name}-child-{number}", ending))  # type: ignore[attr-defined]

        def start() -> None:
            # In turn and not in a thread, since threads and forks do not go together.
            process.start()
            with suppress(sqlite3.Error):
                plain(store)

        if not exchange(gate, f"{name}-{number}", meanwhile=start) or not record(gate, f"{name}-beside-{number}"):
            return
        process.join(BOUND)
        if process.exitcode != (-signal.SIGKILL if ending == 2 else 0):
            tell("refused", f"child-{number}", process.exitcode)
            process.kill()
            return
    close(gate)


def together(openers: list[Any], store: str, name: str, rounds: int) -> None:
    """A thread for each opener: opens, records, closes, again and again; beside them a reader."""

    def one(number: int, opener: Any) -> None:
        for time in range(rounds):
            key = f"{name}-{number}-{time}"
            gate = patiently("open", lambda: opener(store, busy_timeout=20))
            if gate is None or not exchange(gate, key) or not patiently("decide", gate.decide):
                return
            # Some are closed, some are left to be collected.
            if time % 2 and not close(gate):
                return

    reader = Reader(store, plain)
    threads = [threading.Thread(target=one, args=pair) for pair in enumerate(openers)]
    for thread in [reader, *threads]:
        thread.start()
    for thread in threads:
        thread.join()
    reader.stop.set()
    reader.join()


def second_copy(folder: str) -> Any:
    """The library once more, from another file, as another package would bring it."""
    import codegate._native as first

    path = str(Path(folder, "_native.abi3.so"))
    shutil.copy(str(first.__file__), path)
    loader = ExtensionFileLoader("codegate._native", path)
    spec = importlib.util.spec_from_file_location("codegate._native", path, loader=loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    assert module.open is not first.open
    return module.open


def main() -> None:
    store, name, way, rounds = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    if way == "gates":
        together([codegate.open] * 3, store, name, rounds)
    elif way == "copies":
        with tempfile.TemporaryDirectory() as folder:
            together([codegate.open, second_copy(folder), codegate.open], store, name, rounds)
    else:
        family(multiprocessing.get_context(way), store, name, rounds)
    tell("done")


if __name__ == "__main__":
    main()
