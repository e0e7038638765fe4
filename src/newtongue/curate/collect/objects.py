"""Objects of a git repository on disk, through dulwich; none is loaded before its size is known.

A pack says how large an object unpacks to, and dulwich stops where the bytes turn out to be more;
for a delta the size stands at its own beginning, and the same holds for all that it is a delta of.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import posixpath
import stat
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from newtongue.curate.collect import folder
from newtongue.curate.collect.unit import Refused

LARGEST = 100_000_000
"""Bytes of what an object may be a delta of, and of a tree."""
CHAIN = 5000
"""Deltas upon deltas: git's own limit is 4095."""
_OFS_DELTA, _REF_DELTA = 6, 7
_HEADER = 64
_PACKED = 4096
"""Packed bytes that surely give as many: the tables of a compressed block come first."""


class Objects:
    """The packs and loose objects below `objects/`. Raises Refused for what can't be trusted."""

    def __init__(self, home: Path) -> None:
        self.root = home / "objects"
        self.packs: list[tuple[Any, int]] = []

    def __enter__(self) -> Self:
        from dulwich.object_format import DEFAULT_OBJECT_FORMAT
        from dulwich.pack import Pack

        plain = _plain(str(self.root))
        for path in plain:
            base = path.removesuffix(".pack")
            if base != path and f"{base}.idx" in plain:
                full = posixpath.join(self.root, base)
                handle = os.open(f"{full}.pack", os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
                self.packs.append((Pack(full, object_format=DEFAULT_OBJECT_FORMAT), handle))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for pack, handle in self.packs:
            os.close(handle)
            with contextlib.suppress(BufferError, ValueError):  # what was damaged is still in use
                pack.close()

    def commit(self, name: bytes) -> tuple[bytes, bytes, str]:
        """(tree, commit, date) of a commit, or of what a tag points to."""
        from dulwich.objects import Commit, ShaFile, Tag

        for _ in range(5):
            found = ShaFile.from_raw_string(*self.raw(name, LARGEST))
            if isinstance(found, Commit):
                return bytes(found.tree), name, _when(found.commit_time)
            if not isinstance(found, Tag):
                break
            name = bytes(found.object[1])
        raise Refused("no such revision", "it is no commit")

    def tree(self, name: bytes) -> Iterator[tuple[bytes, int, bytes]]:
        """(name, mode, object) of what a folder holds, in git's order."""
        from dulwich.objects import parse_tree

        kind, data = self.raw(name, LARGEST)
        if kind != 2:
            raise Refused("damaged git", "a folder is none")
        yield from parse_tree(data, 20)

    def blob(self, name: bytes, limit: int) -> bytes:
        """A file's bytes. Raises Refused when there are more than the limit."""
        kind, data = self.raw(name, limit)
        if kind != 3:
            raise Refused("damaged file", "not a file in git")
        return data

    def raw(self, name: bytes, limit: int) -> tuple[int, bytes]:
        """(type, bytes) of an object whose bytes give its name."""
        from dulwich.objects import ShaFile

        for pack, handle in self.packs:
            try:
                offset = pack.index.object_offset(name)
            except KeyError:
                continue
            _check(_size(pack, handle, offset), limit)
            kind, data = pack.get_raw(name)
            data = data if isinstance(data, bytes) else b"".join(data)
            return kind, _verified(name, kind, data)
        path = posixpath.join(self.root, name[:2].decode(), name[2:].decode())
        _check(_loose_size(path), limit)
        found = ShaFile.from_path(path, max_size=limit)
        return found.type_num, _verified(name, found.type_num, found.as_raw_string())


def _plain(root: str) -> frozenset[str]:
    """The files below a folder. Raises Refused where one is a link, a pipe or a device."""
    found = []
    for path, _ in folder.walk(root):
        if not stat.S_ISREG(os.lstat(posixpath.join(root, path)).st_mode):
            raise Refused("damaged git", "not a plain file among its objects")
        found.append(path)
    return frozenset(found)


def _check(size: int, limit: int) -> None:
    if size > limit:
        raise Refused("too large", f"{size} bytes")


_KINDS = {1: b"commit", 2: b"tree", 3: b"blob", 4: b"tag"}


def _verified(name: bytes, kind: int, data: bytes) -> bytes:
    head = b"%s %d\0" % (_KINDS.get(kind, b"?"), len(data))
    if hashlib.sha1(head + data, usedforsecurity=False).hexdigest().encode() != name:
        raise Refused("damaged file", "it has not the hash that git knows it by")
    return data


def _loose_size(path: str) -> int:
    with Path(path).open("rb") as file:
        head = zlib.decompressobj().decompress(file.read(_PACKED), _HEADER)
    said = head.partition(b"\0")[0].partition(b" ")[2]
    return int(said) if said.isdigit() else LARGEST + 1


def _size(pack: Any, handle: int, offset: int) -> int:
    """What an object in a pack unpacks to. Raises Refused where a base of it is too large."""
    result = -1
    for _ in range(CHAIN):
        head = os.pread(handle, _PACKED, offset)
        kind, size, at = _first(head)
        if kind not in (_OFS_DELTA, _REF_DELTA):
            return _larger(result, size)
        if kind == _OFS_DELTA:
            back, at = _distance(head, at)
            base = offset - back
        else:
            base, at = pack.index.object_offset(head[at : at + 20]), at + 20
        target = _target(head[at:])
        result = _larger(result, target)
        if base <= 0 or base == offset:
            break
        offset = base
    raise Refused("damaged git", "deltas without end")


def _larger(result: int, size: int) -> int:
    """The size of the object itself, once what it is made of is known to be bearable."""
    if result >= 0 and size > LARGEST:
        raise Refused("too large", "what it is a delta of")
    return size if result < 0 else result


def _first(head: bytes) -> tuple[int, int, int]:
    """(type, size, length) of the header of an object in a pack."""
    kind, size, shift, at = head[0] >> 4 & 7, head[0] & 15, 4, 1
    while head[at - 1] & 0x80:
        size |= (head[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
    return kind, size, at


def _distance(head: bytes, at: int) -> tuple[int, int]:
    """(how far back the base stands, where the delta begins)."""
    back = head[at] & 0x7F
    while head[at] & 0x80:
        at += 1
        back = (back + 1) << 7 | head[at] & 0x7F
    return back, at + 1


def _target(packed: bytes) -> int:
    """The size of what a delta makes: the second number at its beginning."""
    data = zlib.decompressobj().decompress(packed, 24)
    at = 0
    while data[at] & 0x80:
        at += 1
    at += 1
    size = shift = 0
    while True:
        size |= (data[at] & 0x7F) << shift
        shift += 7
        if not data[at] & 0x80:
            return size
        at += 1


def _when(seconds: int) -> str:
    """A commit's time: ISO 8601, UTC; empty for one that no calendar has."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return ""
