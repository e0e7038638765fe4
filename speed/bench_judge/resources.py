"""CPU time and memory of this process and all that it started."""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER
_PAGE = resource.getpagesize()
_TICKS = os.sysconf("SC_CLK_TCK")


def adopt_orphans() -> None:
    """From now on, what a child leaves behind becomes ours, so that its CPU time is counted."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


def bury_orphans(seconds: float = 1.0) -> None:
    """Wait for what was left behind. Only when no other child is running."""
    ends = time.monotonic() + seconds
    with suppress(ChildProcessError):  # none is left
        while time.monotonic() < ends:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.005)


def cpu() -> float:
    """CPU seconds so far: this process, its ended children, and its living descendants."""
    total = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        used = resource.getrusage(who)
        total += used.ru_utime + used.ru_stime
    for pid in descendants():
        with suppress(OSError):  # ended meanwhile
            total += time.clock_gettime(~pid << 3 | 2) + buried(pid)
    return total


def buried(pid: int) -> float:
    """CPU seconds of all that a process has waited for, to a hundredth. Raises OSError."""
    return sum(map(int, _stat(pid)[13:15])) / _TICKS


def descendants() -> list[int]:
    """The living processes that came from this one."""
    parents = dict(_parents())
    ours = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sorted(ours - {os.getpid()})


def _parents() -> Iterator[tuple[int, int]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                yield int(entry.name), int(_stat(int(entry.name))[1])


def _stat(pid: int) -> list[bytes]:
    """The fields of /proc/PID/stat from the third on."""
    return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()


def resident(pids: Iterable[int]) -> int:
    """Bytes of memory that these processes hold, shared pages counted in each."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    return total


def load() -> float:
    """How many processes wanted a core in the last minute."""
    return os.getloadavg()[0]


def machine() -> dict[str, object]:
    """What figures depend on."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "processor": platform.machine(),
        "kernel": platform.release(),
        "python": platform.python_version(),
    }
