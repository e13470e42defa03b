"""Packs a folder into `FILE.tar.xz`, the same bytes for the same content: `pack.py FILE FOLDER`."""

from __future__ import annotations

import sys
import tarfile
from pathlib import Path


def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """An entry without what this machine alone knows."""
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
    return entry


def main(file: Path, folder: Path) -> None:
    with tarfile.open(file, "w:xz", format=tarfile.PAX_FORMAT) as archive:
        # A folder's content is added by name, whatever order the disk has it in.
        archive.add(folder, folder.name, filter=plain)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
