"""What near-deduplication got wrong: files that went although unlike, pairs that stayed although
alike. Slow and exact; for reports and tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from newtongue.similarity import cluster
from newtongue.similarity.cluster import Nodes, Rows
from newtongue.similarity.minhash import sign_texts
from newtongue.similarity.scheme import Scheme

_AT_ONCE = 1 << 22
"""Pairs in memory."""
_SEPARATOR = re.compile(r"[^A-Za-z_0-9]")


def shingles_of(text: str, gram: int = 5) -> set[tuple[str, ...]]:
    """The shingles themselves: `gram` tokens in a row, empty tokens included."""
    tokens = _SEPARATOR.split(text)
    return {tuple(tokens[i : i + gram]) for i in range(len(tokens) - gram + 1)}


def true_jaccard(one: str, other: str, gram: int = 5) -> float:
    """The Jaccard index of two texts by their words, without a hash of ours; 1 for two that are
    too short for a shingle.
    """
    a, b = shingles_of(one, gram), shingles_of(other, gram)
    return len(a & b) / len(a | b) if a or b else 1.0


@dataclass(frozen=True, slots=True)
class Removals:
    """What a look at every removal showed."""

    removed: int
    below: int
    """Those whose true Jaccard index to the file kept in their place is below the threshold."""
    least: float | None
    median: float | None


def removals(pairs: Iterable[tuple[str, str]], threshold: float, gram: int = 5) -> Removals:
    """Look at (text that went, text kept in its place) one by one."""
    found = sorted(true_jaccard(gone, kept, gram) for gone, kept in pairs)
    if not found:
        return Removals(0, 0, None, None)
    below = sum(one < threshold for one in found)
    return Removals(len(found), below, found[0], found[len(found) // 2])


@dataclass(frozen=True, slots=True)
class Missed:
    """Pairs that should not both be there."""

    pairs: int
    """Of all files: with a Jaccard index of at least the bound."""
    missed: int
    """Those of them both of which were kept."""

    @property
    def share(self) -> float:
        """Missed pairs of all."""
        return self.missed / self.pairs if self.pairs else 0.0


def missed(pairs: Sequence[tuple[int, int]], kept: Sequence[bool]) -> Missed:
    """How many of the pairs are both kept; `pairs` are numbers into `kept`."""
    return Missed(len(pairs), sum(kept[one] and kept[other] for one, other in pairs))


def similar_pairs(
    texts: Sequence[str], least: float, gram: int = 5, shortest: int = 1
) -> list[tuple[int, int]]:
    """All pairs with a Jaccard index of at least `least`, by an exact join: every pair that shares
    a shingle of its prefixes is compared, and no other can reach it (Chaudhuri, Ganti and Kaushik,
    A primitive operator for similarity joins, 2006). Texts with fewer than `shortest` distinct
    shingles are left out.
    """
    signed = sign_texts(texts, Scheme(1, 1, permutations=4, gram=gram))
    runs = cluster.runs_of(signed.shingles, signed.sizes)
    sets = [np.unique(runs[i]) for i in range(len(texts))]
    sets = [one if len(one) >= shortest else one[:0] for one in sets]
    sizes = np.array([len(one) for one in sets], np.int64)
    flat = Rows([np.concatenate([np.empty(0, np.uint32), *sets])], *_places(sizes))
    found = []
    for packed in _candidates(sets, sizes, least):
        ones, others = packed // len(texts), packed % len(texts)
        near = np.minimum(sizes[ones], sizes[others]) >= least * np.maximum(
            sizes[ones], sizes[others]
        )
        for one, other in zip(ones[near].tolist(), others[near].tolist(), strict=True):
            if cluster.jaccard(flat[one], flat[other]) >= least:
                found.append((one, other))
    return sorted(set(found))


def _places(sizes: Nodes) -> tuple[NDArray[np.intp], Nodes, Nodes]:
    return np.zeros(len(sizes), np.intp), np.cumsum(sizes) - sizes, sizes


def _candidates(
    sets: Sequence[NDArray[np.uint32]], sizes: Nodes, least: float
) -> Iterator[NDArray[np.int64]]:
    """Pairs, packed as one * texts + other, that share a shingle of their prefixes."""
    shingles, owners = _prefixes(sets, sizes, least)
    members, starts = cluster.buckets(shingles.astype(np.uint64), owners)
    widths = np.diff(starts)
    for width in np.unique(widths).tolist():
        first = starts[:-1][widths == width]
        ones, others = np.triu_indices(width, 1)
        many = max(1, _AT_ONCE // len(ones))
        for at in range(0, len(first), many):
            block = members[first[at : at + many, None] + np.arange(width)]
            yield np.unique(block[:, ones] * len(sets) + block[:, others])


def _prefixes(
    sets: Sequence[NDArray[np.uint32]], sizes: Nodes, least: float
) -> tuple[NDArray[np.uint32], Nodes]:
    """Of each set the rarest shingles, so many that two alike sets must share one of them."""
    every = np.concatenate([np.empty(0, np.uint32), *sets])
    shingles, counts = np.unique(every, return_counts=True)
    lengths = np.where(sizes > 0, sizes - np.ceil(least * sizes - 1e-9).astype(np.int64) + 1, 0)
    chosen = [np.empty(0, np.uint32)]
    for one, length in zip(sets, lengths.tolist(), strict=True):
        rarity = counts[np.searchsorted(shingles, one)]
        chosen.append(one[np.lexsort((one, rarity))[:length]])
    return np.concatenate(chosen), np.repeat(np.arange(len(sets)), lengths)
