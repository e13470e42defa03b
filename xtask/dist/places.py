"""Fails if something in the packages of a folder tells where they were built: `places.py FOLDER PLACE…`."""

from __future__ import annotations

import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile


def main(folder: Path, places: list[str]) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    seen = 0
    for path in files:
        for name, content in members(path):
            seen += 1
            for place in places:
                if place.encode() in content:
                    sys.exit(f"`{name}` in `{path.name}` tells that it was built in `{place}`")
    print(f"{seen} files in {len(files)} packages tell nothing of this machine")


def members(path: Path) -> Iterator[tuple[str, bytes]]:
    """What is packed in a file, or the file itself."""
    if path.suffix == ".whl":
        with ZipFile(path) as archive:
            yield from ((name, archive.read(name)) for name in archive.namelist())
    elif path.suffix in {".tgz", ".gz", ".xz", ".crate"}:
        with tarfile.open(path) as archive:
            for entry in archive:
                if content := archive.extractfile(entry) if entry.isfile() else None:
                    yield entry.name, content.read()
    else:
        yield path.name, path.read_bytes()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
