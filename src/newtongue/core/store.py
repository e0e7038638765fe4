"""Files of nouns: JSONL that only grows, and whole files that are there complete or not at all.

Knows nothing of what the rows mean. pyarrow is imported where Parquet is touched, and only then.
"""

from __future__ import annotations

import contextlib
import errno
import gzip
import hashlib
import io
import json
import os
import shutil
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from newtongue.core.errors import NewtongueError, UsageError


def dumps(row: Mapping[str, Any]) -> str:
    """One row as one line of JSON: keys in the order given, text readable, surrogates escaped."""
    try:
        text = json.dumps(row, ensure_ascii=False, separators=(", ", ": "))
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = json.dumps(row, separators=(", ", ": "))
    return text


def read_jsonl(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line number from 1, row) of a .jsonl or .jsonl.gz file; blank lines are skipped.

    Raises UsageError naming file and line when the file is missing, truncated or not JSON.
    """
    number = 0
    try:
        with open_text(path) as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                except (ValueError, RecursionError) as error:
                    raise UsageError(f"not JSON: {error}", file=str(path), line=number) from None
                if not isinstance(row, dict):
                    raise UsageError("not a JSON object", file=str(path), line=number)
                yield number, row
    except FileNotFoundError:
        raise UsageError("no such file", file=str(path)) from None
    except IsADirectoryError:
        raise UsageError("is a folder, not a file", file=str(path)) from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UsageError(
            f"truncated or damaged gzip after line {number}: {error}",
            file=str(path),
            line=number + 1,
            hint="copy or download the file again",
        ) from None
    except UnicodeDecodeError as error:
        raise UsageError(f"not UTF-8: {error}", file=str(path), line=number + 1) from None


def read_json(path: Path) -> Any:
    """What a .json or .json.gz file holds. Raises UsageError naming the file."""
    try:
        with open_text(path) as text:
            return json.load(text)
    except FileNotFoundError:
        raise UsageError("no such file", file=str(path)) from None
    except IsADirectoryError:
        raise UsageError("is a folder, not a file", file=str(path)) from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UsageError(
            f"truncated or damaged gzip: {error}",
            file=str(path),
            hint="copy or download the file again",
        ) from None
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError is one
        raise UsageError(f"not JSON: {error}", file=str(path)) from None


def open_text(path: Path) -> IO[str]:
    """Open a text file for reading, gzip or plain by its first bytes."""
    raw = path.open("rb")
    head = raw.read(2)
    raw.seek(0)
    if head == b"\x1f\x8b":
        raw.close()  # GzipFile closes only what it opened itself
        return io.TextIOWrapper(gzip.GzipFile(path), encoding="utf-8", newline="\n")
    return io.TextIOWrapper(raw, encoding="utf-8", newline="\n")


class Appender:
    """A JSONL file that grows a row at a time and survives a kill in the middle of a line.

    Opening it drops a last line that has no newline; rows written before stay.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.file = path.open("a+b")
        _drop_torn_line(self.file)

    def append(self, row: Mapping[str, Any]) -> None:
        """Write one row and hand it to the operating system."""
        self.append_all([row])

    def append_all(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write some rows in one go: a kill leaves all of them or a whole number of the first."""
        with full_disk_is_clear(self.path):
            self.file.write("".join(dumps(row) + "\n" for row in rows).encode("utf-8"))
            self.file.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with full_disk_is_clear(self.path):
            self.file.close()


def _drop_torn_line(file: IO[bytes]) -> None:
    end = file.seek(0, os.SEEK_END)
    at = end
    while at > 0:
        start = max(0, at - 65536)
        file.seek(start)
        newline = file.read(at - start).rfind(b"\n")
        if newline >= 0:
            at = start + newline + 1
            break
        at = start
    if at != end:
        file.truncate(at)
    file.seek(at)


def read_appended(path: Path) -> Iterator[dict[str, Any]]:
    """The whole rows of an Appender's file; nothing when there is none; a torn end is left out."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                yield json.loads(line)


@contextlib.contextmanager
def whole_file(path: Path, *, synced: bool = True) -> Iterator[Path]:
    """Give a temporary path beside `path`; it is renamed to `path` when the block ends well.

    What is not `synced` outlives a kill of the process, not a loss of power: for scratch files that
    go when the run ends.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with full_disk_is_clear(path):
            yield partial
            if synced:
                with partial.open("rb") as file:
                    os.fsync(file.fileno())
            partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    with whole_file(path) as partial:
        partial.write_text(text, encoding="utf-8")


def write_json(path: Path, data: Any) -> None:
    """Write JSON, indented, whole or not at all."""
    write_text(path, json.dumps(data, indent=2, ensure_ascii=False) + "\n")


def write_jsonl(path: Path, rows: Iterable[Mapping[str, Any]]) -> int:
    """Write .jsonl or .jsonl.gz whole or not at all; the same rows give the same bytes."""
    count = 0
    with whole_file(path) as partial, contextlib.ExitStack() as stack:
        raw: IO[bytes] = stack.enter_context(partial.open("wb"))
        if path.name.endswith(".gz"):
            # no name and no time in the header, so equal rows are equal bytes
            raw = stack.enter_context(gzip.GzipFile("", "wb", fileobj=raw, mtime=0))  # type: ignore[arg-type]
        for row in rows:
            raw.write((dumps(row) + "\n").encode("utf-8"))
            count += 1
    return count


def write_parquet(path: Path, rows: list[dict[str, Any]], columns: Mapping[str, str]) -> None:
    """Write rows as Parquet whole or not at all; `columns` maps names to pyarrow type names."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, pa.type_for_alias(kind)) for name, kind in columns.items()])
    table = pa.Table.from_pylist(rows, schema=schema)
    with whole_file(path) as partial:
        pq.write_table(table, partial, compression="zstd")


def read_parquet(path: Path) -> list[dict[str, Any]]:
    """All rows of a Parquet file. Raises UsageError naming the file when it can't be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        # the file object keeps pyarrow from reading key=value folders as partitions
        with path.open("rb") as file:
            rows: list[dict[str, Any]] = pq.read_table(file).to_pylist()
    except FileNotFoundError:
        raise UsageError("no such file", file=str(path)) from None
    except pa.ArrowException as error:
        raise UsageError(f"not a Parquet file: {error}", file=str(path)) from None
    return rows


def sha256_file(path: Path) -> str:
    """The hexadecimal SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def require_space(path: Path, needed: int) -> None:
    """Raise NewtongueError when fewer than `needed` bytes are free where `path` will be."""
    there = path
    while not there.exists():
        there = there.parent
    free = shutil.disk_usage(there).free
    if free < needed:
        raise NewtongueError(
            f"{free / 1e9:.2f} GB free, about {needed / 1e9:.2f} GB needed",
            file=str(path),
            hint="free some space or choose another folder with --out",
        )


@contextlib.contextmanager
def full_disk_is_clear(path: Path) -> Iterator[None]:
    """Turn 'no space left on device' into one line that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NewtongueError(
                "the disk is full; what was written before is kept",
                file=str(path),
                hint="free some space and run the same command again: it goes on from here",
            ) from error
        raise
