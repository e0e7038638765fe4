"""The twin of alike.c: the same answers from the same signatures, by the plainest means."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Row = Callable[[int], NDArray[np.uint32]]
"""The signature, or the shingles, of a node."""


def same(rows: Row, ones: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.int32]:
    """Lanes in which each pair of signatures is equal."""
    found = [same_lanes(rows(int(a)), rows(int(b))) for a, b in zip(ones, others, strict=True)]
    return np.array(found, np.int32)


def same_lanes(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> int:
    """Lanes in which two signatures are equal."""
    return int(np.count_nonzero(one == other))


def root_of(parents: NDArray[np.int64], node: int) -> int:
    """The root of a node, by a path that is halved on the way."""
    while parents[node] != node:
        parents[node] = parents[parents[node]]
        node = int(parents[node])
    return node


def join(parents: NDArray[np.int64], ones: Sequence[int], others: Sequence[int]) -> None:
    """Join the ends of each edge: the lesser root is the root of both."""
    for one, other in zip(ones, others, strict=True):
        a, b = root_of(parents, int(one)), root_of(parents, int(other))
        parents[max(a, b)] = min(a, b)


def flatten(parents: NDArray[np.int64]) -> None:
    """Make each parent the root."""
    for node in range(len(parents)):
        parents[node] = root_of(parents, node)


def connect(
    rows: Row,
    members: NDArray[np.int64],
    starts: NDArray[np.int64],
    least: int,
    parents: NDArray[np.int64],
) -> None:
    """Join all pairs of a bucket that are equal in `least` lanes: every pair is compared."""
    for start, stop in pairwise(starts.tolist()):
        for at in range(start, stop):
            for before in range(start, at):
                one, other = int(members[before]), int(members[at])
                if root_of(parents, one) == root_of(parents, other):
                    continue
                if same_lanes(rows(one), rows(other)) >= least:
                    join(parents, [one], [other])


def overlap(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> tuple[int, int, int]:
    """Sizes of two sets of shingles and of what they share."""
    a, b = np.unique(one), np.unique(other)
    return len(a), len(b), len(np.intersect1d(a, b, assume_unique=True))


def distinct(rows: Row, count: int, most: int) -> NDArray[np.int64]:
    """Distinct shingles of each list, counted up to `most`."""
    return np.array([min(len(np.unique(rows(i))), most) for i in range(count)], np.int64)


def chance_hits(ones: int, others: int) -> int:
    """See alike.c."""
    mean = float(ones + others) * float(ones + others) / 8589934592.0
    return int(mean + 4 * math.sqrt(mean) + 0.9)


def star(
    signatures: Row, shingles: Row, starts: NDArray[np.int64], bounds: tuple[float, int, int]
) -> tuple[list[tuple[int, int, float]], int, int]:
    """(keeper, equal lanes, Jaccard index or -1) of each node; exact comparisons, and those that
    failed. `bounds`: the threshold, the lanes of a candidate, the lanes that are certain.
    """
    threshold, least, enough = bounds
    stars: list[tuple[int, int, float]] = []
    exact = refused = 0
    for start, stop in pairwise(starts.tolist()):
        kept: list[int] = []
        for node in range(start, stop):
            chosen: Any = None
            for keeper in kept:
                lanes = same_lanes(signatures(node), signatures(keeper))
                if lanes < least:
                    continue
                if lanes >= enough:
                    chosen = keeper, lanes, -1.0
                    break
                passes, jaccard = _alike(shingles(node), shingles(keeper), threshold)
                exact, refused = exact + 1, refused + (not passes)
                if passes:
                    chosen = keeper, lanes, jaccard
                    break
            if chosen is None:
                kept.append(node)
            stars.append(chosen or (node, len(signatures(node)), -1.0))
    return stars, exact, refused


def _alike(
    one: NDArray[np.uint32], other: NDArray[np.uint32], threshold: float
) -> tuple[bool, float]:
    ones, others, both = overlap(one, other)
    every, spare = ones + others - both, chance_hits(ones, others)
    passes = float(both - spare) >= threshold * float(every + spare)
    return passes, both / every if every else 1.0
