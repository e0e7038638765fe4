"""Real code from many sources, by one interface: units of work, and the files in each.

    for unit in units(source):                    # in order, without opening what is in them
        for item in read(unit, rules):            # File or Drop, in any process
            ...

A source is read as bytes: nothing in it is built, run, imported or unpickled, no link is followed,
and what is damaged or hostile is a Drop with a reason. What is decoded where, and what is skipped,
is said in docs/decisions/012-collect.md.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from newtongue.core.dataset import File
from newtongue.core.errors import UsageError
from newtongue.curate.collect import folder, git, linguist
from newtongue.curate.collect.recognise import LICENCE_TEXT, STEP, licence_texts, recognised
from newtongue.curate.collect.settings import (
    Archive,
    Folder,
    Git,
    Hub,
    Installed,
    Rules,
    Source,
    Table,
)
from newtongue.curate.collect.unit import Provenance, Unit
from newtongue.curate.step import Drop

__all__ = [
    "LICENCE_TEXT",
    "STEP",
    "Archive",
    "Folder",
    "Git",
    "Hub",
    "Installed",
    "Rules",
    "Source",
    "Table",
    "Unit",
    "fingerprint",
    "read",
    "units",
]


def units(source: Source) -> list[Unit]:
    """The units of work of a source, in an order that is always the same.

    Raises UsageError when what the recipe names is not there, and MissingError when a library is
    not. Damaged repositories, archives and tables are units like others: reading them says so.
    """
    linguist.require()
    with _named(source):
        found: list[Unit] = _room(source).units(source)
        if isinstance(source, Folder):
            told = {str(place): origin for place, origin in _clones(source)}
            found = [replace(unit, provenance=told[unit.place]) for unit in found]
    return found


def _clones(source: Folder) -> list[tuple[Path, Provenance]]:
    """Each repository of a folder, and what its `.git` says of it where it has one."""
    return [(place, git.described(place, said)) for place, said in folder.origins(source)]


def read(unit: Unit, rules: Rules, licences: bool = False) -> Iterator[File | Drop]:
    """The files of a unit, each as a File, or as a Drop without its text and with the reason.

    With `licences`, the texts of licence-named files (LICENSE, COPYING.LESSER, LICENSES/MIT.txt)
    and of the root's package manifests (package.json) come first, as Files whose language is
    "licence text"; where a repository is cut into several units, each begins with all of its
    licence files. Without, they are passed over uncounted; manifests are files like others, too.
    """
    linguist.require()
    room = _room(unit.source)
    if licences:
        yield from licence_texts(room.entries(unit, True), unit, rules)
    yield from recognised(room.entries(unit, False), unit, rules)


def fingerprint(source: Source) -> str:
    """sha256 that says which bytes the source has: commits of git; hashes of archives, tables and
    folders' files, with what their `.git` says; names, versions and RECORDs of what is installed;
    the hub's commit.

    Raises UsageError when what the recipe names is not there.
    """
    with _named(source):
        found: str = _room(source).fingerprint(source)
        every = _clones(source) if isinstance(source, Folder) else []
        # what their names tell is no news, and folders without `.git` keep the hash they had
        clones = [one for _, one in every if one.revision or one.url]
        found = "\n".join((found, *(f"{x.repository} {x.revision} {x.url}" for x in clones)))
    return hashlib.sha256(f"{source.kind} {found}".encode()).hexdigest()


@contextmanager
def _named(source: Source) -> Iterator[None]:
    """Errors say which source is meant: its kind and path (or its name)."""
    place = getattr(source, "path", "") or source.name
    which = " ".join(part for part in ("source", source.kind, place) if part)
    try:
        yield
    except PermissionError as error:
        raise UsageError(f"can't be read: {error.filename}", field=which) from None
    except UsageError as error:
        raise UsageError(
            error.message,
            file=None if error.file == place else error.file,
            line=error.line,
            field=f"{which}: {error.field}" if error.field else which,
            hint=error.hint,
        ) from None


def _room(source: Source) -> Any:
    """The module that knows this kind of source; its libraries are loaded on first use."""
    return importlib.import_module(f"{__name__}.{source.kind}")
