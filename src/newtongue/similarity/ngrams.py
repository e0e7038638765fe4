"""Runs of n tokens as numbers, blind to names where asked, and passages that are found by them.

`plain` numbers the n tokens as they are. `blind` numbers what is left when names may be anything:
a word that is no number and none of the `kept` ones counts only by how many tokens ago it stood
in the same run, or as new there (the encoding of parameterised matching: Baker, "Parameterized
pattern matching", 1996, section 2). So `a + b * a` and `x + y * x` are one run, `a + b * b` is
another.

Numbers have 32 bits, which processors multiply four times as fast as 64: two runs in four thousand
million are one by chance, so that a find is several runs, never one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from newtongue.similarity.lexer import Codes, Places, Tokens

Runs = npt.NDArray[np.uint32]

_BASE = np.uint32(0x9E3779B1)
_NEW = np.uint32(0x27D4EB2F)
_POWERS = np.array([pow(0x9E3779B1, k, 1 << 32) for k in range(64)], dtype=np.uint32)
_MIX = np.uint32(0x85EBCA6B)
_HALF = np.uint32(16)
_TOP = np.uint64(32)
_BLOCK = 1 << 15
"""Tokens that are numbered at once: their arrays stay within a processor's cache."""
_SPARSE = 16
"""Places of a table for each run that it holds: at most one token of 16 is looked up in vain."""


def _mixed(runs: Runs) -> Runs:
    """All bits depend on all bits (a multiply and two shifts)."""
    runs = (runs ^ (runs >> _HALF)) * _MIX
    runs ^= runs >> _HALF
    return runs


_AGO = _mixed(np.arange(256, dtype=np.uint32) * _BASE)
"""What stands for a name that stood so many tokens ago."""
_AGO[0] = _NEW


def plain(codes: Codes, n: int) -> Runs:
    """A number for each run of n tokens; as many as tokens less n - 1."""
    return _mixed(_rolled(_halves(codes), n))


def _rolled(shown: Runs, n: int) -> Runs:
    """Each n numbers as one polynomial, from those of half as many."""
    if len(shown) < n:
        return shown[:0]
    if n == 1:
        return shown
    if n % 2:
        return _rolled(shown, n - 1)[:-1] * _BASE + shown[n - 1 :]
    half = _rolled(shown, n // 2)
    joined: Runs = half[: -(n // 2)] * _POWERS[n // 2] + half[n // 2 :]
    return joined


def _halves(codes: Codes) -> Runs:
    return (codes ^ (codes >> _TOP)).astype(np.uint32)


def names(tokens: Tokens, kept: Codes) -> npt.NDArray[np.bool_]:
    """Which tokens are names: words that are no number and not `kept` (which is sorted)."""
    found: npt.NDArray[np.bool_] = tokens.words & ~tokens.numbers
    if len(kept):
        found &= ~_among(tokens.codes, kept)
    return found


def blind(tokens: Tokens, kept: Codes, n: int) -> Runs:
    """A number for each run of n tokens, whatever its names are."""
    named, codes = names(tokens, kept), _halves(tokens.codes)
    parts = []
    for start in range(0, max(len(tokens) - n + 1, 0), _BLOCK):
        end = start + _BLOCK + n - 1
        parts.append(_blind(codes[start:end], named[start:end], n))
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint32)


def outlines(tokens: Tokens, named: npt.NDArray[np.bool_], n: int) -> Runs:
    """A number for each run of n tokens in which all names are one: equal wherever `blind`'s are,
    and in more places. Quick, so that `blind_at` is asked about few.
    """
    return _mixed(_rolled(np.where(named, _NEW, _halves(tokens.codes)), n))


def blind_at(tokens: Tokens, named: npt.NDArray[np.bool_], n: int, places: Places) -> Runs:
    """What `blind` gives at some places."""
    along = np.arange(n)
    at = along[:, None] + places
    codes, name = _halves(tokens.codes[at]), named[at]
    ago = np.zeros(codes.shape, dtype=np.uint8)
    for step in range(n - 1, 0, -1):  # the nearest is written last
        np.copyto(ago[step:], np.uint8(step), where=codes[step:] == codes[:-step])
    shown = np.where(name, _AGO[ago], codes)
    runs = shown[0].copy()
    for k in range(1, n):
        runs *= _BASE
        runs += shown[k]
    return _mixed(runs)


def _blind(codes: Runs, names: npt.NDArray[np.bool_], n: int) -> Runs:
    ago = np.zeros(len(codes), dtype=np.uint8)
    for step in range(n - 1, 0, -1):  # the nearest is written last
        np.copyto(ago[step:], np.uint8(step), where=codes[step:] == codes[:-step])
    ago[~names] = 0
    shown = np.where(names, _AGO[ago], codes)
    count = len(codes) - n + 1
    runs = shown[:count].copy()
    runs[ago[:count] > 0] = _NEW
    for k in range(1, n):
        runs *= _BASE
        # in a run that begins behind its forerunner, a name is new
        runs += np.where(ago[k : k + count] > k, _NEW, shown[k : k + count])
    return _mixed(runs)


def _among(codes: Codes, kept: Codes) -> npt.NDArray[np.bool_]:
    """Which codes are among a few: by their last bits first, which settles nearly all."""
    small = np.zeros(1 << 12, dtype=np.bool_)
    last = np.uint64(len(small) - 1)
    small[kept & last] = True
    found: npt.NDArray[np.bool_] = small[codes & last]
    maybe = np.flatnonzero(found)
    at = np.searchsorted(kept, codes[maybe])
    at[at == len(kept)] = 0
    found[maybe] = kept[at] == codes[maybe]
    return found


def winnowed(runs: Runs, window: int) -> Places:
    """Places of the runs that stand for all: the least of each `window`, the last of equal ones.

    Whatever two texts share of at least n + window - 1 tokens, they share a chosen run of it
    (Schleimer, Wilkerson and Aiken, "Winnowing", 2003, section 3).
    """
    if not len(runs):
        return np.zeros(0, dtype=np.int64)
    size = min(window, len(runs))
    views = np.lib.stride_tricks.sliding_window_view(runs[::-1], size)
    least = np.arange(len(views)) + views.argmin(axis=1)
    return np.unique(len(runs) - 1 - least)


# -- passages ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Passages:
    """Texts to look for, as the numbers of their runs."""

    n: int
    runs: Runs
    """Sorted, each once."""
    first: Places
    """For each run the first of its rows below; one more at the end."""
    passage: npt.NDArray[np.int32]
    offset: npt.NDArray[np.int32]
    """Where in its passage the run begins."""
    table: npt.NDArray[np.bool_]
    """By the first bits of a run: whether there is one that begins so."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Runs of passages that stand in a text: row by row, sorted by passage and place."""

    passage: npt.NDArray[np.int32]
    offset: npt.NDArray[np.int32]
    place: Places
    """The token of the text that the run begins with."""


def passages(n: int, runs: Sequence[Runs], groups: Sequence[int], most: int) -> Passages:
    """An index of texts given as all their runs.

    A run that more than `most` groups have (versions of one text are a group) says too little
    about any of them, and is left out.
    """
    sizes = np.array([len(part) for part in runs], dtype=np.int64)
    every = np.concatenate([np.zeros(0, dtype=np.uint32), *runs])
    owner = np.repeat(np.arange(len(runs), dtype=np.int32), sizes)
    offset = np.concatenate(
        [np.zeros(0, dtype=np.int32), *(np.arange(size, dtype=np.int32) for size in sizes)]
    )
    order = np.lexsort((offset, owner, every))
    every, owner, offset = every[order], owner[order], offset[order]
    keep = _rare(every, np.asarray(groups, dtype=np.int64)[owner], most)
    every, owner, offset = every[keep], owner[keep], offset[keep]
    unique, first = np.unique(every, return_index=True)
    first = np.append(first, len(every)).astype(np.int64)
    return Passages(n, unique, first, owner, offset, table(unique))


def _rare(runs: Runs, groups: Places, most: int) -> npt.NDArray[np.bool_]:
    """True for each row whose run at most `most` groups have; `runs` is sorted."""
    order = np.lexsort((groups, runs))
    run, group = runs[order], groups[order]
    new = np.ones(len(run), dtype=np.bool_)
    new[1:] = (run[1:] != run[:-1]) | (group[1:] != group[:-1])
    unique, inverse = np.unique(run, return_inverse=True)
    counts = np.bincount(inverse, weights=new, minlength=len(unique))
    rare: npt.NDArray[np.bool_] = counts[np.searchsorted(unique, runs)] <= most
    return rare


def likely(known: npt.NDArray[np.bool_], runs: Runs) -> Places:
    """Where the runs of which the table has the first bits are."""
    bits = len(known).bit_length() - 1
    found: Places = np.flatnonzero(known[runs >> np.uint32(32 - bits)])
    return found


def table(runs: Runs) -> npt.NDArray[np.bool_]:
    """By the first bits of a run: whether one of these begins so."""
    bits = min(max((len(runs) * _SPARSE).bit_length(), 10), 24)
    table = np.zeros(1 << bits, dtype=np.bool_)
    table[runs >> np.uint32(32 - bits)] = True
    return table


def find(index: Passages, runs: Runs, places: Places | None = None) -> Hits:
    """The passages' runs that are among a text's, which begin at `places` (or one by one)."""
    maybe = likely(index.table, runs)
    if len(maybe):
        row = np.searchsorted(index.runs, runs[maybe])
        row[row == len(index.runs)] = 0
        true = index.runs[row] == runs[maybe]
        maybe, row = maybe[true], row[true]
    if not len(maybe):
        none = np.zeros(0, dtype=np.int32)
        return Hits(none, none, np.zeros(0, dtype=np.int64))
    counts = index.first[row + 1] - index.first[row]
    skipped = np.cumsum(counts) - counts
    rows = np.arange(counts.sum()) + np.repeat(index.first[row] - skipped, counts)
    found = index.passage[rows]
    place = np.repeat(maybe if places is None else places[maybe], counts)
    order = np.lexsort((index.offset[rows], place, found))
    return Hits(found[order], index.offset[rows][order], place[order])


def arrays(index: Passages) -> dict[str, npt.NDArray[np.generic]]:
    """What `from_arrays` makes the same index of; the table follows from the rest."""
    return {
        "n": np.array([index.n]),
        "runs": index.runs,
        "first": index.first,
        "passage": index.passage,
        "offset": index.offset,
    }


def from_arrays(data: Mapping[str, npt.NDArray[np.generic]]) -> Passages:
    """The index that `arrays` took apart."""
    runs: Runs = data["runs"].astype(np.uint32, copy=False)
    return Passages(
        int(data["n"][0].item()),
        runs,
        data["first"].astype(np.int64, copy=False),
        data["passage"].astype(np.int32, copy=False),
        data["offset"].astype(np.int32, copy=False),
        table(runs),
    )
