"""The model: it repeats the last words that it heard, and understands two sentences.

Asked to `Read the file PATH`, it calls whichever of the offered tools can do that, with arguments after the tool's own
schema; once it has called, it answers in words. `Say hello` changes the subject.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from conversation import Call, Conversation, Json, Message, Tool

SENTENCES = re.compile(r"\bread the file ([^\s<>\"'`,;]+)|\bsay hello\b", re.IGNORECASE)
# Tools that read a file, then those that run a command, best first; compared without case, `_` and `-`.
READERS = ("read", "readfile", "readfiles", "view", "viewfile", "openfile")
SHELLS = (
    "execcommand",
    "shell",
    "shellcommand",
    "bash",
    "runcommands",
    "runshellcommand",
    "executecommand",
    "terminal",
)
PATHS = ("path", "paths", "file", "files", "filepath", "filepaths", "filename", "absolutepath", "targetfile")
COMMANDS = ("cmd", "command", "commands", "script")


@dataclass(frozen=True)
class Answer:
    """What the model says, and the tool that it calls."""

    text: str
    call: Call | None = None


def answer(asked: Conversation, number: int) -> Answer:
    """The answer to a request; `number` makes the call's id."""
    path, called = asked_for(asked.messages)
    call = reading(asked.tools, path, f"call_{number}") if path and not called else None
    if call:
        return Answer(f"{asked.model} reads {path}", call)
    last = asked.messages[-1].text.split()[-6:] if asked.messages else []
    return Answer(f"{asked.model} heard: {' '.join(last)}")


def asked_for(messages: list[Message]) -> tuple[str | None, bool]:
    """The file that the user last asked to have read, and whether a tool was called since."""
    called = False
    for message in reversed(messages):
        called = called or bool(message.calls)
        found = SENTENCES.findall(message.text) if message.role == "user" else []
        if found:
            return str(found[-1]).rstrip(".") or None, called
    return None, called


def reading(tools: list[Tool], path: str, id: str) -> Call | None:
    """A call that makes the client read the file, with whichever tool can."""
    offered = {plain(tool.name): tool for tool in reversed(tools)}
    for name in (*READERS, *SHELLS):
        if tool := offered.get(name):
            return Call(id, tool.name, fill(tool.schema, path))
    return None


def fill(schema: Json, path: str, key: str = "") -> Any:
    """The smallest value that a schema allows, with the path or a command that shows it where one belongs."""
    for choice in ("anyOf", "oneOf", "allOf"):
        if options := [one for one in schema.get(choice, []) if one.get("type") != "null"]:
            return fill({**options[0], "description": schema.get("description", "")}, path, key)
    kinds = schema.get("type", "object" if "properties" in schema else "string")
    kind = next((one for one in kinds if one != "null"), "null") if isinstance(kinds, list) else kinds
    kind = str(kind).lower()
    if kind == "object":
        named = schema.get("properties", {})
        needed = [name for name in named if name in schema.get("required", []) or plain(name) in (*PATHS, *COMMANDS)]
        return {name: fill(named[name], path, plain(name)) for name in needed}
    if kind == "array":
        words = ["cat", path] if key == "command" else [""]
        item = schema.get("items", {})
        if key == "command" and item.get("type", "string") == "string":
            return words
        return [fill(item, path, key)] if key in (*PATHS, *COMMANDS) else []
    if "enum" in schema:
        return schema["enum"][0]
    if kind in ("integer", "number"):
        return schema.get("default", schema.get("minimum", 1))
    if kind == "boolean":
        return False
    if key in COMMANDS:
        return f"cat {path}"
    return path if key in PATHS else f"read {path}"


def plain(name: str) -> str:
    """A name without case and separators: tools and their arguments are spelled in many ways."""
    return name.lower().replace("_", "").replace("-", "")
