"""A disk that may lose power: what a process did to the files of a folder, as `shims/recorder.c` wrote it down, and any
state in which that may be found again.

What came before the last sync of a file is there. Each write and truncation after it may be there, be missing, or of a
write, some of its sectors. A name that was made, removed or changed is certain only once its folder was synced.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
Kept = Callable[[int], bool]
HEAD = struct.Struct("=QQQQ")
# How an image takes what is not certain: all of it, none, all up to a moment, or each thing by itself.
MODES = ("kept", "dropped", "prefix", "any", "any", "any")


@dataclass
class Event:
    kind: str
    inode: int
    offset: int
    data: bytes


def events(log: Path) -> Iterator[Event]:
    content = log.read_bytes()
    at = 0
    while at < len(content):
        kind, inode, offset, length = HEAD.unpack_from(content, at)
        at += HEAD.size
        yield Event(chr(kind), inode, offset, content[at : at + length])
        at += length


@dataclass
class File:
    certain: bytearray
    # What is not: when it was done, and what.
    pending: list[tuple[int, Event]] = field(default_factory=list)


def apply(content: bytearray, event: Event) -> None:
    if event.kind == "T":
        del content[event.offset :]
        content.extend(bytes(event.offset - len(content)))
    else:
        content.extend(bytes(max(0, event.offset - len(content))))
        content[event.offset : event.offset + len(event.data)] = event.data


def torn(event: Event, dice: random.Random) -> Iterator[Event]:
    """Some of the sectors of a write."""
    end = event.offset + len(event.data)
    start = event.offset
    while start < end:
        stop = min(end, start - start % SECTOR + SECTOR)
        if dice.random() < 0.5:
            yield Event("W", event.inode, start, event.data[start - event.offset : stop - event.offset])
        start = stop


class Disk:
    """Follows the events; `syncs=False` is a disk that takes every sync for done and does none."""

    def __init__(self, folder: Path, syncs: bool = True) -> None:
        self.syncs, self.clock = syncs, 0
        self.files = {path.stat().st_ino: File(bytearray(path.read_bytes())) for path in folder.iterdir()}
        self.names = {path.name: path.stat().st_ino for path in folder.iterdir()}
        self.changes: list[tuple[int, Event]] = []

    def follow(self, event: Event) -> None:
        self.clock += 1
        if event.kind == "C":
            self.files[event.inode] = File(bytearray())
        if event.kind in "WT":
            self.files[event.inode].pending.append((self.clock, event))
        elif event.kind in "CUR":
            self.changes.append((self.clock, event))
        elif event.kind == "S" and self.syncs:
            file = self.files[event.inode]
            for _, done in file.pending:
                apply(file.certain, done)
            file.pending.clear()
        elif event.kind == "D" and self.syncs:
            for _, done in self.changes:
                rename(self.names, done)
            self.changes.clear()

    def image(self, mode: str, dice: random.Random) -> dict[str, bytes]:
        """A state in which the disk may be found."""
        moments = [when for file in self.files.values() for when, _ in file.pending]
        moment = dice.choice(moments or [0])
        odds = dice.choice((0.1, 0.5, 0.9))

        def kept(when: int) -> bool:
            by_itself = mode == "any" and dice.random() < odds
            return mode == "kept" or by_itself or (mode == "prefix" and when <= moment)

        names = dict(self.names)
        for when, change in self.changes:
            if kept(when):
                rename(names, change)
        return {name: self.content(self.files[inode], kept, mode, dice) for name, inode in names.items()}

    def content(self, file: File, kept: Kept, mode: str, dice: random.Random) -> bytes:
        content = bytearray(file.certain)
        for when, event in file.pending:
            if mode == "any" and event.kind == "W" and dice.random() < 0.3:
                for part in torn(event, dice):
                    apply(content, part)
            elif kept(when):
                apply(content, event)
        return bytes(content)


def rename(names: dict[str, int], change: Event) -> None:
    first, _, second = change.data.decode().partition("\0")
    name = Path(first).name
    if change.kind == "C":
        names[name] = change.inode
    elif change.kind == "U":
        names.pop(name, None)
    elif name in names:
        names[Path(second).name] = names.pop(name)
