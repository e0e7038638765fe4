"""Streams that give no more than a budget allows: what bombs run into."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Callable
from typing import IO, Any

from newtongue.curate.collect.unit import Refused

FREE = 10_000_000
"""Bytes that may come out of however few."""
MEMORY = 300_000_000
"""Bytes that xz may ask for (its highest preset asks for 65 MB)."""
CHUNK = 1 << 16
ENDED = 10
"""How often the end may be read: tarfile would pass over an exabyte that is not there."""


class Budget:
    """How many bytes an archive may still give."""

    def __init__(self, total: int, ratio: int) -> None:
        self.total = total
        self.ratio = ratio
        self.size = 0
        """Of the archive, where it is not read in order."""
        self.packed: Callable[[], int] = lambda: 0
        """How far the archive was read."""
        self.given = 0

    def spend(self, count: int) -> None:
        """Note bytes that came out. Raises Refused when they are too many."""
        self.given += count
        if self.given > self.total:
            raise Refused("archive bomb", f"more than {self.total} bytes")
        if self.given > FREE and self.given > self.ratio * (self.size or self.packed()):
            raise Refused("archive bomb", f"more than {self.ratio} times its size")


class Bounded:
    """A stream within a budget, and within `until`, a place beyond which nothing is to be read."""

    def __init__(self, raw: Any, budget: Budget) -> None:
        self.raw = raw
        self.budget = budget
        self.at = 0
        self.until = 0
        self.ended = 0

    def read(self, size: int) -> bytes:
        """As a file's. Raises Refused for what would be beyond the bounds."""
        if self.at + size > self.until:
            raise Refused("archive bomb", "a header without end")
        data: bytes = self.raw.read(size)
        self.ended = 0 if data else self.ended + 1
        if self.ended > ENDED:
            raise EOFError("the archive ends before it says")
        self.at += len(data)
        self.budget.spend(len(data))
        return data


def unpacked(file: IO[bytes]) -> Any:
    """The bytes behind gzip, bzip2, xz or zstd, told by the first bytes; else the file as it is."""
    start = file.tell()
    head = file.read(CHUNK)
    file.seek(start)
    if head.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=file)
    if head.startswith(b"BZh"):
        return bz2.BZ2File(file)
    if head.startswith(b"\xfd7zXZ\x00"):
        _affordable(head)
        return lzma.LZMAFile(file)
    if head.startswith(b"\x28\xb5\x2f\xfd"):
        import pyarrow as pa

        # zstd is not in Python's library before 3.14; its windows are bounded to 128 MB there
        return pa.CompressedInputStream(pa.PythonFile(_Unclosed(file), "r"), "zstd")
    return file


def _affordable(head: bytes) -> None:
    try:
        lzma.LZMADecompressor(memlimit=MEMORY).decompress(head, max_length=1)
    except lzma.LZMAError as error:
        if "memory" in str(error).lower():
            raise Refused("archive bomb", "xz asks for too much memory") from None
        raise


class _Unclosed(io.BufferedReader):
    """A file that whoever reads it doesn't close."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(io.FileIO(file.fileno(), closefd=False))
