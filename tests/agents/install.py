"""Puts an agent's pinned packages below the target folder, anew only where the pins changed."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

PINS = Path(__file__).resolve().parent / "packages"
SECONDS = 900


class NotInstalled(Exception):
    """An agent cannot be had here; the text says what was tried and what came of it."""


def install(package: str, program: str, folder: Path) -> Path:
    """Installs a package folder's pins; gives the folder that `program` lies in."""
    place = folder / "packages" / package
    pins = sorted(path for path in (PINS / package).iterdir())
    stamp = hashlib.sha256(b"".join(path.read_bytes() for path in pins)).hexdigest()
    kept = place / "stamp"
    if not (kept.exists() and kept.read_text() == stamp):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for path in pins:
            shutil.copy(path, place)
        if (place / "package-lock.json").exists():
            # No package needs its install scripts: the programs come ready inside of them.
            run(["npm", "ci", "--ignore-scripts"], place)
        else:
            run([sys.executable, "-m", "venv", "venv"], place)
            # The pins are a whole list, so nothing else is looked for.
            run(["venv/bin/python", "-m", "pip", "install", "--quiet", "--no-deps", "-r", "requirements.txt"], place)
            version = f"python{sys.version_info.major}.{sys.version_info.minor}"
            (place / "venv/lib/python3").symlink_to(version)
        kept.write_text(stamp)
    if not (place / program).exists():
        raise NotInstalled(f"`{program}` is in none of the packages of tests/agents/packages/{package}")
    return place


def run(command: list[str], place: Path) -> None:
    shown = " ".join(command[-5:])
    try:
        done = subprocess.run(
            command,
            cwd=place,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            env=os.environ,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalled(f"`{shown}`: {error}") from None
    if done.returncode != 0:
        said = [line.strip().removeprefix("npm error").strip() for line in (done.stderr or done.stdout).splitlines()]
        raise NotInstalled(f"`{shown}` failed: {' / '.join([line for line in said if line][:4])}")
