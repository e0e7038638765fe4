"""Members of a tar, in one pass over a stream; links and devices are refused, headers bounded."""

from __future__ import annotations

import functools
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Any, cast

from newtongue.curate.collect import metadata
from newtongue.curate.collect.bounded import Bounded, Budget, unpacked
from newtongue.curate.collect.unit import Entry, Provenance, Refused, Unit, chosen

HEADERS = 1_000_000
"""Bytes of headers (long names, pax records) that one member may have."""
RECORDS = 6000
"""Bytes of pax records: a path of 4096 bytes and some numbers. tarfile before 3.11.10 and 3.12.6
searches them in quadratic time (CVE-2024-6232): hours for a megabyte."""
NEVER = 1 << 62
BUFFER = 1 << 18
"""Bytes that are unpacked at once."""


class _Member(tarfile.TarInfo):
    """A header that is refused before its long records are looked at."""

    def _proc_pax(self, tar: tarfile.TarFile) -> Any:
        if self.size > RECORDS:
            raise Refused("archive bomb", "a header without end")
        return super()._proc_pax(tar)  # type: ignore[misc]


def members(
    file: IO[bytes], unit: Unit, budget: Budget, described: Provenance | None
) -> Iterator[Entry]:
    """The members that are no folders, in order. What one loads is there until the next is asked
    for. Raises what tarfile and the decompressors raise for damaged ones.
    """
    stream = Bounded(unpacked(file), budget)
    said = described or unit.provenance
    for tar, member in _walk(stream):
        if member.isdir() or not chosen(unit.source, member.name):
            continue
        if not member.isreg() or member.issparse():
            reason = "symbolic link" if member.issym() else "not a plain file"
            detail = "hard link" if member.islnk() else ""
            yield Entry(member.name, refused=reason, detail=detail, provenance=said)
            continue
        load = functools.partial(_load, tar, member, stream)
        yield Entry(member.name, load, member.size, said)


def described(file: IO[bytes], unit: Unit, budget: Budget) -> Provenance | None:
    """What the PKG-INFO at the top of an sdist says; None where there is none."""
    stream = Bounded(unpacked(file), budget)
    for tar, member in _walk(stream):
        name = member.name.removeprefix("./")
        if member.isreg() and name.count("/") <= 1 and name.rsplit("/")[-1] == "PKG-INFO":
            said = metadata.parse(_load(tar, member, stream, metadata.HEAD))
            return None if said is None else replace(unit.provenance, **metadata.fields(said))
    return None


def _walk(stream: Bounded) -> Iterator[tuple[tarfile.TarFile, tarfile.TarInfo]]:
    stream.until = HEADERS
    with tarfile.open(fileobj=cast(Any, stream), mode="r|", bufsize=BUFFER, tarinfo=_Member) as tar:
        while True:
            stream.until = tar.offset + HEADERS
            member = tar.next()
            if member is None:
                return
            tar.members = []  # type: ignore[attr-defined]  # it would keep them all
            yield tar, member


def _load(tar: tarfile.TarFile, member: tarfile.TarInfo, stream: Bounded, limit: int) -> bytes:
    stream.until = NEVER
    opened = tar.extractfile(member)
    if opened is None:
        raise Refused("not a plain file")
    return opened.read(limit + 1)
