"""How far a long step is. The command line puts a bar here; libraries only call `track`."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Step(Protocol):
    """Advances a tracked step by `count` items; `said` is what it has come to so far, in words."""

    def __call__(self, count: int = 1, said: str = "") -> None: ...


class Progress(Protocol):
    """Whatever shows progress to the user."""

    def track(self, label: str, total: int, done: int = 0) -> AbstractContextManager[Step]:
        """Show `label` with `done` of `total` items behind it; the step function adds to it."""

    def note(self, line: str) -> None:
        """Show one line that stays."""


class Silent:
    """Shows nothing (`--quiet`, tests, worker processes)."""

    @contextmanager
    def track(self, label: str, total: int, done: int = 0) -> Iterator[Step]:  # noqa: ARG002
        def step(count: int = 1, said: str = "") -> None:
            del count, said

        yield step

    def note(self, line: str) -> None:
        del line


class Plain:
    """Lines on standard error, at most one each `every` seconds: for logs and pipes."""

    def __init__(self, every: float = 10.0) -> None:
        self.every = every

    @contextmanager
    def track(self, label: str, total: int, done: int = 0) -> Iterator[Step]:
        began = last = time.monotonic()
        at = first = done

        def step(count: int = 1, said: str = "") -> None:
            nonlocal at, last
            at += count
            now = time.monotonic()
            if now - last >= self.every and at < total:
                last = now
                rate = max(at - first, 1) / (now - began)
                left = f"{pace(rate)}, {clock((total - at) / rate)} left"
                self.note(f"{label}: {at}/{total}, {left}{f'; {said}' if said else ''}")

        yield step
        if time.monotonic() - began >= self.every:
            self.note(f"{label}: {at}/{total} in {clock(time.monotonic() - began)}")

    def note(self, line: str) -> None:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


def pace(rate: float) -> str:
    """Items a second as a person reads them: 310/s, 2.5/s, 12/min."""
    if rate >= 1:
        return f"{rate:.0f}/s" if rate >= 10 else f"{rate:.1f}/s"
    return f"{60 * rate:.0f}/min" if rate >= 1 / 6 else f"{60 * rate:.1f}/min"


def clock(seconds: float) -> str:
    """Seconds as a person reads them: 42 s, 3 min 05 s, 2 h 10 min."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
