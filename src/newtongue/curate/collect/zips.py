"""Members of a zip archive or wheel; encrypted ones, links and odd methods are refused."""

from __future__ import annotations

import functools
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import IO

from newtongue.curate.collect import metadata
from newtongue.curate.collect.bounded import Budget
from newtongue.curate.collect.unit import Entry, Provenance, Refused, Unit, chosen

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
"""Not LZMA: a member of a few bytes may ask for gigabytes of memory."""
_ENCRYPTED = 1
_BITS = 16
"""Above these bits of the attributes stands the mode of Unix."""


def members(file: IO[bytes], unit: Unit, budget: Budget) -> Iterator[Entry]:
    """The members that are no folders, in the order of the directory. Raises what zipfile raises
    for damaged ones.
    """
    with zipfile.ZipFile(file) as archive:
        every = archive.infolist()
        said = _described(archive, every, unit, budget)
        for member in every:
            name = member.filename
            if member.is_dir() or not chosen(unit.source, name):
                continue
            if reason := _refused(member):
                yield Entry(name, refused=reason, provenance=said)
                continue
            load = functools.partial(_load, archive, member, budget)
            yield Entry(name, load, member.file_size, said)


def _refused(member: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(member.external_attr >> _BITS)
    if kind == stat.S_IFLNK:
        return "symbolic link"
    if kind not in (0, stat.S_IFREG):
        return "not a plain file"
    if member.flag_bits & _ENCRYPTED:
        return "encrypted"
    return "" if member.compress_type in _METHODS else "unknown compression"


def _load(archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget, limit: int) -> bytes:
    with archive.open(member) as opened:
        data = opened.read(limit + 1)
    budget.spend(len(data))
    return data


def _described(
    archive: zipfile.ZipFile, every: list[zipfile.ZipInfo], unit: Unit, budget: Budget
) -> Provenance:
    """What a wheel's METADATA or an sdist's PKG-INFO says, else what the file's name does."""
    for member in every:
        top, _, name = member.filename.partition("/")
        wheel = name == "METADATA" and top.endswith(".dist-info")
        if (wheel or name == "PKG-INFO") and not _refused(member):
            try:
                said = metadata.parse(_load(archive, member, budget, metadata.HEAD))
            except (zipfile.BadZipFile, Refused, EOFError, OSError):
                said = None
            if said is not None:
                return replace(unit.provenance, **metadata.fields(said))
    return unit.provenance
