"""Writes the golden streams into `tests/cases`, which all four languages play.

The streams are made of the providers' own packages where there are such (`requirements.txt`), else after their
documentation; what the receipts must say was worked out by hand. With `--check` nothing is written, and what differs is
an error.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import anthropic_streams
import gemini_streams
import openai_streams
import other_streams
from golden import case

CASES = Path(__file__).parents[1] / "cases"
FILES = {
    "streams-openai": openai_streams.all_of_them,
    "streams-anthropic": anthropic_streams.all_of_them,
    "streams-gemini": gemini_streams.all_of_them,
    "streams-others": other_streams.all_of_them,
}


def written() -> Iterator[tuple[Path, str]]:
    for area, all_of_them in FILES.items():
        cases = ",\n".join(f"    {json.dumps(case(golden), ensure_ascii=False)}" for golden in all_of_them())
        yield CASES / f"{area}.json", f'{{ "area": "{area}",\n  "cases": [\n{cases}\n  ] }}\n'


def main() -> None:
    stale = [path for path, text in written() if not path.exists() or path.read_text() != text]
    if "--check" in sys.argv:
        if stale:
            sys.exit(f"not as `tests/streams/make.py` writes them: {', '.join(path.name for path in stale)}")
        return
    for path, text in written():
        path.write_text(text)


if __name__ == "__main__":
    main()
