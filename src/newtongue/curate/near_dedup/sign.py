"""The first task: the signatures, shingles and band keys of one shard, on disk.

A shard's folder holds `signatures`, `shingles` (32-bit words, one file after the other), `keys`
(64-bit, ascending), `rows` (32-bit: whose key that is) and, written last, `documents.arrow`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newtongue.core.errors import MissingError, UsageError
from newtongue.core.store import whole_file
from newtongue.curate.near_dedup.settings import NearDedup
from newtongue.similarity import cluster, minhash

BATCH = 128
"""Files that are signed at once: a megabyte or two, which the processor's cache still holds."""
PRIORITY = {"stars": "int64", "licence": "string", "date": "string"}
"""Columns that a shard may have beside `id` and `text`."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One shard."""

    shard: Path
    folder: Path
    settings: NearDedup


def sign_shard(task: Sign) -> int:
    """Sign a shard, unless that was done; returns its files. Raises UsageError naming the field."""
    done = task.folder / "documents.arrow"
    if done.exists():
        return len(documents(task.folder))
    parts = []
    with task.shard.open("rb") as raw, ExitStack() as stack:
        shard = _open(task.shard, raw)
        files = [
            stack.enter_context(_scratch(stack, task.folder / name).open("wb"))
            for name in ("signatures", "shingles")
        ]
        keys = []
        room: Any = None
        for texts in _texts(task.shard, shard):
            signed = minhash.sign_arrow(texts, task.settings.scheme, room)
            room = _roomier(room, signed.shingles)
            files[0].write(signed.signatures.data)
            files[1].write(signed.shingles.data)
            keys.append(signed.keys)
            parts.append(_described(texts, signed, task.settings))
        table = _read(task.shard, shard)
    _write_keys(task.folder, keys, task.settings.banding[0])
    _write_documents(done, table, parts)
    return len(table)


def _scratch(stack: ExitStack, path: Path) -> Path:
    return stack.enter_context(whole_file(path, synced=False))


def documents(folder: Path) -> Any:
    """What is known of each file of a shard that was signed: an Arrow table."""
    import pyarrow as pa

    with pa.memory_map(str(folder / "documents.arrow")) as file:
        return pa.ipc.open_file(file).read_all()


def words(path: Path, kind: type[Any]) -> NDArray[Any]:
    """A file of numbers, read where it lies."""
    if not path.stat().st_size:
        return np.empty(0, kind)
    return np.memmap(path, kind, "r")


def _roomier(room: Any, shingles: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The memory that a batch's shingles lie in, for the next."""
    base = shingles.base if shingles.base is not None else shingles
    return base if room is None or len(base) > len(room) else room


def _open(path: Path, raw: Any) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        # through a buffer: else a whole column of a row group is read ahead
        shard = pq.ParquetFile(raw, buffer_size=1 << 20)
    except (pa.ArrowException, OSError) as error:
        raise UsageError(f"not a Parquet file: {error}", file=str(path)) from None
    for name in ("id", "text"):
        if name not in shard.schema_arrow.names:
            raise UsageError("no such column", file=str(path), field=name)
    return shard


def _texts(path: Path, shard: Any) -> Iterator[Any]:
    import pyarrow as pa

    kinds = pa.string(), pa.large_string(), pa.binary(), pa.large_binary()
    try:
        for batch in shard.iter_batches(BATCH, columns=["text"], use_threads=False):
            texts = batch.column(0)
            yield texts if texts.type in kinds else texts.cast(pa.large_string())
    except (pa.ArrowException, OSError) as error:
        raise UsageError(str(error), file=str(path), field="text") from None


def _read(path: Path, shard: Any) -> Any:
    """All columns but the texts, those that are missing filled up."""
    import pyarrow as pa

    present = [name for name in ("id", *PRIORITY) if name in shard.schema_arrow.names]
    try:
        table = shard.read(columns=present, use_threads=False)
        columns = {"id": table["id"].cast(pa.large_string())}
        for name, kind in PRIORITY.items():
            column = table[name] if name in present else pa.nulls(len(table))
            columns[name] = column.cast(pa.type_for_alias(kind))
    except (pa.ArrowException, OSError) as error:
        raise UsageError(str(error), file=str(path)) from None
    if columns["id"].null_count:
        raise UsageError("a row has none", file=str(path), field="id")
    return pa.table(columns)


def _described(texts: Any, signed: minhash.Signed, settings: NearDedup) -> dict[str, Any]:
    """What is kept of each file in a table."""
    data, offsets = minhash.buffers(texts)
    view, bounds = memoryview(data), offsets.tolist()  # type: ignore[arg-type]
    digest = _digest()
    if settings.exact == "white space":
        digests = [digest(b"".join(bytes(view[a:b]).split())) for a, b in pairwise(bounds)]
        signs = np.zeros(len(digests), np.uint64)
    else:
        digests = [digest(view[a:b]) for a, b in pairwise(bounds)]
        signs = np.bitwise_xor.reduce(signed.keys, axis=1)
    runs = cluster.runs_of(signed.shingles, signed.sizes)
    few = cluster.distinct(runs, settings.least) < settings.least
    sizes = np.diff(offsets).astype(np.int64)
    return {
        "size": sizes,
        "digest": digests,
        "sign": signs,
        "shingles": signed.sizes,
        "few": few,
    }


def _digest() -> Callable[[Any], bytes]:
    """What exact copies share, beside `sign`, which sums up their band keys.

    XXH3 withstands chance (128 bits) but not malice: two texts that someone made collide have
    other keys, unless their shingles are much the same anyway.
    """
    try:
        from xxhash import xxh3_128_digest
    except ImportError:
        raise MissingError(
            "near-deduplication needs xxhash", hint="pip install 'newtongue[curate]'"
        ) from None
    return xxh3_128_digest


def _write_keys(folder: Path, parts: list[NDArray[np.uint64]], bands: int) -> None:
    keys = np.concatenate([np.empty(0, np.uint64), *(part.reshape(-1) for part in parts)])
    order = np.argsort(keys)
    rows = (order // bands).astype(np.uint32)
    for name, array in (("keys", keys[order]), ("rows", rows)):
        with whole_file(folder / name, synced=False) as partial:
            partial.write_bytes(array.data)


def schema() -> Any:
    """The columns of documents.arrow."""
    import pyarrow as pa

    kinds = {"id": pa.large_string(), "stars": pa.int64(), "licence": pa.string()}
    kinds |= {"date": pa.string(), "size": pa.int64(), "digest": pa.binary(16)}
    return pa.schema({**kinds, "sign": pa.uint64(), "shingles": pa.int64(), "few": pa.bool_()})


def _write_documents(path: Path, table: Any, parts: list[dict[str, Any]]) -> None:
    import pyarrow as pa

    for field in list(schema())[len(table.schema) :]:
        chunks = [pa.array(part[field.name], field.type) for part in parts]
        table = table.append_column(field, pa.chunked_array(chunks, field.type))
    with whole_file(path) as partial, pa.ipc.new_file(partial, table.schema) as file:
        file.write_table(table)
