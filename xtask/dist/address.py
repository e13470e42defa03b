"""Sets the address of the repository in the manifests of all packages, in the place of the one that stands for it.

`address.py ADDRESS` changes the files; a release does so with the address that it runs at. `address.py --check` does it to
copies with an address of its own, and fails where the placeholder is left in any file that git knows.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

PLACEHOLDER = "https://codegate.example/repository"
MANIFESTS = ["Cargo.toml", "bindings/python/pyproject.toml", "bindings/node/package.json"]
# What tells of the placeholder.
TELLS = ["docs/releasing.md", "xtask/dist/address.py"]
ROOT = Path(__file__).parents[2]


def set_address(root: Path, address: str) -> None:
    """Changes the manifests below a folder."""
    if not re.fullmatch(r"https://[\w.-]+(/[\w.-]+)+", address):
        sys.exit("the address must be `https://`, a host and a path; set it as this script's argument")
    for name in MANIFESTS:
        manifest = root / name
        text = manifest.read_text(encoding="utf-8")
        if PLACEHOLDER not in text:
            sys.exit(f"`{name}` does not hold `{PLACEHOLDER}`: its address is set already")
        manifest.write_text(text.replace(PLACEHOLDER, address), encoding="utf-8", newline="\n")


def check() -> None:
    """What a release does, on copies."""
    held = subprocess.run(["git", "grep", "-lF", PLACEHOLDER], cwd=ROOT, capture_output=True, text=True, check=False)
    others = sorted(set(held.stdout.split()) - set(MANIFESTS) - set(TELLS))
    if others:
        sys.exit(f"the placeholder of the repository's address is also in {', '.join(others)}")
    if not any(PLACEHOLDER in (ROOT / name).read_text(encoding="utf-8") for name in MANIFESTS):
        print("the repository's address is set")
        return
    with TemporaryDirectory() as folder:
        for name in MANIFESTS:
            copy = Path(folder, name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes((ROOT / name).read_bytes())
        set_address(Path(folder), "https://code.example/owner/name")
        for name in MANIFESTS:
            text = Path(folder, name).read_text(encoding="utf-8")
            if "https://code.example/owner/name" not in text or "codegate.example" in text:
                sys.exit(f"`{name}` keeps the placeholder of the repository's address")
    print(f"the repository's address can be set in {len(MANIFESTS)} manifests, and stands nowhere else")


if __name__ == "__main__":
    check() if sys.argv[1:] == ["--check"] else set_address(ROOT, sys.argv[1])
