"""The three ways to judge that ours is measured against. By the exit code, without our channel."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from newtongue.core.completion import Key
from newtongue.sandbox.cpus import processors
from speed.bench_judge import resources
from speed.bench_judge.commands import Commands
from speed.bench_judge.programs import Entry

LIMIT = 300.0
"""Seconds for a step: more than MultiPL-E's 5 to 45, so that a loaded machine fails no program."""
PAUSE = 0.1
"""Seconds between two looks at a process."""
CHUNK = 1024
"""Bytes of each stream that are read per look."""

Run = Callable[[Sequence[str], str | None, Mapping[str, str]], int | None]
"""(command, folder, environment) -> exit code, None where it took too long."""


@dataclass(frozen=True)
class Measured:
    """What one contender needed for all programs, and which it passed."""

    wall: float
    cpu: float
    passed: Mapping[Key, bool]
    start: float = 0.0
    """Seconds before the first program."""
    tier: str = ""


# -- one process ---------------------------------------------------------------


def polled(
    argv: Sequence[str],
    folder: str | None,
    environment: Mapping[str, str],
    sleep: Callable[[float], None] = time.sleep,
) -> int | None:
    """Run a process in a session of its own; look at it, and read a little, every 0.1 s."""
    process = subprocess.Popen(
        argv,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        start_new_session=True,
    )
    with process:
        streams = [s.fileno() for s in (process.stdout, process.stderr) if s]
        for fd in streams:
            os.set_blocking(fd, False)
        try:
            for _ in range(round(LIMIT / PAUSE)):
                for fd in streams:
                    with suppress(BlockingIOError):
                        os.read(fd, CHUNK)
                if (code := process.poll()) is not None:
                    return code
                sleep(PAUSE)
            return None
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def waited(argv: Sequence[str], folder: str | None, environment: Mapping[str, str]) -> int | None:
    """Run a process and wait for it."""
    try:
        return subprocess.run(
            argv,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LIMIT,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        return None


def wrapped(how: Commands, run: Run = waited) -> Run:
    """The same inside bubblewrap: the machine's programs to read, the folder to write."""
    seen = [
        *("--ro-bind", "/usr", "/usr", "--ro-bind", "/etc", "/etc"),
        *("--symlink", "usr/bin", "/bin", "--symlink", "usr/lib", "/lib"),
        *("--symlink", "usr/lib64", "/lib64", "--proc", "/proc", "--dev", "/dev"),
        *("--tmpfs", "/tmp", "--bind", how.home, how.home),
    ]
    for path in how.readable:
        seen += ["--ro-bind", path, path]
    ends = ["--unshare-all", "--die-with-parent", "--new-session"]

    def inside(
        argv: Sequence[str], folder: str | None, environment: Mapping[str, str]
    ) -> int | None:
        place = folder or "/"
        whole = ["bwrap", *seen, "--bind", place, place, "--chdir", place, *ends, *argv]
        return run(whole, None, environment)

    return inside


# -- many programs ---------------------------------------------------------------


def judge(entries: Sequence[Entry], how: Commands, run: Run, workers: int) -> Measured:
    """Run all programs, as many at a time as there are workers."""

    def one(entry: Entry) -> tuple[Key, bool]:
        return entry.key, _passes(entry, how, run)

    before, began = resources.cpu(), time.monotonic()
    with ThreadPoolExecutor(workers) as threads:
        passed = dict(threads.map(one, entries))
    wall = time.monotonic() - began
    resources.bury_orphans()
    return Measured(wall, resources.cpu() - before, passed)


def _passes(entry: Entry, how: Commands, run: Run) -> bool:
    with _written(entry, how) as (source, folder):
        return all(
            run([word.replace("{source}", source) for word in step], folder, how.environment) == 0
            for step in how.steps
        )


@contextmanager
def _written(entry: Entry, how: Commands) -> Iterator[tuple[str, str | None]]:
    """The program's file, and its folder where it has one of its own."""
    text = entry.alone.encode("utf-8", "surrogatepass")
    if how.folder:
        with tempfile.TemporaryDirectory() as place:
            (Path(place) / how.source).write_bytes(text)
            yield how.source, place
    else:
        with tempfile.NamedTemporaryFile(suffix=Path(how.source).suffix) as file:
            file.write(text)
            file.flush()
            yield file.name, None


def contenders(how: Commands, waits: bool) -> dict[str, Callable[[Sequence[Entry]], Measured]]:
    """A, B and, where bubblewrap is installed, C."""
    cores = processors()
    few = max(1, cores - 1)
    there: dict[str, Callable[[Sequence[Entry]], Measured]] = {
        "A": lambda entries: judge(entries, how, waited if waits else polled, few),
        "B": lambda entries: judge(entries, how, waited, cores),
    }
    if shutil.which("bwrap"):
        inside = wrapped(how)
        there["C"] = lambda entries: judge(entries, replace(how, folder=True), inside, cores)
    return there
