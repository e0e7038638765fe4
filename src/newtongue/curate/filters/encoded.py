"""Data written as text: base64, hexadecimal bytes, escaped characters.

A piece is what the patterns of The Stack v2 match (arXiv 2402.19173), but that the
hexadecimal one here also lets white space follow a comma: theirs misses `0x12, 0x34`, the form that
most arrays of bytes have. A pattern is tried only where the classes of bytes leave it a chance: a
match is never longer than a run of the bytes that it is made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from newtongue.curate.filters.measures import BACKSLASH, BASE64, HEX, Text, count_class

_HEX = re.compile(rb"(?:\b(?:0x|\\x)?[0-9a-fA-F]{2}(?:,\s*+|\b\s*+)){8,}")
_ESCAPED = re.compile(rb"\\u[0-9a-fA-F]{4}(?:\\u[0-9a-fA-F]{4}){7,}")
"""Eight or more; written so that the search knows how a match begins."""
_LEAST_BASE64 = 64
_LEAST_HEX = 8 * 2 + 7
"""Bytes of the shortest match: two pairs without a separator have a prefix, which is longer."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """The pieces of a kind in a text: characters of the longest, and of all together."""

    kind: str
    longest: int
    total: int


@dataclass(frozen=True, slots=True)
class _Bounds:
    run: int | None
    whole: float | None

    def exceeded(self, longest: int, total: int) -> bool:
        if self.run is not None and longest > self.run:
            return True
        return self.whole is not None and total > self.whole

    @property
    def least(self) -> float:
        """No fewer characters in pieces exceed either bound."""
        return min(bound for bound in (self.run, self.whole) if bound is not None)


def too_much(text: Text, run: int | None, share: float | None) -> Encoded | None:
    """The first kind with a piece longer than `run` or more than `share` of the characters.

    None where there is none; a bound of None holds nothing back.
    """
    bounds = _Bounds(run, None if share is None else share * len(text.text))
    if run is None and share is None:
        return None
    for kind, find in (("base64", _base64), ("hexadecimal", _hex), ("escapes", _escaped)):
        longest, total = find(text, bounds)
        if bounds.exceeded(longest, total):
            return Encoded(kind, longest, total)
    return None


def _base64(text: Text, _bounds: _Bounds) -> tuple[int, int]:
    marked = text.classes & BASE64
    if not _may_have_run(marked, BASE64, _LEAST_BASE64):
        return 0, 0
    return _extent(_runs(marked), _LEAST_BASE64)


def _hex(text: Text, bounds: _Bounds) -> tuple[int, int]:
    marked = text.classes & HEX
    long = bounds.run is not None and _may_have_run(marked, HEX, bounds.run + 1)
    # a run of 23 bytes or more with n whole words has n >= 2 and at most 8 n + 14 bytes
    most = 15 * np.count_nonzero(_words(marked, HEX))
    many = bounds.whole is not None and most > bounds.whole
    if not (long or many) or not bounds.exceeded(*_extent(_runs(marked), _LEAST_HEX)):
        return 0, 0
    return _spans(_HEX.finditer(text.data))


def _escaped(text: Text, bounds: _Bounds) -> tuple[int, int]:
    few = bounds.least / len(b"\\u0000")
    if count_class(text, BACKSLASH) <= few or text.data.count(b"\\u") <= few:
        return 0, 0
    return _spans(_ESCAPED.finditer(text.data))


def _may_have_run(marked: Any, mark: int, least: int) -> bool:
    """False only where no run of `least` marked bytes stands."""
    if least < 15:  # may hold no whole word
        return bool(marked.any())
    return b"\1" * ((least - 7) // 8) in _words(marked, mark).tobytes()


def _words(marked: Any, mark: int) -> Any:
    """Of each eight bytes in turn, whether all are marked."""
    return marked[: len(marked) & ~7].view(np.uint64) == mark * 0x0101010101010101


def _runs(marked: Any) -> Any:
    """The lengths of the runs of marked bytes."""
    edges = np.flatnonzero(np.diff(marked != 0, prepend=False, append=False))
    return edges[1::2] - edges[::2]


def _extent(lengths: Any, least: int) -> tuple[int, int]:
    kept = lengths[lengths >= least]
    return (int(kept.max()), int(kept.sum())) if len(kept) else (0, 0)


def _spans(matches: Iterable[re.Match[bytes]]) -> tuple[int, int]:
    lengths = [match.end() - match.start() for match in matches]
    return max(lengths, default=0), sum(lengths)
