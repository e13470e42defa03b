"""The first screen of the README is true: each example runs and prints what stands there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from readme import PRINTED, README, ROOT, block

USAGE = (ROOT / "docs" / "usage.md").read_text(encoding="utf-8")


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_readme_says_what_is_printed() -> None:
    assert f"`{PRINTED}`" in README


@pytest.mark.parametrize(("language", "page"), [("python", "bindings/python"), ("rust", "codegate-core")])
def test_a_package_shows_the_same_example(language: str, page: str) -> None:
    assert block(language, (ROOT / page / "README.md").read_text(encoding="utf-8")) == block(language)


def test_python(tmp_path: Path) -> None:
    report = '\nwith codegate.open("codegate.db") as gate:\n    print(gate.usage(by="model"))\n'
    printed = run([sys.executable, "-c", block("python") + report], tmp_path)
    assert printed.rstrip() == f"{PRINTED}\n{block('text', USAGE)}".rstrip()


def test_node(tmp_path: Path) -> None:
    script = block("js").replace("codegate.db", str(tmp_path / "codegate.db"))
    # Within the package its own name leads to itself, as its installation would.
    assert run(["node", "--input-type=module", "-e", script], ROOT / "bindings/node") == f"{PRINTED}\n"


@pytest.mark.skipif("CODEGATE_BUILT" not in os.environ, reason="`CODEGATE_BUILT` names no folder with libcodegate")
def test_c(tmp_path: Path) -> None:
    built = os.environ["CODEGATE_BUILT"]
    (tmp_path / "first.c").write_text(block("c"))
    flags = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-I", str(ROOT / "include"), "-L", built, f"-Wl,-rpath,{built}"]
    run(["cc", *flags, "first.c", "-lcodegate", "-o", "first"], tmp_path)
    printed = run(["./first"], tmp_path)
    for part in ('"model":"gpt-5.1"', '"total_tokens":1500', '"cost":"0.0045"'):
        assert part in printed
