"""What `help` says, and what names there are for annotations."""

from __future__ import annotations

import ast
import inspect
import pydoc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import codegate
from codegate import types

PACKAGE = Path(codegate.__file__).parent


def texts(source: str) -> Iterator[tuple[str, str | None, str]]:
    """Of a stub's functions, classes and their members: the name, the member and its text."""
    for item in ast.parse(source).body:
        if isinstance(item, (ast.FunctionDef, ast.ClassDef)) and not item.name.startswith("_"):
            yield item.name, None, ast.get_docstring(item) or ""
            for member in item.body:
                if isinstance(member, ast.FunctionDef) and ast.get_docstring(member):
                    yield item.name, member.name, ast.get_docstring(member) or ""


@pytest.mark.parametrize(("stub", "least"), [("_records.pyi", 300), ("_native.pyi", 100)])
def test_help_says_what_the_stub_says(stub: str, least: int) -> None:
    checked = 0
    for name, member, text in texts((PACKAGE / stub).read_text(encoding="utf-8")):
        there = getattr(codegate, name)
        there = there if member is None else inspect.getattr_static(there, member)
        assert text and (there.__doc__ or "").split() == text.split(), f"{name}.{member}"
        checked += 1
    assert checked > least


def test_help_explains_fields_and_keywords() -> None:
    assert "cost" in pydoc.render_doc(codegate.Receipt) and "Cost over all attempts" in pydoc.render_doc(codegate.Receipt)
    create = pydoc.render_doc(codegate.Workspaces.create)
    assert "rules: Muxing rules in order" in create and "`workspace_exists`" in create


def test_a_word_has_a_type() -> None:
    assert set(get_args(types.Outcome)) == {"completed", "failed", "aborted"}
    assert "workspace_not_found" in get_args(types.ErrorCode)


def test_the_page_of_values_runs_word_for_word(tmp_path: Path) -> None:
    page = Path(__file__).resolve().parents[2] / "docs/python-values.md"
    blocks = [part.split("```")[0] for part in page.read_text(encoding="utf-8").split("```python\n")[1:]]
    printed = []
    for block in blocks:
        command = [sys.executable, "-X", "dev", "-W", "error::ResourceWarning", "-c", block]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stderr) == (0, "")
        printed.append(done.stdout.splitlines())
    assert printed == [
        ["True ['gpt/gpt-5.1'] 1 ['acme']", "True seen", "True", "codegate.db True"],
        ["completed 2"],
    ]
