"""From band keys to the files that are kept: buckets, components, stars.

Nodes are numbered by priority: of two, the lower is kept. A component joins all candidates (pairs
that share a band) whose signatures are equal in enough lanes, directly or over others. Inside one,
in order of priority, a node goes when it is alike one that is kept, and is kept otherwise. So what
comes out depends on neither the order of buckets and edges nor the number of parts or threads:
no node that goes is unlike its keeper, and no two that stay are candidates and alike.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newtongue.similarity import alike_twin, kernel

Nodes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rows:
    """For each node a run of 32-bit words: its signature, or its shingles, in memory or on disk."""

    parts: Sequence[NDArray[np.uint32]]
    """Flat."""
    part: NDArray[np.intp]
    """In which part the run of a node lies."""
    start: Nodes
    """Where it begins there."""
    size: Nodes

    def __len__(self) -> int:
        return len(self.part)

    def __getitem__(self, node: int) -> NDArray[np.uint32]:
        start = int(self.start[node])
        return self.parts[int(self.part[node])][start : start + int(self.size[node])]

    def of(self, nodes: Nodes) -> Rows:
        """The runs of some nodes, which are then numbered from 0."""
        return Rows(self.parts, self.part[nodes], self.start[nodes], self.size[nodes])

    def addresses(self) -> NDArray[np.uint64]:
        """Where each run lies, for C. The parts must be kept."""
        for part in self.parts:
            assert part.dtype == np.uint32
            assert part.flags.c_contiguous
        ends = np.array([len(part) for part in self.parts], np.int64)
        if np.any(self.start < 0) or np.any(self.start + self.size > ends[self.part]):
            raise ValueError("a run leaves its part")
        bases = np.array([part.ctypes.data for part in self.parts], np.uint64)
        return bases[self.part] + 4 * self.start.astype(np.uint64)


def rows_of(table: NDArray[np.uint32]) -> Rows:
    """The rows of one table of signatures."""
    count, lanes = table.shape
    starts = np.arange(count, dtype=np.int64) * lanes
    sizes = np.full(count, lanes, np.int64)
    return Rows([np.ascontiguousarray(table).reshape(-1)], np.zeros(count, np.intp), starts, sizes)


def runs_of(flat: NDArray[np.uint32], sizes: Nodes) -> Rows:
    """Lists of shingles that follow one another."""
    starts = np.cumsum(sizes) - sizes
    return Rows([flat], np.zeros(len(sizes), np.intp), starts, sizes)


def least_lanes(threshold: float, lanes: int) -> int:
    """In how many lanes signatures must be equal for an estimate of at least the threshold."""
    return math.ceil(threshold * lanes - 1e-9)


def buckets(keys: NDArray[np.uint64], nodes: Nodes) -> tuple[Nodes, Nodes]:
    """(members, starts): the nodes that share a key, bucket by bucket, ascending in each.

    Keys of one node only are left out.
    """
    order = np.argsort(keys)
    ordered = keys[order]
    equal = ordered[1:] == ordered[:-1]
    shared = np.zeros(len(keys), bool)
    shared[1:] |= equal
    shared[:-1] |= equal
    order, ordered = order[shared], ordered[shared]
    members = nodes[order]
    by_node = np.lexsort((members, ordered))
    first = np.ones(len(ordered), bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return members[by_node], np.append(np.flatnonzero(first), len(ordered)).astype(np.int64)


def connect(signatures: Rows, members: Nodes, starts: Nodes, least: int) -> Nodes:
    """For each node the least node of its component: see `buckets` for the arguments."""
    parents = np.arange(len(signatures), dtype=np.int64)
    if kernel.lacking() is not None:
        alike_twin.connect(signatures.__getitem__, members, starts, least, parents)
        return roots(parents)
    widest = int(np.diff(starts).max(initial=0))
    heads, following, last = (np.empty(widest, np.int64) for _ in range(3))
    addresses = signatures.addresses()
    job = kernel.structure(
        kernel.Connecting,
        signatures=addresses,
        members=members,
        starts=starts,
        parents=parents,
        heads=heads,
        next=following,
        last=last,
        buckets=len(starts) - 1,
        lanes=_lanes(signatures),
        least=least,
    )
    kernel.call("connect", kernel.address(job))
    return roots(parents)


def join(parents: Nodes, ones: Nodes, others: Nodes) -> None:
    """Join the ends of edges in a forest, in which a node's parent is never above it."""
    if kernel.lacking() is not None:
        alike_twin.join(parents, ones.tolist(), others.tolist())
    else:
        kernel.call("union", parents, 0, ones, others, len(ones))


def roots(parents: Nodes) -> Nodes:
    """`parents`, each of them now the least node of its component."""
    if kernel.lacking() is not None:
        alike_twin.flatten(parents)
    else:
        kernel.call("union", parents, len(parents), parents, parents, 0)
    return parents


def components(roots: Nodes) -> tuple[Nodes, Nodes]:
    """(nodes, starts): the components of two or more, by their least node, ascending in each."""
    order = np.argsort(roots, kind="stable").astype(np.int64)
    sizes = np.bincount(roots, minlength=len(roots))
    large = order[sizes[roots[order]] > 1]
    return large, np.append(0, np.cumsum(sizes[sizes > 1])).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Bounds:
    """When two are alike."""

    threshold: float
    """The Jaccard index from which on one goes."""
    margin: float
    """An estimate above the threshold by so much is believed; below, the shingles decide."""


@dataclass(frozen=True, slots=True)
class Stars:
    """What `star` found."""

    keepers: Nodes
    """By node: the one that stays in its place, or itself."""
    same: NDArray[np.int32]
    """Equal lanes of the two."""
    jaccards: NDArray[np.float64]
    """Of the two, where the shingles were looked at; else -1."""
    exact: int
    """Pairs whose shingles were looked at."""
    refused: int
    """Those of them that were below the threshold."""


def star(signatures: Rows, shingles: Rows, starts: Nodes, bounds: Bounds) -> Stars:
    """Keep and remove inside components, whose nodes follow one another, the foremost first.

    Two shingles whose 32 bits are equal by chance can't lift a pair over the threshold: as many as
    are to be expected, and four standard deviations, are taken off first (alike.c: chance_hits).
    """
    count, lanes = len(signatures), _lanes(signatures)
    least = least_lanes(bounds.threshold, lanes)
    enough = least_lanes(bounds.threshold + bounds.margin, lanes)
    if kernel.lacking() is not None:
        limits = bounds.threshold, least, enough
        rows, runs = signatures.__getitem__, shingles.__getitem__
        found, exact, refused = alike_twin.star(rows, runs, starts, limits)
        keepers, same, jaccards = ([row[k] for row in found] for k in range(3))
        figures = np.array(keepers, np.int64), np.array(same, np.int32), np.array(jaccards)
        return Stars(*figures, exact, refused)
    stars = Stars(np.empty(count, np.int64), np.empty(count, np.int32), np.empty(count), 0, 0)
    room = np.empty(int(np.diff(starts).max(initial=0)), np.int64)
    at, lists = signatures.addresses(), shingles.addresses()
    job: Any = kernel.structure(
        kernel.Starring,
        signatures=at,
        shingles=lists,
        sizes=shingles.size,
        starts=starts,
        keepers=stars.keepers,
        same=stars.same,
        jaccards=stars.jaccards,
        kept=room,
        components=len(starts) - 1,
        threshold=bounds.threshold,
        lanes=lanes,
        least=least,
        enough=enough,
    )
    kernel.call("star", kernel.address(job))
    return Stars(stars.keepers, stars.same, stars.jaccards, job.exact, job.refused)


def same(signatures: Rows, ones: Nodes, others: Nodes) -> NDArray[np.int32]:
    """In how many lanes the signatures of each pair are equal."""
    if kernel.lacking() is not None:
        return alike_twin.same(signatures.__getitem__, ones, others)
    out, at = np.empty(len(ones), np.int32), signatures.addresses()
    kernel.call("same", at, _lanes(signatures), ones, others, len(ones), out)
    return out


def distinct(shingles: Rows, most: int = 1 << 62) -> Nodes:
    """How many distinct shingles each node has, counted up to `most`."""
    if kernel.lacking() is not None:
        return alike_twin.distinct(shingles.__getitem__, len(shingles), most)
    out, at = np.empty(len(shingles), np.int64), shingles.addresses()
    kernel.call("distinct", at, np.ascontiguousarray(shingles.size), len(shingles), most, out)
    return out


def overlap(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> tuple[int, int, int]:
    """Sizes of two sets of shingles, given as lists, and of what they share."""
    if kernel.lacking() is not None:
        return alike_twin.overlap(one, other)
    sizes = np.empty(3, np.int64)
    kernel.call("jaccard", one, len(one), other, len(other), sizes)
    ones, others, both = sizes.tolist()
    return ones, others, both


def jaccard(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> float:
    """The Jaccard index of two lists of shingles as sets; 1 for two empty ones."""
    ones, others, both = overlap(one, other)
    return both / (ones + others - both) if ones + others else 1.0


def _lanes(signatures: Rows) -> int:
    lanes = int(signatures.size[0]) if len(signatures) else 0
    assert np.all(signatures.size == lanes)
    return lanes
