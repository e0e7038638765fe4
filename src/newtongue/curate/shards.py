"""Shards: Parquet files of files or functions, written whole, read a few rows at a time."""

from __future__ import annotations

import types
import typing
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from newtongue.core.store import whole_file

T = TypeVar("T")

ROWS = 500
"""Rows of a row group: readers hold one at a time (larger ones cost memory and gain no speed)."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What was written to a shard."""

    rows: int
    bytes: int
    """Of the column `text`, in UTF-8."""


def write(path: Path, kind: type[T], items: Iterable[T]) -> Tally:
    """Write items of a noun as Parquet, whole or not at all; the same items give the same bytes."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    return write_rows(path, columns(kind), ([getattr(x, n) for n in names] for x in items))


def write_rows(path: Path, kinds: Mapping[str, Any], rows: Iterable[list[Any]]) -> Tally:
    """Write rows, each a list in the order of the columns, to one Parquet file.

    Shards are scratch: lz4 is read twice as fast as the zstd of the data set that is published.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema(list(kinds.items()))
    at = list(kinds).index("text") if "text" in kinds else None
    count = size = 0
    waiting = iter(rows)
    with (
        whole_file(path) as partial,
        pq.ParquetWriter(partial, schema, **as_parquet(schema)) as file,
    ):
        while batch := list(islice(waiting, ROWS)):
            lists: list[list[Any]] = [list(column) for column in zip(*batch, strict=True)]
            count += len(batch)
            if at is not None:
                lists[at] = [clean(text) for text in lists[at]]
                size += sum(len(text) for text in lists[at])
            arrays = [_array(v, t) for v, t in zip(lists, kinds.values(), strict=True)]
            file.write_batch(pa.record_batch(arrays, schema=schema))
    return Tally(count, size)


def as_parquet(schema: Any, compression: str = "lz4") -> dict[str, Any]:
    """How files are written: texts are each there once, so a dictionary of them is a loss."""
    repeated = [name for name in schema.names if name != "text"]
    return {"compression": compression, "use_dictionary": repeated}


def clean(text: str) -> bytes:
    """UTF-8, with a question mark for each half of a surrogate pair, which Parquet can't hold."""
    return text.encode("utf-8", "replace")


def _array(values: list[Any], kind: Any) -> Any:
    import pyarrow as pa

    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:  # a path, say, from JSON's escapes
        return pa.array([v if v is None else clean(v) for v in values], kind)


def read(path: Path, kind: type[T]) -> Iterator[T]:
    """The items of a shard, in order. Columns that the noun doesn't have are passed over."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    deep = {name for name, of in typing.get_type_hints(kind).items() if _is_tuple(of)}
    for row in read_rows(path, names):
        yield kind(**{k: tuple(v or ()) if k in deep else v for k, v in row.items()})


def read_rows(path: Path, names: Iterable[str] | None = None) -> Iterator[dict[str, Any]]:
    """The rows of a Parquet file, some columns or all, a row group at a time."""
    import pyarrow.parquet as pq

    with path.open("rb") as raw:
        file = pq.ParquetFile(raw)
        present = set(file.schema_arrow.names)
        wanted = None if names is None else [name for name in names if name in present]
        for number in range(file.num_row_groups):
            yield from file.read_row_group(number, columns=wanted).to_pylist()


def subset(path: Path, made: Path, ids: Container[str]) -> Path:
    """Write the rows of these ids to another shard. Returns its path."""
    rows = (row for row in read_rows(path) if row["id"] in ids)
    names = schema(path)
    write_rows(made, names, ([row[name] for name in names] for row in rows))
    return made


def first(path: Path, made: Path, count: int) -> Path:
    """Write the first so many rows to another shard. Returns its path."""
    names = schema(path)
    write_rows(made, names, ([r[name] for name in names] for r in islice(read_rows(path), count)))
    return made


def schema(path: Path) -> dict[str, Any]:
    """The columns of a Parquet file."""
    import pyarrow.parquet as pq

    found = pq.read_schema(path)
    return dict(zip(found.names, found.types, strict=True))


def columns(kind: type[Any]) -> dict[str, Any]:
    """The Parquet columns of a noun, by the types of its fields."""
    hints = typing.get_type_hints(kind)
    return {field.name: _column(hints[field.name]) for field in fields(kind)}


def _column(of: Any) -> Any:
    import pyarrow as pa

    if isinstance(of, types.UnionType):
        (of,) = (part for part in typing.get_args(of) if part is not type(None))
    if _is_tuple(of):
        return pa.list_(_column(typing.get_args(of)[0]))
    return {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}[of]


def _is_tuple(of: Any) -> bool:
    return typing.get_origin(of) is tuple
