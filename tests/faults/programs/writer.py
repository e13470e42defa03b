"""Writes to a store in steps, each told before and after to the recorder that is preloaded: `writer.py STORE SCENARIO`.

After each step it waits for a line, so that others can look at the store meanwhile.
"""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

import scenarios
from worker import tell


def main() -> None:
    mark = ctypes.CDLL(None).recorder_mark
    for name, step in scenarios.steps(Path(sys.argv[1]), sys.argv[2]):
        mark(f"begin {name}".encode())
        step()
        mark(f"ack {name}".encode())
        tell("step", name)
        sys.stdin.readline()


if __name__ == "__main__":
    main()
