"""Holds what npm and pip install against the rules of this repository: `locks.py ROOT`.

npm: every lock file is complete (a hash for each package, over https from npm's registry), and no package runs a script when
it is installed, but those in `SCRIPTS`, whose scripts `npm ci --ignore-scripts` leaves out. pip: every requirement has one
exact version and comes from PyPI; the files in `HASHED` also have the hash of everything that they install.

Whether a package has a known hole is not asked: the databases of that are not on this repository's disk.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

REGISTRY = "https://registry.npmjs.org/"
# Foreign programs that the library is tried with, installed in the target folder and never linked, packed or shipped.
AGENTS = "tests/agents/"
SCRIPTS = {"protobufjs"}
LICENSES = {
    "0BSD", "AFL-2.1", "Apache-2.0", "Artistic-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "CC-BY-3.0",
    "CC0-1.0", "ISC", "MIT", "PSF-2.0", "Unlicense",
}  # fmt: skip
# What the lock file names no licence for; told in the package's own files.
TOLD = {"node_modules/npm/node_modules/qrcode-terminal": "Apache-2.0"}
# What builds, checks or packs what is shipped.
HASHED = {"tests/python/requirements.txt", "xtask/dist/requirements.txt", "xtask/supply/requirements.txt"}
PINNED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(\[[a-z0-9,-]+\])? ?== ?[A-Za-z0-9.+!]+( *;[^#]*)?$")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def main(root: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "*package-lock.json", "*requirements*.txt"], cwd=root, check=True,
                            capture_output=True, text=True).stdout.split()  # fmt: skip
    faults = []
    for name in listed:
        text = (root / name).read_text(encoding="utf-8")
        found = npm(name, json.loads(text)) if name.endswith(".json") else pip(name, text)
        faults += [f"{name}: {fault}" for fault in found]
    faults += [f"{name}: is not there" for name in sorted(HASHED - set(listed))]
    if faults:
        sys.exit("\n".join(faults))
    locks = sum(name.endswith(".json") for name in listed)
    print(f"{locks} lock files of npm and {len(listed) - locks} lists of pip in order; known holes are not looked up")


def npm(name: str, lock: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a lock file of npm."""
    if lock.get("lockfileVersion") != 3:
        yield "is not of version 3"
    for place, package in lock.get("packages", {}).items():
        if "node_modules/" not in place or package.get("link"):
            continue
        # What lies within another package came with it, under its hash.
        if not package.get("inBundle"):
            if not str(package.get("integrity", "")).startswith("sha512-"):
                yield f"`{place}` has no hash"
            # An address may be left out: it is then made of name and version, and of the registry that npm is set to.
            if not str(package.get("resolved") or REGISTRY).startswith(REGISTRY) or not package.get("version"):
                yield f"`{place}` does not come from the registry: {package.get('resolved')}"
        if name.startswith(AGENTS):
            continue
        if package.get("hasInstallScript") and place.rpartition("node_modules/")[2] not in SCRIPTS:
            yield f"`{place}` runs a script when it is installed"
        if not allowed(str(package.get("license") or TOLD.get(place, ""))):
            yield f"`{place}` has a licence that nobody has allowed: {package.get('license')}"


def allowed(expression: str) -> bool:
    """Whether one alternative is on the list; of a conjunction, each part has to be."""
    sides = expression.strip("()").split(" AND ")
    return all(any(word.strip("() ") in LICENSES for word in side.split(" OR ")) for side in sides)


def pip(name: str, text: str) -> Iterator[str]:
    """What is wrong with a list of requirements."""
    for line in text.replace("\\\n", " ").splitlines():
        line = line.partition(" #")[0].strip()
        if not line or line.startswith("#"):
            continue
        requirement = HASH.sub("", line).strip()
        if not PINNED.match(requirement):
            yield f"`{requirement}` is not one exact version from PyPI"
        if name in HASHED and not HASH.search(line):
            yield f"`{requirement}` has no hash"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
