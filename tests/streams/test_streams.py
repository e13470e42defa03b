"""The golden streams in `tests/cases` are what the providers' packages give."""

import subprocess
import sys
from pathlib import Path


def test_the_cases_are_as_they_are_made() -> None:
    make = Path(__file__).with_name("make.py")
    done = subprocess.run([sys.executable, make, "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
