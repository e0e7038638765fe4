"""What every step of curation is: files in, files out, and what it drops, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from newtongue.core.dataset import File


@dataclass(frozen=True, slots=True)
class Drop:
    """A file that a step did not let through."""

    file: File
    step: str
    reason: str
    """A few words that many files share: it is a counter."""
    detail: str = ""
    """What is this file's own: the figure measured, the match found, the id kept instead."""


Step = Callable[[Iterable[File]], Iterator[File | Drop]]
"""Yields each file it is given, changed or not, or a Drop of it, in the order given."""


def run_steps(steps: Sequence[Step], files: Iterable[File]) -> Iterator[File | Drop]:
    """Pass files through the steps, one after the other; a dropped one passes the rest by.

    Order is kept: each step holds back no file for the next.
    """
    for file in files:
        at: File | Drop = file
        for step in steps:
            if isinstance(at, Drop):
                break
            (at,) = step((at,))
        yield at
