"""The tasks after signing: join the files that share a band, and thin each component."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from newtongue.curate.near_dedup.order import load, save_array, shingles, signatures
from newtongue.curate.near_dedup.settings import NearDedup
from newtongue.curate.near_dedup.sign import words
from newtongue.similarity import cluster
from newtongue.similarity.cluster import Nodes

_KEYS = 64
"""Bits of a key."""


@dataclass(frozen=True, slots=True)
class Joint:
    """One of `ranges` equal parts of all keys."""

    number: int
    ranges: int
    home: Path
    """The folder of the order."""
    folders: Sequence[Path]
    """Of the shards."""
    settings: NearDedup

    @property
    def made(self) -> Path:
        """Pairs (node, the least node that it is joined to)."""
        return self.home / f"joined-{self.number}-of-{self.ranges}.npy"


def join_range(task: Joint) -> Path:
    """Join the files of each bucket whose signatures reach the threshold. Returns `made`."""
    if task.made.exists():
        return task.made
    low, high = ((at << _KEYS) // task.ranges for at in (task.number, task.number + 1))
    live = load(task.home, "live")
    keys, nodes = [np.empty(0, np.uint64)], [np.empty(0, np.int64)]
    for shard, folder in enumerate(task.folders):
        its_keys, rows = words(folder / "keys", np.uint64), words(folder / "rows", np.uint32)
        start = np.searchsorted(its_keys, np.uint64(low))
        stop = np.searchsorted(its_keys, np.uint64(high)) if high >> _KEYS == 0 else len(its_keys)
        rank = load(task.home, f"rank-{shard}")
        mine = _ranks(rank, rows[start:stop])
        wanted = (mine >= 0) & live[mine]
        keys.append(its_keys[start:stop][wanted])
        nodes.append(mine[wanted])
    members, starts = cluster.buckets(np.concatenate(keys), np.concatenate(nodes))
    save_array(task.made, _joined(task, members, starts))
    return task.made


def _ranks(rank: Nodes, rows: np.ndarray[tuple[int], np.dtype[np.uint32]]) -> Nodes:
    """-1 for rows that the order left out."""
    known = rows < len(rank)
    found = np.full(len(rows), -1, np.int64)
    found[known] = rank[rows[known]]
    return found


def _joined(task: Joint, members: Nodes, starts: Nodes) -> Nodes:
    present, numbered = np.unique(members, return_inverse=True)
    rows = signatures(task.home, task.folders, present, task.settings.permutations)
    least = cluster.least_lanes(task.settings.threshold, task.settings.permutations)
    roots = cluster.connect(rows, numbered.astype(np.int64), starts, least)
    far = np.flatnonzero(roots != np.arange(len(roots)))
    return np.stack([present[far], present[roots[far]]], axis=1)


@dataclass(frozen=True, slots=True)
class Thin:
    """Consecutive components, from `first` to before `last`."""

    first: int
    last: int
    home: Path
    folders: Sequence[Path]
    settings: NearDedup

    @property
    def made(self) -> Path:
        """By node of these components: see COLUMNS."""
        return self.home / f"thinned-{self.first}-{self.last}.npy"


COLUMNS = np.dtype(
    [("keeper", "i8"), ("same", "i4"), ("jaccard", "f8"), ("distinct", "i8")], align=True
)


def thin_components(task: Thin) -> tuple[int, int]:
    """Decide which files of some components go, and for whom. Returns how many pairs were compared
    by their shingles, and how many of them fell below the threshold.
    """
    counts = task.made.with_suffix(".counts.npy")
    if not counts.exists():
        starts = np.asarray(load(task.home, "starts")[task.first : task.last + 1])
        nodes = np.asarray(load(task.home, "nodes")[starts[0] : starts[-1]])
        at = signatures(task.home, task.folders, nodes, task.settings.permutations)
        runs = shingles(task.home, task.folders, nodes)
        bounds = cluster.Bounds(task.settings.threshold, task.settings.margin)
        stars = cluster.star(at, runs, starts - starts[0], bounds)
        table = np.zeros(len(nodes), COLUMNS)
        table["keeper"], table["same"] = nodes[stars.keepers], stars.same
        table["jaccard"], table["distinct"] = stars.jaccards, cluster.distinct(runs)
        save_array(task.made, table)
        save_array(counts, np.array([stars.exact, stars.refused]))
    exact, refused = np.load(counts).tolist()
    return exact, refused
