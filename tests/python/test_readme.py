"""The example of the README, word for word."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_first_example_runs_and_prints_what_the_readme_says(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    example = readme.split("```python\n")[1].split("```")[0]
    ran = subprocess.run([sys.executable, "-c", example], cwd=tmp_path, text=True, capture_output=True, check=True)
    assert ran.stdout == "1500 tokens, 0.0045 USD\n" and f"`{ran.stdout.strip()}`" in readme
