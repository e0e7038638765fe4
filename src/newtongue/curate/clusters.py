"""What near-deduplication found, as the steps after it need it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newtongue.curate import shards
from newtongue.curate.near_dedup import NearDedup, near_dedup
from newtongue.curate.spdx import is_permissive
from newtongue.curate.workers import RunAll


@dataclass(frozen=True, slots=True)
class Clusters:
    """Clusters of near-duplicates and exact copies, and which of their members stay."""

    table: Path | None = None
    """duplicates.parquet: a row for each member."""
    of: Mapping[str, str] = field(default_factory=dict)
    """The cluster of an id, where the cluster has another member that is no exact copy of it."""
    gone: frozenset[str] = frozenset()
    """The ids that do not stay."""


def remove(
    settings: NearDedup | None, files: Sequence[Path], folder: Path, run_all: RunAll
) -> Clusters:
    """Find the clusters in shards; none where the step is left out."""
    if settings is None:
        return Clusters()
    table = near_dedup(files, folder, settings, run_all, permissive=is_permissive)
    of: dict[str, str] = {}
    gone = set()
    for row in shards.read_rows(table, ("id", "kept_id", "cluster_id")):
        of[row["id"]] = row["cluster_id"]
        if row["kept_id"] != row["id"]:
            gone.add(row["id"])
    return Clusters(table, of, frozenset(gone))


def figures(settings: NearDedup | None, clusters: Clusters) -> dict[str, Any] | None:
    """What is said of near-deduplication in a few numbers."""
    if settings is None or clusters.table is None:
        return None
    kinds: Counter[str] = Counter()
    lowest = None
    near = set()
    for row in shards.read_rows(clusters.table):
        if row["id"] == row["kept_id"]:
            continue
        kinds[row["kind"]] += 1
        if row["kind"] == "near":
            near.add(row["cluster_id"])
        likeness = row["estimate"] if row["jaccard"] is None else row["jaccard"]
        lowest = likeness if lowest is None else min(lowest, likeness)
    bands, rows = settings.banding
    return {
        "threshold": settings.threshold,
        "bands": bands,
        "rows": rows,
        "clusters": len(near),
        "removed": kinds["near"],
        "exact_copies": kinds["exact"],
        "lowest_jaccard": lowest,
    }


def largest(clusters: Clusters, count: int) -> list[tuple[str, list[dict[str, Any]]]]:
    """The clusters with the most members, without exact copies: name, and rows by id."""
    if clusters.table is None:
        return []
    members: dict[str, list[dict[str, Any]]] = {}
    for row in shards.read_rows(clusters.table):
        if row["kind"] != "exact":
            members.setdefault(row["cluster_id"], []).append(row)
    ranked = sorted(members, key=lambda name: (-len(members[name]), name))
    return [(name, members[name]) for name in ranked[:count] if len(members[name]) > 1]
