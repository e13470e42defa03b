"""The examples of docs/python.md run word for word; only the providers' addresses are the model server's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from fastapi.testclient import TestClient
from stub_server import Stub

import codegate

PAGE = (ROOT / "docs/python.md").read_text(encoding="utf-8")
BLOCKS = [part.split("```")[0] for part in PAGE.split("```python\n")[1:]]
SETUP, *EXAMPLES = BLOCKS
KEYS = {"gpt": "OPENAI_API_KEY", "claude": "ANTHROPIC_API_KEY", "gemini": "GEMINI_API_KEY"}


def named(block: str) -> str:
    return block.split("codegate.")[1].split("\n")[0].split(",")[0]


@pytest.fixture
def folder(tmp_path: Path, stub: Stub) -> Path:
    """A folder with the store of the page."""
    run([sys.executable, "-c", SETUP], tmp_path)
    with codegate.open(tmp_path / "codegate.db") as gate:
        for name, key in KEYS.items():
            gate.providers.update(name, endpoint=stub.url, credential=f"env:{key}")
    return tmp_path


def run(command: list[str], folder: Path) -> str:
    environment = {**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True", "LLM_USER_PATH": str(folder)}
    environment |= {key: "the-key-of-the-route" for key in KEYS.values()}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("block", [block for block in EXAMPLES if "asgi" not in block], ids=named)
def test_an_example(block: str, folder: Path, stub: Stub) -> None:
    printed = run([sys.executable, "-c", block], folder)
    [seen] = stub.truth()
    assert seen["status"] == 200 and seen["answer"] in printed
    with codegate.open(folder / "codegate.db") as gate:
        total = gate.usage().total
    assert total.exchanges == 1 and total.output_tokens == seen["usage"]["output"] and total.unpriced == 0
    # All but one, which prints the answer alone, print the cost.
    assert str(total.cost_known) in printed or "import codegate.httpx" in block


def test_the_proxy(folder: Path, stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    [block] = [block for block in EXAMPLES if "asgi" in block]
    monkeypatch.chdir(folder)
    for key in KEYS.values():
        monkeypatch.setenv(key, "the-key-of-the-route")
    names: dict[str, Any] = {}
    exec(block, names)
    with TestClient(names["app"]) as client, names["gate"] as gate:
        body = {"model": "auto", "messages": [{"role": "user", "content": "Say hello"}]}
        answer = client.post("/llm/v1/chat/completions", json=body, headers={"x-session": "default"})
        assert answer.json() == stub.truth()[0]["said"] and gate.usage().total.exchanges == 1


def test_the_command_line(folder: Path, stub: Stub) -> None:
    command = PAGE.split("```sh\n")[1].split("```")[0]
    path = f"PATH={Path(sys.executable).parent}:$PATH\nexport PATH\n"
    assert run(["sh", "-c", path + command], folder).strip() == stub.truth()[0]["answer"]


def test_every_plugin_is_on_the_page() -> None:
    package = Path(codegate.__file__).parent
    public = {path.stem for path in package.glob("*.py") if not path.stem.startswith("_")} - {"types"}
    assert public == {"anthropic", "asgi", "google", "httpx", "httpx2", "litellm", "llm", "openai"}
    assert {named(block) for block in EXAMPLES} >= public - {"httpx2", "llm"} and "codegate.httpx2" in PAGE
