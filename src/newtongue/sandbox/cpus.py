"""A CPU for each worker, once there are as many workers as CPUs.

A worker, its interpreter, the init and the program take turns: one runs while the others wait for
it. Left alone, the kernel wakes each on another CPU than the one that has its memory in its caches,
and must interrupt that one to tell it what changed: a third of a short program's time. A pool that
never needs as many workers as CPUs ties nothing down: who else runs here is not known, and a
program of several threads shall find room.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path


def usable() -> Sequence[int]:
    """The CPUs that this process may use, in order."""
    affinity = getattr(os, "sched_getaffinity", None)  # Linux only
    return sorted(affinity(0)) if affinity else range(os.cpu_count() or 1)


def processors() -> int:
    """How many they are."""
    return len(usable())


def least_taken(cpus: Sequence[int], taken: Collection[int | None]) -> int:
    """The first of the CPUs that the fewest workers have."""
    counts = list(taken)
    return min(cpus, key=lambda cpu: (counts.count(cpu), cpu))


def keep_to(cpu: int, worker: int) -> None:
    """Let a worker, what it has started, and what those start from now on, use this CPU alone.

    What runs already below those (a program, a resident compiler) stays where it is. What ended
    meanwhile, or belongs to another user, is passed over: it costs time, nothing else.
    """
    with suppress(OSError):
        os.sched_setaffinity(worker, {cpu})
        for child in Path(f"/proc/{worker}/task/{worker}/children").read_text().split():
            with suppress(OSError):
                os.sched_setaffinity(int(child), {cpu})
