"""The end of an exchange that a plug-in has sent: recorded once, and its receipt handed out.

A model has answered by then. What goes wrong here must not take the answer from the program, so it is logged.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from ._attempts import NO_CALLS, Attempts
from ._records import Receipt
from ._work import in_task

LOG = logging.getLogger("codegate")

# Writes under way: an event loop holds its tasks only weakly.
_writing: set[asyncio.Future[Receipt | None]] = set()


class Ending:
    """How the exchange of these attempts ends. Whichever of its calls comes first counts."""

    def __init__(self, attempts: Attempts) -> None:
        self._attempts = attempts
        self._over = False
        self._write: asyncio.Future[Receipt | None] | None = None

    def finish(self) -> None:
        """The response was given on to its end."""
        exchange, status = self._attempts.exchange, self._attempts.status
        self._end(lambda: exchange.finish(status=status))

    def break_off(self) -> None:
        """The provider broke off in the middle of what was given on already."""
        exchange, status = self._attempts.exchange, self._attempts.status
        self._end(lambda: exchange.finish("failed", status=status))

    def close(self) -> None:
        """The client wants no more of it: aborted, unless everything was seen."""
        self._end(self._attempts.exchange.close)

    async def afinish(self) -> None:
        exchange, status = self._attempts.exchange, self._attempts.status
        await self._aend(lambda: exchange.afinish(status=status), lambda: exchange.finish(status=status))

    async def abreak_off(self) -> None:
        exchange, status = self._attempts.exchange, self._attempts.status
        await self._aend(
            lambda: exchange.afinish("failed", status=status), lambda: exchange.finish("failed", status=status)
        )

    async def aclose(self) -> None:
        exchange = self._attempts.exchange
        await self._aend(exchange.aclose, exchange.close)

    def _ends(self) -> bool:
        """Whether there is something to record, which is asked once."""
        if self._over:
            return False
        self._over = True
        exchange = self._attempts.exchange
        if exchange.decision.facts.request_type in NO_CALLS:
            exchange.discard()
            return False
        return True

    def _end(self, how: Callable[[], Receipt | None]) -> None:
        if not self._ends():
            return
        try:
            receipt = how()
        except Exception:
            self._unrecorded()
        else:
            self._give(receipt)
            self._remember(receipt)

    async def _aend(
        self, how: Callable[[], Coroutine[Any, Any, Receipt | None]], plainly: Callable[[], Receipt | None]
    ) -> None:
        if not self._ends():
            # A task that was cancelled meanwhile, as by the timeout of an SDK, closes what it reads from: here it waits.
            await self._written_down()
            return
        trio = sys.modules.get("trio")
        if trio is not None and in_task(trio):
            # A cancelled task goes on when it is recorded; all others do meanwhile.
            with trio.CancelScope(shield=True):
                await self._awaited(how)
            return
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            # There is no loop, or another library's.
            self._over = False
            self._end(plainly)
            return
        self._write = asyncio.ensure_future(how())
        _writing.add(self._write)
        self._write.add_done_callback(self._written)
        await self._written_down()

    async def _written_down(self) -> None:
        """Waits for a write under way. This cancels nothing: who is cancelled leaves what is being recorded alone."""
        writing = self._write
        if writing is None:
            return
        await asyncio.wait([writing])
        if not writing.cancelled() and writing.exception() is None:
            self._remember(writing.result())

    async def _awaited(self, how: Callable[[], Coroutine[Any, Any, Receipt | None]]) -> None:
        try:
            receipt = await how()
        except Exception:
            self._unrecorded()
        else:
            self._give(receipt)
            self._remember(receipt)

    def _written(self, writing: asyncio.Future[Receipt | None]) -> None:
        _writing.discard(writing)
        if writing.cancelled():
            LOG.warning("the loop ended before exchange %s was recorded, which is done all the same", self._attempts.exchange.id)
        elif writing.exception() is not None:
            self._unrecorded(writing.exception())
        else:
            self._give(writing.result())

    def _unrecorded(self, error: BaseException | None = None) -> None:
        """It stays open: the library tries again when the exchange is dropped."""
        LOG.error("exchange %s was not recorded", self._attempts.exchange.id, exc_info=error or True)

    def _remember(self, receipt: Receipt | None) -> None:
        """In the context of the call, which another try of the client has in common with this one."""
        self._attempts.remember(receipt is not None and receipt.outcome == "failed")

    def _give(self, receipt: Receipt | None) -> None:
        if receipt is None:
            return
        if self._attempts.call is not None:
            self._attempts.call.receive(receipt)
        if self._attempts.options.on_receipt is not None:
            try:
                self._attempts.options.on_receipt(receipt)
            except Exception:
                LOG.exception("`on_receipt` raised for exchange %s", receipt.exchange)
