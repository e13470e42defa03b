"""Puts the bill of materials into a wheel, where PEP 770 has it, and takes the folder of the sources on this machine out of
the one that maturin wrote: `wheel.py WHEEL FOLDER BOM`."""

from __future__ import annotations

import base64
import hashlib
import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile


NAME = "codegate.cdx.json"


def main(wheel: Path, folder: Path, bom: Path) -> None:
    with ZipFile(wheel) as archive:
        entries = {info: archive.read(info) for info in archive.infolist()}
    lines = {}
    for info, content in entries.items():
        if "/sboms/" in info.filename:
            entries[info] = content.replace(folder.resolve().as_uri().encode(), b"file:///codegate")
            lines[info.filename] = recorded(info.filename, entries[info])
    record = next(info.filename for info in entries if info.filename.endswith(".dist-info/RECORD"))
    ours = f"{record.removesuffix('RECORD')}sboms/{NAME}"
    lines[ours] = recorded(ours, bom.read_bytes())
    with ZipFile(wheel, "w") as archive:
        for info, content in entries.items():
            if info.filename.endswith(".dist-info/RECORD"):
                old = [ours, *content.decode().splitlines()]
                content = "".join(f"{lines.get(line.split(',')[0], line)}\n" for line in old).encode()
                archive.writestr(ours, bom.read_bytes(), ZIP_DEFLATED)
            archive.writestr(info, content)


def recorded(name: str, content: bytes) -> str:
    """The line of the file in the wheel's `RECORD`."""
    hashed = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{name},sha256={hashed},{len(content)}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
