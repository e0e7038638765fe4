"""One worker of the sandbox and the thread that waits for it.

A pool of many workers draws its jobs from one iterator and cannot be told while it waits that a new
job came or that one is no longer wanted. A service needs both, so it has one pool of one worker for
each program that may run at a time. The threads only wait; programs run in the workers.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from newtongue.sandbox.pool import Pool

T = TypeVar("T")
_AGAIN = 0.01
"""Seconds between two kills of what has to end."""


class Ended(Exception):
    """What ran was ended, since nobody waits for it any more."""


@dataclass(eq=False, slots=True)
class _Call:
    ended: bool = False


class Slot:
    """Does one thing at a time with a pool of its own, which it opens when it is first needed."""

    def __init__(self, make: Callable[[], Pool]) -> None:
        self._make = make
        self._pool: Pool | None = None
        self._call: _Call | None = None
        self._thread = ThreadPoolExecutor(1, "newtongue-slot")

    async def call(self, work: Callable[[Pool], T]) -> T:
        """What `work` returns, done in the slot's thread. Raises Ended, or what `work` raises."""
        call = self._call = _Call()
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._thread, self._do, call, work)
        finally:
            self._call = None

    def _do(self, call: _Call, work: Callable[[Pool], T]) -> T:
        try:
            if self._pool is None:
                self._pool = self._make()
                self._pool.__enter__()
            result = work(self._pool)
        except Exception:
            self._drop()
            if call.ended:
                raise Ended from None
            raise
        if call.ended:
            self._drop()
            raise Ended
        return result

    def _drop(self) -> None:
        """Give the worker back; the next call opens another."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    def end(self) -> Coroutine[Any, Any, None]:
        """End what is being done now, if anything is: not what may be by the time it is awaited."""
        return self._end(self._call)

    async def _end(self, call: _Call | None) -> None:
        """The pool takes a killed worker for its own failure and starts another: so each is killed
        until the pool gives up, which is after three.
        """
        if call is None:
            return
        call.ended = True
        while self._call is call:
            for pid in self._pool.pids if self._pool is not None else ():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            await asyncio.sleep(_AGAIN)

    async def close(self) -> None:
        """End what is being done, then the worker and the thread."""
        await self.end()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._drop)
        self._thread.shutdown()
