"""Executions that were seen before: an equal job on an equal toolchain is not run again.

One SQLite file, shared by all runs and all processes of a user. What is kept is what the sandbox
saw, not the verdict, so that a verdict's wording can change without running anything again. What
the machine may have been to blame for is never kept.
"""

from __future__ import annotations

import functools
import hashlib
import json
import signal
import sqlite3
import zlib
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from newtongue.core.completion import Execution
from newtongue.sandbox.base import Job
from newtongue.sandbox.wire import execution_from_json, execution_to_json, job_to_json

MOST = 1 << 30
"""Bytes that the file may have when it is opened; beyond them the oldest half goes."""
_TEXTS = (".py", ".c", ".h", ".so")
_INSTALLED = (
    "var/lib/dpkg/status",
    "var/lib/rpm/rpmdb.sqlite",
    "var/lib/rpm/Packages",
    "var/lib/pacman/local",
    "lib/apk/db/installed",
    # folders, whose times change with their files
    *("usr/local/*/", "usr/local/*/*/", "usr/local/*/*/*/", "usr/local/*/*/*/*/"),
)
_BATCH = 200  # executions that one transaction writes
_WAIT = 5.0  # seconds for another process's transaction


def key(job: Job, toolchain: str, place: str) -> str:
    """What an execution depends on: the job, but for its names, its toolchain's fingerprint, and
    the place, as `place` tells it.
    """
    row = job_to_json(job)
    del row["id"], row["kind"], row["cold"]  # names and a remark
    text = json.dumps([place, toolchain, row], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@functools.cache
def place(walls: str) -> str:
    """What else may matter: the sandbox's own text and walls (Pool.walls), the processor (a slower
    one times more programs out), and what is installed beside the toolchain.
    """
    seen = hashlib.sha256(f"{walls}\0{_processor()}".encode())
    for path in sorted(Path(__file__).parent.iterdir()):
        if path.suffix in _TEXTS:
            seen.update(path.name.encode() + b"\0" + path.read_bytes())
    for path in sorted(found for pattern in _INSTALLED for found in Path("/").glob(pattern)):
        with suppress(OSError):
            stat = path.stat()
            seen.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
    return seen.hexdigest()


def _processor() -> str:
    """What the kernel calls the processor."""
    words = ("model name", "CPU implementer", "CPU part")
    with suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return "\n".join(sorted({line for line in lines if line.startswith(words)}))
    return ""


def lasting(job: Job, execution: Execution) -> bool:
    """Whether the same would be seen again: not after a failure of the sandbox's own, nor when the
    wall clock ended a program that had CPU time left, nor what the machine may have killed, nor
    what started cold for want of something.
    """
    command = job.build if execution.stage == "build" and job.build else job.run
    slept = execution.limit == "timeout" and execution.cpu < command.limits.cpu
    # a machine short of memory ends what it finds
    killed = execution.limit is None and execution.signal == signal.SIGKILL
    return execution.infrastructure is None and not (slept or killed or execution.cold)


class Cache:
    """What was executed, by `key`. A file that can't be read or written is as good as none."""

    def __init__(self, path: Path, most: int = MOST) -> None:
        self._open: sqlite3.Connection | None = None
        self._waiting: dict[str, Execution] = {}
        with suppress(OSError, sqlite3.Error):
            path.parent.mkdir(parents=True, exist_ok=True)
            large = path.exists() and path.stat().st_size > most
            connection = sqlite3.connect(path, timeout=_WAIT)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = OFF")  # a torn end costs a few executions
            connection.execute(
                "CREATE TABLE IF NOT EXISTS executions (key TEXT PRIMARY KEY, seen BLOB)"
            )
            if large:
                self._halve(connection)
            self._open = connection

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def get(self, key: str) -> Execution | None:
        """The execution of an equal job, if there was one."""
        if self._open is None or key in self._waiting:
            return self._waiting.get(key)
        with suppress(sqlite3.Error, zlib.error, ValueError, TypeError):
            found = self._open.execute("SELECT seen FROM executions WHERE key = ?", (key,))
            for (seen,) in found:
                return execution_from_json(json.loads(zlib.decompress(seen)))
        return None

    def put(self, key: str, execution: Execution) -> None:
        """Keep an execution; written to disk with others, and when the cache is closed."""
        if self._open is not None:
            self._waiting[key] = execution
            if len(self._waiting) >= _BATCH:
                self._write(self._open)

    def close(self) -> None:
        """Write what is left."""
        if self._open is not None:
            self._write(self._open)
            self._open.close()
            self._open = None

    def _write(self, connection: sqlite3.Connection) -> None:
        """One short transaction: others may be writing, too."""
        rows = [
            (key, zlib.compress(json.dumps(execution_to_json(execution)).encode(), 1))
            for key, execution in self._waiting.items()
        ]
        self._waiting.clear()
        with suppress(sqlite3.Error), connection:
            connection.executemany("INSERT OR REPLACE INTO executions VALUES (?, ?)", rows)

    @staticmethod
    def _halve(connection: sqlite3.Connection) -> None:
        connection.execute(
            "DELETE FROM executions WHERE rowid <= (SELECT (min(rowid) + max(rowid)) / 2"
            " FROM executions)"
        )
        connection.commit()
        connection.execute("VACUUM")
