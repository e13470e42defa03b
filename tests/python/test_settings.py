"""Declared settings: files, errors and the page that explains them."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

import codegate

PAGE = Path(__file__).resolve().parents[2] / "docs" / "settings.md"


def test_settings_name_the_line_that_is_wrong_and_no_secret(tmp_path: Path) -> None:
    gate = codegate.open(":memory:")
    with pytest.raises(codegate.Error) as caught:
        gate.apply('[workspaces.acme]\n[providers.p]\ntype = "openai"\ncredential = "sk-5ecret"\n')
    assert caught.value.code == "credential_store_unavailable"
    assert str(caught.value).startswith("line 4, column 1: ")
    assert "5ecret" not in str(caught.value)
    (tmp_path / "acme.md").write_text("Be brief.\n", encoding="utf-8")
    config = '[workspaces.acme]\ncustom_instructions_file = "acme.md"\n'
    assert gate.apply(config, folder=tmp_path, dry_run=True).applied is False
    plan = gate.apply(config.encode(), folder=tmp_path)
    assert plan.applied and [(item.kind, item.name, item.status) for item in plan.items] == [("workspace", "acme", "new")]
    assert gate.workspaces.get("acme").custom_instructions == "Be brief."
    (tmp_path / "acme.md").write_text("Be kind.", encoding="utf-8")
    assert gate.apply(config, folder=str(tmp_path)).items[0].differs == ["custom_instructions"]
    (tmp_path / "acme.md").write_bytes(b"\xff")
    with pytest.raises(codegate.StorageError) as unread:
        gate.apply(config, folder=tmp_path)
    assert unread.value.code == "io" and str(unread.value).startswith("line 2, column 1: ")
    (tmp_path / "acme.md").write_text("x" * 70_000, encoding="utf-8")
    with pytest.raises(codegate.Error) as long:
        gate.apply(config, folder=tmp_path)
    assert long.value.code == "limit_exceeded"


def test_the_example_of_the_page_applies(tmp_path: Path) -> None:
    example = PAGE.read_text(encoding="utf-8").split("applied to a store.\n\n")[1].split("\n\n`include/")[0]
    config = textwrap.dedent(example)
    (tmp_path / "legal.md").write_text("Quote the law.\n", encoding="utf-8")
    gate = codegate.open(":memory:")
    assert gate.apply(config, folder=tmp_path).applied
    assert gate.workspaces.get("legal").custom_instructions == "Quote the law."
    assert not gate.apply(config, folder=tmp_path).changed
    assert gate.sessions.active_workspace().name == "acme"
    (tmp_path / "repo").mkdir()
    (tmp_path / "repo" / "codegate.toml").write_text(config, encoding="utf-8")
    found = gate.workspaces.for_path(str(tmp_path / "repo" / "src" / "lib.rs"))
    assert found is not None and (found.workspace, found.declared) == ("acme", True)
