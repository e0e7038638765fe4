"""A control group for each worker: memory that no process of a program shows is bounded, too.

Buffers of sockets, shared pages that are in no page table, memory of processes whose first thread
ended: the kernel counts them for a group alone. A worker joins its group once, before it leaves the
machine, and all that it starts is born in it (moving a process costs milliseconds, being born
nothing). Version 1 and 2 of the interface; without either, the other limits stand alone.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PREFIX = "newtongue-"
SLACK = 16 << 20
"""Bytes by which a worker itself may grow before its programs feel it."""
_PATIENCE = 0.5  # seconds until the processes of a killed worker are gone
_REST = PREFIX + "rest"


@dataclass(frozen=True)
class _Interface:
    """What the files of a version are called."""

    most: str
    used: str
    swap: tuple[str, ...]
    """Files that take a 0, so that nothing of the group is swapped out."""
    kills: str
    hits: tuple[str, str]
    """The file and line that count how often the group's own limit was met; no line: the whole."""
    cache: str
    """The line of memory.stat with the pages of files, those in memory (tmpfs) among them."""


_VERSIONS = {
    1: _Interface(
        "memory.limit_in_bytes", "memory.usage_in_bytes", ("memory.swappiness",),
        "memory.oom_control", ("memory.failcnt", ""), "cache",
    ),
    2: _Interface(
        "memory.max", "memory.current", ("memory.swap.max", "memory.zswap.max"),
        "memory.events", ("memory.events", "oom"), "file",
    ),
}  # fmt: skip


class Group:
    """The group of one worker. Its files are open, since its folder is soon out of sight."""

    def __init__(self, path: Path, version: int) -> None:
        """Raises OSError."""
        names = _VERSIONS[version]
        for name in names.swap:
            with suppress(OSError):  # a kernel without swap lacks it
                (path / name).write_text("0")
        if version == 1:
            with suppress(OSError):  # a container may be started so that its programs freeze
                (path / names.kills).write_text("0")
        self.path = str(path)
        self.version = version
        self._cache = names.cache
        self._most = os.open(path / names.most, os.O_RDWR | os.O_CLOEXEC)
        self._used = os.open(path / names.used, os.O_RDONLY | os.O_CLOEXEC)
        self._stat = os.open(path / "memory.stat", os.O_RDONLY | os.O_CLOEXEC)
        self._kills = os.open(path / names.kills, os.O_RDONLY | os.O_CLOEXEC)
        self._hits = os.open(path / names.hits[0], os.O_RDONLY | os.O_CLOEXEC)
        self._hit = names.hits[1]
        self._own = (-1, 0)
        self._set = 0

    def bound(self, most: int, company: int) -> None:
        """Let the next program, its files included, have `most` bytes beside the worker's own.

        `company` is how many processes wait beside it: with another number the worker's own
        memory is measured anew. Raises OSError.
        """
        if self._own[0] != company:
            self._own = (company, self._held() + SLACK)
        whole = self._own[1] + most
        if whole != self._set:
            os.pwrite(self._most, str(whole).encode(), 0)
            self._set = whole

    def unbound(self) -> None:
        """Let the worker grow: something that stays is about to start. Raises OSError."""
        os.pwrite(self._most, b"-1" if self.version == 1 else b"max", 0)
        self._set = 0

    def tally(self) -> tuple[int, int]:
        """How many processes of the group the kernel has ended for want of memory, and how often
        the group's own limit was met: without that it was the machine that had none left.
        """
        hits = os.pread(self._hits, 4096, 0)
        own = _field(hits, self._hit) if self._hit else int(hits)
        return _field(os.pread(self._kills, 4096, 0), "oom_kill"), own

    def _held(self) -> int:
        """Bytes that the kernel can't take back: all but the cached pages of files on disks."""
        stat = os.pread(self._stat, 1 << 16, 0)
        return int(os.pread(self._used, 64, 0)) - _field(stat, self._cache) + _field(stat, "shmem")


def _field(text: bytes, name: str) -> int:
    for line in text.splitlines():
        key, _, value = line.partition(b" ")
        if key == name.encode():
            return int(value)
    return 0


def join() -> Group | str:
    """Put this process, alone, into a new group; or say why it can't be."""
    reason = "no memory controller is mounted"
    try:
        mine = Path("/proc/self/cgroup").read_text()
        mounts = Path("/proc/self/mountinfo").read_text()
    except OSError as error:
        return str(error)
    for parent, version in _parents(mine, mounts):
        try:
            return _join(parent, version)
        except OSError as error:
            reason = f"{parent}: {error.strerror or error}"
    return reason


def _join(parent: Path, version: int) -> Group:
    if version == 2:
        _delegate(parent)
    sweep(parent)
    path = parent / f"{PREFIX}{os.getpid()}"
    path.mkdir(exist_ok=True)
    try:
        (path / "cgroup.procs").write_text("0")
        return Group(path, version)
    except OSError:
        with suppress(OSError):
            (parent / "cgroup.procs").write_text("0")
        with suppress(OSError):
            path.rmdir()
        raise


def _parents(mine: str, mounts: str) -> Iterator[tuple[Path, int]]:
    """Folders in which a group with a memory controller may be made, with the version.

    `mine` and `mounts` are the texts of /proc/self/cgroup and /proc/self/mountinfo.
    """
    for line in mine.splitlines():
        number, controllers, own = line.split(":", 2)
        version = 2 if number == "0" and not controllers else 1
        if version == 1 and "memory" not in controllers.split(","):
            continue
        for place, root in _mounted(mounts, version):
            folder = own.removeprefix(root if root != "/" else "").removesuffix(f"/{_REST}")
            yield place / folder.lstrip("/"), version
            if version == 2 and folder.strip("/") and _unbounded(place, folder):
                # root may do without its session's group, in which its shell lives
                yield place, version


def _unbounded(place: Path, folder: str) -> bool:
    """Whether no group from `place` down to its `folder` has a limit that leaving would escape."""
    groups = [place / folder.strip("/"), *(place / folder.strip("/")).parents]
    try:
        below = groups[: groups.index(place)]
        return all((one / "memory.max").read_text().strip() == "max" for one in below)
    except OSError:
        return False


def _mounted(mounts: str, version: int) -> Iterator[tuple[Path, str]]:
    """Where the memory hierarchy is mounted, and which of its groups stands there."""
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields, (kind, _, options) = before.split(), after.split()[:3]
        counts = kind == "cgroup" and "memory" in options.split(",")
        if (kind == "cgroup2") if version == 2 else counts:
            yield Path(fields[4]), fields[3]


def _delegate(parent: Path) -> None:
    """Have version 2 count memory below `parent`. Raises OSError.

    There a group has processes or groups, never both: of a group that is ours to divide (systemd
    says so by an attribute) the processes move into one of their own.
    """
    if "memory" in (parent / "cgroup.subtree_control").read_text().split():
        return
    switch = parent / "cgroup.subtree_control"
    try:
        switch.write_text("+memory")
    except OSError as error:
        if error.errno != errno.EBUSY or not _ours(parent):
            raise
        rest = parent / _REST
        rest.mkdir(exist_ok=True)
        for pid in (parent / "cgroup.procs").read_text().split():
            with suppress(ProcessLookupError):
                (rest / "cgroup.procs").write_text(pid)
        switch.write_text("+memory")


def _ours(group: Path) -> bool:
    try:
        return os.getxattr(group, "user.delegate") == b"1"
    except OSError:
        return False


def sweep(parent: Path) -> None:
    """Remove the groups of workers that are no more: nothing was left to do it after a kill."""
    for path in parent.glob(f"{PREFIX}[0-9]*"):
        if not Path(f"/proc/{path.name.removeprefix(PREFIX)}").exists():
            with suppress(OSError):
                path.rmdir()


def remove(path: str) -> None:
    """Remove a killed worker's group, as soon as the last of its processes is gone."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            os.rmdir(path)  # noqa: PTH106 - no import for a worker's sake
            return
        except OSError as error:
            if error.errno != errno.EBUSY or time.monotonic() > deadline:
                return
        time.sleep(0.001)
