"""Writes `SHA256SUMS` over every file of a folder, as `sha256sum --check` reads it, and tells how large each is."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

NAME = "SHA256SUMS"


def main(folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != NAME)
    lines = []
    for path in files:
        content = path.read_bytes()
        name = path.relative_to(folder).as_posix()
        lines.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
        print(f"{len(content):>12,} bytes  {name}")
    (folder / NAME).write_text("".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
