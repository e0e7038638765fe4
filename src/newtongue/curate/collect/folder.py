"""Source: the files under a folder. Links are not followed, and nothing but files is opened."""

from __future__ import annotations

import errno
import functools
import hashlib
import os
import posixpath
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from newtongue.core.errors import UsageError
from newtongue.curate.collect import decode, linguist, manifests
from newtongue.curate.collect.settings import Folder, Installed
from newtongue.curate.collect.unit import Entry, Provenance, Refused, Unit, chosen

FILES, BYTES = 1000, 16_000_000
"""A unit of a large folder has about so much."""
PASSED = frozenset((".git", ".hg", ".svn", "__pycache__", "site-packages", "dist-packages"))
"""Folders without a project's own sources: not entered, not counted."""
_KINDS = {stat.S_IFLNK: "symbolic link", stat.S_IFDIR: "can't be read"}


def units(source: Folder) -> list[Unit]:
    """The folder in parts, or each of its repositories in parts. Raises UsageError."""
    found = []
    for root, origin in origins(source):
        found += parts(source, root, origin)
    return found


def origins(source: Folder) -> list[tuple[Path, Provenance]]:
    """Each repository's folder, by name, and what its name tells. Raises UsageError."""
    root = existing(source.path)
    places = [root]
    if source.repositories:
        with os.scandir(root) as inside:
            names = sorted(one.name for one in inside if one.is_dir(follow_symlinks=False))
        places = [root / name for name in names if name not in PASSED]
    licence = source.licence
    return [(place, Provenance(decode.shown(place.name), licence=licence)) for place in places]


def existing(path: str) -> Path:
    """A folder that a recipe names. Raises UsageError when it is not there or can't be read."""
    root = Path(path).expanduser()
    if not root.is_dir():
        raise UsageError(f"no such folder: {path}", field="path")
    if not os.access(root, os.R_OK | os.X_OK):
        raise UsageError(f"can't be read: {path}", field="path")
    return root.resolve()


def parts(source: Folder, root: Path, origin: Provenance) -> list[Unit]:
    """A repository in units of so many files and bytes; each is told all its licence files."""
    every = [(path, size) for path, size in walk(str(root)) if chosen(source, path)]
    return cut(source, root, every, origin)


def cut(
    source: Folder | Installed, root: Path, every: Sequence[tuple[str, int]], origin: Provenance
) -> list[Unit]:
    """Units of the paths and sizes given, in that order, each with the licence files that stand in
    the folders of its files and above them, and the manifests of the root; a distribution's, with
    all licence files of the distribution.
    """
    licences = [path for path, _ in every if linguist.licence_text(path)]
    known = frozenset(licences)
    whole = isinstance(source, Installed)
    told = [path for path, _ in every if manifests.named(path)]
    found: list[Unit] = []
    waiting: list[str] = []
    total = 0

    def close() -> None:
        name = f"{origin.repository} {len(found) + 1}"
        shared = licences if whole else [*_above(licences, waiting), *told]
        found.append(Unit(source, name, total, str(root), tuple(waiting), tuple(shared), origin))

    for path, size in every:
        if path in known:
            continue
        waiting.append(path)
        total += size
        if len(waiting) >= FILES or total >= BYTES:
            close()
            waiting, total = [], 0
    if waiting:
        close()
    return found


def _above(licences: Sequence[str], paths: Sequence[str]) -> list[str]:
    """The licence files that may speak of the paths: those of their folders, and of all above."""
    folders = {""}
    for folder in {posixpath.dirname(path) for path in paths}:
        while folder and folder not in folders:
            folders.add(folder)
            folder = posixpath.dirname(folder)
    return [path for path in licences if _governed(path) in folders]


def _governed(licence: str) -> str:
    """The folder that a licence file speaks of: its own, or the one above its `LICENSES/`."""
    folder = posixpath.dirname(licence)
    of_licences = posixpath.basename(folder).lower() in ("licenses", "licences")
    return posixpath.dirname(folder) if of_licences else folder


def walk(root: str, below: str = "") -> Iterator[tuple[str, int]]:
    """(path, size) of all that is no folder, in the order of names. Never follows a link; a folder
    that can't be listed stands there by its own name and a slash, and is refused when it is read.
    """
    waiting = [below]
    while waiting:
        at = waiting.pop()
        try:
            with os.scandir(posixpath.join(root, at)) as inside:
                every = sorted(inside, key=lambda one: os.fsencode(one.name))
        except OSError:
            yield f"{at or '.'}/", 0
            continue
        folders = []
        for one in every:
            path = f"{at}/{one.name}" if at else one.name
            if one.is_dir(follow_symlinks=False):
                if one.name not in PASSED:
                    folders.append(path)
            else:
                yield path, _size(one)
        waiting += reversed(folders)


def _size(one: os.DirEntry[str]) -> int:
    try:
        return one.stat(follow_symlinks=False).st_size
    except OSError:
        return 0


def entries(unit: Unit, licences: bool) -> Iterator[Entry]:
    """The files of a unit, or the licence files of its repository."""
    for path in map(str, unit.shared if licences else unit.parts):
        if path.endswith("/"):
            name = "" if path == "./" else path[:-1]
            yield Entry(name, refused="can't be read", detail="a folder")
            continue
        full = posixpath.join(unit.place, path)
        yield Entry(path, functools.partial(read_regular, unit.place, full))


def read_regular(root: str, path: str, limit: int) -> bytes:
    """The first bytes of a file below a folder, one more than the limit at most. Raises Refused for
    what is no plain file, whose folder a link leads to, or that can't be read; it can't block.
    """
    if not _inside(root, posixpath.dirname(path)):
        raise Refused("symbolic link", "its folder is one")
    try:
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        before = os.lstat(path)
        if not stat.S_ISREG(before.st_mode):
            raise Refused(_KINDS.get(stat.S_IFMT(before.st_mode), "not a plain file"))
        if before.st_size > limit:
            raise Refused("too large", f"{before.st_size} bytes")
        handle = os.open(path, flags)
        try:
            return _read(handle, min(before.st_size, limit) + 1, limit + 1)
        finally:
            os.close(handle)
    except OSError as error:
        reason = "symbolic link" if error.errno == errno.ELOOP else "can't be read"
        raise Refused(reason, os.strerror(error.errno or 0)) from None
    except ValueError:  # a NUL in the name
        raise Refused("can't be read", "its name") from None


def _read(handle: int, expected: int, most: int) -> bytes:
    data = os.read(handle, expected)
    while len(data) >= expected and len(data) < most:  # it grew, or its size is not known (/proc)
        more = os.read(handle, min(65536, most - len(data)))
        if not more:
            break
        data += more
        expected = len(data)
    return data


@functools.lru_cache(maxsize=10_000)
def _inside(root: str, folder: str) -> bool:
    """Whether no link leads from the root (which may be behind one itself) to the folder."""
    below = posixpath.relpath(folder, root)
    expected = posixpath.normpath(posixpath.join(posixpath.realpath(root), below))
    return not below.startswith("..") and posixpath.realpath(folder) == expected


def fingerprint(source: Folder) -> str:
    """Of paths, sizes and contents."""
    root = str(existing(source.path))
    paths = (path for path, _ in walk(root) if chosen(source, path))
    return of_files((path, posixpath.join(root, path)) for path in paths)


def of_files(named: Iterator[tuple[str, str]]) -> str:
    """sha256 of (name, file): names, sizes and contents, in the order given."""
    total = hashlib.sha256()
    for name, path in named:
        digest, size = of_file(path)
        total.update(f"{name}\0{size}\0{digest}\n".encode("utf-8", "surrogateescape"))
    return total.hexdigest()


def of_file(path: str) -> tuple[str, int]:
    """(sha256, size) of a plain file; of a name alone for what is none or can't be read."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode):
                return "not a plain file", 0
            return hashlib.file_digest(file, "sha256").hexdigest(), about.st_size
    except OSError:
        return "can't be read", 0
