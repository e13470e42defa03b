"""Makes seeds of the conformance cases: every response and event that one of them feeds, every body that one begins with,
every document that one imports, loads or applies."""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
# As `Format::ALL` and the paths of `properties.rs` have them.
FORMATS = [
    "openai_chat",
    "openai_responses",
    "openai_completions",
    "anthropic_messages",
    "ollama_chat",
    "ollama_generate",
    "gemini",
    "unknown",
]
PATHS = [
    None,
    "/v1/chat/completions",
    "/v1/responses",
    "/v1/messages",
    "/api/chat",
    "/v1beta/models/m:streamGenerateContent?alt=sse",
]
PRICE_FORMATS = ["codegate", "litellm", "models.dev"]
# Longer ones teach a fuzzer nothing.
LONGEST = 4096


def body_of(args: dict[str, Any]) -> bytes | None:
    if "body" in args:
        return json.dumps(args["body"]).encode()
    if "body_text" in args:
        return str(args["body_text"]).encode()
    if "body_base64" in args:
        return base64.b64decode(args["body_base64"])
    return None


def piece_of(args: dict[str, Any]) -> bytes:
    return base64.b64decode(args["base64"]) if "base64" in args else str(args.get("text", "")).encode()


def events_of(stream: bytes) -> bytes:
    """The data of the events of a stream, or the lines that it is, one on each line."""
    lines = [line.strip() for line in stream.splitlines()]
    data = [line.removeprefix(b"data:").strip() for line in lines if line.startswith(b"data:")]
    return b"\n".join(data or lines)


def format_of(args: dict[str, Any]) -> str:
    path = str(args.get("path") or "")
    known = {"messages": "anthropic_messages", "responses": "openai_responses", "api/chat": "ollama_chat"}
    guess = next((name for part, name in known.items() if path.endswith(part)), "openai_chat")
    return str(args.get("format") or guess)


def document_of(args: dict[str, Any], name: str) -> bytes | None:
    if name in args:
        return json.dumps(args[name]).encode()
    text = args.get(f"{name}_text")
    return None if text is None else str(text).encode(errors="replace")


def documents(call: str, args: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    named = {"plan_import": ("bundle", "bundle"), "prices.load": ("prices", "table"), "apply": ("settings", "config")}
    if call in named:
        target, name = named[call]
        document = document_of(args, name)
        if document is not None:
            kind = args.get("format")
            number = PRICE_FORMATS.index(kind) if kind in PRICE_FORMATS else 0
            yield target, (bytes([number]) if target == "prices" else b"") + document


def patterns(rule: Any, files: list[str], model: str) -> Iterator[tuple[str, bytes]]:
    when = rule.get("when") if isinstance(rule, dict) else None
    for name, how, seen in (("files", 0, files), ("requested_model", 1, [model])):
        values = when.get(name) if isinstance(when, dict) else None
        values = [values] if isinstance(values, str) else values
        if isinstance(values, list) and all(isinstance(value, str) for value in values):
            yield "patterns", bytes([how]) + "\n".join([*values, "", *seen]).encode(errors="replace")


def headers_of(args: dict[str, Any]) -> bytes:
    headers = args.get("headers") or {}
    pairs = headers.items() if isinstance(headers, dict) else headers
    lines = [f"{pair[0]}: {pair[1]}" for pair in pairs if len(pair) == 2]
    return "\n".join(lines).encode(errors="replace")


def asked(case: dict[str, Any], args: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """What a request says of its client."""
    headers = headers_of(args)
    if headers:
        yield "headers", b"\0\0" + headers
    table = case.get("given", {}).get("options", {}).get("clients")
    if table is not None:
        yield "clients", b"\0".join([json.dumps(table).encode(), headers, body_of(args) or b"{}"])


def seeds(case: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    for step in case["steps"]:
        args = step.get("args", {})
        yield from documents(step["call"], args)
        rules = args.get("rules")
        for rule in rules if isinstance(rules, list) else []:
            yield from patterns(rule, ["src/a.rs", "b.py"], "gpt-4o")
        if step["call"] in ("begin", "decide", "explain"):
            yield from asked(case, args)
    yield from exchanges(case)


def exchanges(case: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    fed: dict[str, tuple[int, bytes]] = {}
    hold = bool(case.get("given", {}).get("options", {}).get("inject_usage", True))
    for step in case["steps"]:
        args = step.get("args", {})
        if step["call"] in ("begin", "decide", "explain"):
            body = body_of(args)
            if body is not None:
                path = args.get("path")
                yield "request", bytes([PATHS.index(path) if path in PATHS else 0]) + body
                if "body_base64" in args:
                    yield "packed", b"\0" + body
            if step["call"] == "begin" and format_of(args) in FORMATS:
                fed[step["as"]] = (FORMATS.index(format_of(args)) | (8 if hold else 0), b"")
        elif step["call"] == "exchange.feed" and step["on"] in fed:
            how, bytes_so_far = fed[step["on"]]
            fed[step["on"]] = (how, bytes_so_far + piece_of(args))
        elif step["call"] == "exchange.feed_event" and step["on"] in fed:
            how, bytes_so_far = fed[step["on"]]
            event = json.dumps(args["event"]) if "event" in args else str(args["text"])
            fed[step["on"]] = (how, bytes_so_far + event.encode() + b"\n")
    for how, stream in fed.values():
        if stream:
            yield "meter", bytes([how, 7]) + stream
            yield "event", bytes([how]) + events_of(stream)


def main(folder: Path) -> None:
    count = 0
    for path in sorted((ROOT / "cases").glob("*.json")):
        for case in json.loads(path.read_text())["cases"]:
            for target, seed in seeds(case):
                if len(seed) <= LONGEST:
                    place = folder / target / hashlib.sha1(seed).hexdigest()
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_bytes(seed)
                    count += 1
    print(f"{count} seeds")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
