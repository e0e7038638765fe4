"""What two texts have in common, and whether that is a copy.

The verdict is about the copy, not about what stands around it: what both have is measured against
the text and against the item, and a long stretch counts by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from newtongue.curate.attribute.parts import TOKENS, runs_of
from newtongue.similarity import lexer
from newtongue.similarity.lexer import Codes, Places
from newtongue.similarity.ngrams import Runs

COPIED = 0.2
"""From this share on, of the text or of the item, it is a copy. Between what unrelated functions
share and what renamed copies do (parts.TOKENS): where a docstring speaks of names, renaming them
breaks the runs around it."""
LEAST = 20
"""Different runs that both must have, so that a short function of a usual form is no copy of every
other. Measured on the standard library (docs/decisions/016): unrelated code shares up to 16
different runs, copies with all names changed at least 31."""
STRETCH = 40
"""Different runs in one stretch that are a copy however long both texts are (53 tokens, five or six
lines). Measured there, too: in unrelated files stretches of up to 17, and all from 20 on copied."""
_SHOWN = 5
"""Pairs of stretches that are given, the longest."""
_COMMENT = re.compile(rb"^[ \t]*(?://|/\*|\*[\s/]|#(?=[\s#]|$)|--(?:[\s-]|$)|;;|%[\s%])")
"""How a line of comment begins in most languages. A licence's notice stands in thousands of files,
and says nothing about who copied whose code."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text as what is compared."""

    words: Codes
    runs: Runs
    code: npt.NDArray[np.bool_]
    """Which of the runs count: those that stand in comments for less than a half."""
    lines: Places
    """The line of each token, from 1."""

    @property
    def counted(self) -> Runs:
        """The different runs that count."""
        return np.unique(self.runs[self.code])


@dataclass(frozen=True, slots=True)
class Common:
    """What a text and an item have in common. Shares are of the different runs that count."""

    shared: int
    share: float
    of_item: float
    stretch: int
    """Different runs of the longest stretch."""
    stretches: tuple[tuple[int, int, int, int], ...]
    """First and last line in the text, first and last line in the item, the longest ones."""

    @property
    def copied(self) -> bool:
        """Whether they have more in common than two texts have by chance."""
        return self.stretch >= STRETCH or (self.shared >= LEAST and self._much)

    @property
    def short(self) -> bool:
        """Whether the shares are those of a copy, and what both have is too short to be called one:
        anybody writes as much.
        """
        return self._much and not self.copied

    @property
    def _much(self) -> bool:
        return max(self.share, self.of_item) >= COPIED


def read(text: str, keywords: Codes) -> Text:
    """Cut up a text."""
    data = lexer.encoded(text)
    tokens = lexer.lex(data)
    ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n"))
    lines = np.searchsorted(ends, tokens.starts) + 1
    said = np.array([bool(_COMMENT.match(line)) for line in data.split(b"\n")])[lines - 1]
    runs = runs_of(tokens, keywords)
    total = np.concatenate([[0], np.cumsum(said)])
    code = 2 * (total[TOKENS:] - total[:-TOKENS])[: len(runs)] < TOKENS
    return Text(lexer.only_words(tokens).codes, runs, code, lines)


def common(ours: Text, theirs: Text) -> Common:
    """What our text and their item have in common."""
    mine, items = ours.counted, theirs.counted
    shared = int(np.isin(mine, items, assume_unique=True).sum())
    longest, stretches = _stretches(ours, theirs)
    return Common(
        shared, shared / max(len(mine), 1), shared / max(len(items), 1), longest, stretches
    )


def _stretches(ours: Text, theirs: Text) -> tuple[int, tuple[tuple[int, int, int, int], ...]]:
    """The longest ones that stand in both, in the order of our lines; those of comment alone are
    none.
    """
    unique, first = np.unique(theirs.runs, return_index=True)
    at = np.searchsorted(unique, ours.runs)
    at[at == len(unique)] = 0
    mine = np.flatnonzero(unique[at] == ours.runs) if len(unique) else at[:0]
    if not len(mine):
        return 0, ()
    other = first[at[mine]]
    breaks = np.flatnonzero((np.diff(mine) != 1) | (np.diff(other) != 1)) + 1
    found = []
    for places in np.split(np.arange(len(mine)), breaks):
        a, b = places[0], places[-1]
        inside = ours.runs[mine[a] : mine[b] + 1][ours.code[mine[a] : mine[b] + 1]]
        if len(inside):
            found.append((len(np.unique(inside)), mine[a], mine[b], other[a], other[b]))
    longest = sorted(found, key=lambda one: -one[0])[:_SHOWN]
    lines = tuple(
        (*_lines(ours, a, b), *_lines(theirs, c, d))
        for _, a, b, c, d in sorted(longest, key=lambda one: one[1])
    )
    return max((one[0] for one in found), default=0), lines


def _lines(text: Text, first: int, last: int) -> tuple[int, int]:
    """First and last line of some runs, given the first and the last of them."""
    return int(text.lines[first]), int(text.lines[last + TOKENS - 1])
