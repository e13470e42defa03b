"""The locks of an SQLite that the host itself has on a store: nothing that the library closes drops them.

They belong to the process, and fall when anything in it closes the file. Others then take the store for abandoned, and cut
the index off that the host's SQLite has mapped.
"""

from __future__ import annotations

import gc
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import codegate

# Asks the system who would be in the way of a lock: on the index, that of everyone who has it mapped; on the store, that of
# everyone who has it open.
ASK = """
import fcntl, struct, sys
for path, start, length in ((sys.argv[1] + "-shm", 128, 1), (sys.argv[1], 0x40000002, 510)):
    with open(path, "r+b") as file:
        asked = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, start, length, 0)
        kind, *_, holder = struct.unpack("hhqqi4x", fcntl.fcntl(file, fcntl.F_GETLK, asked))
        print("nobody" if kind == fcntl.F_UNLCK else holder)
"""


def holders(store: Path) -> list[str]:
    """Who has the index and the store locked, asked by another process: closing them here would drop the locks."""
    return subprocess.run(
        [sys.executable, "-c", ASK, str(store)], text=True, capture_output=True, check=True
    ).stdout.split()


def descriptors(store: Path) -> list[str]:
    """The descriptors of the store and the files beside it that this process has."""
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):
            name = os.readlink(entry)
            if name.startswith(str(store)):
                found.append(name)
    return found


@pytest.fixture
def store(path: Path) -> Path:
    if sys.platform != "linux":
        pytest.skip("where locks are the process's, SECURITY.md says so")
    with codegate.open(path) as gate:
        gate.record(model="m")
    return path


@pytest.fixture
def host(store: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(store, isolation_level=None)
    connection.execute("SELECT count(*) FROM v_exchanges").fetchone()
    yield connection
    connection.close()


def opened_and_closed(store: Path) -> None:
    with codegate.open(store) as gate:
        gate.record(model="m")


def collected(store: Path) -> None:
    codegate.open(store).record(model="m")
    gc.collect()


def read_only(store: Path) -> None:
    with codegate.open(store, read_only=True) as gate:
        gate.usage()


def asked_in_sql(store: Path) -> None:
    with codegate.open(store) as gate:
        gate.query("SELECT 1")


def several(store: Path) -> None:
    with codegate.open(store) as first:
        for _ in range(3):
            with codegate.open(store) as second:
                second.record(model="m")
        first.record(model="m")


@pytest.mark.parametrize("use", [opened_and_closed, collected, read_only, asked_in_sql, several])
def test_no_use_of_a_gate_drops_the_locks_of_the_hosts_own_sqlite(
    store: Path, host: sqlite3.Connection, use: Callable[[Path], None]
) -> None:
    mine = [str(os.getpid())] * 2
    assert holders(store) == mine
    use(store)
    assert holders(store) == mine
    opened_and_closed(store)
    assert holders(store) == mine and host.execute("SELECT count(*) FROM v_exchanges").fetchone()[0] > 0
    # The control: what closes the files drops the locks.
    for name in ("", "-shm"):
        Path(f"{store}{name}").open("rb").close()
    assert holders(store) == ["nobody"] * 2


def test_what_is_kept_open_for_the_hosts_sake_is_closed_when_it_need_not_be(store: Path) -> None:
    assert descriptors(store) == []
    host = sqlite3.connect(store)
    host.execute("SELECT count(*) FROM v_exchanges").fetchone()
    own = len(descriptors(store))
    counts = []
    for _ in range(10):
        opened_and_closed(store)
        counts.append(len(descriptors(store)))
    assert counts == [counts[0]] * 10 and counts[0] > own, "they are used again"
    host.close()
    opened_and_closed(store)
    assert descriptors(store) == []
