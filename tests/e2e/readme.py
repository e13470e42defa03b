"""The examples of the README, as whoever runs them takes them out: `readme.py LANGUAGE` prints the first of one."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PRINTED = "1500 tokens, 0.0045 USD"


def block(language: str, page: str = README) -> str:
    """The first fenced block of a language."""
    return page.split(f"```{language}\n")[1].split("```")[0]


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write(block(sys.argv[1]))
