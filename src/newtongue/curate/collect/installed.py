"""Source: the Python that runs this. Files are read as files; nothing is imported.

The files of a distribution are those that its RECORD lists (or, where an installer left none, what
the older lists or the folders of its top-level names have). The standard library is the repository
"cpython" under the licence PSF-2.0. newtongue itself is never a part of its own data.
"""

from __future__ import annotations

import csv
import hashlib
import importlib.metadata
import os
import platform
import posixpath
import re
import site
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from newtongue.core.errors import UsageError
from newtongue.curate.collect import folder, metadata
from newtongue.curate.collect.settings import Installed
from newtongue.curate.collect.unit import Entry, Provenance, Unit, chosen

OURSELVES = "newtongue"
_PARTS = re.compile(r"[-_.]+")


def units(source: Installed) -> list[Unit]:
    """The distributions by name, then the standard library in parts. Raises UsageError."""
    found: list[Unit] = []
    for home, one, said in _distributions(source):
        every = [pair for pair in _files(home, one) if chosen(source, pair[0])]
        found += folder.cut(source, Path(home), every, said)
    if source.stdlib:
        root = Path(sysconfig.get_path("stdlib"))
        every = [pair for pair in folder.walk(str(root)) if chosen(source, pair[0])]
        found += folder.cut(source, root, every, _stdlib())
    return found


def entries(unit: Unit, licences: bool) -> Iterator[Entry]:
    """The files of a unit, or the licence files of its distribution."""
    return folder.entries(unit, licences)


def fingerprint(source: Installed) -> str:
    """Of the names, versions and RECORDs (which hold the hashes) of distributions, and of the
    standard library's version and the sizes of its files.
    """
    total = hashlib.sha256()
    for home, one, said in _distributions(source):
        lines = [said.repository, said.revision, said.licence]
        record = _text(one, "RECORD")
        lines += [record] if record else [f"{path} {size}" for path, size in _files(home, one)]
        total.update("\0".join(lines).encode("utf-8", "surrogateescape"))
    if source.stdlib:
        total.update(platform.python_version().encode())
        for path, size in folder.walk(sysconfig.get_path("stdlib")):
            total.update(f"{path}\0{size}\n".encode("utf-8", "surrogateescape"))
    return total.hexdigest()


def _stdlib() -> Provenance:
    name, version = platform.python_implementation().lower(), platform.python_version()
    home = f"https://github.com/python/cpython/blob/v{version}/Lib/{{path}}"
    known = name == "cpython"
    return Provenance(name, version, "PSF-2.0" if known else "", url=home if known else "")


def _distributions(
    source: Installed,
) -> list[tuple[str, importlib.metadata.Distribution, Provenance]]:
    """(folder, distribution, what it says), by name; the first folder that has a name has it."""
    wanted = None if source.packages is None else {_plain(name) for name in source.packages}
    found: dict[str, tuple[str, importlib.metadata.Distribution, Provenance]] = {}
    for home in _homes():
        for one in importlib.metadata.distributions(path=[home]):
            text = _text(one, "METADATA") or _text(one, "PKG-INFO")
            said = metadata.parse(text)
            name = "" if said is None else _plain(said.repository)
            if said is None or name == OURSELVES or (wanted is not None and name not in wanted):
                continue
            found.setdefault(name, (home, one, said))
    if missing := sorted((wanted or set()) - set(found)):
        raise UsageError(f"not installed: {missing[0]}", field="packages")
    return [found[name] for name in sorted(found)]


def _plain(name: str) -> str:
    return _PARTS.sub("-", name).lower()


def _homes() -> list[str]:
    """Where this interpreter's packages are; not the current folder, not PYTHONPATH."""
    every = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *site.getsitepackages()]
    if site.ENABLE_USER_SITE:
        every.append(site.getusersitepackages())
    real = (posixpath.realpath(path) for path in every)
    return [path for path in dict.fromkeys(real) if Path(path).is_dir()]


def _files(home: str, one: importlib.metadata.Distribution) -> list[tuple[str, int]]:
    """(path below the folder, size) of a distribution's files, sorted; scripts elsewhere and
    compiled files are passed over.
    """
    record = _text(one, "RECORD")
    try:
        paths = [row[0] for row in csv.reader(record.splitlines()) if row]
        paths = paths or [str(path) for path in one.files or ()]
    except (csv.Error, ValueError):  # a damaged list
        paths = []
    paths = paths or list(_top_level(home, one))
    mine = {path for path in paths if not path.startswith(("../", "/")) and path[-4:] != ".pyc"}
    return [(path, _size(posixpath.join(home, path))) for path in sorted(mine)]


def _text(one: importlib.metadata.Distribution, name: str) -> str:
    try:
        return one.read_text(name) or ""
    except UnicodeDecodeError:  # metadata of old installers is in any encoding
        path = getattr(one, "_path", None)
        return Path(path, name).read_text("utf-8", "replace") if path is not None else ""


def _top_level(home: str, one: importlib.metadata.Distribution) -> Iterator[str]:
    for name in _text(one, "top_level.txt").split():
        if "/" not in name and ".." not in name:
            yield f"{name}.py"
            if Path(home, name).is_dir():
                yield from (path for path, _ in folder.walk(home, name))


def _size(path: str) -> int:
    try:
        return os.lstat(path).st_size
    except (OSError, ValueError):
        return 0
