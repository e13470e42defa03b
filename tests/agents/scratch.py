"""A scratch home and project for one run of an agent, and the running of it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

SECONDS = 180
# The one file that an agent reads.
FILE = "src/sums.py"
SOURCE = '''"""Sums."""


def total(numbers):
    """Adds numbers up."""
    return sum(numbers)
'''
README = "# Sums\n\nSee the source.\n"
AUTHOR = ["-c", "user.name=Dev", "-c", "user.email=dev@example.com"]


def make(folder: Path) -> tuple[Path, Path]:
    """A new home and a new project, which is a repository with one commit."""
    shutil.rmtree(folder, ignore_errors=True)
    home, project = folder / "home", folder / "project"
    home.mkdir(parents=True)
    (project / FILE).parent.mkdir(parents=True)
    (project / FILE).write_text(SOURCE)
    (project / "README.md").write_text(README)
    for arguments in (["init", "-q", "-b", "main"], ["add", "."], [*AUTHOR, "commit", "-q", "-m", "Start"]):
        subprocess.run(["git", *arguments], cwd=project, check=True, env=environment(home))
    return home, project


def environment(home: Path) -> dict[str, str]:
    """Nothing of the caller's environment but the way to programs; and no way out but to loopback."""
    nowhere = "http://127.0.0.1:9"
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        "TZ": "UTC",
        "HTTPS_PROXY": nowhere,
        "https_proxy": nowhere,
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }


def run(command: list[str], home: Path, project: Path, env: dict[str, str]) -> tuple[int | None, str]:
    """Runs a command to its end; gives its status (None: it had to be stopped) and all that it wrote."""
    status: int | None
    # A file, not a pipe: what it leaves running would hold a pipe open.
    with (home.parent / "output.txt").open("w+", errors="replace") as output:
        process = subprocess.Popen(
            command,
            cwd=project,
            env={**environment(home), **env},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            status = process.wait(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            status = None
        output.seek(0)
        return status, output.read()


def stop_left_over(home: Path) -> None:
    """Ends what an agent left running: the processes that have the scratch home as theirs."""
    mark = f"HOME={home}".encode()
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in entry.read_bytes().split(b"\0"):
                os.kill(int(entry.parent.name), signal.SIGKILL)
        except (OSError, ValueError):
            continue
