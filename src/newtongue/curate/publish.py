"""Writes the data set: Parquet files by language and split, each of a few hundred megabytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newtongue.core.store import whole_file, write_json
from newtongue.curate import shards

FILE_BYTES = 256_000_000
"""Text in one file of the data set, about."""


@dataclass(frozen=True, slots=True)
class Dealing:
    """A shard whose items go to their languages and splits."""

    number: int
    shard: Path
    folder: Path
    chosen: Path
    """What `chosen_of` wrote."""


def chosen_of(
    weighed: Path, path: Path, sides: Mapping[str, str], clusters: Mapping[str, str]
) -> Path:
    """Write which items of a shard are taken: id, split, near-duplicate cluster, tokens. A task is
    told of its own shard's alone: of all items together it would be megabytes for each.
    """
    import pyarrow as pa

    text = pa.string()
    kinds = {"id": text, "split": text, "cluster": text, "tokens": pa.int64()}
    rows = (
        [row["id"], sides[row["id"]], clusters.get(row["id"], ""), row["tokens"]]
        for row in shards.read_rows(weighed, ("id", "tokens"))
        if row["id"] in sides
    )
    shards.write_rows(path, kinds, rows)
    return path


def deal(task: Dealing) -> list[dict[str, Any]]:
    """Write one part for each language and split of the shard. Returns what was written."""
    kind = columns(task.shard)
    chosen = {row["id"]: row for row in shards.read_rows(task.chosen)}
    rows: dict[tuple[str, str], list[list[Any]]] = {}
    for row in shards.read_rows(task.shard):
        if told := chosen.get(row["id"]):
            row |= {name: told[name] for name in ("cluster", "tokens")}
            of = rows.setdefault((row["language"], told["split"]), [])
            of.append([row[name] for name in kind])
    written = []
    for (language, side), of in sorted(rows.items()):
        part = task.folder / f"{task.number:05}-{language.replace('/', '_')}-{side}.parquet"
        tally = shards.write_rows(part, kind, of)
        made = {"language": language, "split": side, "part": part.name}
        written.append(made | {"items": tally.rows, "bytes": tally.bytes})
    write_json(task.folder / f"{task.number:05}.json", written)
    return written


def columns(shard: Path) -> dict[str, Any]:
    """The shard's columns, and what is known only of the whole."""
    import pyarrow as pa

    return shards.schema(shard) | {"cluster": pa.string(), "tokens": pa.int64()}


def join(parts: Sequence[Mapping[str, Any]], folder: Path, data: Path) -> list[Path]:
    """Join the parts, in the order of their shards, to the files of the data set."""
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for part in parts:
        groups.setdefault((part["language"], part["split"]), []).append(part)
    written = []
    for (language, side), of in sorted(groups.items()):
        for number, files in enumerate(_filled(of)):
            name = f"{side}-{number:05}.parquet"
            written.append(data / language.replace("/", "_") / name)
            concatenate([folder / part["part"] for part in files], written[-1])
    return written


def _filled(parts: Iterable[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    """Parts for one file at a time."""
    group: list[Mapping[str, Any]] = []
    size = 0
    for part in parts:
        if group and size + part["bytes"] > FILE_BYTES:
            yield group
            group, size = [], 0
        group.append(part)
        size += part["bytes"]
    yield group


def concatenate(parts: Sequence[Path], path: Path, without: Sequence[str] = ()) -> None:
    """Write the rows of the parts to one file, some columns left out. Row groups are made anew, so
    that small parts don't leave small ones behind.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = [name for name in shards.schema(parts[0]) if name not in without]
    schema = pa.schema([(name, shards.schema(parts[0])[name]) for name in names])
    kind = shards.as_parquet(schema, "zstd")
    batches = (
        batch
        for part in parts
        for batch in pq.ParquetFile(part).iter_batches(batch_size=shards.ROWS, columns=names)
    )
    with whole_file(path) as partial, pq.ParquetWriter(partial, schema, **kind) as file:
        waiting: list[Any] = []
        rows = 0
        for batch in batches:
            waiting.append(batch)
            rows += len(batch)
            if rows >= shards.ROWS:
                rows = _write(file, waiting, schema, rows - rows % shards.ROWS)
        if rows:
            _write(file, waiting, schema, rows)


def _write(file: Any, waiting: list[Any], schema: Any, rows: int) -> int:
    """Write so many rows of the batches, and leave the rest. Returns how many are left."""
    import pyarrow as pa

    table = pa.Table.from_batches(waiting, schema=schema)
    file.write_table(table.slice(0, rows), row_group_size=shards.ROWS)
    waiting[:] = table.slice(rows).to_batches()
    return len(table) - rows
