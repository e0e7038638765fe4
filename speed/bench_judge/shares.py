"""Whose CPU time a program's is, and so how fast the judge could be at most on this machine."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import Any

from newtongue import judge, languages, toolchains
from newtongue.core.progress import clock
from newtongue.sandbox.cpus import processors
from newtongue.sandbox.pool import Pool
from speed.bench_judge import resources
from speed.bench_judge.rounds import Settings, entries_of, field_of, spread

WHO = ("caller", "workers", "asked", "programs")
"""This process; the pool's workers; the interpreters that are cloned, and the small process; the
programs with their inits, whose clones, page faults and ends are the kernel's work for them."""

_TIMES = 3
"""How often ours runs all in a round: of ended processes there are only hundredths of seconds."""


def shares(
    names: Sequence[str], settings: Settings, home: Path, count: int, rounds: int
) -> list[dict[str, Any]]:
    """For each language: milliseconds of CPU time a program, by who used it, in rounds with B;
    `best` is how many times as fast as B the judge would be if neither caller nor workers took any.
    """
    rows = []
    for name in names:
        began = time.monotonic()
        language = languages.get(name)
        entries = entries_of(language, settings, count)
        found = toolchains.find(language)
        jobs = [judge.job(entry.program, found) for entry in entries] * _TIMES
        others = field_of(language, settings, home)["B"]
        used: list[dict[str, float]] = []
        theirs = []
        with Pool() as pool:
            list(pool.run(jobs))  # all workers, with their interpreters
            for _ in range(rounds):
                before = _used(pool)
                list(pool.run(jobs))
                after = _used(pool)
                used.append({one: 1000 * (after[one] - before[one]) / len(jobs) for one in WHO})
                theirs.append(1000 * others(entries).wall / len(entries))
        least = median(one["asked"] + one["programs"] for one in used) / processors()
        rows.append(
            {
                "language": name,
                "programs": len(entries),
                "rounds": rounds,
                "cpu_ms": {one: spread([each[one] for each in used]) for one in WHO},
                "wall_ms_B": spread(theirs),
                "best": round(median(theirs) / least, 3),
            }
        )
        sys.stderr.write(f"shares: {name}: {clock(time.monotonic() - began)}\n")
    return rows


def _used(pool: Pool) -> dict[str, float]:
    """CPU seconds so far."""
    asked = [pid for pid in resources.descendants() if pid not in pool.pids]
    return {
        "caller": time.process_time(),
        "workers": sum(map(_own, pool.pids)),
        "asked": sum(map(_own, asked)),
        "programs": sum(map(resources.buried, pool.pids)),
    }


def _own(pid: int) -> float:
    with suppress(OSError):  # ended meanwhile
        return time.clock_gettime(~pid << 3 | 2)
    return 0.0
