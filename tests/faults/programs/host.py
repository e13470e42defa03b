"""A host in Python that looks at its own store while it records: `host.py STORE NAME WAY ROUNDS`.

A thread reads in the given way, as often as it can; meanwhile the host decides, records and finishes exchanges. It ends
once both have happened ROUNDS times.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import codegate
from worker import close, exchange, patiently, record, tell

ENDINGS = ("", "-wal", "-shm")


def plain(store: str) -> None:
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("SELECT count(*) FROM exchanges").fetchall()


def read_only(store: str) -> None:
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
        connection.execute("SELECT count(*) FROM exchanges").fetchall()


def copies(store: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for ending in ENDINGS:
            shutil.copy(store + ending, folder)


def touches(store: str) -> None:
    for ending in ENDINGS:
        with open(store + ending, "rb") as file:
            file.read(1)


def nothing(store: str) -> None:
    """For hosts whose trouble comes from elsewhere."""


WAYS: dict[str, Callable[[str], None]] = {
    "plain": plain,
    "ro": read_only,
    "copies": copies,
    "touches": touches,
    "nothing": nothing,
}


class Reader(threading.Thread):
    """Reads until it is told to stop. What its own SQLite reports is not the library's to answer for."""

    def __init__(self, store: str, read: Callable[[str], None]) -> None:
        super().__init__(daemon=True)
        self.store, self.read = store, read
        self.reads = self.failed = 0
        self.stop = threading.Event()

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                self.read(self.store)
            except (sqlite3.Error, OSError):
                self.failed += 1
            self.reads += 1


def work(gate: codegate.Gate, name: str, rounds: int, reader: Reader) -> None:
    number = 0
    while number < rounds or reader.reads < rounds:
        key = f"{name}-{number}"
        write = exchange if number % 2 else record
        if patiently("decide", gate.decide) is None or not write(gate, key):
            return
        number += 1


def main() -> None:
    store, name, way, rounds = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    gate = codegate.open(store, busy_timeout=20)
    reader = Reader(store, WAYS[way])
    reader.start()
    work(gate, name, rounds, reader)
    reader.stop.set()
    reader.join()
    tell("reads", reader.reads, reader.failed)
    close(gate)
    tell("done")


if __name__ == "__main__":
    main()
