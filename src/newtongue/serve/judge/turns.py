"""What waits to be run, and whose turn it is."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from newtongue.judge import Program
from newtongue.serve.judge.items import Asked, Identity
from newtongue.serve.judge.judgements import Judgement
from newtongue.serve.judge.slot import Slot
from newtongue.toolchains import Found


@dataclass(eq=False, slots=True)
class Task:
    """A program that is to be run, and the items that wait for its verdict."""

    identity: Identity
    program: Program
    toolchain: Found
    turn: str
    """The judgement in whose turn it runs."""
    waiters: list[tuple[Judgement, Asked]] = field(default_factory=list)
    slot: Slot | None = None
    """Where it runs, while it runs."""


class Turns:
    """A task of each judgement in turn, so that a small batch overtakes a large one."""

    def __init__(self) -> None:
        self._lines: OrderedDict[str, deque[Task]] = OrderedDict()
        self._filled = asyncio.Event()

    def __len__(self) -> int:
        return sum(map(len, self._lines.values()))

    def put(self, task: Task) -> None:
        """Queue a task behind those of its own judgement."""
        self._lines.setdefault(task.turn, deque()).append(task)
        self._filled.set()

    def put_back(self, tasks: Sequence[Task]) -> None:
        """Queue tasks that had their turn in front of all others."""
        for task in reversed(tasks):
            self._lines.setdefault(task.turn, deque()).appendleft(task)
            self._lines.move_to_end(task.turn, last=False)
            self._filled.set()

    async def take(self) -> Task:
        """The next task, when there is one."""
        while not self._lines:
            self._filled.clear()
            await self._filled.wait()
        name, line = self._lines.popitem(last=False)
        task = line.popleft()
        if line:
            self._lines[name] = line
        return task

    def sweep(self) -> None:
        """Forget tasks that nobody waits for."""
        lines, self._lines = self._lines, OrderedDict()
        for name, line in lines.items():
            if left := deque(task for task in line if task.waiters):
                self._lines[name] = left
