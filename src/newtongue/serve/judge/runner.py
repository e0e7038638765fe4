"""Programs become verdicts: equal ones run once, batches take turns, and canaries come first.

Everything here runs in the event loop's thread, so that nothing needs a lock; what takes time is
done in the slots' threads.
"""

from __future__ import annotations

import asyncio
import sys
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from newtongue import judge, languages, toolchains
from newtongue.core.completion import Execution
from newtongue.core.errors import NewtongueError, SandboxRefused
from newtongue.judge import Judged
from newtongue.sandbox.cache import lasting
from newtongue.sandbox.cpus import processors
from newtongue.sandbox.pool import Pool
from newtongue.sandbox.tier import Tier
from newtongue.serve.judge.answers import HEAD, busy, row, unsupported_row
from newtongue.serve.judge.items import Asked, Identity
from newtongue.serve.judge.judgements import Judgement
from newtongue.serve.judge.settings import Settings
from newtongue.serve.judge.slot import Ended, Slot
from newtongue.serve.judge.turns import Task, Turns


class Runner:
    """Up to `workers` slots, started as they are needed."""

    def __init__(self, settings: Settings, make: Callable[[], Pool]) -> None:
        """`make` gives a pool of one worker."""
        self.workers = settings.workers or processors()
        self.tier = Tier("refused", "not opened")
        self.refused = ""
        """Why the sandbox could not be had when it was last needed, if it couldn't."""
        self.waiting = 0
        """Items without a verdict."""
        self._settings = settings
        self._make = partial(_with_canaries, make)
        self._slots: list[Slot] = []
        self._loops: set[asyncio.Task[None]] = set()
        self._idle = 0
        self._turns = Turns()
        self._tasks: dict[Identity, Task] = {}
        self._bytes = 0
        self._known: OrderedDict[Identity, Judged] = OrderedDict()
        self._checked: set[tuple[str, str]] = set()
        self._held: dict[str, list[Task]] = {}
        self._pace = 0.1
        """Seconds that a program takes, on a moving average."""

    async def open(self) -> None:
        """Start the first slot. Raises SandboxRefused where programs can't be isolated."""
        slot = Slot(self._make)
        try:
            self.tier = await slot.call(lambda pool: pool.state)
        except BaseException:
            await slot.close()
            raise
        self._start(slot)

    async def close(self) -> None:
        """End whatever runs, and every worker."""
        await asyncio.gather(*(slot.end() for slot in self._slots))
        loops = list(self._loops)
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
        await asyncio.gather(*(slot.close() for slot in self._slots))

    # -- submitting ------------------------------------------------------------

    def require_room(self, items: int = 1, size: int = 0) -> None:
        """Raise Refusal (429) where so many items and bytes of programs are too many now."""
        bounds = self._settings
        full = self.waiting + items > bounds.max_queued
        if full or (size and self._bytes + size > bounds.max_queued_bytes):
            seconds = self.waiting * self._pace / self.workers
            raise busy(min(60.0, seconds), f"{self.waiting} items wait already; come again later")

    def submit(self, judgement: Judgement, asked: Sequence[Asked]) -> None:
        """Answer what is known and queue what has to be run. Raises Refusal (429) when full."""
        new = [one for one in asked if one.program and one.identity not in self._known]
        fresh = {one.identity: one.size for one in new if one.identity not in self._tasks}
        self.require_room(len(new), sum(fresh.values()))
        for one in asked:
            if one.program is None:
                judgement.add(unsupported_row(one.item, one.key, one.unsupported))
            elif (known := self._known.get(one.identity)) is not None:
                self._known.move_to_end(one.identity)
                judgement.add(row(one.item, one.key, known, one.program, reused=True))
            else:
                task = self._tasks.get(one.identity)
                if task is None:
                    task = Task(one.identity, one.program, one.toolchain, judgement.id)
                    self._tasks[one.identity] = task
                    self._bytes += len(one.program.text)
                    self._turns.put(task)
                task.waiters.append((judgement, one))
                self.waiting += 1
        while self._idle < len(self._turns) and len(self._slots) < self.workers:
            self._start(Slot(self._make))

    def drop(self, judgement: Judgement) -> None:
        """Forget a judgement: what only it waits for is ended or never begun."""
        for task in list(self._tasks.values()):
            left = [waiter for waiter in task.waiters if waiter[0] is not judgement]
            self.waiting -= len(task.waiters) - len(left)
            task.waiters = left
            if not left:
                self._forget(task)
                if task.slot is not None:
                    self._spawn(task.slot.end())
        self._turns.sweep()

    # -- running ---------------------------------------------------------------

    def _start(self, slot: Slot) -> None:
        self._slots.append(slot)
        self._idle += 1  # it will be, as soon as its loop has begun
        self._spawn(self._serve(slot))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        loop = asyncio.get_running_loop().create_task(work)
        self._loops.add(loop)
        loop.add_done_callback(self._loops.discard)

    async def _serve(self, slot: Slot) -> None:
        while True:
            task = await self._turns.take()
            self._idle -= 1
            try:
                if await self._trusted(task, slot):
                    await self._run(task, slot)
            except Ended:
                pass
            except Exception as error:  # the service outlives whatever goes wrong with one task
                self._settle(task, _judged(task, self._failure(error)))
            finally:
                self._idle += 1

    async def _trusted(self, task: Task, slot: Slot) -> bool:
        """Whether it can run: its language's canaries passed, now or earlier. It may be held."""
        name, toolchain = task.program.language, task.toolchain
        if (name, toolchain.fingerprint) in self._checked:
            return True
        if name in self._held:
            self._held[name].append(task)
            return False
        self._held[name] = []
        failure: Execution | None = None
        try:
            await slot.call(partial(judge.require_canaries, name, toolchain))
            self._checked.add((name, toolchain.fingerprint))
        except Exception as error:  # whatever it is, no program is to blame
            failure = self._failure(error)
        held = self._held.pop(name)
        if failure is None:
            self._turns.put_back(held)
        else:
            for each in (task, *held):
                self._settle(each, _judged(each, failure))
        return failure is None

    async def _run(self, task: Task, slot: Slot) -> None:
        if not task.waiters:
            return
        task.slot = slot
        try:
            judged, lasts = await slot.call(partial(_execute, task))
        finally:
            task.slot = None
        self.refused = ""
        self._pace += (judged.wall - self._pace) / 20
        if lasts:
            self._known[task.identity] = judged
            while len(self._known) > self._settings.max_cached:
                self._known.popitem(last=False)
        self._settle(task, judged)

    def _settle(self, task: Task, judged: Judged) -> None:
        """Give the verdict to all that wait for it."""
        if not task.waiters:
            return
        self._forget(task)
        self.waiting -= len(task.waiters)
        for place, (judgement, one) in enumerate(task.waiters):
            program = one.program or task.program
            judgement.add(row(one.item, one.key, judged, program, reused=place > 0))

    def _forget(self, task: Task) -> None:
        del self._tasks[task.identity]
        self._bytes -= len(task.program.text)

    def _failure(self, error: Exception) -> Execution:
        """What is told where there was no execution: an infrastructure outcome."""
        why = f"the judge itself failed: {type(error).__name__}: {error}"
        if isinstance(error, NewtongueError):
            why = error.message
        if isinstance(error, SandboxRefused):
            self.refused = why
        sys.stderr.write(f"newtongue: {why}\n")
        return Execution("run", None, infrastructure=why)


# -- in a slot's thread ----------------------------------------------------------


def _with_canaries(make: Callable[[], Pool]) -> Pool:
    """A pool whose worker, and whoever takes its place, must judge right before it is trusted."""
    pool = make()
    pool.prove(judge.each_worker(lambda name: toolchains.find(languages.get(name))))
    return pool


def _execute(task: Task, pool: Pool) -> tuple[Judged, bool]:
    """What became of a program, and whether that holds for the next equal one, too."""
    job = judge.job(task.program, task.toolchain, task.identity.limits)
    execution = pool.execute(job)
    return _judged(task, execution), lasting(job, execution)


def _judged(task: Task, e: Execution) -> Judged:
    one = judge.judged(task.program, e, task.toolchain.fingerprint)
    return replace(one, stdout=e.stdout[:HEAD], stderr=e.stderr[:HEAD])
