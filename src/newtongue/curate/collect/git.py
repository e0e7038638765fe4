"""Source: git repositories, read from their objects. No checkout; git itself is never run.

Only dulwich's object store is used, so no hook, filter, attribute or setting of a repository can do
anything. `objects/info/alternates`, which names folders elsewhere, is not followed. An object is
loaded only when it and all that it is a delta of are known to be small.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from newtongue.core.errors import MissingError, UsageError
from newtongue.curate.collect import decode, folder
from newtongue.curate.collect.objects import Objects
from newtongue.curate.collect.refs import LACKING, resolve
from newtongue.curate.collect.settings import Git
from newtongue.curate.collect.unit import Entry, Provenance, Refused, Unit, chosen

_PARTS = ("HEAD", "objects")
"""What every repository has."""
DEEP = 200
"""Folders inside one another."""
_FOUND = {stat.S_IFLNK: "symbolic link", 0o160000: "submodule"}
_HOSTS = ("github.com", "gitlab.com")
"""Where `/blob/<commit>/<path>` shows a file."""
_SSH = re.compile(r"(?:ssh://)?git@([\w.-]+)[:/](.+)")


def units(source: Git) -> list[Unit]:
    """One for each repository, by path. Raises UsageError when there is none, or none that has the
    revision.
    """
    try:
        import dulwich  # noqa: F401
    except ImportError:
        raise MissingError(
            "reading git needs dulwich", hint="pip install 'newtongue[curate]'"
        ) from None
    found: list[Unit] = []
    every = _repositories(source)
    _commits(source, every)
    for name, home in every:
        # a guess: packs unpack to several times their size, and one revision is a part of that
        size = sum(size for _, size in folder.walk(str(home / "objects")))
        found.append(Unit(source, name, size, str(home), provenance=Provenance(name)))
    return found


def _repositories(source: Git) -> list[tuple[str, Path]]:
    """(name, folder with HEAD and objects) of the repository meant, or of those in the folder."""
    root = folder.existing(source.path)
    if home := _home(root):
        return [(_name(root), home)]
    found: list[tuple[str, Path]] = []
    for below in _folders(root):
        if home := _home(below):
            found.append((_name(below.relative_to(root)), home))
            continue
        found += [
            (_name(deeper.relative_to(root)), home)
            for deeper in _folders(below)
            if (home := _home(deeper))
        ]
    if not found:
        raise UsageError(f"no git repository in {source.path}", field="path")
    return found


def _folders(root: Path) -> list[Path]:
    """The folders inside one, by name; not those behind links."""
    try:
        return sorted(one for one in root.iterdir() if one.is_dir() and not one.is_symlink())
    except OSError:
        return []


def _name(path: Path) -> str:
    said = path.name if path.is_absolute() else path.as_posix()
    return decode.shown(said.removesuffix(".git"))


def _home(path: Path) -> Path | None:
    for home in (path / ".git", path):
        try:
            if all((home / part).exists() for part in _PARTS) and not home.is_symlink():
                return home
        except PermissionError:  # there may be one: reading it says that it can't be read
            return home
    return None


def described(root: Path, otherwise: Provenance) -> Provenance:
    """What the `.git` in a folder says: the name and address of its remote, HEAD's commit; where
    there is none, or it says nothing, what is given.
    """
    home = _home(root)
    if home != root / ".git":
        return otherwise
    try:
        commit = resolve(home, "HEAD").decode()
    except Refused:
        commit = ""
    return _provenance(home, otherwise, commit)


def entries(unit: Unit, licences: bool) -> Iterator[Entry]:
    """The files of the revision, by git's order. Raises Refused for a damaged repository."""
    assert isinstance(unit.source, Git)
    del licences
    home = Path(unit.place)
    if not os.access(home, os.R_OK | os.X_OK):
        raise Refused("can't be read", "a folder")
    with Objects(home) as objects:
        tree, commit, date = _commit(objects, home, unit.source.revision)
        said = _provenance(home, unit.provenance, commit.decode(), date)
        for path, mode, name in _walk(objects, tree):
            if not chosen(unit.source, path):
                continue
            kind = stat.S_IFMT(mode)
            if kind != stat.S_IFREG:
                yield Entry(path, refused=_FOUND.get(kind, "not a plain file"), provenance=said)
                continue
            yield Entry(path, functools.partial(objects.blob, name), provenance=said)


def _walk(objects: Objects, tree: bytes) -> Iterator[tuple[str, int, bytes]]:
    """(path, mode, object) of all that is no folder; a folder that is damaged is passed over as one
    file that can't be loaded."""
    waiting: list[tuple[str, bytes]] = [("", tree)]
    while waiting:
        at, name = waiting.pop()
        folders = []
        for part, mode, child in objects.tree(name):
            path = f"{at}/{os.fsdecode(part)}" if at else os.fsdecode(part)
            if stat.S_ISDIR(mode) and path.count("/") < DEEP:
                folders.append((path, child))
            else:
                yield path, mode, child
        waiting += reversed(folders)


def _provenance(home: Path, origin: Provenance, commit: str, date: str = "") -> Provenance:
    link = _remote(home)
    name = link.split("/", 3)[3] if link.count("/") >= 3 else origin.repository
    shown = link
    if commit and urlsplit(link).hostname in _HOSTS:
        shown = f"{link}/blob/{commit}/{{path}}"
    return Provenance(name, commit, origin.licence, date=date, url=shown)


def _remote(home: Path) -> str:
    """The https address of `origin`, without user and password; empty where it has none."""
    try:
        config = folder.read_regular(str(home), str(home / "config"), 1_000_000)
    except Refused:
        return ""
    address = _address(config.decode("utf-8", "replace"))
    if ssh := _SSH.fullmatch(address):
        address = f"https://{ssh[1]}/{ssh[2]}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[\w.-]+", host):
        return ""
    path = parts.path.strip("/").removesuffix(".git")
    return f"https://{host}/{path}" if re.fullmatch(r"[\w./~-]+", path) else ""


def _address(config: str) -> str:
    """What the section of `origin` gives as its url. Read by ourselves: git's way would also read
    the files that a config includes."""
    section = ""
    for line in config.splitlines():
        line = line.strip()
        if line.startswith("["):
            section = line
        name, _, value = line.partition("=")
        if section == '[remote "origin"]' and name.strip() == "url":
            return value.strip()
    return ""


def fingerprint(source: Git) -> str:
    """Of the names and commits of the repositories. Raises UsageError, as `units` does."""
    total = hashlib.sha256()
    every = _repositories(source)
    for (name, _), commit in zip(every, _commits(source, every), strict=True):
        total.update(f"{name}\0{commit}\n".encode())
    return total.hexdigest()


def _commits(source: Git, every: list[tuple[str, Path]]) -> list[str]:
    """What the revision is in each repository, or why it is nothing there. A repository of many
    that lacks it is a Drop when it is read; raises UsageError when all do.
    """
    found, lacking = [], 0
    for _, home in every:
        try:
            commit = resolve(home, source.revision).decode()
            if commit == source.revision or len(every) == 1:
                _present(home, source.revision)
            found.append(commit)
        except Refused as why:
            found.append(why.reason)
            lacking += 1
    if lacking == len(every):
        raise UsageError(
            f"no such revision: {source.revision!r} in {source.path}",
            field="revision",
            hint="a branch, a tag, or a commit's 40 digits",
        )
    return found


def _present(home: Path, revision: str) -> None:
    """Raise Refused where a repository has no such commit. What else is wrong, reading it says."""
    try:
        with Objects(home) as objects:
            _commit(objects, home, revision)
    except Refused as why:
        if why.reason == LACKING:
            raise
    except Exception:  # a damaged repository may raise anything
        return


def _commit(objects: Objects, home: Path, revision: str) -> tuple[bytes, bytes, str]:
    """(tree, commit, date) of a revision. Raises Refused where there is none."""
    name = resolve(home, revision)
    try:
        return objects.commit(name)
    except FileNotFoundError:
        if name.decode() == revision:
            raise Refused(LACKING, revision) from None
        raise  # a branch has it: the repository has lost it
