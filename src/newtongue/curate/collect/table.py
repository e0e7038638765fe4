"""Source: Parquet and JSONL[.gz], read a few rows at a time."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from newtongue.core.errors import UsageError
from newtongue.curate.collect import archive, folder, layouts
from newtongue.curate.collect.bounded import Budget
from newtongue.curate.collect.settings import Table
from newtongue.curate.collect.unit import Entry, Refused, Unit

NAMES = re.compile(r"(?i)\.(?:parquet|jsonl|jsonl\.gz|ndjson)$")
BYTES = 64_000_000
"""Row groups are put together to units of about so much text."""
ROWS = 64
"""Rows that are in memory at once: a cell may have tens of megabytes."""
LINE = 100_000_000
"""Bytes of a line of JSON; of longer ones no more is kept in memory."""
RATIO = 200
"""How many times its size gzip may unpack to."""
_PACKED = 4
_RUN = ("manifest.json", "partial")
"""What stands beside the outputs of a run, finished or not."""


def units(source: Table) -> list[Unit]:
    """Row groups of Parquet files, or whole files. Raises UsageError when there is none, or no
    column with text in a Parquet file that can be read.
    """
    found = []
    for name, path in archive.files(_place(source), NAMES, "table"):
        if path.lower().endswith(".parquet"):
            found += _groups(source, name, path)
        else:
            _require(source, path)
            size = Path(path).stat().st_size * (_PACKED if path.endswith(".gz") else 1)
            found.append(Unit(source, _stem(name), size, path))
    return found


def _place(source: Table) -> str:
    """Where the tables are: of a curation run, or its outputs, only the data set is meant, not the
    lists of what was left out. Raises UsageError for a run that is not finished.
    """
    at = Path(source.path).expanduser()
    if (at / "outputs").is_dir() and any((at / one).exists() for one in _RUN):
        if not (at / "manifest.json").exists() or not (at / "outputs" / "data").is_dir():
            raise UsageError(f"no finished curation run: {source.path}", field="path")
        at /= "outputs"
    if (at / "data").is_dir() and (at / "dropped.parquet").is_file():
        return str(at / "data")
    return source.path


def _stem(name: str) -> str:
    return NAMES.sub("", name)


def _groups(source: Table, name: str, path: str) -> list[Unit]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with Path(path).open("rb") as raw:
            about = pq.ParquetFile(raw)
            layouts.columns(source, _dotted(about.schema_arrow))
            meta = about.metadata
            sizes = [meta.row_group(at).total_byte_size for at in range(meta.num_row_groups)]
    except (pa.ArrowException, OSError, ValueError):
        return [Unit(source, _stem(name), 0, path)]  # reading it says what is wrong
    found = []
    first = total = 0
    for at, size in enumerate(sizes):
        total += size
        if total >= BYTES or at == len(sizes) - 1:
            unit = f"{_stem(name)} {first}-{at}" if (first, at + 1) != (0, len(sizes)) else ""
            found.append(Unit(source, unit or _stem(name), total, path, (first, at + 1)))
            first, total = at + 1, 0
    return found


def _require(source: Table, path: str) -> None:
    """Raise UsageError when no line of a file has a column that the recipe names. The first line
    has them all as a rule, so that no more is read; what is damaged, reading it will say.
    """
    named = set(source.columns.values())
    lacking, seen = set(named), set[str]()
    if not named:
        return
    try:
        with Path(path).open("rb") as raw:
            for _, line in _opened(raw):
                names = layouts.names_of((line and _row(line)) or {})
                lacking.difference_update(names)
                if not lacking:
                    return
                if len(seen) < layouts.KINDS:
                    seen.update(names)
    except (OSError, EOFError, zlib.error, Refused):
        pass
    if seen:
        layouts.require(source, seen | named - lacking)


def _dotted(schema: Any) -> list[str]:
    """Names of columns, and of the fields of structs and of lists of structs, with dots."""
    import pyarrow as pa

    names = []
    for one in schema:
        names.append(one.name)
        kind = one.type
        while pa.types.is_list(kind) or pa.types.is_large_list(kind):
            kind = kind.value_type
        if pa.types.is_struct(kind):
            names += [f"{one.name}.{part.name}" for part in kind]
    return names


def entries(unit: Unit, licences: bool) -> Iterator[Entry]:
    """The files of the rows; licences are a column, not files."""
    if licences:
        return iter(())
    return _parquet(unit) if unit.place.lower().endswith(".parquet") else _lines(unit)


def _parquet(unit: Unit) -> Iterator[Entry]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    assert isinstance(unit.source, Table)
    with Path(unit.place).open("rb") as raw:
        file = pq.ParquetFile(raw)
        chosen = layouts.columns(unit.source, _dotted(file.schema_arrow))
        wanted = sorted({column.split(".")[0] for column in chosen.values()})
        first, after = (int(part) for part in unit.parts) if unit.parts else (0, 0)
        number = sum(file.metadata.row_group(at).num_rows for at in range(first))
        for group in range(first, after):
            start = number
            number += file.metadata.row_group(group).num_rows
            try:
                for batch in file.iter_batches(ROWS, row_groups=[group], columns=wanted):
                    for row in batch.to_pylist():
                        yield from layouts.entries(unit, chosen, start, row)
                        start += 1
            except (pa.ArrowException, OSError, ValueError) as error:
                # one damaged row group: the next ones may be whole
                what = f"row group {group}: {type(error).__name__}"
                yield Entry("", refused="damaged table", detail=what)


def _lines(unit: Unit) -> Iterator[Entry]:
    assert isinstance(unit.source, Table)
    known: layouts.Known = {}
    with Path(unit.place).open("rb") as raw:
        for number, line in _opened(raw):
            if line is None:
                yield Entry(f"line {number}", refused="too large", detail=f"beyond {LINE} bytes")
                continue
            row = _row(line)
            if row is None:
                yield Entry(f"line {number}", refused="damaged row", detail="not a JSON object")
                continue
            chosen = layouts.of_row(unit.source, row, known)
            if not chosen:
                yield Entry(f"line {number}", refused="damaged row", detail="no text in it")
                continue
            yield from layouts.entries(unit, chosen, number, row)


def _opened(raw: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    packed = raw.read(2) == b"\x1f\x8b"
    raw.seek(0)
    file: Any = gzip.GzipFile(fileobj=raw) if packed else raw
    budget = Budget(1 << 62, RATIO)
    budget.packed = raw.tell
    return _whole(file, budget)


def _whole(file: IO[bytes], budget: Budget) -> Iterator[tuple[int, bytes | None]]:
    """(number from 1, line) of lines that are not blank; None for one that is too long."""
    number = 0
    while line := file.readline(LINE):
        number += 1
        budget.spend(len(line))
        if len(line) == LINE and not line.endswith(b"\n"):
            while (more := file.readline(1 << 20)) and not more.endswith(b"\n"):
                budget.spend(len(more))
            yield number, None
        elif line.strip():
            yield number, line


def _row(line: bytes) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def fingerprint(source: Table) -> str:
    """Of the files' names and bytes."""
    return folder.of_files(iter(archive.files(_place(source), NAMES, "table")))
