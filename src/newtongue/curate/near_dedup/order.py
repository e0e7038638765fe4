"""Whom to keep: all files in the order of their priority, and which are exact copies.

Stars first (none known is least), then a permissive licence, the newest date, the longest text, the
lowest id: a total order. A file's number in it is its node.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newtongue.core.errors import UsageError
from newtongue.core.store import whole_file
from newtongue.curate.near_dedup.sign import documents, schema, words
from newtongue.similarity.cluster import Nodes, Rows

Permissive = Callable[[str], bool]
"""Whether an SPDX expression (or an empty text) is a permissive licence."""
_ARRAYS = ("part", "row", "live", "shingle_start", "shingle_size")


@dataclass(frozen=True, slots=True)
class Order:
    """All files, the one to keep first in front."""

    ids: Any
    """An Arrow array of strings."""
    part: NDArray[np.intp]
    """By node: the shard,"""
    row: Nodes
    """and the row there."""
    copy_of: Nodes
    """The first node of the same text: itself, where no other comes first."""
    live: NDArray[np.bool_]
    """No copy, and not too short to be compared."""
    shingle_start: Nodes
    shingle_size: Nodes
    repeated: int
    """Rows that came twice, with id and text: they are left out."""
    size: int
    """Bytes of text."""


def order_of(folders: Sequence[Path], permissive: Permissive) -> Order:
    """Put the files of all shards in order. Raises UsageError for two texts with one id."""
    import pyarrow as pa

    tables = [documents(folder) for folder in folders]
    counts = [len(table) for table in tables]
    table = pa.concat_tables([schema().empty_table(), *tables]).combine_chunks()
    starts = [np.cumsum(_numbers(t["shingles"])) - _numbers(t["shingles"]) for t in tables]
    part = np.repeat(np.arange(len(counts)), counts)
    row = np.concatenate([np.empty(0, np.int64), *(np.arange(n) for n in counts)])
    ranked = _ranked(table, permissive)
    digests = _digests(table)[ranked]
    ids = table["id"].combine_chunks().take(pa.array(ranked))
    twice = _twice(ids, digests)
    ranked, digests = ranked[~twice], digests[~twice]
    copy_of = _first_of(digests)
    few = table["few"].to_numpy()[ranked]
    return Order(
        ids=ids.filter(pa.array(~twice)),
        part=part[ranked],
        row=row[ranked].astype(np.int64),
        copy_of=copy_of,
        live=(copy_of == np.arange(len(ranked))) & ~few,
        shingle_start=np.concatenate([np.empty(0, np.int64), *starts])[ranked],
        shingle_size=_numbers(table["shingles"])[ranked],
        repeated=int(twice.sum()),
        size=int(_numbers(table["size"]).sum()),
    )


def _numbers(column: Any) -> Nodes:
    numbers: Nodes = column.to_numpy().astype(np.int64)
    return numbers


def _ranked(table: Any, permissive: Permissive) -> Nodes:
    import pyarrow as pa
    import pyarrow.compute as pc

    licences = table["licence"].combine_chunks().fill_null("").dictionary_encode()
    free = np.array([permissive(name) for name in licences.dictionary.to_pylist()], bool)
    stars = table["stars"]
    keys = {
        "known": (pc.is_valid(stars), "descending"),
        "stars": (pc.fill_null(stars, 0), "descending"),
        "permissive": (pa.array(free[licences.indices.to_numpy()]), "descending"),
        "date": (pc.fill_null(table["date"], ""), "descending"),
        "size": (table["size"], "descending"),
        "id": (table["id"], "ascending"),
        "digest": (table["digest"], "ascending"),
    }
    columns = pa.table({name: column for name, (column, _) in keys.items()})
    ranked = pc.sort_indices(columns, [(name, way) for name, (_, way) in keys.items()])
    nodes: Nodes = ranked.to_numpy().astype(np.int64)
    return nodes


def _digests(table: Any) -> NDArray[np.uint64]:
    joined = b"".join(table["digest"].to_pylist())
    texts = np.frombuffer(joined, np.uint64).reshape(-1, 2)
    return np.column_stack([texts, table["sign"].to_numpy()])


def _twice(ids: Any, digests: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which nodes an earlier one with the same id stands for."""
    import pyarrow.compute as pc

    order = pc.sort_indices(ids).to_numpy()  # stable: the foremost of equal ids first
    codes = ids.dictionary_encode().indices.to_numpy()[order]
    again = np.zeros(len(order), bool)
    again[order[1:]] = codes[1:] == codes[:-1]
    for at in np.flatnonzero(codes[1:] == codes[:-1]) + 1:
        if np.any(digests[order[at]] != digests[order[at - 1]]):
            raise UsageError(
                f"two texts have the id {ids[int(order[at])].as_py()}",
                hint="give each file an id of its own",
            )
    return again


def _first_of(digests: NDArray[np.uint64]) -> Nodes:
    """For each node the first one with the same digest."""
    order = np.lexsort(digests.T)
    ordered = digests[order]
    first = np.ones(len(order), bool)
    first[1:] = np.any(ordered[1:] != ordered[:-1], axis=1)
    heads = order[np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))]
    found = np.empty(len(order), np.int64)
    found[order] = heads
    return found


def save(order: Order, folder: Path, shards: int) -> Path:
    """Write what the tasks need to a folder, named by what it says. Returns its path."""
    digest = hashlib.sha256()
    for name in _ARRAYS:
        digest.update(np.ascontiguousarray(getattr(order, name)).data)
    home = folder / f"order-{digest.hexdigest()[:12]}"
    for name in _ARRAYS:
        save_array(home / f"{name}.npy", getattr(order, name))
    for shard in range(shards):
        mine = np.flatnonzero(order.part == shard)
        ranks = np.full(int(order.row[mine].max(initial=-1)) + 1, -1, np.int64)
        ranks[order.row[mine]] = mine
        save_array(home / f"rank-{shard}.npy", ranks)
    return home


def save_array(path: Path, array: NDArray[Any]) -> None:
    """Write an array whole or not at all."""
    with whole_file(path) as partial, partial.open("wb") as file:
        np.save(file, array)


def load(home: Path, name: str) -> NDArray[Any]:
    """One of the arrays that were saved, read where it lies."""
    array: NDArray[Any] = np.load(home / f"{name}.npy", mmap_mode="r")
    return array


def signatures(home: Path, folders: Sequence[Path], nodes: Nodes, lanes: int) -> Rows:
    """The signatures of some nodes."""
    parts = [words(folder / "signatures", np.uint32) for folder in folders]
    starts = np.asarray(load(home, "row")[nodes]) * lanes
    part = np.asarray(load(home, "part")[nodes])
    return Rows(parts, part, starts, np.full(len(nodes), lanes, np.int64))


def shingles(home: Path, folders: Sequence[Path], nodes: Nodes) -> Rows:
    """The shingles of some nodes."""
    parts = [words(folder / "shingles", np.uint32) for folder in folders]
    start, size = (np.asarray(load(home, f"shingle_{name}")[nodes]) for name in ("start", "size"))
    return Rows(parts, np.asarray(load(home, "part")[nodes]), start, size)
