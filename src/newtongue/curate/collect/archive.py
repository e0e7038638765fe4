"""Source: archives, read as streams of bytes. Nothing is unpacked to disk, built or run.

What an archive is, its first bytes say. A wheel's METADATA and an sdist's PKG-INFO give name,
version and licence; of other archives the file's name does. Archives inside archives stay shut.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from newtongue.core.errors import UsageError
from newtongue.curate.collect import folder, tars, zips
from newtongue.curate.collect.bounded import Budget
from newtongue.curate.collect.settings import Archive
from newtongue.curate.collect.unit import Entry, Provenance, Refused, Unit

NAMES = re.compile(
    r"(?i)\.(?:tar|tgz|tbz2?|txz|tzst|tar\.(?:gz|bz2|xz|zst)|zip|whl|egg|jar|deb|crate|gem)$"
)
"""How files in a folder are called that are taken for archives."""
UNPACKED = 4
"""What sources unpack to, for the estimate of a unit's size."""
_VERSIONED = re.compile(r"(?P<name>.+?)[-_]v?(?P<version>\d[\w.+!~]*)")


def units(source: Archive) -> list[Unit]:
    """One for each archive, by name. Raises UsageError when there is none."""
    found = []
    for name, path in files(source.path, NAMES, "archive"):
        about = named(Path(path).name)
        size = Path(path).stat().st_size * (1 if path.endswith(".tar") else UNPACKED)
        found.append(Unit(source, name, size, path, provenance=about))
    return found


def files(path: str, names: re.Pattern[str], what: str) -> list[tuple[str, str]]:
    """(name, path) of the file that is meant, or of those below a folder whose names fit, sorted.

    Raises UsageError where there is none.
    """
    at = Path(path).expanduser()
    if at.is_file():
        return [(at.name, str(at.resolve()))]
    if not at.is_dir():
        raise UsageError(f"no such file or folder: {path}", field="path")
    root = str(at.resolve())
    below = [name for name, _ in folder.walk(root) if names.search(name)]
    found = [(name, f"{root}/{name}") for name in below]
    plain = [(name, at) for name, at in found if Path(at).is_file() and not Path(at).is_symlink()]
    if not plain:
        raise UsageError(f"no {what} in {path}", field="path")
    return plain


def named(file: str) -> Provenance:
    """Repository and revision by a file's name (`name-1.2.tar.gz`, `name_1.2.orig.tar.xz`)."""
    stem = re.sub(r"\.orig$", "", NAMES.sub("", file))
    found = _VERSIONED.match(stem)
    return Provenance(found["name"], found["version"]) if found else Provenance(stem)


def entries(unit: Unit, licences: bool) -> Iterator[Entry]:
    """The members of an archive that the patterns choose, in its own order."""
    assert isinstance(unit.source, Archive)
    budget = Budget(unit.source.max_total, unit.source.max_ratio)
    with Path(unit.place).open("rb") as file:
        budget.packed = file.tell
        head = file.read(8)
        file.seek(0)
        if head.startswith(b"PK"):
            budget.size = os.fstat(file.fileno()).st_size
            yield from zips.members(file, unit, budget)
        elif head == b"!<arch>\n":
            yield from tars.members(_deb(file), unit, budget, None)
        else:
            described = None
            if not licences:
                described = _described(unit)
            yield from tars.members(file, unit, budget, described)


def _described(unit: Unit) -> Provenance | None:
    """What the PKG-INFO of an sdist says. It may come last, so that is a pass of its own."""
    if not unit.provenance.revision:
        return None
    assert isinstance(unit.source, Archive)
    budget = Budget(unit.source.max_total, unit.source.max_ratio)
    try:
        with Path(unit.place).open("rb") as file:
            budget.packed = file.tell
            return tars.described(file, unit, budget)
    except Exception:  # a damaged archive may raise anything; reading it will say so
        return None


def _deb(file: IO[bytes]) -> IO[bytes]:
    """A Debian package's `data.tar`, which stands in an ar archive. Raises Refused."""
    file.seek(8)
    while len(head := file.read(60)) == 60 and head[58:] == b"`\n":
        name, size = head[:16].strip(), head[48:58].strip()
        if not size.isdigit():
            break
        if name.startswith(b"data.tar"):
            return file  # it is the last member, and the tar says where it ends
        file.seek(int(size) + int(size) % 2, os.SEEK_CUR)
    raise Refused("damaged archive", "no data.tar in it")


def fingerprint(source: Archive) -> str:
    """Of the files' names and bytes."""
    return folder.of_files(iter(files(source.path, NAMES, "archive")))
