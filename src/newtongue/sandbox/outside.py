"""One bwrap process and all that runs in it, bounded, watched and ended from outside.

The process that uses this has no other children, and inherits what bwrap leaves behind.
"""

from __future__ import annotations

import json
import os
import select
import signal
import time
from contextlib import suppress

from newtongue.sandbox.base import Limits
from newtongue.sandbox.folder import overfull, unlinked
from newtongue.sandbox.init import consumed, fair, set_limits
from newtongue.sandbox.stage import Abandoned

_START = 20.0  # seconds that bwrap may take to say who its child is, and to let us bound it
_PAUSE = 0.05  # seconds between two looks at the tree
_DISK_PAUSE = 0.2  # between two looks at the scratch folder: they cost more


class Bwrap:
    """A bwrap that writes its status to `told` and waits for `go` before it starts the program.

    `pid` is to be set once it is forked. `end` is safe at any time, and must be called.
    """

    def __init__(self, above: int, limits: Limits, folder: str) -> None:
        """`above`: the process whose end abandons the program; `folder`: its scratch folder."""
        self.pid = 0
        self.told, self.go = os.pipe(), os.pipe()
        self.limit: str | None = None
        self.peak = 0
        """Bytes of memory that the tree was seen to hold."""
        self._above, self._limits, self._folder = above, limits, folder
        self._said, self._top, self._cpu = b"", "", 0.0
        self._next = self._next_disk = 0.0

    def begin(self, others: int) -> bool:
        """Set the limits and let the program start; False when bwrap ended before that.

        `others`: processes that count with the program's. Raises OSError.
        """
        self._close(self.told[1], self.go[0])
        deadline = time.monotonic() + _START
        poll = select.poll()
        poll.register(self.told[0], select.POLLIN)
        while b"\n" not in self._said:
            if not poll.poll(1000 * max(0.0, deadline - time.monotonic())):
                raise OSError(f"bwrap said nothing for {_START:.0f} s")
            data = os.read(self.told[0], 4096)
            if not data:
                return False
            self._said += data
        self._top = str(json.loads(self._said.partition(b"\n")[0])["child-pid"])
        while True:
            try:
                set_limits(self._limits, others, int(self._top))
                break
            except ProcessLookupError:
                return False  # it failed on the way; it has said why
            except PermissionError:  # of a setuid bwrap, until it has given up its rights
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.001)
        with suppress(BrokenPipeError):
            os.write(self.go[1], b"x")
        return True

    def alive(self) -> bool:
        """Whether the program is still running, and within its limits.

        Raises Abandoned when nobody waits for it any more.
        """
        if os.getppid() != self._above:
            raise Abandoned
        if os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return False
        now = time.monotonic()
        if now < self._next:
            return True
        pids, memory = self._look()
        if self._cpu > self._limits.cpu:
            self.limit = "timeout"
        elif memory > self._limits.memory:
            self.limit = "memory"
        elif now >= self._next_disk:
            most = self._limits.disk
            with suppress(FileNotFoundError):  # a folder that went while we looked at it
                if overfull(self._folder, most) or unlinked(pids, self._folder) > most:
                    self.limit = "output"
            self._next_disk = time.monotonic() + _DISK_PAUSE
        self._next = time.monotonic() + _PAUSE
        return self.limit is None

    def _look(self) -> tuple[list[str], int]:
        """The program's processes, and bytes of memory that they hold."""
        pids, cpu, memory = tree(self._top)
        self._cpu, self.peak = max(self._cpu, cpu), max(self.peak, memory)
        return pids, memory

    def end(self) -> tuple[float, int]:
        """End all that is left, bury it, and say what it used: CPU seconds, bytes of memory.

        When the namespace's first process is buried, nothing in it runs any more.
        """
        self._close(self.told[1], self.go[0], self.go[1])
        if self._top:
            self._look()  # nobody counts what a namespace that is killed has used
        cpu, peak = 0.0, 0
        with suppress(ChildProcessError):
            while True:
                for pid in children(os.getpid()):
                    os.kill(pid, signal.SIGKILL)
                pid, _, usage = os.wait4(-1, 0)
                cpu += usage.ru_utime + usage.ru_stime
                if pid != self.pid:  # it was a copy of us at first, and large
                    peak = max(peak, usage.ru_maxrss << 10)
        while data := os.read(self.told[0], 4096):
            self._said += data
        self._close(self.told[0])
        return max(cpu, self._cpu), max(peak, self.peak)

    def exit_code(self) -> int | None:
        """How the program ended, as bwrap tells it; None when it was never started."""
        for line in self._said.splitlines()[1:]:
            with suppress(ValueError, KeyError):
                return int(json.loads(line)["exit-code"])
        return None

    def _close(self, *fds: int) -> None:
        for fd in fds:
            with suppress(OSError):
                os.close(fd)


def children(pid: int | str) -> list[int]:
    """The processes that a process's threads have started and not yet buried."""
    found: list[int] = []
    with suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208
            with suppress(OSError), open(f"/proc/{pid}/task/{task}/children") as file:  # noqa: PTH123
                found += map(int, file.read().split())
    return found


def tree(top: str) -> tuple[list[str], float, int]:
    """The processes below one, CPU seconds of it and all below, bytes of memory of those below."""
    pids, seconds, memory = [top], 0.0, 0
    for pid in pids:
        with suppress(OSError):  # ended meanwhile
            used, held = consumed(pid)
            seconds += used
            memory += held if pid != top else 0
        pids += map(str, children(pid))
    below = pids[1:]
    # As `init` counts; where another user's bwrap hides its processes' pages, each counts in full.
    return below, seconds, memory if len(below) < 2 else fair(below) or memory
