"""Threads of the package's own for calls that may wait, and how a task waits for one, under asyncio and under trio.

The application's own executor stays free: an event loop looks up names in it, for example.
"""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
import sys
import threading
import weakref
from collections import deque
from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")

LOG = logging.getLogger("codegate")

IDLE = 5.0
"""Seconds that a thread waits for more before it ends."""


class Job(Generic[T]):
    """A call that was put in line, and what came of it. It is made in any case, whoever still waits for it."""

    _result: T

    def __init__(self, call: Callable[[], T]) -> None:
        self._call: Callable[[], T] | None = call
        self._lock = threading.Lock()
        self._done = False
        self._wake: Callable[[], None] | None = None
        self._error: BaseException | None = None

    def make(self) -> None:
        """Makes the call, on whichever thread this is."""
        call, self._call = self._call, None
        assert call is not None
        try:
            self._result = call()
        except BaseException as error:
            self._error = error
        # What the call held is let go before anybody hears of its end.
        del call
        with self._lock:
            self._done = True
            wake = self._wake
        if wake is not None:
            wake()
        # The exception holds this frame, which would hold the exception.
        del self

    def when_done(self, wake: Callable[[], None]) -> bool:
        """Has `wake` called when it is done, from the thread that made the call; `False` if it is done already."""
        with self._lock:
            self._wake = None if self._done else wake
            return not self._done

    def leave(self) -> None:
        """The task that waited was cancelled."""
        with self._lock:
            self._wake = None

    def result(self) -> T:
        """What came of it, for the one who asks."""
        error, self._error = self._error, None
        if error is None:
            return self._result
        try:
            raise error
        finally:
            del error

    def __del__(self) -> None:
        """Where nobody asked, as the task was cancelled, a failure would be lost."""
        if self._error is not None:
            LOG.error("a call failed that nobody waits for any more", exc_info=self._error)


class Line:
    """Calls in line, and the threads that make them in the order in which they came: at most so many, none when idle."""

    def __init__(self, threads: int) -> None:
        self._most = threads
        self._process = os.getpid()
        self._jobs: deque[Job[Any]] = deque()
        lock = threading.Lock()
        self._more = threading.Condition(lock)
        self._quiet = threading.Condition(lock)
        self._threads = 0
        self._idle = 0
        _lines.add(self)

    def put(self, call: Callable[[], T]) -> Job[T]:
        """Puts a call in line. This never waits."""
        job = Job(call)
        if os.getpid() != self._process:
            # A forked child has none of the threads, and may make no call on the gate: it is told so at once.
            job.make()
            return job
        with self._more:
            self._jobs.append(job)
            start = len(self._jobs) > self._idle and self._threads < self._most
            if start:
                self._threads += 1
            else:
                self._more.notify()
        if start:
            try:
                threading.Thread(target=self._work, name="codegate", daemon=True).start()
            except RuntimeError:
                # The interpreter is about to end and starts no more threads.
                self._work(waits=False)
        return job

    def _work(self, waits: bool = True) -> None:
        while True:
            with self._more:
                if not self._next(waits):
                    self._threads -= 1
                    self._quiet.notify_all()
                    return
                job = self._jobs.popleft()
            job.make()
            del job

    def _next(self, waits: bool) -> bool:
        """Waits for something to do; `False` if nothing comes."""
        if not self._jobs and waits:
            self._idle += 1
            self._quiet.notify_all()
            self._more.wait_for(lambda: self._jobs, IDLE)
            self._idle -= 1
        return bool(self._jobs)

    def drain(self) -> None:
        """Waits until nothing is left to do."""
        if os.getpid() == self._process:
            with self._quiet:
                self._quiet.wait_for(lambda: not self._jobs and self._threads == self._idle)


_lines: weakref.WeakSet[Line] = weakref.WeakSet()


@atexit.register
def _drain() -> None:
    """What was put in line is done before the program ends."""
    for line in list(_lines):
        line.drain()


async def done(job: Job[T]) -> T:
    """What comes of a job, for a task of asyncio or trio (or anyio, on either). Cancelling the task leaves the job alone."""
    trio = sys.modules.get("trio")
    if trio is not None and in_task(trio):
        await _done_in_trio(job, trio)
    else:
        await _done_in_asyncio(job)
    return job.result()


def in_task(trio: Any) -> bool:
    """Whether the caller runs in a task of trio. An asyncio loop may run in the same thread, in trio's guest mode."""
    try:
        trio.lowlevel.current_task()
    except RuntimeError:
        return False
    return True


async def _done_in_asyncio(job: Job[Any]) -> None:
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[None] = loop.create_future()

    def settle() -> None:
        if not ended.done():
            ended.set_result(None)

    def wake() -> None:
        try:
            loop.call_soon_threadsafe(settle)
        except RuntimeError:
            # The loop was closed meanwhile: nobody waits.
            pass

    if job.when_done(wake):
        try:
            await ended
        except BaseException:
            job.leave()
            raise


async def _done_in_trio(job: Job[Any], trio: Any) -> None:
    token, task = trio.lowlevel.current_trio_token(), trio.lowlevel.current_task()
    waits = True

    def resume() -> None:
        nonlocal waits
        if waits:
            waits = False
            trio.lowlevel.reschedule(task)

    def wake() -> None:
        try:
            token.run_sync_soon(resume)
        except trio.RunFinishedError:
            # Trio has ended meanwhile: nobody waits.
            pass

    def abort(_raise_cancel: object) -> Any:
        nonlocal waits
        waits = False
        job.leave()
        return trio.lowlevel.Abort.SUCCEEDED

    if job.when_done(wake):
        await trio.lowlevel.wait_task_rescheduled(abort)
