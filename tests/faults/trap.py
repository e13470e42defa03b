"""The trap of `shims/trap.c`, and children that run into it."""

from __future__ import annotations

import ctypes
import errno
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FAIL, SHORT, LIE, KILL = range(4)
LOOKS, READS, WRITES, OPENS, LOCKS, MAPS = (1 << bit for bit in range(6))
ANY = 63


@dataclass(frozen=True)
class Fault:
    """What happens at the call: which calls count, and whether those after it fare alike."""

    name: str
    action: int
    number: int = 0
    kinds: int = ANY
    for_good: bool = False

    def __str__(self) -> str:
        return f"{self.name} {'for good' if self.for_good else 'once'}"


def both(name: str, action: int, number: int, kinds: int) -> list[Fault]:
    return [Fault(name, action, number, kinds, for_good) for for_good in (False, True)]


FAULTS = [
    *both("EIO", FAIL, errno.EIO, ANY),
    *both("ENOSPC", FAIL, errno.ENOSPC, WRITES | OPENS | MAPS),
    *both("EMFILE", FAIL, errno.EMFILE, OPENS),
    *both("EACCES", FAIL, errno.EACCES, OPENS),
    *both("ENOMEM", FAIL, errno.ENOMEM, MAPS),
    *both("ENOLCK", FAIL, errno.ENOLCK, LOCKS),
    Fault("short", SHORT, 0, READS | WRITES),
    Fault("EINTR", FAIL, errno.EINTR, READS | WRITES | OPENS | LOCKS),
]
LIES = Fault("a lie", LIE, 0, WRITES, True)
KILLS = Fault("SIGKILL", KILL)


def preload(shim: Path) -> None:
    """Starts this program again with the shim in it, if it is not."""
    if os.environ.get("LD_PRELOAD") != str(shim):
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | {"LD_PRELOAD": str(shim)})


def sprung(call: Callable[[], object], fault: Fault, at: int) -> int:
    """Makes the call with the trap at its N-th call to the system; gives how many it made. What it raises, it raises."""
    library = ctypes.CDLL(None)
    library.trap_disarm.restype = ctypes.c_long
    library.trap_arm(ctypes.c_long(at), fault.action, fault.number, fault.for_good, fault.kinds)
    try:
        call()
    finally:
        made: int = library.trap_disarm()
    return made


class Forked:
    """A child that runs a function with a line to its parent. What it says ends with a newline."""

    def __init__(self, work: Callable[[socket.socket], None]) -> None:
        self.line, other = socket.socketpair()
        self.line.settimeout(15)
        self.child = os.fork()
        if self.child == 0:
            self.line.close()
            try:
                work(other)
                os._exit(0)
            except BaseException as error:
                os.write(2, f"{error!r}\n".encode())
                os._exit(1)
        other.close()

    def hear(self) -> str:
        """The next thing that it says; nothing if it is dead."""
        heard = b""
        try:
            while not heard.endswith(b"\n"):
                more = self.line.recv(4096)
                if not more:
                    break
                heard += more
        except TimeoutError:
            os.kill(self.child, 9)
        return heard.decode().strip()

    def end(self) -> int:
        """Lets it go on to its end; gives how it ended: 0, or 128 + the signal."""
        self.line.close()
        _, status = os.waitpid(self.child, 0)
        return os.waitstatus_to_exitcode(status)
