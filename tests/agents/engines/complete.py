"""One completion by the engine of JupyterLab CellSense, as its server asks for it: `PROVIDER URL KEY MODEL FILE CONTEXT`.

The provider is `ollama`, or any other word for an endpoint that speaks as OpenAI's does. The cursor stands in the
last line of the file; the other file is there as context.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import httpx
from cellsense.backend.context.assembler import FileContextBlock  # type: ignore[import-not-found]
from cellsense.backend.prompt_builder import PromptBuilder  # type: ignore[import-not-found]
from cellsense.backend.providers.base import CompletionProvider  # type: ignore[import-not-found]
from cellsense.backend.providers.ollama import OllamaProvider  # type: ignore[import-not-found]
from cellsense.backend.registry import default_registry  # type: ignore[import-not-found]

SECONDS = 30


async def main(provider: str, url: str, key: str, model: str, file: str, context: str) -> None:
    prefix, last = Path(file).read_text().rsplit("return ", 1)
    beside = FileContextBlock(context, "viewed", Path(context).read_text(), 0, 3, None)
    family = default_registry().get(model)
    built = PromptBuilder(family).build(prefix=f"{prefix}return ", suffix=last, file_path=file, context_chunks=[beside])
    async with httpx.AsyncClient() as client:
        kind = OllamaProvider if provider == "ollama" else CompletionProvider
        engine = kind(base_url=url, api_key=key, model=model, max_tokens=64, client=client)
        print(family.post_process(await engine.stream_complete(built, timeout_ms=SECONDS * 1_000)))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
