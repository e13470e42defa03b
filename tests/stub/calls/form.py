"""A call, and what is said to it, with what it really cost."""

from __future__ import annotations

import email.parser
import email.policy
import json
import threading
from dataclasses import dataclass, field
from typing import Any

from conversation import Json
from counts import Counts
from wire.form import Reply


@dataclass
class Asked:
    """A request. Names of headers are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    raw: bytes
    number: int
    # The address under which clients reach this server.
    public: str
    named: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> Json:
        """The body, which must be a JSON object."""
        body = json.loads(self.raw)
        if not isinstance(body, dict):
            raise TypeError("not an object")
        return body

    @property
    def form(self) -> dict[str, list[bytes]]:
        """The fields of a form with files, by name."""
        head = f"content-type: {self.headers.get('content-type', '')}\r\n\r\n".encode()
        message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + self.raw)
        if not message.is_multipart():
            raise ValueError("not a form with files")
        fields: dict[str, list[bytes]] = {}
        for part in message.iter_parts():
            name = part.get_param("name", header="content-disposition")
            content = part.get_payload(decode=True)
            fields.setdefault(str(name).removesuffix("[]"), []).append(content if isinstance(content, bytes) else b"")
        return fields


@dataclass
class Said:
    """An answer: JSON, or bytes of some kind, or events. `usage` is what it really cost, wherever that is told."""

    purpose: str
    content: Any
    model: str | None = None
    usage: Json | None = None
    status: int = 200
    kind: str = "application/json"

    @property
    def bytes(self) -> bytes:
        return self.content if isinstance(self.content, bytes) else json.dumps(self.content).encode()


@dataclass
class Kept:
    """What the server keeps between calls."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, Json] = field(default_factory=dict)
    # Responses, each with how often it is still said to be in progress.
    responses: dict[str, tuple[Json, int]] = field(default_factory=dict)

    def response(self, reply: Reply, whole: Json) -> Json:
        """Keeps a response; gives what the request that makes it is told."""
        background = reply.asked.background
        whole = {**whole, "background": background}
        with self.lock:
            self.responses[whole["id"]] = (whole, 1 if background else 0)
        return pending(whole, "queued") if background else whole


def pending(response: Json, status: str) -> Json:
    """A response that is still to be made."""
    return {**response, "status": status, "output": [], "usage": None}


def text(fields: dict[str, list[bytes]], name: str) -> str:
    """A field of a form that must be there once."""
    (value,) = fields[name]
    return value.decode()


def counted(input: int = 0, output: int = 0, **parts: int) -> Json:
    """Token usage of a call that knows no cache; parts of the input or output by their names."""
    return {**Counts(input, output=output, reasoning=None).as_dict(), **parts}


def summed(usages: list[Counts]) -> Json:
    """The usage of several requests; unknown reasoning of one makes that of all unknown."""
    total = Counts()
    for usage in usages:
        for name, count in usage.as_dict().items():
            have = getattr(total, name)
            setattr(total, name, None if have is None or count is None else have + count)
    return total.as_dict()


def vector(words: str) -> list[float]:
    """Four numbers that follow from a text, and fit a float of 32 bits."""
    lengths = [float(len(word)) for word in words.split()][:4]
    return [*lengths, 0.5, 0.25, 0.125, 0.0625][:4]
