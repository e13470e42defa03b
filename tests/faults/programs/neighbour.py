"""Other processes on the same store, until stdin is closed: `neighbour.py STORE NAME library|stock|holder SEED`.

`library` opens the store, records, closes it, again and again; `stock` reads it with the SQLite of Python; `holder` keeps
others from writing for moments, with `BEGIN IMMEDIATE`.
"""

from __future__ import annotations

import random
import select
import sqlite3
import sys
from contextlib import closing

import codegate
from worker import close, patiently, record, tell


def ended(seconds: float) -> bool:
    """Waits, and says whether it is time to go."""
    return bool(select.select([0], [], [], seconds)[0])


def library(store: str, key: str) -> bool:
    gate = patiently("open", lambda: codegate.open(store, busy_timeout=20))
    if gate is None or not record(gate, key):
        return False
    return close(gate)


def stock(store: str, key: str) -> bool:
    try:
        with closing(sqlite3.connect(store)) as connection:
            connection.execute("SELECT count(*) FROM exchanges").fetchall()
    except sqlite3.Error as error:
        tell("stranger", key, type(error).__name__)
    return True


def holder(store: str, key: str) -> bool:
    try:
        with closing(sqlite3.connect(store, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            ended(0.003)
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        tell("stranger", key, type(error).__name__)
    return True


WAYS = {"library": library, "stock": stock, "holder": holder}


def main() -> None:
    store, name, way, seed = sys.argv[1:]
    pauses = random.Random(seed)
    number = 0
    while WAYS[way](store, f"{name}-{number}") and not ended(pauses.uniform(0, 0.004)):
        if number == 0:
            tell("running")
        number += 1
    tell("done")


if __name__ == "__main__":
    main()
