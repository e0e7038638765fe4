"""What comes out: duplicates.parquet, and how many of each kind there were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newtongue.core.store import whole_file
from newtongue.curate.near_dedup.order import Order, shingles, signatures
from newtongue.curate.near_dedup.settings import NearDedup
from newtongue.similarity import cluster
from newtongue.similarity.cluster import Nodes

KEPT, EXACT, NEAR = "kept", "exact", "near"
_UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Thinned:
    """What became of the components."""

    nodes: Nodes
    """Component by component."""
    starts: Nodes
    table: NDArray[Any]
    """By place in `nodes`: see tasks.COLUMNS."""
    exact: int
    refused: int


@dataclass(frozen=True, slots=True)
class _Members:
    """The files that are written, by columns."""

    nodes: Nodes
    keeper: Nodes
    root: Nodes
    same: NDArray[np.int32]
    jaccard: NDArray[np.float64]
    shingles: Nodes

    @property
    def kept(self) -> NDArray[np.bool_]:
        kept: NDArray[np.bool_] = np.equal(self.keeper, self.nodes)
        return kept


def write(
    path: Path,
    order: Order,
    thinned: Thinned,
    disk: tuple[Path, Sequence[Path]],
    settings: NearDedup,
) -> dict[str, Any]:
    """Write the table, whole or not at all; returns the counts. `disk`: the order's folder, and
    those of the shards.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    members = _members(order, thinned, disk, settings)
    exact = _exact(order, members)
    lanes = settings.permutations
    kinds = np.where(members.kept, KEPT, np.where(exact, EXACT, NEAR))
    columns = {
        "id": order.ids.take(pa.array(members.nodes)),
        "kept_id": order.ids.take(pa.array(members.keeper)),
        "cluster_id": order.ids.take(pa.array(members.root)),
        "kind": pa.array(kinds.tolist(), pa.string()),
        "estimate": pa.array(members.same / lanes, mask=members.kept),
        "jaccard": pa.array(members.jaccard, mask=members.kept | (members.jaccard == _UNKNOWN)),
        "shingles": pa.array(members.shingles),
    }
    for name in ("id", "kept_id", "cluster_id"):
        columns[name] = columns[name].cast(pa.string())
    table = pa.table(columns)
    table = table.take(pc.sort_indices(table["id"]))
    with whole_file(path) as partial:
        pq.write_table(table, partial, compression="zstd")
    bands, rows = settings.banding
    return {
        "files": len(order.ids),
        "repeated": order.repeated,
        "bytes": order.size,
        "bands": bands,
        "rows": rows,
        "short": int((~order.live & (order.copy_of == np.arange(len(order.ids)))).sum()),
        "exact": int((exact & ~members.kept).sum()),
        "near": int((~exact & ~members.kept).sum()),
        "components": len(thinned.starts) - 1,
        "largest": int(np.diff(thinned.starts).max(initial=0)),
        "compared": thinned.exact,
        "refused": thinned.refused,
    }


def _exact(order: Order, members: _Members) -> NDArray[np.bool_]:
    """Whether what goes has the text of what is kept."""
    same: NDArray[np.bool_] = np.equal(order.copy_of[members.nodes], members.keeper)
    return same


def _members(
    order: Order, thinned: Thinned, disk: tuple[Path, Sequence[Path]], settings: NearDedup
) -> _Members:
    """All files of components, all exact copies and what they are copies of."""
    everyone = np.arange(len(order.ids))
    copies = np.flatnonzero(order.copy_of != everyone)
    nodes = np.unique(np.concatenate([thinned.nodes, copies, order.copy_of[copies]]))
    first = order.copy_of[nodes]
    at = np.full(len(everyone), _UNKNOWN)
    at[thinned.nodes] = np.arange(len(thinned.nodes))
    place = at[first]
    near = place != _UNKNOWN
    keeper, root = first.copy(), first.copy()
    same = np.full(len(nodes), settings.permutations, np.int32)
    jaccard, sizes = np.full(len(nodes), float(_UNKNOWN)), np.zeros(len(nodes), np.int64)
    mine = thinned.table[place[near]]
    keeper[near], same[near] = mine["keeper"], mine["same"]
    jaccard[near], sizes[near] = mine["jaccard"], mine["distinct"]
    roots = np.repeat(thinned.nodes[thinned.starts[:-1]], np.diff(thinned.starts))
    root[near] = roots[place[near]]
    home, folders = disk
    sizes[~near] = cluster.distinct(shingles(home, folders, nodes[~near]))
    copied = keeper == first
    if settings.exact == "text":
        jaccard[copied] = 1
    elif copied.any():
        same[copied] = _same(disk, nodes[copied], first[copied], settings.permutations)
    return _Members(nodes, keeper, root, same, jaccard, sizes)


def _same(
    disk: tuple[Path, Sequence[Path]], ones: Nodes, others: Nodes, lanes: int
) -> NDArray[np.int32]:
    rows = signatures(*disk, np.concatenate([ones, others]), lanes)
    numbers = np.arange(len(rows))
    return cluster.same(rows, numbers[: len(ones)], numbers[len(ones) :])
