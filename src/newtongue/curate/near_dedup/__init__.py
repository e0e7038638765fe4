"""Near-duplicates among the files of Parquet shards: which go, and for whom, each removal verified.

Exact copies go first. Then (similarity/minhash.py, cluster.py): signatures, band keys,
components of candidates whose signatures reach the threshold, and in each component the files in
order of priority, of which one goes when it is alike one that is kept: by the estimate, or, where
that is within a margin above the threshold, by the shingles themselves. Published pipelines take a
collision for a duplicate and close transitively, and remove files that are unlike what is kept.

Larger than memory: what is held of each file is some 200 bytes; signatures (1 KiB), band keys (12
bytes each) and shingles (4 bytes each, about half of the text) lie on disk while it goes on. Each
step is a list of tasks, shards, key ranges or components, that `run_all` may do anywhere in any
order; the result's bytes depend on neither. A killed call goes on where it was.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np

from newtongue.core.errors import UsageError
from newtongue.core.progress import Plain, Progress
from newtongue.core.store import read_json, write_json
from newtongue.curate.near_dedup.order import Order, Permissive, order_of, save, save_array
from newtongue.curate.near_dedup.result import Thinned, write
from newtongue.curate.near_dedup.settings import NearDedup
from newtongue.curate.near_dedup.sign import Sign, sign_shard
from newtongue.curate.near_dedup.tasks import COLUMNS, Joint, Thin, join_range, thin_components
from newtongue.similarity import cluster, kernel, scheme

__all__ = ["NearDedup", "near_dedup"]

T = TypeVar("T")
R = TypeVar("R")
_KEYS = 1 << 20
"""Band keys of one key range, about: some 100 MB."""
_FILES = 1 << 14
"""Files of the components of one task, about."""


class RunAll(Protocol):
    """Calls the function with each argument, and yields what it returns in the order given."""

    def __call__(self, function: Callable[[T], R], arguments: Sequence[T], /) -> Iterator[R]: ...


def serially(function: Callable[[T], R], arguments: Sequence[T], /) -> Iterator[R]:
    """One task after the other, in this process."""
    return map(function, arguments)


def near_dedup(
    shards: Sequence[Path],
    folder: Path,
    settings: NearDedup,
    run_all: RunAll = serially,
    *,
    permissive: Permissive = bool,
    progress: Progress | None = None,
) -> Path:
    """Find the duplicates among the files of all shards; returns the path of duplicates.parquet.

    A shard has the columns `id`, `text` and, where known, `stars`, `licence` and `date` (ISO 8601).
    The table has a row for each file that is an exact copy or has one, or is in a component, sorted
    by id: `id`, `kept_id` (itself: it stays), `cluster_id` (the id of the component's foremost
    file), `kind` (kept, exact, near), `estimate` and, where it was computed, `jaccard` of the two,
    `shingles` (distinct ones). counts.json beside it says how many of each there were.

    `permissive` tells which licences go first; by default any that is named. Raises UsageError
    naming file and field for a shard that can't be read, and for two texts with one id.
    """
    made, known = folder / "duplicates.parquet", folder / "settings.json"
    wanted = {"format": scheme.FORMAT, **settings.model_dump(mode="json")}
    wanted["shards"] = [_fingerprint(shard) for shard in shards]
    if known.exists() and read_json(known) != wanted:
        _clear(folder, made, folder / "counts.json", known)
    if (folder / "counts.json").exists():
        return made
    write_json(known, wanted)
    if reason := kernel.lacking():
        (progress or Plain()).note(
            f"near-duplicates: the kernel in C is missing, {reason}. "
            "numpy takes its place: the same result, many times slower"
        )
    folders = [folder / "signed" / f"{number:05}" for number in range(len(shards))]
    todo = [Sign(*paths, settings) for paths in zip(shards, folders, strict=True)]
    for _ in run_all(sign_shard, todo):
        pass
    order = order_of(folders, permissive)
    home = save(order, folder, len(folders))
    thinned = _thin(order, home, folders, settings, run_all)
    counts = write(made, order, thinned, (home, folders), settings)
    write_json(folder / "counts.json", counts)
    _clear(folder)
    return made


def _clear(folder: Path, *files: Path) -> None:
    """Remove what lies on disk while a call goes on, and some files."""
    for scratch in (folder / "signed", *folder.glob("order-*")):
        shutil.rmtree(scratch, ignore_errors=True)
    for file in files:
        file.unlink(missing_ok=True)


def _fingerprint(shard: Path) -> list[Any]:
    """What tells a shard from another: its size, and the end, where Parquet has its index."""
    try:
        with shard.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - (1 << 16)))
            return [size, hashlib.sha256(file.read()).hexdigest()]
    except OSError as error:
        raise UsageError(f"can't be read: {error.strerror}", file=str(shard)) from None


def _thin(
    order: Order, home: Path, folders: Sequence[Path], settings: NearDedup, run_all: RunAll
) -> Thinned:
    """Join what shares bands, and decide in each component who stays."""
    bands, _ = settings.banding
    ranges = -(-int(order.live.sum()) * bands // _KEYS) or 1
    joints = [Joint(number, ranges, home, folders, settings) for number in range(ranges)]
    parents = np.arange(len(order.ids))
    for path in run_all(join_range, joints):
        ones, others = np.ascontiguousarray(np.load(path).T)
        cluster.join(parents, ones, others)
    nodes, starts = cluster.components(cluster.roots(parents))
    save_array(home / "nodes.npy", nodes)
    save_array(home / "starts.npy", starts)
    cuts = np.unique(np.searchsorted(starts, np.arange(0, len(nodes), _FILES)))
    ends = [*cuts.tolist(), len(starts) - 1]
    blocks = [Thin(low, high, home, folders, settings) for low, high in pairwise(ends)]
    counts = np.array(list(run_all(thin_components, blocks)), np.int64).reshape(-1, 2)
    tables = [np.zeros(0, COLUMNS), *(np.load(block.made) for block in blocks)]
    return Thinned(nodes, starts, np.concatenate(tables), *counts.sum(axis=0).tolist())
