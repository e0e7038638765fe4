"""Which items the data set has (each function once, as many as are sampled), and the split."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newtongue.curate import shards
from newtongue.curate.clusters import Clusters, remove
from newtongue.curate.draw import Item, sample, split
from newtongue.curate.recipe import CurateRecipe
from newtongue.curate.workers import RunAll

SAME, TEXT = "same function", "same text"
NEAR, SAMPLE = "near-duplicate functions", "sample"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is published, by id."""

    rows: Sequence[Mapping[str, Any]]
    """Of the items that are taken: what weighing found."""
    sides: Mapping[str, str]
    clusters: Mapping[str, str]
    """Of items in a near-duplicate cluster: its name."""
    steps: Sequence[Mapping[str, Any]]
    """The lines of the funnel for what was left out here."""


def choose(
    weighed: Iterable[Path],
    recipe: CurateRecipe,
    found: Clusters,
    last: Sequence[Path],
    folder: Path,
    run_all: RunAll,
) -> Choice:
    """Leave out what is there twice, draw to the budget, and split."""
    rows = [row for path in weighed for row in shards.read_rows(path)]
    steps: list[dict[str, Any]] = []

    def keep(step: str, reason: str, wanted: Callable[[Mapping[str, Any]], bool]) -> None:
        nonlocal rows
        seen, size = len(rows), sum(row["bytes"] for row in rows)
        rows = [row for row in rows if wanted(row)]
        line = {"step": step, "seen": seen, "bytes": size, "kept": len(rows)}
        steps.append(line | {"dropped": {reason: seen - len(rows)} if seen > len(rows) else {}})

    files = found.of
    near = Clusters()
    if recipe.extract is not None:
        once = _once(rows, "body_hash")
        keep(SAME, "the same but for its name", lambda row: row["id"] in once)
        # functions that call each other, each with the others brought along, are one text
        once = _once(rows, "text_hash")
        keep(TEXT, "the text of another", lambda row: row["id"] in once)
        if recipe.function_dedup is not None:
            single = [shards.subset(shard, folder / "unique" / shard.name, once) for shard in last]
            near = remove(recipe.function_dedup, single, folder / "function clusters", run_all)
            gone = near.gone
            keep(NEAR, "near-duplicate", lambda row: row["id"] not in gone)
    items = [_item(row, files, near.of) for row in rows]
    if recipe.sample is not None:
        taken = sample(items, recipe.sample, recipe.seed)
        keep(SAMPLE, "beyond the budget", lambda row: row["id"] in taken)
        items = [item for item in items if item.id in taken]
    sides = dict.fromkeys((item.id for item in items), "train")
    if recipe.split is not None:
        sides = split(items, recipe.split, recipe.seed)
    named = {item.id: item.clusters[0] for item in items if item.clusters}
    return Choice(rows, sides, named, steps)


def _once(rows: Iterable[Mapping[str, Any]], column: str) -> set[str]:
    """Of rows that are equal there, the one with the most stars; of several, the smallest id."""
    best: dict[str, tuple[int, str]] = {}
    for row in rows:
        key = row[column] or row["id"]
        rank = (-(row["stars"] or 0), row["id"])
        best[key] = min(best.get(key, rank), rank)
    return {id_ for _, id_ in best.values()}


def _item(row: Mapping[str, Any], files: Mapping[str, str], own: Mapping[str, str]) -> Item:
    clusters = [files.get(row["file_id"]), files.get(row["test_id"]), own.get(row["id"])]
    return Item(
        id=row["id"],
        language=row["language"],
        repository=row["repository"] or "",
        clusters=tuple(cluster for cluster in clusters if cluster),
        tokens=row["tokens"],
        file=row["file_id"] or "",
    )
