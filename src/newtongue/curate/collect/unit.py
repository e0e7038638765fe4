"""What collecting deals in: units of work, and what they hold before it is recognised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import translate
from functools import cache
from re import compile as pattern

from newtongue.curate.collect import settings


class Refused(Exception):
    """This file is not taken: a reason that is counted, and what is its own."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a repository, a package or a row says of its files."""

    repository: str = ""
    revision: str = ""
    licence: str = ""
    stars: int | None = None
    downloads: int | None = None
    date: str = ""
    url: str = ""
    """`{path}` in it gives way to the file's path."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What one task reads; small, and read alike in any process on this file system."""

    source: (
        settings.Folder
        | settings.Git
        | settings.Archive
        | settings.Table
        | settings.Hub
        | (settings.Installed)
    )
    name: str
    """The repository, package or file, and where it is one of many, which part."""
    bytes: int
    """An estimate of what reading it gives, before anything is left out; 0 where unknown."""
    place: str = ""
    """The file or folder it is read from."""
    parts: tuple[str | int, ...] = ()
    """What is read there, in the words of its kind: paths, row groups, a shard."""
    shared: tuple[str, ...] = ()
    """Licence files of the repository that this unit is a part of."""
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class Entry:
    """A file as a source has it: a name not yet trusted, and a way to its first bytes."""

    path: str
    load: Callable[[int], bytes | str] | None = None
    """Reads at most one byte more than the number given. Raises Refused."""
    size: int = -1
    """In bytes; -1 where only loading tells."""
    provenance: Provenance | None = None
    """Where it is not the unit's."""
    language: str = ""
    """What the source says it is written in."""
    numbered: bool = False
    """Its path is a number of ours: the source gives neither path nor language."""
    refused: str = ""
    """The reason why it can't be loaded."""
    detail: str = ""


def chosen(source: settings.Origin, path: str) -> bool:
    """Whether the patterns of the source let a path through."""
    if not source.include and not source.exclude:
        return True
    include, exclude = _patterns(tuple(source.include)), _patterns(tuple(source.exclude))
    return bool((not include or include(path)) and not (exclude and exclude(path)))


@cache
def _patterns(globs: tuple[str, ...]) -> Callable[[str], object] | None:
    return pattern("|".join(translate(glob) for glob in globs)).match if globs else None
