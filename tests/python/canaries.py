"""Secrets that can be found again, in whatever form they are written."""

from __future__ import annotations

import base64
import html
import json
import pickle
import random
import string
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote, quote_plus

import codegate

LETTERS = string.ascii_letters + string.digits


class Canaries:
    """Secrets with one mark in the middle of each, so that any number of them is one search.

    The mark has characters that JSON, URLs, HTML and base64 write in another way. What stands around it is random, and long
    enough that a hint of the last four characters holds none of it.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.mark = self._letters(8) + "/+=&" + self._letters(8)
        self.made = 0
        self._patterns = [pattern for written in self._written(self.mark).values() for pattern in written]

    def secret(self, prefix: str = "sk-") -> str:
        """Another one."""
        self.made += 1
        return f"{prefix}{self._letters(12)}{self.mark}{self._letters(12)}"

    def found(self, content: bytes) -> bool:
        """Whether one of them is in there, in any of the forms."""
        return any(pattern in content for pattern in self._patterns)

    def found_in(self, value: object) -> bool:
        """The same for a value: as Python shows, prints and pickles it, as JSON, and as a table in a page."""
        return any(self.found(form) for form in shown(value))

    def files_with(self, folders: Iterable[Path]) -> list[Path]:
        """The files that hold one, by name or content."""
        files = [path for folder in folders for path in sorted(folder.rglob("*"))]
        return [path for path in files if self.found(str(path).encode()) or (path.is_file() and self.found(path.read_bytes()))]

    def forms(self) -> dict[str, list[bytes]]:
        """A secret in every form in which one is looked for, each at three offsets."""
        return self._written("--" + self.secret(), cut=False)

    def _letters(self, count: int) -> str:
        return "".join(self._random.choices(LETTERS, k=count))

    @staticmethod
    def _written(text: str, cut: bool = True) -> dict[str, list[bytes]]:
        plain = text.encode()
        url = {quote(text, safe=""), quote(text), quote_plus(text), quote(text, safe="/+="), quote(text, safe="=&")}
        urls = [form for each in url for form in (each, each.replace("%2B", "%2b").replace("%2F", "%2f").replace("%3D", "%3d"))]
        return {
            "plain": [plain],
            "json": [json.dumps(text)[1:-1].encode(), text.replace("/", "\\/").encode(), text.replace("&", "\\u0026").encode()],
            "url": [each.encode() for each in urls],
            "html": [html.escape(text).encode(), text.replace("/", "&#x2F;").replace("&", "&amp;").encode()],
            "hex": [plain.hex().encode(), plain.hex().upper().encode()],
            "utf-16": [text.encode("utf-16-le"), text.encode("utf-16-be")],
            "base64": [coded for offset in range(3) for coded in in_base64(plain, offset, cut)],
        }


def in_base64(text: bytes, offset: int, cut: bool) -> list[bytes]:
    """How it stands in base64 behind so many bytes, if cut, without the characters that depend on what is around it."""
    coded = base64.b64encode(b"\0" * offset + text)
    if cut:
        first, whole = (0, 2, 3)[offset], (offset + len(text)) // 3 * 4
        coded = coded[first:whole]
    return [coded, coded.translate(bytes.maketrans(b"+/", b"-_"))]


def shown(value: object) -> list[bytes]:
    """A value in the ways in which hosts show and keep it."""
    forms = [repr(value), str(value)]
    for name in ("_repr_html_", "to_json"):
        if hasattr(value, name):
            forms.append(str(getattr(value, name)()))
    written = [form.encode("utf-8", "surrogatepass") for form in forms]
    try:
        written.append(pickle.dumps(value))
        written.append(json.dumps(value, default=codegate.jsonable).encode())
    except TypeError:
        pass  # Gates and exchanges are not kept.
    return written
