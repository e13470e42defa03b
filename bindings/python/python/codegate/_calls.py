"""What a program says of the calls that it makes inside of a block, and what it learns of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from os import PathLike
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from ._records import Receipt
    from .types import FilesFrom

Facts = dict[str, Any]
"""Arguments of `Gate.begin` that say something of a request."""


class CallFacts(TypedDict, total=False):
    """The facts that a plug-in takes, by their names as arguments of `Gate.begin`."""

    files: Iterable[str | PathLike[str]] | None
    request_type: str | None
    client: str | None
    requested_model: str | None
    session: str | None
    workspace: str | None
    root: str | PathLike[str] | None
    files_from: FilesFrom | None
    to: str | None


NAMES = frozenset(CallFacts.__annotations__)


class Call:
    """A block of `codegate.call`. `receipts` holds one receipt for every exchange that ended inside of it, in order.

    A call that an SDK tries again is one exchange: its receipt takes the place of the one before.
    """

    receipts: list[Receipt]

    def __init__(self, facts: Facts, outer: Call | None) -> None:
        self.receipts = []
        self.facts = facts
        self._outer = outer

    def receive(self, receipt: Receipt) -> None:
        """Adds a receipt here and in the blocks around."""
        for index, old in enumerate(self.receipts):
            if old.exchange == receipt.exchange:
                self.receipts[index] = receipt
                break
        else:
            self.receipts.append(receipt)
        if self._outer is not None:
            self._outer.receive(receipt)


_current: ContextVar[Call | None] = ContextVar("codegate_call", default=None)


@contextmanager
def call(
    *,
    files: Iterable[str | PathLike[str]] | None = None,
    request_type: str | None = None,
    client: str | None = None,
    requested_model: str | None = None,
    session: str | None = None,
    workspace: str | None = None,
    root: str | PathLike[str] | None = None,
    files_from: FilesFrom | None = None,
    to: str | None = None,
) -> Iterator[Call]:
    """Facts of the calls that plug-ins such as `codegate.openai` see inside of a `with` block, and their receipts:

        with codegate.call(workspace="acme", files=["src/main.rs"]) as c:
            client.chat.completions.create(model="auto", messages=messages)
        print(c.receipts[0].cost)

    The block holds for this task or thread, and for tasks that are started in it. What it says stands before what the
    plug-in was made with; blocks inside of one another add up. The arguments are those of `Gate.begin`.
    """
    outer = _current.get()
    given: Facts = {
        "files": files,
        "request_type": request_type,
        "client": client,
        "requested_model": requested_model,
        "session": session,
        "workspace": workspace,
        "root": root,
        "files_from": files_from,
        "to": to,
    }
    around = outer.facts if outer is not None else {}
    block = Call({**around, **stated(given)}, outer)
    token = _current.set(block)
    try:
        yield block
    finally:
        try:
            _current.reset(token)
        except ValueError:
            # A generator went on in another context, as under Starlette, or was closed in one: the block is not set there.
            pass


def current() -> Call | None:
    """The innermost block around the caller."""
    return _current.get()


def stated(facts: Mapping[str, Any]) -> Facts:
    """The facts that say something. What is no fact is a mistake of the program."""
    for name in facts:
        if name not in NAMES:
            raise TypeError(f"`{name}` is no fact; use {', '.join(f'`{known}`' for known in sorted(NAMES))}")
    said = {name: value for name, value in facts.items() if value is not None}
    if "files" in said:
        if isinstance(said["files"], (str, bytes, PathLike)):
            raise TypeError(f"`files` must be a list of paths, not `{type(said['files']).__name__}`")
        # Every call inside of a block asks for them again.
        said["files"] = list(said["files"])
    return said
